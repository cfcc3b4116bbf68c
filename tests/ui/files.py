"""A person's hands on the program's file dialogs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QFileSystemModel, QLineEdit


def answer(*paths: Path) -> list[QFileDialog]:
    """Fill the next file dialog in and accept it; the list holds it once it was answered."""

    return on_next(lambda dialog: fill_in(dialog, *paths))


def fill_in(dialog: QFileDialog, *paths: Path) -> None:
    """Type names into a file dialog and accept it."""
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(line, QLineEdit)
    line.setText(" ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0]))
    dialog.accept()


def on_next(act: Callable[[QFileDialog], None]) -> list[QFileDialog]:
    """Do something in the next file dialog; the list holds it once that was done."""
    seen: list[QFileDialog] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog) and dialog.isVisible():
            seen.append(dialog)
            act(dialog)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)
    return seen


def lists(dialog: QFileDialog, path: Path) -> bool:
    """Whether the dialog has read what it shows of a file or folder."""
    model = dialog.findChild(QFileSystemModel)
    assert isinstance(model, QFileSystemModel)
    index = model.index(str(path))
    return index.isValid() and bool(model.type(index))
