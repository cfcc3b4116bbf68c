"""Rows that only a dead log holds, read before its connection is closed and appended to the project that stands at the path.

What is at most missing are each table's newest rows, no more of them than the log has bytes. They are known by what makes them
unique (ids, names, checksums), get new numbers where others have taken theirs meanwhile, and point at each other as before.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.errors import ProjectChangedError
from annotator.store import derived, shape
from annotator.store.connection import Store
from annotator.store.schema import migrations

Row = dict[str, Any]
_MADE_ANEW = {*derived.TRUTH, "speaker_name", "_sqlite_migrations"}
_LEAST = 1 << 20  # bytes of rows that are looked at in any case
_MANY = 50  # changes from which on the derived tables are made anew as a whole


@dataclass(slots=True)
class Newest:
    """The newest rows of each table, the newest first."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    whole: bool = True  # whether the old connection could read all that was asked of it


@dataclass(frozen=True, slots=True)
class _Table:
    """What a table's rows are known by, and what they point at."""

    name: str
    columns: tuple[str, ...]
    number: str  # the column that numbers the rows, "" where they have no numbers of their own
    key: tuple[str, ...]
    parents: Mapping[str, str]  # column -> table
    later: frozenset[str]  # columns that point at rows which come after this one


def newest(store: Store, size: int) -> Newest:
    """Read each table's newest rows, about ``size`` bytes of each; what cannot be read is left out."""
    found = Newest()
    for table in _tables(store):
        rows = found.rows[table.name] = []
        left = size + _LEAST
        names = ", ".join(f'"{column}"' for column in table.columns)
        by = table.number or table.key[0]
        try:
            for values in store.connection.execute(f'SELECT {names} FROM {table.name} ORDER BY "{by}" DESC'):
                rows.append(dict(zip(table.columns, values, strict=True)))
                left -= sum(len(value) if isinstance(value, (str, bytes)) else 8 for value in values)
                if left < 0:
                    break
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            found.whole = False
    return found


def append(store: Store, found: Newest) -> Counter[str]:
    """Append the rows that the project lacks, in one transaction; how many of each table.

    ProjectChangedError where the project has none of the changes that were read: it is another one, or an older state of it.
    """
    with store.writing():
        added = _Appending(store, found).run()
    store.cache.clear()
    return added


def _tables(store: Store) -> list[_Table]:
    """The tables that are not made anew from others, parents before their children as far as they are in no circle."""
    waiting = {name: _parents(store, name) for name in shape.expected(migrations)[0] if name not in _MADE_ANEW}
    placed: list[_Table] = []
    while waiting:
        names = {table.name for table in placed}
        free = [name for name, parents in waiting.items() if names.issuperset(parents.values())]
        name = free[0] if free else "change"  # it points at itself, and at an article, which points at it
        parents = waiting.pop(name)
        later = frozenset(column for column, parent in parents.items() if parent not in names)
        placed.append(_table(store, name, parents, later))
    return placed


def _parents(store: Store, name: str) -> dict[str, str]:
    return dict(store.rows('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (name,)))


def _table(store: Store, name: str, parents: Mapping[str, str], later: frozenset[str]) -> _Table:
    info = store.rows("SELECT name, pk FROM pragma_table_info(?)", (name,))
    columns = tuple(column for column, _ in info)
    primary = tuple(column for column, at in sorted(info, key=lambda row: row[1]) if at)
    unique = store.one("SELECT name FROM pragma_index_list(?) WHERE origin = 'u'", (name,))
    numbered = primary == ("n",)
    if unique is not None:
        key = tuple(column for (column,) in store.rows("SELECT name FROM pragma_index_info(?)", unique))
    else:
        key = tuple(column for column in columns if column != "n") if numbered else primary
    return _Table(name, columns, "n" if numbered else "", key, parents, later)


class _Appending:
    """Rows on their way into the project, inside the open transaction."""

    def __init__(self, store: Store, found: Newest) -> None:
        self.store, self.found = store, found
        self.numbers: dict[str, dict[int, int]] = {}  # table -> number there -> number here
        self.added: Counter[str] = Counter()
        self.changes: set[int] = set()  # those that were lacking, by their numbers here

    def run(self) -> Counter[str]:
        """Append, link, and make anew what follows from it."""
        tables = _tables(self.store)
        for table in tables:
            self.numbers[table.name] = {}
            for row in reversed(self.found.rows.get(table.name, [])):
                self._bring(table, row)
            if table.name == "change":
                self._common_ground()
        self._link(next(table for table in tables if table.name == "change"))
        self._make_anew()
        return self.added

    def _bring(self, table: _Table, row: Row) -> None:
        """Append a row, unless the project has it."""
        values = {
            column: None if column in table.later else self._here(table.parents.get(column), value)
            for column, value in row.items()
            if column != table.number
        }
        where = " AND ".join(f'"{column}" IS ?' for column in table.key)
        known = self.store.one(
            f"SELECT {table.number or 1} FROM {table.name} WHERE {where}", [values[column] for column in table.key]
        )
        number = known[0] if known else self._insert(table, values)
        if table.number and number is not None:
            self.numbers[table.name][row[table.number]] = number

    def _insert(self, table: _Table, values: Row) -> int | None:
        """The number of a new row; None where the project does not take it, since what it points at could not be read."""
        names = ", ".join(f'"{column}"' for column in values)
        marks = ", ".join("?" * len(values))
        try:
            cursor = self.store.execute(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", list(values.values()))
        except sqlite3.IntegrityError:
            self.found.whole = False
            return None
        self.added[table.name] += 1
        if table.name == "change" and cursor.lastrowid is not None:
            self.changes.add(cursor.lastrowid)
        return cursor.lastrowid

    def _here(self, table: str | None, value: Any) -> Any:
        """A value as it is here: the number of another row may be another one; a row that was not read has its own still."""
        return self.numbers[table].get(value, value) if table is not None and value is not None else value

    def _common_ground(self) -> None:
        """StoreError unless the project has some of the changes, or none of anybody's."""
        if len(self.changes) == len(self.found.rows["change"]) and self.store.one(
            f"SELECT 1 FROM change WHERE n NOT IN ({', '.join(map(str, self.changes)) or 'NULL'})"
        ):
            raise ProjectChangedError(
                f"{self.store.path}: another project, or an older state of it, is in its place; save what you decided as a new file."
            )

    def _link(self, table: _Table) -> None:
        """Let the new changes point at what came after them; changes stand or not as whoever made the new ones left them."""
        theirs = {row["annotator"] for row in self._rows_of_new()}
        for row in self.found.rows["change"]:
            number = self.numbers["change"].get(row["n"])
            if number in self.changes:
                for column in table.later:
                    value = self._here(table.parents[column], row[column])
                    self.store.execute(f"UPDATE change SET {column} = ? WHERE n = ?", (value, number))
            if number is not None and row["annotator"] in theirs:
                self.store.execute(
                    "UPDATE change SET live = ?, redoable = ? WHERE n = ?", (row["live"], row["redoable"], number)
                )
        for row in self.found.rows.get("article", []):  # an import takes an article up again that had been taken back
            if (change := self._here("change", row["change"])) in self.changes:
                number = self._here("article", row["n"])
                self.store.execute("UPDATE article SET change = ? WHERE n = ?", (change, number))

    def _rows_of_new(self) -> Iterator[Row]:
        for row in self.found.rows["change"]:
            if self.numbers["change"].get(row["n"]) in self.changes:
                yield row

    def _make_anew(self) -> None:
        touched = self.changes | {self._here("change", row["target"]) for row in self._rows_of_new() if row["target"]}
        if len(touched) > _MANY or self.added["proposal_run"]:
            derived.rebuild(self.store)
        else:
            for change in sorted(touched):
                derived.settle(self.store, change)
