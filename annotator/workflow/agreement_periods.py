"""Agreement by version of the codebook and by week: whether it changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from annotator.agreement.intervals import SEED, Figure
from annotator.agreement.material import Material, TeamArticle
from annotator.agreement.periods import FEW, Period, difference, headlines, split
from annotator.errors import BadInputError
from annotator.store import recoding
from annotator.store.connection import Store
from annotator.workflow import measure
from annotator.workflow.selection import many

BY = ("version", "week")


def by_period(store: Store, by: str, chosen: Sequence[str] | None = None, *, seed: int = SEED) -> list[Period]:
    """The agreement of the articles of each version or week.

    An article belongs to the version of the codebook, or the week (ISO 8601, UTC), of its newest decision by an annotator who
    finished it.
    """
    if by not in BY:
        raise BadInputError(f"Agreement is split by {' or '.join(BY)}, not by “{by}”.")
    with store.reading():
        articles = measure.material(store, chosen).articles
        placed = _week if by == "week" else _version(store)
        return split(articles, placed, lambda some: measure.measure_of(store, Material.of(some, chosen), seed=seed))


def _week(article: TeamArticle) -> tuple[int, str]:
    newest = max((d.decided_at for made in article.finished.values() for d in made), default="")
    if not newest:
        return 0, "no date"
    year, week, _ = datetime.datetime.fromisoformat(newest).isocalendar()
    return year * 100 + week, f"{year}-W{week:02}"


def _version(store: Store) -> Callable[[TeamArticle], tuple[int, str]]:
    order = {each.hash: (at, f"version {each.version}") for at, each in enumerate(recoding.versions(store), 1)}

    def placed(article: TeamArticle) -> tuple[int, str]:
        made = [order.get(d.codebook, (0, "version not known")) for some in article.finished.values() for d in some]
        return max(made, default=(0, "version not known"))

    return placed


def as_text(periods: Sequence[Period], by: str) -> str:
    """The periods with their headline figures, and how these changed from each to the next."""
    lines, before = [], None
    for period in periods:
        lines.append(f"{period.name}: {many(period.articles, 'article')}")
        if period.report is None:
            lines.append(f"    too few articles for figures (at least {FEW})")
            continue
        now = headlines(period.report)
        for what, figure in now.items():
            change: Figure | None = difference(before[what], figure) if before and what in before else None
            lines.append(
                f"    {what:<32} {_shown(figure):<26}" + (f"  changed by {_shown(change, sign=True)}" if change else "")
            )
        before = now
    if not periods:
        lines.append("No article was finished by two annotators yet.")
    lines.append(
        f"Figures by {by} rest on different articles; 95 % intervals, those of changes by MOVER (Zou and Donner 2008)."
    )
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _shown(figure: Figure | None, *, sign: bool = False) -> str:
    if figure is None or figure.value is None:
        return "–"
    value = f"{figure.value:+.3f}" if sign else f"{figure.value:.3f}"
    return value if figure.low is None or figure.high is None else f"{value} [{figure.low:.3f}, {figure.high:.3f}]"
