"""The one question on closing: only where the disk refused a decision to the last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.language import tr, trn


def close_anyway(parent: QWidget, waiting: int) -> bool:
    """Whether to close although decisions are not on disk."""
    box = QMessageBox(QMessageBox.Icon.Warning, tr("Not saved"), "", parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(
        trn(
            waiting,
            "{} decision is not on disk, because the project file cannot be written. {}",
            "{} decisions are not on disk, because the project file cannot be written. {}",
            waiting,
            tr("Keep the desk open and fix the disk, or close and lose them."),
        )
    )
    keep = box.addButton(tr("Keep open"), QMessageBox.ButtonRole.RejectRole)
    box.addButton(tr("Close and lose the changes"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(keep)
    box.exec()
    return box.clickedButton() is not keep
