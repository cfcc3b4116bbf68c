"""The tables of other programs' databases, read and never written: QualCoder and Taguette keep their projects in SQLite."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.open_projects import refuse_open


def rows(path: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table in the order they were added, by the names of their columns; BadInputError where it cannot be read.

    The database is opened read-only. A project that is open here is refused.
    """
    refuse_open(path)
    name = table.replace('"', '""')
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(f'SELECT * FROM "{name}" ORDER BY rowid')]
    except (sqlite3.Error, OSError, ValueError) as err:
        raise BadInputError(
            f"{path}: its table {table} cannot be read ({err}); open it in its own program and export it."
        ) from err
