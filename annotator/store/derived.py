"""The derived tables: what is current, made anew from the appended rows for what a change touched, or altogether.

``current_decision``, ``current_finish``, ``current_speaker`` and ``speaker_name`` hold nothing that the rest does not; they
keep reads and writes at constant cost. All of it runs inside an open transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from annotator.records import fold
from annotator.store.values import aliases

if TYPE_CHECKING:
    from annotator.store.connection import Store

# What a change touches: itself, and for a merge the changes it brought and those that these undid or redid.
_TOUCHED = """(SELECT :change UNION SELECT n FROM change WHERE merge = :change
    UNION SELECT target FROM change WHERE merge = :change AND target IS NOT NULL)"""
_RECURRENT = f"""
    INSERT INTO current_decision (annotator, article, quotation, decision, status, origin, flagged)
    SELECT d.annotator, d.article, d.quotation, d.n, d.status, d.origin, d.flagged
    FROM (SELECT DISTINCT annotator, article, quotation FROM decision WHERE change IN {_TOUCHED}) t
    JOIN decision d ON d.n = (
        SELECT x.n FROM decision x JOIN change c ON c.n = x.change AND c.live = 1
        WHERE x.annotator = t.annotator AND x.article = t.article AND x.quotation = t.quotation
        ORDER BY x.decided_at DESC, x.n DESC LIMIT 1)"""
_REFINISHED = f"""
    INSERT INTO current_finish (annotator, article, finished)
    SELECT f.annotator, f.article, f.finished
    FROM (SELECT DISTINCT annotator, article FROM finish WHERE change IN {_TOUCHED}) t
    JOIN finish f ON f.n = (
        SELECT x.n FROM finish x JOIN change c ON c.n = x.change AND c.live = 1
        WHERE x.annotator = t.annotator AND x.article = t.article ORDER BY x.at DESC, x.n DESC LIMIT 1)"""
_DROPPED = (
    f"""DELETE FROM current_decision WHERE (annotator, article, quotation) IN
        (SELECT annotator, article, quotation FROM decision WHERE change IN {_TOUCHED})""",
    f"""DELETE FROM current_finish WHERE (annotator, article) IN
        (SELECT annotator, article FROM finish WHERE change IN {_TOUCHED})""",
)
# A change that came with a merge stands while the merge stands and the last word on it, from whichever file, is no undo.
_RELIVED = f"""
    UPDATE change SET live = ifnull((SELECT m.live FROM change m WHERE m.n = change.merge), 1) AND ifnull(
        (SELECT t.kind <> 'undo' FROM change t LEFT JOIN change m ON m.n = t.merge
        WHERE t.target = change.n AND ifnull(m.live, 1) ORDER BY t.at DESC, t.n DESC LIMIT 1), 1)
    WHERE kind = 'do' AND n <> :change AND n IN {_TOUCHED}"""

TRUTH = {
    "current_decision": """
        SELECT annotator, article, quotation, n AS decision, status, origin, flagged FROM (
            SELECT d.*, row_number() OVER (
                PARTITION BY d.annotator, d.article, d.quotation ORDER BY d.decided_at DESC, d.n DESC) AS place
            FROM decision d JOIN change c ON c.n = d.change AND c.live = 1)
        WHERE place = 1""",
    "current_finish": """
        SELECT annotator, article, finished FROM (
            SELECT f.*, row_number() OVER (PARTITION BY f.annotator, f.article ORDER BY f.at DESC, f.n DESC) AS place
            FROM finish f JOIN change c ON c.n = f.change AND c.live = 1)
        WHERE place = 1""",
    "current_speaker": """
        SELECT speaker, name, aliases, merged_into FROM (
            SELECT r.*, row_number() OVER (PARTITION BY r.speaker ORDER BY r.n DESC) AS place
            FROM speaker_revision r JOIN change c ON c.n = r.change AND c.live = 1)
        WHERE place = 1""",
}
"""What each derived table holds, as a query over the appended rows: it is made from it, and checked against it."""

_ONE_SPEAKER = f"INSERT INTO current_speaker SELECT * FROM ({TRUTH['current_speaker']}) WHERE speaker = ?"
_NAMES = "INSERT OR REPLACE INTO speaker_name (speaker, folded, alias) VALUES (?, ?, ?)"


def settle(store: Store, change: int) -> None:
    """Make the derived tables anew for all that the change touched, inside the open transaction."""
    for statement in (_RELIVED, *_DROPPED, _RECURRENT, _REFINISHED):
        store.db.execute(statement, {"change": change})
    touched = store.rows(
        f"SELECT DISTINCT speaker FROM speaker_revision WHERE change IN {_TOUCHED}", {"change": change}
    )
    settle_speakers(store, (n for (n,) in touched))


def settle_speakers(store: Store, numbers: Iterable[int]) -> None:
    """Make the rows of some speakers anew, inside the open transaction."""
    for n in numbers:
        store.db.execute("DELETE FROM current_speaker WHERE speaker = ?", (n,))
        store.db.execute("DELETE FROM speaker_name WHERE speaker = ?", (n,))
        store.db.execute(_ONE_SPEAKER, (n,))
        store.db.conn.executemany(_NAMES, names(store, "WHERE speaker = ?", n))


def names(store: Store, where: str = "", *parameters: int) -> Iterable[tuple[int, str, int]]:
    """(speaker, folded name, whether it is an alias) for speakers that were not merged; the name last, so that it counts."""
    for n, name, others, merged in store.rows(f"SELECT * FROM current_speaker {where}", parameters):
        if merged is None:
            yield from ((n, fold(alias), 1) for alias in aliases(others))
            yield (n, fold(name), 0)


def rebuild(store: Store) -> None:
    """Make all derived tables anew, inside the open transaction."""
    for table, truth in TRUTH.items():
        store.db.execute(f"DELETE FROM {table}")
        store.db.execute(f"INSERT INTO {table} {truth}")
    store.db.execute("DELETE FROM speaker_name")
    store.db.conn.executemany(_NAMES, names(store))
    store.cache.clear()
