"""Another project file, which is not trusted, opened to be read.

It is opened for reading alone with ``trusted_schema`` off, and only its tables are read: no view of it is asked, no trigger
fires on reading.
"""

from __future__ import annotations

from pathlib import Path

from annotator.errors import BadInputError, StoreError
from annotator.store.connection import Store, open_store
from annotator.store.layout import VERSION

_TABLES = (
    "adjudication", "annotator", "article", "article_version", "change", "codebook", "decision", "finish", "proposal",
    "proposal_run", "review", "reviewed", "setting", "settled", "speaker", "speaker_revision", "stance",
)  # fmt: skip


def _columns(store: Store, table: str) -> list[tuple[str, ...]]:
    """The columns of a table, hidden and generated ones too; none where it is a view or a virtual table."""
    return store.rows(
        """SELECT x.name, x.type, x.hidden FROM pragma_table_list t, pragma_table_xinfo(t.name) x
        WHERE t.schema = 'main' AND t.name = ? AND t.type = 'table' ORDER BY x.cid""",
        (table,),
    )


def open_foreign(path: Path, own: Store) -> Store:
    """Another project file for reading alone, with the tables of ``own``; BadInputError with a sentence where it is not sound."""
    try:
        store = open_store(path, read_only=True)
    except StoreError as err:
        raise BadInputError(str(err)) from err
    try:
        for pragma in ("query_only = ON", "cell_size_check = ON"):
            store.one(f"PRAGMA {pragma}")
        if store.one("PRAGMA user_version") != (VERSION,):
            raise BadInputError(
                f"{path}: an older version of the program wrote it; open it once with this one, then merge."
            )
        sound = store.one("PRAGMA quick_check(1)") == ("ok",)
        if not sound or any(_columns(store, table) != _columns(own, table) for table in _TABLES):
            raise BadInputError(f"{path}: the file is damaged or not a whole project; ask for it again.")
    except BaseException:
        store.close()
        raise
    return store
