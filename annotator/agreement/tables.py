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
from annotator.agreement.arrays import Bools, Floats, Ints, added

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
        keep = _filled(codes) >= 2
        return cls(codes, article, articles) if keep.all() else cls(codes[:, keep], article[keep], articles)

    @cached_property
    def raters(self) -> Floats:
        """How many annotators gave each unit a value."""
        return _filled(self.codes)

    def only(self, annotators: Sequence[int]) -> Table:
        """The table of some annotators, of the units that two of them gave a value."""
        return Table.pairable(self.codes[list(annotators)], self.article, self.articles)

    def counts(self, categories: int) -> Counts:
        """How often each unit was given each category."""
        units = self.codes.shape[1]
        cells = (self.codes * units + np.arange(units))[self.codes != MISSING]
        found = np.bincount(cells, minlength=categories * units).reshape(categories, units)
        return Counts(found.astype(float), self.article, self.articles)

    def _agreeing(self) -> Floats:
        """For each unit the ordered pairs of values that are the same."""
        agreeing = np.zeros(self.codes.shape[1])
        for a, mine in enumerate(self.codes):
            there = mine != MISSING
            for theirs in self.codes[:a]:
                agreeing += (mine == theirs) & there
        return 2.0 * agreeing

    def nominal_alpha(self, article: Ints, category: Ints) -> NominalAlpha:
        """The sums of nominal alpha where a code stands for a category within an article: those two, for each code."""
        counts = np.bincount(self.codes[self.codes != MISSING], minlength=len(article)).astype(float)
        crossed = self.raters - self._agreeing() / (self.raters - 1.0)
        columns = [added(self.article, each, self.articles) for each in (crossed, self.raters)]
        return NominalAlpha(np.stack(columns, axis=1), article, category, counts)

    def agreement(self) -> Ratio:
        """Alpha's observed agreement, the sum of o_cc by the pairable values; n: pairable values."""
        agreeing = self._agreeing() / (self.raters - 1.0)
        return Ratio(np.stack([added(self.article, each, self.articles) for each in (agreeing, self.raters)], axis=1))


@dataclass(frozen=True, eq=False)
class Counts:
    """``found[category, unit]``: how many annotators gave a unit a category, at least two of them to each unit."""

    found: Floats
    article: Ints
    articles: int

    @cached_property
    def raters(self) -> Floats:
        """How many annotators gave each unit a value."""
        raters: Floats = self.found.sum(axis=0)
        return raters

    def _apart(self, delta: Floats) -> Floats:
        """For each unit the distances of all its ordered pairs of values."""
        apart: Floats = np.einsum("cu,cu->u", np.einsum("ck,ku->cu", delta, self.found), self.found)
        return apart

    def _agreeing(self) -> Floats:
        """For each unit the share of its pairs of values that are the same."""
        return 1.0 - self._apart(1.0 - np.eye(len(self.found))) / (self.raters * (self.raters - 1.0))

    def _by_article(self, *amounts: Floats) -> Floats:
        """Amounts of the units, added up for each article: a column each."""
        return np.stack([added(self.article, each, self.articles) for each in amounts], axis=1)

    def alpha(self, delta: Floats) -> DistanceAlpha:
        """The sums of alpha with the distances ``delta`` between categories."""
        return DistanceAlpha(self._by_article(self._apart(delta) / (self.raters - 1.0), *self.found), delta)

    def agreement(self) -> Ratio:
        """Alpha's observed agreement, the sum of o_cc by the pairable values; n: pairable values."""
        return Ratio(self._by_article(self._agreeing() * self.raters, self.raters))

    def label(self, has: Bools) -> Counts:
        """The same units as no or yes: whether a value bears a label, ``has`` saying so for each category."""
        yes = self.found[has].sum(axis=0)
        return Counts(np.stack([self.raters - yes, yes]), self.article, self.articles)

    def prevalence(self) -> Ratio:
        """The share of values that are of the last category (yes); n: values."""
        return Ratio(self._by_article(self.found[-1], self.raters))

    def ac1(self) -> GwetAC1:
        """The sums of Gwet's AC1."""
        one = np.ones(len(self.article))
        return GwetAC1(self._by_article(self._agreeing(), one, one, *(self.found / self.raters)))

    @property
    def occurrences(self) -> int:
        """How many units at least one annotator gave the last category (yes)."""
        return int(np.count_nonzero(self.found[-1]))


def _filled(codes: Ints) -> Floats:
    """How many annotators gave each unit a value (row by row: faster than a sum over the short axis)."""
    filled = np.zeros(codes.shape[1])
    for row in codes:
        filled += row != MISSING
    return filled


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
