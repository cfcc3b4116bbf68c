"""Lines of the journal that are made while the transaction that appends their rows goes on.

They say what would be read of the rows after the commit, and are written then. What is too little for a line, what does not follow
the rows before it, and what comes when much waits already is left to be read after the commit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import orjson

from annotator.store import journal_lines
from annotator.store.journal_lines import Packer
from annotator.store.portable import CARRIED
from annotator.store.tables import TABLES, TableRows

if TYPE_CHECKING:
    from annotator.store.connection import Store

AHEAD = 100_000_000
"""Bytes of rows whose lines are made before the commit; they wait in memory."""
LAST = (1 << 63) - 1
"""The highest row number that there can be."""
_FAR = 1 << 62  # a row number near it, behind which SQLite takes any that is free
_NAMED = 100_000  # names of rows of a table that are kept for the rows that refer to them
_AT_ONCE = 500  # row numbers in a statement
_FEW = 16  # rows written out at once
_LONG = {"article"}
"""Tables whose lines another thread packs. For short rows that costs more in waiting for each other than it saves."""
_PLACES = {table.name: place for place, table in enumerate(CARRIED)}


class MadeLines(NamedTuple):
    """The lines of the rows of a table with these numbers, and of all rows of other tables that refer to them."""

    table: str
    first: int
    last: int
    others: Sequence[str]
    lines: Iterator[bytes]


class LinesAhead:
    """Makes lines of rows that the open transaction of a store appends. Close it."""

    def __init__(self, store: Store, project: str) -> None:
        self.store, self.project = store, project
        self._tables: dict[str, _TableAhead] = {}
        self._names: dict[str, dict[int | None, str | None]] = defaultdict(_no_name)

    def add(self, rows: TableRows, *others: TableRows) -> None:
        """Take rows that were appended last, which begin with their numbers, one after the other.

        ``others``: all rows of other tables that refer to them. No later statement of the transaction may change what is carried of them.
        """
        if not rows.rows:
            return
        ahead = self._tables.get(rows.table)
        if ahead is None:
            ahead = self._tables[rows.table] = _TableAhead(self.project, rows.table, [each.table for each in others])
        if ahead.takes(rows.rows[0][0], rows.rows[-1][0]):
            ahead.write(chain.from_iterable(map(self._as_json, (rows, *others))))

    def made(self) -> list[MadeLines]:
        """The lines by table, parents before children."""
        return [
            MadeLines(ahead.table, ahead.first, ahead.packed, ahead.others, ahead.lines())
            for ahead in sorted(self._tables.values(), key=lambda each: _PLACES[each.table])
            if ahead.packed
        ]

    def close(self) -> None:
        """Make no more."""
        for ahead in self._tables.values():
            ahead.packer.close()

    def _as_json(self, part: TableRows) -> Iterator[bytes]:
        """The rows as JSON, some at once, with stable ids in the place of row numbers."""
        table, columns, rows = TABLES[part.table], part.columns, part.rows
        if table.stable and table.number:
            number, stable = columns.index(table.number), columns.index(table.stable)
            self._known(table.name).update((row[number], row[stable]) for row in rows)
        refers = [
            (column, self._of(table.parents[column], {row[place] for row in rows}))
            for place, column in enumerate(columns)
            if column in table.parents
        ]
        for first in range(0, len(rows), _FEW):
            some = []
            for row in rows[first : first + _FEW]:
                said = {column: value for column, value in zip(columns, row, strict=True) if value is not None}
                for column, names in refers:
                    if column in said:
                        said[column] = names[said[column]]
                some.append((part.table, said))
            written = orjson.dumps(some)[1:-1]
            if len(written) <= journal_lines.AT_ONCE:
                yield written
            else:  # a line is to hold one long row at most
                yield from map(orjson.dumps, some)

    def _known(self, table: str) -> dict[int | None, str | None]:
        """The names that are known of a table's rows; of very many none."""
        if len(self._names[table]) > _NAMED:
            del self._names[table]
        return self._names[table]

    def _of(self, table: str, numbers: Collection[int | None]) -> Mapping[int | None, str | None]:
        """Row number -> stable id of rows that are there."""
        names = self._known(table)
        lacking = [n for n in numbers if n not in names]
        for at in range(0, len(lacking), _AT_ONCE):
            part = lacking[at : at + _AT_ONCE]
            asked = f"SELECT n, {TABLES[table].stable} FROM {table} WHERE n IN ({', '.join('?' * len(part))})"
            names.update(self.store.rows(asked, part))
        return names


def _no_name() -> dict[int | None, str | None]:
    return {None: None}


class _TableAhead:
    """Rows of a table, with those of others that refer to them: those from ``first`` to ``packed`` stand in a line (0: none)."""

    def __init__(self, project: str, table: str, others: Sequence[str]) -> None:
        self.project, self.table, self.others = project, table, others
        self.packer = Packer()
        self.first = self.packed = 0
        self._last = self._size = self._made = 0
        self._ended = False  # what follows is read after the commit
        self._waiting: list[bytes] = []
        self._lines: list[bytes] = []

    def takes(self, first: int, last: int) -> bool:
        """Whether the rows with these numbers follow those before them; then they must come."""
        self._ended |= self._made >= AHEAD or not 0 < last < _FAR or (self._last > 0 and first != self._last + 1)
        if not self._ended:
            self.first, self._last = self.first or first, last
        return not self._ended

    def write(self, some: Iterable[bytes]) -> None:
        """Take the rows that come as JSON, and make lines where there is enough for one."""
        made = self._made
        for each in some:
            self._waiting.append(each)
            self._size += len(each)
            if self._size >= journal_lines.AT_ONCE:
                self._pack()
        if self._made > made:  # no row may stand in a line without those that refer to it
            self._pack()
            self.packed = self._last

    def lines(self) -> Iterator[bytes]:
        """The lines, each once."""
        yield from self._lines
        yield from self.packer.made()

    def _pack(self) -> None:
        """Make a line of all that waits."""
        from annotator.store.connection import now

        if self._waiting:
            make = partial(journal_lines.line_of, self.project, now(), self._waiting)
            if self.table in _LONG:
                self.packer.add(make)
                self.packer.wait(journal_lines.BEHIND)
            else:
                self._lines.append(make())
            self._waiting, self._size, self._made = [], 0, self._made + self._size
