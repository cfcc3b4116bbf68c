"""Copy rows of a project file that may be damaged, table by table, into another one.

References are row numbers of the file; a row that is here already, or whose number is taken, has another number here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from annotator.records import text_hash
from annotator.store import damaged
from annotator.store.connection import Store
from annotator.store.journal import PROJECT
from annotator.store.portable import SETTING, Row
from annotator.store.replay import Repair, Replay
from annotator.store.rules import about_text, repaired_name
from annotator.store.tables import TABLES, Holds, Table, that_hold

_ALL = [table for table in (*that_hold(Holds.WORK, Holds.MACHINE, Holds.LOCAL),) if table.name != SETTING]
_IN_ORDER = sorted(
    _ALL, key=lambda table: table is TABLES["change"] or (table.name not in ("annotator", "article")) * 2
)
"""Tables in the order in which rows can come: those that others point at first, articles before the changes that they came with."""


class Taker:
    """Brings the rows of a file into the store of ``replay``."""

    def __init__(self, old: Store, replay: Replay) -> None:
        self.old, self.replay, self.new = old, replay, replay.store
        old.connection.text_factory = lambda data: data.decode("utf-8", "replace")
        self._moved: dict[str, dict[int, int]] = defaultdict(dict)  # table -> number there -> another number here
        self._changes: list[tuple[int, Any]] = []  # (article here, its change there)

    def run(self) -> None:
        """Take over all tables that this version knows."""
        there = {name for (name,) in self.old.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if SETTING in there:
            self._settings()
        for table in _IN_ORDER:
            if table.name in there:
                self._table(table)

    def _settings(self) -> None:
        """The settings, over those that an older source had; the id stays."""
        for row in damaged.rows(self.old, SETTING):
            if row["name"] != PROJECT and isinstance(row["name"], str) and isinstance(row["value"], str):
                self.new.execute(
                    "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (row["name"], row["value"])
                )

    def _table(self, table: Table) -> None:
        for row in damaged.rows(self.old, table.name):
            numbered = {column: self._here(table, column, row[column]) for column in table.columns if column in row}
            found = self.replay.put(table.name, numbered, told=row, repair=_REPAIRS.get(table.name))
            number = row.get(table.number)
            if found is not None and isinstance(number, int) and number != found:
                self._moved[table.name][number] = found
            if table.name == "article" and found is not None:
                self._changes.append((found, row["change"]))
        if table.name == "change":
            self._give_changes()

    def _here(self, table: Table, column: str, value: Any) -> Any:
        """What a column holds here: a reference by the number that its row has here, None where it has none."""
        parent = table.parents.get(column)
        if parent is None or value is None:
            return value
        if (table.name, column) == ("article", "change"):
            return 0  # changes come behind the articles
        number = self._moved[parent].get(value, value) if isinstance(value, int) else None
        return number if number is not None and self.replay.here(parent, number) else None

    def _give_changes(self) -> None:
        """Give articles the change that they came with."""
        for article, there in self._changes:
            number = self._moved["change"].get(there, there) if isinstance(there, int) else None
            if number is not None and self.replay.here("change", number):
                self.new.execute("UPDATE article SET change = max(change, ?) WHERE n = ?", (number, article))
        self._changes.clear()


def take_out_orphans(replay: Replay) -> None:
    """Make good what rows point at and no source gave: an article's change; a speaker without a name is none."""
    new = replay.store
    if new.one("SELECT 1 FROM article WHERE change NOT IN (SELECT n FROM change)") is not None:
        replay.repaired["article"] += new.execute(
            "UPDATE article SET change = ? WHERE change NOT IN (SELECT n FROM change)", (replay.recovered(),)
        ).rowcount
    new.execute("UPDATE decision SET speaker = NULL WHERE speaker NOT IN (SELECT speaker FROM speaker_revision)")


def _repaired_article(row: Row, _: str | None) -> Row:
    """An article is known by the text that it has."""
    return {**row, "sha256": text_hash(row["text"]) if isinstance(row["text"], str) else ""}


def _repaired_decision(row: Row, text: str | None) -> Row:
    """The decision with its quotation where its words stand now, if that is one place; a source or cue that is wrong goes."""
    out = dict(row)
    for start, end, words in (("start", "end", "words"), ("source_start", "source_end", "source_words"),
                              ("cue_start", "cue_end", "cue_words")):  # fmt: skip
        wanted = out[words]
        if text is None or not isinstance(wanted, str) or not wanted:
            continue
        held = isinstance(out[start], int) and isinstance(out[end], int) and 0 <= out[start] < out[end]
        if held and text[out[start] : out[end]] == wanted:
            continue
        if text.count(wanted) == 1:
            out[start] = text.index(wanted)
            out[end] = out[start] + len(wanted)
        elif start != "start":
            out[start] = out[end] = out[words] = None
    if text is not None and any(told.startswith("its content") for told in about_text(out, text)):
        out["content"] = "[]"
    return out


def _repaired_revision(row: Row, _: str | None) -> Row:
    return repaired_name("speaker_revision", row)


def _repaired_annotator(row: Row, _: str | None) -> Row:
    return repaired_name("annotator", row)


_REPAIRS: dict[str, Repair] = {
    "annotator": _repaired_annotator,
    "article": _repaired_article,
    "decision": _repaired_decision,
    "speaker_revision": _repaired_revision,
}
