"""An open project file: its connection, transactions, journal, and the checks that its files are still the ones that were opened."""

from __future__ import annotations

import datetime
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.errors import ProjectChangedError, StoreError
from annotator.open_projects import OpenProject, hold, identity, let_go
from annotator.records import MisfitError
from annotator.store.presence import FIX, ProjectFiles, Trouble
from annotator.store.sqlite_messages import FIXES, sentence

if TYPE_CHECKING:  # the library is brought in with the first write: what is read to show the desk does not wait for it
    from sqlite_utils import Database

    from annotator.store.journal import Journal
    from annotator.store.lost_log import LogRows
    from annotator.store.portable import ProgressMark

LOG = logging.getLogger("annotator")
BUSY_SECONDS = 5.0
"""How long a connection waits for another one's lock."""
RETRY_SECONDS = 0.01
"""The pause before a lock is asked for again where SQLite does not wait by itself."""
ROWS = 100
"""How many rows one statement of :meth:`Store.insert_many` appends; SQLite takes 32,766 values in one."""
LOG_BYTES = 16_000_000
"""How long SQLite's log (-wal) may stay on disk, in bytes, after a long :meth:`Store.reading` that let it grow."""
MEMORY = 32_000
"""KiB of pages that SQLite keeps in :meth:`Store.long_write`: indexes of random ids are written all over."""
SQLITE_VERSION = sqlite3.sqlite_version


def now() -> str:
    """The time in UTC, ISO 8601 with milliseconds: sorts as text."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def new_id() -> str:
    """A new unique id (UUID 4, hex), by which rows are known again when files are merged."""
    import uuid  # asks the platform about itself, for nothing that is shown at the start

    return uuid.uuid4().hex


class Store:
    """An open project file. Functions of this package take it first; it holds the connection and small caches only.

    It belongs to the thread that opened it. ``db`` is the sqlite-utils database over ``connection``. ``tell`` is called with a
    sentence where something went wrong beside a write that succeeded.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.cache: dict[str, Any] = {}
        self.journals = False  # whether writes stand in the journal beside the file too
        self.tell: Callable[[str], None] | None = None
        self.project: OpenProject | None = None
        self.presence: ProjectFiles | None = None  # of the files as they were opened; None where nothing is written
        self.lost: Trouble | None = None  # why nothing can be saved in the file any more
        self.rescued: LogRows | None = None  # what a deleted log held, until it is in the file again
        self.own_changes: set[str] | None = None  # ids of changes made here, where what others make is watched
        self._seen_version = -1
        self._reading = False
        self._checking = False
        self._savepoints = 0  # that are open
        self._one_moment = False  # whether a transaction is open in which the cache was compared with the file
        self._log_copy: threading.Timer | None = None  # copies the log of a long write into the file
        self._thread = threading.get_ident()
        self.connection: sqlite3.Connection
        self.connect()

    def connect(self) -> None:
        """Connect to the file; StoreError where that fails."""
        try:
            self.project = hold(self.path, self)
            self.connection = _connection(self.path, read_only=self.read_only)
            self.presence = None if self.read_only else ProjectFiles(self.path, self.project, self)
        except (OSError, sqlite3.Error) as err:
            self.disconnect()
            repair = FIXES["SQLITE_CANTOPEN"]
            raise StoreError(
                sentence(self.path, err) if isinstance(err, sqlite3.Error) else f"{self.path}: {repair}."
            ) from err

    def disconnect(self) -> None:
        """Close the connection and clear what was cached."""
        self._end_log_copy()
        if (journal := self.__dict__.pop("journal", None)) is not None:
            journal.close()
        if hasattr(self, "connection"):
            self.connection.close()
        if self.project is not None:
            let_go(self.project, self)
        self._seen_version = -1
        self._one_moment = False
        self.cache.clear()
        self.__dict__.pop("db", None)

    @cached_property
    def db(self) -> Database:
        """The sqlite-utils database over the connection: what makes, migrates and describes tables, and nests transactions."""
        from annotator.store.sqlite_library import Database

        return Database(self.connection, execute_plugins=False)

    @cached_property
    def journal(self) -> Journal:
        """The journal beside the file, a second record of every change."""
        from annotator.store.journal import Journal

        return Journal(self)

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; StoreError with a sentence if the file fails."""
        found: list[tuple[Any, ...]] = self._fetched(sql, parameters, sqlite3.Cursor.fetchall)
        return found

    def one(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        row: tuple[Any, ...] | None = self._fetched(sql, parameters, sqlite3.Cursor.fetchone)
        return row

    def _fetched(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any], fetch: Callable[[sqlite3.Cursor], Any]
    ) -> Any:
        """What is fetched of a query. As in :meth:`translate_errors`, without its context: a merge asks ten thousands of times."""
        if self.presence is not None:
            self.presence.restore_index()
        try:
            return fetch(self.connection.execute(sql, parameters))
        except (sqlite3.DatabaseError, UnicodeDecodeError) as err:
            self._translate(err)
            raise

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement inside the open transaction, whose block translates errors."""
        return self.connection.execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any] | Mapping[str, Any]]) -> None:
        """Run one statement for each of some rows, inside the open transaction."""
        self.connection.executemany(sql, rows)

    def insert_many(self, into: str, rows: Sequence[Sequence[Any]]) -> None:
        """Append many rows inside the open transaction: ``into`` is ``INSERT INTO …`` up to its values.

        A statement appends many of them, so that SQLite opens the table and its indexes once for all. Inside a savepoint each has
        one of its own: SQLite would copy every page that a longer one touches, again for each statement.
        """
        whole = 0 if self._savepoints else len(rows) - len(rows) % ROWS
        if rows:
            one, many = _inserts(into, len(rows[0]))
            for at in range(0, whole, ROWS):
                values: list[Any] = []
                for some in rows[at : at + ROWS]:
                    values += some
                self.connection.execute(many, values)
            self.connection.executemany(one, rows[whole:])

    @contextmanager
    def translate_errors(self) -> Iterator[None]:
        """Re-raise SQLite errors as StoreError; let programming errors through."""
        if self.presence is not None:
            self.presence.restore_index()
        try:
            yield
        except (sqlite3.DatabaseError, UnicodeDecodeError) as err:
            self._translate(err)
            raise

    def _translate(self, err: sqlite3.DatabaseError | UnicodeDecodeError) -> None:
        """Raise a StoreError where the file failed; nothing for a programming error and what a constraint refused."""
        if isinstance(err, sqlite3.DatabaseError):
            if isinstance(err, sqlite3.IntegrityError) or getattr(err, "sqlite_errorname", "") == "SQLITE_ERROR":
                return
            self._check_changed()
        raise StoreError(sentence(self.path, err)) from err

    @contextmanager
    def translate_misfits(self, what: str) -> Iterator[None]:
        """Re-raise MisfitError, a row that does not fit, as a StoreError that names ``what`` was read; let programming errors through."""
        try:
            yield
        except MisfitError as err:
            raise StoreError(f"{self.path}: {what} cannot be read ({err}); run “annotator doctor” on it.") from err

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Run the block in one read transaction: all its reads see the file as it is now, whatever others write meanwhile.

        Blocks inside it, and a block inside :meth:`writing`, share the transaction that is open. Write nothing inside it, and
        end it soon: SQLite cannot empty its log (``-wal``) until then.
        """
        with self.translate_errors():
            shared = self.connection.in_transaction
        if shared:
            yield
            return
        self.one("BEGIN")
        self._reading = True
        try:
            self.one("SELECT 1 FROM sqlite_master")  # SQLite takes the moment with the first read
            yield
        finally:
            self._reading = self._one_moment = False
            self.connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """Run the block in one transaction, synced to disk when it ends, then written to the journal; roll back on any error.

        A block inside another one is a part of its transaction. It takes the write lock at once, since a transaction that begins
        by reading could not wait for another writer (SQLITE_BUSY_SNAPSHOT). What the block changes it drops from the cache
        itself. RuntimeError (a bug) inside :meth:`reading`.
        """
        if self._reading:
            raise RuntimeError("a write inside Store.reading(), which would not be kept")
        assert self.project is not None
        if id(self) in self.project.writers:
            with self.savepoint():
                yield self
            return
        self.check_files()
        marks: list[ProgressMark | None] = []
        self.project.writers.add(id(self))  # other connections of this process know that a checkpoint may be under way
        try:
            with self.translate_errors(), self._transaction():
                if self.journals:
                    marks.append(self.journal.mark())
                yield self
                if marks:
                    marks.append(self.journal.mark())
        finally:
            self._one_moment = False
            self.project.writers.discard(id(self))
        # Saved is what was written to the files that are there. What was opened again stands in the journal by that.
        if not self.check_files() and marks:
            self.journal.keep(*marks)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Begin and commit; roll back on any error."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self._forget()
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    @contextmanager
    def with_pragma(self, name: str, value: str) -> Iterator[None]:
        """Run the block with another value of one of SQLite's settings of a connection."""
        before = self.one(f"PRAGMA {name}")
        assert before is not None, "SQLite knows it"
        self.execute(f"PRAGMA {name} = {value}")
        try:
            yield
        finally:
            self.execute(f"PRAGMA {name} = {before[0]}")

    @contextmanager
    def long_write(self) -> Iterator[None]:
        """Let SQLite keep :data:`MEMORY` of the file while the block writes much, so that few pages are written out twice.

        SQLite's log is copied into the file behind the block, in a thread that nobody waits for but the next such block and closing.
        """
        from annotator.store.log_copy import start

        if self._log_copy is not None:
            self._log_copy.join()  # else the log would go on growing
        with self.with_pragma("cache_size", f"-{MEMORY}"), self.with_pragma("wal_autocheckpoint", "0"):
            yield
        self._log_copy = start(self.path)

    def _end_log_copy(self) -> None:
        """Wait until the log of a long write is in the file, or leave it to closing."""
        if self._log_copy is not None:
            self._log_copy.cancel()
            self._log_copy.join()
            self._log_copy = None

    @property
    def in_savepoint(self) -> bool:
        """Whether a part of the open transaction may be rolled back alone."""
        return self._savepoints > 0

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Run the block as a part of the open transaction that is rolled back alone if it fails."""
        self._savepoints += 1
        try:
            with self.translate_errors(), self.db.atomic():
                yield
        except BaseException:
            self._forget()
            raise
        finally:
            self._savepoints -= 1

    def _forget(self) -> None:
        """Drop what was kept of rows that are rolled back."""
        self.cache.clear()
        if (journal := self.__dict__.get("journal")) is not None:
            journal.forget()

    @property
    def in_own_thread(self) -> bool:
        """Whether the calling thread may use the connection."""
        return self._thread == threading.get_ident()

    def check_files(self) -> bool:
        """Check that the files are still the ones that were opened. True where the log was gone and the project was opened again.

        ProjectChangedError where another program removed the file or wrote into it, StoreError where the repair has to wait.
        """
        if self.presence is None or self._checking or self._reading:
            return False
        self._checking = True
        try:
            if self._check_changed() is not Trouble.LOG and self.rescued is None:
                return False
            from annotator.store import rescue

            told = rescue.reopen(self)
            self.tell(told) if self.tell is not None else LOG.warning(told)
            return True
        except ProjectChangedError:
            self.lost = self.lost or Trouble.OVERWRITTEN
            raise
        finally:
            self._checking = False

    def _check_changed(self) -> Trouble | None:
        """Raise ProjectChangedError where nothing can be saved in the file; Trouble.LOG where the log can be restored."""
        trouble = None
        if self.presence is not None and self.lost is not Trouble.OVERWRITTEN:  # what was taken away may be put back
            trouble = self.presence.look()
            self.lost = None if trouble is Trouble.LOG else trouble
        if self.lost is not None:
            raise ProjectChangedError(f"{self.path}: {self.lost.value}; {FIX[self.lost]}.")
        return trouble

    def is_at(self, path: Path) -> bool:
        """Tell whether a path leads to the file that is open here."""
        return self.project is not None and identity(path) == self.project.identity

    def current_cache(self) -> dict[str, Any]:
        """Return the cache, emptied first if another connection has written since it was filled.

        Asked once in a transaction, which sees nothing of what others write meanwhile.
        """
        if not self._one_moment:
            version = self.version()
            if version != self._seen_version:
                self.cache.clear()
                self._seen_version = version
            self._one_moment = self._reading or (self.project is not None and id(self) in self.project.writers)
        return self.cache

    def version(self) -> int:
        """Read a number that changes when another connection has written (``PRAGMA data_version``)."""
        row = self.one("PRAGMA data_version")
        return int(row[0]) if row else 0

    def wait_at_most(self, seconds: float) -> None:
        """Set how long a write waits for another one's lock before it fails (BUSY_SECONDS at first)."""
        self.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def interrupt(self) -> None:
        """Stop a read that runs in another thread; it raises StoreError there."""
        with suppress(sqlite3.ProgrammingError):  # closed meanwhile
            self.connection.interrupt()

    def close(self) -> None:
        """Close the file; it may be called twice."""
        self._end_log_copy()
        if self.presence is not None and (trouble := self.lost or self.presence.look()) is not None:
            from annotator.store import rescue

            rescue.close(self, trouble)
        else:
            self.disconnect()
        self.presence = None


@lru_cache(16)  # the same texts, by which Python finds the statements that it prepared
def _inserts(into: str, columns: int) -> tuple[str, str]:
    """The statements that append one row and :data:`ROWS` rows of so many values."""
    row = f"({', '.join('?' * columns)})"
    return f"{into} VALUES {row}", f"{into} VALUES {', '.join([row] * ROWS)}"


def connect(path: Path, *, read_only: bool = False) -> Store:
    """Connect to a file as it is, without checking that it is a project or which version wrote it."""
    return Store(path, read_only=read_only)


def _connection(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection with the pragmas that keep every decision: WAL, each commit synced, foreign keys, no trust in the schema."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        if not read_only:
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Set the journal mode to WAL; sqlite3.Error where that fails.

    A file in another mode (a backup, a migrated project) is locked for the change. Where two connections ask for it at the same
    moment, SQLite refuses one of them at once instead of waiting for its timeout; it is tried again until that time is over.
    """
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as err:
            if err.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return
