"""Numbered releases, and a project as it was when one was made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from annotator.errors import StoreError
from annotator.jsontext import check, pair, read_json
from annotator.store.connection import Store, now
from annotator.store.derived import LAST_TURN, rebuild
from annotator.store.history import begin_change


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release as the project remembers it: what it was made with, and what came of it."""

    number: int
    name: str
    as_of: int  # the newest change that it knows
    settings: Mapping[str, Any]
    checksums: Mapping[str, str]  # file -> SHA-256
    at: str


Ranges = tuple[tuple[int, int], ...]  # first and last number of each


_FIRST = {"run": int}  # what the first releases kept of their moment
_MOMENT = {"run": int, "article": int, "decision": int, "finish": int, "undone": [pair], "gone": [pair], "fact?": int}


@dataclass(frozen=True, slots=True)
class Moment:
    """What tells the rows of one moment from those of every later one.

    Later work appends rows, but it also marks changes as undone or redone, puts an article that was taken back under the change
    that brings it again, and adds decisions to a change that came earlier without them. So a moment keeps the newest number
    of each table, and which changes and articles did not stand. ``None``: a release made by a version that did not keep it.
    """

    change: int
    run: int
    article: int | None = None
    decision: int | None = None
    finish: int | None = None
    undone: Ranges | None = None  # changes
    gone: Ranges | None = None  # articles
    fact: int | None = None  # what is said of articles; None: a version that did not know of it made the release

    def as_json(self) -> dict[str, Any]:
        """As values that JSON can hold, without the change, which a release keeps by itself."""
        return {name: value for name, value in asdict(self).items() if name != "change"}

    @classmethod
    def from_json(cls, change: int, values: Mapping[str, Any]) -> Moment:
        """The moment that :meth:`as_json` gave; MisfitError where a file holds something else."""
        check(values, _FIRST if "undone" not in values else _MOMENT)
        if "undone" not in values:
            return cls(change, int(values["run"]))
        run, article, decision, finish = (int(values[name]) for name in ("run", "article", "decision", "finish"))
        undone, gone = (tuple((int(a), int(b)) for a, b in values[name]) for name in ("undone", "gone"))
        return cls(change, run, article, decision, finish, undone, gone, values.get("fact"))


def moment(store: Store) -> Moment:
    """The project as it is now, inside :meth:`Store.reading`."""
    tables = ("change", "proposal_run", "article", "decision", "finish", "article_fact")
    change, run, article, decision, finish, fact = (_newest(store, table) for table in tables)
    undone = _ranges(store.rows("SELECT n FROM change WHERE live = 0 ORDER BY n"))
    gone = _ranges(
        store.rows("SELECT a.n FROM article a JOIN change c ON c.n = a.change WHERE c.live = 0 ORDER BY a.n")
    )
    return Moment(change, run, article, decision, finish, undone, gone, fact)


def _newest(store: Store, table: str) -> int:
    """The number of a table's newest row; 0 where it has none."""
    row = store.one(f"SELECT max(n) FROM {table}")
    return int(row[0] or 0) if row else 0


def _ranges(rows: Iterable[tuple[int]]) -> Ranges:
    """Ascending numbers as ranges."""
    found: list[tuple[int, int]] = []
    for (n,) in rows:
        if found and found[-1][1] == n - 1:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return tuple(found)


def next_number(store: Store) -> int:
    """The number that the next release gets, from 1."""
    row = store.one("SELECT max(number) FROM releases")
    return int(row[0] or 0) + 1 if row else 1


def add_release(
    store: Store, number: int, name: str, settings: Mapping[str, Any], checksums: Mapping[str, str], as_of: int
) -> None:
    """Remember a release; it is never changed afterwards. StoreError where another one took its number meanwhile."""
    with store.writing():
        if store.one("SELECT 1 FROM releases WHERE number = ?", (number,)) is not None:
            raise StoreError(f"{store.path}: another release took the number {number} meanwhile; make this one again.")
        store.execute(
            "INSERT INTO releases (number, name, as_of, settings, checksums, at) VALUES (?, ?, ?, ?, ?, ?)",
            (number, name, as_of, json.dumps(settings, sort_keys=True), json.dumps(checksums, sort_keys=True), now()),
        )


def releases(store: Store) -> tuple[ReleaseRow, ...]:
    """All releases, by number."""
    rows = store.rows("SELECT number, name, as_of, settings, checksums, at FROM releases ORDER BY number")
    with store.translate_misfits("a release"):
        found = [(n, name, as_of, read_json(s), read_json(c), at) for n, name, as_of, s, c, at in rows]
        for _, _, _, settings, checksums, _ in found:
            check(settings, dict)
            check(checksums, dict)
    return tuple(ReleaseRow(*each) for each in found)


def release(store: Store, number: int) -> ReleaseRow:
    """One release; StoreError with a sentence if the project made none of that number."""
    found = next((r for r in releases(store) if r.number == number), None)
    if found is None:
        raise StoreError(f"{store.path}: the project made no release {number}; its releases are numbered from 1.")
    return found


def rewind(store: Store, then: Moment) -> None:
    """Make a copy of a project what it was at a moment. Never for the project itself: later rows stay dead."""
    with store.writing():
        if then.undone is None:
            _replay(store, then.change)
        else:
            _restore(store, then)
        store.execute("DELETE FROM proposal WHERE run > ?", (then.run,))
        store.execute("DELETE FROM proposal_run WHERE n > ?", (then.run,))
        rebuild(store)


def _restore(store: Store, then: Moment) -> None:
    """Have what stood at the moment stand, and nothing else."""
    store.execute("UPDATE change SET live = n <= ?", (then.change,))
    store.executemany("UPDATE change SET live = 0 WHERE n BETWEEN ? AND ?", then.undone or ())
    stands, does_not = (_stand_in(store, live=live) for live in (True, False))
    for table, newest in (("decision", then.decision), ("finish", then.finish), ("article_fact", then.fact or 0)):
        store.execute(f"UPDATE {table} SET change = ? WHERE n > ?", (does_not, newest))
    store.execute(
        "UPDATE article SET change = ? WHERE n <= ? AND NOT (SELECT live FROM change c WHERE c.n = article.change)",
        (stands, then.article),
    )
    store.executemany(
        "UPDATE article SET change = ? WHERE n BETWEEN ? AND ?", [(does_not, *some) for some in then.gone or ()]
    )


def _stand_in(store: Store, *, live: bool) -> int:
    """A change for rows whose own change says something else by now."""
    change = begin_change(store, None, "Rewind")
    store.execute("UPDATE change SET live = ? WHERE n = ?", (int(live), change))
    return change


def _replay(store: Store, change: int) -> None:
    """Have every change be live as the last undo or redo of it until then left it; what came later is not."""
    store.execute("UPDATE change SET live = 0 WHERE n > ?", (change,))
    for came in ("merge IS NULL", "merge IS NOT NULL"):  # what a merge brought stands only while the merge stands
        store.execute(
            f"""UPDATE change SET live = ifnull((SELECT m.live FROM change m WHERE m.n = change.merge), 1) AND ifnull(
                (SELECT t.kind <> 'undo' FROM change t LEFT JOIN change m ON m.n = t.merge
                WHERE t.target = change.n AND t.n <= :n AND ifnull(m.live, 1) ORDER BY {LAST_TURN} LIMIT 1), 1)
            WHERE kind = 'do' AND n <= :n AND {came}""",
            {"n": change},
        )
