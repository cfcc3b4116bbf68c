"""Small questions of dialogs: a text, a number, one of some lines. What they ask is shown as it stands, and never as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLabel, QWidget

from annotator.ui.text import grown

WIDE = 420  # pixels: the title of the window has room


def ask_text(parent: QWidget, title: str, asked: str, text: str = "") -> str:
    """A line of text without blanks around it; "" where none was given."""
    dialog = _question(parent, title, asked)
    dialog.setTextValue(text)
    return " ".join(dialog.textValue().split()) if _answered(dialog) else ""


def ask_line(parent: QWidget, title: str, asked: str, lines: Sequence[str]) -> str:
    """One of some lines; "" where none was chosen."""
    dialog = _question(parent, title, asked)
    dialog.setComboBoxItems(lines)
    return dialog.textValue() if _answered(dialog) else ""


def ask_number(parent: QWidget, title: str, asked: str, most: int) -> int | None:
    """A whole number from 0 to ``most``; None where none was given."""
    dialog = _question(parent, title, asked)
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(0, most)
    return dialog.intValue() if _answered(dialog) else None


def _question(parent: QWidget, title: str, asked: str) -> QInputDialog:
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(asked)
    return dialog


def _answered(dialog: QInputDialog) -> bool:
    dialog.sizeHint()  # makes the label
    for label in dialog.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setMinimumWidth(grown(WIDE))
    answered = bool(dialog.exec())
    dialog.deleteLater()
    return answered
