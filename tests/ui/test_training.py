"""A training round in the real window: by keys and mouse, with what is known after each answer, and what to do where nothing is."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from annotator.records import Codebook
from annotator.store import codebooks, training
from annotator.store.connection import Store
from annotator.ui.dialogs.training import TrainingDialog
from annotator.workflow import codebook_files, training_round
from tests.support import ANNOTATOR
from tests.ui.driving import Desk


def begin(desk: Desk) -> TrainingDialog:
    """Start a round from the menu."""
    desk.window.menus.items["training"].trigger()
    desk.wait(lambda: isinstance(QApplication.activeModalWidget(), TrainingDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TrainingDialog)
    desk.wait(lambda: dialog.hasFocus() or dialog.leave.hasFocus())
    return dialog


def right_key(dialog: TrainingDialog) -> str:
    """The key that agrees with what is known."""
    asked = dialog.question
    return asked.label.key if asked.holds else "0"


def test_a_round_by_keys_tells_after_each_answer_what_is_known(desk: Desk) -> None:
    store, undo = desk.window.navigator.store, desk.window.menus.items["undo"].text()
    dialog = begin(desk)
    count = len(dialog.asked)
    assert dialog.place.text() == f"1 of {count}" and dialog.told.isHidden() and not dialog.go.isEnabled()
    desk.press("Enter")
    assert dialog.at == 0  # nothing goes on without an answer
    first = dialog.question
    wrong = "0" if first.holds else first.label.key
    desk.press(wrong)
    assert "the right answer is" in dialog.told.text() and first.label.definition in dialog.why.text()
    desk.press(right_key(dialog))  # an answer is given once
    assert [each.agrees for each in training.answers(store)] == [False]
    desk.press("Enter")
    for number in range(1, count):
        assert dialog.place.text() == f"{number + 1} of {count}"
        name = dialog.question.label.name
        desk.press(right_key(dialog))
        assert dialog.told.text() in (f"Right: {name}.", f"Right: it is not {name}.")
        desk.press("Enter")
    assert dialog.words.text() == f"{count - 1} of {count} right in this round."
    (found,) = training_round.report(store)
    assert found.annotator == ANNOTATOR and found.all.cases == count
    assert dialog.grid.made.rowCount() == len(found.labels) and not dialog.grid.isHidden()
    desk.press("Enter")
    desk.wait(lambda: QApplication.activeModalWidget() is None)
    assert desk.window.menus.items["undo"].text() == undo and desk.decided() == []


def test_a_round_by_mouse_can_be_left_at_any_time(desk: Desk) -> None:
    dialog = begin(desk)
    asked = dialog.question
    desk.click(dialog.rows[asked.label.id])
    assert dialog.rows[asked.label.id].isChecked()
    assert dialog.told.text().startswith("Right") == asked.holds
    desk.click(dialog.go)
    assert dialog.at == 1
    desk.click(dialog.leave)
    desk.wait(lambda: QApplication.activeModalWidget() is None)
    assert len(training.answers(desk.window.navigator.store)) == 1


def test_where_no_label_is_known_it_says_what_to_do(desk: Desk) -> None:
    store: Store = desk.window.navigator.store
    bare: Codebook = codebook_files.empty_codebook("plans")
    codebooks.add_codebook(store, bare)
    dialog = begin(desk)
    assert "File › Codebook…" in dialog.note.text() and dialog.go.isHidden() and dialog.leave.isVisible()
    desk.press("Enter")
    desk.wait(lambda: QApplication.activeModalWidget() is None)
