"""How far an annotator is with an article: what is shown of it, what waits for a decision, and when it counts as finished.

These rules stand here alone. The queue, the window, exports and agreement read what they say.

- A quotation is shown where the newest detector run proposes it (indirect ones only where the project asks for them) or
  where the annotator has a decision on it; one that the annotator withdrew is not shown.
- A shown quotation waits while it has no decision or an open one.
- The decision after which none waits finishes an article that a detector has read. The decision after which one more waits
  opens a finished article again. By hand, either can be said at any time.

``current_progress`` keeps the counts of each annotator and article, so that neither the queue nor a decision adds up all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from annotator.records import ArticleRow, Decision, FrozenRecord, Status, fold, record
from annotator.store.annotators import annotator_number, second_reader, shows_indirect
from annotator.store.articles import article_number
from annotator.store.gc_pause import gc_paused
from annotator.store.rules import folded

if TYPE_CHECKING:
    from annotator.store.connection import Store


class DecisionCounts(NamedTuple):
    """How many quotations of an article an annotator has current decisions on.

    ``decisions`` counts all of them, ``withdrawn``, ``decided`` (confirmed or rejected) and ``flagged`` (and not withdrawn) some;
    ``in_marks`` and ``indirect`` those that the newest detector run proposes, by the kind that it proposes.
    """

    decisions: int
    withdrawn: int
    decided: int
    flagged: int
    in_marks: int
    indirect: int


# What one decision with a status {s} and a flag {f}, on a quotation that the newest run proposes as of kind {k}, adds to each count;
# nothing where there is none (NULL).
_ADDS = (
    "{s} IS NOT NULL",
    "{s} = 'withdrawn'",
    "{s} IN ('confirmed', 'rejected')",
    "{f} AND {s} <> 'withdrawn'",
    "{s} IS NOT NULL AND {k} <> 'indirect'",
    "{s} IS NOT NULL AND {k} = 'indirect'",
)


def _adds(status: str, flagged: str, kind: str) -> list[str]:
    return [f"ifnull({each.format(s=status, f=flagged, k=kind)}, 0)" for each in _ADDS]


_COLUMNS = ", ".join(DecisionCounts._fields)
_RUN = "(SELECT max(n) FROM proposal_run WHERE article = {})"
_SUMS = ", ".join(
    f"sum({each}) AS {name}"
    for name, each in zip(DecisionCounts._fields, _adds("c.status", "c.flagged", "p.kind"), strict=True)
)


def counted(where: str = "", *, keys: str = "") -> str:
    """SQL for the counts that current decisions add up to: all, those of a condition, or those of the ``keys`` that a query answers."""
    these = f"({keys}) k CROSS JOIN " if keys else ""  # so that SQLite looks each of them up
    chosen = "WHERE c.annotator = k.annotator AND c.article = k.article" if keys else where
    return f"""SELECT c.annotator, c.article, {_SUMS} FROM {these}current_decision c
    LEFT JOIN proposal p ON p.run = {_RUN.format("c.article")} AND p.quotation = c.quotation {chosen} GROUP BY c.annotator, c.article"""


def added(keys: str) -> str:
    """SQL that counts for the keys that a query answers, (annotator, article), of which nothing is kept."""
    return f"INSERT INTO current_progress (annotator, article, {_COLUMNS}) {counted(keys=keys)}"


_REPLACED = ", ".join(
    f"{new} - {old}"
    for new, old in zip(_adds(":status", ":flagged", "p.kind"), _adds("c.status", "c.flagged", "p.kind"), strict=True)
)
_DECIDED = f"""INSERT INTO current_progress (annotator, article, {_COLUMNS}) SELECT :annotator, :article, {_REPLACED}
    FROM (SELECT 1) LEFT JOIN current_decision c ON c.annotator = :annotator AND c.article = :article AND c.quotation = :quotation
    LEFT JOIN proposal p ON p.run = {_RUN.format(":article")} AND p.quotation = :quotation WHERE true
    ON CONFLICT DO UPDATE SET {", ".join(f"{name} = {name} + excluded.{name}" for name in DecisionCounts._fields)}
    RETURNING {_COLUMNS}"""
_PROPOSED = f"""UPDATE current_progress SET (in_marks, indirect) = (
    SELECT ifnull(sum(p.kind <> 'indirect'), 0), ifnull(sum(p.kind = 'indirect'), 0) FROM current_decision c
    JOIN proposal p ON p.run = {_RUN.format(":article")} AND p.quotation = c.quotation
    WHERE c.annotator = current_progress.annotator AND c.article = :article) WHERE article = :article"""


@record
class Standing(FrozenRecord):
    """What the project holds about a quotation, its article and its speaker just before an annotator decides it.

    ``annotator``, ``article`` and ``speaker`` are row numbers. ``newest`` and ``status`` are the id and status of the decision that
    stands, both blank where none does.
    """

    annotator: int
    article: int
    newest: str
    status: str
    shown: bool  # whether the newest run proposes the quotation, of a kind that the project shows
    found: int | None  # shown proposals of that run; None where no detector has read the article
    finished: bool
    id: str  # of the article
    title: str
    plain: bool  # whether the article stands by its own import, was not replaced, and is in the queue
    tags: str
    sequence: int  # of the annotator's next decision
    redoable: bool  # whether there is something to redo, which a new change ends
    speaker: int | None  # the speaker that the decision names, where the register knows it
    speaker_id: str
    speaker_name: str
    merged: bool  # whether that speaker was merged into another

    @property
    def waits(self) -> bool:
        """Whether the quotation waits for a decision."""
        return self.status == Status.OPEN or (self.shown and not self.status)


_STANDING = f"""SELECT ifnull(d.id, ''), ifnull(c.status, ''),
    EXISTS (SELECT 1 FROM proposal WHERE run = r.n AND quotation = :quotation AND (kind <> 'indirect' OR :indirect)),
    r.in_marks + r.indirect * :indirect, ifnull(f.finished, 0), a.id, ifnull(m.title, a.title),
    g.live AND NOT EXISTS (SELECT 1 FROM article_version WHERE replaces = a.n) AND NOT ifnull(m.excluded OR m.deleted, 0),
    ifnull(m.tags, ''),
    (SELECT ifnull(max(sequence), 0) + 1 FROM decision WHERE annotator = :annotator),
    EXISTS (SELECT 1 FROM change WHERE annotator = :annotator AND redoable = 1),
    s.n, ifnull(s.id, ''), ifnull(w.name, ''), w.merged_into IS NOT NULL
    FROM article a JOIN change g ON g.n = a.change LEFT JOIN current_article m ON m.article = a.n
    LEFT JOIN proposal_run r ON r.n = {_RUN.format("a.n")}
    LEFT JOIN current_decision c ON c.annotator = :annotator AND c.article = a.n AND c.quotation = :quotation
    LEFT JOIN decision d ON d.n = c.decision
    LEFT JOIN current_finish f ON f.annotator = :annotator AND f.article = a.n
    LEFT JOIN current_speaker w ON w.speaker = CASE WHEN :speaker IS NULL
        THEN (SELECT speaker FROM speaker_name WHERE folded = :named ORDER BY alias, speaker LIMIT 1)
        ELSE (SELECT n FROM speaker WHERE id = :speaker) END
    LEFT JOIN speaker s ON s.n = w.speaker
    WHERE a.n = :article"""


def standing(store: Store, decision: Decision) -> Standing:
    """Read what stands before a decision; StoreError where its annotator or article is not known."""
    annotator, article = annotator_number(store, decision.annotator), article_number(store, decision.article)
    row = store.one(
        _STANDING,
        {
            "annotator": annotator,
            "article": article,
            "quotation": decision.quotation,
            "indirect": shows_indirect(store),
            "speaker": decision.speaker_id,
            "named": fold(folded(decision.speaker_name)) if decision.speaker_name else None,
        },
    )
    assert row is not None, "the article is there"
    (
        newest,
        status,
        shown,
        found,
        finished,
        name,
        title,
        plain,
        tags,
        sequence,
        redoable,
        speaker,
        speaker_id,
        named,
        merged,
    ) = row
    return Standing(
        annotator, article, newest, status, bool(shown), found, bool(finished), name, title, bool(plain), tags, sequence,
        bool(redoable), speaker, speaker_id, named, bool(merged),
    )  # fmt: skip


def count(store: Store, before: Standing, decision: Decision) -> DecisionCounts:
    """Count a new decision in the place of the one that stands, which it is about to replace; the article's counts then."""
    values = {"annotator": before.annotator, "article": before.article, "quotation": decision.quotation,
              "status": str(decision.status), "flagged": int(decision.flagged)}  # fmt: skip
    return DecisionCounts(*store.execute(_DECIDED, values).fetchall()[0])


def count_proposed(store: Store, article: int) -> None:
    """Count again which decisions on an article its newest detector run proposes too, inside the open transaction."""
    store.execute(_PROPOSED, {"article": article})


def row_of(
    store: Store, before: Standing, decision: Decision, counts: DecisionCounts, *, finished: bool
) -> ArticleRow | None:
    """The article's line of the queue after a decision; None where the article does not stand."""
    if not before.plain:
        return next(iter(queue(store, decision.annotator, decision.article)), None)
    beside = counts.decisions - counts.withdrawn - counts.in_marks - counts.indirect * shows_indirect(store)
    return _queue_row(
        decision.article,
        before.id,
        before.title,
        before.found,
        beside,
        counts.decided,
        counts.flagged,
        finished,
        before.tags,
    )


def finish_of(store: Store, made: Sequence[tuple[Standing, Decision, DecisionCounts]]) -> bool | None:
    """Whether new decisions of one annotator on one article finish it (True), open it again (False), or neither."""
    waited: dict[str, bool] = {}
    for before, decision, _ in made:
        waited.setdefault(decision.quotation, before.waits)
    waits = {decision.quotation: decision.status is Status.OPEN for _, decision, _ in made}
    first, last = made[0][0], made[-1][2]
    if first.finished:
        return False if any(waits[key] and not waited[key] for key in waits) else None
    shown = (first.found or 0) + last.decisions - last.withdrawn - last.in_marks - last.indirect * shows_indirect(store)
    ended = first.found is not None and 0 < last.decided == shown
    return True if ended and any(waited[key] and not waits[key] for key in waits) else None


_QUEUE = """SELECT a.sha256, a.id, a.title,
    (SELECT in_marks + indirect * :indirect FROM proposal_run WHERE article = a.n ORDER BY n DESC LIMIT 1),
    ifnull(m.decisions - m.withdrawn - m.in_marks - m.indirect * :indirect, 0), ifnull(m.decided, 0), ifnull(m.flagged, 0),
    ifnull(f.finished, 0), a.tags
    FROM live_article a LEFT JOIN current_progress m ON m.annotator = {who} AND m.article = a.n
    LEFT JOIN current_finish f ON f.annotator = {who} AND f.article = a.n WHERE {where} ORDER BY a.n"""
# Of an article that came back the second reading is shown while the first is finished and that is not.
_WHO = """CASE WHEN EXISTS (SELECT 1 FROM current_finish WHERE annotator = :me AND article = a.n AND finished)
    AND EXISTS (SELECT 1 FROM current_finish WHERE annotator = :second AND article = a.n AND NOT finished) THEN :second ELSE :me END"""


def queue(store: Store, annotator: str, sha256: str | None = None, *, first: int = 0) -> tuple[ArticleRow, ...]:
    """Read every article (or one, or about the ``first`` so many) with the annotator's progress, in the order they came."""
    second = second_reader(store, annotator)
    parameters = {"me": annotator_number(store, annotator), "indirect": shows_indirect(store), "sha": sha256}
    parameters |= {} if second is None else {"second": second}
    where, who = "true" if sha256 is None else "a.sha256 = :sha", ":me" if second is None else _WHO
    last = store.one("SELECT n FROM article ORDER BY n LIMIT 1 OFFSET ?", (first - 1,)) if first else None
    if last is not None:
        where, parameters["upto"] = "a.n <= :upto", last[0]
    with gc_paused():
        return tuple([_queue_row(*row) for row in store.rows(_QUEUE.format(who=who, where=where), parameters)])


def _queue_row(
    sha256: str,
    name: str,
    title: str,
    found: int | None,
    beside: int,
    decided: int,
    flagged: int,
    finished: int,
    tags: str,
) -> ArticleRow:
    return ArticleRow(
        sha256, name, title, (found or 0) + beside, decided, flagged, found is not None, bool(finished), tags
    )
