"""What a random user answers in a dialog. Paths are named inside the temporary folder alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from tests.reliability.monkey.hands import NO, PLAIN, WORDS, Hands, key_of

PATIENCE = 60  # actions in one dialog; after that it is told to leave, and must

LEAVING = ("Cancel", "Close", "No", "Keep open")


class Answers:
    """Acts on the dialog that is open."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.chance = hands.chance
        self.home = hands.home

    def answer(self, dialog: QWidget, leave: bool) -> str:
        """One act in a dialog; ``leave``: by Esc."""
        name = dialog.windowTitle() or type(dialog).__name__
        if leave:
            return f"{name}: {self._leave(dialog)}"
        if isinstance(dialog, QFileDialog):
            return f"{name}: {self._name_file(dialog)}"
        if isinstance(dialog, QMessageBox):
            button = self.chance.choice(dialog.buttons())
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return f"{name}: {button.text()}"
        return f"{name}: {self._anything(dialog)}"

    def _leave(self, dialog: QWidget) -> str:
        """By Esc, or by the button that says so: a field for keys takes Esc for itself."""
        buttons = [b for b in dialog.findChildren(QPushButton) if b.isVisible() and b.isEnabled()]
        leaving = next((b for b in buttons if b.text().replace("&", "") in LEAVING), None)
        if leaving is None or self.chance.random() < 0.5:
            QTest.keyClick(self._inner(dialog), Qt.Key.Key_Escape)
            return "Esc"
        QTest.mouseClick(leaving, Qt.MouseButton.LeftButton)
        return leaving.text()

    def _inner(self, dialog: QWidget) -> QWidget:
        focus = QApplication.focusWidget()
        return focus if focus is not None and dialog.isAncestorOf(focus) else dialog

    def _anything(self, dialog: QWidget) -> str:
        act = self.chance.random()
        if act < 0.55:
            return self.hands.click(dialog) if isinstance(dialog, QDialog) else ""
        focus = self._inner(dialog)
        if act < 0.7 and isinstance(focus, (QLineEdit, QPlainTextEdit)):
            word = self.chance.choice([word for word in WORDS if not set(word) & set("/\\.~")])
            if self.chance.random() < 0.7:
                focus.selectAll()
            QTest.keyClicks(focus, "".join(letter for letter in word if letter.isascii()))
            return word
        if act < 0.85:
            name = self.chance.choice(PLAIN.split())
            QTest.keyClick(focus, *key_of(name))
            return name
        QTest.keyClick(focus, Qt.Key.Key_Escape)
        return "Esc"

    def _name_file(self, dialog: QFileDialog) -> str:
        """Leave it, or name a file that is there or may be made."""
        edit = dialog.findChild(QLineEdit, "fileNameEdit")
        if edit is None or self.chance.random() < 0.35:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            return "Esc"
        path = self._path(dialog)
        edit.setText(str(path))
        QTest.keyClick(edit, Qt.Key.Key_Return, NO)
        return str(path)

    def _path(self, dialog: QFileDialog) -> Path:
        if dialog.fileMode() is QFileDialog.FileMode.Directory:
            folder = self.home / f"folder-{self.chance.randrange(3)}"
            folder.mkdir(exist_ok=True)
            return folder
        if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
            there = sorted(path for path in (self.home / "out").iterdir() if path.is_file())
            suffix = self.chance.choice(("", ".jsonl", ".csv", ".annot"))
            new = self.home / "out" / f"new-{self.chance.randrange(10**6)}{suffix}"
            return self.chance.choice([*there, new, new, new])
        names = " ".join(dialog.nameFilters())
        projects = sorted(self.home.glob("*.annot"))
        found = sorted((self.home / "in").iterdir()) + projects
        wanted = projects if ".annot" in names and self.chance.random() < 0.7 else found
        return self.chance.choice(wanted)
