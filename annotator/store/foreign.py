"""Another project file, which is not trusted, opened to be read.

It is opened for reading alone with ``trusted_schema`` off, and only its tables are read: no view of it is asked, no trigger
fires on reading. One of an older schema is migrated in a copy; the file itself is never written.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from annotator.errors import BadInputError, StoreError
from annotator.store.connection import Store, backup, connect, migrate, open_store
from annotator.store.layout import VERSION

_TABLES = (
    "adjudication", "annotator", "article", "article_version", "change", "codebook", "decision", "finish", "proposal",
    "proposal_run", "review", "reviewed", "setting", "settled", "speaker", "speaker_revision", "stance",
)  # fmt: skip


def _columns(store: Store, table: str) -> list[tuple[str, ...]]:
    """The columns of a table, hidden and generated ones too, and whether its types hold (STRICT); none of a view or a virtual table."""
    return store.rows(
        """SELECT x.name, x.type, x.hidden, t.strict FROM pragma_table_list t, pragma_table_xinfo(t.name) x
        WHERE t.schema = 'main' AND t.name = ? AND t.type = 'table' ORDER BY x.cid""",
        (table,),
    )


@contextmanager
def open_foreign(path: Path, own: Store) -> Iterator[Store]:
    """Open another project file for reading alone, with the tables of ``own``.

    BadInputError with a sentence where it is not sound.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            store = _of_today(path, Path(folder))
        except StoreError as err:
            raise BadInputError(str(err)) from err
        with closing(store):
            sound = store.one("PRAGMA quick_check(1)") == ("ok",)
            if not sound or any(_columns(store, table) != _columns(own, table) for table in _TABLES):
                raise BadInputError(f"{path}: the file is damaged or not a whole project; ask for it again.")
            yield store


def _of_today(path: Path, folder: Path) -> Store:
    """The file, or a migrated copy of it in ``folder``, for reading alone."""
    store = open_store(path, read_only=True, migrates=False)
    try:
        version = (store.one("PRAGMA user_version") or (0,))[0]
        if version < VERSION:
            copy = _migrated(store, version, folder / path.name)
            store.close()
            store = copy
        for pragma in ("query_only = ON", "cell_size_check = ON"):
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
            f"{store.path}: the file is damaged and could not be brought to today's form; ask for it again."
        ) from err
    made = connect(target, read_only=True)
    made.path = store.path  # messages name the file that was handed in
    return made
