"""Open another project file, which is not trusted, for reading.

It is opened for reading alone with ``trusted_schema`` off, and only its tables are read: no view of it is asked, no trigger
fires on reading. One of an older schema is migrated in a copy; the file itself is never written.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from annotator.errors import BadInputError, StoreError
from annotator.store.connection import MEMORY, Store, connect
from annotator.store.opening import backup, is_as_made, migrate, open_store
from annotator.store.portable import SETTING
from annotator.store.tables import TABLES, VERSION, Holds, Table, that_hold

_READ = (*that_hold(Holds.WORK, Holds.MACHINE), TABLES[SETTING])


def _is_as_declared(store: Store, table: Table) -> bool:
    """Whether a file has the table, no view or virtual one, with these columns and no hidden or generated ones, its types held (STRICT)."""
    found = store.rows(
        """SELECT x.name, x.type, x.hidden, t.strict FROM pragma_table_list t, pragma_table_xinfo(t.name) x
        WHERE t.schema = 'main' AND t.name = ? AND t.type = 'table' ORDER BY x.cid""",
        (table.name,),
    )
    return found == [(column.name, column.type, 0, 1) for column in table.declared]


@contextmanager
def open_foreign(path: Path) -> Iterator[Store]:
    """Open another project file for reading alone; BadInputError with a sentence where it is not sound."""
    with ExitStack() as copies:
        try:
            store = _of_today(path, copies)
        except StoreError as err:
            raise BadInputError(str(err)) from err
        with closing(store):
            sound = store.one("PRAGMA quick_check(1)") == ("ok",)
            if not sound or not (is_as_made(store) or all(_is_as_declared(store, table) for table in _READ)):
                raise BadInputError(f"{path}: the file is damaged or not a whole project; ask for it again.")
            yield store


def _of_today(path: Path, copies: ExitStack) -> Store:
    """The file, or a migrated copy of it that ``copies`` deletes at the end, for reading alone."""
    store = open_store(path, read_only=True, migrates=False)
    try:
        version = (store.one("PRAGMA user_version") or (0,))[0]
        if version < VERSION:
            folder = copies.enter_context(tempfile.TemporaryDirectory())
            copy = _migrated(store, version, Path(folder, path.name))
            store.close()
            store = copy
        # A check reads all pages, and the merge behind it most of them again.
        for pragma in ("query_only = ON", "cell_size_check = ON", f"cache_size = -{MEMORY}"):
            store.one(f"PRAGMA {pragma}")
    except BaseException:
        store.close()
        raise
    return store


def _migrated(store: Store, version: int, target: Path) -> Store:
    """A copy of an older file with the schema of today. StoreError where it does not hold what its version says."""
    from annotator.store import shape

    there = store.one("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations' AND type = 'table'")
    applied = store.one("SELECT count(*) FROM _sqlite_migrations") if there else (0,)
    if odd := shape.triggers(store.db):  # the migration would run them
        raise StoreError(f"{store.path}: {odd[0]}; ask for the file again.")
    if applied != (version,):
        raise StoreError(f"{store.path}: the file is damaged or not a whole project; ask for it again.")
    backup(store, target)
    try:
        with closing(connect(target)) as copy:
            migrate(copy)
    except (StoreError, sqlite3.Error) as err:  # what is in it is not what its version says
        raise StoreError(
            f"{store.path}: the file is damaged and could not be migrated to the current version; ask for it again."
        ) from err
    made = connect(target, read_only=True)
    made.path = store.path  # messages name the file that was handed in
    return made
