"""Confidence intervals of 95 % that resample articles.

Quotations of one article are not independent: they share a topic, speakers and a writer. Resampling quotations therefore gives
intervals that are far too narrow; the article is the unit that was sampled. From ``FROM_BOOTSTRAP`` articles on the interval is the
percentile bootstrap (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13); below that the
delete-one jackknife (the same, chapter 11) with Student's t; below ``FROM_JACKKNIFE`` there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from annotator.agreement.additive import Sums
from annotator.agreement.arrays import Bools, Floats
from annotator.agreement.products import totals

FROM_BOOTSTRAP = 20
FROM_JACKKNIFE = 4
SEED = 20  # of the bootstrap, where none is given
DRAWS = 1000
LEAST_DEFINED = 0.95  # of the draws, for an interval to be shown
RELIABLE, TENTATIVE = 0.800, 0.667
Interval = tuple[float, float]
# The 97.5 % points of Student's t with 3 to 18 degrees of freedom (a test integrates the density up to each of them).
STUDENT = {
    3: 3.182446, 4: 2.776445, 5: 2.570582, 6: 2.446912, 7: 2.364624, 8: 2.306004, 9: 2.262157, 10: 2.228139,
    11: 2.200985, 12: 2.178813, 13: 2.160369, 14: 2.144787, 15: 2.131450, 16: 2.119905, 17: 2.109816, 18: 2.100922,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval. What is undefined is None, and ``reason`` says why; it is never 0, 1 or NaN.

    ``n`` is what the figure rests on (pairable values, units or quotations: see the figure), ``articles`` how many articles
    contribute. ``method`` is how the interval was found: bootstrap, jackknife, or blank where there is none. ``reads`` says whether
    the limits for alpha are for it: not for shares.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    articles: int = 0
    reason: str = ""
    method: str = ""
    reads: bool = True

    @property
    def reading(self) -> str:
        """How far it can be relied on, by the interval's lower end (Krippendorff 2004, Content Analysis)."""
        if self.low is None or not self.reads:
            return ""
        if self.low >= RELIABLE:
            return "reliable"
        return "tentative" if self.low >= TENTATIVE else "not to be relied on"


@dataclass(frozen=True)
class Resampling:
    """The draws that all figures of a report share: the same seed and the same articles give the same intervals."""

    articles: int
    draws: int = DRAWS
    seed: int = SEED

    @cached_property
    def weights(self) -> Floats:
        """How often each article comes in each draw (draws x articles)."""
        even = np.full(self.articles, 1.0 / self.articles)
        drawn = np.random.default_rng(self.seed).multinomial(self.articles, even, size=self.draws)
        return drawn.astype(float)

    def estimate(self, *every: Sums) -> list[Figure]:
        """Figures of all articles with their intervals: one product of the weights with the rows of all of them."""
        intervals: list[Interval | None] = [None] * len(every)
        if self.articles >= FROM_BOOTSTRAP and every:
            edges = np.cumsum([sums.columns.shape[1] for sums in every])[:-1]
            parts = np.split(totals(self.weights, np.hstack([sums.columns for sums in every])), edges, axis=1)
            drawn = [sums.figure(part, self.weights) for sums, part in zip(every, parts, strict=True)]
            intervals = _percentiles(np.stack(drawn))
        return [self._estimate(sums, interval) for sums, interval in zip(every, intervals, strict=True)]

    def _estimate(self, sums: Sums, bootstrap: Interval | None) -> Figure:
        """One figure; ``bootstrap`` is its interval over the draws, where there is one."""
        articles = int(np.count_nonzero(sums.contributing))
        value = sums.value()
        if value is None:
            return Figure(None, n=sums.n, articles=articles, reason=sums.reason_for_all())
        if articles < FROM_JACKKNIFE:
            reason = f"no interval: it needs at least {FROM_JACKKNIFE} articles, there {_are(articles)}"
            return Figure(value, n=sums.n, articles=articles, reason=reason)
        method = "jackknife" if articles < FROM_BOOTSTRAP else "bootstrap"
        found = _jackknife(sums.values, sums.contributing, value) if articles < FROM_BOOTSTRAP else bootstrap
        if found is None:
            reason = f"no interval: undefined in over {1 - LEAST_DEFINED:.0%} of the {method}'s samples of articles"
            return Figure(value, n=sums.n, articles=articles, reason=reason)
        return Figure(value, *found, n=sums.n, articles=articles, method=method, reads=sums.reads)

    def difference(self, before: Sums, after: Sums) -> Figure:
        """How much a figure changed in the same articles, which are resampled for both at once."""
        values = partial(_change, before, after)
        value = float(values(np.ones((1, self.articles)))[0])
        there = before.contributing | after.contributing
        n, articles = before.n + after.n, int(np.count_nonzero(there))
        if np.isnan(value):
            return Figure(None, n=n, articles=articles, reason="one of the two is not defined", reads=False)
        if articles < FROM_JACKKNIFE:
            return Figure(value, n=n, articles=articles, reads=False)
        if articles < FROM_BOOTSTRAP:
            method, found = "jackknife, paired", _jackknife(values, there, value, most=2.0)
        else:
            method, found = "bootstrap, paired", _percentiles(values(self.weights)[None, :])[0]
        if found is None:
            return Figure(value, n=n, articles=articles, reads=False)
        return Figure(value, found[0], found[1], n, articles, method=method, reads=False)

    def by_article(self, sums: Sums) -> list[Figure]:
        """The figure of each article by itself, without intervals."""
        values, sizes = sums.by_article(), sums.sizes()
        return [
            Figure(None, n=round(float(n)), articles=1, reason=sums.reason(row))
            if np.isnan(value)
            else Figure(float(value), n=round(float(n)), articles=1)
            for value, n, row in zip(values, sizes, sums.columns, strict=True)
        ]


def _percentiles(drawn: Floats) -> list[Interval | None]:
    """The 2.5 % and 97.5 % points of each figure's draws (figures x draws) that are defined; None where too many are not."""
    ordered = np.sort(drawn, axis=1)  # NaN comes last
    defined = np.count_nonzero(~np.isnan(ordered), axis=1)
    edges = []
    for share in (0.025, 0.975):
        at = np.maximum(defined - 1, 0) * share  # between two draws, as numpy's quantile has it
        below = np.floor(at).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(defined - 1, 0))
        low, high = (np.take_along_axis(ordered, where[:, None], axis=1)[:, 0] for where in (below, above))
        edges.append((low + (high - low) * (at - below)).tolist())
    enough = (defined >= LEAST_DEFINED * drawn.shape[1]).tolist()
    return [(low, high) if known else None for low, high, known in zip(*edges, enough, strict=True)]


def _change(before: Sums, after: Sums, weights: Floats) -> Floats:
    return after.values(weights) - before.values(weights)


def _jackknife(
    values: Callable[[Floats], Floats], contributing: Bools, value: float, *, most: float = 1.0
) -> Interval | None:
    """value +- t * sqrt((k - 1) / k * sum of squared differences from the mean of the k values with one article left out.

    ``values`` works the figure out for rows of weights; ``most`` is the highest that it can be.
    """
    there = np.flatnonzero(contributing)
    k = len(there)
    weights = np.ones((k, len(contributing)))
    weights[np.arange(k), there] = 0.0
    without = values(weights)
    if np.isnan(without).any():
        return None
    error = float(np.sqrt((k - 1) / k * ((without - without.mean()) ** 2).sum()))
    reach = STUDENT[k - 1] * error
    return value - reach, min(most, value + reach)


def _are(articles: int) -> str:
    return "is 1" if articles == 1 else f"are {articles}"
