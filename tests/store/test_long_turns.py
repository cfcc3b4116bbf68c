"""Undo and redo of what touches many rows: known as long beforehand, and canceled with nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.records import Span
from annotator.store import doctor, history
from annotator.store.connection import Store
from annotator.workflow import bulk, desk
from tests.recoding import LAWFUL, LEAD, UNLAWFUL, at, bearing, content, merge, sample
from tests.recoding import change as change_codebook
from tests.support import ANNOTATOR, load


def decided(store: Store, many: int) -> None:
    opened = load(store)
    made = [desk.confirm(desk.new_quotation(opened, Span(n, n + 3))) for n in range(many)]
    bulk.decide_all(store, made, annotator=ANNOTATOR, action="Confirm")


def stops(store: Store, act: Callable[[history.Progress], object]) -> int:
    """Cancel an act at its first word, its second and so on, each time from the same state; at how many words."""
    before, words = content(store), 0
    changes = store.rows("SELECT * FROM change ORDER BY n")
    while True:
        left = [True] * words

        def go_on(_: str, left: list[bool] = left) -> bool:
            return bool(left) and left.pop()

        try:
            act(go_on)
        except history.CanceledTurnError:
            assert content(store) == before and store.rows("SELECT * FROM change ORDER BY n") == changes
            words += 1
        else:
            return words


def test_a_turn_that_is_canceled_anywhere_changes_nothing(tmp_path: Path) -> None:
    store = sample(tmp_path)
    first = content(store)
    change_codebook(store, merge(UNLAWFUL, LAWFUL))
    changed = content(store)
    assert stops(store, lambda progress: history.undo(store, LEAD, progress=progress)) > 5
    assert content(store) == first and bearing(store, UNLAWFUL)
    assert stops(store, lambda progress: history.redo(store, LEAD, progress=progress)) > 5
    assert content(store) == changed and not bearing(store, UNLAWFUL)
    assert not list(doctor.examine(store.path))
    store.close()


@pytest.mark.parametrize("many", [history.MANY - 1, history.MANY])
def test_what_touches_many_rows_is_known_as_long(store: Store, many: int) -> None:
    assert history.long_text(store, ANNOTATOR, live=False) is None
    decided(store, many)
    known = "Confirm" if many == history.MANY else None
    assert history.long_text(store, ANNOTATOR, live=False) == known
    history.undo(store, ANNOTATOR)
    assert history.long_text(store, ANNOTATOR, live=False) is None
    assert history.long_text(store, ANNOTATOR, live=True) == known


def test_a_change_of_the_codebook_is_long_where_there_are_many_decisions(tmp_path: Path) -> None:
    store = sample(tmp_path)
    change_codebook(store, lambda draft: draft.set(at(draft, UNLAWFUL), "name", "illegal"))
    assert history.long_text(store, LEAD, live=False) is None
    decided(store, history.MANY)
    assert history.long_text(store, LEAD, live=False) == "Change codebook to 1.1"
    store.close()
