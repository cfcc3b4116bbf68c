"""What people decided: appended rows, the newest live one by annotator and quotation being the current one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from annotator.errors import AnnotatorError
from annotator.records import ArticleRow, Decision, Kind, MisfitError, Status, person_of, second_reading
from annotator.store import days, progress, rules
from annotator.store.annotators import annotator_number
from annotator.store.articles import article_number, article_text
from annotator.store.connection import Store, new_id, now
from annotator.store.decision_rows import COLUMNS, INSERT, SELECT, as_row, decision_from_row, decisions_from
from annotator.store.derived import refresh_derived
from annotator.store.history import begin_change
from annotator.store.progress import Standing
from annotator.store.register import speaker_names, speaker_number


class StaleDecisionError(AnnotatorError):
    """A decision was taken on an older state than the project holds; nothing was written.

    ``newer`` is the decision that stands for the quotation now, None where none does.
    """

    def __init__(self, sentence: str, newer: Decision | None) -> None:
        super().__init__(sentence)
        self.newer = newer


def check(decision: Decision, text: str) -> None:
    """MisfitError where a span does not hold its words or the kind does not fit the status: such a row must never be written."""
    if decision.status in (Status.CONFIRMED, Status.REJECTED) and (
        (decision.status == Status.REJECTED) != (decision.kind == Kind.NOT_SPEECH)  # also where one is a plain text
    ):
        raise MisfitError(f"a {decision.status} quotation cannot be of kind {decision.kind}")
    stretches = [(decision.span, decision.words)]
    stretches += [(m.span, m.words) for m in (decision.source, decision.cue) if m is not None]
    for span, words in stretches:
        if span.words(text) != words:
            raise MisfitError(f"the span {span.start}-{span.end} does not hold the words “{words[:40]}” of the article")
    for span in decision.content:
        span.words(text)


class Taken(NamedTuple):
    """What came of new decisions: the number of their change, they themselves as they are stored, and what they moved.

    ``rows`` are the lines of the queue of the articles, by annotator and sha256; None for one that does not stand. ``speakers``:
    whether the change registered a speaker.
    """

    change: int
    decisions: tuple[Decision, ...]
    rows: Mapping[tuple[str, str], ArticleRow | None]
    speakers: bool


def add_decisions(store: Store, decisions: Sequence[Decision], *, annotator: str | None, action: str) -> Taken:
    """Append new decisions as one change of ``annotator`` (who may undo it), on disk when it returns.

    StaleDecisionError, and nothing is written, where one ``replaces`` another decision than the one that stands (None: unchecked).
    """
    articles = {d.article for d in decisions}
    with store.writing():
        article = article_number(store, next(iter(articles))) if len(articles) == 1 else None
        first = progress.standing(store, decisions[0]) if decisions else None
        own = first is not None and decisions[0].annotator == annotator
        change = begin_change(store, annotator, action, article, ends_redo=not own or first is None or first.redoable)
        try:
            return decide(store, decisions, change, first)
        except MisfitError as err:  # it was made here and read from no file: a bug of ours
            raise ValueError(str(err)) from err


def decide(store: Store, decisions: Sequence[Decision], change: int, first: Standing | None = None) -> Taken:
    """Append new decisions to a change inside the open transaction, and what they finish or open again (``progress``).

    They come after all that their annotator decided. ``first``: what stands before the first of them, where it was read already.
    StaleDecisionError as in :func:`add_decisions`; ValueError (a bug) for one that has a place in the order: :func:`append` takes those.
    """
    made: dict[tuple[str, str], list[tuple[Standing, Decision, progress.DecisionCounts]]] = defaultdict(list)
    stored: list[Decision] = []
    registered = False
    for decision in decisions:
        if decision.sequence:
            raise ValueError("a decision that has its place in the order already is no new one")
        before = progress.standing(store, decision) if first is None else first
        first = None
        _check_newest(store, decision, before)
        replaced = before.newest if decision.replaces is None else decision.replaces
        number, row = _insert(store, decision, change, before, before.sequence, replaced)
        counts = progress.count(store, before, decision)
        store.execute(_STANDS_NOW, (before.annotator, before.article, decision.quotation, number, row["status"],
                                    row["origin"], row["flagged"]))  # fmt: skip
        registered |= row["speaker"] is not None and before.speaker is None
        stored.append(_as_stored(store, decision, number, row, before))
        made[decision.annotator, decision.article].append((before, decision, counts))
    rows: dict[tuple[str, str], ArticleRow | None] = {}
    for key, some in made.items():
        before, decision, counts = some[0][0], *some[-1][1:]
        finished = progress.finish_of(store, some)
        if finished is not None:
            add_finish(store, before.article, before.annotator, finished, change)
            store.execute(_FINISHED_NOW, (before.annotator, before.article, finished))
        finished = before.finished if finished is None else finished
        rows[key] = progress.row_of(store, before, decision, counts, finished=finished)
    return Taken(change, tuple(stored), rows, registered)


_STANDS_NOW = """INSERT OR REPLACE INTO current_decision (annotator, article, quotation, decision, status, origin, flagged)
    VALUES (?, ?, ?, ?, ?, ?, ?)"""
_FINISHED_NOW = "INSERT OR REPLACE INTO current_finish (annotator, article, finished) VALUES (?, ?, ?)"


def _check_newest(store: Store, decision: Decision, before: Standing) -> None:
    """StaleDecisionError where the decision was taken on another one than that which stands now."""
    if decision.replaces is not None and decision.replaces != before.newest:
        raise StaleDecisionError(
            f"“{decision.words[:40]}” was decided in another window meanwhile; look at what is shown now and decide again.",
            by_id(store, before.newest) if before.newest else None,
        )


def append(store: Store, decisions: Iterable[Decision], change: int, *, newest: bool = False) -> None:
    """Append rows to a change inside the open transaction; ``refresh_derived`` must follow.

    Decisions from elsewhere keep the id, time and place in the order that they bring. ``newest``: StaleDecisionError where one
    replaces another decision than the one that stands.
    """
    for decision in decisions:
        before = progress.standing(store, decision)
        if newest:
            _check_newest(store, decision, before)
        _insert(store, decision, change, before, *_place(store, decision, before))


def _insert(
    store: Store, decision: Decision, change: int, before: Standing, sequence: int, replaces: str
) -> tuple[int, rules.Row]:
    """Append one decision and its stances; its number and its row."""
    check(decision, article_text(store, decision.article))
    speaker = before.speaker
    if speaker is None and (decision.speaker_id or decision.speaker_name):
        speaker = speaker_number(store, decision.speaker_name, change, decision.speaker_id)
    row = as_row(decision) | {
        "id": decision.id or new_id(), "change": change, "annotator": before.annotator, "article": before.article,
        "speaker": speaker, "decided_at": decision.decided_at or now(), "sequence": sequence, "replaces": replaces,
    }  # fmt: skip
    safe, told = rules.made_safe("decision", row)
    if safe is None:
        raise MisfitError("; ".join(told))
    number = store.execute(INSERT, safe).lastrowid
    assert number is not None
    stances = list(dict.fromkeys(decision.stances))
    for at in range(0, len(stances), _AT_ONCE):
        some = stances[at : at + _AT_ONCE]
        store.execute(
            f"INSERT INTO stance (decision, target, label) VALUES {', '.join(['(?, ?, ?)'] * len(some))}",
            [value for each in some for value in (number, each.target, each.label)],
        )
    return number, safe


def _as_stored(store: Store, decision: Decision, number: int, row: rules.Row, before: Standing) -> Decision:
    """A decision as a read answers it, from the row that was written."""
    names = {row["speaker"]: (before.speaker_id, before.speaker_name)}
    if row["speaker"] is not None and (before.speaker is None or before.merged):
        names = speaker_names(store, [row["speaker"]])
    values = (number, decision.annotator, decision.article, *(row[name] for name in COLUMNS))
    return decision_from_row(values, tuple(sorted(set(decision.stances))), names)


_AT_ONCE = 300  # stances in one statement
_BY_TIME = """SELECT ifnull(max(sequence), 0) + 1 FROM decision
    WHERE annotator = ?1 AND article = ?2 AND quotation = ?3 AND decided_at <= ?4"""


def _place(store: Store, decision: Decision, before: Standing) -> tuple[int, str]:
    """A decision's sequence and what it replaces: as it brings them, else after all that the annotator decided.

    One from a file that knows times alone comes after those of its quotation that are not younger, and replaces none.
    """
    if decision.sequence or not decision.decided_at:
        newest = before.newest if decision.replaces is None else decision.replaces
        return decision.sequence or before.sequence, newest
    row = store.one(_BY_TIME, (before.annotator, before.article, decision.quotation, decision.decided_at))
    assert row is not None, "an aggregate answers one row"
    return row[0], decision.replaces or ""


_NEXT_FINISH = "(SELECT ifnull(max(sequence), 0) + 1 FROM finish WHERE annotator = {} AND article = {})"


def set_finished(store: Store, sha256: str, annotator: str, finished: bool) -> None:
    """Say by hand that an annotator is done with an article, or is not; nothing is appended where the project says so already."""
    with store.writing():
        if is_finished(store, sha256, annotator) == finished:
            return
        article = article_number(store, sha256)
        action = "Mark article as finished" if finished else "Reopen article"
        change = begin_change(store, person_of(annotator), action, article)
        add_finish(store, article, annotator_number(store, annotator), finished, change)
        refresh_derived(store, change)


def add_finish(store: Store, article: int, annotator: int, finished: bool, change: int) -> None:
    """Append a finish row to a change inside the open transaction; ``refresh_derived`` must follow."""
    store.execute(
        f"""INSERT INTO finish (change, annotator, article, finished, at, sequence)
        VALUES (?1, ?2, ?3, ?4, ?5, {_NEXT_FINISH.format("?2", "?3")})""",
        (change, annotator, article, int(finished), now()),
    )


def is_finished(store: Store, sha256: str, annotator: str) -> bool:
    """Whether the annotator is done with the article."""
    row = store.one(
        """SELECT f.finished FROM current_finish f JOIN article a ON a.n = f.article JOIN annotator b ON b.n = f.annotator
        WHERE a.sha256 = ? AND b.name = ?""",
        (sha256, annotator),
    )
    return bool(row and row[0])


def current_decisions(store: Store, sha256: str, annotator: str) -> dict[str, Decision]:
    """An annotator's current decisions on an article by quotation id, in text order, withdrawn ones included."""
    rows = store.rows(
        f"""{SELECT} JOIN current_decision c ON c.decision = d.n
        WHERE c.annotator = (SELECT n FROM annotator WHERE name = ?)
        AND c.article = (SELECT n FROM article WHERE sha256 = ?) ORDER BY d.start, d."end" DESC, d.quotation""",
        (annotator, sha256),
    )
    with store.translate_misfits(f"a decision on article {sha256[:12]}…"):
        found = {decision.quotation: decision for decision in decisions_from(store, rows)}
        text = article_text(store, sha256) if found else ""
        for decision in found.values():
            check(decision, text)
    return found


def known(store: Store, ids: Sequence[str]) -> set[str]:
    """Those of the decision ids that the project holds, standing or not."""
    found: set[str] = set()
    for at in range(0, len(ids), 500):
        part = ids[at : at + 500]
        marks = ", ".join("?" * len(part))
        found.update(i for (i,) in store.rows(f"SELECT id FROM decision WHERE id IN ({marks})", part))
    return found


def standing(store: Store, ids: Sequence[str]) -> dict[str, bool]:
    """Of the decision ids that the project holds: whether each stands (True) or was undone (False)."""
    found: dict[str, bool] = {}
    for at in range(0, len(ids), 500):
        part = ids[at : at + 500]
        marks = ", ".join("?" * len(part))
        rows = store.rows(
            f"SELECT d.id, c.live FROM decision d JOIN change c ON c.n = d.change WHERE d.id IN ({marks})", part
        )
        found.update({i: bool(live) for i, live in rows})
    return found


def held(store: Store, ids: Sequence[str]) -> set[str]:
    """Those of the decision ids that were made here or came with a merge that was not undone."""
    found: set[str] = set()
    for at in range(0, len(ids), 500):
        part = ids[at : at + 500]
        found.update(
            identity
            for (identity,) in store.rows(
                f"""SELECT d.id FROM decision d JOIN change c ON c.n = d.change LEFT JOIN change m ON m.n = c.merge
                WHERE ifnull(m.live, 1) AND d.id IN ({", ".join("?" * len(part))})""",
                part,
            )
        )
    return found


def by_id(store: Store, identity: str) -> Decision:
    """One decision, standing or not; StoreError where the project does not hold it."""
    rows = store.rows(f"{SELECT} WHERE d.id = ?", (identity,))
    with store.translate_misfits(f"decision {identity}"):
        return next(decisions_from(store, rows))


def history(store: Store, sha256: str, annotator: str, quotation: str) -> tuple[Decision, ...]:
    """Every decision an annotator ever took on a quotation, undone ones included, oldest first."""
    rows = store.rows(
        f"""{SELECT} WHERE b.name = ? AND a.sha256 = ? AND d.quotation = ? ORDER BY d.sequence, d.decided_at, d.id""",
        (annotator, sha256, quotation),
    )
    with store.translate_misfits(f"a decision on article {sha256[:12]}…"):
        return tuple(decisions_from(store, rows))


def decided_today(store: Store, annotator: str) -> int:
    """How many quotations the annotator decided on this local day and that stand, second readings among them."""
    today = days.today()
    row = store.one(
        """SELECT count(*) FROM decision d CROSS JOIN current_decision c
            ON c.annotator = d.annotator AND c.article = d.article AND c.quotation = d.quotation AND c.decision = d.n
        WHERE d.annotator IN (SELECT n FROM annotator WHERE name IN (?, ?))
        AND d.decided_at >= ? AND d.decided_at < ? AND c.status IN ('confirmed', 'rejected')""",
        (annotator, second_reading(annotator), days.start_of(today), days.start_of(today, later=1)),
    )
    return int(row[0]) if row else 0


def finished(store: Store) -> list[tuple[str, str]]:
    """(article sha256, annotator) for each article that an annotator has finished, by article id then annotator."""
    return store.rows(
        """SELECT a.sha256, b.name FROM current_finish f JOIN article a ON a.n = f.article JOIN person b ON b.n = f.annotator
        WHERE f.finished ORDER BY a.id, a.sha256, b.name"""
    )
