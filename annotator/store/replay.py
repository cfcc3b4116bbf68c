"""Insert rows into a project from its journal or from another copy of it, inside an open transaction.

A row is known by what names it in every copy, so that bringing it twice is bringing it once. It keeps its row number where
that is free: rows of one project then stand in the order in which they were made, whatever source they come from. Nothing that
comes is trusted: each row is checked by the rules for rows from elsewhere.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from annotator.store import derived, proposals
from annotator.store.connection import Store, now
from annotator.store.journal import PROJECT
from annotator.store.portable import SETTING, Row
from annotator.store.rules import RULES, about_row, made_safe
from annotator.store.tables import TABLES, Holds, Table, insert, that_hold

HIGHEST = 1 << 40
"""Row numbers from here on are not kept: behind the highest one that SQLite knows, nothing can be appended."""
FEW = 500  # changes beyond which all derived tables are rebuilt
RECOVERED = "recovered"
"""The id of the change that rows belong to whose own change is lost."""
_REFUSED = (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, sqlite3.ProgrammingError, OverflowError)
Repair = Callable[[Row, str | None], Row]


class Replay:
    """Brings rows into ``store``; ``lose`` is told of each that cannot come: table, row, and why in a clause.

    ``also``: tables beside those of the journal whose rows :meth:`bring` takes.
    """

    def __init__(self, store: Store, lose: Callable[[str, Row, str], None], *, also: Holds = Holds.WORK) -> None:
        self.store, self.lose = store, lose
        self._taken = {table.name for table in that_hold(Holds.WORK, also)}
        self.kept: Counter[str] = Counter()  # rows that came, by table
        self.repaired: Counter[str] = Counter()
        self._numbers: dict[str, dict[str, int]] = defaultdict(dict)
        self._came: set[int] = set()  # changes
        self._later: list[
            tuple[Any, Any]
        ] = []  # (article's checksum, change's id) of changes that came before their article
        self._text: tuple[object, str | None] = (None, None)

    def bring(self, table: str, row: Row) -> None:
        """Bring a row whose references are stable ids, as ``portable.appended`` tells it."""
        if table == SETTING:
            self._settings(row)
            return
        if table not in self._taken:
            self.lose(table, row, "there is no such table")
            return
        described = TABLES[table]
        numbered = {column: value for column, value in row.items() if column in described.columns}
        for column, parent in described.parents.items():
            if column in numbered:
                numbered[column] = self._number(parent, numbered[column])
        if table == "change" and "article" in row and numbered["article"] is None:
            self._later.append((row["article"], row.get("id")))
        self.put(table, numbered, told=row)

    def put(self, table: str, row: Row, *, told: Row | None = None, repair: Repair | None = None) -> int | None:
        """Bring a row whose references are row numbers of this store, None where what they name is not here.

        Its number here, 0 where its table has none; None where it was left out: then ``told`` (else the row) is lost. ``repair``
        makes of a row with faults, and the text it is about, one that may have none.
        """
        described = TABLES[table]
        known = self._known(described, row)
        if known is None:
            text = self._text_of(table, row)
            row = self._safe(table, row)
            if repair is not None and _fault(table, row, text):
                row = repair(row, text)
                self.repaired[table] += not _fault(table, row, text)
                known = self._known(described, row)
        if known is not None:
            self._move(table, known, row)
            return known
        fault = self._orphaned(described, row) or _fault(table, row, text)
        if fault:
            self.lose(table, told or row, fault)
            return None
        return self._insert(described, row, told or row)

    def _safe(self, table: str, row: Row) -> Row:
        """The row with safe values in the place of bad ones, where it can be kept."""
        safe, told = made_safe(table, row) if table in RULES else (row, [])
        self.repaired[table] += safe is not None and bool(told)
        return row if safe is None else safe

    def finish(self, *, everything: bool = False) -> None:
        """Say of changes what follows from undo, redo and merges, and update the derived tables."""
        self.store.executemany(
            "UPDATE change SET article = (SELECT n FROM article WHERE sha256 = ?) WHERE id = ? AND article IS NULL",
            [pair for pair in self._later if all(isinstance(each, str) for each in pair)],
        )
        everything = (
            everything or len(self._came) > FEW or self.kept["proposal_run"] > 0
        )  # which decisions are counted by
        derived.refresh_all_states(self.store, None if everything else self._came)
        self.store.cache.clear()

    def knows(self, table: str, row: Row) -> bool:
        """Whether the row of that stable id is here; False for rows of tables without one."""
        return bool(TABLES[table].stable) and self._known(TABLES[table], row) is not None

    def here(self, parent: str, number: object) -> bool:
        """Whether the store has a row of that number."""
        return self._find(f'SELECT 1 FROM {parent} WHERE "{TABLES[parent].number}" IS ?', [number]) is not None

    def recovered(self) -> int:
        """The number of the change for rows whose own is lost."""
        found = self._number("change", RECOVERED)
        if found is None:
            found = self.put("change", {"id": RECOVERED, "kind": "do", "action": "Recovered", "at": now()})
        assert found is not None, "the change is sound"
        return found

    def _settings(self, row: Row) -> None:
        """The settings as they were with a change; the project's id stays."""
        if any(about_row(SETTING, row, None)) or not all(isinstance(value, str) for value in row.values()):
            self.lose(SETTING, row, "a setting is not text")
            return
        self.store.execute("DELETE FROM setting WHERE name <> ?", (PROJECT,))
        self.store.executemany("INSERT OR IGNORE INTO setting (name, value) VALUES (?, ?)", list(row.items()))

    def _number(self, parent: str, named: Any) -> int | None:
        """The row number here of what a reference names; None where it is not here."""
        if not TABLES[parent].stable:
            return self._nested(TABLES[parent], named) if isinstance(named, dict) else None
        if not isinstance(named, str):
            return None
        found = self._numbers[parent].get(named) or self._find(
            f"SELECT n FROM {parent} WHERE {TABLES[parent].stable} = ?", [named]
        )
        if found is None and parent == "annotator":  # the name is all that there is to an annotator
            return self.put(parent, {"name": named, "created_at": now()})
        if found is not None:
            self._numbers[parent][named] = found
        return found

    def _nested(self, parent: Table, named: Row) -> int | None:
        """The row number here of a row that is named by all that it says."""
        wanted = {
            column: self._number(parent.parents[column], value) if column in parent.parents else value
            for column, value in named.items()
            if column in parent.columns
        }
        return self._equal(parent, wanted)

    def _known(self, table: Table, row: Row) -> int | None:
        """The number of the row that is here already (0 where its table has none), or None."""
        if table.stable:
            return self._find(f"SELECT n FROM {table.name} WHERE {table.stable} = ?", [row.get(table.stable)])
        if table.number:
            return self._equal(table, row)
        return self._find(
            f"SELECT 0 FROM {table.name} WHERE {_where(table.keys)}", [row.get(key) for key in table.keys]
        )

    def _equal(self, table: Table, row: Row) -> int | None:
        """The number of the row that says the same."""
        columns = [c for c in table.columns if c != table.number and (c in row or c in table.optional)]
        return self._find(
            f'SELECT "{table.number}" FROM {table.name} WHERE {_where(columns)} LIMIT 1', [row.get(c) for c in columns]
        )

    def _find(self, sql: str, values: Sequence[Any]) -> int | None:
        try:
            row = self.store.connection.execute(sql, values).fetchone()
        except _REFUSED:  # no value that a row could hold
            return None
        return int(row[0]) if row else None

    def _move(self, table: str, n: int, row: Row) -> None:
        """What a later change changed in a row that is here: the change of an article, the merge of a change or an answer."""
        if table == "article" and isinstance(row.get("change"), int):
            self.store.execute("UPDATE article SET change = max(change, ?) WHERE n = ?", (row["change"], n))
        elif table in ("change", "training_answer") and isinstance(row.get("merge"), int):
            self.store.execute(f"UPDATE {table} SET merge = max(ifnull(merge, 0), ?) WHERE n = ?", (row["merge"], n))

    def _orphaned(self, table: Table, row: Row) -> str:
        """A clause about what the row cannot be without and is not here; a lost change is made good."""
        for column in table.parents:
            if column in row and row[column] is None and column not in table.optional:
                if column != "change":
                    return f"its {column} is not there"
                row[column] = self.recovered()
                self.repaired[table.name] += 1
        return ""

    def _text_of(self, table: str, row: Row) -> str | None:
        """The text that a decision or a proposal is about; None where there is none."""
        if table not in ("decision", "proposal"):
            return None
        key = (table, row.get("article"), row.get("run"))
        if self._text[0] != key:
            article = "?" if table == "decision" else "(SELECT article FROM proposal_run WHERE n = ?)"
            found = self.store.one(f"SELECT text FROM article WHERE n = {article}", (key[1] or key[2],))
            self._text = (key, found[0] if found else None)
        return self._text[1]

    def _insert(self, table: Table, row: Row, told: Row) -> int | None:
        if table.number and not self._free(table, row.get(table.number)):
            row = {column: value for column, value in row.items() if column != table.number}
        try:
            cursor = self.store.execute(insert(table.name, row), row)
        except _REFUSED as err:
            self.lose(table.name, told, str(err))
            return None
        self.kept[table.name] += 1
        if not table.number:
            return 0
        assert cursor.lastrowid is not None
        if table.name == "change":
            self._came.add(cursor.lastrowid)
        return cursor.lastrowid

    def _free(self, table: Table, number: object) -> bool:
        return type(number) is int and 0 < number < HIGHEST and not self.here(table.name, number)


def _fault(table: str, row: Row, text: str | None) -> str:
    """What is wrong with a row, in a clause; "" where nothing is."""
    fault = next(iter(about_row(table, row, text)), "")
    if (
        not fault
        and table == "proposal"
        and (text is None or not proposals.fits([row.get(name) for name in proposals.COLUMNS], text))
    ):
        return "it does not fit the article"
    return fault


def _where(columns: Sequence[str]) -> str:
    return " AND ".join(f'"{column}" IS ?' for column in columns)
