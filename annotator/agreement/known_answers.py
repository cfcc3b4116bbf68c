"""How often decisions agree with a known answer, with an interval by article.

The standard error is the linearized one of a ratio estimator over clusters (Cochran, "Sampling techniques", 1977, section 6.13), with
Student's t.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np

from annotator.student import t_quantile

_Z = 1.959964  # for 95 %
LEAST = 10  # cases, and articles, below which there is no interval


class CheckedField(NamedTuple):
    """One field of one decision on a quotation with a known answer."""

    article: str
    agrees: bool


class AgreementShare(NamedTuple):
    """The share of decisions that agree, of ``cases``; ``low``, ``high``: 95 %, None where there are too few."""

    value: float
    low: float | None
    high: float | None
    cases: int

    def __str__(self) -> str:
        if not self.cases:
            return "–"
        interval = f"{self.low:.0%} to {self.high:.0%}; " if self.low is not None and self.high is not None else ""
        return f"{self.value:.0%} ({interval}{self.cases:,})"


def wilson(right: int, cases: int) -> AgreementShare:
    """The share of answers that are right, with the score interval (Wilson 1927, JASA 22), which holds for few of them; NaN of none."""
    if not cases:
        return AgreementShare(float("nan"), None, None, 0)
    value, z2 = right / cases, _Z**2
    middle = (value + z2 / (2 * cases)) / (1 + z2 / cases)
    half = _Z / (1 + z2 / cases) * sqrt(value * (1 - value) / cases + z2 / (4 * cases**2))
    return AgreementShare(value, max(middle - half, 0.0), min(middle + half, 1.0), cases)


def share(answers: Sequence[CheckedField]) -> AgreementShare:
    """The share that agrees; NaN of none."""
    if not answers:
        return AgreementShare(float("nan"), None, None, 0)
    articles = {name: number for number, name in enumerate(dict.fromkeys(each.article for each in answers))}
    agrees = np.array([each.agrees for each in answers], dtype=np.float64)
    value = float(agrees.mean())
    if min(len(answers), len(articles)) < LEAST:
        return AgreementShare(value, None, None, len(answers))
    of = np.array([articles[each.article] for each in answers], dtype=np.int64)
    sums = np.bincount(of, (agrees - value) / len(answers), minlength=len(articles))
    half = t_quantile(_Z, len(articles) - 1) * sqrt(len(articles) / (len(articles) - 1) * float((sums**2).sum()))
    return AgreementShare(value, max(value - half, 0.0), min(value + half, 1.0), len(answers))
