"""No text of the window is left in English: every view and dialog in the pseudo-language, its texts 40 % longer and in brackets.

A text that shows neither brackets nor accents was not translated, unless it is data: see :func:`data_of`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QDockWidget,
    QFileDialog,
    QKeySequenceEdit,
    QWidget,
)

from annotator import language
from annotator.exchange.annotation_formats import FORMATS as ANNOTATION_FORMATS
from annotator.exchange.readers.formats import FORMATS as ARTICLE_FORMATS
from annotator.ui.start import StartWindow
from annotator.workflow import bulk, project
from tests.support import ANNOTATOR, seed_sha
from tests.teamwork import two_others_differ
from tests.ui.driving import Desk
from tests.ui.files import on_next
from tests.ui.saying import painted
from tests.ui.test_file_dialogs import DIALOGS as FILE_DIALOGS
from tests.ui.test_file_dialogs import leave_others

TEXT = "“We will build the bridge,” said Mayor Lena Ortiz. Ben Ito said the river would rise."
#: Names of things, the same in every language: keys, products, endings of files, license names, the format of a day.
NAMES = (
    "Ctrl Shift Alt Esc Enter Return Space Tab Backspace Delete Del Up Down F1 Markdown JSON CSV HTML PDF TOML "
    "#rrggbb project.annot sample.annot exports"
)


@pytest.fixture
def longer(settings: object) -> Iterator[None]:
    """Everything is said in the pseudo-language."""
    language.use(language.PSEUDO)
    yield
    language.use("en")


@pytest.fixture(scope="module")
def sample(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, with two more annotators who finished the article and differ."""
    return two_others_differ(sample, tmp_path_factory.mktemp("team"), left_open=[2])


@pytest.fixture
def wide(longer: None, desk: Desk) -> Desk:
    """The desk in it."""
    return desk


def data_of(desk: Desk, folder: Path) -> str:
    """What is nobody's to translate: articles, codebooks, names of people and files, what a format prints, names of things."""
    store = desk.window.navigator.store
    shown = desk.window.navigator.desk
    assert shown is not None
    book = project.current_codebook(store)
    parts = [shown.article.text, *map(str, shown.article.metadata.values()), TEXT, NAMES, str(folder), str(Path.cwd())]
    parts += [text for row in desk.window.navigator.queue.rows for text in (row.title, row.id)]
    parts += [book.name, book.version, book.id, book.guideline, *project.annotators(store), ANNOTATOR, "A B"]
    for target in book.targets:
        parts += [target.id, target.name, target.definition]
        for label in target.labels:
            parts += [label.id, label.name, label.definition, label.example, label.counter_example, label.color]
            parts += [
                f"{target.name}: {label.name}",
                f"{label.name} ({target.name})",
                f"{label.name}   ({target.name})",
            ]
    parts += [path.name for path in folder.iterdir()]
    parts += [speaker.name for speaker in project.speakers(store)]
    parts += [alias for speaker in project.speakers(store) for alias in speaker.aliases]
    parts += [*desk.window.session.names(), *(choice.reason for choice in desk.window.session.choices())]
    parts += [suffix for each in (*ARTICLE_FORMATS, *ANNOTATION_FORMATS) for suffix in each.suffixes]
    return " ".join(" ".join(parts).split())


def left_in_english(desk: Desk, window: QWidget, folder: Path) -> list[str]:
    """“what is shown (which widget)” for all texts of a window that are neither of the pseudo-language nor data."""
    data = data_of(desk, folder)
    words = set(re.findall(r"[A-Za-z]{2,}", data))
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.isVisible() or widget.window() is not window.window() or widget.visibleRegion().isEmpty():
            continue
        if _is_qts_own(widget):
            continue
        texts = [*painted(widget), *_tips(widget)]
        found += [f"{text} ({type(widget).__name__})" for text in texts if not _fits(text, data, words)]
    return found


def _is_qts_own(widget: QWidget) -> bool:
    """Whether Qt made a part of a widget and gave it its text, which Qt translates: OK, the frame of a dock, a field of keys."""
    around = widget.parentWidget()
    return widget.objectName().startswith("qt_") or (
        (isinstance(widget, QAbstractButton) and isinstance(around, QDialogButtonBox | QDockWidget))
        or isinstance(around, QKeySequenceEdit)
    )


def _tips(widget: QWidget) -> Iterator[str]:
    """What a widget says when it is pointed at or heard."""
    own = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
    yield from (" ".join(text.split()) for text in [*own, widget.windowTitle() if widget.isWindow() else ""] if text)


def _fits(text: str, data: str, words: set[str]) -> bool:
    """Whether a text has been translated, its gaps filled with data; or is data, or has no words."""
    text = re.sub(r"/\S+", "", text)  # paths
    plain = [word for word in re.findall(r"[A-Za-z]{2,}", text) if re.search("[aeiouAEIOU]", word)]
    if not plain:
        return True
    if "⟦" in text or "⟧" in text or "~" in text or re.search("[áéíóúÁÉÍÓÚñç]", text):
        cut = re.findall(r"(\w+)…", text)  # the beginning of a word, where a text had no room
        return all(word in words or (word in cut and any(w.startswith(word) for w in words)) for word in plain)
    shown = text.replace("\u2060", "").replace("\u200b", "").strip("… ▾✓●○◐“”()[]:·,⏎⚠+")
    return shown in data or all(
        part.strip("… “”") in data
        for part in re.split(r" {2,}| · |, |: |\d+|[()+]|\b\w\b", shown)
        if re.search("[A-Za-z]{2}", part)
    )


VIEWS: dict[str, Callable[[Desk], object]] = {
    "desk": lambda desk: desk.press("j"),
    "a label, a flag, the comment": lambda desk: desk.press("B", "u", "f"),
    "search": lambda desk: desk.window.panels.search_pane().of_speaker("Verma"),
    "search without words": lambda desk: desk.window.panels.search_pane().begin(),
    "guideline": lambda desk: desk.window.panels.toggle_guideline(),
    "all keys": lambda desk: desk.window.panels.toggle_help(),
    "command palette": lambda desk: desk.window.open_palette(),
    "review": lambda desk: desk.window.review.toggle(),
    "second look": lambda desk: desk.window.second_look.toggle(),
    "choose again": lambda desk: desk.window.codebooks.toggle(),
    "agreement": lambda desk: _agreement(desk),
    "adjudication": lambda desk: _adjudicate(desk),
    "who annotates": lambda desk: desk.window.ask_annotator(),
    "find in the article": lambda desk: desk.press("Ctrl+F"),
    "tour": lambda desk: desk.press("Shift+F1"),
    "agreement with oneself": lambda desk: agree_with_oneself(desk),
}


def agree_with_oneself(desk: Desk) -> None:
    """Show the agreement of each annotator with their own second readings."""
    desk.window.menus.items["own-agreement"].trigger()
    desk.wait(lambda: desk.window.team.page is not None and desk.window.team.page.page is not None, 60_000)


def _agreement(desk: Desk) -> None:
    desk.window.team.show_agreement()
    desk.wait(lambda: desk.window.team.page is not None and desk.window.team.page.page is not None, 60_000)
    page = desk.window.team.page
    assert page is not None
    for subject in page.page.subjects if page.page else ():
        page.show_subject(subject)
        desk.wait(lambda: page.disagreements.ready)
    page.before_after.ask("version")
    desk.wait(lambda: page.before_after.list.isVisible())
    area = page.stack.widget(0)
    desk.window.resize(1440, 900)
    inside = area.findChild(QWidget)
    assert inside is not None


def _adjudicate(desk: Desk) -> None:
    desk.window.resize(1440, 900)  # with room for the notes in the margin
    desk.window.team.adjudicate()
    desk.wait(lambda: desk.window.workspace.settling and desk.window.workspace.view.navigator.desk is not None, 60_000)


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_has_english_left(wide: Desk, tmp_path: Path, view: str) -> None:
    VIEWS[view](wide)
    QApplication.processEvents()
    assert "\n".join(left_in_english(wide, wide.window, tmp_path)) == ""


COMMANDS = (
    "new", "keys", "speakers", "export", "package", "merge", "release", "overview", "paste", "edit-codebook",
    "article-title", "confirm-rest", "repeats", "training",
)  # fmt: skip


def _triggered(name: str) -> Callable[[Desk, Path], object]:
    return lambda desk, _: desk.window.menus.items[name].trigger()


def _import(desk: Desk, folder: Path) -> None:
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "bad.pdf").write_bytes(b"no")
    desk.window.files.preview_import([folder / "a.txt", folder / "bad.pdf"])
    look = desk.window.files.look
    assert look is not None
    desk.wait(lambda: look.found is not None)


def _change_hits(desk: Desk, _: Path) -> None:
    pane = desk.window.panels.search_pane()
    desk.press("Enter")
    pane._ask_change([bulk.FoundDecision(decision, "A B") for decision in desk.decided()])


def _effects(desk: Desk, _: Path) -> None:
    desk.window.menus.items["edit-codebook"].trigger()
    editor = desk.window.codebooks.editor
    assert editor is not None
    editor.go((0, 0))
    editor.remove(retire=False)
    desk.window.codebooks.preview()


def _versions(desk: Desk, _: Path) -> None:
    desk.window.menus.items["edit-codebook"].trigger()
    desk.window.codebooks.show_versions()


def _excluded(desk: Desk, _: Path) -> None:
    other = next(row.sha256 for row in desk.window.navigator.queue.rows if row.sha256 != seed_sha())
    desk.window.session.articles.exclude(other)
    desk.window.menus.items["excluded"].trigger()


DIALOGS: dict[str, Callable[[Desk, Path], object]] = {
    **{name: _triggered(name) for name in COMMANDS},
    "import": _import,
    "change what was found": _change_hits,
    "effects of a change": _effects,
    "versions": _versions,
    "excluded": _excluded,
}


@pytest.mark.parametrize("name", DIALOGS)
def test_no_dialog_has_english_left(wide: Desk, tmp_path: Path, name: str) -> None:
    QGuiApplication.clipboard().setText(TEXT)
    found: list[list[str]] = []

    def look() -> None:
        dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]
        if dialogs and not wide.window.team.worker.busy and not wide.window.files.worker.busy:
            QApplication.processEvents()
            found.append([text for dialog in dialogs for text in left_in_english(wide, dialog, tmp_path)])
            for dialog in dialogs:
                dialog.reject()
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(50, look)
    DIALOGS[name](wide, tmp_path)
    wide.wait(lambda: bool(found), 60_000)
    assert "\n".join(found[0]) == ""


def test_the_first_window_has_no_english_left(wide: Desk, tmp_path: Path) -> None:
    window = StartWindow(ANNOTATOR, tmp_path / "sample.annot")
    window.show()
    found = left_in_english(wide, window, tmp_path)
    window.show_articles([tmp_path])
    QApplication.processEvents()
    found += left_in_english(wide, window, tmp_path)
    window.close()
    window.deleteLater()
    assert "\n".join(found) == ""


@pytest.mark.parametrize("name", FILE_DIALOGS)
def test_no_file_dialog_has_an_english_title(
    wide: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    titles: list[str] = []

    def look(dialog: QFileDialog) -> None:
        titles.append(dialog.windowTitle())
        titles.extend(kind for kind in dialog.nameFilters() if not kind.startswith("All Files (*)"))  # Qt's own
        dialog.reject()

    seen = on_next(look)
    FILE_DIALOGS[name](wide)
    wide.wait(lambda: (bool(seen) and QApplication.activeModalWidget() is None) or leave_others())
    assert titles and [title for title in titles if "⟦" not in title] == []


def test_the_eyes_of_these_tests_see(wide: Desk, tmp_path: Path) -> None:
    wide.window.card.confirm.setText("Confirm")
    assert left_in_english(wide, wide.window, tmp_path) == ["Confirm (QPushButton)"]
