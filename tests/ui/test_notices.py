"""The line under the article: it covers nothing, and goes when its cause is gone; what else stays where the reader is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.errors import StoreError
from tests.support import seed_sha
from tests.ui.driving import Desk


def area(widget: QWidget, of: QWidget) -> QRect:
    return QRect(widget.mapTo(of, QPoint(0, 0)), widget.size())


def test_the_line_covers_neither_text_nor_controls(desk: Desk) -> None:
    window = desk.window
    window.resize(1280, 720)
    QApplication.processEvents()
    desk.press("j", "j")
    rested = window.article.verticalScrollBar().value()
    shows: list[Callable[[], object]] = [
        lambda: desk.press("u"),
        lambda: window.tell_problem("The disk is full. " * 12),
    ]
    for show in shows:
        show()
        QApplication.processEvents()
        notice = area(window.notice, window)
        assert window.notice.isVisible() and window.rect().contains(notice)
        pane = window.annotation.pane
        for other in (window.article, pane.title, window.card, window.queue, window.status):
            assert not notice.intersects(area(other, window)), other
        assert window.article.verticalScrollBar().value() == rested
        desk.press("Esc")
        QApplication.processEvents()
        assert window.article.verticalScrollBar().value() == rested


def test_what_was_undone_is_told_until_the_next_act(desk: Desk) -> None:
    desk.press("x", "u")
    assert desk.notice().startswith("Undone")
    desk.press("x")
    assert desk.notice() == ""


def test_the_end_of_an_article_is_told_until_another_step(desk: Desk) -> None:
    desk.press("k")
    assert desk.notice() == "This is the first quotation."
    desk.press("j")
    assert desk.notice() == ""


def test_what_is_told_of_an_article_goes_with_it(desk: Desk) -> None:
    desk.press("k")
    assert desk.notice()
    desk.press("J")
    assert desk.notice() == ""


def test_an_error_goes_when_the_same_thing_works(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "bridge.txt"
    desk.window.files.bring_in([path])
    desk.wait(lambda: "bridge.txt" in desk.notice())
    desk.press("x")
    assert "there is no such file" in desk.notice(), "deciding does not solve it"
    path.write_text("“Go,” she said.", encoding="utf-8")
    desk.window.files.bring_in([path])
    desk.wait(lambda: "1 article added" in desk.notice())


def test_an_act_that_was_refused_is_told_until_one_is_not(desk: Desk) -> None:
    desk.window.workspace.problem("This cannot be renamed.")
    assert desk.notice()
    desk.press("x")
    assert desk.notice() == ""


def test_what_could_not_be_read_is_told_until_it_can(desk: Desk) -> None:
    voice, rows = desk.window.navigator.voice, desk.window.navigator.queue.rows

    def locked() -> None:
        raise StoreError("project.annot: another program holds the file.")

    voice.told_of(locked, "article")
    desk.window.navigator.step_article(1)
    assert desk.notice() == "" and desk.window.navigator.sha256 == rows[1].sha256


def test_esc_keeps_the_place(desk: Desk) -> None:
    view = desk.window.article
    desk.click_article(10)
    desk.press(*["j"] * 12)
    rested = view.verticalScrollBar().value()
    assert rested > view.viewport().height()
    desk.press("Esc")
    assert view.verticalScrollBar().value() == rested


def test_a_right_click_leaves_the_mark_on_the_article_that_is_shown(desk: Desk) -> None:
    queue = desk.window.queue
    current = queue.view.currentIndex().row()
    other = queue.model.index(current + 1, 0)
    QTest.mouseClick(
        queue.view.viewport(),
        Qt.MouseButton.RightButton,
        Qt.KeyboardModifier.NoModifier,
        queue.view.visualRect(other).center(),
    )
    assert queue.view.currentIndex().row() == current
    assert desk.window.navigator.sha256 == seed_sha()


def test_counts_say_what_they_count(desk: Desk) -> None:
    window = desk.window
    desk.press("x")
    desk.wait(lambda: window.status.counts.text().startswith("1 of 18 decided here"))
    assert "17 left" in window.status.counts.text()
    assert window.queue.count.text() == f"0 of {len(window.navigator.queue.rows)} finished"
    window.queue.filter.setText("State Department")
    window.queue.apply_filter()
    assert window.queue.count.text().endswith("shown")
