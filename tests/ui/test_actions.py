"""The table of actions: everything in it can be found in a menu, by a key, and in the help."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import replace
from operator import attrgetter

import pytest
from PySide6.QtGui import QKeySequence

from annotator.codebook import read_codebook
from annotator.records import Stance
from annotator.resources import resource
from annotator.ui.actions import ACTIONS, GROUPS, MENUS, Action, Keymap
from annotator.ui.dialogs.keys import KeysDialog
from annotator.ui.help import help_lines, stance_lines
from tests.ui.driving import Desk


@pytest.mark.parametrize("action", ACTIONS, ids=attrgetter("id"))
def test_every_action_has_a_menu_a_tip_a_help_group_and_a_handler(action: Action, desk: Desk) -> None:
    assert action.menu in MENUS and action.group in GROUPS
    assert action.tip and action.tip[-1] not in ".!"
    item = desk.window.menus.items[action.id]
    assert item in desk.window.menus.by_name[action.menu].actions()
    assert html.escape(action.tip) in item.toolTip()
    assert callable(attrgetter(action.handler)(desk.window))


def test_no_key_is_given_twice() -> None:
    keys = Counter(QKeySequence(key).toString() for action in ACTIONS for key in action.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_every_action_with_a_key_has_a_line_in_the_help() -> None:
    lines = [text for group in GROUPS for _, text in help_lines(Keymap(), group)]
    for action in ACTIONS:
        wanted = "Speaker 1 to 9" if action.id.startswith("speaker-") else action.text.rstrip("…")
        assert not action.keys or wanted in lines


@pytest.mark.parametrize("name", ["border", "favor"])
def test_a_codebooks_letters_win_and_no_action_is_left_without_a_key(name: str) -> None:
    codebook = read_codebook(resource("codebooks", f"{name}.toml"))
    keymap = Keymap()
    keymap.use(codebook)
    letters = {label.key.upper() for target in codebook.targets for label in target.labels}
    for action in ACTIONS:
        assert not letters & set(keymap.keys(action))
        assert bool(keymap.keys(action)) == bool(action.keys)
    assert len(stance_lines(codebook)) == 2 * len(codebook.targets)


def test_a_codebook_may_take_any_letter_and_every_action_keeps_a_key() -> None:
    codebook = read_codebook(resource("codebooks", "favor.toml"))
    label = codebook.targets[0].labels[0]
    greedy = [replace(label, id=letter, key=letter) for letter in "abcdefghijklmnopqrstuvwxyz"]
    targets = [replace(codebook.targets[0], id=c, key=c, labels=tuple(greedy)) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    keymap = Keymap()
    keymap.use(replace(codebook, targets=tuple(targets)))
    assert [action.id for action in ACTIONS if action.keys and not keymap.keys(action)] == []


def test_changed_keys_act_at_once_and_survive(desk: Desk) -> None:
    dialog = KeysDialog(desk.window.keymap, desk.window)
    dialog.fields["reject"].setKeySequence(QKeySequence("Z"))
    dialog.accept()
    desk.window.keymap.changes = dialog.changes
    desk.window.menus.apply_keys()
    desk.press("x")
    assert desk.decided() == []
    desk.press("z")
    assert len(desk.decided()) == 1
    assert Keymap.from_json(desk.window.keymap.to_json()).changes == dialog.changes


def test_a_key_that_two_actions_would_share_is_refused(desk: Desk) -> None:
    dialog = KeysDialog(desk.window.keymap, desk.window)
    dialog.fields["reject"].setKeySequence(QKeySequence("F"))
    dialog.accept()
    assert "Flag" in dialog.problem.text() and dialog.result() == 0


def test_unreadable_saved_keys_count_as_none() -> None:
    for text in ("", "[", "[]", "3", '{"confirm": 3}'):
        assert Keymap.from_json(text).changes == {}


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
    assert desk.window.controller.target_id == "river-buoys"
