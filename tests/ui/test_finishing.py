"""Finishing an article by hand: where something is undecided the notice line asks first, and work goes on beside it."""

from __future__ import annotations

from contextlib import closing

import pytest
from PySide6.QtWidgets import QApplication

from annotator.store.connection import Store
from annotator.workflow import desk as work
from annotator.workflow import project
from tests.support import ANNOTATOR, decide_all, seed_sha
from tests.ui.driving import Desk

FINISH = "Ctrl+Enter"


def finished(desk: Desk) -> bool:
    """Whether the seed article is finished, in the file as in the window."""
    with closing(project.read_project(desk.window.navigator.store.path)) as store:
        row = work.load_row(store, seed_sha(), ANNOTATOR)
    rows = desk.window.navigator.queue.rows
    assert row is not None and row == rows[desk.window.navigator.queue.row_at(seed_sha())]
    return row.finished


def test_it_asks_and_finishes_nothing_by_itself(desk: Desk) -> None:
    desk.press(FINISH)
    assert desk.notice().startswith(
        "18 of 18 quotations are undecided. Press the key again to finish the article all the same."
    )
    assert not finished(desk)
    assert QApplication.activeModalWidget() is None and desk.window.article.hasFocus(), "work goes on"
    desk.press("Enter")
    assert len(desk.decided()) == 1
    assert not finished(desk) and desk.notice() == "", "a question about what has changed is taken back"


def test_the_same_key_again_says_yes(desk: Desk) -> None:
    desk.press("x", FINISH, FINISH)
    assert finished(desk) and desk.notice() == "Marked as finished"
    desk.press("Ctrl+Z")
    assert not finished(desk)


def test_the_button_says_yes(desk: Desk) -> None:
    desk.press(FINISH)
    assert desk.window.notice.act.text() == "Finish"
    desk.click(desk.window.notice.act)
    assert finished(desk)


@pytest.mark.parametrize("way", ["Esc", "close"])
def test_a_closed_question_is_asked_anew(desk: Desk, way: str) -> None:
    desk.press(FINISH)
    desk.press("Esc") if way == "Esc" else desk.click(desk.window.notice.close_button)
    assert desk.notice() == "" and not finished(desk)
    desk.press(FINISH)
    assert "undecided" in desk.notice() and not finished(desk)


def test_it_can_be_told_not_to_ask_again_in_this_session(desk: Desk) -> None:
    desk.press(FINISH)
    while not desk.window.notice.other.hasFocus():  # by keys alone
        desk.press("Tab")
    desk.press("Space")
    assert finished(desk)
    desk.press("Esc", "J", FINISH)
    assert desk.window.navigator.queue.row().finished and desk.notice() == "Marked as finished"
    desk.press("K", FINISH)
    assert not finished(desk), "and it opens as before"


def test_another_article_takes_the_question_back(desk: Desk) -> None:
    desk.press(FINISH, "J")
    assert desk.notice() == ""
    desk.press("K", FINISH)
    assert "undecided" in desk.notice() and not finished(desk)


def test_another_view_takes_the_question_back(desk: Desk) -> None:
    desk.press(FINISH, "Ctrl+Shift+G", "Esc", FINISH)
    assert "undecided" in desk.notice() and not finished(desk)


def test_something_else_that_is_told_takes_the_question_back(desk: Desk) -> None:
    desk.press(FINISH, "9")
    assert "no speaker 9" in desk.notice()
    desk.press(FINISH)
    assert "undecided" in desk.notice() and not finished(desk)


def test_one_that_is_left_is_told_as_one(desk: Desk, store: Store) -> None:
    decide_all(store)
    work.undo(store, ANNOTATOR)
    desk.window.navigator.reload_desk()
    desk.press(FINISH)
    assert desk.notice().startswith("1 of 18 quotations is undecided.")


def test_nothing_is_asked_where_all_is_decided(desk: Desk, store: Store) -> None:
    decide_all(store)
    desk.window.navigator.reload_desk()
    desk.press(FINISH)
    assert not finished(desk)
    desk.press(FINISH)
    assert finished(desk) and desk.notice() == "Marked as finished"


def test_a_comment_that_is_being_typed_is_kept(desk: Desk) -> None:
    first = desk.current.id
    desk.press("c")
    desk.type("not sure")
    desk.press(FINISH)
    assert "undecided" in desk.notice()
    assert desk.window.navigator.quotation(first).decision.comment == "not sure"
