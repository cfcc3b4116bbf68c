"""Queue orders that learn: most stances first, and teaches most, with every fifth article drawn by chance and marked so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.holdout import OrderReason, read_shown
from annotator.learning.items import Item
from annotator.session.orders import ORDERS
from annotator.ui.queue_model import BY_CHANCE, WHY_CHANCE
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import next_articles, stances
from tests.learning.made import items
from tests.learning.projects import ANNOTATOR, decide, make_project
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk


@pytest.fixture
def start(settings: Settings, theme: Theme, tmp_path: Path) -> Iterator[Callable[[list[Item], int], Desk]]:
    opened: list[Desk] = []

    def begin(made: list[Item], decided: int) -> Desk:
        store = make_project(tmp_path / "plans.annot", made)
        decide(store, made[:decided])
        settings.set_annotator(store.path, ANNOTATOR)
        window = DeskWindow(store, settings, theme, NoModel)
        window.show()
        assert QTest.qWaitForWindowActive(window)
        window.begin()
        opened.append(Desk(window))
        return opened[-1]

    yield begin
    for desk in opened:
        desk.close()


def _choose(desk: Desk, order: str) -> None:
    desk.window.queue.bar.order_by(next(each for each in ORDERS if each.id == order))


def _wait_for(desk: Desk, figure: str) -> None:
    desk.wait(lambda: figure in desk.window.navigator.queue.arrangement.figures, patience=60_000)


def test_articles_with_likely_stances_come_first(start: Callable[[list[Item], int], Desk]) -> None:
    made = items(72)
    rest = made[60:]
    desk = start(made, 60)
    _choose(desk, "expected")
    _wait_for(desk, "expected")
    rows = desk.window.navigator.queue.rows
    waiting = [row.id for row in rows if not row.finished]
    assert [row.finished for row in rows[: len(waiting)]] == [False] * len(waiting)
    borne = {name: sum(bool(item.stances) for item in rest if item.article == name) for name in waiting}
    half = len(waiting) // 2
    assert sum(borne[name] for name in waiting[:half]) > sum(borne[name] for name in waiting[half:])


def test_what_teaches_comes_first_and_chance_has_a_fifth(start: Callable[[list[Item], int], Desk]) -> None:
    made = items(176)
    desk = start(made, 152)
    _choose(desk, "teaches")
    _wait_for(desk, "place")
    queue, model = desk.window.navigator.queue, desk.window.queue.model
    places = queue.arrangement.figures["place"]
    assert sorted(int(place) for place in places.values()) == list(range(12))
    assert [row.sha256 for row in queue.rows[:12]] == sorted(places, key=lambda sha: places[sha])
    drawn = [queue.arrangement.drawn(row) for row in queue.rows[:12]]
    assert [at for at, why in enumerate(drawn) if why == OrderReason.CHANCE] == [4, 9]
    marked = model.index(4, 0)
    assert model.data(marked, Qt.ItemDataRole.ToolTipRole) == WHY_CHANCE
    assert BY_CHANCE in str(model.data(marked, Qt.ItemDataRole.AccessibleTextRole))
    for at, why in ((0, OrderReason.TEACHES), (4, OrderReason.CHANCE)):
        desk.window.navigator.show_article(queue.rows[at].sha256)
        desk.press("Enter")
        decided = next(q.decision for q in desk.window.navigator.desk.quotations if q.decided)
        note = read_shown(decided.shown)
        assert note is not None and note.queue == why
    trained = stances.train(desk.window.navigator.store, ANNOTATOR)
    assert any("1 decisions are on articles" in remark for remark in trained.remarks)
    every = stances.decided_items(desk.window.navigator.store, ANNOTATOR)
    assert trained.record is not None
    assert (
        trained.record.calibration.count == len(every) - 20 - 1
    )  # what was chosen is left out, what chance drew is not


def test_too_few_decisions_are_told_and_the_queue_stays(start: Callable[[list[Item], int], Desk]) -> None:
    made = items(40)
    desk = start(made, 30)
    before = [row.sha256 for row in desk.window.navigator.queue.rows]
    _choose(desk, "teaches")
    desk.wait(
        lambda: "Only 30 quotations are decided; the program needs at least 150" in desk.notice(), patience=60_000
    )
    assert [row.sha256 for row in desk.window.navigator.queue.rows] == before


def test_articles_that_are_alike_do_not_follow_each_other() -> None:
    vectors = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [1, 0], [0, 1]], dtype=np.float32)
    found = next_articles.order(list("abcdef"), [1.0, 0.99, 0.5, 0.4, 0.3, 0.2], vectors, "Ada")
    places = sorted(found, key=lambda name: found[name])
    assert places[:2] == ["a", "c"] and found[places[4]] == 4.5
    assert found == next_articles.order(list("abcdef"), [1.0, 0.99, 0.5, 0.4, 0.3, 0.2], vectors, "Ada")
    names = [f"x{n}" for n in range(100)]
    flat = np.zeros((100, 2), dtype=np.float32)
    of = [
        {name for name, place in next_articles.order(names, [1.0] * 100, flat, who).items() if place % 1}
        for who in ("Ada", "Ben")
    ]
    assert len(of[0]) == len(of[1]) == 20 and of[0] != of[1]
