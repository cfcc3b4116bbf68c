"""Two windows on one project, each in a process of its own: each shows what the other did, and the place stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotator.exchange.articles import article_of
from annotator.session.news import NEWER
from annotator.store.connection import Store
from annotator.workflow import corpus, project
from tests.processes import program
from tests.support import ANNOTATOR
from tests.ui.driving import Desk
from tests.ui.elsewhere import Elsewhere, window_elsewhere


@pytest.fixture
def other(desk: Desk, store: Store, tmp_path: Path) -> Iterator[Elsewhere]:
    """Ada's second window."""
    with window_elsewhere(store.path, ANNOTATOR, tmp_path) as opened:
        yield opened


def run(store: Store, code: str) -> None:
    """Have another process do something to the project."""
    head = (
        "import sys\nfrom pathlib import Path\nfrom dataclasses import replace\n"
        "from annotator.workflow import adjudicate, codebook_change, corpus, desk, project, search\n"
        "from annotator.exchange.articles import article_of\nfrom annotator.resources import resource\n"
        "from tests.support import *\nfrom tests import teamwork\nstore = project.open_project(Path(sys.argv[1]))\n"
    )
    program(head + code, store.path)


def undo_text(desk: Desk) -> str:
    return desk.window.menus.items["undo"].text()


def test_what_is_decided_in_one_window_is_shown_in_the_other(desk: Desk, other: Elsewhere) -> None:
    desk.press("j", "j")
    here = (desk.window.navigator.current_id, desk.window.article.verticalScrollBar().value())
    shown = other.press("Enter", "x", "c", "h", "i", "Esc", "f")
    assert shown["decided"] == 2
    desk.wait(lambda: len(desk.decided()) == 2)
    desk.wait(lambda: desk.current.decision is not None and desk.decision.flagged)
    assert desk.decision.comment == "hi"
    assert (desk.window.navigator.current_id, desk.window.article.verticalScrollBar().value()) == here
    assert desk.notice() == NEWER
    assert undo_text(desk) == "Undo: Flag"
    row = desk.window.navigator.queue.row()
    assert row is not None
    assert (row.decided, row.flagged) == (2, 1)
    desk.press("j", "Enter")
    assert other.wait(decided=3)["current"] == 3


def test_undo_takes_back_what_was_last_done_in_either_window(desk: Desk, other: Elsewhere) -> None:
    desk.press("Enter")
    other.wait(decided=1)
    assert other.press("j", "x")["decided"] == 2
    desk.wait(lambda: undo_text(desk) == "Undo: Not speech")
    desk.press("Ctrl+Z")
    assert [str(d.status) for d in desk.decided()] == ["confirmed"]
    assert other.wait(decided=1)["undo"] == "Undo: Confirm quotation"
    assert other.press("Ctrl+Z")["decided"] == 0
    desk.wait(lambda: not desk.decided() and undo_text(desk) == "Undo")
    assert other.shown()["redo"] == "Redo: Confirm quotation"
    desk.press("Ctrl+Y", "Ctrl+Y")
    assert other.wait(decided=2)["undo"] == "Undo: Not speech"


def test_the_menu_says_what_undo_does_however_busy_the_window_was(desk: Desk, store: Store) -> None:
    """Nothing was looked at since the other process decided: the menu asks when it opens, and the key acts on what stands."""
    desk.press("Enter")
    desk.window.watcher.stop()
    run(store, "desk.decide(store, desk.reject(shown(store, 2)), action='Not speech')")
    assert undo_text(desk) == "Undo: Confirm quotation"
    menu = desk.window.menus.by_name["Edit"]
    menu.aboutToShow.emit()
    assert undo_text(desk) == "Undo: Not speech"
    desk.press("u")
    assert desk.notice() == "Undone: Not speech"
    assert [str(d.status) for d in desk.decided()] == ["confirmed"]


def test_windows_of_two_annotators_stay_blind(desk: Desk, store: Store, tmp_path: Path) -> None:
    project.add_annotator(store, "Bob")
    article = desk.window.navigator.desk
    with window_elsewhere(store.path, "Bob", tmp_path) as bob:
        assert bob.press("Enter", "x", "j", "c", "h", "i", "Esc")["decided"] == 2
        run(store, "corpus.import_text(store, article_of('new', 'A new article.', 'test'), annotator='Bob')")
        desk.wait(lambda: len(desk.window.navigator.queue.rows) == bob.shown()["articles"] + 1)
        assert desk.decided() == []
        assert desk.window.navigator.desk == article
        assert desk.notice() != NEWER
        assert undo_text(desk) == "Undo"
        desk.press("Enter")
        assert bob.wait(articles=len(desk.window.navigator.queue.rows))["decided"] == 2


IMPORT = "corpus.import_text(store, article_of('new', '“A new article,” she said.', 'test'), annotator=ANNOTATOR)"

TAKE_BACK = "while desk.load_queue(store, ANNOTATOR)[-1].id == 'new': desk.undo(store, ANNOTATOR)"


def test_an_import_elsewhere_is_in_the_queue_and_the_place_stays(desk: Desk, store: Store) -> None:
    desk.press("j", "c")
    desk.type("half a comm")
    navigator = desk.window.navigator
    here, rows = (navigator.current_id, desk.window.article.verticalScrollBar().value()), len(navigator.queue.rows)
    run(store, IMPORT)
    desk.wait(lambda: [row.id for row in navigator.queue.rows[rows:]] == ["new"])
    desk.type("ent")
    assert (navigator.current_id, desk.window.article.verticalScrollBar().value()) == here
    desk.press("Enter")
    assert desk.decision.comment == "half a comment"
    run(store, TAKE_BACK)
    desk.wait(lambda: len(navigator.queue.rows) == rows)
    assert navigator.current_id == here[0]


@pytest.mark.parametrize("many", [200, 500])
def test_a_long_queue_stays_where_it_was_scrolled_to(desk: Desk, store: Store, many: int) -> None:
    for n in range(many):
        corpus.import_text(store, article_of(f"n{n}", f"Article {n}.", "test"))
    navigator, bar = desk.window.navigator, desk.window.queue.view.verticalScrollBar()
    navigator.queue.reload()
    desk.wait(lambda: navigator.queue.whole and len(navigator.queue.rows) > many)
    desk.window.queue.view.scrollToBottom()
    while desk.window.queue.model.canFetchMore(QModelIndex()):
        desk.window.queue.model.fetchMore(QModelIndex())
    desk.wait(lambda: bar.maximum() > 40 * many)
    bar.setValue(rested := bar.maximum() - 100)
    lengths: list[int] = []
    navigator.queue.changed.connect(lambda: lengths.append(len(navigator.queue.rows)))
    run(store, IMPORT)
    desk.wait(lambda: navigator.queue.rows[-1].id == "new")
    assert set(lengths) == {len(navigator.queue.rows)}, "the list was not short in between"
    assert bar.value() == rested
    desk.press("j")
    assert bar.value() == rested


def test_an_article_taken_back_elsewhere_makes_room_for_another(desk: Desk, store: Store) -> None:
    run(store, IMPORT)
    navigator = desk.window.navigator
    desk.wait(lambda: navigator.queue.rows[-1].id == "new")
    navigator.show_article(navigator.queue.rows[-1].sha256)
    run(store, TAKE_BACK)
    desk.wait(lambda: navigator.desk is not None and navigator.desk.article.id != "new")
    assert navigator.queue.row() is not None


def test_progress_in_another_article_is_counted(desk: Desk, store: Store) -> None:
    navigator = desk.window.navigator
    sha = navigator.queue.rows[1].sha256
    run(store, f"desk.set_finished(store, {sha!r}, ANNOTATOR, finished=True)")
    desk.wait(lambda: navigator.queue.rows[1].finished)
    assert desk.notice() != NEWER


def test_proposals_that_came_elsewhere_are_shown(desk: Desk, store: Store) -> None:
    navigator = desk.window.navigator
    desk.window.detection.hold()
    sha = navigator.queue.rows[1].sha256
    navigator.show_article(sha)
    assert navigator.current is None
    propose = (
        "from annotator.records import Proposal, Span, Kind\n"
        "text = desk.load_desk(store, {0!r}, ANNOTATOR).article.text\n"
        "found = [Proposal(Span(0, 9), text[:9], Kind.DIRECT, 0.9)]\ndesk.save_proposals(store, {0!r}, found, 'test')"
    )
    run(store, propose.format(sha))
    desk.wait(lambda: navigator.current is not None)
    assert navigator.queue.rows[1].proposed


def test_names_and_codebook_changed_elsewhere_are_shown(desk: Desk, store: Store) -> None:
    desk.press("Enter", "k")
    name = desk.decision.speaker_name
    run(store, "project.rename_speaker(store, project.speakers(store)[0].id, 'Another Name', annotator=ANNOTATOR)")
    desk.wait(lambda: desk.decision.speaker_name == "Another Name" != name)
    run(store, "codebook_change.use_codebook(store, resource('codebooks', 'favor.toml'))")
    navigator = desk.window.navigator
    desk.wait(lambda: navigator.desk is not None and navigator.desk.codebook.id == "favor")
    assert navigator.desk is not None
    assert navigator.desk.codebook.target(navigator.target_id) is not None
    run(store, "project.show_indirect(store, True)")
    desk.wait(lambda: project.shows_indirect(store))


def test_cases_follow_what_the_annotators_do_elsewhere(desk: Desk, store: Store) -> None:
    run(store, "[teamwork.decide(store, name) for name in (teamwork.FIRST, teamwork.SECOND)]")
    desk.press("Ctrl+Shift+J")
    cases = desk.window.navigator
    desk.wait(lambda: cases.position() == 1 and bool(cases.queue.rows))
    assert not any(map(cases.layer.waits, cases.desk.quotations if cases.desk else ()))
    run(store, "opened = load(store, 'Ben'); shown = desk.shown(opened, opened.quotations[4])\n"
        "desk.decide(store, desk.reject(shown), action='Not speech')")  # fmt: skip
    desk.wait(lambda: cases.desk is not None and cases.layer.waits(cases.desk.quotations[4]))
    assert cases.position() == 1
    assert [row.quotations for row in cases.queue.rows] == [1]


def test_the_window_looks_when_it_gets_the_keys_and_rests_while_hidden(desk: Desk, store: Store) -> None:
    second = QWidget()
    second.show()
    second.activateWindow()
    assert QTest.qWaitForWindowActive(second)
    watcher = desk.window.watcher
    watcher.rest()
    run(store, "desk.decide(store, desk.confirm(shown(store, 2)), action='Confirm quotation')")
    assert desk.decided() == []
    desk.window.activateWindow()
    assert QTest.qWaitForWindowActive(desk.window)
    assert len(desk.decided()) == 1
    assert not watcher.resting
    desk.window.showMinimized()
    desk.wait(lambda: watcher.resting)
    desk.window.showNormal()
    desk.wait(lambda: not watcher.resting)
    second.close()


def test_what_is_not_shown_is_no_news(desk: Desk, store: Store) -> None:
    """The index of the search, a kept search and somebody's place: nothing is read anew for them."""
    read: list[str] = []
    desk.window.navigator.quotations_changed.connect(lambda _: read.append("article"))
    desk.window.navigator.queue.changed.connect(lambda: read.append("queue"))
    run(store, "search.index_all(store); search.save_search(store, 'x', search.Search(words='x'))\n"
        "project.add_annotator(store, 'Bob'); project.remember_place(store, 'Bob', seed_sha(), None)")  # fmt: skip
    run(store, IMPORT)
    desk.wait(lambda: len(read) == 2)
    assert read == ["queue", "article"], "once, for the import alone"
