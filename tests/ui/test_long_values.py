"""Values of any length that a file may hold: the window opens as soon as with short ones, and changes none of them."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest

from annotator.store.connection import Store
from annotator.ui.comment_box import LONG_COMMENT
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import desk as work
from annotator.workflow import project
from tests.support import ANNOTATOR, decide_all, load, seed_sha, shown
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk

LONG = "x" * 2_000_000
PATIENCE = 5.0  # seconds of the processor; a short value takes half of one, the annotator's name took 26


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE annotator SET name = ? WHERE name = 'Bob'",
        "UPDATE article SET title = ?",
        "UPDATE article SET id = ? WHERE n = 1",
        "UPDATE change SET action = ?",
        "UPDATE current_speaker SET name = ?",
    ],
)
def test_a_long_value_does_not_hold_the_window_up(
    store: Store, settings: Settings, theme: Theme, statement: str
) -> None:
    project.add_annotator(store, "Bob")
    decide_all(store, "Bob")
    decide_all(store)
    store.close()
    with closing(sqlite3.connect(store.path)) as db:
        db.execute(statement, (LONG,))
        db.commit()
    name = LONG if "annotator" in statement else "Bob"
    with closing(project.open_project(store.path)) as opened:
        settings.set_annotator(opened.path, name)
        begun = time.process_time()
        window = DeskWindow(opened, settings, theme, NoModel)
        window.show()
        assert QTest.qWaitForWindowActive(window)
        window.begin()
        window.navigator.show_article(seed_sha())
        QTest.qWait(1)
        assert time.process_time() - begun < PATIENCE
        Desk(window).close()


def test_a_comment_too_long_for_the_control_is_shown_in_part_and_kept_whole(
    store: Store, settings: Settings, theme: Theme
) -> None:
    work.decide(store, replace(work.confirm(shown(store)), comment="word " * 100_000), action="Comment")
    settings.set_annotator(store.path, ANNOTATOR)
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    window.begin()
    window.navigator.show_article(seed_sha(), load(store).quotations[0].id)
    comment = window.card.comment
    assert len(comment.toPlainText()) == LONG_COMMENT and comment.isReadOnly()
    window.card.comment.hand_in()
    window.navigator.make_current(load(store).quotations[1].id)
    assert comment.toPlainText() == "" and not comment.isReadOnly()
    Desk(window).close()
    with closing(project.open_project(store.path)) as opened:
        assert len(shown(opened).comment) == 500_000
