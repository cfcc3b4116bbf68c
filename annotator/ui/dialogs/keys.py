"""Change the keys of the desk; a key that two commands would share is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QKeySequenceEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.commands.command import Command, Keymap
from annotator.ui.text import plain_label, plain_tip


class KeysDialog(QDialog):
    """One field for each command: its first key. ``changes`` is what differs from the table once it was accepted."""

    def __init__(self, commands: Sequence[Command[Any]], keymap: Keymap, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.commands = commands
        self.keymap = keymap
        self.changes = dict(keymap.changes)
        self.fields: dict[str, QKeySequenceEdit] = {}
        inside = QWidget()
        form = QFormLayout(inside)
        for command in self.commands:
            keys = keymap.changes.get(command.id, command.keys)
            field = QKeySequenceEdit(QKeySequence(keys[0]) if keys else QKeySequence())
            field.setMaximumSequenceLength(1)
            field.setClearButtonEnabled(True)
            field.setToolTip(plain_tip(command.tip))
            field.setAccessibleName(f"Key of {command.text}")
            self.fields[command.id] = field
            form.addRow(command.text.rstrip("…"), field)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        self.problem = plain_label(wrap=True, name="Problem")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
                                   | QDialogButtonBox.StandardButton.RestoreDefaults)  # fmt: skip
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).clicked.connect(self._restore)
        column = QVBoxLayout(self)
        column.addWidget(area, 1)
        column.addWidget(self.problem)
        column.addWidget(buttons)
        self.resize(520, 640)

    def _restore(self) -> None:
        for command in self.commands:
            self.fields[command.id].setKeySequence(QKeySequence(command.keys[0]) if command.keys else QKeySequence())

    def accept(self) -> None:
        """Keep the changes, unless two commands would share a key."""
        changes: dict[str, tuple[str, ...]] = {}
        owner: dict[str, str] = {}
        for command in self.commands:
            first = self.fields[command.id].keySequence().toString(QKeySequence.SequenceFormat.PortableText)
            as_table = first == (QKeySequence(command.keys[0]).toString() if command.keys else "")
            keys = command.keys if as_table else tuple(key for key in (first, *command.keys[1:]) if key)
            if not as_table:
                changes[command.id] = keys
            for key in keys:
                other = owner.setdefault(QKeySequence(key).toString(), command.text)
                if other != command.text:
                    self.problem.setText(
                        f"“{key}” would belong to both “{other}” and “{command.text}”; choose another key."
                    )
                    return
        self.changes = changes
        super().accept()
