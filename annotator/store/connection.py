"""Opening, making and closing a project file, and the errors that can come of it."""

from __future__ import annotations

import datetime
import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.errors import NewerProjectError, ProjectChangedError, StoreError
from annotator.open_projects import OpenProject, hold, identity, let_go
from annotator.records import MisfitError
from annotator.store.advice import left_beside, quoted
from annotator.store.layout import APPLICATION_ID, fingerprint
from annotator.store.presence import MEND, Presence, Trouble
from annotator.store.tables import SHAPES, VERSION

if TYPE_CHECKING:  # the library is brought in with the first write: what is read to show the desk does not wait for it
    from annotator.store.dead_log import Newest
    from annotator.store.journal import Journal
    from annotator.store.library import Database
    from annotator.store.portable import Marks

LOG = logging.getLogger("annotator")
BUSY_SECONDS = 5.0
LOG_BYTES = 16_000_000
"""What SQLite's log keeps of the disk once a long :meth:`Store.reading` that made it longer has ended."""
SQLITE_VERSION = sqlite3.sqlite_version
_MEND = {
    "SQLITE_BUSY": "another program holds it; close that program or try again in a moment",
    "SQLITE_LOCKED": "another program holds it; close that program or try again in a moment",
    "SQLITE_FULL": "the disk is full; free some space and try again",
    "SQLITE_READONLY": "the file cannot be written; check its permissions or copy it to a folder of yours",
    "SQLITE_CANTOPEN": "the file cannot be opened; check that it exists and that you may write in its folder",
    "SQLITE_IOERR": "the disk did not take it; check that it has room and is still connected",
    "SQLITE_CORRUPT_VTAB": "its search index is damaged; make it anew with “annotator doctor {path} --rebuild”",
    "SQLITE_CORRUPT": "the file is damaged; make a new one of all that is left with “annotator doctor {path} --recover NEW.annot”",
    "SQLITE_NOTADB": "it is not a project file; if it was one, “annotator doctor {path} --recover NEW.annot” brings back what is left",
}
_BESIDE = ("", "-journal", "-wal", "-shm")  # what SQLite may leave of a file that was not finished


def now() -> str:
    """The time in UTC, ISO 8601 with milliseconds: sorts as text."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def new_id() -> str:
    """A new unique id (UUID 4, hex), by which rows are known again when files are merged."""
    import uuid  # asks the platform about itself, for nothing that is shown at the start

    return uuid.uuid4().hex


def sentence(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> str:
    """A database error as one sentence with the file and the mend."""
    # A text that is none is Python's find, without a code of SQLite's; its message would quote the text.
    damaged = isinstance(error, UnicodeDecodeError) or str(error).startswith("Could not decode")
    name = "SQLITE_CORRUPT" if damaged else getattr(error, "sqlite_errorname", "") or ""
    mend = next((text for code, text in _MEND.items() if name.startswith(code)), None)
    if mend and "{path}" in mend:
        mend = mend.format(path=quoted(path))
    mend = mend or f"the project file could not be used ({error})"
    return f"{path}: {mend}."


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
        self.presence: Presence | None = None  # of the files as they were opened; None where nothing is written
        self.lost: Trouble | None = None  # why nothing can be saved in the file any more
        self.rescued: Newest | None = None  # what a dead log held, until it is in the file again
        self.own_changes: set[str] | None = None  # ids of changes made here, where what others make is watched
        self._seen_version = -1
        self._reading = False
        self._attending = False
        self._thread = threading.get_ident()
        self.connection: sqlite3.Connection
        self.connect()

    def connect(self) -> None:
        """Connect to the file; StoreError where that fails."""
        try:
            self.project = hold(self.path, self)
            self.connection = _connection(self.path, read_only=self.read_only)
            self.presence = None if self.read_only else Presence(self.path, self.project, self)
        except (OSError, sqlite3.Error) as err:
            self.disconnect()
            mend = _MEND["SQLITE_CANTOPEN"]
            raise StoreError(
                sentence(self.path, err) if isinstance(err, sqlite3.Error) else f"{self.path}: {mend}."
            ) from err

    def disconnect(self) -> None:
        """Close the connection and forget what was read through it."""
        if (journal := self.__dict__.pop("journal", None)) is not None:
            journal.close()
        if hasattr(self, "connection"):
            self.connection.close()
        if self.project is not None:
            let_go(self.project, self)
        self._seen_version = -1
        self.cache.clear()
        self.__dict__.pop("db", None)

    @cached_property
    def db(self) -> Database:
        """The sqlite-utils database over the connection: what makes, migrates and describes tables, and nests transactions."""
        from annotator.store.library import Database

        return Database(self.connection, execute_plugins=False)

    @cached_property
    def journal(self) -> Journal:
        """The second record of what is written."""
        from annotator.store.journal import Journal

        return Journal(self)

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; StoreError with a sentence if the file fails."""
        with self.told():
            return self.connection.execute(sql, parameters).fetchall()

    def one(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        with self.told():
            row: tuple[Any, ...] | None = self.connection.execute(sql, parameters).fetchone()
            return row

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement inside the open transaction, whose block translates errors."""
        return self.connection.execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any] | Mapping[str, Any]]) -> None:
        """Run one statement for each of some rows, inside the open transaction."""
        self.connection.executemany(sql, rows)

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn database errors of the block into StoreError; a failed statement of ours (a bug) stays as it is."""
        if self.presence is not None:
            self.presence.mend_index()
        try:
            yield
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as err:
            if getattr(err, "sqlite_errorname", "") == "SQLITE_ERROR":
                raise
            self._check_changed()
            raise StoreError(sentence(self.path, err)) from err
        except UnicodeDecodeError as err:
            raise StoreError(sentence(self.path, err)) from err

    @contextmanager
    def sound(self, what: str) -> Iterator[None]:
        """Tell a row that does not fit (MisfitError) as a StoreError that names ``what`` was read; all else is a bug of ours."""
        try:
            yield
        except MisfitError as err:
            raise StoreError(f"{self.path}: {what} cannot be read ({err}); run “annotator doctor” on it.") from err

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold one moment of the file: all reads of the block see it as it is now, whatever others write meanwhile.

        Blocks inside it, and a block inside :meth:`writing`, share the transaction that is open. Write nothing inside it, and
        end it soon: SQLite cannot empty its log (``-wal``) until then.
        """
        with self.told():
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
            self._reading = False
            self.connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """One transaction, on disk when the block ends, then in the journal; all or nothing on any error.

        A block inside another one is a part of its transaction. It takes the write lock at once, since a transaction that begins
        by reading could not wait for another writer (SQLITE_BUSY_SNAPSHOT). What the block changes it drops from the cache
        itself. RuntimeError (a bug) inside :meth:`reading`.
        """
        if self._reading:
            raise RuntimeError("a write inside Store.reading(), which would not be kept")
        assert self.project is not None
        if id(self) in self.project.writers:
            with self.part():
                yield self
            return
        self.attend()
        marks: list[Marks | None] = []
        self.project.writers.add(id(self))  # other connections of this process know that a checkpoint may be under way
        try:
            with self.told(), self._transaction():
                if self.journals:
                    marks.append(self.journal.mark())
                yield self
                if marks:
                    marks.append(self.journal.mark())
        finally:
            self.project.writers.discard(id(self))
        # Saved is what was written to the files that are there. What was opened anew stands in the journal by that.
        if not self.attend() and marks:
            self.journal.keep(*marks)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Begin and commit; roll back on any error."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            self.cache.clear()  # it may hold what is rolled back
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of an open transaction that is taken back alone if the block fails (a savepoint)."""
        try:
            with self.told(), self.db.atomic():
                yield
        except BaseException:
            self.cache.clear()
            raise

    @property
    def ours(self) -> bool:
        """Whether the calling thread may use the connection."""
        return self._thread == threading.get_ident()

    def attend(self) -> bool:
        """See to it that what is written goes into the project that was opened; whether it had to be opened anew, its log gone.

        ProjectChangedError where another program took the file away or wrote into it, StoreError where mending has to wait.
        """
        if self.presence is None or self._attending or self._reading:
            return False
        self._attending = True
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
            self._attending = False

    def _check_changed(self) -> Trouble | None:
        """ProjectChangedError where nothing can be saved in the file; Trouble.LOG where that can be mended."""
        trouble = None
        if self.presence is not None and self.lost is not Trouble.OVERWRITTEN:  # what was taken away may be put back
            trouble = self.presence.look()
            self.lost = None if trouble is Trouble.LOG else trouble
        if self.lost is not None:
            raise ProjectChangedError(f"{self.path}: {self.lost.value}; {MEND[self.lost]}.")
        return trouble

    def is_at(self, path: Path) -> bool:
        """Whether the file that stands at a path is the one that is open here, whatever the path is called."""
        return self.project is not None and identity(path) == self.project.identity

    def fresh(self) -> dict[str, Any]:
        """The cache, emptied first if another connection has written since it was filled."""
        version = self.version()
        if version != self._seen_version:
            self.cache.clear()
            self._seen_version = version
        return self.cache

    def version(self) -> int:
        """A number that is another one once another connection has written."""
        row = self.one("PRAGMA data_version")
        return int(row[0]) if row else 0

    def wait_at_most(self, seconds: float) -> None:
        """How long a write waits for another one's lock until it is refused (BUSY_SECONDS at first)."""
        self.connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")

    def interrupt(self) -> None:
        """Have a read that runs in another thread end at once, with a StoreError there."""
        with suppress(sqlite3.ProgrammingError):  # closed meanwhile
            self.connection.interrupt()

    def close(self) -> None:
        """Close the file; it may be called twice."""
        if self.presence is not None and (trouble := self.lost or self.presence.look()) is not None:
            from annotator.store import rescue

            rescue.close(self, trouble)
        else:
            self.disconnect()
        self.presence = None


def create(path: Path, prepare: Callable[[Store], None] | None = None) -> Store:
    """Make a new project file, with what ``prepare`` puts into it: it is there as a whole or not at all.

    StoreError if the file exists or cannot be made.
    """
    partial = path.with_name(f".{path.name}.{new_id()[:8]}.part")
    try:
        if path.exists():
            raise FileExistsError
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.touch(exist_ok=False)
        with closing(connect(partial)) as store:
            store.connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(store)
            if prepare is not None:
                prepare(store)
        _move_in(partial, path)
    except FileExistsError as err:
        raise StoreError(f"{path}: the file is already there; choose another name or open it.") from err
    except OSError as err:
        raise StoreError(
            f"{path}: the project file could not be made ({err.strerror}); choose another folder."
        ) from err
    except sqlite3.OperationalError as err:
        if getattr(err, "sqlite_errorname", "") == "SQLITE_ERROR":
            raise  # a bug of ours
        raise StoreError(sentence(path, err)) from err
    finally:
        _remove(partial)
    return open_store(path)


def _remove(partial: Path) -> None:
    for end in _BESIDE:
        with suppress(OSError):  # a folder that is none, or cannot be written: nothing was left there
            partial.with_name(partial.name + end).unlink()


def _move_in(partial: Path, path: Path) -> None:
    """Give the finished file its name; FileExistsError where somebody else was faster."""
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError from None
        partial.rename(path)


def open_store(path: Path, *, read_only: bool = False, journal: bool = True, migrates: bool = True) -> Store:
    """Open a project file. What is written stands in its journal too.

    An older one is migrated after a backup beside it, also for reading alone, unless ``migrates`` is False: then it is opened as it is.
    StoreError where it is missing, damaged, locked or no project; NewerProjectError where a newer program wrote it.
    """
    try:
        there = path.is_file()
    except OSError as err:
        raise StoreError(
            f"{path}: the file cannot be accessed ({err.strerror}); check the permissions of its folder."
        ) from err
    if not there:
        raise StoreError(
            f"{path}: there is no such project file; {left_beside(path) or 'check the name or make a new project'}."
        )
    store = connect(path, read_only=read_only)
    try:
        old = _version_of(store) < VERSION and migrates
        if old and not read_only:
            _update(store)
        if not read_only:  # for reading alone no trigger runs, and a merge has its own checks
            _check_shape(store)
    except BaseException:
        store.close()
        raise
    if old and read_only:
        store.close()
        open_store(path, journal=False).close()
        return open_store(path, read_only=True, migrates=False)
    store.journals = journal and not read_only
    return store


def _version_of(store: Store) -> int:
    """The version of the file's schema; StoreError where it is no project, NewerProjectError where it is too new."""
    application = (store.one("PRAGMA application_id") or (0,))[0]
    version = (store.one("PRAGMA user_version") or (0,))[0]
    if application != APPLICATION_ID:
        left = left_beside(store.path) or "import it instead, or choose another file"
        raise StoreError(f"{store.path}: it is not a project file of this program; {left}.")
    if version > VERSION:
        raise NewerProjectError(
            f"{store.path}: a newer version of the program wrote this project (schema {version}, "
            f"this one knows {VERSION}); update the program to open it."
        )
    return int(version)


def _update(store: Store) -> None:
    """Migrate an older file, after a backup beside it.

    Another process may open the file at the same time: whoever comes second finds nothing left to do.
    """
    from annotator.store import shape

    _refuse(store, shape.triggers(store.db))
    with store.writing():
        if store.one("PRAGMA user_version") != (VERSION,):
            # A connection of its own: SQLite copies nothing from one that has a write transaction open.
            with closing(connect(store.path, read_only=True)) as reader:
                backup(reader, _free(store.path.with_name(f"{store.path.name}.before-schema-{VERSION}")))
            migrate(store)


def _free(path: Path) -> Path:
    """The path, or with a number behind it where a file is there: a migration that was cut short backs up once more."""
    number = 2
    free = path
    while free.exists():
        free, number = path.with_name(f"{path.name}.{number}"), number + 1
    return free


def _check_shape(store: Store) -> None:
    """Refuse a file whose inside somebody else made: a trigger would run with every write."""
    with store.told():
        if fingerprint(store.connection) in SHAPES:
            return
        from annotator.store import shape
        from annotator.store.schema import migrations

        odd = shape.oddities(store.db, migrations)
    _refuse(store, odd)


def _refuse(store: Store, odd: list[str]) -> None:
    if odd:
        raise StoreError(f"{store.path}: {odd[0]}; run “annotator doctor” on it to see what can be taken over.")


def migrate(store: Store) -> None:
    """Apply the migrations that are missing, rebuild the derived tables, and set the version, in one transaction."""
    from annotator.store import derived
    from annotator.store.journal import give_id
    from annotator.store.schema import migrations

    with store.writing():
        migrations.apply(store.db)
        give_id(store, new_id())
        derived.rebuild(store)
        store.execute(f"PRAGMA user_version = {VERSION}")


def backup(store: Store, target: Path, *, checked: bool = False) -> None:
    """Copy the whole project to ``target`` through SQLite's backup API, safe while it is in use; moved into place at the end.

    ``checked``: StoreError, and no copy, where the project is damaged.
    """
    partial = target.with_name(target.name + ".part")
    _remove(partial)
    try:
        with store.told(), closing(sqlite3.connect(partial)) as copy:
            store.connection.backup(copy)
            if checked and copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreError(f"{store.path}: {_MEND['SQLITE_CORRUPT'].format(path=quoted(store.path))}.")
        partial.replace(target)
    except OSError as err:
        raise StoreError(f"{target}: the backup could not be written ({err.strerror}); check the folder.") from err
    finally:
        _remove(partial)


def connect(path: Path, *, read_only: bool = False) -> Store:
    """The project file at a path, as it is: whose it is and of which version is not looked at."""
    return Store(path, read_only=read_only)


def _connection(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A connection with the pragmas that keep every decision: WAL, each commit synced, foreign keys, no trust in the schema."""
    uri = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
