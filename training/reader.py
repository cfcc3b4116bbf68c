"""The network of :mod:`annotator.detection.network` as PyTorch trains it: the same arrays by the same names, with dropout."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from annotator.detection.encoder import shipped_words
from annotator.detection.indirect.tagger import LABELS
from annotator.detection.network import (
    CONTENT,
    CUE,
    DISTANCES,
    KINDS,
    LENGTHS,
    PLACES,
    SOURCE,
    distances,
    length_class,
    places,
)
from training.encoder import Encoded, Layout, layout
from training.lessons import Lesson, Pairs

WIDTH, HIDDEN, LAYERS, SPAN, WORD = 80, 112, 2, 64, 48
DROPOUT, LEMMA_DROPOUT = 0.2, 0.05


@dataclass(frozen=True)
class Words:
    """Pairs of spans and words as tensors, with the classes of distance and place of each."""

    owner: Tensor
    word: Tensor
    right: Tensor
    far: Tensor
    place: Tensor


@dataclass(frozen=True)
class Batch:
    """One lesson as tensors."""

    columns: dict[str, Tensor]
    pieces: Layout
    labels: Tensor
    before: Tensor
    after: Tensor
    head: Tensor
    below: Tensor
    share: Tensor
    segment: Tensor
    lengths: Tensor
    stretches: Tensor
    said: Tensor
    spans: Tensor
    nobody: Tensor
    pairs: dict[str, Words]
    suggested: Tensor
    fits: Tensor


def batch(lesson: Lesson) -> Batch:
    """The lesson's arrays as tensors."""
    tokens = lesson.tokens
    n, at = tokens.n, np.arange(tokens.n)
    first = np.isin(at, tokens.first)
    below = np.flatnonzero(tokens.heads != at)
    count = np.maximum(np.bincount(tokens.heads[below], minlength=n), 1)
    suggested = np.array(lesson.suggested, dtype=np.int64).reshape(-1, 3)
    maybe = np.column_stack([suggested[:, :2], np.full(len(suggested), CONTENT)])
    stretches = np.array(lesson.stretches, dtype=np.int64).reshape(-1, 4)
    spans = np.array(lesson.spans, dtype=np.int64).reshape(-1, 3)

    def words(pairs: Pairs) -> Words:
        owner, word = np.array(pairs.owner, dtype=np.int64), np.array(pairs.word, dtype=np.int64)
        left, right = spans[owner, 0], spans[owner, 1]
        far, place = distances(left, right, word), places(tokens, left, right, word)
        return Words(*map(torch.from_numpy, (owner, word, np.array(pairs.right, dtype=np.float32), far, place)))

    return Batch(
        {name: torch.from_numpy(values) for name, values in lesson.columns.items()}, layout(tokens.parse, shipped_words()),
        torch.from_numpy(lesson.labels),
        torch.from_numpy(np.where(first, n, at - 1)), torch.from_numpy(np.where(np.append(first[1:], True), n, at + 1)),
        torch.from_numpy(tokens.heads), torch.from_numpy(below), torch.from_numpy((1 / np.sqrt(count))[:, None].astype(np.float32)),
        torch.from_numpy(tokens.segment), torch.from_numpy(tokens.last - tokens.first), torch.from_numpy(stretches[:, :3].copy()),
        torch.from_numpy(stretches[:, 3].astype(np.float32)), torch.from_numpy(spans),
        torch.tensor(lesson.nobody, dtype=torch.float32), {SOURCE: words(lesson.sources), CUE: words(lesson.cues)},
        torch.from_numpy(maybe), torch.from_numpy(suggested[:, 2].astype(np.float32)),
    )  # fmt: skip


class Reader(nn.Module):
    """The weights; ``sizes`` says how many values each column has, ``lemmas`` which columns are lemmas."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        super().__init__()
        words = sizes["lemma"]
        self.columns = {name: f"word.{name}" if size == words else f"column.{name}" for name, size in sizes.items()}
        shapes: dict[str, tuple[int, ...]] = {"lemmas": (words, WORD), "input": (WIDTH,)}
        for name, key in self.columns.items():
            shapes[key] = (WORD, WIDTH) if sizes[name] == words else (sizes[name], WIDTH)
        for n in range(LAYERS):
            shapes |= {
                f"norm.{n}": (2, WIDTH), f"mix.{n}": (6 * WIDTH, HIDDEN), f"mixed.{n}": (HIDDEN,),
                f"turn.{n}": (HIDDEN, WIDTH), f"turned.{n}": (WIDTH,),
            }  # fmt: skip
        shapes |= {
            f"norm.{LAYERS}": (2, WIDTH), "label": (WIDTH, len(LABELS)), "labelled": (len(LABELS),),
            "span": (6 * WIDTH, SPAN), "spanned": (SPAN,), "kind": (KINDS, SPAN), "length": (LENGTHS, SPAN),
            "nobody": (SPAN, 1), "nobody.bias": (1,),
        }  # fmt: skip
        for what in ("said", "content"):
            shapes |= {
                f"{what}.in": (SPAN, SPAN),
                f"{what}.on": (SPAN,),
                f"{what}.out": (SPAN, 1),
                f"{what}.bias": (1,),
            }
        for what in (SOURCE, CUE):
            shapes |= {
                f"{what}.span": (SPAN, SPAN), f"{what}.word": (WIDTH, SPAN), f"{what}.bias": (SPAN,), f"{what}.far": (DISTANCES, SPAN),
                f"{what}.place": (PLACES, SPAN), f"{what}.out": (SPAN, 1),
            }  # fmt: skip
        self.encoder = Encoded()
        shapes["encoded"] = (self.encoder.width, WIDTH)
        self.weights = nn.ParameterDict({_key(name): nn.Parameter(_fresh(name, of)) for name, of in shapes.items()})

    def __getitem__(self, name: str) -> Tensor:
        return self.weights[_key(name)]

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """The weights by the names that :class:`annotator.detection.network.Network` knows."""
        return {_name(key): weight.detach().numpy().copy() for key, weight in self.weights.items()}

    def _dropped(self, values: Tensor, share: float = DROPOUT) -> Tensor:
        return functional.dropout(values, share, self.training)

    def read(self, of: Batch) -> Tensor:
        """The vectors of the tokens."""
        state = self["input"].expand(len(of.labels), WIDTH)
        for name, key in self.columns.items():
            values = of.columns[name]
            if name == "lemma" and self.training:
                values = values.masked_fill(torch.rand(values.shape) < LEMMA_DROPOUT, 0)
            if key.startswith("word."):
                state = state + self._dropped(functional.embedding(values, self["lemmas"])) @ self[key]
            else:
                state = state + self._dropped(functional.embedding(values, self[key]))
        state = state + self._dropped(self.encoder.read(of.pieces)) @ self["encoded"]
        state = self._dropped(functional.relu(state))
        for n in range(LAYERS):
            seen = self._normal(state, n)
            padded = torch.cat([seen, seen.new_zeros(1, WIDTH)])
            children = torch.zeros_like(seen).index_add(0, of.head[of.below], seen[of.below]) * of.share
            sentence = torch.segment_reduce(seen, "max", lengths=of.lengths)[of.segment]
            around = torch.cat([seen, padded[of.before], padded[of.after], seen[of.head], children, sentence], 1)
            mixed = self._dropped(functional.relu(around @ self[f"mix.{n}"] + self[f"mixed.{n}"]))
            state = state + mixed @ self[f"turn.{n}"] + self[f"turned.{n}"]
        return self._normal(state, LAYERS)

    def _normal(self, state: Tensor, n: int) -> Tensor:
        gain, bias = self[f"norm.{n}"]
        return functional.layer_norm(state, (WIDTH,), gain, bias)

    def spans(self, hidden: Tensor, spans: Tensor) -> Tensor:
        """One vector for each span (left, right, kind)."""
        left, right, kind = spans.T
        padded, edge = torch.cat([hidden, hidden.new_zeros(1, WIDTH)]), len(hidden)
        length = right - left
        starts = torch.cumsum(length, 0) - length
        at = torch.arange(int(length.sum())) + torch.repeat_interleave(left - starts, length)
        parts = [
            hidden[left], hidden[right - 1], padded[torch.where(left > 0, left - 1, edge)], padded[right.clamp(max=edge)],
            torch.segment_reduce(hidden[at], "max", lengths=length), torch.segment_reduce(hidden[at], "mean", lengths=length),
        ]  # fmt: skip
        size = torch.from_numpy(length_class(length.numpy()))
        return self._dropped(
            functional.relu(
                torch.cat(parts, 1) @ self["span"] + self["spanned"] + self["kind"][kind] + self["length"][size]
            )
        )

    def pairs(self, what: str, hidden: Tensor, spans: Tensor, words: Words) -> Tensor:
        """The score of each word as ``what`` of its span."""
        own = (spans @ self[f"{what}.span"] + self[f"{what}.bias"])[words.owner]
        own = (
            own
            + (hidden @ self[f"{what}.word"])[words.word]
            + self[f"{what}.far"][words.far]
            + self[f"{what}.place"][words.place]
        )
        return (self._dropped(functional.relu(own), DROPOUT / 2) @ self[f"{what}.out"])[:, 0]

    def judged(self, what: str, spans: Tensor) -> Tensor:
        """The log odds of a yes to a question on each span."""
        inner = self._dropped(functional.relu(spans @ self[f"{what}.in"] + self[f"{what}.on"]))
        return (inner @ self[f"{what}.out"] + self[f"{what}.bias"])[:, 0]

    def answers(self, of: Batch) -> dict[str, Tensor]:
        """The scores by question, and of the answer that nobody is the source; while the network learns, dropout changes them each time."""
        hidden = self._dropped(self.read(of))
        out = {"label": hidden @ self["label"] + self["labelled"]}
        for what, spans in (("said", of.stretches), ("content", of.suggested)):
            if len(spans):
                out[what] = self.judged(what, self.spans(hidden, spans))
        if len(of.spans):
            spans = self.spans(hidden, of.spans)
            out["nobody"] = (spans @ self["nobody"] + self["nobody.bias"])[:, 0]
            for what in (SOURCE, CUE):
                out[what] = self.pairs(what, hidden, spans, of.pairs[what])
        return out


def _fresh(name: str, shape: tuple[int, ...]) -> Tensor:
    """Where a weight starts: gains at 1, biases at 0, what classes stand for small, matrices by their width (He and others 2015)."""
    if name.startswith("norm."):
        return torch.stack([torch.ones(shape[1]), torch.zeros(shape[1])])
    if len(shape) == 1:
        return torch.zeros(shape)
    looked_up = name in ("lemmas", "kind", "length") or name.startswith("column.") or name.endswith((".far", ".place"))
    return torch.randn(shape) * 0.1 if looked_up else (torch.rand(shape) * 2 - 1) / math.sqrt(shape[0])


def _key(name: str) -> str:
    """The name as PyTorch takes it."""
    return name.replace(".", "/")


def _name(key: str) -> str:
    """The name as it is shipped."""
    return key.replace("/", ".")
