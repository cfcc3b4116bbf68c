"""What people decided: appended rows, the newest live one by annotator and quotation being the current one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotator.errors import AnnotatorError
from annotator.records import ADJUDICATED, Decision, Kind, MisfitError, Status
from annotator.store import days, progress, rules
from annotator.store.annotators import annotator_number
from annotator.store.articles import article_number, article_text
from annotator.store.connection import Store, new_id, now
from annotator.store.decision_rows import INSERT, SELECT, as_row, loaded
from annotator.store.derived import settle
from annotator.store.history import begin_change
from annotator.store.register import speaker_number


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
        (decision.status is Status.REJECTED) != (decision.kind is Kind.NOT_SPEECH)
    ):
        raise MisfitError(f"a {decision.status} quotation cannot be of kind {decision.kind}")
    stretches = [(decision.span, decision.words)]
    stretches += [(m.span, m.words) for m in (decision.source, decision.cue) if m is not None]
    for span, words in stretches:
        if span.words(text) != words:
            raise MisfitError(f"the span {span.start}-{span.end} does not hold the words “{words[:40]}” of the article")
    for span in decision.content:
        span.words(text)


def add_decisions(store: Store, decisions: Sequence[Decision], *, annotator: str | None, action: str) -> int:
    """Append decisions as one change of ``annotator`` (who may undo it), on disk when it returns. The change's number.

    StaleDecisionError, and nothing is written, where one ``replaces`` another decision than the one that stands (None: unchecked).
    """
    with store.writing():
        for decision in decisions:
            check_newest(store, decision)
        articles = {d.article for d in decisions}
        article = article_number(store, next(iter(articles))) if len(articles) == 1 else None
        change = begin_change(store, annotator, action, article)
        try:
            decide(store, decisions, change)
        except MisfitError as err:  # it was made here and read from no file: a bug of ours
            raise ValueError(str(err)) from err
    return change


def check_newest(store: Store, decision: Decision) -> None:
    """StaleDecisionError where the decision was taken on another one than that which stands now."""
    if decision.replaces is None:
        return
    annotator, article = annotator_number(store, decision.annotator), article_number(store, decision.article)
    row = store.one(_CURRENT, (annotator, article, decision.quotation))
    newest = str(row[0]) if row else ""
    if newest != decision.replaces:
        raise StaleDecisionError(
            f"“{decision.words[:40]}” was decided in another window meanwhile; look at what is shown now and decide again.",
            by_id(store, newest) if newest else None,
        )


def decide(store: Store, decisions: Sequence[Decision], change: int) -> None:
    """Append decisions to a change inside the open transaction, and what they finish or open again (``progress``)."""
    touched = progress.keys(store, decisions)
    waited = progress.waiting(store, touched)
    append(store, decisions, change)
    settle(store, change)
    ended = list(progress.finishes(store, touched, waited))
    for key, finished in ended:
        add_finish(store, key.article, key.annotator, finished, change)
    if ended:
        settle(store, change)


def append(store: Store, decisions: Iterable[Decision], change: int) -> None:
    """Append rows to a change inside the open transaction; ``settle`` must follow."""
    for decision in decisions:
        check(decision, article_text(store, decision.article))
        annotator = annotator_number(store, decision.annotator)
        article = article_number(store, decision.article)
        speaker = None
        if decision.speaker_id or decision.speaker_name:
            speaker = speaker_number(store, decision.speaker_name, change, decision.speaker_id)
        sequence, replaced = _place(store, decision, annotator, article)
        row = as_row(decision) | {
            "id": decision.id or new_id(), "change": change, "annotator": annotator, "article": article, "speaker": speaker,
            "decided_at": decision.decided_at or now(), "sequence": sequence, "replaces": replaced,
        }  # fmt: skip
        safe, told = rules.made_safe("decision", row)
        if safe is None:
            raise MisfitError("; ".join(told))
        cursor = store.db.execute(INSERT, safe)
        store.db.conn.executemany(
            "INSERT INTO stance (decision, target, label) VALUES (?, ?, ?)",
            [(cursor.lastrowid, s.target, s.label) for s in dict.fromkeys(decision.stances)],
        )


_CURRENT = """SELECT d.id FROM current_decision c JOIN decision d ON d.n = c.decision
    WHERE c.annotator = ?1 AND c.article = ?2 AND c.quotation = ?3"""
_AFTER_ALL = f"SELECT (SELECT ifnull(max(sequence), 0) + 1 FROM decision WHERE annotator = ?1), ({_CURRENT})"
_BY_TIME = """SELECT ifnull(max(sequence), 0) + 1, '' FROM decision
    WHERE annotator = ?1 AND article = ?2 AND quotation = ?3 AND decided_at <= ?4"""


def _place(store: Store, decision: Decision, annotator: int, article: int) -> tuple[int, str]:
    """A decision's sequence and what it replaces: as it brings them, else after all that the annotator decided.

    One from a file that knows times alone comes after those of its quotation that are not younger, and replaces none.
    """
    sequence, replaced, key = decision.sequence, decision.replaces, (annotator, article, decision.quotation)
    if sequence and replaced is not None:
        return sequence, replaced
    by_time = decision.decided_at and not sequence
    row = store.one(_BY_TIME, (*key, decision.decided_at)) if by_time else store.one(_AFTER_ALL, key)
    assert row is not None, "an aggregate answers one row"
    return sequence or row[0], row[1] or "" if replaced is None else replaced


_NEXT_FINISH = "(SELECT ifnull(max(sequence), 0) + 1 FROM finish WHERE annotator = {} AND article = {})"


def set_finished(store: Store, sha256: str, annotator: str, finished: bool) -> None:
    """Say by hand that an annotator is done with an article, or is not."""
    with store.writing():
        article = article_number(store, sha256)
        change = begin_change(store, annotator, "Mark article as finished" if finished else "Reopen article", article)
        add_finish(store, article, annotator_number(store, annotator), finished, change)
        settle(store, change)


def add_finish(store: Store, article: int, annotator: int, finished: bool, change: int) -> None:
    """Append a finish row to a change inside the open transaction; ``settle`` must follow."""
    store.db.execute(
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
    with store.sound(f"a decision on article {sha256[:12]}…"):
        found = {decision.quotation: decision for decision in loaded(store, rows)}
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
    with store.sound(f"decision {identity}"):
        return next(loaded(store, rows))


def history(store: Store, sha256: str, annotator: str, quotation: str) -> tuple[Decision, ...]:
    """Every decision an annotator ever took on a quotation, undone ones included, oldest first."""
    rows = store.rows(
        f"""{SELECT} WHERE b.name = ? AND a.sha256 = ? AND d.quotation = ? ORDER BY d.sequence, d.decided_at, d.id""",
        (annotator, sha256, quotation),
    )
    with store.sound(f"a decision on article {sha256[:12]}…"):
        return tuple(loaded(store, rows))


def decided_today(store: Store, annotator: str) -> int:
    """How many quotations the annotator decided on this local day and that stand."""
    today = days.today()
    row = store.one(
        """SELECT count(*) FROM decision d CROSS JOIN current_decision c
            ON c.annotator = d.annotator AND c.article = d.article AND c.quotation = d.quotation AND c.decision = d.n
        WHERE d.annotator = (SELECT n FROM annotator WHERE name = ?)
        AND d.decided_at >= ? AND d.decided_at < ? AND c.status IN ('confirmed', 'rejected')""",
        (annotator, days.start_of(today), days.start_of(today, later=1)),
    )
    return int(row[0]) if row else 0


def finished(store: Store) -> list[tuple[str, str]]:
    """(article sha256, annotator) for each article that an annotator has finished, by article id then annotator."""
    return store.rows(
        """SELECT a.sha256, b.name FROM current_finish f
        JOIN article a ON a.n = f.article JOIN annotator b ON b.n = f.annotator
        WHERE f.finished AND b.name <> ? ORDER BY a.id, a.sha256, b.name""",
        (ADJUDICATED,),
    )


def annotated(store: Store, *, adjudicated: bool = False) -> Iterator[tuple[str, str]]:
    """(article sha256, annotator) for each pair with current decisions or a finish, by article id then annotator.

    Annotators' work, or the adjudicated layer alone.
    """
    with store.told():
        yield from store.connection.execute(
            """SELECT a.sha256, b.name FROM (
                SELECT article, annotator FROM current_decision UNION SELECT article, annotator FROM current_finish
                WHERE finished) p
            JOIN live_article a ON a.n = p.article
            JOIN annotator b ON b.n = p.annotator WHERE (b.name = ?) = ? ORDER BY a.id, a.sha256, b.name""",
            (ADJUDICATED, adjudicated),
        )
