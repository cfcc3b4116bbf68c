"""The commands as Qt actions of a window: their keys, texts, tool tips, and whether they can be run now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from annotator.ui.commands.command import Command, Keymap, shown_key
from annotator.ui.text import menu_text, plain_tip


def new_action(text: str, window: QWidget) -> QAction:
    """A QAction with its text, which is set afterwards: one given with it is first tried as an icon, six times as slow."""
    item = QAction(window)
    item.setText(text)
    return item


def action_of(window: QWidget, *keys: QKeySequence) -> QAction | None:
    """The action of a window that one of these keys runs now."""
    return next(
        (each for each in window.actions() if each.isEnabled() and not {*keys}.isdisjoint(each.shortcuts())), None
    )


class Actions:
    """One QAction for each command, on the window that its commands act on."""

    def __init__(self, commands: Sequence[Command[Any]], window: QWidget, keymap: Keymap) -> None:
        self.commands = commands = [command.translated() for command in commands]
        self.keymap = keymap
        self.settling = False
        self._window = window
        self._by_id = {command.id: command for command in commands}
        self._given: dict[str, tuple[tuple[str, ...], str]] = {}  # the keys and the text that each action has
        self.items = {command.id: self._item(command) for command in commands}
        self.apply_keys()
        window.addActions(list(self.items.values()))  # now that they are whole: the window hears of each later change

    def _item(self, command: Command[Any]) -> QAction:
        item = new_action(menu_text(command.text), self._window)
        item.setObjectName(command.id)
        item.setAutoRepeat(command.repeats)
        item.triggered.connect(partial(_run, command.run, self._window))
        return item

    def command(self, name: str) -> Command[Any]:
        """The command of an id, in the words of the view that is shown."""
        return self._by_id[name].worded(settling=self.settling)

    def worded(self) -> list[Command[Any]]:
        """All commands, in the words of the view that is shown."""
        return [command.worded(settling=self.settling) for command in self.commands]

    def hint(self, name: str) -> str:
        """The first key of a command as people read it, or nothing."""
        return self.keymap.hint(self._by_id[name])

    def acts(self, command: Command[Any]) -> bool:
        """Whether a command can be run in the view that is shown."""
        return self.items[command.id].isEnabled()

    def show_view(self, *, settling: bool) -> None:
        """Another view is shown: enable what can be run there, in its words. ``settling``: it is adjudication."""
        self.settling = settling
        for command in self.commands:
            self.items[command.id].setEnabled(command.available(self._window))
        self.apply_keys()

    def apply_keys(self) -> None:
        """Give the QActions the keys of the keymap, and say them in their tool tips; those that keep theirs are left alone."""
        for command in self.worded():
            wanted = self.keymap.keys(command)
            if self._given.get(command.id) == (wanted, command.text):
                continue
            self._given[command.id] = wanted, command.text
            item = self.items[command.id]
            if command.settling is not None:
                item.setText(menu_text(command.text))
            item.setShortcuts([QKeySequence(key) for key in wanted])
            keys = ", ".join(shown_key(key) for key in wanted)
            item.setToolTip(plain_tip(f"{command.tip} ({keys})" if keys else command.tip))
            item.setStatusTip(command.tip)

    def fill_menus(self, menus: Mapping[str, QMenu]) -> None:
        """Put the actions into their menus, a line between groups."""
        last: dict[str, str] = {}
        for command in self.commands:
            menu, group = command.place
            if last.setdefault(menu, group) != group:
                menus[menu].addSeparator()
            last[menu] = group
            menus[menu].addAction(self.items[command.id])


def _run(run: Callable[[Any], object], window: QWidget, *_: object) -> None:
    run(window)
