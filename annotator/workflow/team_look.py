"""The second reader over a team, for adjudication and before a release: each annotator is compared with their own decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.errors import many
from annotator.records import ADJUDICATED
from annotator.store import adjudications, decisions
from annotator.store.connection import Store
from annotator.workflow.project import annotators
from annotator.workflow.second_look import DecidedMaterial, LookRow, SecondReader, read
from annotator.workflow.selection import Selection
from annotator.workflow.stances import Patient, Watch

HIDDEN = "This annotator"
MOST = 5_000  # decisions of one annotator that are compared before a release: more take minutes


class _OfAll:
    """Tells the progress of one annotator's texts as that of everybody's."""

    def __init__(self, watch: Watch, before: int, every: int) -> None:
        self._watch, self._before, self._every = watch, before, every

    @property
    def wanted(self) -> bool:
        return self._watch.wanted

    def __call__(self, done: int, detail: object = "") -> bool:
        return self._watch(self._before + done, self._every)


@dataclass(frozen=True)
class TeamLook:
    """The decisions of all annotators that are worth a second look, most surprising first.

    ``compared``: how many decisions were compared. ``remarks``: why those of an annotator were not, and what else to know.
    """

    rows: tuple[LookRow, ...]
    compared: int
    remarks: tuple[str, ...]


def look(store: Store, *, hide_names: bool = False, watch: Watch | None = None) -> TeamLook:
    """What an adjudicator should look at: decisions in articles that two people finished, on quotations that are not settled.

    BadInputError once ``watch`` does not want it any more. ``hide_names``: reasons and remarks name nobody.
    """
    with store.reading():
        people = Counter(article for article, _ in decisions.finished(store))
        open_articles = sorted(article for article, count in people.items() if count >= 2)
        settled = {
            (each.decision.article, each.decision.quotation)
            for own in adjudications.settlements(store, open_articles).values()
            for each in own
        }
        readings = [read(store, name) for name in annotators(store)]
    found = _compare(readings, hide_names, watch)
    shared = set(open_articles)
    rows = tuple(row for row in found.rows if row.article in shared and (row.article, row.quotation) not in settled)
    return TeamLook(rows, found.compared, found.remarks)


def check(store: Store, selection: Selection, *, watch: Watch | None = None) -> str:
    """A sentence for who makes a release: how many of the chosen decisions are worth a second look, or why none was compared.

    BadInputError once ``watch`` does not want it any more.
    """
    with store.reading():
        people = (ADJUDICATED,) if selection.adjudicated else annotators(store)
        chosen = [name for name in people if not selection.annotators or name in selection.annotators]
        done = set(decisions.finished(store))
        readings = [read(store, name) for name in chosen]
    found = _compare(readings, False, watch, MOST)
    rows = [row for row in found.rows if _taken(row, selection, done)]
    if not found.compared:
        return " ".join(("Second reader: nothing was compared.", *found.remarks))
    count = Counter(row.annotator for row in rows)
    by = "; ".join(f"{_called(name)} {number}" for name, number in sorted(count.items()))
    told = (
        f"{len(rows):,} of {many(found.compared, 'decision')} {'is' if len(rows) == 1 else 'are'} worth a second look"
    )
    said = f"Second reader: {told} ({by})." if rows else f"Second reader: {_none(found.compared)}"
    return " ".join((said, *found.remarks))


def _none(compared: int) -> str:
    return f"none of {many(compared, 'decision')} stands out."


def _taken(row: LookRow, selection: Selection, done: set[tuple[str, str]]) -> bool:
    if selection.articles and not selection.articles & {row.article, row.article_id}:
        return False
    return not selection.finished or selection.adjudicated or (row.article, row.annotator) in done


def _compare(readings: Sequence[DecidedMaterial], hide_names: bool, watch: Watch | None, most: int = 0) -> TeamLook:
    rows: list[LookRow] = []
    compared = 0
    remarks = []
    why_not = [reading.why_not or _too_many(reading, most) for reading in readings]
    every = sum(len(reading.decided) for reading, reason in zip(readings, why_not, strict=True) if not reason)
    for reading, reason in zip(readings, why_not, strict=True):
        who = HIDDEN if hide_names else _called(reading.annotator)
        if reason:
            remarks.append(f"{who}: {reason}")
            continue
        reader = SecondReader(reading, _OfAll(watch or Patient(), compared, every))
        compared += len(reading.decided)
        rows += reader.rows(who)
        remarks += [f"{who}: {remark}" for remark in reader.remarks]
    return TeamLook(tuple(sorted(rows, key=lambda row: -row.bits)), compared, tuple(remarks))


def _called(name: str) -> str:
    return "Adjudication" if name == ADJUDICATED else name


def _too_many(reading: DecidedMaterial, most: int) -> str:
    count = len(reading.decided)
    if not most or count <= most:
        return ""
    return (
        f"{count:,} quotations are decided, more than are compared here; Quotation › Worth a second look compares them."
    )
