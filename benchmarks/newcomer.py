"""How many acts a newcomer needs, in the real window with the English model: a Word file of one's own to the first decision, and the
seed article decided as its gold file has it.

    python -m benchmarks.newcomer

An act is a key, a click or a double click; a typed word counts with each of its letters. Exit status 1 where a task takes more acts than
it may. ``tests/ui/test_newcomer.py`` does the first task, ``tests/ui/test_seed_article.py`` the second.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

from docx import Document
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QListView, QWidget

from annotator.records import Decision
from annotator.ui.app import App, make_application
from annotator.ui.demo import decide_by_keys, first_gold, press_key, wait_until
from annotator.ui.settings import Settings
from annotator.ui.window import DeskWindow

MOST_ACTS = 25  # from the first window to the first decision on one's own article
MOST_KEYS = 40  # for the seed article
NAME, TARGET = "interview.docx", "bridge"
WORDS = (
    "A town votes",
    "“We will build the bridge next year,” said Mayor Lena Ortiz on Monday.",
    "“Nobody has asked us,” the farmer Per Lund told the council.",
)
LEFT = Qt.MouseButton.LeftButton


class Hands:
    """Clicks and keys as the window system would send them, counted."""

    def __init__(self) -> None:
        self.acts = 0

    def click(self, part: QWidget) -> None:
        """Click a control."""
        self.acts += 1
        QTest.mouseClick(part, LEFT)

    def enter(self, window: QWidget) -> None:
        """Press Enter in what has the keys, else in the window."""
        self.acts += 1
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)

    def type(self, part: QWidget, words: str) -> None:
        """Type into a field."""
        self.acts += len(words)
        QTest.keyClicks(part, words)

    def open_in_next_dialog(self, name: str) -> None:
        """Double-click a file in the file dialog that is opened next, once the dialog lists it.

        The dialog shows the current folder: in a process that showed none before it does so by itself, else the one shown last.
        """
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog) and Path(dialog.directory().absolutePath()) != Path.cwd():
            dialog.setDirectory(str(Path.cwd()))
        listed = _list_of(dialog)
        model = listed.model() if listed is not None else None
        if listed is not None and model is not None:
            root = listed.rootIndex()
            files = [model.index(row, 0, root) for row in range(model.rowCount(root))]
            found = next((index for index in files if index.data() == name), None)
            if found is not None and listed.visualRect(found).isValid():
                self.acts += 1
                spot = listed.visualRect(found).center()
                QTest.mouseClick(listed.viewport(), LEFT, pos=spot)
                QTest.mouseDClick(listed.viewport(), LEFT, pos=spot)
                return
        QTimer.singleShot(20, lambda: self.open_in_next_dialog(name))


def _list_of(dialog: QWidget | None) -> QListView | None:
    """The list of a file dialog; None while no dialog is open."""
    found = dialog.findChild(QListView, "listView") if dialog is not None else None
    return found if isinstance(found, QListView) else None


def write_article(folder: Path) -> None:
    """Write the newcomer's article, as a word processor would."""
    made = Document()
    made.core_properties.title = "Word Document"
    for paragraph in WORDS:
        made.add_paragraph(paragraph)
    made.save(str(folder / NAME))


def own_article(app: App) -> tuple[int, Decision | None]:
    """Decide the first quotation of a Word file in the current folder, from the first window on: acts, and the decision."""
    hands = Hands()
    first = app.ask(Path.cwd() / "sample.annot")
    QTest.qWaitForWindowActive(first)
    hands.click(first.own)
    QTimer.singleShot(0, lambda: hands.open_in_next_dialog(NAME))
    hands.click(first.form.files)
    hands.click(first.form.targets)
    hands.type(first.form.targets, TARGET)
    hands.click(first.start)
    window = app.window
    assert window is not None, first.form.told.text()
    wait_until(lambda: window.files.look is not None and window.files.look.take.hasFocus())
    assert window.files.look is not None
    hands.enter(window.files.look)
    wait_until(lambda: window.navigator.current is not None)
    current = window.navigator.current
    if window.annotation.session.unsure():
        hands.acts += 1
        press_key(window, "1")
    hands.enter(window)
    decided = window.navigator.quotation(current.id) if current is not None else None
    return hands.acts, decided.decision if decided is not None else None


def seed_article(window: DeskWindow) -> int:
    """Decide the seed article as its gold file has it: keys."""
    wait_until(lambda: window.navigator.current is not None)
    return decide_by_keys(window, first_gold(), lambda key: press_key(window, key))


def main() -> int:
    """Do both tasks and print the acts."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    make_application(["annotator"])
    with tempfile.TemporaryDirectory() as temporary, chdir(temporary):
        write_article(Path(temporary))
        app = App(Settings(Path(temporary) / "settings.ini"))
        acts, decision = own_article(app)
        print(f"own Word file to the first decision: {acts} acts (at most {MOST_ACTS}): {decision and decision.words}")
        app.close()
        first = app.ask(Path(temporary) / "sample.annot")
        first.sample.click()
        window = app.window
        assert window is not None, "the sample is open"
        window.annotate_as("newcomer")
        window.welcome.hide()
        keys = seed_article(window)
        print(f"seed article: {keys} keys (at most {MOST_KEYS})")
        app.close()
    return 0 if decision is not None and acts <= MOST_ACTS and keys <= MOST_KEYS else 1


if __name__ == "__main__":
    sys.exit(main())
