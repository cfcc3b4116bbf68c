"""Changes and their undo. Each thing a user does is one row of ``change``; all rows that it appends belong to it.

Undo appends a row that points at the change and marks it as not live; redo appends another and makes it live again. The
derived tables are then updated for what the change had touched with a few statements, so that undo of an import of a million
rows is the same code as undo of one key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from annotator.errors import AnnotatorError, StoreError, many
from annotator.records import Change
from annotator.store import speaker_facts
from annotator.store.annotators import annotator_number
from annotator.store.connection import Store, new_id, now
from annotator.store.derived import refresh_derived as refresh_derived
from annotator.store.derived import refresh_speakers

Progress = Callable[[str], bool]  # what is done now, in words; False to cancel
MANY = 1000
"""From how many rows on undo and redo are long work: some hundredths of a second."""


def is_as_made(store: Store) -> bool:
    """Tell whether the project holds nothing but its first codebook."""
    row = store.one("SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM codebook)")
    return row is not None and row[0] == 0 and row[1] <= 1


def first_actions(store: Store) -> tuple[str, ...]:
    """What the first two changes of the project did: its codebook, and what it was made with."""
    return tuple(str(row[0]) for row in store.rows("SELECT action FROM change ORDER BY n LIMIT 2"))


def begin_change(
    store: Store, annotator: str | None, action: str, article: int | None = None, *, ends_redo: bool = True
) -> int:
    """Append a change inside the open transaction; what had been undone before can no longer be redone. Its number.

    ``ends_redo``: False where it is known that there is nothing to redo.
    """
    number = annotator_number(store, annotator) if annotator is not None else None
    if ends_redo:
        store.execute("UPDATE change SET redoable = 0 WHERE annotator IS ? AND redoable = 1", (number,))
    return _append(store, number, "do", action, None, article)


def _append(
    store: Store, annotator: int | None, kind: str, action: str, target: int | None, article: int | None
) -> int:
    identity = new_id()
    if store.own_changes is not None:
        store.own_changes.add(identity)
    cursor = store.execute(
        """INSERT INTO change (id, annotator, kind, action, target, article, at, sequence) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
        CASE WHEN ?5 IS NULL THEN 0 ELSE (SELECT ifnull(max(sequence), 0) + 1 FROM change WHERE target = ?5) END)""",
        (identity, annotator, kind, action, target, article, now()),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _undoable(store: Store, annotator: str) -> tuple[int, str, int | None] | None:
    row = store.one(
        """SELECT n, action, article FROM change WHERE annotator = (SELECT n FROM annotator WHERE name = ?)
        AND kind = 'do' AND live = 1 ORDER BY n DESC LIMIT 1""",
        (annotator,),
    )
    return (row[0], row[1], row[2]) if row else None


def _redoable(store: Store, annotator: str) -> tuple[int, str, int | None] | None:
    row = store.one(
        """SELECT n, action, article FROM change WHERE annotator = (SELECT n FROM annotator WHERE name = ?)
        AND redoable = 1 ORDER BY n LIMIT 1""",
        (annotator,),
    )
    return (row[0], row[1], row[2]) if row else None


def undo_text(store: Store, annotator: str) -> str | None:
    """The action that undo would undo ("Confirm quotation"), or None where there is nothing."""
    found = _undoable(store, annotator)
    return found[1] if found else None


def redo_text(store: Store, annotator: str) -> str | None:
    """The action that redo would redo, or None where there is nothing."""
    found = _redoable(store, annotator)
    return found[1] if found else None


def long_text(store: Store, annotator: str, *, live: bool) -> str | None:
    """The action that redo (``live``) or undo would now turn, where that is long work; asking costs the same for any change."""
    found = _redoable(store, annotator) if live else _undoable(store, annotator)
    return found[1] if found and _touches_many(store, found[0]) else None


def _touches_many(store: Store, change: int) -> bool:
    if _of_codebook(store, change):  # all decisions are looked at
        row = store.one("SELECT max(n) FROM decision")
        return row is not None and (row[0] or 0) >= MANY
    left = MANY
    for asked in _ROWS:
        left -= len(store.rows(asked, (change, left)))
        if left <= 0:
            return True
    return False


_ROWS = [
    "SELECT 1 FROM change WHERE merge = ?1 LIMIT ?2",
    *(
        f"SELECT 1 FROM change c JOIN {table} x ON x.change = c.n WHERE c.n = ?1 OR c.merge = ?1 LIMIT ?2"
        for table in ("decision", "finish", "article", "article_fact", "speaker_revision", "speaker_fact")
    ),
]


class CanceledTurnError(AnnotatorError):
    """The user stopped an undo or a redo; nothing was changed."""


def undo(store: Store, annotator: str, *, sure: bool = False, progress: Progress | None = None) -> Change | None:
    """Undo the annotator's newest live change, on disk when it returns; None where there is none.

    OthersWorkError, and nothing is taken back, where others went on with what it brought, unless ``sure``; CanceledTurnError where
    ``progress`` answers False.
    """
    with store.writing():
        found = _undoable(store, annotator)
        if found:
            _check_codebook(store, found)
        if found and not sure:
            _ask(store, found)
        return _turn(store, annotator_number(store, annotator), found, progress, live=False) if found else None


def undo_merge(store: Store, *, sure: bool = False, progress: Progress | None = None) -> Change | None:
    """Undo the newest live merge, whoever made it; None where there is none.

    OthersWorkError, and nothing is taken back, where somebody went on with what it brought, unless ``sure``; CanceledTurnError
    where ``progress`` answers False.
    """
    with store.writing():
        row = store.one(
            """SELECT n, action, article, annotator FROM change m WHERE kind = 'do' AND live = 1
            AND EXISTS (SELECT 1 FROM change c WHERE c.merge = m.n) ORDER BY n DESC LIMIT 1"""
        )
        if row and not sure:
            _ask(store, (row[0], row[1], row[2]))
        if row:
            _check_codebook(store, (row[0], row[1], row[2]))
        return _turn(store, row[3], (row[0], row[1], row[2]), progress, live=False) if row else None


def redo(store: Store, annotator: str, *, progress: Progress | None = None) -> Change | None:
    """Redo what was undone last; None where there is nothing, or the annotator did something since.

    CanceledTurnError where ``progress`` answers False.
    """
    with store.writing():
        found = _redoable(store, annotator)
        if found:
            _check_redo(store, found)
        return _turn(store, annotator_number(store, annotator), found, progress, live=True) if found else None


_SINCE = """SELECT b.name, sum(s.decided), count(DISTINCT s.article) FROM (
        SELECT c.annotator, c.article, 1 AS decided, d.change FROM current_decision c JOIN decision d ON d.n = c.decision
        WHERE c.status <> 'withdrawn' AND c.article IN (SELECT n FROM article WHERE change = :change)
        UNION ALL SELECT f.annotator, f.article, 0, f.change FROM finish f JOIN current_finish c
        ON c.annotator = f.annotator AND c.article = f.article AND c.finished
        WHERE f.article IN (SELECT n FROM article WHERE change = :change)) s
    JOIN change g ON g.n = s.change AND g.live AND g.n <> :change AND g.merge IS NOT :change
    JOIN annotator b ON b.n = s.annotator GROUP BY b.n ORDER BY b.n"""
_LABELED = """SELECT b.name, count(*), 0 FROM current_decision c JOIN decision d ON d.n = c.decision
    JOIN annotator b ON b.n = c.annotator WHERE d.codebook IN (SELECT b.hash FROM codebook b JOIN change m ON m.n = b.change
        WHERE m.n = :change OR m.merge = :change) AND d.change NOT IN (SELECT n FROM change WHERE merge = :change)
    AND EXISTS (SELECT 1 FROM stance s WHERE s.decision = d.n)
    AND c.annotator IS NOT (SELECT annotator FROM change WHERE n = :change) GROUP BY b.n ORDER BY b.n"""


def _check_codebook(store: Store, found: tuple[int, str, int | None]) -> None:
    """StoreError where a later change of the codebook stands on the one that is to be taken back."""
    later = store.one(
        """SELECT c.action, ifnull(b.name, '') FROM codebook_change m JOIN change c ON c.n = m.change AND c.live = 1
        LEFT JOIN annotator b ON b.n = c.annotator
        WHERE m.n > (SELECT max(x.n) FROM codebook_change x JOIN change g ON g.n = x.change WHERE g.n = ?1 OR g.merge = ?1)
        AND c.merge IS NOT ?1 ORDER BY m.n DESC LIMIT 1""",
        (found[0],),
    )
    if later is not None:
        by = f" by {later[1]}" if later[1] else ""
        raise StoreError(f"“{found[1]}” cannot be undone before “{later[0]}”{by}, which came later; undo that first.")


def _check_redo(store: Store, found: tuple[int, str, int | None]) -> None:
    """StoreError where the codebook was changed since a change of it, or a merge that brought one, was undone."""
    later = store.one(
        """SELECT c.action, ifnull(p.name, '') FROM codebook k JOIN change c ON c.n = k.change AND c.live = 1
        LEFT JOIN annotator p ON p.n = c.annotator WHERE k.n > (SELECT max(b.n) FROM codebook b
        JOIN change g ON g.n = b.change WHERE g.n = ?1 OR g.merge = ?1) ORDER BY k.n DESC LIMIT 1""",
        (found[0],),
    )
    if later is not None:
        by = f" by {later[1]}" if later[1] else ""
        raise StoreError(f"“{found[1]}” cannot be redone after “{later[0]}”{by}, which came later; undo that first.")


class OthersWorkError(AnnotatorError):
    """Others went on with what a change brought; the sentence says who, with what, and what stays. Nothing was taken back."""


def _ask(store: Store, found: tuple[int, str, int | None]) -> None:
    """OthersWorkError where somebody decided about an article, or with a codebook, that the change brought."""
    change, action, _ = found
    told = [
        f"{name} {'decided ' + many(decided, 'quotation') if decided else 'worked'} in {many(articles, 'article')} of it"
        for name, decided, articles in store.rows(_SINCE, {"change": change})
    ]
    told += [
        f"{name} made {many(count, 'decision')} with labels of its codebook"
        for name, count, _ in store.rows(_LABELED, {"change": change})
    ]
    if told:
        raise OthersWorkError(
            f"“{action}”: {', '.join(told)}. Their work and its articles would stay; everything else would be undone."
        )


def _turn(
    store: Store,
    annotator: int | None,
    found: tuple[int, str, int | None],
    progress: Progress | None,
    *,
    live: bool,
) -> Change:
    """Set a change live or not, append the undo or redo row, and answer what it touched."""
    change, action, article = found
    kind = "redo" if live else "undo"

    def go_on(said: str) -> bool:
        if progress is not None and not progress(said):
            raise CanceledTurnError(
                "Redo was canceled; nothing was changed." if live else "Undo was canceled; nothing was changed."
            )
        return True

    own = _append(store, annotator, kind, action, change, article)
    store.execute("UPDATE change SET live = ?, redoable = ? WHERE n = ?", (int(live), int(not live), change))
    store.cache.clear()
    refresh_derived(store, change, go_on=go_on)
    codebook = _of_codebook(store, change)
    if codebook:
        from annotator.store.recoding import catch_up  # which begins changes

        catch_up(store, change, go_on)
    if not live:
        _keep_speakers(store, change, own)
    speaker_facts.keep_used(store, own)
    go_on("Updating what is current")
    quotations = frozenset(q for (q,) in store.rows("SELECT quotation FROM decision WHERE change = ?", (change,)))
    sha = store.one("SELECT sha256 FROM article WHERE n = ?", (article,)) if article is not None else None
    return Change(
        action=action,
        article=sha[0] if sha else None,
        quotations=quotations,
        queue=True,
        speakers=touched_speakers(store, change),
        codebook=codebook,
        message=f"{'Redone' if live else 'Undone'}: {action}",
    )


def _of_codebook(store: Store, change: int) -> bool:
    """Whether a change, or what a merge brought, gave the project another codebook."""
    asked = "SELECT 1 FROM codebook b JOIN change c ON c.n = b.change WHERE c.n = ?1 OR c.merge = ?1 LIMIT 1"
    return store.one(asked, (change,)) is not None


def turn(store: Store, change: int, merge: int, *, live: bool) -> None:
    """Undo or redo a change because of a merge, with which that goes again; inside the merge's transaction."""
    own = _append(store, None, "redo" if live else "undo", "Merge", change, None)
    store.execute("UPDATE change SET merge = ? WHERE n = ?", (merge, own))
    store.execute("UPDATE change SET live = ? WHERE n = ?", (int(live), change))
    refresh_derived(store, change)


def acts(store: Store) -> frozenset[str]:
    """The ids of all changes that decided something, or said something of an article, and of their undo and redo."""
    return frozenset(
        identity
        for (identity,) in store.rows(
            """SELECT c.id FROM change c JOIN change d ON d.n = ifnull(c.target, c.n) WHERE d.n IN (SELECT change FROM decision)
            OR d.n IN (SELECT change FROM finish) OR d.n IN (SELECT change FROM article_fact)"""
        )
    )


def knows_all(store: Store, ids: Collection[str]) -> bool:
    """Whether the project holds the changes of all these ids, undone or not; the cost grows with the ids, not with the project."""
    unknown = "SELECT 1 FROM json_each(?) j WHERE NOT EXISTS (SELECT 1 FROM change c WHERE c.id = j.value) LIMIT 1"
    return store.one(unknown, (json.dumps(list(ids)),)) is None


def touched_speakers(store: Store, change: int) -> bool:
    """Whether a change registered or altered a speaker."""
    said = "SELECT 1 FROM speaker_revision WHERE change = ?1 UNION SELECT 1 FROM speaker_fact WHERE change = ?1"
    return store.one(said, (change,)) is not None


def _keep_speakers(store: Store, undone: int, own: int) -> None:
    """A speaker whom an undone change had registered stays registered while another's standing decision names him."""
    store.execute(
        """INSERT INTO speaker_revision (speaker, name, aliases, merged_into, change)
        SELECT r.speaker, r.name, r.aliases, r.merged_into, :own FROM speaker_revision r WHERE r.change = :undone
        AND NOT EXISTS (SELECT 1 FROM speakers s WHERE s.n = r.speaker)
        AND EXISTS (SELECT 1 FROM decision d JOIN current_decision c ON c.decision = d.n WHERE d.speaker = r.speaker)""",
        {"own": own, "undone": undone},
    )
    refresh_speakers(store, (n for (n,) in store.rows("SELECT speaker FROM speaker_revision WHERE change = ?", (own,))))
