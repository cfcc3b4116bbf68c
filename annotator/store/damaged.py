"""Read what is readable in a damaged project file: rows by ranges of their numbers, and tables whose list is destroyed.

A range that the file does not give is halved until the rows round the damage are found. Where SQLite cannot read the list of
tables any more, a copy gets a new list: the tables of that version of the schema, each at the page where the old list, as
far as its pages are there, says that the table begins.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from annotator.errors import StoreError
from annotator.store.connection import Store, connect
from annotator.store.layout import APPLICATION_ID
from annotator.store.portable import Row
from annotator.store.schema import migrations
from annotator.store.sqlite_library import Database
from annotator.store.tables import TABLES, VERSION

PATIENCE = 20_000  # failed reads after which a table is given up: its root is gone
LARGEST = 1_000_000_000  # bytes of a file that is copied to get a new list of tables
_HEADER, _LEAF = 100, 13  # bytes before the first page's content; the mark of a page that holds rows


def rows(store: Store, table: str) -> Iterator[Row]:
    """Read all rows of a table that are readable."""
    leading, keys = TABLES[table].declared[0], TABLES[table].keys
    key = "rowid" if len(keys) == 1 else leading.name  # a table of two keys or more has no row numbers
    if leading.type != "INTEGER":  # small
        yield from _read(store, f"SELECT * FROM {table}", ())[0]
        return
    failures = iter(range(PATIENCE))
    for window in _windows(store, table, key, failures):
        waiting = [window]
        while waiting:
            first, end = waiting.pop()
            found, whole = _read(
                store, f"SELECT * FROM {table} WHERE {key} BETWEEN ? AND ? ORDER BY {key}", (first, end)
            )
            if whole or first == end:
                yield from found
            elif next(failures, None) is None:
                return
            else:
                middle = (first + end) // 2
                waiting += [(middle + 1, end), (first, middle)]


def _windows(store: Store, table: str, key: str, failures: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Ranges of a table's numbers that hold rows, however far apart; where the file does not say, the next numbers in turn."""
    at = -(1 << 63)
    while True:
        found, whole = _read(store, f"SELECT min({key}) AS next FROM {table} WHERE {key} > ?", (at,))
        if whole and not isinstance(found[0]["next"], int):
            return
        if not whole and next(failures, None) is None:
            return
        first = found[0]["next"] if whole else max(at + 1, 0)
        at = min(first + 4095, (1 << 63) - 1)
        yield first, at


def _read(store: Store, sql: str, parameters: tuple[int, ...]) -> tuple[list[Row], bool]:
    """Read rows until the file fails: the rows, and whether these are all."""
    found: list[Row] = []
    try:
        cursor = store.connection.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        found.extend(dict(zip(names, values, strict=True)) for values in cursor)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return found, False
    return found, True


def opened(path: Path, folder: Path) -> Store | None:
    """A project file for reading what it still gives: itself, or a copy of it in ``folder`` with a new list of tables; or None.

    Where the list is destroyed the file is opened aside from SQLite, which takes this process's locks on it: no connection of
    this process may have it open.
    """
    try:
        store = connect(path, read_only=True)
    except StoreError:
        return None
    try:
        if store.connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'change'").fetchone() == (1,):
            return store
    except sqlite3.DatabaseError:
        pass
    store.close()
    copy = _with_new_list(path, folder)
    return connect(copy, read_only=True) if copy is not None else None


def _with_new_list(path: Path, folder: Path) -> Path | None:
    """A copy of the file with its list of tables made again; None where it is no project, or too little of it is left."""
    try:
        if not 0 < path.stat().st_size <= LARGEST:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    size = struct.unpack_from(">H", data.ljust(_HEADER, b"\0"), 16)[0] or 4096
    size = 65536 if size == 1 else size
    version, application = (struct.unpack_from(">I", data.ljust(_HEADER, b"\0"), at)[0] for at in (60, 68))
    roots = _roots(data, size)
    if application != APPLICATION_ID and "decision" not in roots:
        return None
    copy = folder / "list.annot"
    room = (
        2 * -(-len(data) // size) + 100
    )  # pages: what pointed behind the end of a file cut short must find nothing there
    _make_list(copy, size, room, version if 0 < version <= VERSION else VERSION, roots)
    with copy.open("r+b") as file:
        file.seek(size)
        file.write(data[size:].ljust((room - 1) * size, b"\0"))
    return copy


def _make_list(path: Path, size: int, pages: int, version: int, roots: dict[str, int]) -> None:
    """A project without rows whose own pages begin behind the first ``pages``, and whose tables begin at ``roots``."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA page_size = {size}")
        db.execute("CREATE TABLE room (held BLOB)")
        db.execute("INSERT INTO room VALUES (zeroblob(?))", (pages * size,))
        names = [each.name for each in migrations.pending(Database(memory=True))]
        stop = names[version] if version < len(names) else None
        migrations.apply(Database(db, execute_plugins=False), stop_before=stop)
        db.execute("PRAGMA writable_schema = ON")
        db.execute("DELETE FROM sqlite_master WHERE name = 'room'")
        db.executemany("UPDATE sqlite_master SET rootpage = ? WHERE type = 'table' AND name = ?",
                       [(page, name) for name, page in roots.items() if page <= pages])  # fmt: skip


def _roots(data: bytes, size: int) -> dict[str, int]:
    """Where each table begins, as the pages of the old list say that are still there."""
    found: dict[str, int] = {}
    for start in range(0, len(data) - size + 1, size):
        at = start + _HEADER if start == 0 else start
        if data[at] != _LEAF:
            continue
        for place in struct.unpack_from(
            f">{min(struct.unpack_from('>H', data, at + 3)[0], size // 2 - 60)}H", data, at + 8
        ):
            values = _text_row(data[start + place : start + size])
            if values and values[0] == "table" and type(values[3]) is int:
                found[str(values[1])] = values[3]
    return found


def _text_row(cell: bytes) -> list[Any]:
    """The first four values of a row of the list of tables (type, name, table, page); [] where a cell is none."""
    try:
        _, at = _number(cell, 0)
        _, at = _number(cell, at)
        length, place = _number(cell, at)
        end, kinds = at + length, list[int]()
        while place < end:
            kind, place = _number(cell, place)
            kinds.append(kind)
        values: list[Any] = []
        for kind in kinds[:4] if len(kinds) == 5 else ():
            width = (kind - 13) // 2 if kind >= 13 and kind % 2 else kind if kind in (1, 2, 3, 4) else -1
            if width < 0 or end + width > len(cell):
                return []
            part = cell[end : end + width]
            values.append(part.decode("utf-8") if kind >= 13 else int.from_bytes(part, "big"))
            end += width
    except (IndexError, UnicodeDecodeError):
        return []
    return values


def _number(cell: bytes, at: int) -> tuple[int, int]:
    """A number as SQLite writes it in one to nine bytes, and where the next thing begins."""
    value = 0
    for n in range(8):
        value = value << 7 | cell[at + n] & 0x7F
        if cell[at + n] < 0x80:
            return value, at + n + 1
    return value << 8 | cell[at + 8], at + 9
