"""The derived tables: what is current, updated from the appended rows for what a change touched, or rebuilt.

``current_decision``, ``current_finish``, ``current_progress``, ``current_speaker``, ``current_article`` and ``speaker_name`` hold
nothing that the rest does not; they keep reads and writes at constant cost. All of it runs inside an open transaction.

What orders rows is a count and never the clock: ``sequence`` counts the decisions of an annotator, what an annotator finished
and reopened of an article, and the undos and redos of a change. Of the decisions that stand, the current one is that which no
other replaced; where files of two copies met and there are several, that with the higher sequence.

Recoded decisions (``recoding``) take no part in that: the newest standing one of the decision that is chosen takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from annotator.records import fold
from annotator.store import article_facts, progress
from annotator.store.values import aliases

if TYPE_CHECKING:
    from annotator.store.connection import Store

# What a change touches: itself, and for a merge the changes it brought (from :first on) and those that these undid or redid.
_TOUCHED = """IN (SELECT :change UNION SELECT n FROM change WHERE merge = :change AND n >= :first
    UNION SELECT target FROM change WHERE merge = :change AND n >= :first AND target IS NOT NULL)"""
_IN_A_ROW = "BETWEEN :first AND :last"  # read along the indexes of changes, without looking up each
# Whether a decision (as x) was replaced by one that stands. The + keeps SQLite to the small index of replacements.
_BY = """EXISTS (SELECT 1 FROM {} JOIN change l ON l.n = y.change AND l.live = 1
    WHERE {} AND y.replaces <> '' AND +y.annotator = x.annotator AND +y.article = x.article AND +y.quotation = x.quotation)"""
_ITSELF = _BY.format("decision y", "y.replaces = x.id")
_RECODED = _BY.format(
    "recoded r CROSS JOIN decision w ON w.n = r.decision CROSS JOIN decision y ON y.replaces = w.id", "r.root = x.n"
)
_REPLACED = f"({_ITSELF} OR {_RECODED})"
# Whether a decision (as x) was taken by a person.
_TAKEN = "NOT EXISTS (SELECT 1 FROM recoded r WHERE r.decision = x.n)"
FORM = """ifnull((SELECT r.decision FROM recoded r JOIN decision w ON w.n = r.decision JOIN change g ON g.n = w.change AND g.live = 1
    WHERE r.root = {0} ORDER BY r.codebook_change DESC LIMIT 1), {0})"""
"""The number of the form in which a decision that a person took, {0}, stands after changes of the codebook."""
# Sequences order; the rest makes files with equal sequences merge to the same in any order.
_NEWEST = "x.sequence DESC, x.decided_at DESC, x.id DESC"
_LAST_FINISH = "x.sequence DESC, x.at DESC, x.finished DESC, x.n DESC"
LAST_TURN = "t.sequence DESC, t.at DESC, t.id DESC"
_ON_IT = "x.annotator = t.annotator AND x.article = t.article AND x.quotation = t.quotation"
_STANDING = f"SELECT x.n FROM decision x JOIN change c ON c.n = x.change AND c.live = 1 WHERE {_ON_IT} AND {_TAKEN}"
_CHOSEN = (
    f"ifnull(({_STANDING} AND NOT {_REPLACED} ORDER BY {_NEWEST} LIMIT 1), ({_STANDING} ORDER BY {_NEWEST} LIMIT 1))"
)
# Whether a decision (as x) is the only one on its quotation. Nearly all that a merge brings are: nothing is chosen or sorted for them.
_ALONE = """(SELECT 1 FROM decision y WHERE y.annotator = x.annotator AND y.article = x.article AND y.quotation = x.quotation
    LIMIT 1 OFFSET 1) IS NULL"""
# A change that came with a merge stands while the merge stands and the last word on it, from whichever file, is no undo.
_LIVE = f"""ifnull((SELECT m.live FROM change m WHERE m.n = change.merge), 1)
    AND CASE WHEN (SELECT 1 FROM change t WHERE t.target = change.n LIMIT 1) IS NULL THEN 1 ELSE ifnull(
        (SELECT t.kind <> 'undo' FROM change t LEFT JOIN change m ON m.n = t.merge
        WHERE t.target = change.n AND ifnull(m.live, 1) ORDER BY {LAST_TURN} LIMIT 1), 1) END"""
_STANDS = f"""UPDATE change SET live = {_LIVE}
    WHERE kind = 'do' AND (merge IS NOT NULL OR EXISTS (SELECT 1 FROM change t WHERE t.target = change.n))"""
# What was undone last can be redone until its annotator does something else.
_REDOABLE = """UPDATE change SET redoable = EXISTS (
        SELECT 1 FROM change t WHERE t.target = change.n AND t.kind = 'undo' AND t.merge IS NULL
        AND NOT EXISTS (SELECT 1 FROM change u WHERE u.target = change.n AND u.n > t.n)
        AND NOT EXISTS (SELECT 1 FROM change d WHERE d.annotator IS change.annotator AND d.kind = 'do' AND d.merge IS NULL
            AND d.n > t.n))
    WHERE kind = 'do' AND (redoable = 1 OR live = 0)"""


class _Refresh(NamedTuple):
    """The statements that update the derived tables for the rows of touched changes."""

    lived: str
    uncounted: str
    dropped: str
    unfinished: str
    current: str
    finished: str
    counted: str
    speakers: str
    articles: str


def _refresh(touched: str) -> _Refresh:
    """The statements for the changes whose number is ``touched``."""
    decided = f"SELECT annotator, article FROM decision WHERE change {touched}"
    closed = f"SELECT DISTINCT annotator, article FROM finish WHERE change {touched}"
    keys = f"SELECT DISTINCT annotator, article, quotation FROM decision WHERE change {touched}"
    met = f"SELECT DISTINCT annotator, article, quotation FROM decision x WHERE x.change {touched} AND NOT ({_ALONE})"
    unseen = f"WHERE change {touched} AND (change <> :change OR :first = 0)"
    return _Refresh(
        # What stays as it is is not written: most of what a merge brings stands.
        f"UPDATE change SET live = {_LIVE} WHERE kind = 'do' AND n <> :change AND n {touched} AND live <> ({_LIVE})",
        f"DELETE FROM current_progress WHERE (annotator, article) IN ({decided})",
        f"DELETE FROM current_decision WHERE (annotator, article, quotation) IN ({keys})",
        f"DELETE FROM current_finish WHERE (annotator, article) IN ({closed})",
        f"""WITH touched AS MATERIALIZED (SELECT t.*, {_CHOSEN} AS chosen FROM ({met}) t)
        INSERT INTO current_decision (annotator, article, quotation, decision, status, origin, flagged)
        SELECT x.annotator, x.article, x.quotation, x.n, x.status, x.origin, x.flagged
        FROM decision x JOIN change c ON c.n = x.change AND c.live = 1 WHERE x.change {touched} AND {_ALONE} AND {_TAKEN}
        UNION ALL SELECT d.annotator, d.article, d.quotation, d.n, d.status, d.origin, d.flagged
        FROM touched JOIN decision d ON d.n = {FORM.format("touched.chosen")}""",
        f"""INSERT INTO current_finish (annotator, article, finished)
        SELECT f.annotator, f.article, f.finished FROM ({closed}) t
        JOIN finish f ON f.n = (
            SELECT x.n FROM finish x JOIN change c ON c.n = x.change AND c.live = 1
            WHERE x.annotator = t.annotator AND x.article = t.article ORDER BY {_LAST_FINISH} LIMIT 1)""",
        progress.added(f"SELECT DISTINCT annotator, article FROM decision WHERE change {touched}"),
        f"SELECT speaker FROM speaker_revision {unseen} UNION SELECT speaker FROM speaker_fact {unseen}",
        f"SELECT DISTINCT article FROM article_fact WHERE change {touched}",
    )


_ANY, _ROW = _refresh(_TOUCHED), _refresh(_IN_A_ROW)

_FACT = """(SELECT f.value FROM speaker_fact f JOIN change g ON g.n = f.change AND g.live = 1
    WHERE f.speaker = t.speaker AND f.field = '{}' ORDER BY f.sequence DESC, f.id DESC LIMIT 1)"""

TRUTH = {
    "current_decision": f"""
        SELECT d.annotator, d.article, d.quotation, d.n AS decision, d.status, d.origin, d.flagged FROM (
            SELECT x.n, row_number() OVER (
                PARTITION BY x.annotator, x.article, x.quotation ORDER BY {_REPLACED}, {_NEWEST}) AS place
            FROM decision x JOIN change c ON c.n = x.change AND c.live = 1 WHERE {_TAKEN}) t
        JOIN decision d ON d.n = {FORM.format("t.n")} WHERE place = 1""",
    "current_finish": f"""
        SELECT annotator, article, finished FROM (
            SELECT x.*, row_number() OVER (PARTITION BY x.annotator, x.article ORDER BY {_LAST_FINISH}) AS place
            FROM finish x JOIN change c ON c.n = x.change AND c.live = 1)
        WHERE place = 1""",
    "current_progress": progress.counted(),
    "current_speaker": f"""
        SELECT speaker, name, aliases, merged_into, ifnull({_FACT.format("note")}, '') AS note, ifnull({_FACT.format("uri")}, '') AS uri
        FROM (SELECT r.*, row_number() OVER (PARTITION BY r.speaker ORDER BY r.n DESC) AS place
            FROM speaker_revision r JOIN change c ON c.n = r.change AND c.live = 1) t
        WHERE place = 1 AND ifnull({_FACT.format("removed")}, '') <> '1'""",
    "current_article": article_facts.CURRENT,
}
"""What each derived table holds, as a query over the appended rows: they are rebuilt from it and checked against it."""

_ONE_SPEAKER = f"INSERT INTO current_speaker SELECT * FROM ({TRUTH['current_speaker']}) WHERE speaker = ?"
_AT_ONCE = 500  # speakers
_NAMES = "INSERT OR REPLACE INTO speaker_name (speaker, folded, alias) VALUES (?, ?, ?)"


_UNREPLACED = f"""
    SELECT x.id, x.words, x.status, a.id FROM decision x JOIN change c ON c.n = x.change AND c.live = 1
    JOIN annotator b ON b.n = x.annotator JOIN article a ON a.n = x.article
    WHERE b.name = ? AND a.sha256 = ? AND x.quotation = ? AND {_TAKEN} AND NOT {_REPLACED} ORDER BY {_NEWEST}"""


def unreplaced(store: Store, annotator: str, sha256: str, quotation: str) -> list[tuple[str, str, str, str]]:
    """(id, words, status, article's id) of the decisions on a quotation that stand and that no other replaced, newest first."""
    return store.rows(_UNREPLACED, (annotator, sha256, quotation))


def refresh_derived(
    store: Store, change: int, *, first: int = 0, last: int = 0, go_on: Callable[[str], object] = lambda _: None
) -> None:
    """Update the derived tables for the rows that the change touched, inside the open transaction.

    ``go_on`` is told before each statement what is done, and may raise an error, which ends it.
    ``first``: of the changes that a merge brought, those from this row number on; the others were seen to, and so were the speakers
    that stand under the merge itself. ``last``: it brought all from ``first`` to this one, and nothing else is looked at, not even
    what stands under the merge itself.
    """
    touched = {"change": change, "first": first, "last": last}
    statements = _ROW if last else _ANY

    def run(statement: str) -> int:
        go_on("Updating what is current")
        return store.execute(statement, touched).rowcount

    run(statements.lived)
    if run(statements.uncounted):  # what is counted nowhere does not stand, and need not be looked for
        run(statements.dropped)
    for statement in (statements.unfinished, statements.current, statements.finished, statements.counted):
        run(statement)
    speakers = store.rows(statements.speakers, touched)
    refresh_speakers(store, (n for (n,) in speakers))
    said = store.rows(statements.articles, touched)
    article_facts.refresh(store, (n for (n,) in said))


def refresh_speakers(store: Store, numbers: Iterable[int]) -> None:
    """Update the rows of some speakers, inside the open transaction."""
    some = list(dict.fromkeys(numbers))
    for at in range(0, len(some), _AT_ONCE):
        part = some[at : at + _AT_ONCE]
        each = [(n,) for n in part]
        store.executemany("DELETE FROM current_speaker WHERE speaker = ?", each)
        store.executemany("DELETE FROM speaker_name WHERE speaker = ?", each)
        store.executemany(_ONE_SPEAKER, each)
        store.executemany(_NAMES, names(store, f"WHERE speaker IN ({', '.join('?' * len(part))})", *part))


def names(store: Store, where: str = "", *parameters: int) -> Iterable[tuple[int, str, int]]:
    """(speaker, folded name, whether it is an alias) for speakers that were not merged; the name last, so that it counts."""
    wanted = f"SELECT speaker, name, aliases, merged_into FROM current_speaker {where}"
    for n, name, others, merged in store.rows(wanted, parameters):
        if merged is None:
            yield from ((n, fold(alias), 1) for alias in aliases(others))
            yield (n, fold(name), 0)


def rebuild(store: Store) -> None:
    """Rebuild all derived tables, inside the open transaction."""
    for table, truth in TRUTH.items():
        store.execute(f"DELETE FROM {table}")
        store.execute(f"INSERT INTO {table} {truth}")
    store.execute("DELETE FROM speaker_name")
    store.executemany(_NAMES, names(store))
    store.cache.clear()


def refresh_all_states(store: Store, came: Collection[int] | None) -> None:
    """Compute ``live`` and ``redoable`` of changes from undo, redo and merges, inside the open transaction.

    ``came``: the numbers of these changes, whose derived rows are updated; None for all, with all derived tables rebuilt.
    """
    if came is None:
        for kind in ("merge IS NULL", "merge IS NOT NULL"):  # what a merge brought stands only while the merge stands
            store.execute(f"{_STANDS} AND {kind}")
        store.execute(_REDOABLE)
        _number(store)
        rebuild(store)
        return
    every = set(came)
    for n in came:
        every.update(
            target for (target,) in store.rows("SELECT target FROM change WHERE n = ? AND target IS NOT NULL", (n,))
        )
    for n in sorted(every):
        store.execute(f"{_STANDS} AND n = ?", (n,))
        refresh_derived(store, n)
    store.execute(_REDOABLE)


def _number(store: Store) -> None:
    """Number rows that come from a file of a version without sequences."""
    if store.one("SELECT 1 FROM decision WHERE sequence = 0") is not None:
        from annotator.store.schema import NUMBERED

        for statement in NUMBERED:
            store.execute(statement)
