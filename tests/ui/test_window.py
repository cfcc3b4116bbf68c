"""The window around the work: first start, help, guideline, files, what is remembered, who can reach what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.session.choices import MOST
from annotator.store.connection import Store
from annotator.ui.app import App, find_store
from annotator.ui.guideline import definitions
from annotator.ui.settings import Settings
from annotator.ui.speaker_box import HEIGHT, ROW
from annotator.ui.theme import Theme
from annotator.ui.window import FIRST_LINE, DeskWindow
from annotator.workflow import codebook_change, project
from annotator.workflow import desk as work
from tests.support import ANNOTATOR, gold_proposals, seed_sha, shown
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.files import answer


@pytest.fixture
def fresh(store: Store, settings: Settings, theme: Theme) -> Iterator[Desk]:
    """The window as it opens for somebody who was never here."""
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    desk = Desk(window)
    yield desk
    desk.close()


def test_the_first_start_asks_who_annotates_once_and_says_one_line(
    fresh: Desk, settings: Settings, theme: Theme
) -> None:
    welcome = fresh.window.welcome
    assert welcome.isVisible() and welcome.name.text()
    assert not fresh.window.article.verticalScrollBar().isVisible()  # there is no text yet
    welcome.name.setText("  ")
    fresh.press("Enter")
    assert welcome.isVisible()
    fresh.type("Bea Xu")
    fresh.press("Enter")
    assert fresh.window.navigator.annotator == "Bea Xu" and fresh.notice() == FIRST_LINE
    path = fresh.window.navigator.store.path
    fresh.close()
    window = DeskWindow(project.open_project(path), settings, theme, NoModel)
    window.show()
    window.begin()
    assert not window.welcome.isVisible() and window.navigator.annotator == "Bea Xu"
    assert not window.notice.isVisible()
    window.close()


def test_the_place_the_zoom_and_the_panes_are_found_again(desk: Desk, settings: Settings, theme: Theme) -> None:
    desk.press("j", "j", "Ctrl++", "Ctrl++")
    desk.window.annotation.root.setSizes([300, 600, 460])
    panes, current, zoom = desk.window.annotation.root.saveState(), desk.current.id, desk.window.article.zoom
    path = desk.window.navigator.store.path
    desk.close()
    window = DeskWindow(project.open_project(path), settings, theme, NoModel)
    assert window.annotation.root.saveState() == panes
    window.show()
    window.begin()
    assert window.navigator.current_id == current and window.article.zoom == zoom
    window.close()


def test_the_help_lists_the_keys_and_any_key_closes_it(desk: Desk) -> None:
    desk.press("?")
    assert desk.window.panels.help.isVisible()
    desk.press("x")
    assert not desk.window.panels.help.isVisible() and desk.decided() == []
    desk.press("x")
    assert len(desk.decided()) == 1


def test_the_guideline_opens_beside_the_article_and_loads_nothing(desk: Desk) -> None:
    desk.press("g")
    dock = desk.window.panels.guideline
    assert dock is not None and dock.isVisible() and desk.window.article.isVisible()
    codebook = desk.window.navigator.desk.codebook
    hostile = "# Rules\n\n<b>bold</b> ![x](http://example.invalid/x.png) <script>x</script>\n\n[a](file:///etc/passwd)"
    dock.show_codebook(replace(codebook, guideline=hostile))
    assert "<b>bold</b>" in dock.browser.toPlainText() and "<script>" in dock.browser.toPlainText()
    assert dock.browser.loadResource(2, QUrl("http://example.invalid/x.png")) == ""
    dock.show_codebook(replace(codebook, guideline=""))
    assert codebook.targets[0].labels[0].definition[:40] in dock.browser.toPlainText()
    assert codebook.targets[0].name in definitions(codebook)
    desk.press("g")
    assert not dock.isVisible()


def test_dropped_articles_are_brought_in_and_shown_in_the_queue(desk: Desk, tmp_path: Path) -> None:
    before = len(desk.window.navigator.queue.rows)
    (tmp_path / "new.txt").write_text("A new title\n\n“Hello,” she said.", encoding="utf-8")
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    drop(desk, tmp_path / "new.txt", tmp_path / "bad.jsonl")
    look = desk.window.files.look
    desk.wait(look.take.isEnabled)
    assert len(desk.window.navigator.queue.rows) == before
    desk.click(look.take)
    desk.wait(lambda: len(desk.window.navigator.queue.rows) == before + 1)
    assert desk.window.navigator.queue.rows[-1].title == "A new title"
    desk.wait(lambda: "bad.jsonl" in desk.notice())


def test_a_dropped_project_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    asked: list[Path] = []
    desk.window.project_wanted.connect(lambda path, _: asked.append(path))
    drop(desk, tmp_path / "other.annot")
    assert asked == [tmp_path / "other.annot"]


def drop(desk: Desk, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    nothing = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, nothing)
    desk.window.dropEvent(event)


def test_an_empty_project_says_what_to_do_and_takes_articles(tmp_path: Path, settings: Settings, theme: Theme) -> None:
    store = project.create_project(tmp_path / "empty.annot")
    project.add_annotator(store, ANNOTATOR)
    settings.set_annotator(store.path, ANNOTATOR)
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    desk = Desk(window)
    assert window.annotation.pane.stack.currentIndex() == 1 and window.annotation.pane.bring.isVisible()
    assert "No article is open" in window.card.empty.text()
    desk.press("Enter", "x", "p", "j", "Space", "f", "n", "Ctrl+Z")
    (tmp_path / "a.txt").write_text("Title\n\nNothing is quoted here.", encoding="utf-8")
    window.files.bring_in([tmp_path / "a.txt"])
    desk.wait(lambda: window.navigator.desk is not None and window.navigator.desk.proposed)
    assert "No quotation was found" in window.card.empty.text()
    start = window.navigator.desk.article.text.index("Nothing")
    desk.select(start, start + 7)
    desk.press("n", "0", "Enter")
    assert desk.decided()[0].words == "Nothing"
    desk.close()


def test_another_project_opens_in_a_window_of_its_own_and_a_bad_one_is_told(
    store: Store, settings: Settings, application: QApplication, tmp_path: Path
) -> None:
    settings.set_annotator(store.path, ANNOTATOR)
    app = App(settings)
    first = app.open(store, NoModel)
    Desk(first).wait(lambda: bool(first.navigator.queue.rows))
    first.project_wanted.emit(tmp_path / "missing.annot", None)
    assert app.window is first and "missing.annot" in first.notice.label.text()
    other = project.create_project(tmp_path / "other.annot")
    other.close()
    first.project_wanted.emit(tmp_path / "other.annot", None)
    assert app.window is not first and app.window is not None
    assert app.window.navigator.store.path.name == "other.annot"
    Desk(app.window).wait(lambda: app.window.welcome.isVisible())
    assert settings.recent()[0].name == "other.annot"
    Desk(app.window).close()


@pytest.mark.parametrize("how", ["the same path", "another name", "dropped", "recent"])
def test_a_project_that_is_open_comes_forward(
    store: Store, settings: Settings, application: QApplication, tmp_path: Path, how: str
) -> None:
    settings.set_annotator(store.path, ANNOTATOR)
    app = App(settings)
    window = app.open(store, NoModel)
    desk = Desk(window)
    desk.wait(lambda: bool(window.navigator.queue.rows))
    (tmp_path / "link.annot").symlink_to(store.path)
    window.showMinimized()
    if how == "dropped":
        window.files.take([store.path])
    elif how == "recent":
        settings.add_recent(tmp_path / "link.annot")
        window.menus.recent.aboutToShow.emit()
        window.menus.recent.actions()[0].trigger()
    else:
        window.project_wanted.emit(store.path if how == "the same path" else tmp_path / "link.annot", None)
    assert app.windows == [window]
    assert not window.isMinimized()
    assert "is open in this window" in desk.notice()
    desk.wait(window.isActiveWindow)
    desk.press("Enter")
    assert window.status.saved.text() == "✓ saved"
    desk.close()


def test_a_window_that_could_not_save_comes_forward(
    store: Store, settings: Settings, application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.set_annotator(store.path, ANNOTATOR)
    project.create_project(tmp_path / "other.annot").close()
    app = App(settings)
    first = Desk(app.open(store, NoModel))
    first.wait(lambda: bool(first.window.navigator.queue.rows))
    first.window.navigator.show_article(seed_sha())
    first.wait(first.window.isActiveWindow)
    store.db.execute("PRAGMA query_only = 1")
    first.press("Enter")
    assert first.window.session.acts.saver.waiting
    monkeypatch.setattr("annotator.ui.dialogs.unsaved.close_anyway", lambda *_: False)
    first.window.project_wanted.emit(tmp_path / "other.annot", None)
    assert app.window is not None
    second = Desk(app.window)
    assert app.windows == [first.window, second.window]
    second.window.project_wanted.emit(store.path, None)
    assert app.windows == [first.window, second.window]
    first.wait(first.window.isActiveWindow)
    store.db.execute("PRAGMA query_only = 0")
    second.close()
    first.close()
    assert app.windows == []


def test_the_project_opened_last_is_opened_again(store: Store, settings: Settings, tmp_path: Path) -> None:
    settings.add_recent(tmp_path / "gone.annot")
    settings.add_recent(store.path)
    settings.add_recent(tmp_path / "gone too.annot")
    again = find_store(None, settings, sample=False)
    assert again is not None
    assert again.path == store.path
    again.close()


def test_an_unexpected_exception_is_told_once_in_a_line(
    store: Store, settings: Settings, application: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    app = App(settings)
    window = app.open(store, NoModel)
    Desk(window).wait(lambda: window.welcome.isVisible())
    error = ValueError("boom")
    app.unexpected(ValueError, error, None)
    assert "went wrong (ValueError)" in window.notice.label.text()
    window.notice.hide()
    app.unexpected(ValueError, error, None)
    assert not window.notice.isVisible()
    assert "boom" in capsys.readouterr().err
    Desk(window).close()


def test_speakers_are_renamed_joined_and_undone(desk: Desk, store: Store) -> None:
    from annotator.ui.dialogs.speakers import SpeakersDialog

    desk.press("Enter")
    desk.window.panels.edit_speakers()
    dialog = desk.window.findChild(SpeakersDialog)
    assert dialog is not None and dialog.list.count() == 1
    speaker = project.speakers(store)[0]
    dialog._act(lambda: project.rename_speaker(store, speaker.id, "State officials", annotator=ANNOTATOR))
    assert desk.decided()[0].speaker_name == "State officials"
    dialog._act(lambda: project.rename_speaker(store, speaker.id, "", annotator=ANNOTATOR))
    assert "cannot be the speaker's name" in dialog.problem.text()
    dialog.accept()
    desk.window.session.acts.undo()
    assert desk.decided()[0].speaker_name == "U.S. State Department officials"


def test_what_undo_would_take_back_is_read_once_at_opening(store: Store, settings: Settings, theme: Theme) -> None:
    work.decide(store, shown(store), action="Look at it")
    settings.set_annotator(store.path, ANNOTATOR)
    read: list[str] = []
    store.connection.set_trace_callback(lambda sql: read.append(sql) if "redoable = 1" in sql else None)
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    window.begin()
    store.connection.set_trace_callback(None)
    desk = Desk(window)
    assert window.navigator.desk is not None and window.menus.items["undo"].text() == "Undo: Look at it"
    assert len(read) == 1
    desk.press("Ctrl+Shift+G", "Ctrl+Shift+G")
    assert window.menus.items["undo"].text() == "Undo: Look at it"
    desk.close()


def test_undo_names_a_change_of_the_codebook(desk: Desk) -> None:
    from annotator.resources import resource

    answer(resource("codebooks", "favor.toml"))
    undo = desk.window.menus.items["undo"]
    desk.press("Enter")
    assert undo.text() == "Undo: Confirm quotation"
    desk.window.files.use_codebook()
    assert undo.text().startswith("Undo: Use codebook")


def test_another_codebook_brings_its_targets_and_keys(desk: Desk) -> None:
    from annotator.resources import resource

    navigator = desk.window.navigator
    change = codebook_change.use_codebook(navigator.store, resource("codebooks", "favor.toml"), annotator=ANNOTATOR)
    desk.window.session.broadcast(change)
    desk.window.codebook_changed()
    codebook = navigator.desk.codebook
    assert set(desk.window.card.stances.targets) == {target.id for target in codebook.targets}
    desk.press(codebook.targets[0].key, codebook.targets[0].labels[0].key)
    assert [s.label for s in desk.decision.stances] == [codebook.targets[0].labels[0].id]


def test_the_export_dialog_shows_what_it_would_write(desk: Desk, tmp_path: Path) -> None:
    desk.press("p", "Enter")
    desk.window.files.export()
    dialog = desk.window.files.dialog
    desk.wait(lambda: dialog.save.isEnabled())
    assert "1 quotation, 1 stance" in dialog.counts.text()
    dialog.format.setCurrentIndex(1)
    desk.wait(lambda: dialog.save.isEnabled())
    shown = json.loads(dialog.record.toPlainText())
    dialog.write(tmp_path)
    desk.wait(lambda: dialog.save.isEnabled())
    assert str(tmp_path) in dialog.counts.text() and dialog.isVisible()
    dialog.write(tmp_path / "x.jsonl")
    desk.wait(lambda: dialog.counts.text().startswith("Written"))
    dialog.leave.click()
    assert not dialog.isVisible()
    assert json.loads((tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()[0]) == shown
    assert "x.jsonl" in desk.notice()


def test_an_article_without_proposals_gets_them_beside_the_window(
    store: Store, settings: Settings, theme: Theme
) -> None:
    class Slow(NoModel):
        def propose(self, text: str) -> tuple:
            return gold_proposals() if "Juárez" in text else ()

    other = next(row for row in work.load_queue(store, ANNOTATOR) if row.sha256 != seed_sha())
    settings.set_annotator(store.path, ANNOTATOR)
    project.remember_place(store, ANNOTATOR, other.sha256, None)
    window = DeskWindow(store, settings, theme, Slow)
    window.show()
    window.begin()
    desk = Desk(window)
    desk.wait(lambda: window.navigator.desk.proposed)
    assert window.navigator.queue.row().proposed and "English model ready" in window.status.model.text()
    desk.close()


def test_a_tall_card_shows_nine_speakers_and_a_low_one_four(desk: Desk) -> None:
    speakers = desk.window.card.speakers
    desk.window.resize(1366, 700)
    desk.wait(lambda: speakers.stack.height() == HEIGHT)
    desk.window.resize(1366, 1200)
    desk.wait(lambda: speakers.stack.height() == MOST * ROW)
