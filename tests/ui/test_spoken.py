"""For those who cannot see: all that is shown is said, acts are announced, the article is read with its quotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from annotator.session.states import QuotationState
from annotator.store.connection import Store
from annotator.ui.highlights import Mark, Sign
from annotator.ui.spoken_text import SpokenText
from annotator.ui.text import plain_tip
from annotator.workflow import project
from tests.support import decide_all
from tests.teamwork import two_others_differ
from tests.ui.driving import Desk
from tests.ui.saying import hear, hear_no_more, marked_up, painted, unsaid
from tests.ui.test_pseudo import DIALOGS, agree_with_oneself
from tests.ui.test_search import searched


@pytest.fixture
def heard(desk: Desk) -> Iterator[Desk]:
    """The desk with a screen reader, painted once."""
    hear()
    desk.wait(lambda: hasattr(desk.window, "speech"))
    yield desk
    desk.close()
    hear_no_more()


@pytest.fixture(scope="module")
def sample(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, with two others who finished the article and differ."""
    return two_others_differ(sample, tmp_path_factory.mktemp("team"))


def agree(desk: Desk) -> None:
    """Show the figures of two who differ."""
    desk.window.team.show_agreement()
    desk.wait(lambda: desk.window.team.page is not None and desk.window.team.page.page is not None, 60_000)


def settle(desk: Desk) -> None:
    """Show a disagreement of two."""
    desk.window.team.adjudicate()
    workspace = desk.window.workspace
    desk.wait(lambda: workspace.settling and workspace.view.navigator.desk is not None, 60_000)


VIEWS: dict[str, Callable[[Desk], object]] = {
    "desk": lambda desk: desk.press("j"),
    "a label set, flagged, a comment": lambda desk: desk.press("B", "u", "f"),
    "search": lambda desk: desk.window.panels.search_pane().of_speaker("Verma"),
    "what a search found": lambda desk: searched(desk, "humane"),
    "guideline": lambda desk: desk.window.panels.toggle_guideline(),
    "all keys": lambda desk: desk.window.panels.toggle_help(),
    "command palette": lambda desk: desk.window.open_palette(),
    "review": lambda desk: desk.window.review.toggle(),
    "second look": lambda desk: desk.window.second_look.toggle(),
    "choose again": lambda desk: desk.window.codebooks.toggle(),
    "agreement": lambda desk: agree(desk),
    "adjudication": lambda desk: settle(desk),
    "who annotates": lambda desk: desk.window.ask_annotator(),
    "find in the article": lambda desk: desk.press("Ctrl+F"),
    "tour": lambda desk: desk.press("Shift+F1"),
    "agreement with oneself": agree_with_oneself,
    "a problem": lambda desk: desk.window.tell_problem("The disk is full; free some space."),
}


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_what_it_shows(heard: Desk, view: str) -> None:
    VIEWS[view](heard)
    QApplication.processEvents()
    assert painted(heard.window.status.annotator)  # the eyes of this test see
    assert unsaid(heard.window) == []
    assert marked_up(heard.window) == []


@pytest.mark.parametrize("name", DIALOGS)
def test_every_dialog_says_what_it_shows(heard: Desk, tmp_path: Path, name: str) -> None:
    QGuiApplication.clipboard().setText("“Go,” she said.")
    found: list[list[str]] = []

    def listen() -> None:
        dialog = QApplication.activeModalWidget() or next(
            (each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()), None
        )
        busy = heard.window.team.worker.busy or heard.window.files.worker.busy
        if isinstance(dialog, QDialog) and dialog.isVisible() and not busy:
            found.append(unsaid(dialog) + marked_up(dialog))
            for each in QApplication.topLevelWidgets():
                if isinstance(each, QDialog) and each.isVisible():
                    each.reject()
        else:
            QTimer.singleShot(20, listen)

    QTimer.singleShot(0, listen)
    heard.window.article.setFocus()
    DIALOGS[name](heard, tmp_path)
    heard.wait(lambda: bool(found))
    assert found == [[]]


def test_a_line_of_the_queue_says_its_state(heard: Desk) -> None:
    tree = QAccessible.queryAccessibleInterface(heard.window.queue.view)
    row = heard.window.queue.view.currentIndex().row()
    assert "not begun, 0 of" in tree.child(row).text(QAccessible.Text.Name)
    heard.press("f")
    assert "begun, 0 of" in tree.child(row).text(QAccessible.Text.Name)
    assert "flagged" in tree.child(row).text(QAccessible.Text.Name)


def test_acts_notices_and_errors_are_announced(heard: Desk) -> None:
    announced: list[tuple[str, bool]] = []
    heard.window.speech.said.connect(lambda text, at_once: announced.append((text, at_once)))

    def after(act: Callable[[], object]) -> tuple[str, bool]:
        announced.clear()
        act()
        heard.wait(lambda: bool(announced))
        return announced[0]

    words, at_once = after(lambda: heard.press("Enter"))
    assert (
        words.startswith("Confirmed, U.S. State Department officials. ") and "quotation 2 of" in words and not at_once
    )
    assert "proposed" in words
    assert "Undone" in after(lambda: heard.press("u"))[0]
    text = heard.window.navigator.desk.article.text
    start = text.index("Mexico filed")
    heard.select(start, start + 12)
    assert "Mexico filed" in after(lambda: heard.press("n"))[0]
    assert after(lambda: heard.window.navigator.voice.problem.emit("The disk is full.")) == ("The disk is full.", True)


def test_the_article_is_read_in_its_lines_with_its_quotations_named(heard: Desk) -> None:
    heard.press("Enter")
    article = heard.window.article
    tree = QAccessible.queryAccessibleInterface(article)
    lines = tree.textInterface()
    read = lines.text(0, lines.characterCount())
    first = article.marks.all[0]
    assert first.state is QuotationState.CONFIRMED
    assert f"[quotation 1 of {len(article.marks.all)}, confirmed, {first.name}" in read
    assert max(len(line) for line in read.split("\n")) < 250  # lines as on the page, and the notes in them
    assert tree.childCount() == len(article.marks.all)
    named = tree.child(0).text(QAccessible.Text.Name)
    assert (
        named.startswith(f"quotation 1 of {len(article.marks.all)}, confirmed, {first.name}")
        and tree.child(1).state().selected
    )
    assert tree.child(0).parent().object() is article
    place = read.index("[quotation 2")
    lines.setCursorPosition(place)
    assert (
        lines.text(lines.cursorPosition(), lines.cursorPosition() + 1)
        == article.toPlainText()[article.marks.all[1].start]
    )


def test_positions_of_what_is_read_lead_back_to_the_text() -> None:
    text = "He 🙂 said “go away” twice."
    start, end = 12, 21  # in UTF-16
    mark = Mark("q", start, end, QuotationState.BEGUN, "Ann", (Sign("u", "", 1, "Wall: unlawful"),))
    spoken = SpokenText(text, [mark], wraps=[start - 1])
    read = spoken.part(0, len(spoken))
    assert (
        read == "He 🙂 said\n“go away” twice.".replace("\n“", " “")
        or "[quotation 1 of 1, begun, Ann, Wall: unlawful: " in read
    )
    for position in range(len(text.encode("utf-16-le")) // 2):
        assert spoken.written(spoken.spoken(position)) == position
    note = read.index("[quotation") + 1  # a code unit more: the face
    assert spoken.written(note + 3) == start


@pytest.mark.parametrize(
    "text", ["<b>bold</b>", "&lt;b&gt; & <img src=x>", "<?xml version='1.0'?>", "a " * 100 + "<qt>x</qt>", "<p>\n<p>"]
)
def test_a_tool_tip_holds_no_markup_and_all_words(text: str) -> None:
    tip = plain_tip(text)
    assert not QtGui.Qt.mightBeRichText(tip)
    assert " ".join(tip.replace("\u2060", "").split()) == " ".join(text.split())


def test_views_that_come_and_go_leave_the_screen_reader_alive(heard: Desk, store: Store) -> None:
    project.add_annotator(store, "Ben")
    decide_all(store, "Ben")
    for _ in range(3):
        heard.window.team.adjudicate()
        heard.wait(lambda: heard.window.workspace.settling)
        tree: QWidget = heard.window.article
        assert QAccessible.queryAccessibleInterface(tree).isValid()
        heard.window.team.adjudicate()
        heard.wait(lambda: heard.window.workspace.on_desk)
