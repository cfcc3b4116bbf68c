"""The register in the window: likely duplicates joined by a key, quotations split off, all undone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QInputDialog

from annotator.records import Speaker
from annotator.ui.dialogs.speakers import SpeakersDialog
from annotator.workflow import desk as work
from annotator.workflow import project
from tests.support import decide_all, shown
from tests.ui.driving import Desk


def opened(desk: Desk) -> SpeakersDialog:
    desk.wait(desk.window.isActiveWindow)
    desk.window.panels.edit_speakers()
    dialog = next(w for w in desk.window.findChildren(SpeakersDialog) if w.isVisible())
    desk.wait(dialog.isActiveWindow)
    return dialog


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
    assert dialog.unlike.isVisible() and not dialog.buttons["They are the same"].isEnabled()
    dialog.accept()
    desk.wait(desk.window.isActiveWindow)
    desk.press("Ctrl+Z")
    assert "Secretary Verma" in names(desk)


def test_quotations_are_split_off(desk: Desk) -> None:
    decide_all(desk.window.navigator.store)
    dialog = opened(desk)
    desk.click(dialog.buttons["Is somebody else…"])
    assert "choose the quotations" in dialog.problem.text()
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


def pick(dialog: SpeakersDialog, name: str) -> None:
    (row,) = [n for n in range(dialog.list.count()) if dialog.list.item(n).text().startswith(name + ":")]
    dialog.list.setCurrentRow(row)


def speaker(desk: Desk, name: str) -> Speaker:
    return next(each for each in project.speakers(desk.window.navigator.store) if each.name == name)


def test_a_note_and_an_id_are_typed_checked_and_undone(desk: Desk) -> None:
    decide_all(desk.window.navigator.store)
    dialog = opened(desk)
    pick(dialog, "Richard Verma")
    dialog.form.note.setFocus()
    desk.type("Deputy secretary")
    desk.press("Tab")
    assert speaker(desk, "Richard Verma").note == "Deputy secretary" and dialog.form.uri.hasFocus()
    desk.type("nonsense")
    desk.press("Enter")
    assert "type a Wikidata number like Q42" in dialog.problem.text() and dialog.form.uri.text() == "nonsense"
    dialog.form.uri.selectAll()
    desk.type("q7329640")
    desk.press("Enter")
    assert dialog.isVisible() and dialog.problem.text() == "" and dialog.form.uri.text() == "Q7329640"
    assert speaker(desk, "Richard Verma").uri.endswith("/Q7329640")
    desk.click(dialog.buttons["Undo"])
    assert speaker(desk, "Richard Verma").uri == "" and dialog.form.uri.text() == ""
    desk.click(dialog.buttons["Undo"])
    assert speaker(desk, "Richard Verma").note == "" and not dialog.buttons["Undo"].isEnabled()


def test_an_unused_speaker_is_deleted_by_a_key(desk: Desk) -> None:
    store = desk.window.navigator.store
    decide_all(store)
    first = shown(store, 0)
    work.decide(store, replace(first, speaker_id=None, speaker_name="Nobody Known"), action="Speak")
    work.decide(store, replace(shown(store, 0), speaker_id=first.speaker_id, speaker_name=""), action="Speak")
    dialog = opened(desk)
    pick(dialog, "Richard Verma")
    dialog.list.setFocus()
    desk.press("Ctrl+D")
    assert "is named by decisions" in dialog.problem.text() and "Richard Verma" in names(desk)
    pick(dialog, "Nobody Known")
    assert dialog.nothing.isVisible() and "no quotation" in dialog.nothing.text()
    desk.press("Ctrl+D")
    assert "Nobody Known" not in names(desk) and dialog.problem.text() == ""
    desk.press("Ctrl+Z")
    assert "Nobody Known" in names(desk)


def test_a_split_and_a_pair_take_one_key_each(desk: Desk) -> None:
    store = desk.window.navigator.store
    decide_all(store)
    dialog = opened(desk)
    pick(dialog, "Richard Verma")
    dialog.said.setFocus()
    dialog.said.item(0).setSelected(True)
    answer("R. Verma")
    desk.press("Ctrl+B")
    assert "R. Verma" in names(desk)
    dialog.activateWindow()  # offscreen no window manager gives it the keys back
    desk.wait(dialog.isActiveWindow)
    dialog.tabs.setCurrentIndex(1)
    assert dialog.pairs.hasFocus()
    assert dialog.pairs.currentItem().text().startswith("R. Verma = Richard Verma?")
    desk.press("Enter")
    assert "R. Verma" not in names(desk)
