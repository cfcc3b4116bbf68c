"""Rows as every copy of a project knows them: stable ids stand in the place of row numbers.

Which rows a transaction appended is told from the highest row numbers before and after it, and what a row points at from
``tables.py``, so that a column that is added there is carried without a change here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from annotator.jsontext import read_json
from annotator.store.tables import TABLES, Column, Holds, Table, that_hold

if TYPE_CHECKING:
    from annotator.store.connection import Store

CARRIED = that_hold(Holds.WORK)
"""What people did, parents before children. Derived tables are not carried, nor is what the detector found."""

SETTING = "setting"
Row = dict[str, Any]
"""A row: column -> value, those that are NULL left out; a reference is a stable id, or such a row where its table has none."""


class ProgressMark(NamedTuple):
    """How far a project has come: the highest row number of each table that counts its rows, and all settings as JSON."""

    numbers: Mapping[str, int]
    settings: str


_COUNTED = [table for table in CARRIED if table.number]
_MARKS = f"""SELECT {", ".join(f'(SELECT ifnull(max("{table.number}"), 0) FROM {table.name})' for table in _COUNTED)},
    (SELECT json_group_object(name, value) FROM setting)"""


def marks(store: Store) -> ProgressMark:
    """How far the project has come. Inside a transaction, what it appended so far counts."""
    row = store.one(_MARKS)
    assert row is not None
    return ProgressMark({table.name: n for table, n in zip(_COUNTED, row, strict=False)}, row[-1])


RowRange = tuple[int, int]
"""The first and the last number of rows of a table; where a table does not number its rows, those of the rows that they belong to."""


def appended(
    store: Store,
    before: ProgressMark,
    after: ProgressMark,
    tables: Sequence[Table] = CARRIED,
    without: Mapping[str, RowRange] = MappingProxyType({}),
) -> Iterator[bytes]:
    """:func:`between` as JSON, ``["table",{row}]``, for the tables of the journal, and the settings where they changed.

    SQLite makes the text, which costs a third of reading the values and writing them out. The rows ``without``, by table, are left out.
    The connection was given to :func:`prepare`.
    """
    grown = _grown(tables, before, after, without)
    if grown:
        parts = (f"SELECT {_WRITTEN[name]} FROM {name} t WHERE {where}" for name, (where, _) in grown.items())
        for (row,) in store.connection.execute(" UNION ALL ".join(parts), _values(grown)):
            yield row.encode("utf-8")
    if before.settings != after.settings:
        yield orjson.dumps((SETTING, read_json(after.settings)))


def between(
    store: Store, tables: Sequence[Table], before: ProgressMark, after: ProgressMark
) -> Iterator[tuple[str, Row]]:
    """(table, row) for each row of some tables that was appended or moved between two marks, in the order of the tables.

    One statement reads them all: each row begins with its table's name and ends with NULLs up to a common width.
    """
    grown = _grown(tables, before, after)
    width = max((len(TABLES[name].carried) for name in grown), default=0)
    parts = [
        f"SELECT '{name}', {_SELECTED[name]}{', NULL' * (width - len(TABLES[name].carried))} FROM {name} t WHERE {where}"
        for name, (where, _) in grown.items()
    ]
    for name, *found in store.connection.execute(" UNION ALL ".join(parts), _values(grown)) if parts else ():
        row = {column: value for column, value in zip(TABLES[name].carried, found, strict=False) if value is not None}
        for column in _NESTED[name]:
            if column in row:
                row[column] = read_json(row[column])
        yield name, row


_Grown = dict[str, tuple[str, list[int]]]


def _grown(
    tables: Sequence[Table],
    before: ProgressMark,
    after: ProgressMark,
    without: Mapping[str, RowRange] = MappingProxyType({}),
) -> _Grown:
    """The condition and values for the rows between two marks but those ``without``, by the names of the tables that have some."""
    each = ((table.name, _between(table, before, after, without.get(table.name))) for table in tables)
    return {name: found for name, found in each if found[0]}


def _values(grown: _Grown) -> list[int]:
    return [value for _, some in grown.values() for value in some]


def _between(
    table: Table, before: ProgressMark, after: ProgressMark, without: RowRange | None = None
) -> tuple[str, list[int]]:
    """The condition and values for the rows of a table between two marks but those ``without``; "" where there can be none."""
    watched = {table.number: table.name} if table.number else dict(table.parents)
    if table.moved:
        watched[table.moved] = "change"
    number = table.number or table.keys[0]
    conditions: list[str] = []
    values: list[int] = []
    for column, name in watched.items():
        low, high = before.numbers.get(name, 0), after.numbers.get(name, 0)
        parts, out = [(low, high)], ""
        if without is not None and column == number:  # what is left out is not even walked
            parts = [(low, min(high, without[0] - 1)), (max(low, without[1]), high)]
        elif without is not None:
            out = f' AND NOT t."{number}" BETWEEN {without[0]} AND {without[1]}'
        for part in parts:
            if part[0] < part[1]:
                conditions.append(f'(t."{column}" > ? AND t."{column}" <= ?{out})')
                values += part
    return " OR ".join(conditions), values


def _value(table: Table, column: str, alias: str) -> str:
    """SQL for what is carried of a column."""
    held, parent = f'{alias}."{column}"', table.parents.get(column)
    if parent is None:
        return held
    whole = TABLES[parent]
    if whole.stable:
        return f"(SELECT {whole.stable} FROM {parent} WHERE {whole.number} = {held})"
    fields = (f"'{name}', {_value(whole, name, 'p')}" for name in whole.columns if name != whole.number)
    return f'(SELECT json_object({", ".join(fields)}) FROM {parent} p WHERE p."{whole.number}" = {held})'


_EVERY = that_hold(Holds.WORK, Holds.MACHINE)
_SELECTED = {table.name: ", ".join(_value(table, column, "t") for column in table.carried) for table in _EVERY}
_NESTED = {
    table.name: [column for column, parent in table.parents.items() if not TABLES[parent].stable] for table in _EVERY
}
_REAL = "shortest_real"


def prepare(connection: sqlite3.Connection) -> None:
    """Give a connection what :func:`appended` calls. Once: SQLite then prepares all statements of the connection anew."""
    connection.create_function(_REAL, 1, _real, deterministic=True)


def _real(value: float | None) -> str | None:
    """A number as JSON has it: SQLite would write 15 digits, which are not always the same number."""
    return None if value is None else orjson.dumps(value).decode("ascii")


def _sure(table: Table, column: Column) -> str:
    """SQL for ``'column', value`` as ``json_object`` takes it."""
    value, parent = _value(table, column.name, "t"), table.parents.get(column.name)
    if column.type == "REAL":
        value = f"json({_REAL}({value}))"
    elif parent is not None and not TABLES[parent].stable:
        value = f"json({value})"  # SQLite may forget that it is JSON
    return f"'{column.name}', {value}"


def _pair(table: Table, column: Column) -> str:
    """SQL for ``"column":value,`` as JSON; for the empty text where the value is NULL."""
    key, value = f"""'"{column.name}":'""", _value(table, column.name, "t")
    if column.type == "INTEGER" and not column.refers:
        return f"ifnull({key} || {value} || ',', '')"
    return f"CASE WHEN t.\"{column.name}\" IS NULL THEN '' ELSE {key} || json_quote({value}) || ',' END"


def _written(table: Table) -> str:
    """SQL for a whole row as JSON, with the name of its table before it: what may be NULL first, all else at once."""
    carried = [column for column in table.declared if column.name in table.carried]
    pairs = "".join(f"{_pair(table, column)} || " for column in carried if column.optional)
    sure = ", ".join(_sure(table, column) for column in carried if not column.optional)
    return f"""'["{table.name}",{{' || {pairs}substr(CAST(json_object({sure}) AS BLOB), 2) || ']'"""


_WRITTEN = {table.name: _written(table) for table in CARRIED}
