"""Whether people lean on suggestions: agreement with the machine where its suggestion was shown, and where it was withheld by chance.

The difference of two shares with an interval by article: the standard error is the linearized one of a difference of ratio estimators
over clusters (Cochran, "Sampling techniques", 1977, section 6.13 and chapter 9A), with Student's t. How many withheld ones are needed
for a bias of a given size: the two-sample formula for proportions with power .8 (Fleiss, "Statistical methods for rates and
proportions", chapter 3), times the design effect that the articles had so far.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np

from annotator.student import t_quantile

_Z, _POWER = 1.959964, 0.841621  # for 95 % and for a power of .8
LEAST = 10  # cases in each group, and articles, below which nothing is said


class SuggestionCase(NamedTuple):
    """One field of one decision for which the machine had a suggestion."""

    article: str
    shown: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class Influence:
    """Shares of decisions that agree with the machine. ``low``, ``high``: 95 % of the difference; None where there are too few cases.

    ``needed``: how many more withheld ones would show a bias of ``bias``; 0 where there are enough.
    """

    field: str
    shown: int
    hidden: int
    agree_shown: float
    agree_hidden: float
    difference: float
    low: float | None
    high: float | None
    bias: float
    needed: int | None


def influence(field: str, cases: Iterable[SuggestionCase], bias: float = 0.1) -> Influence:
    """The figures of one field, of cases one by one or counted; ``bias`` is the size of difference that should be found."""
    times = dict(sorted(Counter(cases).items()))  # the same sums, in whatever order they come
    articles = {name: number for number, name in enumerate(dict.fromkeys(case.article for case in times))}
    of = np.array([articles[case.article] for case in times], dtype=np.int64)
    shown = np.array([case.shown for case in times], dtype=bool)
    count = np.array(list(times.values()), dtype=np.float64)
    agrees = count * np.array([case.agrees for case in times], dtype=np.float64)
    counts = int(count[shown].sum()), int(count[~shown].sum())
    if min(counts) == 0:
        share = float(agrees.sum()) / max(counts) if max(counts) else float("nan")
        rates = (share, float("nan")) if counts[0] else (float("nan"), share)
        return Influence(field, *counts, *rates, float("nan"), None, None, bias, None)
    with_, without = float(agrees[shown].sum()) / counts[0], float(agrees[~shown].sum()) / counts[1]
    difference = with_ - without
    if min(*counts, len(articles)) < LEAST:
        return Influence(field, *counts, with_, without, difference, None, None, bias, None)
    part = np.where(shown, (agrees - count * with_) / counts[0], -(agrees - count * without) / counts[1])
    sums = np.bincount(of, part, minlength=len(articles))
    variance = float(len(articles) / (len(articles) - 1) * (sums**2).sum())
    half = t_quantile(_Z, len(articles) - 1) * sqrt(variance)
    simple = with_ * (1 - with_) / counts[0] + without * (1 - without) / counts[1]
    effect = max(variance / simple, 1.0) if simple > 0 else 1.0
    needed = max(needed_hidden(without, bias, counts[1] / counts[0], effect) - counts[1], 0)
    return Influence(field, *counts, with_, without, difference, difference - half, difference + half, bias, needed)


def needed_hidden(hidden: float, bias: float, ratio: float, effect: float = 1.0) -> int:
    """How many withheld ones find a difference of ``bias`` with power .8, where their share agreeing is ``hidden``.

    ``ratio``: withheld ones for each shown one. ``effect``: the design effect of the articles.
    """
    shown = min(hidden + bias, 1.0)
    spread = hidden * (1 - hidden) + ratio * shown * (1 - shown)
    return ceil((_Z + _POWER) ** 2 * max(spread, 0.01) * effect / bias**2)
