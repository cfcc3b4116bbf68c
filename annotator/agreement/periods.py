"""Agreement period by period (versions of a codebook, weeks), and how it changed from one to the next.

Where the same articles were done in both periods, the change is that of these articles, and its interval resamples them in both
at once. Else the periods hold different articles, so their figures are independent, and the interval of a difference is made of the
two intervals (MOVER; Zou and Donner 2008, Statistics in Medicine 27): with values a, b and intervals (la, ua), (lb, ub) it is
``b - a - sqrt((b - lb)² + (ua - a)²)`` to ``b - a + sqrt((ub - b)² + (a - la)²)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

from annotator.agreement.additive import Sums
from annotator.agreement.groups import Group
from annotator.agreement.intervals import FROM_JACKKNIFE, SEED, Figure, Resampling
from annotator.agreement.material import Material, TeamArticle
from annotator.agreement.measure import with_used
from annotator.agreement.report import AgreementReport

FEW = 2  # articles below which a period has no figures
QUOTATIONS, SPEAKERS = "quotations", "speakers"


@dataclass(frozen=True, slots=True)
class PeriodChange:
    """How a figure changed since the period before; ``paired`` counts the articles done in both, 0 where others were compared."""

    figure: Figure
    paired: int = 0


@dataclass(frozen=True, slots=True)
class Period:
    """A period: its name, its articles, and the agreement in them (None where they are too few).

    ``changes`` are those since the newest period before that has figures, by what they are about (:func:`headlines`).
    """

    name: str
    articles: int
    report: AgreementReport | None
    changes: Mapping[str, PeriodChange] = field(default_factory=dict)


def headlines(report: AgreementReport) -> dict[str, Figure]:
    """The figures that lead, by what they are about: quotations, speakers, and the ids of targets."""
    names = [QUOTATIONS, SPEAKERS, *report.figures.stances]
    return dict(zip(names, report.figures.headlines, strict=True))


def difference(before: Figure, after: Figure) -> Figure:
    """How much a figure of other articles changed, with its interval where both have one."""
    if before.value is None or after.value is None:
        return replace(after, value=None, low=None, high=None, reason="one of the two is not defined", reads=False)
    value = after.value - before.value
    if None in (before.low, before.high, after.low, after.high):
        return Figure(value, n=before.n + after.n, articles=before.articles + after.articles, reads=False)
    assert before.low is not None and before.high is not None and after.low is not None and after.high is not None
    low = value - sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    high = value + sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)
    return Figure(value, low, high, before.n + after.n, before.articles + after.articles, method="MOVER", reads=False)


def paired(before: Material, after: Material, *, seed: int = SEED) -> dict[str, Figure]:
    """How much each headline figure changed in the same articles, with its interval; a figure that one of the two lacks is left out."""
    resampling = Resampling(len(before.articles), seed=seed)
    one, other = (_headline_sums(material, resampling) for material in (before, after))
    return {what: resampling.difference(one[what], other[what]) for what in one if what in other}


def _headline_sums(material: Material, resampling: Resampling) -> dict[str, Sums]:
    labels = with_used({}, material)
    group = Group(material, material.groups()["all"], labels, {}, resampling)
    stances = {target: group.stance_alpha(target) for target in labels}
    return {QUOTATIONS: group.unitizing(), SPEAKERS: group.speaker_alpha(), **stances}


def split(
    places: Mapping[tuple[int, str], Sequence[TeamArticle]],
    measure: Callable[[Sequence[TeamArticle]], AgreementReport],
    *,
    seed: int = SEED,
) -> list[Period]:
    """The agreement of each period, in order. ``places``: the articles of a period as they stood in it, by its place and name."""
    made: list[Period] = []
    before: tuple[Sequence[TeamArticle], AgreementReport] | None = None
    for (_, name), articles in sorted(places.items()):
        report = measure(articles) if len(articles) >= FEW else None
        changes = _changes(*before, articles, report, seed) if before and report else {}
        made.append(Period(name, len(articles), report, changes))
        before = (articles, report) if report else before
    return made


def _changes(
    earlier: Sequence[TeamArticle],
    before: AgreementReport,
    later: Sequence[TeamArticle],
    after: AgreementReport,
    seed: int,
) -> dict[str, PeriodChange]:
    """The changes, paired where enough articles were done in both periods by the same annotators."""
    was = {each.sha256: each for each in earlier}
    both = [each for each in later if each.sha256 in was and was[each.sha256].finished.keys() == each.finished.keys()]
    pairs = {}
    if len(both) >= FROM_JACKKNIFE:
        pairs = paired(Material.of([was[each.sha256] for each in both]), Material.of(both), seed=seed)
    now, then = headlines(after), headlines(before)
    return {
        what: PeriodChange(pairs[what], len(both)) if what in pairs else PeriodChange(difference(then[what], figure))
        for what, figure in now.items()
        if what in then
    }
