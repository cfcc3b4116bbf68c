"""Agreement by version of the codebook and by week: whether it changed, before and after."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.agreement.intervals import SEED, Figure
from annotator.agreement.material import Material, TeamArticle
from annotator.agreement.periods import FEW, QUOTATIONS, SPEAKERS, Period, PeriodChange, headlines, split
from annotator.agreement.report import figure_json
from annotator.errors import BadInputError, many
from annotator.records import Codebook, Decision, Origin, Status, is_second_reading
from annotator.store import as_of, decisions, recoding
from annotator.store.as_of import DecisionVersion
from annotator.store.connection import Store
from annotator.workflow import measure
from annotator.workflow.measure import Progress
from annotator.workflow.own_consistency import articles_read_twice

BY = ("version", "week")
NOT_TWICE = "No article was read twice by the same annotator yet."
Place = tuple[int, str]
"""A period: its place in the order, and its name."""
_Placed = Callable[[str, str], Place]  # the hash of a codebook and a time (ISO 8601), to the period


def by_period(
    store: Store,
    by: str,
    chosen: Sequence[str] | None = None,
    *,
    own: bool = False,
    seed: int = SEED,
    progress: Progress | None = None,
) -> list[Period]:
    """The agreement in each version of the codebook, or in each week (ISO 8601, UTC).

    An article counts in each period in which one who finished it decided something of it, as it stood at the end of that period, if all
    that is proposed in it was decided by then. So one that was done again counts in both, and the change is paired by article.
    ``own``: how far each annotator agrees with their own second readings, each in the period in which it ended.
    BadInputError for another way to split, or on canceling.
    """
    if by not in BY:
        raise BadInputError(f"Agreement is split by {' or '.join(BY)}, not by “{by}”.")
    with store.reading():
        measure.check_names(store, chosen)
        placed = _week if by == "week" else _version(store)
        places: dict[Place, list[TeamArticle]] = defaultdict(list)
        if own:
            for article in articles_read_twice(store, chosen, progress=progress):
                places[_ended(article, placed)].append(article)
            return split(places, lambda some: measure.measure_of(store, Material.of(some), seed=seed), seed=seed)
        articles = sorted(measure.team_articles(store, chosen, progress=progress), key=lambda each: each.sha256)
        history = _History(store, placed)
        for article in articles:
            for place, stood in history.of(article):
                places[place].append(stood)
        return split(places, lambda some: measure.measure_of(store, Material.of(some, chosen), seed=seed), seed=seed)


def _ended(article: TeamArticle, placed: _Placed) -> Place:
    """The period in which the second reading of an article ended."""
    again = [each for name, made in article.finished.items() if is_second_reading(name) for each in made]
    return max((placed(each.codebook, each.decided_at) for each in again), default=(0, "nothing decided"))


class _History:
    """How articles stood at the end of each period."""

    def __init__(self, store: Store, placed: _Placed) -> None:
        self.store, self.placed = store, placed
        self.forms: dict[tuple[str, str], dict[str, list[DecisionVersion]]] = defaultdict(lambda: defaultdict(list))
        for form in as_of.histories(store):
            self.forms[form.sha256, form.annotator][form.quotation].append(form)

    def of(self, article: TeamArticle) -> Iterable[tuple[Place, TeamArticle]]:
        """(period, article as it stood at its end) for each period in which it counts, the newest as the article stands now."""
        chains = {name: self._chains(article, name) for name in article.finished}
        taken = {self._place(form) for some in chains.values() for chain in some for form in chain if not form.root}
        *earlier, newest = sorted(taken) or [(0, "nothing decided")]
        for place in earlier:
            stood = {name: self._stood(article, name, some, place) for name, some in chains.items()}
            complete = {name: made for name, made in stood.items() if made is not None}
            if len(complete) == len(stood):
                yield place, replace(article, finished=complete)
        yield newest, article

    def _place(self, form: DecisionVersion) -> Place:
        return self.placed(form.codebook, form.at)

    def _chains(self, article: TeamArticle, name: str) -> list[list[DecisionVersion]]:
        """The forms of each quotation of an annotator, oldest first."""
        known = self.forms.get((article.sha256, name), {})
        alone = [[_form(d)] for d in article.finished[name] if d.quotation not in known]
        return [*known.values(), *alone]

    def _stood(
        self, article: TeamArticle, name: str, chains: list[list[DecisionVersion]], place: Place
    ) -> tuple[Decision, ...] | None:
        """The decisions of an annotator as they stood at the end of a period; None where one on a proposal was not taken yet."""
        now = {decision.id: decision for decision in article.finished[name]}
        made = []
        for chain in chains:
            by_then = [form for form in chain if self._place(form) <= place]
            last = next((form for form in reversed(by_then) if not form.root), None)
            if last is None:
                if chain[-1].status == Status.WITHDRAWN or chain[-1].origin == Origin.MANUAL:
                    continue
                return None
            found = next((form for form in reversed(by_then) if form.root == last.id), last)
            if found.status != Status.WITHDRAWN:
                made.append(now.get(found.id) or decisions.by_id(self.store, found.id))
        return tuple(made)


def _form(decision: Decision) -> DecisionVersion:
    """A decision that is the only form of its quotation."""
    return DecisionVersion(
        decision.article, decision.annotator, decision.quotation, decision.id, "", decision.status, decision.origin,
        decision.codebook, decision.decided_at,
    )  # fmt: skip


def _week(codebook: str, at: str) -> Place:
    if not at:
        return 0, "no date"
    year, week, _ = datetime.datetime.fromisoformat(at).isocalendar()
    return year * 100 + week, f"{year}-W{week:02}"


def _version(store: Store) -> _Placed:
    order = {each.hash: (at, f"version {each.version}") for at, each in enumerate(recoding.versions(store), 1)}
    return lambda codebook, at: order.get(codebook, (0, "version not known"))


def subjects(codebook: Codebook, periods: Sequence[Period]) -> dict[str, str]:
    """What the headline figures of some periods are about, with its name for people."""
    known = {QUOTATIONS: "Quotations", SPEAKERS: "Speakers"} | {target.id: target.name for target in codebook.targets}
    every = dict.fromkeys(what for period in periods if period.report for what in headlines(period.report))
    return {what: known.get(what, what) for what in every}


def as_text(periods: Sequence[Period], by: str, *, own: bool = False) -> str:
    """The periods with their headline figures, and how these changed from each to the next."""
    lines = []
    for period in periods:
        lines.append(f"{period.name}: {many(period.articles, 'article')}")
        if period.report is None:
            lines.append(f"    too few articles for figures (at least {FEW})")
            continue
        for what, figure in headlines(period.report).items():
            name = what if what in (QUOTATIONS, SPEAKERS) else f"stances {what}"
            change = period.changes.get(what)
            lines.append(
                f"    {name:<32} {shown(figure):<26}" + (f"  changed by {shown_change(change)}" if change else "")
            )
    lines += [] if periods else [NOT_TWICE if own else "No article was finished by two annotators yet."]
    lines.append(how(periods, by, own=own))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def how(periods: Sequence[Period], by: str, *, own: bool = False) -> str:
    """How the changes were worked out, in a sentence or two."""
    changes = [change for period in periods for change in period.changes.values()]
    told = [
        f"95 % intervals. An article counts in each {by} in which it was decided, with the decisions it had when that {by} ended."
    ]
    if own:
        told = [f"95 % intervals. An article counts in the {by} in which its second reading ended."]
    if any(change.paired for change in changes):
        told.append("Paired changes are those of the articles done in both, resampled together.")
    if any(not change.paired for change in changes):
        told.append("Other changes rest on different articles (MOVER; Zou and Donner 2008).")
    return " ".join(told)


def as_json(periods: Sequence[Period], by: str) -> dict[str, Any]:
    """The same as plain values for ``json.dumps``."""
    return {
        "by": by,
        "periods": [
            {
                "name": period.name,
                "articles": period.articles,
                "figures": _figures(headlines(period.report)) if period.report else {},
                "changes": {
                    what: {**figure_json(change.figure), "paired_articles": change.paired}
                    for what, change in period.changes.items()
                },
            }
            for period in periods
        ],
    }


def _figures(figures: Mapping[str, Figure]) -> dict[str, Any]:
    return {what: figure_json(figure) for what, figure in figures.items()}


def shown(figure: Figure, *, sign: bool = False) -> str:
    """A figure with its interval: “0.812 [0.700, 0.901]”, “–” where it is not defined."""
    if figure.value is None:
        return "–"
    form = "+z.3f" if sign else "z.3f"
    interval = "" if figure.low is None else f" [{figure.low:{form}}, {figure.high:{form}}]"
    return f"{figure.value:{form}}{interval}"


def shown_change(change: PeriodChange) -> str:
    """A change with its interval, and whether it is paired."""
    paired = f", paired ({many(change.paired, 'article')})" if change.paired and change.figure.value is not None else ""
    return shown(change.figure, sign=True) + paired
