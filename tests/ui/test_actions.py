"""The table of commands: everything in it can be found in a menu, by a key, and in the help."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication

from annotator.codebook import read_codebook
from annotator.records import Stance
from annotator.resources import resource
from annotator.ui.commands.command import GROUPS, MENUS, Command, Keymap
from annotator.ui.commands.table import COMMANDS, CommandWindow
from annotator.ui.dialogs.keys import KeysDialog
from annotator.ui.help import help_lines, stance_lines
from tests.ui.driving import Desk


def lacking(command: Command[CommandWindow], desk: Desk) -> list[str]:
    """What a command lacks of its place in the menus, its tip and its help."""
    item, menu = desk.window.menus.items[command.id], desk.window.menus.by_name[command.place.menu]
    holds = {
        "menu": command.place.menu in MENUS and item in menu.actions(),
        "group": command.place.group in GROUPS,
        "tip": bool(command.tip) and command.tip[-1] not in ".!" and command.tip in item.toolTip().replace("\n", " "),
        "state": item.isEnabled() == command.available(desk.window),
    }
    return [f"{command.id}: {what}" for what, holding in holds.items() if not holding]


def test_every_command_has_a_menu_a_tip_and_a_help_group(desk: Desk) -> None:
    assert [fault for command in COMMANDS for fault in lacking(command, desk)] == []


def test_what_acts_on_a_quotation_is_dead_on_the_page_of_agreement(desk: Desk) -> None:
    desk.press("Ctrl+Shift+G")
    desk.wait(
        lambda: not desk.window.menus.items["confirm"].isEnabled()
    )  # the page comes a moment after it was read for
    enabled = {name for name, item in desk.window.menus.items.items() if item.isEnabled()}
    assert not enabled & {"confirm", "reject", "undo", "speaker-1", "next", "comment", "export", "caret"}
    assert {"agreement", "adjudicate", "back", "palette", "help", "import"} <= enabled
    desk.press("Esc")
    assert all(item.isEnabled() for item in desk.window.menus.items.values())


def test_no_key_is_given_twice() -> None:
    keys = Counter(QKeySequence(key).toString() for command in COMMANDS for key in command.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)


def test_every_command_with_a_key_has_a_line_in_the_help() -> None:
    lines = [text for group in GROUPS for _, text in help_lines(COMMANDS, Keymap(), group)]
    for command in COMMANDS:
        wanted = "Speaker 1 to 9" if command.id.startswith("speaker-") else command.text.rstrip("…")
        assert not command.keys or wanted in lines


@pytest.mark.parametrize("name", ["border", "favor"])
def test_a_codebooks_letters_win_and_no_command_is_left_without_a_key(name: str) -> None:
    codebook = read_codebook(resource("codebooks", f"{name}.toml"))
    keymap = Keymap()
    keymap.use(codebook)
    letters = {label.key.upper() for target in codebook.targets for label in target.labels}
    for command in COMMANDS:
        assert not letters & set(keymap.keys(command))
        assert bool(keymap.keys(command)) == bool(command.keys)
    assert len(stance_lines(codebook)) == 1 + 2 * len(codebook.targets)


def test_a_codebook_may_take_any_letter_and_every_command_keeps_a_key() -> None:
    codebook = read_codebook(resource("codebooks", "favor.toml"))
    label = codebook.targets[0].labels[0]
    greedy = [replace(label, id=letter, key=letter) for letter in "abcdefghijklmnopqrstuvwxyz"]
    targets = [replace(codebook.targets[0], id=c, key=c, labels=tuple(greedy)) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    keymap = Keymap()
    keymap.use(replace(codebook, targets=tuple(targets)))
    assert [command.id for command in COMMANDS if command.keys and not keymap.keys(command)] == []


def test_changed_keys_act_at_once_and_survive(desk: Desk) -> None:
    dialog = KeysDialog(COMMANDS, desk.window.commands.keymap, desk.window)
    dialog.fields["reject"].setKeySequence(QKeySequence("Z"))
    dialog.accept()
    desk.window.commands.keymap.changes = dialog.changes
    desk.window.commands.apply_keys()
    desk.press("x")
    assert desk.decided() == []
    desk.press("z")
    assert len(desk.decided()) == 1
    assert Keymap.from_json(desk.window.commands.keymap.to_json()).changes == dialog.changes


def test_a_key_that_two_commands_would_share_is_refused(desk: Desk) -> None:
    dialog = KeysDialog(COMMANDS, desk.window.commands.keymap, desk.window)
    dialog.fields["reject"].setKeySequence(QKeySequence("F"))
    dialog.accept()
    assert "Flag" in dialog.problem.text() and dialog.result() == 0


def test_unreadable_saved_keys_count_as_none() -> None:
    for text in ("", "[", "[]", "3", '{"confirm": 3}'):
        assert Keymap.from_json(text).changes == {}


@pytest.mark.qt_log_ignore("grabbing the (keyboard|mouse)", extend=True)
def test_the_articles_menu_is_about_the_selected_words_or_the_quotation_under_the_mouse(desk: Desk) -> None:
    window, article = desk.window, desk.window.article
    third = window.navigator.desk.quotations[2]
    spot = desk.point(third.span.start)
    wanted: list[QPoint] = []
    article.menu_wanted.connect(wanted.append)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, article.viewport().mapToGlobal(spot))
    QApplication.sendEvent(article.viewport(), event)
    assert len(wanted) == 1 and desk.current.id == third.id
    menu = window.menus.article_menu(article)
    assert window.menus.items["reject"] in menu.actions() and window.menus.items["source"] not in menu.actions()
    window.menus.items["reject"].trigger()
    assert [decision.quotation for decision in desk.decided()] == [third.id]
    article.select_span(third.span)
    menu = window.menus.article_menu(article)
    assert window.menus.items["source"] in menu.actions() and window.menus.items["reject"] not in menu.actions()
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == third.span.words(window.navigator.desk.article.text)
    if (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def test_menus_do_what_the_keys_do_and_name_what_they_would_choose(desk: Desk) -> None:
    menus = desk.window.menus
    menus.by_name["Speaker"].aboutToShow.emit()
    assert menus.items["speaker-2"].text().startswith("2   ")
    menus.items["speaker-2"].trigger()
    assert desk.decision.speaker_name == menus.items["speaker-2"].text()[4:]
    menus.stance.aboutToShow.emit()
    in_favor = next(item for item in menus.stance.actions() if "in favor" in item.text())
    in_favor.trigger()
    assert desk.decision.stances == (Stance("us-mexico-cooperation", "favor"),)
    menus.stance.aboutToShow.emit()
    buoys = next(item for item in menus.stance.actions() if "Buoys" in item.text())
    buoys.trigger()
    assert desk.window.navigator.target_id == "river-buoys"
