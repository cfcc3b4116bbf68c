"""Tell whether a file is a database or a project, by asking SQLite.

Opening and closing a file by other means would drop the locks that this process has on it where it is a project that is open
(sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from enum import Enum
from pathlib import Path

from annotator.errors import StoreError
from annotator.store.layout import APPLICATION_ID, SUFFIX
from annotator.store.sqlite_messages import sentence

BESIDE = ("-journal", "-wal", "-shm")  # the ends of the names of files that belong to a database


class FileKind(Enum):
    """What kind of file would be overwritten."""

    OTHER = "other"
    DATABASE = "database"
    PROJECT = "project"


def file_kind(path: Path) -> FileKind:
    """What a regular file is; a project by its name, its contents, or since it is part of one. Nothing is written.

    StoreError where SQLite cannot tell, as of a file that may not be read.
    """
    for end in BESIDE:
        base = path.with_name(path.name.removesuffix(end))
        if base.name and base != path and base.is_file() and file_kind(base) is not FileKind.OTHER:
            return FileKind.PROJECT
    if path.suffix.lower() == SUFFIX:
        return FileKind.PROJECT
    # With a log beside it the header may stand there; without one a file that is opened for reading would get a log.
    how = "mode=ro" if path.with_name(path.name + "-wal").exists() else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True)) as db:
            pages, application = (
                db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "application_id")
            )
    except sqlite3.Error as err:
        if getattr(err, "sqlite_errorname", "") == "SQLITE_NOTADB":
            return FileKind.OTHER
        raise StoreError(sentence(path, err)) from err
    if application == APPLICATION_ID:
        return FileKind.PROJECT
    return FileKind.DATABASE if pages else FileKind.OTHER
