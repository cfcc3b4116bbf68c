"""Reliability tables: the values that annotators gave to units, and the sums they add to each figure.

A table is annotators x units, as in Krippendorff's reliability data; a value is the index of its category, ``MISSING`` stands
where an annotator has no value. Each unit belongs to one article, whose row in the sums it adds to.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotator.agreement.additive import DistanceAlpha, GwetAC1, NominalAlpha, Ratio
from annotator.agreement.arrays import Bools, Floats, Ints

MISSING = -1


@dataclass(frozen=True, eq=False)
class Table:
    """``codes[annotator, unit]``, the article of each unit, and how many articles there are (units or not)."""

    codes: Ints
    article: Ints
    articles: int

    @classmethod
    def pairable(cls, codes: Ints, article: Ints, articles: int) -> Table:
        """The table without the units that fewer than two annotators gave a value."""
        keep = (codes != MISSING).sum(axis=0) >= 2
        return cls(codes[:, keep], article[keep], articles)

    @cached_property
    def given(self) -> Bools:
        """Where there is a value."""
        return self.codes != MISSING

    @cached_property
    def raters(self) -> Ints:
        """How many annotators gave each unit a value."""
        return np.count_nonzero(self.given, axis=0)

    def only(self, annotators: Sequence[int]) -> Table:
        """The table of some annotators, of the units that two of them gave a value."""
        return Table.pairable(self.codes[list(annotators)], self.article, self.articles)

    def by_article(self, amounts: Floats) -> Floats:
        """Amounts of the units, added up for each article."""
        return np.bincount(self.article, amounts, minlength=self.articles)

    def _crossed(self, delta: Floats | None) -> Floats:
        """For each unit the distances of all its ordered pairs of values, by the number of values less one: o_ck * delta_ck.

        Without ``delta`` two values are 1 apart where they differ.
        """
        crossed = np.zeros(self.codes.shape[1])
        padded = None if delta is None else np.pad(delta, (0, 1))  # index MISSING meets the padding: no distance
        for a in range(len(self.codes)):
            for b in range(a):
                if padded is None:
                    crossed += (self.codes[a] != self.codes[b]) & self.given[a] & self.given[b]
                else:
                    crossed += padded[self.codes[a], self.codes[b]]
        return 2.0 * crossed / (self.raters - 1.0)

    def alpha(self, delta: Floats) -> DistanceAlpha:
        """The sums of alpha with the distances ``delta`` between categories."""
        columns = [self.by_article(self._crossed(delta))]
        columns += [self.by_article(np.count_nonzero(self.codes == c, axis=0).astype(float)) for c in range(len(delta))]
        return DistanceAlpha(np.stack(columns, axis=1), delta)

    def nominal_alpha(self, article: Ints, category: Ints) -> NominalAlpha:
        """The sums of nominal alpha where a code stands for a category within an article: those two, for each code."""
        counts = np.bincount(self.codes[self.given], minlength=len(article)).astype(float)
        columns = [self.by_article(self._crossed(None)), self.by_article(self.raters.astype(float))]
        return NominalAlpha(np.stack(columns, axis=1), article, category, counts)

    def agreement(self, delta: Floats | None = None) -> Ratio:
        """The share of a unit's pairs that agree (less their distance), as a mean over units; n: units."""
        agreed = 1.0 - self._crossed(delta) / self.raters
        return Ratio(np.stack([self.by_article(agreed), self.by_article(np.ones(len(agreed)))], axis=1))

    def label(self, has: Bools) -> LabelTable:
        """The same units as yes or no: whether a value bears a label, ``has`` saying so for each category."""
        held = np.append(has, False)[self.codes]
        return LabelTable(np.count_nonzero(held, axis=0).astype(float), self.raters.astype(float), self)


@dataclass(frozen=True, eq=False)
class LabelTable:
    """How many of each unit's values bear a label, of how many."""

    held: Floats
    raters: Floats
    table: Table

    @cached_property
    def _crossed(self) -> Floats:
        return 2.0 * self.held * (self.raters - self.held) / (self.raters - 1.0)

    def alpha(self) -> DistanceAlpha:
        """Nominal alpha of having the label."""
        rows = [self._crossed, self.raters - self.held, self.held]
        return DistanceAlpha(np.stack([self.table.by_article(r) for r in rows], axis=1), 1.0 - np.eye(2))

    def agreement(self) -> Ratio:
        """The share of a unit's pairs that agree on the label, as a mean over units; n: units."""
        agreed = 1.0 - self._crossed / self.raters
        return Ratio(np.stack([self.table.by_article(r) for r in (agreed, np.ones(len(agreed)))], axis=1))

    def prevalence(self) -> Ratio:
        """The share of values that bear the label; n: values."""
        return Ratio(np.stack([self.table.by_article(r) for r in (self.held, self.raters)], axis=1))

    def ac1(self) -> GwetAC1:
        """Gwet's AC1 of having the label."""
        agreed, one, share = 1.0 - self._crossed / self.raters, np.ones(len(self.held)), self.held / self.raters
        return GwetAC1(np.stack([self.table.by_article(r) for r in (agreed, one, one, 1.0 - share, share)], axis=1))

    @property
    def occurrences(self) -> int:
        """How many units bear the label by at least one annotator."""
        return int(np.count_nonzero(self.held))


def encode(data: Sequence[Sequence[Hashable | None]]) -> tuple[Ints, list[Hashable]]:
    """Values (annotators x units, None missing) as codes, and the values by code: in rank order where they have one."""
    found = {value for row in data for value in row if value is not None}
    try:
        values = sorted(found)  # type: ignore[type-var]
    except TypeError:
        values = sorted(found, key=repr)
    index = {value: code for code, value in enumerate(values)}
    rows = [[MISSING if value is None else index[value] for value in row] for row in data]
    return np.array(rows, dtype=np.int64).reshape(len(rows), -1), list(values)
