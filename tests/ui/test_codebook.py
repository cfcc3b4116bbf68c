"""The codebook in the window: made and changed by keys and mouse, previewed, worked off, undone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QLineEdit, QPlainTextEdit

from annotator.records import Stance
from annotator.resources import resource
from annotator.store.connection import Store
from annotator.ui.codebook.editor import UNSAVED, CodebookEditor
from annotator.workflow import agreement_page, codebook_change, export, project, team
from annotator.workflow.desk import undo_text
from tests.support import ANNOTATOR, decide_all, seed_sha
from tests.ui.driving import Desk
from tests.ui.files import answer as answer_file

UNLAWFUL, LAWFUL = Stance("river-buoys", "unlawful"), Stance("river-buoys", "lawful")


def opened(desk: Desk) -> CodebookEditor:
    desk.wait(desk.window.isActiveWindow)
    desk.press("Ctrl+Shift+B")
    editor = desk.window.codebooks.editor
    assert editor is not None
    desk.wait(editor.isActiveWindow)
    return editor


def answer(text: str) -> None:
    """Give a text (or choose a line that starts with it) to the next question."""

    def give() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QInputDialog):
            QTimer.singleShot(10, give)
            return
        if dialog.comboBoxItems():
            dialog.setTextValue(next(item for item in dialog.comboBoxItems() if item.startswith(text)))
        elif dialog.inputMode() is QInputDialog.InputMode.IntInput:
            dialog.setIntValue(int(text))
        else:
            dialog.setTextValue(text)
        dialog.accept()

    QTimer.singleShot(0, give)


def type_into(editor: CodebookEditor, field: str, text: str) -> None:
    widget = editor.form.fields[field]
    if isinstance(widget, QPlainTextEdit):
        widget.setPlainText(text)
    else:
        widget.selectAll()
        widget.insert(text)
        widget.textEdited.emit(widget.text())


def go(editor: CodebookEditor, stance: Stance) -> None:
    place = editor.draft.place_of(stance)
    assert place is not None
    editor.go(place)


def saved(desk: Desk, editor: CodebookEditor, why: str) -> None:
    before = project.current_codebook(desk.window.navigator.store).hash
    desk.click(editor.buttons["save"])
    effects = desk.window.codebooks.effects
    assert effects is not None
    effects.why.setText(why)
    desk.click(effects.go)
    desk.wait(lambda: project.current_codebook(desk.window.navigator.store).hash != before)
    desk.wait(lambda: desk.window.codebooks.editor is None)


def test_a_codebook_is_made_from_nothing_by_keys(desk: Desk) -> None:
    editor = opened(desk)
    while len(editor.draft.book.targets) > 1:
        editor.go((0,))
        editor.remove(retire=False)
    editor.add_target()
    desk.type("The ferry")
    assert editor.draft.book.targets[1].name == "The ferry" and "The ferry" in editor.preview.names
    type_into(editor, "definition", "The ferry to the islands.")
    editor.add_label()
    desk.type("in favor")
    key = editor.form.fields["key"]
    assert isinstance(key, QLineEdit) and key.text() == editor.draft.book.targets[1].labels[1].key == "i"
    type_into(editor, "definition", "Wants it.")
    type_into(editor, "key", "U")
    assert not editor.form.faults["key"].isHidden() and "one small letter" in editor.form.faults["key"].text()
    assert not editor.buttons["save"].isEnabled()
    type_into(editor, "key", "p")
    assert editor.form.faults["key"].isHidden() and editor.buttons["save"].isEnabled()
    type_into(editor, "color", editor.draft.book.targets[1].labels[0].color)
    assert "hard to tell" in editor.form.faults["color"].text()
    steps = 0
    while editor.draft.undo_text:
        editor.undo()
        steps += 1
    assert steps > 5 and not editor.draft.changed
    while editor.draft.redo_text:
        editor.redo()
    editor.go((1, 1))
    type_into(editor, "color", "#009e73")
    saved(desk, editor, "A new start.")
    book = project.current_codebook(desk.window.navigator.store)
    assert [label.name for label in book.targets[1].labels] == ["unclear", "in favor"]
    assert book.targets[1].labels[1].key == "p"


def test_closing_with_unsaved_changes_asks_once(desk: Desk) -> None:
    editor = opened(desk)
    editor.add_target()
    editor.close()
    assert editor.isVisible() and editor.problem.text() == UNSAVED
    editor.close()
    assert not editor.isVisible()


def test_labels_without_a_key_are_typed(desk: Desk) -> None:
    desk.press(".")
    palette = desk.window.command_palette
    assert palette is not None and palette.isVisible()
    desk.type("lawf")
    desk.press("Enter")
    desk.wait(lambda: LAWFUL in desk.window.navigator.shown().stances)


def test_split_merged_retired_worked_off_undone(desk: Desk, tmp_path: Path) -> None:
    """End to end: thirty decisions of two, a label split, one merged, one retired, the queue worked off, undo, redo."""
    store = desk.window.navigator.store
    decide_all(store)
    project.add_annotator(store, "Ben")
    decide_all(store, "Ben")
    desk.window.navigator.reload_desk()
    before, agreed = content(store, tmp_path), figures(store)
    editor = opened(desk)
    go(editor, UNLAWFUL)
    answer("by treaty, by statute")
    editor.split()
    go(editor, Stance("river-buoys", "ineffective"))
    answer("lawful")
    editor.merge()
    go(editor, Stance("river-buoys", "humane"))
    editor.remove(retire=True)
    assert "choose again" in editor.words.text()
    saved(desk, editor, "Finer, and fewer.")
    dock = desk.window.codebooks.dock
    assert dock is not None and dock.isVisible()
    mine = len(dock.entries)
    assert mine == 2 and len(codebook_change.waiting(store, "Ben")) == 2
    after = content(store, tmp_path)
    for left in range(mine, 0, -1):
        assert len(dock.entries) == left
        desk.click(dock.offered[0])
    assert dock.entries == []
    for entry in codebook_change.waiting(store, "Ben"):
        codebook_change.choose(store, entry, entry.options[1:2], annotator="Ben")
    assert figures(store) != agreed  # they chose differently
    desk.window.article.setFocus()
    for _ in range(mine):
        assert undo_text(store, ANNOTATOR) == "Choose again"
        desk.press("Ctrl+Z")
    assert undo_text(store, ANNOTATOR) == "Change codebook to 1.1"
    desk.press("Ctrl+Z")
    assert desk.window.notice.act.text() == "Undo"  # Ben went on with its labels
    desk.click(desk.window.notice.act)
    desk.wait(lambda: "Undone: Change codebook" in desk.notice())
    assert project.current_codebook(store).has(UNLAWFUL)
    assert _mine(content(store, tmp_path)) == _mine(before)
    desk.press("Ctrl+Shift+Z")
    assert _mine(content(store, tmp_path)) == _mine(after)


def content(store: Store, folder: Path) -> str:
    export.export(store, folder / "all.jsonl")
    return (folder / "all.jsonl").read_text(encoding="utf-8")


def _mine(text: str) -> list[object]:
    """What Ada decided, without the codebook's hash."""
    lines = [json.loads(line) for line in text.splitlines()]
    return [[(q["id"], q["stances"]) for q in line["quotes"]] for line in lines if line["annotator"] == "Ada"]


def figures(store: Store) -> object:
    return json.dumps(agreement_page.load_page(store, ()).report.as_json(), sort_keys=True, default=str)


def test_a_package_of_an_older_version_waits_for_its_annotator(desk: Desk, tmp_path: Path) -> None:
    store = desk.window.navigator.store
    team.package(store, tmp_path / "ben.annot", "Ben", [seed_sha()])
    with closing(project.open_project(tmp_path / "ben.annot")) as other:
        decide_all(other, "Ben")
    editor = opened(desk)
    go(editor, UNLAWFUL)
    editor.remove(retire=False)
    saved(desk, editor, "")
    team.merge(store, [tmp_path / "ben.annot"], annotator=None)
    desk.window.annotate_as("Ben")
    dock = desk.window.codebooks.dock
    assert dock is not None and dock.isVisible() and len(dock.entries) == 2


@pytest.mark.parametrize("act", ["merge", "move_label", "split", "look_again"])
def test_a_question_that_is_left_changes_nothing(desk: Desk, act: str) -> None:
    editor = opened(desk)
    go(editor, UNLAWFUL)

    def leave() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QInputDialog):
            dialog.reject()
        else:
            QTimer.singleShot(10, leave)

    QTimer.singleShot(0, leave)
    run: Callable[[], None] = getattr(editor, act)
    run()
    assert not editor.draft.changed


def test_a_new_project_starts_from_labels_of_another_program_or_project(desk: Desk, tmp_path: Path) -> None:
    from annotator.ui.dialogs.new_project import NewProjectDialog
    from annotator.ui.dialogs.project_form import OTHER

    (tmp_path / "labels.csv").write_text("label,author\nfor,Ada\nagainst,Ada\n", encoding="utf-8")
    form = NewProjectDialog(ANNOTATOR, desk.window).form
    assert form.take_codebook(tmp_path / "labels.csv") and "column “author”" in form.told.text()
    (tmp_path / "bad.csv").write_text("x\n", encoding="utf-8")
    assert not form.take_codebook(tmp_path / "bad.csv") and "needs a column “label”" in form.told.text()
    assert form.take_codebook(desk.window.navigator.store.path) and not form.told.text()
    form.codebooks.setCurrentText(OTHER)
    assert "Buoys" in form.asks.text()


def test_the_letters_of_commands_are_those_that_codebooks_are_not_offered() -> None:
    from annotator.codebook import COMMAND_LETTERS
    from annotator.ui.commands.table import COMMANDS

    keys = {key for command in COMMANDS for key in command.keys}
    small = {key.lower() for key in keys if len(key) == 1 and key.isalpha()}
    capital = {
        key.removeprefix("Shift+") for key in keys if key.startswith("Shift+") and len(key) == 7 and key[-1].isalpha()
    }
    assert small | capital == set(COMMAND_LETTERS)


def test_versions_are_told_and_compared(desk: Desk) -> None:
    from annotator.ui.codebook.versions import EQUAL, VersionsDialog

    editor = opened(desk)
    go(editor, UNLAWFUL)
    type_into(editor, "name", "illegal")
    saved(desk, editor, "Plainer.")
    editor = opened(desk)
    desk.click(editor.buttons["versions"])
    dialog = editor.findChild(VersionsDialog)
    assert dialog is not None and dialog.isVisible()
    assert [(version.annotator, version.why) for version in dialog.versions][-1] == (ANNOTATOR, "Plainer.")
    row = [dialog.differences.item(0, column).text() for column in range(3)]
    assert row == ["renamed: label “illegal” of “Buoys in the river”", "unlawful", "illegal"]
    assert dialog.equal.isHidden() and dialog.differences.rowCount() == 1
    dialog.grid.picked.emit(0, 0)
    assert dialog.equal.text() == EQUAL and dialog.equal.isVisible() and not dialog.differences.rowCount()


def test_versions_are_a_command_of_the_window(desk: Desk) -> None:
    from annotator.ui.codebook.versions import VersionsDialog

    answer_file(resource("codebooks", "favor.toml"))
    desk.window.files.use_codebook()
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow)
    desk.window.article.setFocus()
    desk.press("Ctrl+Shift+P")
    desk.type("versions of")
    desk.press("Enter")
    desk.wait(lambda: desk.window.findChild(VersionsDialog) is not None)
    dialog = desk.window.findChild(VersionsDialog)
    assert dialog is not None and dialog.isVisible()
    row = [dialog.grid.model().index(1, column).data() for column in range(4)]
    assert row[2:] == [ANNOTATOR, "Imported from favor.toml."]


def test_an_example_is_seen_in_its_article_and_the_change_goes_on(desk: Desk) -> None:
    store = desk.window.navigator.store
    desk.press(
        "B", "b", "Enter", "j"
    )  # a decision for the label, and one for Enter in its place: the first counts no more
    shown = desk.current.id
    editor = opened(desk)
    go(editor, UNLAWFUL)
    answer("lawful")
    editor.merge()
    desk.click(editor.buttons["save"])
    effects = desk.window.codebooks.effects
    assert effects is not None and effects.head.text() == "1 label of a decision changes. One undo takes it back."
    assert desk.window.navigator.desk.article.title in effects.examples.item(0).text()
    effects.examples.itemClicked.emit(effects.examples.item(0))
    assert not effects.isVisible() and not editor.isVisible() and desk.current.id != shown
    assert "not changed yet" in desk.notice()
    desk.wait(desk.window.isActiveWindow)
    desk.press("Ctrl+Shift+B")
    assert effects.isVisible() and editor.isVisible() and effects.focusWidget() is effects.why
    desk.wait(effects.isActiveWindow)
    QTest.keyClick(effects.why, Qt.Key.Key_Return)
    desk.wait(lambda: desk.window.codebooks.editor is None)
    assert not project.current_codebook(store).has(UNLAWFUL) and "1 decision recoded" in desk.notice()


def test_what_is_asked_is_never_html_and_begins_with_nothing_chosen(desk: Desk) -> None:
    editor = opened(desk)
    go(editor, UNLAWFUL)
    type_into(editor, "name", "<b>illegal</b>")
    seen: list[tuple[str, list[str], str]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QInputDialog):
            QTimer.singleShot(10, look)
            return
        label = dialog.findChildren(QLabel)[0]
        plain = label.textFormat() is Qt.TextFormat.PlainText and dialog.width() >= 400
        seen.append((label.text() if plain else "", dialog.comboBoxItems(), dialog.textValue()))
        dialog.accept()

    QTimer.singleShot(0, look)
    before = editor.draft.words
    editor.merge()
    ((asked, lines, chosen),) = seen
    assert asked == "“<b>illegal</b>” becomes" and chosen == "" and editor.draft.words == before
    assert lines[1].endswith("(Buoys in the river)"), "labels of its own target first"
    desk.wait(editor.isActiveWindow)  # the next key is the editor's, not the desk's
    QTest.keyClick(editor, "t", Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: len(editor.draft.book.targets) == 5)
    assert editor.isActiveWindow() and not desk.window.isActiveWindow()
    editor.drop()


def test_a_change_that_is_stopped_leaves_all_as_it_was(desk: Desk, tmp_path: Path) -> None:
    store = desk.window.navigator.store
    decide_all(store)
    before = content(store, tmp_path)
    editor = opened(desk)
    go(editor, UNLAWFUL)
    editor.remove(retire=False)
    desk.click(editor.buttons["save"])
    effects = desk.window.codebooks.effects
    assert effects is not None
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")  # so that the change has to wait
        desk.click(effects.go)
        assert not effects.go.isEnabled() and effects.cancel.text() == "Cancel"
        QTest.keyClick(effects, Qt.Key.Key_Escape)
        assert effects.isVisible(), "it closes when it is known what became of the change"
        other.rollback()
    desk.wait(effects.go.isEnabled)
    assert "was canceled; nothing was changed" in effects.problem.text() and effects.cancel.text() == "Back"
    assert content(store, tmp_path) == before and project.current_codebook(store).has(UNLAWFUL)
    desk.click(effects.go)
    desk.wait(lambda: desk.window.codebooks.editor is None)
    assert not project.current_codebook(store).has(UNLAWFUL)


def test_enter_chooses_no_color(desk: Desk) -> None:
    editor = opened(desk)
    type_into(editor, "color", "#d55e01")
    before = editor.draft.book
    QTest.keyClick(editor.form.fields["name"], Qt.Key.Key_Return)
    assert editor.draft.book == before
    editor.drop()
