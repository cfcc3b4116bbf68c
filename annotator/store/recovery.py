"""Recovering what can be from a damaged project into a new one: row by row, checked, what is left out kept beside it.

Rows are read by ranges of their number; a range that the file does not give is halved until the rows round the damage are
found. Every row is checked before it is written: a decision whose words stand elsewhere in its article, in one place only,
is moved there; what cannot be kept goes to a JSONL file beside the new project, so that a person can look at it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TextIO

from annotator.records import text_hash
from annotator.store import derived, journal, proposals
from annotator.store.connection import Store, connect, create
from annotator.store.values import aliases, decision_faults, strings

_KEYS = {
    "stance": "decision",
    "settled": "decision",
    "proposal": "run",
}  # first column of the key, where a table has no number
_FIRST = (
    "annotator",
    "change",
    "article",
    "codebook",
    "speaker",
    "speaker_revision",
    "proposal_run",
    "proposal",
    "decision",
)
_DERIVED = ("current_decision", "current_finish", "current_speaker", "speaker_name", "_sqlite_migrations")
_AT = {name: at for at, name in enumerate(("status", "kind", "origin", "start", "end", "words", "source_start", "source_end",
       "source_words", "cue_start", "cue_end", "cue_words", "content"))}  # fmt: skip
PATIENCE = 20_000  # failed reads after which a table is given up: its root is gone
Row = dict[str, Any]


@dataclass(slots=True)
class Recovered:
    """How many rows of each table came over, were mended on the way, and were left out (they stand in ``lost``)."""

    kept: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    lost: Path | None = None


def recover(source: Path, target: Path) -> Recovered:
    """Make ``target`` (which must not be there) from what ``source`` still gives: whole, or not at all.

    StoreError where not even a table is read.
    """
    report = Recovered()
    lost = lost_rows(target)
    unfinished = lost.with_name(f".{lost.name}.part")
    with closing(connect(source, read_only=True)) as old:
        old.db.conn.text_factory = lambda data: data.decode("utf-8", "replace")

        def fill(new: Store) -> None:
            new.db.execute(
                "PRAGMA foreign_keys = OFF"
            )  # rows come in any order; what points nowhere is taken out at the end
            with unfinished.open("w", encoding="utf-8") as out, new.writing():
                own = journal.project_id(new)
                new.db.execute("DELETE FROM setting")  # the project keeps the id that it had
                take = _Taker(old, new, report, out)
                for table in (*_FIRST, *(name for name in take.wanted if name not in _FIRST)):
                    take.table(table)
                take.orphans()
                take.number()
                journal.give_id(new, own)
                derived.rebuild(new)
            if report.left_out:
                report.lost = unfinished.replace(lost)

        try:
            create(target, fill).close()
        finally:
            unfinished.unlink(missing_ok=True)
    return report


def lost_rows(target: Path) -> Path:
    """Where the rows stand that could not be kept."""
    return target.with_name(target.name + ".lost.jsonl")


class _Taker:
    """Carries rows over, table by table."""

    def __init__(self, old: Store, new: Store, report: Recovered, out: TextIO) -> None:
        self.old, self.new, self.report, self.out = old, new, report, out
        self.wanted = [
            name for (name,) in new.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if name not in _DERIVED and not name.startswith("sqlite_")
        ]  # fmt: skip
        self.there = {name for (name,) in old.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def table(self, table: str) -> None:
        """Carry one table over."""
        if table not in self.there:
            return
        wanted = [name for (name,) in self.new.rows("SELECT name FROM pragma_table_info(?)", (table,))]
        for row in self._checked(table):
            self._write(table, {name: row[name] for name in wanted if name in row})

    def _checked(self, table: str) -> Iterator[Row]:
        """The rows of a table as they may be written."""
        rows = _rows(self.old, table)
        if table == "article":
            yield from filter(None, map(self._article, rows))
        elif table in ("decision", "proposal"):
            check = self._decisions if table == "decision" else self._proposals
            for part, text in self._by_article(rows, table):
                yield from check(part, text)
        elif table == "speaker_revision":
            yield from ({**row, "aliases": json.dumps(aliases(row["aliases"]), ensure_ascii=False)} for row in rows)
        else:
            yield from rows

    def _write(self, table: str, row: Row) -> None:
        names = ", ".join(f'"{name}"' for name in row)
        try:
            self.new.db.execute(
                f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values())
            )
            self.report.kept[table] += 1
        except (sqlite3.IntegrityError, sqlite3.DataError, OverflowError) as err:
            self._lose(table, row, str(err))

    def _lose(self, table: str, row: Row, why: str) -> None:
        self.report.left_out[table] += 1
        self.out.write(json.dumps({"table": table, "why": why, "row": row}, default=repr) + "\n")

    def _article(self, row: Row) -> Row | None:
        """An article is known by the text that it has."""
        if not isinstance(row["text"], str):
            self._lose("article", row, "its text is no text")
            return None
        found = text_hash(row["text"])
        metadata = row["metadata"] if strings(row["metadata"], dict) is not None else "{}"
        self.report.mended["article"] += (found, metadata) != (row["sha256"], row["metadata"])
        return {**row, "sha256": found, "metadata": metadata}

    def _by_article(self, rows: Iterator[Row], table: str) -> Iterator[tuple[list[Row], str | None]]:
        """Rows with the text of the new project's article that they are about, some thousands at a time."""
        if table == "proposal":
            runs = dict(self.new.rows("SELECT n, article FROM proposal_run"))
            rows = ({**row, "article": runs.get(row["run"])} for row in rows)
        for article, part in groupby(rows, itemgetter("article")):
            text = self.new.one("SELECT text FROM article WHERE n = ?", (article,))
            yield list(part), text[0] if text else None

    def _decisions(self, rows: list[Row], text: str | None) -> Iterator[Row]:
        """Decisions that hold, or can be made to."""
        for row in rows:
            if not any(decision_faults([row[name] for name in _AT], text)):
                yield row
                continue
            moved = _mended(row, text) if text is not None else row
            faults = list(decision_faults([moved[name] for name in _AT], text))
            if faults:
                self._lose("decision", row, "; ".join(faults))
            else:
                self.report.mended["decision"] += 1
                yield moved

    def _proposals(self, rows: list[Row], text: str | None) -> Iterator[Row]:
        """Proposals that hold; the detector makes the others again."""
        for row in rows:
            values = [row[name] for name in ("start", "end", "words", "kind", "confidence", "rest")]
            if text is not None and proposals.fits(values, text):
                yield row
            else:
                self._lose("proposal", row, "it does not fit the article")

    def orphans(self) -> None:
        """Rows whose change or speaker was lost get another; what still points nowhere is taken out."""
        self.new.db.execute(
            """INSERT OR IGNORE INTO change (id, kind, action, at) VALUES ('recovered', 'do', 'Recovered', '')"""
        )
        changed = [
            t for t in self.wanted if ("change",) in self.new.rows("SELECT name FROM pragma_table_info(?)", (t,))
        ]
        for table in changed:
            self.report.mended[table] += self.new.db.execute(
                f"""UPDATE {table} SET change = (SELECT n FROM change WHERE id = 'recovered')
                WHERE change NOT IN (SELECT n FROM change)"""
            ).rowcount
        self.new.db.execute("UPDATE decision SET speaker = NULL WHERE speaker NOT IN (SELECT n FROM speaker_revision)")
        self.new.db.execute("UPDATE change SET target = NULL WHERE target NOT IN (SELECT n FROM change)")
        self.new.db.execute("UPDATE change SET article = NULL WHERE article NOT IN (SELECT n FROM article)")
        while broken := self.new.rows("PRAGMA foreign_key_check"):
            for table in {row[0] for row in broken}:
                self._take_out(table)

    def number(self) -> None:
        """Put rows of a file that had no sequences yet in order, as its migration would have done."""
        from annotator.store.schema import NUMBERED

        if ("sequence",) not in self.old.rows("SELECT name FROM pragma_table_info('decision')"):
            for statement in NUMBERED:
                self.new.db.execute(statement)

    def _take_out(self, table: str) -> None:
        for column, parent, to in self.new.rows(
            'SELECT "from", "table", "to" FROM pragma_foreign_key_list(?)', (table,)
        ):
            where = f'"{column}" IS NOT NULL AND "{column}" NOT IN (SELECT "{to}" FROM "{parent}")'
            cursor = self.new.db.execute(f"SELECT * FROM {table} WHERE {where}")
            names = [c[0] for c in cursor.description]
            for values in cursor.fetchall():
                self._lose(table, dict(zip(names, values, strict=True)), f"its {column} is not there")
                self.report.kept[table] -= 1
            self.new.db.execute(f"DELETE FROM {table} WHERE {where}")


def _mended(row: Row, text: str) -> Row:
    """The decision with its quotation where its words stand now, if that is one place; a source or cue that is wrong goes."""
    out = dict(row)
    for start, end, words in (("start", "end", "words"), ("source_start", "source_end", "source_words"),
                              ("cue_start", "cue_end", "cue_words")):  # fmt: skip
        wanted = out[words]
        if not isinstance(wanted, str) or not wanted:
            continue
        held = isinstance(out[start], int) and isinstance(out[end], int) and 0 <= out[start] < out[end]
        if held and text[out[start] : out[end]] == wanted:
            continue
        if text.count(wanted) == 1:
            out[start] = text.index(wanted)
            out[end] = out[start] + len(wanted)
        elif start != "start":
            out[start] = out[end] = out[words] = None
    if any(told.startswith("its content") for told in decision_faults([out[name] for name in _AT], text)):
        out["content"] = "[]"
    return out


def _rows(store: Store, table: str) -> Iterator[Row]:
    """All rows of a table that the file still gives."""
    key = _KEYS.get(table, "rowid")
    if key == "rowid" and store.one("SELECT wr FROM pragma_table_list(?)", (table,)) == (
        1,
    ):  # a small table without numbers
        yield from _read(store, f"SELECT * FROM {table}", ())[0]
        return
    failures = iter(range(PATIENCE))
    for window in _windows(store, table, key, failures):
        waiting = [window]
        while waiting:
            first, end = waiting.pop()
            rows, whole = _read(
                store, f"SELECT * FROM {table} WHERE {key} BETWEEN ? AND ? ORDER BY {key}", (first, end)
            )
            if whole or first == end:
                yield from rows
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
    """What a query gives until the file fails, and whether it gave all."""
    rows: list[Row] = []
    try:
        cursor = store.db.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        rows.extend(dict(zip(names, values, strict=True)) for values in cursor)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return rows, False
    return rows, True
