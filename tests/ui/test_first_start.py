"""The first window of a person who has no project, a new project's form, and what an empty project says."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.codebook.outline import OutlineLabel, OutlineTarget, build
from annotator.exchange import refi_qda
from annotator.exchange.readers import formats
from annotator.ui import app as desk_app
from annotator.ui.app import App, find_store
from annotator.ui.dialogs.new_project import NewProjectDialog
from annotator.ui.dialogs.paste import PasteDialog
from annotator.ui.dialogs.project_form import EMPTY, NO_TARGETS, OTHER, OWN
from annotator.ui.settings import Settings
from annotator.ui.start import StartWindow
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import codebook_files, project
from tests.support import ANNOTATOR, SAMPLES
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.files import answer

TEXT = "A town votes\n\n“We will build the bridge,” said Mayor Lena Ortiz on Monday.\n"


@pytest.fixture
def app(
    settings: Settings, application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[App]:
    """The application of a person without a project, in an empty folder; no detector."""
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    made = App(settings)
    begin = made.begin
    monkeypatch.setattr(made, "begin", lambda store: begin(store, NoModel))
    yield made
    if made.window is not None:
        Desk(made.window).close()
    if made.first is not None:
        made.first.close()


@pytest.fixture
def first(app: App) -> StartWindow:
    """Its first window, on screen."""
    window = app.ask(desk_app.sample_place())
    assert QTest.qWaitForWindowActive(window)
    return window


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A file that a person has."""
    path = tmp_path / "bridge.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def opened(app: App) -> Desk:
    """The desk that took the place of the first window."""
    assert app.window is not None and app.first is None
    assert QTest.qWaitForWindowActive(app.window)
    return Desk(app.window)


def drop(window: StartWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, buttons, modifiers))


def test_nobody_is_taken_into_the_sample_unasked(settings: Settings, tmp_path: Path) -> None:
    assert find_store(None, settings, sample=False) is None
    settings.add_recent(tmp_path / "gone.annot")
    assert find_store(None, settings, sample=False) is None


def test_enter_opens_the_sample(app: App, first: StartWindow) -> None:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    desk = opened(app)
    assert desk.window.workspace.store.path.name == desk_app.SAMPLE
    assert len(list(Path.cwd().glob("*.annot"))) == 1
    desk.window.annotate_as(ANNOTATOR)
    assert len(desk.window.navigator.queue.rows) == SAMPLES


def test_own_articles_begin_with_a_codebook_of_ones_own(app: App, first: StartWindow, article: Path) -> None:
    drop(first, article)
    form = first.form
    assert form.codebooks.currentText() == OWN and article.name in form.shown.text()
    form.targets.setText("the bridge, the mayor")
    form.name.setText("Ada")
    form.place.setText("mine")
    QTest.mouseClick(first.start, Qt.MouseButton.LeftButton)
    desk = opened(app)
    store = desk.window.workspace.store
    assert (store.path, desk.window.navigator.annotator) == (Path.cwd() / "mine.annot", "Ada")
    assert [target.name for target in project.current_codebook(store).targets] == ["the bridge", "the mayor"]
    desk.wait(lambda: desk.window.files.look is not None and desk.window.files.look.take.isEnabled())
    look = desk.window.files.look
    assert look is not None and not look.own.isVisible()
    desk.click(look.take)
    desk.wait(lambda: len(desk.window.navigator.queue.rows) == 1)


def test_a_project_begins_with_an_empty_codebook(app: App, first: StartWindow) -> None:
    first.own.click()
    form = first.form
    form.codebooks.setCurrentText(EMPTY)
    assert form.asks.text() == NO_TARGETS and not form.targets.isVisible()
    form.name.setText("Ada")
    form.place.setText("mine")
    first.start.click()
    desk = opened(app)
    book = project.current_codebook(desk.window.workspace.store)
    assert (book.id, book.name, book.targets) == ("mine", "mine", ())
    desk.window.files.look_at_text(TEXT)
    pasting = desk.window.files.pasting
    assert pasting is not None
    pasting.accept()
    desk.wait(lambda: len(desk.window.navigator.queue.rows) == 1)
    desk.wait(lambda: desk.window.navigator.desk is not None)
    at = TEXT.index("“We")
    desk.select(at, TEXT.index("”") + 1)
    desk.press("n", "0", "Enter")
    desk.wait(lambda: len(desk.decided()) == 1)
    assert desk.window.annotation.card.stances.targets == {}


def test_a_text_from_the_clipboard_is_looked_over_in_the_new_project(app: App, first: StartWindow) -> None:
    QGuiApplication.clipboard().setText(TEXT)
    first.own.click()
    first.form.paste.click()
    assert "A town votes" in first.form.shown.text()
    first.start.click()
    desk = opened(app)
    desk.wait(lambda: desk.window.files.pasting is not None)
    pasting = desk.window.files.pasting
    assert isinstance(pasting, PasteDialog) and pasting.text.toPlainText() == TEXT
    assert [t.name for t in project.current_codebook(desk.window.workspace.store).targets] == ["The proposal"]
    pasting.reject()


def test_an_empty_clipboard_is_told(first: StartWindow) -> None:
    QGuiApplication.clipboard().clear()
    first.own.click()
    first.form.paste.click()
    assert "holds no text" in first.form.told.text() and not first.form.forget.isVisible()


def test_another_project_is_opened_from_the_first_window(app: App, first: StartWindow, tmp_path: Path) -> None:
    path = tmp_path / "team.annot"
    project.create_project(path).close()
    seen = answer(path)
    first.other.click()
    assert seen and opened(app).window.workspace.store.path == path


def test_what_cannot_be_opened_is_told_in_the_first_window(app: App, first: StartWindow, tmp_path: Path) -> None:
    (tmp_path / "bad.annot").write_text("no project", encoding="utf-8")
    drop(first, tmp_path / "bad.annot")
    assert "bad.annot" in first.told.text() and app.window is None and first.isVisible()


def test_esc_goes_back_to_the_choice_and_then_closes(first: StartWindow) -> None:
    first.own.click()
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert first.isVisible() and first.sample.isVisible()
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert not first.isVisible()


@pytest.mark.parametrize("how", ["Esc", "close"])
def test_the_program_ends_where_the_first_window_is_closed(
    how: str, settings: Settings, application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.chdir(tmp_path)

    def leave() -> None:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, StartWindow) and w.isVisible())
        window.close() if how == "close" else QTest.keyClick(window, Qt.Key.Key_Escape)

    QTimer.singleShot(100, leave)
    assert desk_app.main(settings=settings) == 0
    assert not list(tmp_path.glob("*.annot"))


@pytest.fixture
def dialog(application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewProjectDialog]:
    """The dialog of a new project, in an empty folder."""
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path / "home")
    made = NewProjectDialog("Ada", None)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_the_name_of_a_new_project_is_selected(dialog: NewProjectDialog) -> None:
    assert dialog.form.place.hasFocus() and dialog.form.place.selectedText() == "project"
    assert not dialog.form.name.isVisible()
    QTest.keyClicks(dialog.form.place, "bridges")
    assert dialog.form.path == Path.cwd() / "bridges.annot"


def test_a_missing_folder_is_made_only_after_it_was_told_of(dialog: NewProjectDialog) -> None:
    dialog.form.place.setText(str(Path.cwd() / "new" / "mine.annot"))
    dialog.accept()
    assert dialog.beginning is None and "There is no folder" in dialog.form.told.text()
    dialog.form.place.setText(str(Path.cwd() / "newer" / "mine.annot"))
    dialog.accept()
    assert dialog.beginning is None and "newer" in dialog.form.told.text()
    dialog.accept()
    assert dialog.beginning is not None and dialog.beginning.path.name == "mine.annot"
    assert not list(Path.cwd().iterdir())


def test_a_file_that_is_there_is_told_before_the_dialog_closes(dialog: NewProjectDialog) -> None:
    project.create_project(Path.cwd() / "mine.annot").close()
    dialog.form.place.setText("mine")
    dialog.accept()
    assert dialog.beginning is None and "already there" in dialog.form.told.text()


def test_a_codebook_of_another_project_is_taken(dialog: NewProjectDialog, tmp_path: Path) -> None:
    with closing(project.sample_project(tmp_path / "sample.annot")) as sample:
        wanted = project.current_codebook(sample)
    dialog.form.codebooks.setCurrentText(OTHER)
    seen = answer(tmp_path / "sample.annot")
    dialog.accept()
    assert seen and dialog.beginning is not None and dialog.beginning.codebook == wanted


def test_a_shipped_codebook_is_taken(dialog: NewProjectDialog) -> None:
    wanted = codebook_files.shipped_codebooks()[0]
    dialog.form.codebooks.setCurrentText(wanted.name)
    assert wanted.targets[0].name in dialog.form.asks.text()
    dialog.accept()
    assert dialog.beginning is not None and dialog.beginning.codebook == wanted


def test_a_new_project_may_have_no_target(dialog: NewProjectDialog) -> None:
    dialog.form.codebooks.setCurrentText(EMPTY)
    dialog.accept()
    assert dialog.beginning is not None and dialog.beginning.codebook.targets == ()


LISTS = {
    "codes.qdc": "polarities and examples, which a .qdc does not hold",
    "labels.xml": "Number: a codebook has no such part",
    "labels.txt": "",
    "tags.json": "language of a tag set",
    "labels.csv": "column “author”",
}


@pytest.mark.parametrize("name", LISTS)
def test_labels_of_another_program_are_taken_and_losses_are_listed(
    dialog: NewProjectDialog, tmp_path: Path, name: str
) -> None:
    _write_list(tmp_path / name)
    dialog.form.codebooks.setCurrentText(OTHER)
    seen = answer(tmp_path / name)
    dialog.form.codebooks.activated.emit(dialog.form.codebooks.currentIndex())
    told = dialog.form.told.text()
    assert seen and (LISTS[name] in told if LISTS[name] else not told) and "Asks for" in dialog.form.asks.text()
    dialog.accept()
    assert dialog.beginning is not None
    labels = {label.name for target in dialog.beginning.codebook.targets for label in target.labels}
    assert {"for", "against"} <= labels
    with closing(project.create_project(dialog.beginning.path, dialog.beginning.codebook)) as store:
        assert project.current_codebook(store) == dialog.beginning.codebook


def _write_list(path: Path) -> None:
    """Labels as another program writes them, with something that a codebook cannot hold."""
    if path.suffix == ".qdc":
        ferry = OutlineTarget("The ferry", labels=[OutlineLabel("for"), OutlineLabel("against")])
        path.write_text("\n".join(refi_qda.qdc(build("ferry", [ferry], lambda _: None))), encoding="utf-8")
        return
    texts = {
        "labels.xml": '<View><Number name="n"/><Labels name="l" toName="t"><Label value="for"/><Label value="against"/></Labels></View>',
        "labels.txt": "for\nagainst\n",
        "tags.json": '{"name": "The ferry", "language": "en", "tags": [{"tag_name": "for"}, {"tag_name": "against"}]}',
        "labels.csv": "label,author\nfor,Ada\nagainst,Ada\n",
    }
    path.write_text(texts[path.name], encoding="utf-8")


def test_articles_for_the_sample_are_offered_a_project_of_their_own(
    desk: Desk, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.window.files.preview_import([article])
    look = desk.window.files.look
    assert look is not None and look.own.isVisible()
    asked: list[tuple[Path, ...]] = []

    def fill_in() -> None:
        made = QApplication.activeModalWidget()
        if not isinstance(made, NewProjectDialog):
            QTimer.singleShot(10, fill_in)
            return
        asked.append(made.form.articles)
        made.reject()

    QTimer.singleShot(0, fill_in)
    desk.click(look.own.button)
    assert asked == [(article,)] and not look.isVisible()


def test_a_text_for_the_sample_is_offered_a_project_of_its_own(desk: Desk) -> None:
    desk.window.files.look_at_text(TEXT)
    pasting = desk.window.files.pasting
    assert pasting is not None and pasting.own.isVisible()
    asked: list[str] = []
    pasting.own_wanted.disconnect()
    pasting.own_wanted.connect(asked.append)
    desk.click(pasting.own.button)
    assert asked == [TEXT]


def test_an_empty_project_names_every_kind_of_file(settings: Settings, theme: Theme, tmp_path: Path) -> None:
    store = project.create_project(tmp_path / "empty.annot")
    window = DeskWindow(store, settings, theme, NoModel)
    window.resize(1280, 720)
    window.show()
    window.begin()
    window.annotate_as(ANNOTATOR)
    words = window.annotation.pane.empty.text()
    assert [suffix for suffix in formats.SUFFIXES if suffix in (".xml", ".json") or suffix in words] == list(
        formats.SUFFIXES
    )
    assert "Factiva" in words and "Ctrl+V" in words
    Desk(window).close()
