"""The project's speakers: people and bodies with their aliases, as appended revisions of which the newest live one counts."""

from __future__ import annotations

import json

from annotator.errors import StoreError
from annotator.records import Speaker, fold, speaker_id
from annotator.store.connection import Store
from annotator.store.history import begin_change


def speakers(store: Store) -> tuple[Speaker, ...]:
    """All registered speakers, by name. Read once and kept until something is written."""
    cache = store.fresh()
    if "speakers" not in cache:
        rows = store.rows("SELECT id, name, aliases FROM speakers WHERE merged_into IS NULL ORDER BY name, id")
        cache["speakers"] = tuple(Speaker(i, name, tuple(json.loads(aliases))) for i, name, aliases in rows)
    found: tuple[Speaker, ...] = cache["speakers"]
    return found


def speaker_names(store: Store) -> dict[int, tuple[str, str]]:
    """Row number -> (id, name) of every speaker that ever was, merged ones answering for whom they were merged into."""
    cache = store.fresh()
    if "names" not in cache:
        rows = store.rows(
            """SELECT s.n, s.id, r.name, r.merged_into FROM speaker s JOIN speaker_revision r ON r.n = ifnull(
                (SELECT max(x.n) FROM speaker_revision x JOIN change c ON c.n = x.change AND c.live = 1 WHERE x.speaker = s.n),
                (SELECT max(n) FROM speaker_revision WHERE speaker = s.n))"""
        )
        known = {n: (i, name, into) for n, i, name, into in rows}
        cache["names"] = {n: _followed(n, known) for n in known}
    found: dict[int, tuple[str, str]] = cache["names"]
    return found


def _followed(n: int, known: dict[int, tuple[str, str, int | None]]) -> tuple[str, str]:
    seen = {n}
    while (into := known[n][2]) is not None and into in known and into not in seen:
        seen.add(into)
        n = into
    return known[n][0], known[n][1]


def _find(store: Store, name: str) -> int | None:
    """The row of the live speaker with that name or alias; a name counts before an alias."""
    cache = store.fresh()
    if "by_name" not in cache:
        rows = store.rows("SELECT n, name, aliases FROM speakers WHERE merged_into IS NULL ORDER BY n DESC")
        table: dict[str, int] = {}
        for n, _, aliases in rows:
            table.update({fold(alias): n for alias in json.loads(aliases)})
        table.update({fold(spelled): n for n, spelled, _ in rows})
        cache["by_name"] = table
    found: int | None = cache["by_name"].get(fold(name))
    return found


def speaker_number(store: Store, name: str, change: int, speaker: str | None = None) -> int:
    """The row of a speaker by id, else by name or alias, registered now under ``change`` if unknown."""
    if speaker is not None:
        row = store.one("SELECT n FROM speaker WHERE id = ?", (speaker,))
        live = row and store.one("SELECT 1 FROM speakers WHERE n = ?", (row[0],))
        if row and live:
            return int(row[0])
        if not name:
            raise StoreError(
                f"{store.path}: the project knows no speaker {speaker}; choose one from the list or type a name."
            )
    found = _find(store, name) if speaker is None else None
    return found if found is not None else _register(store, name, change, speaker or speaker_id(name))


def _register(store: Store, name: str, change: int, identity: str) -> int:
    """Append a speaker, or the revision that brings back one whose registration was undone."""
    name = " ".join(name.split())
    store.db.execute("INSERT OR IGNORE INTO speaker (id) VALUES (?)", (identity,))
    row = store.one("SELECT n FROM speaker WHERE id = ?", (identity,))
    assert row is not None
    _revise(store, int(row[0]), name, (), change)
    return int(row[0])


def _revise(
    store: Store, n: int, name: str, aliases: tuple[str, ...], change: int, merged_into: int | None = None
) -> None:
    store.db.execute(
        "INSERT INTO speaker_revision (speaker, name, aliases, merged_into, change) VALUES (?, ?, ?, ?, ?)",
        (n, name, json.dumps(aliases, ensure_ascii=False), merged_into, change),
    )
    for key in ("speakers", "names", "by_name"):
        store.cache.pop(key, None)


def _live(store: Store, speaker: str) -> tuple[int, str, tuple[str, ...]]:
    row = store.one("SELECT n, name, aliases FROM speakers WHERE id = ?", (speaker,))
    if row is None:
        raise StoreError(f"{store.path}: the project knows no speaker {speaker}; choose one from the list.")
    return int(row[0]), str(row[1]), tuple(json.loads(row[2]))


def rename_speaker(store: Store, speaker: str, name: str, annotator: str) -> None:
    """Give a speaker another canonical name; the old one stays as an alias. StoreError if the name is blank or taken."""
    name = " ".join(name.split())
    n, old, aliases = _live(store, speaker)
    taken = _find(store, name)
    if not name or (taken is not None and taken != n):
        raise StoreError(
            f"“{name}” cannot be the speaker's name; type one that no other speaker has, or merge the two."
        )
    with store.writing():
        kept = tuple(a for a in dict.fromkeys((*aliases, old)) if fold(a) != fold(name))
        _revise(store, n, name, kept, begin_change(store, annotator, f"Rename speaker {old}"))


def add_alias(store: Store, speaker: str, alias: str, annotator: str) -> None:
    """Add another name a speaker goes by; nothing happens if the speaker has it. StoreError if another speaker has it."""
    alias = " ".join(alias.split())
    n, name, aliases = _live(store, speaker)
    taken = _find(store, alias)
    if not alias or (taken is not None and taken != n):
        raise StoreError(f"“{alias}” cannot be an alias of {name}; another speaker goes by it, merge the two instead.")
    if taken is None:
        with store.writing():
            _revise(store, n, name, (*aliases, alias), begin_change(store, annotator, f"Add alias of {name}"))


def merge_speakers(store: Store, speaker: str, into: str, annotator: str) -> None:
    """Say that two speakers are one: decisions on ``speaker`` answer ``into`` from now on; its names become aliases."""
    n, name, aliases = _live(store, speaker)
    other, other_name, other_aliases = _live(store, into)
    if n == other:
        raise StoreError(f"{name} is one speaker already; choose two different ones to merge.")
    with store.writing():
        change = begin_change(store, annotator, f"Merge {name} into {other_name}")
        _revise(store, n, name, aliases, change, merged_into=other)
        names = tuple(a for a in dict.fromkeys((*other_aliases, name, *aliases)) if fold(a) != fold(other_name))
        _revise(store, other, other_name, names, change)
