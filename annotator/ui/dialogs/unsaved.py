"""The one question on closing: only where the disk refused a decision to the last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def close_anyway(parent: QWidget, waiting: int) -> bool:
    """Whether to close although decisions are not on disk."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Not saved", "", parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(
        f"{waiting} decision{'s are' if waiting > 1 else ' is'} not on disk, because the project file cannot be written. "
        "Keep the desk open and fix the disk, or close and lose them."
    )
    keep = box.addButton("Keep open", QMessageBox.ButtonRole.RejectRole)
    box.addButton("Close and lose them", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(keep)
    box.exec()
    return box.clickedButton() is not keep
