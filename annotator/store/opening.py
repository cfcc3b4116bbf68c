"""Open and create project files. A new one is complete or absent; an older one is migrated after a backup."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from annotator.errors import NewerProjectError, StoreError
from annotator.store.advice import left_beside, quoted
from annotator.store.connection import Store, connect, new_id
from annotator.store.layout import APPLICATION_ID, fingerprint
from annotator.store.sqlite_messages import FIXES, sentence
from annotator.store.tables import SHAPES, VERSION

_BESIDE = ("", "-journal", "-wal", "-shm")  # what SQLite may leave of a file that was not finished


def create(path: Path, prepare: Callable[[Store], None] | None = None) -> Store:
    """Create a project file with what ``prepare`` puts into it, complete or not at all.

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
            f"{path}: the project file could not be created ({err.strerror}); choose another folder."
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
    """Move the finished file to its name; FileExistsError where that exists by now."""
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
    """A path that is free: the given one, or with a number behind it where an interrupted migration left a backup."""
    number = 2
    free = path
    while free.exists():
        free, number = path.with_name(f"{path.name}.{number}"), number + 1
    return free


def _check_shape(store: Store) -> None:
    """Refuse a file whose tables, views or triggers this program did not make: a trigger would run with every write."""
    with store.translate_errors():
        if is_as_made(store):
            return
        from annotator.store import shape
        from annotator.store.schema import migrations

        odd = shape.oddities(store.db, migrations)
    _refuse(store, odd)


def is_as_made(store: Store) -> bool:
    """Whether all that the file's schema says is what this version of the program makes."""
    with store.translate_errors():
        return fingerprint(store.connection) in SHAPES


def _refuse(store: Store, odd: list[str]) -> None:
    if odd:
        raise StoreError(f"{store.path}: {odd[0]}; run “annotator doctor” on it to see what can be recovered.")


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
        with store.translate_errors(), closing(sqlite3.connect(partial)) as copy:
            store.connection.backup(copy)
            if checked and copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreError(f"{store.path}: {FIXES['SQLITE_CORRUPT'].format(path=quoted(store.path))}.")
        partial.replace(target)
    except OSError as err:
        raise StoreError(f"{target}: the backup could not be written ({err.strerror}); check the folder.") from err
    finally:
        _remove(partial)
