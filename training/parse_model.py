"""Teach the parse model: ``python -m training.parse_model TEXTS.jsonl [TEXTS.jsonl …] --judge DEV.jsonl``.

The teacher is spaCy's parser: what it makes of the texts is what the model over the shipped encoder's vectors learns (distillation:
Hinton, Vinyals and Dean, arXiv:1503.02531, with the teacher's answers alone). Any news will do, no person has to label it. The encoder
stays as it is. PyTorch is needed here alone; what is written is numbers. ``--judge``: articles on which agreement with the teacher is told.
"""

from __future__ import annotations

import argparse
import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from annotator.detection import network
from annotator.detection.encoder import Encoder
from annotator.detection.parse import DEFAULT_MODEL, Parse
from annotator.detection.parse_model import ParseModel, letters
from annotator.detection.settings import HEAD_FAR
from annotator.half_precision import Singles
from annotator.resources import resource
from training.made_up import renamed, signed
from training.parse_graph import LAYERS
from training.teacher import parses

WIDTH, ARC, LABEL, ENDINGS, SHAPES = 256, 96, 160, 4096, 32
EPOCHS, TOGETHER, RATE, DECAY, TRAIL, DROPOUT = 5, 1500, 3e-3, 0.01, 0.998, 0.2
LATER = 1.2e-3  # the rate of one pass that goes on from a model
COUNT = (1.0, 1.0, 1.0, 0.5)  # what tags, heads, labels and sentence starts count


@dataclass(frozen=True)
class Lesson:
    """A text without its white space: the encoder's vectors (words by width, float16), what the letters tell, the teacher's answers."""

    vectors: Tensor
    words: list[str]
    letters: Tensor
    opens: Tensor
    tags: Tensor
    heads: Tensor
    labels: Tensor
    starts: Tensor
    begins: Tensor

    @classmethod
    def joined(cls, some: Sequence[Lesson]) -> Lesson:
        """Some texts one after another; ``begins`` tells where each begins."""
        offsets = np.cumsum([0, *(len(one.words) for one in some)]).tolist()
        heads = torch.cat([one.heads + at for one, at in zip(some, offsets, strict=False)])
        words = [word for one in some for word in one.words]

        def together(name: str) -> Tensor:
            return torch.cat([getattr(one, name) for one in some])

        rest = {name: together(name) for name in ("vectors", "letters", "opens", "tags", "labels", "starts", "begins")}
        return cls(words=words, heads=heads, **rest)


def lessons(
    taught: Iterable[Parse], encoder: Encoder, tags: dict[str, int], labels: dict[str, int]
) -> Iterator[Lesson]:
    """What the teacher's parses teach a model over an encoder; ``tags`` and ``labels`` grow by what is met."""
    for parse in taught:
        keep = [at for at, tag in enumerate(parse.tags) if tag != "_SP"]
        if len(keep) > 1:
            yield _lesson(parse, keep, encoder.read(encoder.words.sequences(parse)), tags, labels)


def records_of(files: Iterable[Path]) -> list[dict[str, Any]]:
    """The records of gold files, in order."""
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def texts_of(records: Sequence[dict[str, Any]]) -> list[str]:
    """The texts of gold records: each whole, in :func:`pieces` with other names, and its quotations with lines that sign them."""
    order = np.random.default_rng(1)
    whole = dict.fromkeys(record["text"] for record in records)
    renewed = (renamed(piece, order) for text in whole for piece in pieces(text))
    lines = (signed(record, order) for record in records)
    return [text for text in dict.fromkeys([*whole, *renewed, *lines]) if text]


def drawn(texts: Sequence[str], words: int | None) -> list[str]:
    """Texts by chance until they have about so many words, told by their blanks; all in a new order where ``words`` is None."""
    order = np.random.default_rng(3).permutation(len(texts)).tolist()
    counts = np.cumsum([len(texts[at].split()) for at in order])
    return [texts[at] for at, count in zip(order, counts, strict=True) if words is None or count <= words]


def pieces(text: str) -> list[str]:
    """A text in runs of one to three of its paragraphs: short texts are read by themselves too, where little stands around a word."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    order, found = np.random.default_rng(len(text)), []
    while paragraphs:
        size = int(order.integers(1, 4))
        found.append("\n\n".join(paragraphs[:size]))
        paragraphs = paragraphs[size:]
    return found


def _lesson(parse: Parse, keep: list[int], vectors: Singles, tags: dict[str, int], labels: dict[str, int]) -> Lesson:
    place = {at: number for number, at in enumerate(keep)}
    gaps = [parse.text[parse.ends[a] : parse.starts[b]] for a, b in pairwise(keep)]
    words = [parse.words[at] for at in keep]
    sentences = np.array([parse.sentences[at] for at in keep])
    return Lesson(
        torch.from_numpy(vectors[keep].astype(np.float16)),
        words,
        torch.tensor([letters(word, ENDINGS) for word in words]),
        torch.tensor([True, *("\n" in gap for gap in gaps)]),
        torch.tensor([tags.setdefault(parse.tags[at], len(tags)) for at in keep]),
        torch.tensor([place.get(parse.heads[at], place[at]) for at in keep]),
        torch.tensor([labels.setdefault(parse.deps[at], len(labels)) for at in keep]),
        torch.from_numpy(np.append(True, np.diff(sentences) != 0)),
        torch.arange(len(keep)) == 0,
    )


class Norm(nn.Module):
    """Layer normalization, gain over bias in one tensor."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.both = nn.Parameter(torch.stack([torch.ones(width), torch.zeros(width)]))

    def forward(self, values: Tensor) -> Tensor:
        """The values, each row centered and scaled."""
        return functional.layer_norm(values, values.shape[-1:], self.both[0], self.both[1])


class Student(nn.Module):
    """The model of :mod:`annotator.detection.parse_model` in PyTorch."""

    def __init__(self, encoded: int, tags: int, labels: int) -> None:
        super().__init__()
        self.norm = Norm(encoded)
        self.input = nn.Linear(encoded, WIDTH)
        self.ending, self.shape, self.line = (nn.Embedding(size, WIDTH) for size in (ENDINGS, SHAPES, 2))
        self.mix = nn.ModuleList(nn.Linear(3 * WIDTH, WIDTH) for _ in range(LAYERS))
        self.norms = nn.ModuleList(Norm(WIDTH) for _ in range(LAYERS + 1))
        self.tag, self.start = nn.Linear(WIDTH, tags), nn.Linear(WIDTH, 1)
        self.below, self.above = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.arc, self.often = nn.Parameter(torch.randn(ARC, ARC) * 0.02), nn.Parameter(torch.zeros(ARC))
        self.far = nn.Parameter(torch.zeros(2 * HEAD_FAR + 1))
        self.dependent, self.governor = nn.Linear(WIDTH, LABEL), nn.Linear(WIDTH, LABEL)
        self.distance, self.label = nn.Embedding(2 * HEAD_FAR + 1, LABEL), nn.Linear(LABEL, labels)
        for table in (self.ending, self.shape, self.line, self.distance):
            nn.init.normal_(table.weight, std=0.05)
        self.drop = nn.Dropout(DROPOUT)

    def states(self, of: Lesson) -> Tensor:
        """The vectors of the words that all questions are asked of."""
        state = self.input(self.norm(of.vectors.float())) + self.line(of.opens.long())
        state = self.drop(torch.relu(state + self.ending(of.letters[:, 0]) + self.shape(of.letters[:, 1])))
        edge, goes_on = torch.zeros(1, WIDTH), (~of.begins[1:, None]).float()
        for mix, norm in zip(self.mix, self.norms, strict=False):
            seen = norm(state)
            before, after = torch.cat([edge, seen[:-1] * goes_on]), torch.cat([seen[1:] * goes_on, edge])
            mixed = mix(torch.cat([before, seen, after], 1))
            state = state + self.drop(torch.relu(mixed))
        return torch.as_tensor(self.norms[-1](state))

    def costs(self, of: Lesson) -> Iterator[Tensor]:
        """Cross-entropies a word: tags, heads (in the teacher's sentences), labels (at the teacher's heads), sentence starts."""
        state = self.states(of)
        yield functional.cross_entropy(self.tag(state), of.tags)
        below, above = torch.relu(self.below(state)) @ self.arc, torch.relu(self.above(state))
        often, arcs = above @ self.often, torch.zeros(())
        for rows in _sentences(of.starts):
            there = rows >= 0
            scores = below[rows] @ above[rows].mT + often[rows][:, None]
            place = torch.arange(rows.shape[1])
            scores = (scores + self.far[_far(place[None] - place[:, None])]).masked_fill(~there[:, None], -1e9)
            heads = torch.minimum(
                torch.maximum(of.heads[rows] - rows[:, :1], torch.tensor(0)), there.sum(1)[:, None] - 1
            )
            arcs = arcs + functional.cross_entropy(scores[there], heads[there], reduction="sum")
        yield arcs / len(state)
        hidden = (
            self.dependent(state)
            + self.governor(state)[of.heads]
            + self.distance(_far(of.heads - torch.arange(len(state))))
        )
        yield functional.cross_entropy(self.label(self.drop(torch.relu(hidden))), of.labels)
        yield functional.binary_cross_entropy_with_logits(self.start(state)[:, 0], of.starts.float())

    @torch.no_grad()
    def take(self, arrays: Mapping[str, Singles]) -> None:
        """Go on from these numbers, named as :meth:`numbers` names them."""
        for name, value in self._named().items():
            value.copy_(torch.from_numpy(arrays[name]))

    def numbers(self) -> dict[str, Singles]:
        """The weights as :class:`ParseModel` names them: matrices to multiply rows with, gain over bias for norms."""
        return {name: value.detach().numpy().astype(np.float16) for name, value in self._named().items()}

    def _named(self) -> dict[str, Tensor]:
        """The weights as views."""
        out: dict[str, Tensor] = {}
        for name, module in self.named_modules():
            if isinstance(module, nn.Linear):
                out |= {name: module.weight.T, f"{name}.bias": module.bias}
            elif isinstance(module, Norm):
                out[name.replace("norms.", "norm.")] = module.both
            elif isinstance(module, nn.Embedding):
                out[name] = module.weight
        return out | {"arc": self.arc, "often": self.often, "far": self.far}


def _sentences(starts: Tensor) -> Iterator[Tensor]:
    """The words of each sentence by number, a row a sentence and -1 behind its last; sentences of like length together."""
    bounds = [*torch.nonzero(starts)[:, 0].tolist(), len(starts)]
    spans = sorted(pairwise(bounds), key=lambda span: span[1] - span[0])
    while spans:
        some = [span for span in spans if span[1] - span[0] <= 1.25 * (spans[0][1] - spans[0][0]) + 4]
        spans = spans[len(some) :]
        rows = torch.full((len(some), some[-1][1] - some[-1][0]), -1)
        for row, (begin, end) in zip(rows, some, strict=True):
            row[: end - begin] = torch.arange(begin, end)
        yield rows


def _far(distance: Tensor) -> Tensor:
    return distance.clamp(-HEAD_FAR, HEAD_FAR) + HEAD_FAR


def fit(taught: Sequence[Lesson], student: Student, epochs: int, rate: float, seed: int = 1) -> Student:
    """The weights after all epochs, as a running mean; ``student`` is used up."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    order = np.random.default_rng(seed)
    mean = copy.deepcopy(student)
    steps = epochs * len(_groups(taught, np.arange(len(taught))))
    optimizer = torch.optim.AdamW(student.parameters(), rate, betas=(0.9, 0.98), weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps + 20 * epochs, pct_start=0.1)
    done = 0
    for epoch in range(epochs):
        for group in _groups(taught, order.permutation(len(taught))):
            optimizer.zero_grad()
            costs = student.costs(Lesson.joined(group))
            torch.as_tensor(sum(count * cost for count, cost in zip(COUNT, costs, strict=True))).backward()
            nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            with torch.no_grad():
                for kept, new in zip(mean.parameters(), student.parameters(), strict=True):
                    kept.lerp_(new, 1 - min(TRAIL, done / (done + 10)))
        print(f"epoch {epoch + 1} of {epochs}", flush=True)
    return mean


def _groups(taught: Sequence[Lesson], order: Sequence[int] | np.ndarray) -> list[list[Lesson]]:
    """Lessons in an order, as many together as have some :data:`TOGETHER` words."""
    groups: list[list[Lesson]] = [[]]
    for at in order:
        if sum(len(one.words) for one in groups[-1]) >= TOGETHER:
            groups.append([])
        groups[-1].append(taught[int(at)])
    return groups


def agreement(model: ParseModel, judged: Sequence[Lesson]) -> dict[str, float]:
    """The shares of words with the teacher's tag, head, and head and label, and the F1 of sentence starts."""
    words = tags = heads = labels = 0
    found = given = both = 0
    for one in judged:
        tree = model.parse(one.vectors.float().numpy(), one.words, one.opens.numpy())
        right = tree.heads == one.heads.numpy()
        words += len(one.words)
        tags += sum(map(str.__eq__, tree.tags, (model.tags[n] for n in one.tags.tolist())))
        heads += int(right.sum())
        labels += sum(
            ok and a == model.labels[b] for ok, a, b in zip(right, tree.labels, one.labels.tolist(), strict=True)
        )
        starts = one.starts.numpy()
        found, given, both = (
            found + int(tree.starts.sum()),
            given + int(starts.sum()),
            both + int((tree.starts & starts).sum()),
        )
    return {
        "tags": tags / words,
        "heads": heads / words,
        "labels": labels / words,
        "starts": 2 * both / (found + given),
    }


def main() -> None:
    """Teach the model and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path, help="JSON lines with a “text” each")
    parser.add_argument("--judge", type=Path, help="JSON lines on which agreement with the teacher is told")
    parser.add_argument("--continue-from", type=Path, help="the folder of a model that one more pass goes on from")
    parser.add_argument("--words", type=int, help="learn from about so many of the words, texts drawn by chance")
    parser.add_argument("--output", type=Path, default=resource("weights"))
    args = parser.parse_args()
    begun = ParseModel.read(args.continue_from) if args.continue_from else None
    tags, labels = (
        {name: n for n, name in enumerate(names)} for names in ((begun.tags, begun.labels) if begun else ((), ()))
    )
    texts = drawn(texts_of(records_of(args.texts)), args.words)
    encoder = network.shipped().encoder
    taught = list(lessons(parses(texts), encoder, tags, labels))
    torch.manual_seed(1)
    student = Student(taught[0].vectors.shape[1], len(tags), len(labels))
    if begun:
        student.take(begun.arrays)
    arrays = fit(taught, student, *((1, LATER) if begun else (EPOCHS, RATE))).numbers()
    model = ParseModel(
        {name: array.astype(np.float32) for name, array in arrays.items()}, tuple(tags), tuple(labels), {}
    )
    judged = [record["text"] for record in records_of([args.judge])] if args.judge else []
    provenance = {
        "teacher": DEFAULT_MODEL,
        "texts": len(taught),
        "words": sum(len(one.words) for one in taught),
        "encoder": network.shipped().fingerprint,
        "continues": begun.provenance if begun else None,
        "agreement": agreement(model, list(lessons(parses(judged), encoder, tags, labels))) if judged else None,
    }
    args.output.mkdir(parents=True, exist_ok=True)
    stored_arrays: dict[str, Any] = dict(sorted(arrays.items()))
    np.savez_compressed(args.output / "parse.npz", **stored_arrays)
    stored = {"provenance": provenance, "tags": list(tags), "labels": list(labels)}
    (args.output / "parse.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(provenance))


if __name__ == "__main__":
    main()
