"""The order of the queue and what it is narrowed to: by mouse, by key, remembered, followed by the keys that walk through it."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtTest import QTest

from annotator.records import ArticleRow
from annotator.session.arrangement import Arrangement, QueueChoice
from annotator.session.orders import ORDERS, STATES
from annotator.store.connection import Store
from annotator.ui.queue_bar import is_day
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project
from tests.support import import_article, seed_sha
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk


def add(store: Store, folder: Path, name: str, **metadata: str) -> None:
    path = folder / f"{name}.jsonl"
    path.write_text(json.dumps({"id": name, "title": name, "text": f"Text of {name}.", **metadata}), encoding="utf-8")
    import_article(store, path)


def titles(desk: Desk) -> list[str]:
    model = desk.window.queue.model
    return [model.index(n, 0).data() for n in range(model.rowCount())]


def rows(desk: Desk) -> list[ArticleRow]:
    return desk.window.navigator.queue.rows


def test_an_order_is_chosen_by_key_and_the_keys_walk_in_it(desk: Desk) -> None:
    imported = [row.sha256 for row in rows(desk)]
    desk.press("Ctrl+B")
    desk.type("title")
    desk.press("Enter")
    assert titles(desk) == sorted(titles(desk), key=str.casefold)
    assert desk.window.queue.bar.words.isVisible() and "title" in desk.window.queue.bar.words.text()
    at = desk.window.navigator.queue.row_at(seed_sha())
    desk.press("J")
    assert desk.window.navigator.sha256 == rows(desk)[at + 1].sha256
    desk.click(desk.window.queue.bar.words)
    assert [row.sha256 for row in rows(desk)] == imported and not desk.window.queue.bar.words.isVisible()


def test_an_order_is_chosen_from_the_menu_by_mouse(desk: Desk) -> None:
    menu = desk.window.queue.bar.made_menu()
    assert [item.text() for item in menu.actions()][:2] == ["As imported", "Title"]
    assert [item.isChecked() for item in menu.actions()][:2] == [True, False]
    menu.actions()[1].trigger()
    assert desk.window.navigator.queue.arrangement.order.id == "title"


def test_articles_without_metadata_come_last_by_date_and_by_source(store: Store, desk: Desk, tmp_path: Path) -> None:
    for name, metadata in (
        ("b", {"date": "2024-05-02", "outlet": "Post"}),
        ("a", {"date": "2023-01-09", "outlet": "Ledger"}),
    ):
        add(store, tmp_path, name, **metadata)
    desk.window.navigator.queue.reload()
    for order, first in (("oldest", ["a", "b"]), ("newest", ["b", "a"]), ("source", ["a", "b"])):
        desk.window.queue.bar.order_by(next(each for each in ORDERS if each.id == order))
        desk.wait(lambda first=first: titles(desk)[:2] == first)


def test_the_list_is_narrowed_by_source_and_days_and_the_keys_stay_in_it(
    store: Store, desk: Desk, tmp_path: Path
) -> None:
    for name, day in (("one", "2024-05-02"), ("two", "2024-05-30"), ("three", "2024-06-01")):
        add(store, tmp_path, name, date=day, outlet="Post")
    add(store, tmp_path, "four", date="2024-05-03", outlet="Ledger")
    desk.window.navigator.queue.reload()
    desk.window.menus.items["narrow"].trigger()
    narrower = desk.window.queue.bar.narrower
    assert narrower is not None
    desk.wait(lambda: narrower.source.findData("Post") > 0)
    narrower.source.setCurrentIndex(narrower.source.findData("Post"))
    narrower.source.activated.emit(narrower.source.currentIndex())
    desk.wait(lambda: titles(desk) == ["one", "two", "three"])
    narrower.until.setFocus()
    desk.type("2024-05")
    desk.press("Enter")
    desk.wait(lambda: titles(desk) == ["one", "two"])
    assert "until 2024-05" in desk.window.queue.bar.words.text()
    desk.window.article.setFocus()
    desk.press("J")
    first = desk.window.navigator.desk.article.title
    desk.press("J")
    assert [first, desk.window.navigator.desk.article.title] == ["one", "two"]
    desk.press("J")
    assert "last article" in desk.notice()
    narrower.until.setFocus()
    desk.type("x")
    desk.press("Enter")
    assert narrower.until.property("wrong") and titles(desk) == ["one", "two"]
    assert is_day("2024") and is_day("2024-05-31") and not is_day("2024-5") and not is_day("May")


def test_articles_without_a_stance_are_those_in_which_the_annotator_gave_none(desk: Desk) -> None:
    desk.press("Enter")
    bar = desk.window.queue.bar
    bar.state.setCurrentText("without stance")
    desk.wait(lambda: "stances" in desk.window.navigator.queue.arrangement.figures)
    count = len(titles(desk))
    assert count == len(rows(desk))
    navigator = desk.window.navigator
    target = navigator.desk.codebook.target(navigator.target_id)
    desk.window.session.acts.toggle(target.id, target.labels[0])
    bar.state.setCurrentText("all articles")
    bar.state.setCurrentText("without stance")
    desk.wait(lambda: len(titles(desk)) == count - 1)


def test_how_the_queue_stood_is_remembered_for_the_project(
    store: Store, desk: Desk, settings: Settings, theme: Theme
) -> None:
    desk.window.queue.bar.state.setCurrentText("to do")
    desk.window.queue.bar.order_by(ORDERS[1])
    path = store.path
    desk.close()
    again = DeskWindow(project.open_project(path), settings, theme, NoModel)
    assert again.navigator.queue.arrangement.choice == QueueChoice(order="title", state="to-do")
    assert again.queue.bar.state.currentText() == "to do"
    again.show()
    assert QTest.qWaitForWindowExposed(again)
    Desk(again).close()


def test_others_disagreements_are_offered_to_a_lead_alone(desk: Desk) -> None:
    bar = desk.window.queue.bar
    assert bar.state.findText("others disagree") < 0
    bar.offer(led=True)
    assert bar.state.findText("others disagree") > 0
    bar.offer(led=False)
    assert bar.state.findText("others disagree") < 0


def test_a_choice_that_cannot_be_read_is_no_choice() -> None:
    assert (
        QueueChoice.from_json("{")
        == QueueChoice.from_json('["x"]')
        == QueueChoice.from_json('{"order": "none", "state": 3}')
        == QueueChoice()
    )
    kept = QueueChoice("title", "done", "Post", "2024", "2025-01")
    assert QueueChoice.from_json(kept.to_json()) == kept


def test_ids_of_orders_and_states_are_unique() -> None:
    for listed in (ORDERS, STATES):
        assert len({each.id for each in listed}) == len({each.text for each in listed}) == len(listed)


def test_every_order_and_state_copes_with_figures_that_are_missing() -> None:
    some = [ArticleRow(f"s{n}", f"id{n}", "", n, 0, 0, True, False) for n in range(3)]
    arrangement = Arrangement()
    for order in ORDERS:
        for state in STATES:
            arrangement.figures.clear()
            arrangement.choose(QueueChoice(order.id, state.id))
            arrangement.arranged(some)
            arrangement.take({figure.id: {} for figure in arrangement.wanted})
            assert len(arrangement.arranged(some)) == 3
            assert isinstance(arrangement.passes(some[0]), bool)
