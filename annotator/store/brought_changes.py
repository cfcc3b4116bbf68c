"""The changes of another file under which a merge brings its rows: many are read, checked and written at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from annotator.records import ADJUDICATED, is_second_reading, person_of
from annotator.store import annotators, articles
from annotator.store.connection import Store
from annotator.store.incoming import CameChange, Incoming
from annotator.store.rules import FAR
from annotator.store.tables import TableRows

_AT_ONCE = 500  # changes
_HELD = """SELECT c.id, c.n, ifnull(m.live, 1) FROM change c LEFT JOIN change m ON m.n = c.merge WHERE c.id IN ({})"""
_COLUMNS = ("n", "id", "annotator", "kind", "action", "article", "at", "sequence", "merge")
_INSERT = f"INSERT INTO change ({', '.join(_COLUMNS)})"


class BroughtChanges:
    """Brings changes into the open transaction of the merge ``merge`` (its row number), each once.

    ``here``: number there -> number here, of those that were asked for; None where one breaks the rules.
    ``came``: the row numbers here of those that belong to this merge; ``new``: of those that were not here before.
    """

    def __init__(self, store: Store, incoming: Incoming, merge: int) -> None:
        self.store, self.incoming, self.merge = store, incoming, merge
        self.came: set[int] = set()
        self.new: set[int] = set()
        self.here: dict[int, int | None] = {}
        self._people: dict[str, int] = {}
        self._articles: dict[str, int] = {}  # sha256 -> number, of those that are here

    def person(self, name: str) -> int:
        """The row number of an annotator, of a second reading, or of the layer of settled decisions, added now if it is not here."""
        if name not in self._people:
            if name == ADJUDICATED:
                annotators.add_layer(self.store)
            elif is_second_reading(name):
                annotators.add_second_reading(self.store, person_of(name))
            else:
                annotators.add_annotator(self.store, name)
            self._people[name] = annotators.annotator_number(self.store, name)
        return self._people[name]

    def number(self, there: int) -> int | None:
        """The number here of a change there, which comes now if it is not here; None where it breaks the rules.

        One whose merge was undone belongs to this merge now.
        """
        if there not in self.here:
            self.bring((there,))
        return self.here[there]

    def bring(self, numbers: Iterable[int]) -> None:
        """Have some changes here, by their numbers there."""
        wanted = [n for n in dict.fromkeys(numbers) if n not in self.here]
        for at in range(0, len(wanted), _AT_ONCE):
            self._bring(wanted[at : at + _AT_ONCE])

    def _bring(self, numbers: list[int]) -> None:
        rows = self.incoming.changes(numbers)
        ids = [row.id for row in rows.values() if row is not None]
        held = {i: (n, live) for i, n, live in self.store.rows(_HELD.format(", ".join("?" * len(ids))), ids)}
        about = {row.article for row in rows.values() if row is not None and row.article is not None}
        self._articles |= articles.article_numbers(self.store, about - self._articles.keys())
        last = self.store.one("SELECT max(n) FROM change")
        assert last is not None, "the merge itself is a change"
        made: dict[str, int] = {}
        fresh: list[tuple[Any, ...]] = []
        for there in numbers:
            row = rows[there]
            if row is None:
                self.here[there] = None
            elif row.id in held:
                self.here[there], live = held[row.id]
                if not live:
                    self._move(held[row.id][0])
            elif row.id in made:
                self.here[there] = made[row.id]
            else:
                number = made[row.id] = self.here[there] = last[0] + 1 + len(made)
                fresh.append(self._values(number, row))
        self.store.insert_many(_INSERT, fresh)
        if self.store.journals and not self.store.in_savepoint and all(row[3] == "do" for row in fresh):
            # What an undo or redo is about is said later (``_turns`` of the merge).
            self.store.journal.add_rows(TableRows("change", _COLUMNS, fresh))
        self.came |= set(made.values())
        self.new |= set(made.values())

    def _move(self, number: int) -> None:
        """A change that is here, and whose merge was undone, belongs to this merge now."""
        self.store.execute("UPDATE change SET merge = ? WHERE n = ?", (self.merge, number))
        self.came.add(number)

    def _values(self, number: int, row: CameChange) -> tuple[Any, ...]:
        _, identity, kind, action, at, sequence, name, article = row
        person = None if name is None else self._people.get(name) or self.person(name)
        about = None if article is None else self._articles.get(article)
        return number, identity, person, kind, action, about, at, min(sequence, FAR), self.merge
