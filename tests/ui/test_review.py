"""The review list and pasting through the real window: an edited article comes in, its left-over decision is placed again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from annotator.records import Status, text_hash
from annotator.ui.dialogs.paste import PasteDialog
from annotator.ui.review_dock import EMPTY, ReviewDock
from annotator.workflow import review
from tests.support import ANNOTATOR
from tests.ui.driving import Desk

PASTED = "A town votes\n\n“We will build the 🌉 bridge,” said Mayor Lena Ortiz."


def edit(desk: Desk, folder: Path, *, take_out: bool = False) -> str:
    """The first quotation decided, then the article brought in again with its words edited; the new text."""
    desk.press("Enter")
    assert desk.window.session.acts.saver.flush()
    shown = desk.window.navigator.desk
    assert shown is not None
    article, first = shown.article, shown.quotations[0]
    at = first.span.start + 8
    text = article.text[:at] + "really " + article.text[at:]
    if take_out:
        text = article.text[: first.span.start] + "Then it rained for days" + article.text[first.span.end :]
    (folder / f"{article.id}.txt").write_text(text, encoding="utf-8")
    before = {row.sha256 for row in desk.window.navigator.queue.rows}
    desk.window.files.bring_in([folder / f"{article.id}.txt"])
    desk.wait(lambda: {row.sha256 for row in desk.window.navigator.queue.rows} != before)
    return text


def dock(desk: Desk) -> ReviewDock:
    found = desk.window.review.dock
    assert found is not None and found.isVisible()
    return found


def waiting(desk: Desk) -> int:
    return len(review.review_list(desk.window.navigator.store))


def test_what_an_edit_left_over_is_placed_again_by_keys(desk: Desk, tmp_path: Path) -> None:
    text = edit(desk, tmp_path)
    desk.wait(lambda: desk.window.review.dock is not None)
    assert len(dock(desk).entries) == waiting(desk) == 1 and "1 decision to" in dock(desk).windowTitle()
    desk.press("Ctrl+Shift+R", "Ctrl+Shift+R")  # closed, and opened with the keys in it
    shown = desk.window.navigator.desk
    assert shown is not None and shown.article.sha256 == text_hash(text)
    span = desk.window.article.selected_span()
    assert span is not None and "really " in span.words(text)
    desk.press("Ctrl+L")
    assert waiting(desk) == 0 and dock(desk).empty.text() == EMPTY and dock(desk).stack.currentIndex() == 1
    assert (desk.current.span, desk.decision.status, desk.notice()) == (span, Status.CONFIRMED, "Placed again.")
    desk.press("Ctrl+Z")
    assert waiting(desk) == 1 and len(dock(desk).entries) == 1
    desk.press("Ctrl+Shift+Z")
    assert waiting(desk) == 0


def test_the_edited_text_is_shown_where_the_old_one_was(desk: Desk, tmp_path: Path) -> None:
    navigator = desk.window.navigator
    text = edit(desk, tmp_path)
    assert navigator.desk is not None and navigator.desk.article.sha256 == text_hash(text)
    assert navigator.queue.rows[0].sha256 != text_hash(text), "another article is the first open one"
    again = text.replace("really ", "really, really ")
    (tmp_path / f"{navigator.desk.article.id}.txt").write_text(again, encoding="utf-8")
    desk.window.files.bring_in([tmp_path / f"{navigator.desk.article.id}.txt"])
    desk.wait(lambda: navigator.queue.row_at(text_hash(again)) >= 0)
    assert navigator.desk.article.sha256 == text_hash(again)
    desk.press("Ctrl+Z")
    assert navigator.queue.row() is not None and not navigator.queue.rows[0].finished


def test_other_words_may_be_selected_and_an_entry_given_up(desk: Desk, tmp_path: Path) -> None:
    edit(desk, tmp_path, take_out=True)
    desk.wait(lambda: desk.window.review.dock is not None)
    desk.click(dock(desk).dismiss)
    assert waiting(desk) == 0 and "Dismissed" in desk.notice()
    desk.press("Ctrl+Z")
    assert waiting(desk) == 1
    desk.window.review.toggle()
    desk.window.review.toggle()
    desk.select(0, 20)
    desk.click(dock(desk).place)
    assert waiting(desk) == 0 and desk.current.span.start == 0 and desk.decision.status is Status.CONFIRMED


def test_the_list_is_offered_when_the_annotator_comes_back_and_hides_others(desk: Desk, tmp_path: Path) -> None:
    edit(desk, tmp_path)
    desk.wait(lambda: desk.window.review.dock is not None)
    dock(desk).hide()
    desk.window.annotate_as("Ben")
    assert not desk.window.review.dock.isVisible()  # type: ignore[union-attr]
    desk.window.review.toggle()
    assert dock(desk).entries == () and dock(desk).stack.currentIndex() == 1
    desk.window.annotate_as(ANNOTATOR)
    assert len(dock(desk).entries) == 1


def test_nothing_to_review_is_said(desk: Desk) -> None:
    desk.press("Ctrl+Shift+R")
    assert dock(desk).stack.currentIndex() == 1
    desk.press("Ctrl+L")
    assert desk.notice() == "Nothing waits for review."
    desk.press("Ctrl+Shift+R")
    assert not dock_open(desk)


def dock_open(desk: Desk) -> bool:
    return desk.window.review.dock is not None and desk.window.review.dock.isVisible()


def pasting(desk: Desk) -> PasteDialog:
    desk.press("Ctrl+V")
    dialog = desk.window.files.pasting
    assert dialog is not None and dialog.isVisible()
    return dialog


def test_a_text_is_pasted_after_a_look_at_it_and_undone(desk: Desk) -> None:
    QGuiApplication.clipboard().setText(PASTED.replace("\n", "\r\n"))
    before = len(desk.window.navigator.queue.rows)
    dialog = pasting(desk)
    assert "new: A town votes" in dialog.summary.text() and len(desk.window.navigator.queue.rows) == before
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert [row.id for row in desk.window.navigator.queue.rows][before:] == ["A town votes"]
    assert text_hash(PASTED) in {row.sha256 for row in desk.window.navigator.queue.rows}
    dialog = pasting(desk)
    assert "already here" in dialog.summary.text()
    dialog.text.setPlainText("  ")
    assert not dialog.take.isEnabled()
    dialog.reject()
    desk.press("Ctrl+Z")
    assert len(desk.window.navigator.queue.rows) == before


def test_a_file_on_the_clipboard_is_looked_at_like_one_that_was_dropped(desk: Desk, tmp_path: Path) -> None:
    from PySide6.QtCore import QMimeData, QUrl

    (tmp_path / "town.txt").write_text(PASTED, encoding="utf-8")
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(tmp_path / "town.txt"))])
    QGuiApplication.clipboard().setMimeData(held)
    desk.press("Ctrl+V")
    look = desk.window.files.look
    assert look is not None
    desk.wait(lambda: look.found is not None)
    look.reject()
    QGuiApplication.clipboard().clear()  # the process would not end well with it
