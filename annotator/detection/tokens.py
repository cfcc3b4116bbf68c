"""Tokens of a parse as integer columns: what the tagger and the span scorer read.

Everything is computed for all tokens of an article at once in numpy; walks along the tree are cut at :data:`CLIMB_DEPTH` steps,
so the cost is linear in the number of tokens whatever the parser made of a hostile text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.detection import lang
from annotator.detection.parse import Parse
from annotator.detection.settings import CLIMB_DEPTH, CUE_BUCKET, CUE_RATE_EDGES, SEGMENT_TOKENS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NAME, UNKNOWN = 1, 0  # lemma codes that are no lemmas
EDGE = frozenset("\"“”„'‘’`″«».,;: \t\r\n\u00a0")  # marks that the scorer's convention cuts from both ends of a span
CLASSES = {"VERB": 1, "AUX": 1, "NOUN": 2, "ADJ": 3, "ADV": 3, "ADP": 4, "PUNCT": 4}


class Bounds(Protocol):
    """Anything with a start and an end in code points: a span, a quoted stretch."""

    @property
    def start(self) -> int:
        """The first code point."""

    @property
    def end(self) -> int:
        """One beyond the last."""


@dataclass(frozen=True)
class Vocabulary:
    """The strings that the model knows: codes of tags, dependency labels and lemmas, and the cue rate of each lemma.

    ``rates`` maps "class lemma" (class of :data:`CLASSES`) to the share of its occurrences that are cues.
    """

    tags: Mapping[str, int]
    deps: Mapping[str, int]
    lemmas: Mapping[str, int]
    rates: Mapping[str, float]

    @cached_property
    def rates_by_class(self) -> list[dict[str, float]]:
        """For each class the cue rates of its lemmas; words of class 0 have none."""
        out: list[dict[str, float]] = [{} for _ in range(max(CLASSES.values()) + 1)]
        for key, rate in self.rates.items():
            number, lemma = key.split(" ", 1)
            out[int(number)][lemma] = rate
        return out

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Vocabulary:
        """From what :meth:`stored` gives: the strings in the order of their codes."""
        return cls(
            {t: i for i, t in enumerate(data["tags"], 1)},
            {d: i for i, d in enumerate(data["deps"], 1)},
            {w: i for i, w in enumerate(data["lemmas"], 2)},
            data["cue_rates"],
        )

    def stored(self) -> dict[str, Any]:
        """The vocabulary as JSON."""
        return {
            "tags": [*self.tags], "deps": [*self.deps], "lemmas": [*self.lemmas], "cue_rates": dict(sorted(self.rates.items())),
        }  # fmt: skip


class Tokens:
    """One article's tokens in columns; arrays have one entry a token unless said otherwise."""

    def __init__(self, parse: Parse, stretches: Sequence[Bounds], vocabulary: Vocabulary) -> None:
        self.parse, self.vocabulary = parse, vocabulary
        n = self.n = len(parse)
        self.heads = np.array(parse.heads, dtype=np.int64).reshape(n)
        self.starts = np.array(parse.starts, dtype=np.int64).reshape(n)
        self.ends = np.array(parse.ends, dtype=np.int64).reshape(n)
        self.tags = _codes(parse.tags, vocabulary.tags)
        self.deps = _codes(parse.deps, vocabulary.deps)
        self.classes = _codes(parse.pos, CLASSES)
        named = np.array(list(map(lang.tags.PROPER.__contains__, parse.tags)), dtype=bool)
        self.lemmas = np.where(named, NAME, _codes(parse.lemmas, vocabulary.lemmas))
        self.edge = np.array(list(map(EDGE.issuperset, parse.words)), dtype=bool)
        self.space = np.array(list(map("SPACE".__eq__, parse.pos)), dtype=bool)
        self.quoted = self._quoted(stretches)
        self._cues()
        self._segments()

    def _quoted(self, stretches: Sequence[Bounds]) -> Ints:
        """0 outside quotation marks; inside: 1 first token, 3 last one, 2 between; and the stretch of each token."""
        out = np.zeros(self.n, dtype=np.int64)
        self.stretch = np.full(self.n, -1, dtype=np.int64)
        self.stretch_tokens: list[tuple[int, int]] = []
        for number, span in enumerate(stretches):
            first, last = self.range(span)
            self.stretch_tokens.append((first, last))
            if first < last:
                out[first:last], out[last - 1], out[first] = 2, 3, 1
                self.stretch[first:last] = number
        return out

    def range(self, span: Bounds) -> tuple[int, int]:
        """The half-open range of tokens that touch a span."""
        return bisect_right(self.parse.ends, span.start), bisect_left(self.parse.starts, span.end)

    def _cues(self) -> None:
        """The cue rate of each token as a bucket: 0 unknown, 1 never a cue, then by :data:`CUE_RATE_EDGES`."""
        known = self.vocabulary.rates_by_class
        classes = np.where(self.lemmas == NAME, 0, self.classes).tolist()
        rates = [known[c].get(w, -1.0) for c, w in zip(classes, self.parse.lemmas, strict=True)]
        self.rate = np.array(rates, dtype=np.float64)
        self.cue = np.where(self.rate < 0, 0, 1 + np.searchsorted(CUE_RATE_EDGES, self.rate, side="right"))

    def _segments(self) -> None:
        """Sentences cut at line breaks and at :data:`SEGMENT_TOKENS` tokens: the sequences of the tagger."""
        n = self.n
        letters = np.frombuffer(self.parse.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        breaks = np.searchsorted(np.flatnonzero(letters == 10), self.starts, side="right")
        sentences = np.array(self.parse.sentences, dtype=np.int64).reshape(n)
        new = np.ones(n, dtype=bool)
        new[1:] = (sentences[1:] != sentences[:-1]) | (breaks[1:] != breaks[:-1])
        at = np.arange(n)
        since = at - np.maximum.accumulate(np.where(new, at, 0)) if n else at
        new |= since % SEGMENT_TOKENS == 0
        self.line = breaks
        self.segment = np.cumsum(new) - 1
        self.first = np.flatnonzero(new)  # first token of each segment
        self.last = np.append(self.first[1:], n)[: len(self.first)]  # one beyond the last token of each segment

    @cached_property
    def left(self) -> Ints:
        """First token of each token's subtree."""
        out = np.arange(self.n)
        for _ in range(CLIMB_DEPTH):
            before = out.copy()
            np.minimum.at(out, self.heads, before)
            if np.array_equal(out, before):
                break
        return out

    @cached_property
    def right(self) -> Ints:
        """One beyond the last token of each token's subtree."""
        out = np.arange(1, self.n + 1)
        for _ in range(CLIMB_DEPTH):
            before = out.copy()
            np.maximum.at(out, self.heads, before)
            if np.array_equal(out, before):
                break
        return out

    def above(self, stops: Bools) -> tuple[Ints, Ints, Ints]:
        """For each token the nearest proper ancestor in ``stops`` (-1: none), the child of it on the way, and the depth."""
        found, child = np.full(self.n, -1, dtype=np.int64), np.full(self.n, -1, dtype=np.int64)
        depth = np.zeros(self.n, dtype=np.int64)
        rows = at = np.flatnonzero(self.heads != np.arange(self.n))
        for step in range(1, CLIMB_DEPTH + 1):
            if not len(rows):
                break
            up = self.heads[at]
            hit = stops[up]
            found[rows[hit]], child[rows[hit]], depth[rows[hit]] = up[hit], at[hit], step
            on = ~hit & (self.heads[up] != up)
            rows, at = rows[on], up[on]
        return found, child, depth

    @cached_property
    def verb(self) -> tuple[Ints, Ints, Ints]:
        """The nearest verb above each token, whatever its cue rate; see :meth:`above`."""
        return self.above(self.classes == 1)

    @cached_property
    def commas(self) -> Ints:
        """How many commas, dashes and brackets stand before each token, and at last in the article."""
        return np.append(0, np.cumsum(np.array(list(map(",;—–-()".__contains__, self.parse.words)), dtype=bool)))

    @cached_property
    def depth(self) -> Ints:
        """Steps from each token up to its root, at most :data:`CLIMB_DEPTH`."""
        out, at = np.zeros(self.n, dtype=np.int64), np.arange(self.n)
        for _ in range(CLIMB_DEPTH):
            up = self.heads[at]
            moved = up != at
            if not moved.any():
                break
            out += moved
            at = up
        return out

    @cached_property
    def beside(self) -> Ints:
        """For each token the cue hanging on one of its ancestors or itself, but not above the token itself (-1: none).

        A cue that hangs on a root finds itself while deeper tokens are still climbing. The weights were learned with that, so it stays.
        """
        n, deps = self.n, self.vocabulary.deps
        kinds = [deps.get(d, -1) for d in ("parataxis", "advcl", "prep", "ccomp", "dep", "acl")]
        hung, out, came = (np.full(n, -1, dtype=np.int64) for _ in range(3))
        hangs = np.flatnonzero(np.isin(self.deps, kinds) & (self.cue >= CUE_BUCKET + 1))
        hung[self.heads[hangs]] = hangs
        rows = at = np.arange(n)
        for _ in range(min(int(self.depth.max(initial=0)) + 1, CLIMB_DEPTH)):
            below = hung[at]
            free = (below >= 0) & (below != came)
            out[rows[free]] = below[free]
            rows, came = rows[~free], at[~free]
            at = self.heads[came]
        return out

    @cached_property
    def subject(self) -> Ints:
        """For each token its subject among its dependents (-1: none)."""
        deps = self.vocabulary.deps
        kinds = [deps[d] for d in ("nsubj", "nsubjpass", "csubj") if d in deps]
        out = np.full(self.n, -1, dtype=np.int64)
        at = np.flatnonzero(np.isin(self.deps, kinds))
        out[self.heads[at]] = at
        return out


def _codes(values: Sequence[str], table: Mapping[str, int]) -> Ints:
    """The code of each string, 0 where the table has none."""
    return np.fromiter(map(table.get, values, repeat(0)), dtype=np.int64, count=len(values))


def flat(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """All tokens of the spans in a row, and where each span's tokens begin in it."""
    lengths = right - left
    offsets = np.append(0, np.cumsum(lengths))
    at = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - left, lengths)
    return at, offsets[:-1]
