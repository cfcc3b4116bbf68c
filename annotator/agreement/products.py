"""The products behind a thousand draws: sums of columns, and sums of the squared margins of names, in blocks that suit the processor."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from annotator.agreement.arrays import Floats, Ints, added

THREADLESS = (
    2**18
)  # multiplications in one product for which OpenBLAS starts no threads: they would cost more than they save
WORTH_THREADS = 2**28
WIDE = 16  # columns of a block
CACHED = 2**14  # sums that are worked on at a time, so that they stay in the processor's cache
FEW = 20  # draws for which the margins of one figure are added up by themselves


def totals(weights: Floats, columns: Floats) -> Floats:
    """``weights @ columns``: at once where that is long work, else in blocks too small for OpenBLAS to start threads over."""
    if len(weights) * columns.size >= WORTH_THREADS:
        whole: Floats = weights @ columns
        return whole
    found = np.empty((len(weights), columns.shape[1]))
    for left in range(0, columns.shape[1], WIDE):
        part = np.ascontiguousarray(columns[:, left : left + WIDE])
        rows = max(1, THREADLESS // max(1, part.size))
        for at in range(0, len(weights), rows):
            found[at : at + rows, left : left + WIDE] = weights[at : at + rows] @ part
    return found


@dataclass(eq=False)
class Margins:
    """How often each category was given, for several figures: ``counts[figure][code]`` values of a category in an article.

    A sparse list, since an article has some tens of a register's thousands of speakers: ``category`` and ``article`` of each code.
    Draws are worked out for all figures that were added by then, which share the weights.
    """

    article: Ints
    category: Ints
    counts: list[Floats] = field(default_factory=list)
    _weights: Floats | None = None
    _drawn: dict[int, Floats] = field(default_factory=dict)  # of each figure, for those weights

    def add(self, counts: Floats) -> int:
        """Add a figure; its number."""
        self.counts.append(counts)
        return len(self.counts) - 1

    def squares(self, weights: Floats | None, figure: int, articles: int) -> Floats:
        """The sum of n_c^2 over the categories, for each row of weights (draws x articles); without, for each article."""
        if weights is None:
            return added(self.article, self.counts[figure] ** 2, articles)
        if len(weights) > FEW:
            return self._together(weights)[figure]
        there = self.counts[figure] > 0
        article, category, counts = self.article[there], self.category[there], self.counts[figure][there]
        margins = (np.bincount(category, drawn[article] * counts) for drawn in weights)
        return np.fromiter((each @ each for each in margins), dtype=float, count=len(weights))

    def _together(self, weights: Floats) -> dict[int, Floats]:
        """The same for all figures: a small product for each category."""
        if self._weights is not weights:
            self._weights, self._drawn = weights, {}
        missing = [number for number in range(len(self.counts)) if number not in self._drawn]
        if missing:
            found = self._products(
                np.stack([self.counts[number] for number in missing]), np.ascontiguousarray(weights.T)
            )
            self._drawn.update(zip(missing, found, strict=True))
        return self._drawn

    def _products(self, every: Floats, drawn: Floats) -> Floats:
        """Figures x draws, of ``every`` (figures x codes) and ``drawn`` (articles x draws)."""
        used = np.flatnonzero(every.any(axis=0))
        order = used[np.argsort(self.category[used], kind="stable")]
        begins = np.flatnonzero(np.diff(self.category[order], prepend=-1))
        sizes = np.diff(begins, append=len(order))
        # A category of one article alone adds up like any other sum: its squares go with the squares of the weights.
        alone = order[begins[sizes == 1]]
        lone = np.zeros((len(every), len(drawn)))
        for row, counts in zip(lone, every[:, alone], strict=True):
            row += added(self.article[alone], counts**2, len(drawn))
        found = totals(lone, drawn**2)
        shared = [order[at : at + size] for at, size in zip(begins[sizes > 1], sizes[sizes > 1], strict=True)]
        counts, block = [every[:, codes] for codes in shared], max(1, CACHED // len(found))
        for at in range(0, found.shape[1], block):
            part = np.ascontiguousarray(drawn[:, at : at + block])
            for codes, each in zip(shared, counts, strict=True):
                margins = _narrow_product(each, part[self.article[codes]])
                found[:, at : at + block] += np.multiply(margins, margins, out=margins)
        return found


def _narrow_product(left: Floats, right: Floats) -> Floats:
    """``left @ right``, WIDE columns of the first at a time."""
    found: Floats = left[:, :WIDE] @ right[:WIDE]
    for at in range(WIDE, len(right), WIDE):
        found += left[:, at : at + WIDE] @ right[at : at + WIDE]
    return found
