"""Change the keys of the desk: commands are found by name or key, and a key that two of them would share is told at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.language import tr
from annotator.records import fold
from annotator.ui.commands.command import Command, Keymap, shown_key
from annotator.ui.text import BESIDE_WORDS, open_at, plain_label, plain_tip, set_tone, show_hint


class Row(NamedTuple):
    """A command with the field of its first key, and what is to be said about that key."""

    command: Command[Any]
    whole: QWidget
    field: QKeySequenceEdit
    told: QLabel

    def wanted(self) -> tuple[str, ...]:
        """The keys that the command would have: the first as in the field, the others as in the table."""
        first = self.field.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        table = self.command.keys
        if first == (QKeySequence(table[0]).toString() if table else ""):
            return table
        return tuple(key for key in (first, *table[1:]) if key)


class KeysDialog(QDialog):
    """One field for each command: its first key. ``changes`` is what differs from the table once it was accepted."""

    def __init__(self, commands: Sequence[Command[Any]], keymap: Keymap, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keys"))
        self.keymap = keymap
        self.changes = dict(keymap.changes)
        area = QScrollArea(self, widgetResizable=True)
        inside = QWidget()
        area.setWidget(inside)  # before the rows are in it, each of which would be dressed anew
        self.form = QFormLayout(inside)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.rows = [self._row(command) for command in commands]
        self.fields = {row.command.id: row.field for row in self.rows}
        self.search = QLineEdit()
        self.search.setAccessibleName(tr("Search commands"))
        self.search.setClearButtonEnabled(True)
        show_hint(self.search, tr("A part of a command, or a key such as Ctrl+K"))
        self.search.textChanged.connect(self._narrow)
        self.nothing = plain_label(tr("No command has such a name or key."), muted=True, wrap=True)
        self.nothing.hide()
        self.problem = plain_label(wrap=True, name=tr("Problem"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
                                   | QDialogButtonBox.StandardButton.RestoreDefaults)  # fmt: skip
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).clicked.connect(self._restore)
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(area, 1)
        column.addWidget(self.problem)
        column.addWidget(buttons)
        open_at(self, 560, 640)
        self._look()

    def _row(self, command: Command[Any]) -> Row:
        keys = self.keymap.changes.get(command.id, command.keys)
        field = QKeySequenceEdit(QKeySequence(keys[0]) if keys else QKeySequence())
        field.setMaximumSequenceLength(1)
        field.setClearButtonEnabled(True)
        field.setMinimumWidth(field.fontMetrics().horizontalAdvance(shown_key("Ctrl+Shift+Return")) + BESIDE_WORDS)
        field.setToolTip(plain_tip(command.tip))
        field.setAccessibleName(tr("Key of {}", command.text))
        field.keySequenceChanged.connect(lambda _: self._look())
        told = plain_label(wrap=True)
        set_tone(told, "tone", "unsure")
        whole = QWidget()
        self.form.addRow(command.text.rstrip("…"), whole)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(field)
        column.addWidget(told)
        return Row(command, whole, field, told)

    def _narrow(self, text: str) -> None:
        """Show the commands whose name, tip or keys hold what was typed."""
        wanted, found = fold(text), 0
        for row in self.rows:
            keys = row.wanted()
            held = fold(" ".join([row.command.text, row.command.tip, *keys, *(shown_key(key) for key in keys)]))
            fits = all(word in held for word in wanted.split())
            self.form.setRowVisible(row.whole, fits)
            found += fits
        self.nothing.setVisible(not found)

    def clashes(self) -> dict[str, list[str]]:
        """The commands that would share a key, by the key."""
        owners: dict[str, list[str]] = defaultdict(list)
        for row in self.rows:
            for key in row.wanted():
                owners[QKeySequence(key).toString()].append(row.command.text)
        return {key: names for key, names in owners.items() if len(names) > 1}

    def _look(self) -> None:
        """Say at each field whose key it is, too."""
        clashes = self.clashes()
        for row in self.rows:
            others = [
                tr("{} is also the key of “{}”.", shown_key(key), name)
                for key in row.wanted()
                for name in clashes.get(QKeySequence(key).toString(), ())
                if name != row.command.text
            ]
            taken = [key for key in row.wanted() if key in self.keymap.taken]
            others += [tr("{} is a key of the codebook, which takes precedence.", shown_key(key)) for key in taken]
            row.told.setText("\n".join(others))
            row.told.setVisible(bool(others))
            row.field.setAccessibleDescription("\n".join([row.command.tip, *others]))
        if not clashes:
            self.problem.setText("")

    def _restore(self) -> None:
        for row in self.rows:
            keys = row.command.keys
            row.field.setKeySequence(QKeySequence(keys[0]) if keys else QKeySequence())

    def accept(self) -> None:
        """Keep the changes, unless two commands would share a key."""
        for key, (one, other, *_) in self.clashes().items():
            self.problem.setText(tr("“{}” would belong to both “{}” and “{}”; choose another key.", key, one, other))
            return
        self.changes = {row.command.id: row.wanted() for row in self.rows if row.wanted() != row.command.keys}
        super().accept()
