"""How far each annotator agrees with what was settled, and whether that drifts from week to week."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotator.agreement.known_answers import AgreementShare, CheckedField, share
from annotator.records import ADJUDICATED, Decision, Status
from annotator.store import work
from annotator.store.connection import Store

FIELDS = ("speech", "edges", "speaker", "stances")
Shares = Mapping[str, AgreementShare]  # by field


@dataclass(frozen=True)
class Known:
    """One annotator's agreement with the settled decisions: over all, and by week (ISO 8601, UTC) in order."""

    annotator: str
    all: Shares
    weeks: Mapping[str, Shares]


def report(store: Store) -> list[Known]:
    """Every annotator who decided on a quotation that is settled, by name."""
    settled: dict[tuple[str, str], Decision] = {}
    answers: dict[str, list[tuple[str, str, CheckedField]]] = defaultdict(list)  # annotator -> week, field, answer
    with store.reading():
        for each in work.streamed(store, work.pairs(store, adjudicated=True)):
            for decision in each.decisions.get(ADJUDICATED, ()):
                if decision.status in (Status.CONFIRMED, Status.REJECTED):
                    settled[each.sha256, decision.quotation] = decision
        articles = {article for article, _ in settled}
        for each in work.streamed(store, (pair for pair in work.pairs(store) if pair[0] in articles)):
            for name, made in each.decisions.items():
                for decision in made:
                    known = settled.get((each.sha256, decision.quotation))
                    if known is not None and decision.status in (Status.CONFIRMED, Status.REJECTED):
                        for field, agrees in _compared(decision, known):
                            answers[name].append((_week(decision.decided_at), field, CheckedField(each.sha256, agrees)))
    return [Known(name, _shares(found), _by_week(found)) for name, found in sorted(answers.items())]


def _compared(decision: Decision, known: Decision) -> Iterator[tuple[str, bool]]:
    yield "speech", decision.status is known.status
    if decision.status is not Status.CONFIRMED or known.status is not Status.CONFIRMED:
        return
    yield "edges", decision.span == known.span
    yield "speaker", decision.speaker_id == known.speaker_id
    yield "stances", set(decision.stances) == set(known.stances)


def _week(at: str) -> str:
    if not at:
        return "no date"
    year, week, _ = datetime.datetime.fromisoformat(at).isocalendar()
    return f"{year}-W{week:02}"


def _shares(found: list[tuple[str, str, CheckedField]]) -> Shares:
    return {field: share([answer for _, of, answer in found if of == field]) for field in FIELDS}


def _by_week(found: list[tuple[str, str, CheckedField]]) -> dict[str, Shares]:
    weeks = sorted({week for week, _, _ in found})
    return {week: _shares([each for each in found if each[0] == week]) for week in weeks}
