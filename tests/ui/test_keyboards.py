"""Keyboards of other countries: commands by the place of a key; keys are found in their dialog, and those that clash are told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from annotator.ui.commands.command import Keymap
from annotator.ui.commands.table import COMMANDS
from annotator.ui.dialogs.keys import KeysDialog
from annotator.ui.key_positions import by_place
from tests.ui.driving import Desk

X11, WINDOWS, MAC = "linux", "win32", "darwin"
NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def key(
    typed: str, place: int, held: Qt.KeyboardModifier = NONE, *, mac: bool = False, again: bool = False
) -> QKeyEvent:
    """A key that types a character, with the number of its place."""
    code = Qt.Key(ord(typed.upper()))
    scan, virtual = (0, place) if mac else (place, 0)
    return QKeyEvent(QEvent.Type.KeyPress, code, held, scan, virtual, 0, typed, again)


def press(desk: Desk, event: QKeyEvent) -> None:
    """Send a key to what has the focus, as it comes where no shortcut took it."""
    QApplication.sendEvent(QApplication.focusWidget() or desk.window, event)


@pytest.mark.parametrize(
    ("event", "platform", "wanted"),
    [
        (key("&", 10), X11, "1"), (key("à", 19), X11, "0"), (key("&", 2), WINDOWS, "1"), (key("&", 18, mac=True), MAC, "1"),
        (key("&", 10, CTRL), X11, "Ctrl+1"), (key("1", 10), X11, None), (key("1", 10, SHIFT), X11, None),
        (key("!", 10, SHIFT), X11, None), (key("١", 10), X11, "1"),  # Arabic's own one
        (key("ч", 53), X11, "X"), (key("Ч", 53, SHIFT), X11, "Shift+X"), (key("ש", 30), WINDOWS, "A"), (key("ξ", 38, mac=True), MAC, "J"),
        (key("a", 24), X11, None), (key("ö", 47), X11, None), (key("?", 61), X11, None),
    ],
)  # fmt: skip
def test_a_key_counts_by_its_place_where_it_types_no_command(
    event: QKeyEvent, platform: str, wanted: str | None
) -> None:
    found = by_place(event, platform)
    assert (found.toString() if found is not None else None) == wanted


class TestOnX11:
    """The whole way through the window, with the places that X11 tells."""

    def test_a_french_digit_without_shift_chooses_the_speaker(self, desk: Desk) -> None:
        first = desk.window.session.choices()[0].name
        press(desk, key("&", 10))
        assert desk.decision.speaker_name == first

    def test_letters_of_a_russian_keyboard_run_the_commands_in_their_places(self, desk: Desk) -> None:
        press(desk, key("о", 44))  # j
        assert desk.window.navigator.position() == 2
        press(desk, key("ч", 53))  # x
        assert len(desk.decided()) == 1

    def test_a_held_key_decides_once(self, desk: Desk) -> None:
        press(desk, key("ч", 53))
        for _ in range(5):
            press(desk, key("ч", 53, again=True))
        assert len(desk.decided()) == 1

    def test_what_is_typed_into_a_field_stays_text(self, desk: Desk) -> None:
        desk.press("Ctrl+T")
        press(desk, key("ч", 53))
        assert desk.window.queue.filter.text() == "ч" and desk.decided() == []


@pytest.fixture
def dialog(desk: Desk) -> KeysDialog:
    """The dialog of keys over the desk."""
    made = KeysDialog(COMMANDS, desk.window.commands.keymap, desk.window)
    made.show()
    return made


def shown(dialog: KeysDialog) -> list[str]:
    """The ids of the commands that are in sight."""
    return [row.command.id for row in dialog.rows if row.whole.isVisible()]


def test_commands_are_found_by_name_and_by_key(dialog: KeysDialog) -> None:
    assert len(shown(dialog)) == len(COMMANDS)
    finish = next(command for command in COMMANDS if command.id == "finish")
    dialog.search.setText(finish.tip.upper())
    assert shown(dialog) == ["finish"]
    dialog.search.setText("ctrl+k")
    assert "keys" in shown(dialog) and "confirm" not in shown(dialog)
    dialog.search.setText("zebra crossing")
    assert shown(dialog) == [] and dialog.nothing.isVisible()


def test_a_clash_is_told_at_both_fields_while_the_key_is_chosen(dialog: KeysDialog) -> None:
    assert dialog.clashes() == {}
    dialog.fields["flag"].setKeySequence(QKeySequence("X"))
    rows = {row.command.id: row for row in dialog.rows}
    assert rows["reject"].command.text in rows["flag"].told.text() and rows["flag"].told.isVisible()
    assert rows["flag"].command.text in rows["reject"].told.text()
    assert rows["reject"].command.text in rows["flag"].field.accessibleDescription()
    dialog.accept()
    assert dialog.isVisible() and "both" in dialog.problem.text()
    dialog.fields["flag"].setKeySequence(QKeySequence("F"))
    assert not rows["reject"].told.isVisible() and dialog.problem.text() == ""
    dialog.accept()
    assert not dialog.isVisible() and dialog.changes == {}


def test_a_letter_of_the_codebook_is_told(desk: Desk) -> None:
    keymap = Keymap()
    desk_now = desk.window.navigator.desk
    assert desk_now is not None
    keymap.use(desk_now.codebook)
    dialog = KeysDialog(COMMANDS, keymap, desk.window)
    letter = next(iter(sorted(each for each in keymap.taken if len(each) == 1)))
    dialog.fields["about"].setKeySequence(QKeySequence(letter))
    told = next(row.told.text() for row in dialog.rows if row.command.id == "about")
    assert "codebook" in told
