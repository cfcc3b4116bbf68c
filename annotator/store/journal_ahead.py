"""Lines of the journal that are made while the transaction that appends their rows goes on, in another thread.

They say what would be read of the rows after the commit, and are written then. What is too little for a line, what does not follow
the rows before it, and what comes when much waits already is left to be read after the commit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import orjson

from annotator.store import journal_lines
from annotator.store.journal_lines import Packer
from annotator.store.portable import CARRIED
from annotator.store.tables import TABLES, TableRows

if TYPE_CHECKING:
    from annotator.store.connection import Store

AHEAD = 100_000_000
"""Characters of rows whose lines are made before the commit; they wait in memory."""
LAST = (1 << 63) - 1
"""The highest row number that there can be."""
_FAR = 1 << 62  # a row number near it, behind which SQLite takes any that is free
_NAMED = 100_000  # names of rows of a table that are kept for the rows that refer to them
_AT_ONCE = 500  # row numbers in a statement
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

    def add(self, rows: TableRows, *others: TableRows, size: int = 0) -> None:
        """Take rows that were appended last, which begin with their numbers, one after the other.

        ``others``: all rows of other tables that refer to them. ``size``: the characters of the rows, where they were counted.
        No later statement of the transaction may change what is carried of them.
        """
        if not rows.rows:
            return
        ahead = self._tables.setdefault(rows.table, _TableAhead([other.table for other in others]))
        if not ahead.takes(rows.rows[0][0], rows.rows[-1][0], size or len(orjson.dumps(rows.rows))):
            return
        ahead.waiting += [self._with_names(part) for part in (rows, *others)]
        if ahead.size >= journal_lines.AT_ONCE:
            from annotator.store.connection import now

            ahead.pack(self.project, now())

    def made(self) -> list[MadeLines]:
        """The lines by table, parents before children."""
        return [
            MadeLines(table, ahead.first, ahead.packed, ahead.others, ahead.packer.made())
            for table, ahead in sorted(self._tables.items(), key=lambda each: _PLACES[each[0]])
            if ahead.packed
        ]

    def close(self) -> None:
        """Make no more."""
        for ahead in self._tables.values():
            ahead.packer.close()

    def _with_names(self, part: TableRows) -> TableRows:
        """The rows with stable ids in the place of row numbers."""
        table, columns, rows = TABLES[part.table], part.columns, [list(row) for row in part.rows]
        if table.stable and table.number:
            number, stable = columns.index(table.number), columns.index(table.stable)
            self._known(table.name).update((row[number], row[stable]) for row in rows)
        for place, column in enumerate(columns):
            if (parent := table.parents.get(column)) is not None:
                names = self._of(parent, {row[place] for row in rows})
                for row in rows:
                    row[place] = names[row[place]]
        return part._replace(rows=rows)

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

    def __init__(self, others: Sequence[str]) -> None:
        self.others = others
        self.packer = Packer()
        self.waiting: list[TableRows] = []
        self.first = self.packed = self.size = 0
        self._last = self._made = 0
        self._ended = False  # what follows is read after the commit

    def takes(self, first: int, last: int, size: int) -> bool:
        """Whether the rows with these numbers follow those before them; then they must come."""
        self._ended |= self._made >= AHEAD or not 0 < last < _FAR or (self._last > 0 and first != self._last + 1)
        if not self._ended:
            self.first = self.first or first
            self._last = last
            self.size += size
        return not self._ended

    def pack(self, project: str, at: str) -> None:
        """Have the lines made of all that waits."""
        self.packer.add(partial(journal_lines.lines_of, project, at, self.waiting))
        self.packer.wait(journal_lines.BEHIND)
        self.waiting, self.packed = [], self._last
        self._made, self.size = self._made + self.size, 0
