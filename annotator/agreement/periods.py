"""Agreement period by period (versions of a codebook, weeks), and how it changed from one to the next.

The periods hold different articles, so their figures are independent. The interval of a difference is made of the two intervals
(MOVER; Zou and Donner 2008, Statistics in Medicine 27): with values a, b and intervals (la, ua), (lb, ub) it is
``b - a - sqrt((b - lb)² + (ua - a)²)`` to ``b - a + sqrt((ub - b)² + (a - la)²)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from annotator.agreement.intervals import Figure
from annotator.agreement.material import TeamArticle
from annotator.agreement.report import Report

FEW = 2  # articles below which a period has no figures


@dataclass(frozen=True, slots=True)
class Period:
    """A period: its name, its articles, and the agreement in them; None where they are too few."""

    name: str
    articles: int
    report: Report | None


def headlines(report: Report) -> dict[str, Figure]:
    """The figures that lead, by what they are about: quotations, speakers, and "stances TARGET"."""
    names = ["quotations", "speakers", *(f"stances {target}" for target in report.figures.stances)]
    return dict(zip(names, report.figures.headlines, strict=True))


def difference(before: Figure, after: Figure) -> Figure:
    """How much a figure changed, with its interval where both have one."""
    if before.value is None or after.value is None:
        return replace(after, value=None, low=None, high=None, reason="one of the two is not defined", reads=False)
    value = after.value - before.value
    if None in (before.low, before.high, after.low, after.high):
        return Figure(value, n=before.n + after.n, articles=before.articles + after.articles, reads=False)
    assert before.low is not None and before.high is not None and after.low is not None and after.high is not None
    low = value - sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    high = value + sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)
    return Figure(value, low, high, before.n + after.n, before.articles + after.articles, method="MOVER", reads=False)


def split(
    articles: Sequence[TeamArticle],
    period: Callable[[TeamArticle], tuple[int, str]],
    measure: Callable[[Sequence[TeamArticle]], Report],
) -> list[Period]:
    """The agreement of each period, in order. ``period`` gives an article's place in the order and its period's name."""
    groups: dict[tuple[int, str], list[TeamArticle]] = {}
    for each in articles:
        groups.setdefault(period(each), []).append(each)
    return [
        Period(name, len(some), measure(some) if len(some) >= FEW else None)
        for (_, name), some in sorted(groups.items())
    ]
