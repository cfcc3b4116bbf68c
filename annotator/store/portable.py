"""Rows as every copy of a project knows them: stable ids stand in the place of row numbers.

Which rows a transaction appended is told from the highest row numbers before and after it, and what a row points at from the
schema, so that a column that a migration adds is carried without a change here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.jsontext import read_json

if TYPE_CHECKING:
    from annotator.store.connection import Store

TABLES = (
    "annotator", "change", "article", "codebook", "codebook_change", "codebook_fate", "speaker", "speaker_revision", "decision",
    "stance", "recoded", "adjudication", "settled", "finish", "article_version", "review", "reviewed", "releases",
)  # fmt: skip
"""What people did, parents before children. Derived tables are not carried, nor is what the detector found."""

STABLE = {
    "annotator": "name",
    "change": "id",
    "article": "sha256",
    "speaker": "id",
    "decision": "id",
    "codebook_change": "key",
}
"""The column that names a row in every copy of a project, for the tables that others point at."""

DERIVED = {"change": frozenset({"live", "redoable"})}
"""Columns that follow from undo and redo, and are not carried."""

_MOVED = {"article": "change", "change": "merge"}
"""Columns that a later change may set anew: an article that comes back, a change that a second merge brings."""

SETTING = "setting"
Row = dict[str, Any]
"""A row: column -> value, those that are NULL left out; a reference is a stable id, or such a row where its table has none."""


class Table(NamedTuple):
    """A table as the schema describes it."""

    name: str
    columns: tuple[str, ...]
    number: str  # the column of its own row numbers; "" where it has none
    keys: tuple[str, ...]  # the columns of its primary key
    optional: frozenset[str]  # columns that may be NULL
    parents: Mapping[str, str]  # column -> the table that its numbers are of


class Marks(NamedTuple):
    """How far a project has come: the highest row number of each table that counts its rows, and all settings as JSON."""

    numbers: Mapping[str, int]
    settings: str


def tables(store: Store) -> dict[str, Table]:
    """The tables that are carried, as the schema describes them; read once for each store."""
    found: dict[str, Table] | None = store.carried
    if found is None:
        found = store.carried = {name: describe(store, name) for name in TABLES}
    return found


def describe(store: Store, name: str) -> Table:
    """A table, whether it is carried or not."""
    columns = store.rows('SELECT name, type, pk, "notnull" FROM pragma_table_info(?)', (name,))
    parents = {column: _parent(store, name, column) for column, *_ in columns}
    parents = {column: parent for column, parent in parents.items() if parent}
    keys = tuple(column for column, _, key, _ in columns if key)
    number = keys[0] if len(keys) == 1 and keys[0] not in parents and columns[0][1] == "INTEGER" else ""
    optional = frozenset(column for column, _, key, needed in columns if not key and not needed)
    return Table(name, tuple(column for column, *_ in columns), number, keys, optional, parents)


def _parent(store: Store, table: str, column: str) -> str:
    """The table whose row numbers a column holds, along all foreign keys; "" where it holds none."""
    found = ""
    while row := store.one('SELECT "table", "to" FROM pragma_foreign_key_list(?) WHERE "from" = ?', (table, column)):
        found, (table, column) = row[0], row
    return found


def marks(store: Store) -> Marks:
    """How far the project has come. Inside a transaction, what it appended so far counts."""
    counted = [table for table in tables(store).values() if table.number]
    numbers = ", ".join(f'(SELECT ifnull(max("{table.number}"), 0) FROM {table.name})' for table in counted)
    row = store.one(f"SELECT {numbers}, (SELECT json_group_object(name, value) FROM setting)")
    assert row is not None
    return Marks({table.name: n for table, n in zip(counted, row, strict=False)}, row[-1])


def appended(store: Store, before: Marks, after: Marks) -> Iterator[tuple[str, Row]]:
    """(table, row) for each row that was appended or moved between two marks, parents before children.

    One statement reads them all, table after table: each row begins with its table's name and ends with NULLs up to a common width.
    """
    every = tables(store)
    grown = {name: between for name, table in every.items() if (between := _between(table, before, after))[0]}
    columns = {name: [c for c in every[name].columns if c not in DERIVED.get(name, ())] for name in grown}
    width = max(map(len, columns.values()), default=0)
    parts = [
        f"SELECT '{name}', {', '.join(_value(every, every[name], column, 't') for column in columns[name])}"
        f"{', NULL' * (width - len(columns[name]))} FROM {name} t WHERE {where}"
        for name, (where, _) in grown.items()
    ]
    values = [value for _, some in grown.values() for value in some]
    for name, *found in store.connection.execute(" UNION ALL ".join(parts), values) if parts else ():
        row = {column: value for column, value in zip(columns[name], found, strict=False) if value is not None}
        nested = [column for column, parent in every[name].parents.items() if parent not in STABLE]
        yield name, row | {column: read_json(row[column]) for column in nested if column in row}
    if before.settings != after.settings:
        yield SETTING, read_json(after.settings)


def _between(table: Table, before: Marks, after: Marks) -> tuple[str, list[int]]:
    """The condition and values for the rows of a table between two marks; "" where there can be none."""
    watched = {table.number: table.name} if table.number else dict(table.parents)
    if moved := _MOVED.get(table.name):
        watched[moved] = "change"
    grown = {column: name for column, name in watched.items() if after.numbers[name] > before.numbers.get(name, 0)}
    condition = " OR ".join(f'(t."{column}" > ? AND t."{column}" <= ?)' for column in grown)
    return condition, [n for name in grown.values() for n in (before.numbers.get(name, 0), after.numbers[name])]


def _value(every: Mapping[str, Table], table: Table, column: str, alias: str) -> str:
    """SQL for what is carried of a column."""
    held, parent = f'{alias}."{column}"', table.parents.get(column)
    if parent is None:
        return held
    if parent in STABLE:
        return f"(SELECT {STABLE[parent]} FROM {parent} WHERE n = {held})"
    whole = every[parent]
    fields = (f"'{name}', {_value(every, whole, name, 'p')}" for name in whole.columns if name != whole.number)
    return f'(SELECT json_object({", ".join(fields)}) FROM {parent} p WHERE p."{whole.number}" = {held})'
