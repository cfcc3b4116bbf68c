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
from annotator.agreement.arrays import Bools, Floats, Ints, Runs, added
from annotator.agreement.parts import Between, Parts
from annotator.agreement.products import Margins

MISSING = -1


@dataclass(frozen=True, eq=False)
class CodeTable:
    """``codes[annotator, unit]``, the article of each unit, and how many articles there are (units or not).

    A unit has at least two values or none; units stand article by article.
    """

    codes: Ints
    article: Ints
    articles: int

    @classmethod
    def pairable(cls, codes: Ints, article: Ints, articles: int) -> CodeTable:
        """The table without the units that fewer than two annotators gave a value."""
        keep = _filled(codes) >= 2
        return cls(codes, article, articles) if keep.all() else cls(codes[:, keep], article[keep], articles)

    @cached_property
    def raters(self) -> Floats:
        """How many annotators gave each unit a value."""
        return _filled(self.codes)

    def by_article(self, *amounts: Floats) -> Floats:
        """Amounts of the units, added up for each article: a column each."""
        return np.stack([self.runs.added(each) for each in amounts], axis=1)

    @cached_property
    def runs(self) -> Runs:
        """The units of each article."""
        return Runs.of(self.article, self.articles)

    def margins(self, categories: int) -> Floats:
        """How often each category was given in each article (articles x categories)."""
        cells = self.article * (categories + 1) + 1  # the first column counts what is missing
        found = np.zeros(self.articles * (categories + 1))
        for row in self.codes:
            found += np.bincount(cells + row, minlength=len(found))
        return found.reshape(self.articles, categories + 1)[:, 1:]

    def _apart(self, delta: Floats) -> Between:
        """The distances between the values of two annotators, unit by unit."""
        size = len(delta) + 1
        padded = np.pad(delta, (1, 0)).ravel()  # the first row and column are for MISSING: no distance

        def between(a: int, b: int) -> Floats:
            one, other = self.codes[a], self.codes[b]
            unlike = np.flatnonzero(one != other)  # mostly few
            found = np.zeros(len(one))
            found[unlike] = padded[(one[unlike] + 1) * size + other[unlike] + 1]
            return found

        return between

    def _unlike(self, a: int, b: int) -> Floats:
        """1 in each unit in which the values of two annotators differ."""
        one, other = self.codes[a], self.codes[b]
        unlike: Floats = ((one != other) & (one != MISSING) & (other != MISSING)).astype(float)
        return unlike

    def _agreeing(self) -> Floats:
        """For each unit the ordered pairs of values that are the same."""
        agreeing = np.zeros(self.codes.shape[1])
        for a, mine in enumerate(self.codes):
            there = mine != MISSING
            for theirs in self.codes[:a]:
                agreeing += (mine == theirs) & there
        return 2.0 * agreeing

    def alphas(
        self, delta: Floats, pairs: Sequence[tuple[int, int]] = (), left_out: Sequence[int] = ()
    ) -> list[DistanceAlpha]:
        """The sums of alpha with the distances ``delta`` between categories: of all, of pairs, and with each of some left out."""
        size = len(delta)
        cells = np.where(self.codes == MISSING, MISSING, self.codes + self.article * size)
        parts = Parts(cells, self.articles * size, self.runs, self._apart(delta))
        return [
            DistanceAlpha(np.hstack([crossed[:, None], counts.reshape(self.articles, size)]), delta)
            for crossed, counts in parts.every(pairs, left_out)
        ]

    def alpha(self, delta: Floats) -> DistanceAlpha:
        """The sums of alpha of all."""
        return self.alphas(delta)[0]

    def nominal_alphas(
        self, margins: Margins, pairs: Sequence[tuple[int, int]] = (), left_out: Sequence[int] = ()
    ) -> list[NominalAlpha]:
        """The same of nominal alpha where a code stands for a category within an article, as ``margins`` has them."""
        article = margins.article
        every = Parts(self.codes, len(article), self.runs, self._unlike).every(pairs, left_out)
        return [
            NominalAlpha(
                np.stack([crossed, added(article, counts, self.articles)], axis=1), margins, margins.add(counts)
            )
            for crossed, counts in every
        ]

    def agreement(self) -> Ratio:
        """Alpha's observed agreement, the sum of o_cc by the pairable values; n: pairable values."""
        return Ratio(self.by_article(self._agreeing() / (self.raters - 1.0), self.raters))

    def label(self, has: Bools) -> LabelTable:
        """The same units as yes or no: whether a value bears a label, ``has`` saying so for each category."""
        return LabelTable(self._given[has[: len(self._given)]].sum(axis=0, dtype=float), self.raters, self)

    @cached_property
    def _given(self) -> Ints:
        """``given[category, unit]``: how many annotators gave each value, for all labels of a target, which has few sets of them."""
        found = np.zeros((int(self.codes.max(initial=MISSING)) + 1, self.codes.shape[1]), dtype=np.int16)
        for category, counts in enumerate(found):
            for row in self.codes:
                counts += row == category
        return found


@dataclass(frozen=True, eq=False)
class LabelTable:
    """How many of each unit's values bear a label, of how many. The measures of ``measures.LABEL_MEASURES`` add them up."""

    held: Floats
    raters: Floats
    table: CodeTable

    @cached_property
    def crossed(self) -> Floats:
        """The disagreements of each unit: o_ck of yes and no, both ways."""
        return 2.0 * self.held * (self.raters - self.held) / (self.raters - 1.0)

    def alpha(self) -> DistanceAlpha:
        """Nominal alpha of having the label."""
        return DistanceAlpha(self.table.by_article(self.crossed, self.raters - self.held, self.held), 1.0 - np.eye(2))

    def agreement(self) -> Ratio:
        """Alpha's observed agreement; n: pairable values."""
        return Ratio(self.table.by_article(self.raters - self.crossed, self.raters))

    def prevalence(self) -> Ratio:
        """The share of values that bear the label; n: values."""
        return Ratio(self.table.by_article(self.held, self.raters))

    def ac1(self) -> GwetAC1:
        """The sums of Gwet's AC1."""
        one, share = np.ones(len(self.held)), self.held / self.raters
        return GwetAC1(self.table.by_article(1.0 - self.crossed / self.raters, one, one, 1.0 - share, share))

    @property
    def occurrences(self) -> int:
        """How many units bear the label by at least one annotator."""
        return int(np.count_nonzero(self.held))


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
