"""Change the keys of the desk; a key that two actions would share is refused."""

from __future__ import annotations

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

from annotator.ui.actions import ACTIONS, Keymap
from annotator.ui.text import plain_label, plain_tip


class KeysDialog(QDialog):
    """One field for each action: its first key. ``changes`` is what differs from the table once it was accepted."""

    def __init__(self, keymap: Keymap, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.keymap = keymap
        self.changes = dict(keymap.changes)
        self.fields: dict[str, QKeySequenceEdit] = {}
        inside = QWidget()
        form = QFormLayout(inside)
        for action in ACTIONS:
            keys = keymap.changes.get(action.id, action.keys)
            field = QKeySequenceEdit(QKeySequence(keys[0]) if keys else QKeySequence())
            field.setMaximumSequenceLength(1)
            field.setClearButtonEnabled(True)
            field.setToolTip(plain_tip(action.tip))
            field.setAccessibleName(f"Key of {action.text}")
            self.fields[action.id] = field
            form.addRow(action.text.rstrip("…"), field)
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
        for action in ACTIONS:
            self.fields[action.id].setKeySequence(QKeySequence(action.keys[0]) if action.keys else QKeySequence())

    def accept(self) -> None:
        """Keep the changes, unless two actions would share a key."""
        changes: dict[str, tuple[str, ...]] = {}
        owner: dict[str, str] = {}
        for action in ACTIONS:
            first = self.fields[action.id].keySequence().toString(QKeySequence.SequenceFormat.PortableText)
            as_table = first == (QKeySequence(action.keys[0]).toString() if action.keys else "")
            keys = action.keys if as_table else tuple(key for key in (first, *action.keys[1:]) if key)
            if not as_table:
                changes[action.id] = keys
            for key in keys:
                other = owner.setdefault(QKeySequence(key).toString(), action.text)
                if other != action.text:
                    self.problem.setText(
                        f"“{key}” would belong to both “{other}” and “{action.text}”; choose another key."
                    )
                    return
        self.changes = changes
        super().accept()
