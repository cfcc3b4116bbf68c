"""The sums of an alpha for a whole team, for each pair of it and for all but one of it, from one pass over its pairs.

Of a unit with the distances ``d(a, b)`` between the values of annotators, the whole team has their sum; a pair has one of
them; and the team without x has the sum less those of x. So nothing is worked out twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np

from annotator.agreement.arrays import Bools, Floats, Ints, Runs

Between = Callable[
    [int, int], Floats
]  # for two annotators (their numbers) the distance of their values in each unit, 0 for none


class Added(NamedTuple):
    """What a part of a team adds: for each article the sum of o_ck * delta_ck, and how many pairable values each cell has."""

    crossed: Floats
    counts: Floats


@dataclass(frozen=True, eq=False)
class Parts:
    """``cells[annotator, unit]`` numbers the value within its article, from 0 to ``size`` - 1; below 0 where there is none.

    A unit has at least two values; ``runs`` are the units of each article.
    """

    cells: Ints
    size: int
    runs: Runs
    between: Between

    @cached_property
    def present(self) -> Bools:
        """``present[annotator, unit]``: whether there is a value."""
        return np.asarray(self.cells >= 0, dtype=bool)

    @cached_property
    def raters(self) -> Floats:
        """How many values each unit has."""
        found = np.zeros(self.cells.shape[1])
        for row in self.present:
            found += row
        return found

    @cached_property
    def reach(self) -> Floats:
        """``reach[annotator, unit]``: the sum of the distances from the annotator's value to those of the others."""
        found = np.zeros(self.cells.shape)
        for a, b in combinations(range(len(self.cells)), 2):
            apart = self.between(a, b)
            found[a] += apart
            found[b] += apart
        return found

    @cached_property
    def _together(self) -> Floats:
        """For each unit the distances of all its ordered pairs of values."""
        found = np.zeros(self.cells.shape[1])
        for row in self.reach:
            found += row
        return found

    @cached_property
    def _counts(self) -> list[Floats]:
        """How often each annotator gave each value."""
        return [self._count(row[row >= 0]) for row in self.cells]

    def _count(self, cells: Ints) -> Floats:
        return np.bincount(cells, minlength=self.size).astype(float)

    @cached_property
    def whole(self) -> Added:
        """The whole team."""
        crossed = self._together / np.maximum(self.raters - 1.0, 1.0)
        return Added(self.runs.added(crossed), np.sum(self._counts, axis=0) if self._counts else np.zeros(self.size))

    def pair(self, a: int, b: int) -> Added:
        """Two annotators: the units of which both have a value."""
        both = np.flatnonzero(self.present[a] & self.present[b])
        counts = self._count(self.cells[a][both]) + self._count(self.cells[b][both])
        return Added(self.runs.added(2.0 * self.between(a, b)), counts)

    def without(self, x: int) -> Added:
        """All but one; a unit that leaves one value has none."""
        left = self.raters - self.present[x]
        crossed = np.where(left >= 2, self._together - 2.0 * self.reach[x], 0.0) / np.maximum(left - 1.0, 1.0)
        lone = self.cells[:, np.flatnonzero(left < 2)]
        lone[x] = -1
        counts = self.whole.counts - self._counts[x] - self._count(lone[lone >= 0])
        return Added(self.runs.added(crossed), counts)

    def every(self, pairs: Sequence[tuple[int, int]], left_out: Sequence[int]) -> list[Added]:
        """The whole team, then these pairs, then the team without each of these."""
        return [self.whole, *(self.pair(a, b) for a, b in pairs), *(self.without(x) for x in left_out)]
