"""The journal: a second record of what people did, in a folder beside the project, independent of the database.

Every transaction that appended something is written as a line behind the commit, by every process of this program: what the
journal holds was saved, and what was saved stands in it. A line is one write to a file opened for appending, so lines of two
processes never mix. The files are synced at most a second later, and at closing. ``journal_lines`` describes the lines,
``portable`` the rows in them, ``replay`` brings them back.

The folder may be deleted at any time. A journal that begins beside a small project begins with all that the project holds; beside
a larger one the newest snapshot holds what came before. Where a process was killed between its commit and its line, the next
transaction of any process writes what is missing.
"""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import StoreError
from annotator.store import journal_lines, portable
from annotator.store.journal_ahead import LAST, LinesAhead
from annotator.store.portable import CARRIED, ProgressMark, RowRange
from annotator.store.tables import TABLES, TableRows

if TYPE_CHECKING:
    from annotator.store.connection import Store

PROJECT = "project"
"""The setting that holds the project's id: the same in every copy of the file, however it is called."""
SEGMENT = 16_000_000  # bytes after which another file is begun
SMALL = 4_000_000  # bytes of a project that is written whole into a journal that begins
NEW = 20  # rows of a project into which nothing was imported yet: its codebook, who annotates; its journal begins with them, too
GAP = 2_000  # rows that are written later where a process could not write them; beyond that the snapshots hold them
KEPT = 64_000_000  # bytes of all files of a journal up to which none is deleted
HOUR = 60 * 60  # seconds
SYNC = 1.0  # seconds until what was written is synced
_NAME = re.compile(r"[0-9a-f]{12}-[0-9]{6}\.journal")
_TAIL = 65_536  # bytes in which the last line is looked for first
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def journal_folder(project: Path) -> Path:
    """The folder of a project's journal: beside the file itself, also where the project is opened through a link."""
    real = Path(os.path.realpath(project))
    return real.with_name(real.name + ".journal")


def segments(folder: Path, project: str = "") -> list[Path]:
    """The files of a journal, oldest first: those of one project, or of all whose lines are in the folder."""
    try:
        with os.scandir(folder) as found:
            names = sorted(entry.name for entry in found if _NAME.fullmatch(entry.name) and entry.is_file())
    except OSError:
        return []
    return [folder / name for name in names if name.startswith(project[:12])]


def project_id(store: Store) -> str:
    """The project's id; "" in a file of an older version that nothing was written to since."""
    row = store.one("SELECT value FROM setting WHERE name = ?", (PROJECT,))
    return str(row[0]) if row else ""


def give_id(store: Store, identity: str) -> None:
    """Give the project its id inside the open transaction, unless it has one."""
    store.execute("INSERT OR IGNORE INTO setting (name, value) VALUES (?, ?)", (PROJECT, identity))


def prune(project: Path, snapshots: Sequence[Path]) -> None:
    """Delete the oldest files of a journal while all of them are large, if the last three snapshots hold what is in them."""
    if len(snapshots) < 3:
        return
    with suppress(OSError):
        held = [(file, file.stat()) for file in segments(journal_folder(project))]
        taken = min(each.stat().st_mtime for each in snapshots[:3])
        over = sum(each.st_size for _, each in held) - KEPT
        for file, each in held[:-1]:
            if over > 0 and each.st_mtime < taken - HOUR:
                file.unlink()
                over -= each.st_size


class Journal:
    """Writes the lines of one store; ``Store.tell`` hears a sentence, once, where the journal cannot be written."""

    def __init__(self, store: Store) -> None:
        self.store = store
        portable.prepare(store.connection)
        self.folder = journal_folder(store.path)
        self.trouble = ""
        self.beginning = SMALL
        self._project = ""
        self._descriptor = -1
        self._path = self.folder
        self._held: ProgressMark | None = None  # how far the journal had come with our last line
        self._marked: tuple[tuple[int, int], ProgressMark] | None = (
            None  # the marks last read, and the state of the file then
        )
        self._committed: tuple[tuple[int, int], ProgressMark] | None = (
            None  # the same of the last transaction that was committed
        )
        self._syncer: threading.Timer | None = None
        self._ahead: LinesAhead | None = None

    def mark(self) -> ProgressMark | None:
        """Read how far the project has come, inside the open transaction; None where the file fails. Gives an older project its id."""
        try:
            if not self._project:
                from annotator.store.connection import new_id

                give_id(self.store, new_id())
                self._project = project_id(self.store)
            # Whatever anybody writes changes one of the two: others' commits the version, our own statements the count.
            state = (self.store.version(), self.store.connection.total_changes)
            if self._committed is not None and self._committed[0] == state:
                return self._committed[1]
            self._marked = (state, portable.marks(self.store))
            return self._marked[1]
        except (StoreError, sqlite3.DatabaseError) as err:
            self._fail(err)
            return None

    def add_rows(self, rows: TableRows, *others: TableRows) -> None:
        """Make the lines of rows that were just appended while their transaction goes on (:meth:`LinesAhead.add`).

        They are written after the commit with all else that was appended. What is not made here is read again then.
        """
        if self._ahead is None:
            self._ahead = LinesAhead(self.store, self._project)
        self._ahead.add(rows, *others)

    def forget(self) -> None:
        """Drop the lines that were made of the open transaction, which is rolled back, or a part of it."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None

    def keep(self, before: ProgressMark | None, after: ProgressMark | None) -> None:
        """Write what was appended between two marks, after its commit. No error: a journal that fails is told once."""
        try:
            if before is None or after is None:
                return
            self._committed = self._marked
            if before == after:
                return
            start, gap = self._start(before)
            self._write(start, after, gap=gap)
            self._held = after
        except (StoreError, OSError, sqlite3.DatabaseError, UnicodeDecodeError) as err:
            self._fail(err)
        finally:
            self.forget()

    def close(self) -> None:
        """Sync what was written and close the file."""
        self.forget()
        if self._syncer is not None:
            self._syncer.cancel()
            self._syncer.join()
        self._sync()
        self._shut()

    def _start(self, before: ProgressMark) -> tuple[ProgressMark, bool]:
        """Where the next lines begin, and whether something before them is in no line."""
        held = self._held if self._in_place() else None
        if held == before:
            return before, False
        last = self._last()  # another process wrote meanwhile, or this is our first line
        if last is None:
            nothing = ProgressMark({}, "")
            new = sum(before.numbers.values()) <= NEW  # the size is that of now, with what was just imported
            return (nothing, False) if new or self._size() <= self.beginning else (before, True)
        behind = {name: min(n, last.get(name, 0)) for name, n in before.numbers.items()}
        if sum(before.numbers.values()) - sum(behind.values()) > GAP:
            return before, True
        return ProgressMark(behind, before.settings), False

    def _size(self) -> int:
        row = self.store.one("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(row[0]) if row else 0

    def _last(self) -> dict[str, int] | None:
        """How far the newest line says that the project is; None where there is no line. A file of others' bytes alone is no line."""
        for path in reversed(segments(self.folder, self._project)):
            size, part = path.stat().st_size, _TAIL
            while True:
                found = [entry for entry in journal_lines.read(path, max(size - part, 0)) if not isinstance(entry, str)]
                told = [entry.upto for entry in found if entry.upto and entry.project == self._project]
                if told:
                    return dict(told[-1])
                if part >= size:
                    break
                part *= 16
        return None

    def _write(self, before: ProgressMark, after: ProgressMark, *, gap: bool) -> None:
        for line in self._lines(before, after, gap=gap):
            self._open()
            if os.write(self._descriptor, line) != len(line):
                raise OSError(0, "the disk is full")
        if self._syncer is None:
            self._syncer = threading.Timer(SYNC, self._sync_later)
            self._syncer.daemon = True
            self._syncer.start()

    def _lines(self, before: ProgressMark, after: ProgressMark, *, gap: bool) -> Iterator[bytes]:
        """The lines of what was appended between two marks; those that were made before stand among the others of their table."""
        from annotator.store.connection import now

        make = partial(journal_lines.lines, self._project, now(), gap=gap)
        begin, without = 0, dict[str, RowRange]()
        # Rows that were appended before those stand before them: a merge before the changes that it brought.
        for some in self._ahead.made() if self._ahead is not None else ():
            end = CARRIED.index(TABLES[some.table]) + 1
            those = {**without, some.table: (some.first, LAST)}
            yield from make(
                portable.appended(
                    self.store, before, after._replace(settings=before.settings), CARRIED[begin:end], those
                ),
                None,
            )
            yield from some.lines
            begin, without = end - 1, {**without, some.table: (0, some.last)}
            without |= dict.fromkeys(some.others, (some.first, some.last))
        yield from make(portable.appended(self.store, before, after, CARRIED[begin:], without), after.numbers)

    def _in_place(self) -> bool:
        """Whether the open file is still the one at its path: the folder may be deleted."""
        if self._descriptor < 0:
            return False
        try:
            there = self._path.stat()
        except OSError:
            return False
        ours = os.fstat(self._descriptor)
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)

    def _open(self) -> None:
        """Have a file open that the next line may go to: the newest one, or another where that is long."""
        if self._in_place() and os.fstat(self._descriptor).st_size < SEGMENT:
            return
        self._sync()
        self._shut()
        self.folder.mkdir(exist_ok=True)
        there = segments(self.folder, self._project)
        newest = there[-1] if there else self._segment(1)
        if there and newest.stat().st_size >= SEGMENT:
            newest = self._segment(int(newest.stem[-6:]) + 1)
        self._path = newest
        self._descriptor = os.open(newest, _FLAGS, 0o666)
        if not stat.S_ISREG(os.fstat(self._descriptor).st_mode):
            self._shut()
            raise OSError(0, "it is not a file", str(newest))

    def _segment(self, number: int) -> Path:
        return self.folder / f"{self._project[:12]}-{number:06}.journal"

    def _shut(self) -> None:
        if self._descriptor >= 0:
            with suppress(OSError):
                os.close(self._descriptor)
        self._descriptor = -1

    def _sync_later(self) -> None:
        self._syncer = None  # a line that comes from now on starts another one
        self._sync()

    def _sync(self) -> None:
        """Sync what was written. It may run in the timer's thread, while the store's own thread goes on."""
        if self._descriptor >= 0:
            with suppress(OSError):  # told with the next line, which will fail too
                getattr(os, "fdatasync", os.fsync)(self._descriptor)

    def _fail(self, error: Exception) -> None:
        self._held = None  # the next line begins where the journal ends
        first, why = not self.trouble, getattr(error, "strerror", None) or str(error)
        self.trouble = (
            f"{self.folder}: the journal cannot be written ({why}); decisions are saved in the project alone, so check that "
            "the folder can be written and that the disk has room."
        )
        if first and self.store.tell is not None:
            self.store.tell(self.trouble)
