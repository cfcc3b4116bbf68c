"""Progress and work time: what was decided on each day, how fast, and how long the rest will take. Breaks do not count as work."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.exchange.earlier import begins
from annotator.exchange.tables import harmless
from annotator.store import progress, worktime
from annotator.store.connection import Store
from annotator.store.days import today as today
from annotator.workflow import outputs
from annotator.workflow.project import current_codebook

HEAD = ("annotator", "day", "decided", "acts", "articles", "active_seconds")
FEW = 5  # decided quotations below which no pace is told


class Day(NamedTuple):
    """What an annotator did on a local day.

    ``decided``: quotations whose standing decision is of that day. ``acts``: all decisions, later replaced and undone ones too.
    ``seconds``: the time spent on them; not what passed while the window was left or nothing was touched.
    """

    annotator: str
    day: datetime.date
    decided: int
    acts: int
    articles: int
    seconds: float


class AnnotatorProgress(NamedTuple):
    """How far an annotator is. ``pace``: quotations an hour of active work; None where too little was decided to tell.

    ``left``: undecided quotations of the articles that were read; ``unread``: articles whose quotations are still to come.
    """

    annotator: str
    days: tuple[Day, ...]
    today: int
    week: int
    pace: float | None
    left: int
    unread: int
    labels: tuple[tuple[str, str, int], ...]  # target, label, times

    @property
    def hours_left(self) -> float | None:
        """How many hours of work the quotations that are left will take at this pace; None where the pace is not known."""
        return self.left / self.pace if self.pace else None


def work_days(store: Store, annotator: str = "") -> list[Day]:
    """What one annotator, or each, did on each local day; by name, then day."""
    found: dict[tuple[str, datetime.date], list[float]] = {}
    articles: dict[tuple[str, datetime.date], set[int]] = {}
    for name, at, article, stands, seconds in worktime.taken(store, annotator):
        key = name, _local(at)
        sums = found.setdefault(key, [0, 0, 0.0])
        sums[0] += stands
        sums[1] += 1
        sums[2] += seconds
        articles.setdefault(key, set()).add(article)
    return [
        Day(name, day, int(sums[0]), int(sums[1]), len(articles[name, day]), sums[2])
        for (name, day), sums in sorted(found.items())
    ]


def _local(at: str) -> datetime.date:
    try:
        return datetime.datetime.fromisoformat(at).astimezone().date()
    except (ValueError, OverflowError, OSError):  # a file from elsewhere holds another time, or one off the calendar
        return datetime.date.min


def progress_of(store: Store, annotator: str, every: Sequence[Day] | None = None) -> AnnotatorProgress:
    """How far an annotator is, from one moment of the file. Weeks begin on Monday.

    ``every``: the days of all annotators, where they were read already.
    """
    with store.reading():
        mine = (
            [day for day in every if day.annotator == annotator] if every is not None else work_days(store, annotator)
        )
        rows = progress.queue(store, annotator)
        book = current_codebook(store)
        names = {(t.id, label.id): (t.name, label.name) for t in book.targets for label in t.labels}
        given = [
            (*names.get((target, label), (target, label)), times)
            for target, label, times in worktime.labels(store, annotator)
        ]
    now = today()
    monday = now - datetime.timedelta(days=now.weekday())
    decided, seconds = sum(day.decided for day in mine), sum(day.seconds for day in mine)
    return AnnotatorProgress(
        annotator,
        tuple(mine),
        sum(day.decided for day in mine if day.day == now),
        sum(day.decided for day in mine if day.day >= monday),
        decided * 3600 / seconds if decided >= FEW and seconds >= 1 else None,
        sum(row.quotations - row.decided for row in rows if row.proposed and not row.finished),
        sum(not row.proposed and not row.finished for row in rows),
        tuple(given),
    )


def as_csv(found: Sequence[Day]) -> str:
    """The days as a table, with a head line."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(HEAD)
    for day in found:
        table.writerow(
            [harmless(day.annotator), day.day.isoformat(), day.decided, day.acts, day.articles, round(day.seconds, 1)]
        )
    return text.getvalue()


def write_csv(found: Sequence[Day], path: Path, *, force: bool = False) -> None:
    """Write days as CSV. BadInputError where something else is in the place."""
    with outputs.output(path, begins(",".join(HEAD) + "\n"), force=force) as aim:
        aim.write_text(as_csv(found), encoding="utf-8", newline="")
