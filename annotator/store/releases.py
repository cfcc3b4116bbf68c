"""Numbered releases, and a project as it was when one was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.errors import StoreError
from annotator.jsontext import read_json
from annotator.store.connection import Store, now
from annotator.store.derived import LAST_TURN, rebuild


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release as the project remembers it: what it was made with, and what came of it."""

    number: int
    name: str
    as_of: int  # the newest change that it knows
    settings: Mapping[str, Any]
    checksums: Mapping[str, str]  # file -> SHA-256
    at: str


def newest_change(store: Store) -> int:
    """The number of the newest change; 0 in a new project."""
    row = store.one("SELECT max(n) FROM change")
    return int(row[0] or 0) if row else 0


def newest_run(store: Store) -> int:
    """The number of the newest detector run; 0 where none has run."""
    row = store.one("SELECT max(n) FROM proposal_run")
    return int(row[0] or 0) if row else 0


def next_number(store: Store) -> int:
    """The number that the next release gets, from 1."""
    row = store.one("SELECT max(number) FROM releases")
    return int(row[0] or 0) + 1 if row else 1


def add_release(
    store: Store, number: int, name: str, settings: Mapping[str, Any], checksums: Mapping[str, str], as_of: int
) -> None:
    """Remember a release; it is never changed afterwards."""
    with store.writing():
        store.db.execute(
            "INSERT INTO releases (number, name, as_of, settings, checksums, at) VALUES (?, ?, ?, ?, ?, ?)",
            (number, name, as_of, json.dumps(settings, sort_keys=True), json.dumps(checksums, sort_keys=True), now()),
        )


def releases(store: Store) -> tuple[ReleaseRow, ...]:
    """All releases, by number."""
    rows = store.rows("SELECT number, name, as_of, settings, checksums, at FROM releases ORDER BY number")
    with store.sound("a release"):
        return tuple(ReleaseRow(n, name, as_of, read_json(s), read_json(c), at) for n, name, as_of, s, c, at in rows)


def release(store: Store, number: int) -> ReleaseRow:
    """One release; StoreError with a sentence if the project made none of that number."""
    found = next((r for r in releases(store) if r.number == number), None)
    if found is None:
        raise StoreError(f"{store.path}: the project made no release {number}; its releases are numbered from 1.")
    return found


def rewind(store: Store, change: int, run: int) -> None:
    """Make a copy of a project what it was after a change and a detector run. Never for the project itself: later rows stay dead.

    A change is live as the last undo or redo of it until then left it; what came later is not.
    """
    with store.writing():
        store.db.execute("UPDATE change SET live = 0 WHERE n > ?", (change,))
        for came in ("merge IS NULL", "merge IS NOT NULL"):  # what a merge brought stands only while the merge stands
            store.db.execute(
                f"""UPDATE change SET live = ifnull((SELECT m.live FROM change m WHERE m.n = change.merge), 1) AND ifnull(
                    (SELECT t.kind <> 'undo' FROM change t LEFT JOIN change m ON m.n = t.merge
                    WHERE t.target = change.n AND t.n <= :n AND ifnull(m.live, 1) ORDER BY {LAST_TURN} LIMIT 1), 1)
                WHERE kind = 'do' AND n <= :n AND {came}""",
                {"n": change},
            )
        store.db.execute("DELETE FROM proposal WHERE run > ?", (run,))
        store.db.execute("DELETE FROM proposal_run WHERE n > ?", (run,))
        rebuild(store)
