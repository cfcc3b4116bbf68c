"""Save what only a deleted log holds: read it before its connection is closed, and append it to the project at the path.

What is at most missing are each table's newest rows, no more of them than the log has bytes. They come as the journal's rows do
(``portable``, ``replay``): known by what names them in every copy, under their own numbers where others have not taken these.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from annotator.errors import ProjectChangedError, StoreError
from annotator.store import portable
from annotator.store.connection import Store
from annotator.store.portable import ProgressMark, Row
from annotator.store.replay import Replay
from annotator.store.tables import Holds, Table, that_hold

_READ = that_hold(Holds.WORK, Holds.MACHINE)
_LEAST = 1 << 20  # bytes of rows that are looked at in any case


@dataclass(slots=True)
class LogRows:
    """The newest rows of each table, parents before children, and all settings."""

    rows: list[tuple[str, Row]] = field(default_factory=list)
    settings: Row = field(default_factory=dict)
    whole: bool = True  # whether the old connection could read all that was asked of it, and the project took it


def newest(store: Store, size: int) -> LogRows:
    """Read each table's newest rows, about ``size`` bytes of each; what cannot be read is left out."""
    found = LogRows()
    ranges: dict[str, tuple[int, int]] = {}
    for table in _READ:
        try:
            if table.number:
                ranges[table.name] = _range(store, table, size + _LEAST)
        except (StoreError, sqlite3.DatabaseError, UnicodeDecodeError):
            found.whole = False
    before, after = (ProgressMark({name: ends[at] for name, ends in ranges.items()}, "") for at in (0, 1))
    for table in _READ:
        try:
            found.rows += portable.between(store, [table], before, after)
        except (StoreError, sqlite3.DatabaseError, UnicodeDecodeError):
            found.whole = False
    try:
        found.settings = dict(store.rows("SELECT name, value FROM setting"))
    except (StoreError, UnicodeDecodeError):
        found.whole = False
    return found


def _range(store: Store, table: Table, size: int) -> tuple[int, int]:
    """The number before a table's newest rows of about so many bytes, and the highest one."""
    lengths = " + ".join(f'ifnull(length(CAST("{column}" AS BLOB)), 0) + 8' for column in table.columns)
    first = last = None
    for number, length in store.connection.execute(
        f'SELECT "{table.number}", {lengths} FROM {table.name} ORDER BY "{table.number}" DESC'
    ):
        first, last, size = number, number if last is None else last, size - length
        if size < 0:
            break
    return (first - 1, last) if first is not None and last is not None else (0, 0)


def append(store: Store, found: LogRows) -> Counter[str]:
    """Append the rows that the project lacks, in one transaction; how many of each table.

    ProjectChangedError where the project has none of the changes that were read: it is another one, or an older state of it.
    """

    def lose(*_: Any) -> None:
        found.whole = False

    replay = Replay(store, lose, also=Holds.MACHINE)
    with store.writing():
        _check_common_ground(store, replay, found)
        for table, row in found.rows:
            replay.bring(table, row)
        store.executemany("INSERT OR IGNORE INTO setting (name, value) VALUES (?, ?)", list(found.settings.items()))
        replay.finish()
    return replay.kept


def _check_common_ground(store: Store, replay: Replay, found: LogRows) -> None:
    """ProjectChangedError unless the project has some of the changes that were read, or none of anybody's."""
    changes = [row for table, row in found.rows if table == "change"]
    if not any(replay.knows("change", row) for row in changes) and store.one("SELECT 1 FROM change") is not None:
        raise ProjectChangedError(
            f"{store.path}: another project, or an older state of it, is in its place; save what you decided as a new file."
        )
