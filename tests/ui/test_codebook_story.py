"""The life of a codebook in the window: made from nothing, used by two, changed, worked off, taken back, measured, released."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QInputDialog, QLineEdit, QMenu

from annotator.records import Article, Candidate, Kind, Mention, Proposal, Span, Stance
from annotator.store.connection import Store
from annotator.ui.codebook.editor import CodebookEditor
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import codebook_change, codebook_files, corpus, export, maintenance, project
from annotator.workflow import desk as work
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk

SAID = (
    ("“The ferry costs too much,” said Ana Holm.", "Ana Holm"),
    ("“It is the only way to the islands,” said Ben Lund.", "Ben Lund"),
    ("“At night nobody sleeps,” said Cleo Dahl.", "Cleo Dahl"),
)
ARTICLES = 5
LABELS = {"in favor": "i", "against": "a", "neutral": "t", "doubtful": "d"}
"""The labels that the lead types beside “unclear”, with the keys that they are given."""


def article(number: int) -> tuple[Article, tuple[Proposal, ...]]:
    """A small article with three quotations, and what a detector proposes in it."""
    text, found = f"The ferry, day {number}\n\n", []
    for sentence, name in SAID:
        at, end, who = len(text), len(text) + sentence.index("”") + 1, len(text) + sentence.index(name)
        text += sentence + "\n"
        source, cue = Mention.of(text, who, who + len(name)), Mention.of(text, end + 1, end + 5)
        ranked = (Candidate(source, name, 0.97, "subject of the cue"),)
        found.append(Proposal(Span(at, end), text[at:end], Kind.DIRECT, 0.97, ranked, 0.03, True, cue))
    return Article(f"day-{number}", text, f"The ferry, day {number}"), tuple(found)


@contextmanager
def begun(store: Store, settings: Settings, theme: Theme) -> Iterator[Desk]:
    """The window of Ada on a project, ready for keys."""
    project.add_annotator(store, "Ada")
    settings.set_annotator(store.path, "Ada")
    settings.set_number("greeted", 1)
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    desk = Desk(window)
    yield desk
    desk.close()


@pytest.fixture
def lead(settings: Settings, theme: Theme, tmp_path: Path) -> Iterator[Desk]:
    """The window of Ada, on five articles in a project whose codebook is empty."""
    with closing(project.create_project(tmp_path / "ferry.annot", codebook_files.empty_codebook("The ferry"))) as store:
        for number in range(ARTICLES):
            made, found = article(number)
            corpus.import_text(store, made)
            work.save_proposals(store, made.sha256, found, "by hand")
        with begun(store, settings, theme) as desk:
            desk.wait(lambda: desk.window.navigator.desk is not None)
            yield desk


def test_a_change_is_told_where_no_article_is_open(settings: Settings, theme: Theme, tmp_path: Path) -> None:
    with (
        closing(project.create_project(tmp_path / "empty.annot", codebook_files.empty_codebook("The ferry"))) as store,
        begun(store, settings, theme) as desk,
    ):
        window = desk.window
        editor = opened(desk)
        add(desk, editor, "Ctrl+T", "The bridge", "The bridge over the river.")
        desk.press("Ctrl+S")
        effects = window.codebooks.effects
        assert effects is not None
        desk.click(effects.go)
        desk.wait(lambda: window.codebooks.editor is None)
        window.watcher.look()  # what the worker wrote
        assert desk.notice() == "Codebook: The ferry 2"


def opened(desk: Desk) -> CodebookEditor:
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow)
    desk.press("Ctrl+Shift+B")
    editor = desk.window.codebooks.editor
    assert editor is not None
    desk.wait(editor.isActiveWindow)
    return editor


def add(desk: Desk, editor: CodebookEditor, key: str, name: str, definition: str) -> None:
    """Add a part with a key of the editor, and type its name and, some fields below, its definition."""
    desk.press(key)
    desk.type(name)
    field = editor.form.fields["definition"]
    for _ in range(20):
        if QApplication.focusWidget() is field:
            break
        desk.press("Tab")
    assert field.hasFocus(), "Tab goes down the form"
    desk.type(definition)


def from_menu(desk: Desk, editor: CodebookEditor, text: str, *answers: str) -> None:
    """Choose from “Actions…” by mouse, and answer what is asked then."""
    waiting, done = list(answers), list[str]()

    def look() -> None:
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if isinstance(popup, QMenu):
            action = next(each for each in popup.actions() if each.text().startswith(text))
            if waiting:
                QTimer.singleShot(0, look)  # the click answers once the dialog that it opens is closed
            QTest.mouseClick(
                popup, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, popup.actionGeometry(action).center()
            )
            done.append(text)
        elif isinstance(dialog, QInputDialog) and dialog.isVisible():
            box, line, wanted = dialog.findChild(QComboBox), dialog.findChild(QLineEdit), waiting.pop(0)
            if box is not None:
                for _ in range(next(n for n in range(box.count()) if box.itemText(n).startswith(wanted))):
                    QTest.keyClick(box, Qt.Key.Key_Down)
            else:
                assert line is not None
                QTest.keyClicks(line, wanted)
            QTest.keyClick(dialog, Qt.Key.Key_Return)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)
    desk.click(editor.buttons["more"])
    desk.wait(lambda: bool(done) and not waiting and QApplication.activeModalWidget() in (None, editor))


def pick(desk: Desk, editor: CodebookEditor, name: str) -> None:
    """Click a part in the tree."""
    place = next(at for at in editor._items if at and editor.draft.part(at).name == name)
    tree = editor.tree
    desk.click(tree.viewport(), tree.visualItemRect(editor._items[place]).center())
    assert editor.place == place


def save(desk: Desk, editor: CodebookEditor, why: str) -> None:
    """Save by key, say why, and have it done by Enter."""
    before = project.current_codebook(desk.window.navigator.store).hash
    editor.activateWindow()
    desk.wait(editor.isActiveWindow)
    desk.press("Ctrl+S")
    effects = desk.window.codebooks.effects
    assert effects is not None
    desk.wait(effects.isActiveWindow)
    desk.type(why)
    desk.press("Enter")
    desk.wait(lambda: project.current_codebook(desk.window.navigator.store).hash != before)
    desk.wait(lambda: desk.window.codebooks.editor is None)
    desk.wait(desk.window.isActiveWindow)


def become(desk: Desk, name: str) -> None:
    """Change the annotator by key."""
    desk.press("Ctrl+Shift+A")
    desk.window.welcome.name.selectAll()
    desk.type(name)
    desk.press("Enter")
    desk.wait(lambda: desk.window.navigator.annotator == name)
    desk.wait(lambda: not desk.window.welcome.isVisible())


def decide(desk: Desk, labels: Callable[[int], str]) -> None:
    """Decide all fifteen quotations by keys: the letter of a label, then Enter."""
    navigator = desk.window.navigator
    for number in range(ARTICLES):
        sha = article(number)[0].sha256
        if navigator.desk is None or navigator.desk.article.sha256 != sha:
            navigator.show_article(sha)
        desk.wait(lambda sha=sha: navigator.desk is not None and navigator.desk.article.sha256 == sha)  # type: ignore[misc]
        for place in range(len(SAID)):
            assert navigator.position() == place + 1
            desk.press(labels(number * len(SAID) + place), "Enter")
    assert len(desk.decided()) == len(SAID)


def content(store: Store) -> dict[str, list[object]]:
    """What an export says, by annotator, but for the codebook's hash."""
    path = store.path.with_suffix(".jsonl")
    export.export(store, path)
    found: dict[str, list[object]] = {}
    for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        found.setdefault(line["annotator"], []).append(
            [(q["id"], q["kind"], q["stances"], q["speaker"]) for q in line["quotes"]]
        )
    return found


def periods(desk: Desk) -> list[list[str]]:
    """The rows of agreement by version of the codebook, as the page shows them."""
    before = desk.window.team.page.page if desk.window.team.page is not None else None
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: page.page is not None and page.page is not before)
    part = page.before_after
    desk.click(part.buttons["version"])
    desk.wait(lambda: not part.list.isHidden())
    model = part.list.made
    found = [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.workspace.on_desk)
    return found


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)  # menus, offscreen
def test_a_codebook_from_nothing_to_a_release(lead: Desk, tmp_path: Path) -> None:
    desk, store = lead, lead.window.navigator.store

    # From nothing, by keys
    editor = opened(desk)
    assert editor.draft.book.targets == ()
    add(desk, editor, "Ctrl+T", "The ferry", "Whether the ferry is to run.")
    for name in LABELS:
        add(desk, editor, "Ctrl+L", name, f"The speaker is {name}.")
    target = editor.draft.book.targets[0]
    assert (target.id, target.key) == ("the-ferry", "T")
    assert {label.name: label.key for label in target.labels} == {"unclear": "q", **LABELS}
    save(desk, editor, "The first one")
    assert [v.why for v in codebook_change.versions(store)] == ["", "The first one"]

    # Thirty decisions of two
    ada, ben = "aiatdqaidatiadi", "aiatdqaitatqadi"
    decide(desk, lambda n: ada[n])
    become(desk, "Ben")
    decide(desk, lambda n: ben[n])
    become(desk, "Ada")
    before = content(store)
    assert sum(len(quotes) for lines in before.values() for quotes in lines) == 30  # type: ignore[arg-type, misc]
    (first,) = [row for row in periods(desk) if row[0].startswith("version")]
    assert first[1] == str(ARTICLES)

    # A label split, one merged, one retired, by mouse; the preview says what it touches
    editor = opened(desk)
    pick(desk, editor, "against")
    from_menu(desk, editor, "Split", "too loud, too dear")
    pick(desk, editor, "doubtful")
    from_menu(desk, editor, "Merge", "unclear")
    pick(desk, editor, "neutral")
    from_menu(desk, editor, "Retire")
    assert len(editor.draft.words) == 3
    desk.click(editor.buttons["save"])
    effects = desk.window.codebooks.effects
    assert effects is not None
    shown = [
        [effects.grid.made.index(row, column).data() for column in range(3)]
        for row in range(effects.grid.made.rowCount())
    ]
    assert [(row[0].partition(": ")[2], row[2]) for row in shown] == [
        ("against", str(ada.count("a") + ben.count("a"))),
        ("doubtful", str(ada.count("d") + ben.count("d"))),
        ("neutral", str(ada.count("t") + ben.count("t"))),
    ]
    desk.wait(effects.isActiveWindow)
    desk.press("Esc")
    save(desk, editor, "Finer, and fewer")
    changed = content(store)
    assert changed != before and maintenance.examine(store.path) == ()

    # The whole change taken back and done again, at once
    desk.press("Ctrl+Z")
    desk.wait(lambda: "Undone: Change codebook" in desk.notice())
    assert content(store) == before
    desk.press("Ctrl+Shift+Z")
    assert content(store) == changed

    # Each works off what waits for them: by button, and on the card by key
    dock = desk.window.codebooks.dock
    assert dock is not None
    if not dock.isVisible():
        desk.window.codebooks.toggle()
    assert len(dock.entries) == ada.count("a") and [b.text() for b in dock.offered] == ["too loud", "too dear"]
    desk.click(dock.offered[0])
    desk.wait(lambda: len(dock.entries) == ada.count("a") - 1)
    while dock.entries:
        left = len(dock.entries)
        desk.window.navigator.show_article(dock.entries[0].article, dock.entries[0].quotation)
        desk.window.article.setFocus()
        desk.press(key_of(store, "too dear"), "Enter")
        desk.wait(lambda left=left: len(dock.entries) == left - 1)  # type: ignore[misc]
    become(desk, "Ben")
    desk.wait(lambda: len(dock.entries) == ben.count("a"))
    while dock.entries:
        left = len(dock.entries)
        desk.click(dock.offered[left % 2])
        desk.wait(lambda left=left: len(dock.entries) == left - 1)  # type: ignore[misc]
    become(desk, "Ada")
    worked = content(store)
    assert codebook_change.waiting(store) == []
    stances = [
        tuple(each["label"] for each in quote[2]) for lines in worked.values() for line in lines for quote in line
    ]  # type: ignore[attr-defined]
    assert not {"against", "doubtful"} & {label for labels in stances for label in labels}
    assert ("neutral",) in stances and ("too-dear",) in stances

    # Agreement before and after
    rows = periods(desk)
    assert [row[0] for row in rows] == ["version 2", "version 3", "changed by"], rows
    assert rows[0][1:] != rows[1][1:]

    # Undo of the whole change, and redo
    steps = 1
    while work.undo_text(store, "Ada") != "Change codebook to 3":
        assert "label" in work.undo_text(store, "Ada") or work.undo_text(store, "Ada") in (
            "Choose again",
            "Confirm quotation",
        )
        desk.press("Ctrl+Z")
        steps += 1
    desk.press("Ctrl+Z")
    assert desk.window.notice.act.text() == "Undo"  # Ben went on with its labels
    desk.click(desk.window.notice.act)
    desk.wait(lambda: "Undone: Change codebook" in desk.notice())
    assert content(store)["Ada"] == before["Ada"]
    book = project.current_codebook(store)
    assert book.version == "2" and book.has(Stance("the-ferry", "against"))
    for _ in range(steps):
        desk.press("Ctrl+Shift+Z")
    assert content(store) == worked and maintenance.examine(store.path) == ()

    # A release with its card
    desk.press("Ctrl+Shift+I")
    dialog = desk.window.team.files.release
    assert dialog is not None
    desk.click(dialog.look)
    desk.wait(dialog.make.isEnabled)
    card = dialog.card.toPlainText()
    assert "People decided under these versions" in card and "too dear" in card
    dialog.folder.selectAll()
    QTest.keyClicks(dialog.folder, str(tmp_path / "release"))
    desk.click(dialog.make)
    desk.wait(lambda: not dialog.stop.isEnabled())
    text = (tmp_path / "release" / "README.md").read_text(encoding="utf-8")
    assert "People decided under these versions" in text, dialog.problem.text()


def key_of(store: Store, name: str) -> str:
    """The key of a label of the project's codebook."""
    (key,) = [label.key for label in project.current_codebook(store).targets[0].labels if label.name == name]
    return key
