"""Learn the outside prior of polarity (:mod:`annotator.learning.outside`) from gold of stances.

    python -m training.stance_prior NEWS.jsonl … --output resources/weights/stance.npz [--epochs 8]

The files are in the form of ``benchmarks.stance_files``. Every (text, target) pair that was asked about is an example; a target that a
text neither names nor was asked about is one for "not about it". Deterministic for one version of PyTorch and one thread.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from annotator.detection.encoder import shipped_encoder
from annotator.learning.encoded import EncodedText
from annotator.learning.mentions import find_target
from annotator.learning.outside import ABSENT, AGAINST, FAVOR, HEADS, NEITHER, likeness
from annotator.records import Target
from annotator.workflow.encoded_texts import encode_text
from benchmarks.stance_files import POLARITY, read_rows, stance, targets_of

WIDTH, INNER, LAYERS, DROPOUT = 128, 256, 2, 0.2
BATCH, POOL, RATE, UNMARKED, SMOOTHING, DECAY = 32, 640, 1e-3, 0.15, 0.05, 0.05
ANSWER = {1: FAVOR, 0: NEITHER, -1: AGAINST}


@dataclass(frozen=True)
class Asked:
    """A text as it is read, with the tokens marked, and what is asked about it: (target's number, answer)."""

    text: int
    marked: np.ndarray
    questions: tuple[tuple[int, int], ...]


class Layer(nn.Module):
    """One layer of the transformer, normalized before each part."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.ask, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, state: Tensor, blank: Tensor) -> Tensor:
        """The next states; ``blank``: where a sequence is filled up."""
        count, length, _ = state.shape
        asked = self.ask(self.norm1(state)).view(count, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        scores = (asked[0] @ asked[1].transpose(-1, -2)) / (WIDTH // HEADS) ** 0.5
        weights = scores.masked_fill(blank[:, None, None], -1e4).softmax(-1)
        state = state + self.drop(self.out((weights @ asked[2]).transpose(1, 2).reshape(count, length, WIDTH)))
        return state + self.drop(self.outer(functional.gelu(self.inner(self.norm2(state)), approximate="tanh")))


class Network(nn.Module):
    """The network of :class:`annotator.learning.outside.OutsidePrior`, under the same names."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.enter, self.query = nn.Linear(width, WIDTH), nn.Linear(width, WIDTH)
        self.mark = nn.Parameter(torch.randn(WIDTH) * 0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.lean = nn.Parameter(torch.tensor([4.0, 4.0]))
        self.hidden, self.answer = nn.Linear(2 * WIDTH, WIDTH), nn.Linear(WIDTH, 4)
        self.drop = nn.Dropout(0.25)

    def forward(self, states: Tensor, marked: Tensor, blank: Tensor, of: Tensor, name: Tensor, like: Tensor) -> Tensor:
        """The answers' scores. ``of``: of each question the text it is about."""
        state = self.enter(self.drop(states)) + marked[..., None] * self.mark
        for layer in self.layers:
            state = layer(state, blank)
        state = self.norm(state)[of]
        query = self.query(name)
        scores = (state @ query[..., None])[..., 0] / WIDTH**0.5 + self.lean[0] * like + self.lean[1] * marked[of]
        weights = scores.masked_fill(blank[of], -1e4).softmax(-1)
        found = (weights[:, None] @ state)[:, 0]
        return self.answer(self.drop(torch.tanh(self.hidden(torch.cat([found, query], 1)))))


class Gold:
    """All texts and targets, encoded, and the questions about them."""

    def __init__(self, files: list[Path], chance: random.Random) -> None:
        encoder = shipped_encoder()
        self.texts: list[EncodedText] = []
        self.names: list[EncodedText] = []
        self.asked: list[Asked] = []
        for file in files:
            rows = read_rows(file)
            targets = targets_of(sorted({label for row in rows for label in row["labels"]}))
            first = len(self.names)
            self.names += [encode_text(encoder, target.name) for target in targets]
            for row in rows:
                self.texts.append(encode_text(encoder, row["text"]))
                self.asked += self._asked(row, targets, first, chance)
        states = np.concatenate([text.states for text in self.texts[::3]]).astype(np.float32)
        self.center, self.scale = states.mean(0), states.std(0)

    def _asked(
        self, row: Mapping[str, Any], targets: tuple[Target, ...], first: int, chance: random.Random
    ) -> Iterator[Asked]:
        gold = {stance(label).target: ANSWER[POLARITY.get(stance(label).label, 0)] for label in row["labels"]}
        text, number = self.texts[-1], len(self.texts) - 1
        of_text = row["target"].split(",") if row["target"] else list(gold)
        plain: list[tuple[int, int]] = []
        absent = []
        for place, target in enumerate(targets):
            spans = find_target(row["text"], target)
            if target.id in of_text:
                question = (first + place, gold.get(target.id, NEITHER))
                if spans:
                    yield Asked(number, text.inside(spans), (question,))
                else:
                    plain.append(question)
            elif not spans and target.id not in gold:
                absent.append((first + place, ABSENT))
        plain += chance.sample(absent, min(1 if row["target"] else 2, len(absent)))
        if plain:
            yield Asked(number, text.inside([]), tuple(plain))

    def batch(self, some: list[Asked], chance: random.Random) -> tuple[list[Tensor], Tensor]:
        """The network's arguments and the right answers."""
        longest = max(len(self.texts[one.text].starts) for one in some)
        width = len(self.center)
        states = np.zeros((len(some), longest, width), dtype=np.float32)
        marked = np.zeros((len(some), longest), dtype=np.float32)
        blank = np.ones((len(some), longest), dtype=bool)
        of, names, likes, answers = [], [], [], []
        for place, one in enumerate(some):
            own = (self.texts[one.text].states.astype(np.float32) - self.center) / self.scale
            states[place, : len(own)], blank[place, : len(own)] = own, False
            if chance.random() >= UNMARKED:
                marked[place, : len(own)] = one.marked
            for target, answer in one.questions:
                name = (self.names[target].states.astype(np.float32) - self.center) / self.scale
                like = np.zeros(longest, dtype=np.float32)
                like[: len(own)] = likeness(own, name)
                of.append(place)
                names.append(name.mean(0))
                likes.append(like)
                answers.append(answer)
        arrays = (states, marked, blank, np.array(of), np.array(names), np.array(likes))
        return [torch.from_numpy(array) for array in arrays], torch.tensor(answers)


def learn(gold: Gold, epochs: int, chance: random.Random) -> Network:
    """Learn from all questions; AdamW (Loshchilov and Hutter, ICLR 2019) with a rate that falls to 0."""
    network = Network(len(gold.center))
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps, step, begun = epochs * (len(gold.asked) // BATCH + 1), 0, time.monotonic()
    for epoch in range(epochs):
        chance.shuffle(gold.asked)
        pools = [
            sorted(gold.asked[at : at + POOL], key=lambda one: len(gold.texts[one.text].starts))
            for at in range(0, len(gold.asked), POOL)
        ]
        batches = [pool[at : at + BATCH] for pool in pools for at in range(0, len(pool), BATCH)]
        chance.shuffle(batches)
        total = 0.0
        for some in batches:
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1.0, step / 100) * max(0.0, 1 - step / steps)
            arguments, answers = gold.batch(some, chance)
            loss = functional.cross_entropy(network(*arguments), answers, label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(batches):.3f}, {time.monotonic() - begun:.0f} s", flush=True)
    return network


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    chance = random.Random(0)
    gold = Gold(given.gold, chance)
    print(f"{len(gold.texts)} texts, {sum(len(one.questions) for one in gold.asked)} questions")
    network = learn(gold, given.epochs, chance)
    weights = {name: value.detach().numpy().astype(np.float16) for name, value in network.state_dict().items()}
    weights |= {"center": gold.center.astype(np.float16), "scale": gold.scale.astype(np.float16)}
    np.savez_compressed(given.output, **weights)
    print(f"{sum(value.size for value in weights.values())} numbers in {given.output}")


if __name__ == "__main__":
    main()
