"""The share of one kind of quotation among another in a corpus, with intervals that hold however wrong the proposals are.

Each article has two counts: quotations that are meant (numerator) and those among which they are looked for (denominator). The
proposals give both for every article of the corpus, people for the articles of a stratified random sample. Three estimators:

- ``human``: the sample alone, each article weighted by its stratum (the combined ratio estimator; Cochran, Sampling Techniques,
  1977, 6.11).
- ``ppi``: prediction-powered inference with a power-tuned weight on the proposals (PPI++; Angelopoulos, Duchi and Zrnic, 2023), for
  a corpus of known size: the difference estimator of survey sampling. A weight of 0 is ``human``, which is taken where nothing is
  gained.
- ``dsl``: design-based supervised learning (Egami, Hinck, Stewart and Wei, 2023): the counts of each article are predicted from its
  proposals by a model that was fitted without that article (five folds), and corrected by the sample.

What people count in the sample is taken to be true: the intervals cover the error of sampling alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from annotator.student import t_quantile

Reals = NDArray[np.float64]
Ints = NDArray[np.int64]

FOLDS = 5
LEAST = 2  # articles of a stratum that are needed for a variance


@dataclass(frozen=True)
class Sample:
    """The articles that people have finished, and the corpus that they stand for.

    ``strata``: the stratum of each article, a row of ``sizes``; ``sizes``: articles of each stratum in the corpus.
    ``human``, ``proposed``: numerator and denominator of each article (n x 2). ``totals``: the sums of ``proposed`` over the corpus.
    """

    strata: Ints
    sizes: Ints
    human: Reals
    proposed: Reals
    totals: Reals

    @property
    def counts(self) -> Ints:
        """Articles of the sample in each stratum."""
        return np.bincount(self.strata, minlength=len(self.sizes))

    @property
    def weights(self) -> Reals:
        """How many articles of the corpus each one stands for: 1 / its probability of being in the sample."""
        weights: Reals = (self.sizes / self.counts)[self.strata]
        return weights


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval. ``weight``: of the proposals (``ppi`` alone); ``n``: articles that were read."""

    method: str
    share: float
    low: float
    high: float
    error: float  # standard error
    n: int
    weight: float | None = None

    @property
    def width(self) -> float:
        """High less low."""
        return self.high - self.low


def estimates(sample: Sample, level: float = 0.95) -> tuple[Estimate, Estimate, Estimate]:
    """The estimates ``human``, ``ppi`` and ``dsl`` with intervals of that level.

    ValueError where a stratum has fewer than two articles, or the sample no quotation of the denominator.
    """
    if sample.counts.min() < LEAST or sample.human[:, 1].sum() <= 0:
        raise ValueError("a stratum has fewer than two articles, or nothing to take a share of")
    human = _human(sample, level)
    return human, _ppi(sample, level, human), _dsl(sample, level)


def _variances(sample: Sample, values: Reals) -> Reals:
    """The part of each stratum in the variance of a weighted sum over the sample, drawn without replacement."""
    n, size = sample.counts, sample.sizes
    squares = np.bincount(sample.strata, values**2, len(size))
    sums = np.bincount(sample.strata, values, len(size))
    parts: Reals = size**2 * (1 - n / size) / n * (squares - sums**2 / n) / (n - 1)
    return parts


def _sums(sample: Sample, values: Reals) -> Reals:
    """The weighted sums of two columns over the sample."""
    sums: Reals = sample.weights @ values
    return sums


def _human(sample: Sample, level: float) -> Estimate:
    top, under = _sums(sample, sample.human)
    share = float(top / under)
    residual = sample.human[:, 0] - share * sample.human[:, 1]
    return _interval("human", share, residual, float(under), sample, level)


def _ppi(sample: Sample, level: float, human: Estimate) -> Estimate:
    """The weight is tuned at the human estimate, for each fifth of the sample on the others: so the residuals are honest."""
    fold = _folds(sample)
    said, proposed = (values[:, 0] - human.share * values[:, 1] for values in (sample.human, sample.proposed))
    tuned, parts = np.empty(len(fold)), np.empty(FOLDS)
    for number in range(FOLDS):
        weight = _tuned(sample, said, proposed, fold != number)
        tuned[fold == number] = weight
        parts[number] = sample.weights[fold == number].sum() / sample.weights.sum() * weight
    missed = sample.human - tuned[:, None] * sample.proposed
    found = _corrected("ppi", sample, level, parts.sum() * sample.totals, missed)
    if found is None or found.width >= human.width:
        return replace(human, method="ppi", weight=0.0)
    return replace(found, weight=float(parts.sum()))


def _folds(sample: Sample) -> Ints:
    """The fold of each article, every stratum spread over all of them."""
    order = np.argsort(sample.strata, kind="stable")
    fold = np.empty(len(order), np.int64)
    fold[order] = np.arange(len(order)) % FOLDS
    return fold


def _tuned(sample: Sample, said: Reals, proposed: Reals, kept: NDArray[np.bool_]) -> float:
    """The weight of the proposals for which the variance is least, from some articles of the sample."""
    n, size = sample.counts, sample.sizes
    each = (size**2 * (1 - n / size) / n / (n - 1))[
        sample.strata[kept]
    ]  # what a squared deviation counts in the variance
    inside, number = sample.strata[kept], np.maximum(np.bincount(sample.strata[kept], minlength=len(size)), 1)
    one, other = (x[kept] - (np.bincount(inside, x[kept], len(size)) / number)[inside] for x in (said, proposed))
    spread = float(np.sum(each * other**2))
    return float(np.sum(each * one * other)) / spread if spread > 0 else 0.0


def _dsl(sample: Sample, level: float) -> Estimate:
    size = float(sample.sizes.sum())
    features = np.column_stack([np.ones(len(sample.strata)), sample.proposed])
    corpus = np.concatenate([[size], sample.totals])
    fold = _folds(sample)
    predicted, total, root = np.empty(sample.human.shape), np.zeros(2), np.sqrt(sample.weights)[:, None]
    for number in range(FOLDS):
        out = fold == number
        model = np.linalg.lstsq(features[~out] * root[~out], sample.human[~out] * root[~out], rcond=None)[0]
        predicted[out] = features[out] @ model
        total += sample.weights[out].sum() / sample.weights.sum() * (corpus @ model)
    found = _corrected("dsl", sample, level, total, sample.human - predicted)
    return found or Estimate("dsl", math.nan, 0.0, 1.0, math.nan, len(fold))


def _corrected(method: str, sample: Sample, level: float, total: Reals, missed: Reals) -> Estimate | None:
    """The share from predicted totals and what the prediction missed in the sample; None where it is none (fewer than nothing)."""
    top, under = total + _sums(sample, missed)
    if not 0 < top < under:
        return None
    share = float(top / under)
    return _interval(method, share, missed @ np.array([1.0, -share]), float(under), sample, level)


def _interval(method: str, share: float, residual: Reals, under: float, sample: Sample, level: float) -> Estimate:
    """The interval on the scale of log odds, on which the estimate of a small share is less skewed.

    Its degrees of freedom are Satterthwaite's: a few articles that stand for many make them few.
    """
    parts = _variances(sample, residual)
    error = math.sqrt(max(float(parts.sum()), 0.0)) / under
    free = float(parts.sum() ** 2 / np.sum(parts**2 / (sample.counts - 1))) if parts.any() else 1.0
    reach = student((1 + level) / 2, free) * error
    n = len(sample.strata)
    if not 0 < share < 1:
        return Estimate(method, share, max(share - reach, 0.0), min(share + reach, 1.0), error, n)
    middle, half = math.log(share / (1 - share)), reach / (share * (1 - share))
    low, high = (1 / (1 + math.exp(-max(min(middle + x, 700.0), -700.0))) for x in (-half, half))
    return Estimate(method, share, low, high, error, n)


def student(probability: float, free: float) -> float:
    """The quantile of Student's t with at least five degrees of freedom."""
    return t_quantile(NormalDist().inv_cdf(probability), max(free, 5.0))
