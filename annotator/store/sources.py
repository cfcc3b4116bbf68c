"""The sources for a recovery: the damaged file, a copy of it, the lines of its journal.

They belong together by the project's id. A copy that somebody made by hand has the same id, and so has a project under another
name: of journals beside others' files, what was written before the project's own journal began is taken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import StoreError
from annotator.store import damaged, journal_lines, snapshots
from annotator.store.connection import Store, connect
from annotator.store.journal import journal_folder, project_id, segments
from annotator.store.journal_lines import JournalEntry
from annotator.store.tables import VERSION


@dataclass(slots=True)
class Sources:
    """What there is to recover a project from, best first, and in sentences what there is not."""

    path: Path
    project: str = ""  # its id; "" where it has none
    copy: Path | None = None
    journals: list[Path] = field(default_factory=list)  # files of lines, oldest first
    own: Path | None = None  # the folder of the project's own journal
    file: Store | None = None
    notes: list[str] = field(default_factory=list)
    unread: int = 0  # lines of the journal that could not be read
    gap: bool = False  # whether something that came before a line is in none

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()

    def entries(self) -> Iterator[JournalEntry]:
        """The project's lines, oldest first; those that cannot be read are counted."""
        began = self._began()
        for path in self.journals:
            for each in self._lines(path):
                if path.parent == self.own or not began or each.at < began:
                    yield each

    def _began(self) -> str:
        """When the project's own journal began; "" where it has none."""
        unread = self.unread
        own = (path for path in self.journals if path.parent == self.own)
        began = next((each.at for path in own for each in self._lines(path)), "")
        self.unread = unread
        return began

    def ids(self, tables: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
        """(table, ids) of the rows of some tables in the project's own journal, up to 500 at once."""
        waiting: dict[str, list[str]] = {table: [] for table in tables}
        for entry in self.entries():
            for table, row in entry.rows:
                if table in waiting and isinstance(row.get("id"), str):
                    waiting[table].append(row["id"])
                    if len(waiting[table]) == 500:
                        yield table, waiting[table]
                        waiting[table] = []
        yield from ((table, ids) for table, ids in waiting.items() if ids)

    def _lines(self, path: Path) -> Iterator[JournalEntry]:
        try:
            for each in journal_lines.read(path):
                if isinstance(each, str):
                    self.unread += 1
                elif each.project == self.project:
                    self.gap |= each.gap
                    yield each
        except OSError:
            self.unread += 1


def find(path: Path, folder: Path, project: str = "") -> Sources:
    """What there is to recover the project at ``path`` from; the project of that id where one is given.

    A file that is no project, or another one, is left aside. ``folder`` is for what has to be copied. To be closed.
    """
    found = Sources(path, project, own=journal_folder(path))
    found.file = _file(found, folder)
    try:
        if not found.project:
            found.project = _id_of(found)
        found.journals = _journals(found)
        found.copy = next((copy for copy in copies(path) if _is_sound(copy, found.project)), None)
    except BaseException:
        found.close()
        raise
    return found


def _file(found: Sources, folder: Path) -> Store | None:
    """The file itself, where it can be read and is the project that is meant."""
    store = damaged.opened(found.path, folder)
    if store is None:
        there = found.path.exists()
        found.notes.append(f"{found.path}: {'nothing can be read from it' if there else 'the file is not there'}.")
        return None
    try:
        version = (store.one("PRAGMA user_version") or (0,))[0]
        identity = _id(store)
    except StoreError:
        version, identity = 0, ""
    if version > VERSION or (found.project and identity not in ("", found.project)):
        store.close()
        other = "a newer version of the program wrote it" if version > VERSION else "another project is in its place"
        found.notes.append(f"{found.path}: {other}; it was not used.")
        return None
    found.project = found.project or identity
    if store.path != found.path:
        found.notes.append(f"{found.path}: its list of tables is destroyed; the tables were read without it.")
    return store


def _id(store: Store) -> str:
    try:
        return project_id(store)
    except (StoreError, sqlite3.DatabaseError):
        return ""


def _id_of(found: Sources) -> str:
    """The id of a project whose file does not say it: that of the newest line beside it, or of its newest copy."""
    assert found.own is not None
    for path in sorted(segments(found.own), key=lambda each: each.stat().st_mtime, reverse=True):
        for each in journal_lines.read(path):
            if isinstance(each, JournalEntry):
                return each.project
    for copy in copies(found.path):
        try:
            with closing(connect(copy, read_only=True)) as store:
                if identity := _id(store):
                    return identity
        except StoreError:
            continue
    return ""


def _journals(found: Sources) -> list[Path]:
    """The files with the project's lines: in folders of other names first, since the project may have been renamed."""
    assert found.own is not None
    if not found.project:
        return []
    others = sorted(each for each in found.own.parent.glob("*.journal") if each != found.own)
    return [path for folder in (*others, found.own) for path in segments(folder, found.project)]


def copies(path: Path) -> list[Path]:
    """Whole copies of a project beside it, newest first: snapshots, then those made before a migration."""
    return [*snapshots.snapshots(path), *sorted(path.parent.glob(f"{path.name}.before-schema-*"), reverse=True)]


def _is_sound(copy: Path, project: str) -> bool:
    """Whether a copy is whole, and of this project: an older one may bear no id."""
    try:
        with closing(connect(copy, read_only=True)) as store:
            if store.one("PRAGMA quick_check(1)") != ("ok",) or _id(store) not in ("", project):
                return False
            return store.one("SELECT 1 FROM sqlite_master WHERE name = 'decision'") is not None
    except (StoreError, sqlite3.DatabaseError):
        return False
