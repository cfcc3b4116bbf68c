"""The command palette: everything that can be done in the view that is shown is found by typing a part of its name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.records import Stance
from annotator.store.connection import Store
from annotator.ui.commands.matching import best, cost
from annotator.ui.palette import Palette
from annotator.workflow import project
from tests.support import ANNOTATOR
from tests.teamwork import decide, rejected
from tests.ui.driving import Desk


def opened(desk: Desk) -> Palette:
    """The palette, opened by its key."""
    desk.press("Ctrl+Shift+P")
    palette = desk.window.command_palette
    assert palette is not None and palette.isVisible() and palette.field.hasFocus()
    return palette


def found(desk: Desk, typed: str) -> list[tuple[str, str]]:
    """What the palette lists for what is typed into it."""
    palette = opened(desk)
    desk.type(typed)
    lines = [(entry.text, entry.aside) for entry in palette.found]
    desk.press("Esc")
    assert not palette.isVisible() and desk.window.article.hasFocus()
    return lines


def test_every_command_of_the_view_is_listed_with_its_keys(desk: Desk) -> None:
    palette = opened(desk)
    listed = {text for text, _ in ((entry.text, entry.aside) for _, entry in palette._entries)}
    for command in desk.window.commands.commands:
        assert command.id == "palette" or command.text.rstrip("…") in listed
    desk.press("Esc")
    assert ("Next undecided", "Space") in found(desk, "undecided")


def test_enter_does_what_is_found(desk: Desk) -> None:
    palette = opened(desk)
    desk.type("not spe")
    desk.press("Enter")
    assert not palette.isVisible() and len(desk.decided()) == 1
    assert desk.window.article.hasFocus()


def test_a_command_that_takes_the_keys_keeps_them(desk: Desk) -> None:
    opened(desk)
    desk.type("comment")
    desk.press("Enter")
    assert desk.window.annotation.card.comment.hasFocus()


def test_labels_targets_speakers_and_articles_are_found(desk: Desk, store: Store) -> None:
    assert any(aside.endswith("target") for text, aside in found(desk, "buoys") if "Buoys" in text)
    opened(desk)
    desk.type("in favor cooperation")
    desk.press("Enter")
    assert desk.decision.stances == (Stance("us-mexico-cooperation", "favor"),)
    assert desk.window.navigator.target_id == "us-mexico-cooperation"
    name = desk.window.session.choices()[1].name
    opened(desk)
    desk.type(name)
    desk.press("Enter")
    assert desk.decision.speaker_name == name
    project.add_annotator(store, "Somebody")
    other = desk.window.navigator.queue.rows[-1]
    opened(desk)
    desk.type(other.title)
    desk.press("Enter")
    assert desk.window.navigator.desk is not None and desk.window.navigator.desk.article.sha256 == other.sha256


def test_a_name_of_the_register_is_found_though_the_article_has_it_not(desk: Desk) -> None:
    desk.press("/")
    desk.type("Ida Holm of Elsewhere")
    desk.press("Enter")
    desk.window.navigator.step_article(1)
    desk.window.navigator.step_article(-1)
    assert ("Ida Holm of Elsewhere", "speaker") in found(desk, "holm else")


def test_arrows_walk_and_the_same_key_closes(desk: Desk) -> None:
    palette = opened(desk)
    desk.press("Down", "Down", "Up")
    assert palette.list.currentRow() == 1
    desk.press("Ctrl+Shift+P")
    assert not palette.isVisible() and desk.window.article.hasFocus()


def test_what_is_not_found_is_said(desk: Desk) -> None:
    palette = opened(desk)
    desk.type("zzzz")
    assert palette.empty.isVisible() and not palette.list.isVisible()
    desk.press("Enter")
    assert not palette.isVisible() and desk.decided() == []


def test_typing_runs_no_command_and_a_held_enter_decides_nothing(desk: Desk) -> None:
    palette = opened(desk)
    desk.type("xf1")
    desk.press("Ctrl+Shift+E", "Ctrl+D")
    assert palette.isVisible() and desk.decided() == [] and desk.current.decision is None
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    QApplication.sendEvent(palette.field, held)
    assert palette.isVisible() and desk.current.decision is None


def test_a_click_beside_it_closes_and_a_click_on_a_line_does_it(desk: Desk) -> None:
    palette = opened(desk)
    desk.window.article.setFocus()
    assert not palette.isVisible()
    opened(desk)
    desk.type("flag")
    spot = palette.list.visualItemRect(palette.list.item(0)).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    assert desk.decision.flagged and QPointF(spot).x() > 0


def test_on_the_page_of_agreement_only_what_can_be_done_there_is_listed(desk: Desk) -> None:
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: not desk.window.workspace.on_desk)
    palette = opened(desk)
    listed = {entry.text for _, entry in palette._entries}
    assert "Agreement" in listed and "Confirm and go on" not in listed
    desk.type("the")
    assert not [e for e in palette.found if "label of" in e.aside or e.aside.endswith(("target", "speaker"))]
    desk.type(" ")
    palette.field.clear()
    row = desk.window.navigator.queue.rows[1]
    desk.type(row.title)
    desk.press("Enter")
    assert desk.window.workspace.on_desk
    assert desk.window.navigator.desk is not None and desk.window.navigator.desk.article.sha256 == row.sha256


def test_in_adjudication_commands_are_named_as_they_are_there(desk: Desk, store: Store) -> None:
    decide(store, "Ben")
    decide(store, "Cleo", {4: rejected})
    desk.press("Ctrl+Shift+J")
    desk.wait(lambda: desk.window.navigator.desk is not None and not desk.window.team.worker.busy)
    assert desk.window.navigator.annotator == ANNOTATOR
    assert ("Settle and go on", "⏎") in found(desk, "settle and")


@pytest.mark.parametrize(
    ("typed", "text", "distance"),
    [
        ("conf", "confirm and go on", 0),
        ("go on", "confirm and go on", 1),
        ("irm", "confirm", 11),
        ("xyz", "confirm", None),
        ("", "a", 0),
    ],
)
def test_the_nearer_the_less_it_costs(typed: str, text: str, distance: int | None) -> None:
    assert cost(typed, text) == distance


def test_the_best_come_first_and_equals_in_their_order() -> None:
    among = [("the review list", 1), ("review list", 2), ("preview", 3), ("review again", 4)]
    assert best("Review", among, 10) == [2, 4, 1, 3]
    assert best("review", among, 1) == [2]
