"""The queue: a list that can be long, narrowed, and kept in step with what is decided."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from annotator.records import ArticleRow
from annotator.session.arrangement import Arrangement, QueueChoice
from annotator.ui.queue_model import BATCH, QueueModel, glyph
from tests.support import SEED
from tests.ui.driving import Desk


def row(n: int, *, decided: int = 0, flagged: int = 0, finished: bool = False, proposed: bool = True) -> ArticleRow:
    return ArticleRow(f"sha{n}", f"id{n}", f"Title {n}", 9, decided, flagged, proposed, finished)


def test_a_hundred_thousand_articles_are_loaded_as_they_are_scrolled_to(qapp: QApplication) -> None:
    model = QueueModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows([row(n) for n in range(100_000)])
    assert model.rowCount() == BATCH and model.passing == 100_000
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert model.rowCount() == 2 * BATCH
    far = model.index_of(77_777)
    assert far.row() == 77_777 and model.rowCount() > 77_777
    assert far.data() == "Title 77777"
    assert far.data(Qt.ItemDataRole.AccessibleTextRole) == "Title 77777, not begun, 0 of 9 decided"
    model.set_filter("TITLE 9999")
    assert model.passing == 11 and model.rowCount() == 11
    assert not model.index_of(3).isValid()
    assert model.article(model.index(0, 0)).id == "id9999"


@pytest.mark.parametrize(("state", "ids"), [("all", "0123"), ("to-do", "012"), ("flagged", "2"), ("done", "3")])
def test_states_narrow_the_list(qapp: QApplication, state: str, ids: str) -> None:
    model = QueueModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows([row(0), row(1, decided=3), row(2, flagged=1), row(3, decided=9, finished=True)])
    arrangement = Arrangement()
    arrangement.choose(QueueChoice(state=state))
    model.set_filter("", arrangement.passes)
    assert "".join(model.article(model.index(n, 0)).id[2:] for n in range(model.rowCount())) == ids


def test_a_glyph_tells_how_far_an_article_is() -> None:
    rows = [row(0, proposed=False), row(1), row(2, decided=4), row(3, decided=9, finished=True)]
    assert [glyph(r) for r in rows] == ["○", "○", "◐", "●"]
    assert glyph(ArticleRow("s", "i", "t", 0, 0, 0, False, False)) == "◌"


def test_progress_follows_every_decision_and_undo(desk: Desk) -> None:
    def progress() -> str:
        model = desk.window.queue.model
        return model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole).rsplit(", ", 1)[1]

    assert progress() == "0 of 18 decided"
    desk.press("Enter", "x")
    assert progress() == "2 of 18 decided"
    desk.press("Ctrl+Z")
    assert progress() == "1 of 18 decided"
    desk.wait(lambda: desk.window.status.counts.text().startswith("1 of 18 decided here   ·   17 left"))


def test_the_last_decision_marks_the_article_as_finished_and_space_goes_on(desk: Desk) -> None:
    for _ in range(18):
        desk.press("Enter")
    assert "Article done" in desk.notice()
    assert glyph(desk.window.navigator.queue.row()) == "●"
    desk.press("Space")
    assert desk.window.navigator.desk.article.id != SEED


def test_typing_in_the_filter_narrows_and_enter_opens_the_first(desk: Desk) -> None:
    at, title = next(
        (n, row.title) for n, row in enumerate(desk.window.navigator.queue.rows) if n > 1 and row.title.isascii()
    )
    desk.press("Ctrl+T")
    desk.type(title[:20])
    desk.press("Enter")
    assert desk.window.navigator.desk.article.title == title
    assert desk.window.focusWidget() is desk.window.article
    desk.window.queue.filter.clear()
    desk.press("K")
    assert desk.window.navigator.desk.article.title == desk.window.navigator.queue.rows[at - 1].title


def test_a_click_opens_an_article(desk: Desk) -> None:
    view = desk.window.queue.view
    desk.click(view.viewport(), view.visualRect(desk.window.queue.model.index(2, 0)).center())
    assert desk.window.navigator.desk.article.sha256 == desk.window.navigator.queue.rows[2].sha256


def test_arrows_in_the_queue_move_in_the_queue(desk: Desk) -> None:
    desk.window.queue.view.setFocus()
    desk.press("Down")
    assert desk.window.navigator.position() == 1
    assert desk.window.queue.view.currentIndex().row() == 1
    desk.press("Enter")
    assert desk.window.navigator.desk.article.sha256 == desk.window.navigator.queue.rows[1].sha256
    assert desk.decided() == []
