"""What annotators decided about quotations on which something may have been suggested: no more of a decision than is compared with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from annotator.records import Decision, Kind, MisfitError, Stance
from annotator.store import work
from annotator.store.connection import Store
from annotator.store.gc_pause import gc_paused
from annotator.store.register import speaker_names
from annotator.store.values import one_of

_KINDS = {str(kind): kind for kind in Kind}
# Most annotators answer alike: SQLite counts those sooner than it hands them over. The + keeps it to the index of articles.
_ROWS = """SELECT c.article, CASE WHEN d.shown <> '' THEN d.n END, d.quotation, d.start, d."end", d.kind, d.source_start, d.source_end,
    d.speaker, d.proposals_shown, d.shown, count(*) FROM current_decision c JOIN decision d ON d.n = c.decision
    WHERE c.article IN ({}) AND +c.annotator IN (SELECT n FROM person) AND c.status IN ('confirmed', 'rejected')
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"""
_STANCES = "SELECT decision, target, label FROM stance WHERE decision IN ({})"
_AT_ONCE = 500  # decisions whose stances are asked for


class Answered(NamedTuple):
    """Decisions that confirmed or rejected a quotation alike. ``span`` is in code points, half-open; ``shown`` as in :class:`Decision`.

    ``stances`` are read where something was noted to have been shown, and are empty elsewhere. ``times``: how many decisions there are.
    """

    quotation: str
    span: tuple[int, int]
    kind: Kind
    source: tuple[int, int] | None
    speaker_name: str
    proposals_shown: bool
    shown: str
    stances: tuple[Stance, ...]
    times: int = 1

    @staticmethod
    def of(decision: Decision) -> Answered:
        """What a whole decision answers."""
        span, source = decision.span, decision.source.span if decision.source else None
        return Answered(
            decision.quotation, (span.start, span.end), decision.kind, (source.start, source.end) if source else None,
            decision.speaker_name, decision.proposals_shown, decision.shown, decision.stances,
        )  # fmt: skip


def answered(store: Store, wanted: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, list[Answered]]]:
    """(sha256, what everybody answered, in any order) of each article of these pairs (``work.pairs``).

    StoreError where a row does not fit.
    """
    for batch in work.batches(wanted):
        with gc_paused(), store.translate_misfits("a decision"):
            found = _read(store, list(batch))
        for sha256 in batch:
            yield sha256, found.get(sha256, [])


def _read(store: Store, hashes: list[str]) -> dict[str, list[Answered]]:
    marks = ", ".join("?" * len(hashes))
    articles = dict(store.rows(f"SELECT n, sha256 FROM article WHERE sha256 IN ({marks})", hashes))
    rows = store.rows(_ROWS.format(marks), list(articles))
    names = speaker_names(store, {row[8] for row in rows} - {None})
    stances: dict[int, list[Stance]] = defaultdict(list)
    noted = [row[1] for row in rows if row[1] is not None]
    for at in range(0, len(noted), _AT_ONCE):
        some = noted[at : at + _AT_ONCE]
        for n, target, label in store.rows(_STANCES.format(", ".join("?" * len(some))), some):
            stances[n].append(Stance(target, label))
    called: dict[int | None, str] = {n: name for n, (_, name) in names.items()} | {None: ""}
    if not called.keys() >= {row[8] for row in rows}:
        raise MisfitError("its speaker is not in the register")
    kinds = {kind: one_of(_KINDS, kind, "Kind") for kind in {row[5] for row in rows}}
    every: dict[str, list[Answered]] = {sha256: [] for sha256 in hashes}
    lists = {n: every[sha256] for n, sha256 in articles.items()}
    for article, n, quotation, start, end, kind, first, last, speaker, proposed, shown, times in rows:
        source, given = None if first is None else (first, last), tuple(stances[n]) if n in stances else ()
        lists[article].append(
            Answered(quotation, (start, end), kinds[kind], source, called[speaker], bool(proposed), shown, given, times)
        )
    return every
