"""Which annotators marked which characters: from spans to the sums of |u-alpha.

A unit is a stretch of content; stretches of one annotator that overlap (a quotation inside a quotation) are one unit,
stretches that only touch are two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from annotator.agreement.arrays import Bools, Floats, Ints, Runs, added, dense


@dataclass(frozen=True, eq=False)
class Axis:
    """Stretches of content, by annotator and start, on an axis cut wherever one starts or ends (``edges``)."""

    row: Ints  # which row of the material each stretch belongs to
    annotator: Ints
    article: Ints
    begins: Ints  # of each stretch, the number of the edge where it starts
    ends: Ints
    edges: Ints
    finished: Bools  # [annotator, article]
    characters: Floats  # of each article

    @classmethod
    def of(
        cls,
        row: Ints,
        start: Ints,
        end: Ints,
        annotator: Ints,
        article: Ints,
        finished: Bools,
        characters: Floats,
    ) -> Axis:
        """The axis of stretches in any order."""
        order = np.lexsort((start, annotator))
        edges, found = dense(np.concatenate([start[order], end[order]]), int(end.max(initial=0)) + 1)
        begins, ends = found[: len(order)], found[len(order) :]
        return cls(row[order], annotator[order], article[order], begins, ends, edges, finished, characters)

    def coverage(self, rows: Bools) -> Coverage:
        """What the stretches of some rows cover."""
        keep = rows[self.row]
        annotator, article, begins, ends = _merged(
            self.annotator[keep], self.article[keep], self.begins[keep], self.ends[keep]
        )
        covered = np.zeros((len(self.finished), max(0, len(self.edges) - 1)), dtype=np.int8)
        bounds = np.searchsorted(annotator, np.arange(len(self.finished) + 1))
        for a, (first, last) in enumerate(pairwise(bounds.tolist())):
            steps = np.zeros(len(self.edges), dtype=np.int8)
            steps[begins[first:last]] += 1  # each edge once: an annotator's units do not overlap
            steps[ends[first:last]] -= 1
            covered[a] = np.cumsum(steps, dtype=np.int8)[:-1]
        where = np.zeros(len(self.edges), dtype=np.int64)
        where[self.begins] = self.article  # a piece that somebody covers lies in the article of the edge before it
        where[self.ends] = self.article
        length = (self.edges[ends] - self.edges[begins]).astype(float)
        cell = annotator * self.finished.shape[1] + article
        inside, squares, units = (
            added(cell, amounts, self.finished.size).reshape(self.finished.shape)
            for amounts in (length, length**2, np.ones(len(cell)))
        )
        runs = Runs.of(where[:-1], len(self.characters))
        lengths = np.diff(self.edges).astype(float)
        return Coverage(lengths, runs, covered, self.finished, inside, squares, units, self.characters)


@dataclass(frozen=True, eq=False)
class Coverage:
    """Who covers each piece between two edges."""

    length: Floats  # of each piece, in characters
    runs: Runs  # the pieces of each article: they stand article by article
    covered: npt.NDArray[np.int8]  # [annotator, piece]: 1 or 0
    finished: Bools  # [annotator, article]
    inside: Floats  # [annotator, article]: the characters in units
    squares: Floats  # [annotator, article]: the sum of the squared lengths of units
    units: Floats  # [annotator, article]: how many
    characters: Floats  # of each article

    @cached_property
    def _reach(self) -> Floats:
        """``[annotator, article]``: the annotator's characters inside, each as often as another has it inside, too."""
        several = np.zeros(len(self.length), dtype=np.int16)
        for row in self.covered:
            several += row
        others, found = self.length * (several - 1), np.zeros(self.finished.shape)
        for number, row in enumerate(self.covered):
            found[number] = self.runs.added(others * row)
        return found

    def every(self, pairs: Sequence[tuple[int, int]] = (), left_out: Sequence[int] = ()) -> list[Floats]:
        """The columns of ``additive.UnitizingAlpha``: of all annotators, of these pairs, and without each of these."""
        people = list(range(len(self.finished)))
        whole = self._reach.sum(axis=0)
        return [
            self._columns(people, whole),
            *(self._columns([a, b], 2.0 * self._shared(a, b)) for a, b in pairs),
            *(self._columns(people[:x] + people[x + 1 :], whole - 2.0 * self._reach[x]) for x in left_out),
        ]

    def whole(self) -> Floats:
        """The columns of all annotators."""
        return self.every()[0]

    def _shared(self, a: int, b: int) -> Floats:
        """The characters of each article that two annotators have inside."""
        return self.runs.added(self.length * (self.covered[a] & self.covered[b]))

    def _columns(self, chosen: Sequence[int], together: Floats) -> Floats:
        """The columns of some annotators, for the articles that two of them finished.

        ``together``: of each article the characters that two of them have inside, counted for each ordered pair of them.
        """
        people = np.count_nonzero(self.finished[chosen], axis=0).astype(float)
        inside = self.inside[chosen].sum(axis=0)
        # Of m annotators n mark a position: the sum of n (m - n) / (m - 1) is that of n less n (n - 1) / (m - 1).
        crossed = inside - together / np.maximum(people - 1.0, 1.0)
        rows = [
            crossed, inside, people * self.characters, self.squares[chosen].sum(axis=0), self.units[chosen].sum(axis=0)
        ]  # fmt: skip
        columns: Floats = np.stack(rows, axis=1) * (people >= 2)[:, None]
        return columns


def _merged(annotator: Ints, article: Ints, begins: Ints, ends: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Stretches (by annotator and start) with those of one annotator that overlap made one."""
    # One running maximum serves all annotators: each one's axis is shifted beyond the one before.
    shift = annotator * (int(ends.max(initial=0)) + 1)
    reach = np.maximum.accumulate(ends + shift)
    new = np.ones(len(begins), dtype=bool)
    new[1:] = begins[1:] + shift[1:] >= reach[:-1]
    last = np.append(np.flatnonzero(new)[1:], len(begins))[: int(new.sum())] - 1
    return annotator[new], article[new], begins[new], (reach - shift)[last]
