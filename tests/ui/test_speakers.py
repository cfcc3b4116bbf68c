"""The register in the window: likely duplicates joined by a key, quotations split off, all undone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QInputDialog

from annotator.ui.dialogs.speakers import SpeakersDialog
from annotator.workflow import desk as work
from annotator.workflow import project
from tests.support import decide_all, shown
from tests.ui.driving import Desk


def opened(desk: Desk) -> SpeakersDialog:
    desk.window.panels.edit_speakers()
    return next(w for w in desk.window.findChildren(SpeakersDialog) if w.isVisible())


def answer(text: str) -> None:
    def give() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QInputDialog):
            QTimer.singleShot(10, give)
            return
        dialog.setTextValue(text)
        dialog.accept()

    QTimer.singleShot(0, give)


def names(desk: Desk) -> set[str]:
    return {speaker.name for speaker in project.speakers(desk.window.navigator.store)}


def test_a_likely_pair_is_joined_and_undone(desk: Desk) -> None:
    store = desk.window.navigator.store
    decide_all(store)
    work.decide(store, replace(shown(store, 0), speaker_id=None, speaker_name="Secretary Verma"), action="Speak")
    dialog = opened(desk)
    assert dialog.tabs.tabText(1) == "Likely the same (1)"
    dialog.tabs.setCurrentIndex(1)
    desk.click(dialog.buttons["They are the same"])
    assert "Secretary Verma" not in names(desk) and dialog.pairs.count() == 0
    dialog.accept()
    desk.press("Ctrl+Z")
    assert "Secretary Verma" in names(desk)


def test_quotations_are_split_off(desk: Desk) -> None:
    decide_all(desk.window.navigator.store)
    dialog = opened(desk)
    desk.click(dialog.buttons["Is somebody else…"])
    assert "Choose the quotations" in dialog.problem.text()
    dialog.said.item(0).setSelected(True)
    first, count = dialog.said.item(0).text(), dialog.said.count()
    answer("Another One")
    desk.click(dialog.buttons["Is somebody else…"])
    assert "Another One" in names(desk) and dialog.said.count() == count - 1
    assert first not in [dialog.said.item(n).text() for n in range(dialog.said.count())]


def test_a_merge_chooses_nobody_beforehand(desk: Desk) -> None:
    decide_all(desk.window.navigator.store)
    before, dialog = names(desk), opened(desk)
    answer("")
    desk.click(dialog.buttons["Is the same as…"])
    assert names(desk) == before
