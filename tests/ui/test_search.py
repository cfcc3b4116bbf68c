"""Searching the project from the window: words in context, concordances, kept searches, a search as the queue."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6 import QtGui
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget

from annotator.errors import BadInputError
from annotator.records import Article
from annotator.session.layer import OwnDecisions
from annotator.store.connection import Store
from annotator.ui.search.hits import LEFT, RIGHT, WORD, HitsModel
from annotator.ui.search.pane import HOW, SearchPane
from annotator.workflow import corpus, project
from annotator.workflow import desk as work
from annotator.workflow import search as find
from tests.support import ANNOTATOR, decide_all, seed_sha, shown
from tests.ui.driving import Desk


def searched(desk: Desk, text: str = "") -> SearchPane:
    """The pane, opened by its key, with what was typed found."""
    desk.press("Ctrl+Shift+F")
    pane = desk.window.panels.finder
    assert pane is not None and pane.isVisible()
    if text:
        desk.type(text)
        settled(desk)
    return pane


def searching(desk: Desk, words: str, began: threading.Event) -> SearchPane:
    """The pane while a search for words that were typed runs, with the whole index there."""
    pane = searched(desk)
    find.index_all(desk.window.navigator.store)
    desk.type(words)
    desk.wait(began.is_set)
    return pane


def settled(desk: Desk) -> None:
    """Wait until the search for what the fields say now is done."""
    pane = desk.window.panels.finder
    assert pane is not None
    desk.wait(lambda: not pane.fields._pause.isActive() and not pane.finder.worker.busy and not pane._left)
    QApplication.processEvents()


def row(pane: SearchPane, at: int) -> tuple[str, str, str]:
    left, word, right = (str(pane.model.index(at, column).data()) for column in (LEFT, WORD, RIGHT))
    return left, word, right


def test_words_are_found_in_context_and_enter_opens_them_at_the_very_place(desk: Desk) -> None:
    pane = searched(desk, "humane")
    text = desk.window.navigator.desk.article.text
    wanted = [at for at in range(len(text)) if text[at : at + 6].lower() == "humane" and not text[at - 1].isalpha()]
    hits = [line.hit for line in pane.model.lines if line.hit.article == seed_sha()]
    assert [hit.span.start for hit in hits] == wanted != []
    left, word, right = row(pane, 0)
    assert word.lower() == "humane" and left and right
    assert "hit" in pane.count.text()
    desk.window.navigator.step_article(1)
    desk.press("Enter")
    desk.wait(lambda: pane.hits.hasFocus())
    desk.press("Enter")
    assert desk.window.navigator.desk.article.sha256 == pane.model.lines[0].hit.article
    assert desk.window.article.textCursor().selectedText().lower() == "humane"
    assert desk.window.article.hasFocus()


def test_f3_walks_through_the_hits_and_says_where_they_end(desk: Desk) -> None:
    pane = searched(desk, "border")
    total = len(pane.model.lines)
    assert total > 2
    desk.press("Esc", "F3", "F3", "Shift+F3")
    assert pane.hits.currentIndex().row() == 1
    pane.hits.selectRow(total - 1)
    desk.press("F3")
    assert pane.hits.currentIndex().row() == total - 1 and "no other hit" in desk.notice()


def test_what_to_do_is_said_before_and_after_an_empty_search(desk: Desk) -> None:
    pane = searched(desk)
    assert pane.empty.isVisible() and "Type words" in pane.empty.text() and not pane.as_queue.isEnabled()
    desk.type("xyzzyplugh")
    settled(desk)
    assert "Nothing was found" in pane.empty.text() and pane.empty.isVisible()
    pane.fields.since.setText("yesterday")
    settled(desk)
    assert "is not a day" in pane.empty.text()
    desk.click(pane.clear)
    assert "Type words" in pane.empty.text() and pane.fields.words.text() == ""


def test_the_concordance_of_a_speaker_and_of_a_label_come_from_the_cards_context_menu(desk: Desk, store: Store) -> None:
    decide_all(store)
    desk.window.navigator.show_article(seed_sha())
    card = desk.window.card
    speaker = card.speakers.rows[0]
    ask(desk, speaker)
    settled(desk)
    pane = desk.window.panels.finder
    assert pane is not None and pane.fields.speaker.text() == speaker.name
    assert pane.model.lines and all(line.hit.annotator == ANNOTATOR for line in pane.model.lines)
    said = {
        q.decision.words
        for q in desk.window.navigator.desk.quotations
        if q.decision and q.decision.speaker_name == speaker.name
    }
    assert {line.hit.words for line in pane.model.lines if line.hit.article == seed_sha()} == said

    stance = next(s for q in desk.window.navigator.desk.quotations if q.decision for s in q.decision.stances)
    desk.window.navigator.choose_target(stance.target)
    ask(desk, card.stances.labels[stance])
    settled(desk)
    assert pane.fields.target.currentData() == stance.target and pane.fields.label.currentData() == stance.label
    bearing = {q.id for q in desk.window.navigator.desk.quotations if q.decision and stance in q.decision.stances}
    assert {line.hit.quotation for line in pane.model.lines} == bearing
    pane.hits.go(0)
    assert desk.current.id in bearing


def ask(desk: Desk, widget: QWidget) -> None:
    """Take the only entry of a control's context menu."""
    menu = desk.window.card.menu_at(widget.mapToGlobal(widget.rect().center()))
    assert menu is not None
    menu.actions()[0].trigger()


def test_the_whole_queue_stays_where_it_is_wanted_before_the_search_is_read(desk: Desk) -> None:
    navigator = desk.window.navigator
    everything = len(navigator.queue.rows)
    pane = searched(desk, "buoys")
    desk.click(pane.as_queue)
    navigator.queue.widen()  # no event came between the two: the rows of the search are still being read
    desk.wait(lambda: not desk.window.reader.worker.busy)
    assert len(navigator.queue.rows) == everything and navigator.queue.narrowed is None


def test_a_search_is_kept_by_name_and_is_the_queue_until_the_whole_one_is_wanted(desk: Desk, store: Store) -> None:
    everything = len(desk.window.navigator.queue.rows)
    pane = searched(desk, "buoys")
    having = {line.hit.article for line in pane.model.lines}
    assert 0 < len(having) < everything
    pane.kept.setEditText("About buoys")
    assert pane.keep.isEnabled() and not pane.forget.isEnabled()
    desk.click(pane.keep)
    assert pane.forget.isEnabled()
    assert "About buoys" in find.saved_searches(store)
    desk.click(pane.as_queue)
    queue, navigator = desk.window.queue, desk.window.navigator
    desk.wait(lambda: len(navigator.queue.rows) == len(having))
    assert queue.heading.text() == "Search: About buoys" and queue.widen.isVisible()
    assert {r.sha256 for r in navigator.queue.rows} == having and navigator.desk.article.sha256 in having
    desk.click(queue.widen)
    assert (
        len(navigator.queue.rows) == everything and queue.heading.text() == "Articles" and not queue.widen.isVisible()
    )

    desk.click(pane.clear)
    assert not pane.keep.isEnabled() and not pane.forget.isEnabled()
    pane.kept.setCurrentIndex(pane.kept.findText("About buoys"))
    pane.kept.activated.emit(pane.kept.currentIndex())
    settled(desk)
    assert pane.fields.words.text() == "buoys" and {line.hit.article for line in pane.model.lines} == having
    desk.click(pane.forget)
    assert find.saved_searches(store) == {} and not pane.forget.isEnabled()


def test_what_others_decided_is_found_only_in_articles_that_are_finished(desk: Desk, store: Store) -> None:
    project.add_annotator(store, "Bob")
    decide_all(store, "Bob")
    pane = searched(desk)
    pane.fields.annotator.setCurrentText("Bob")
    settled(desk)
    assert pane.model.lines == [] and "Nothing was found" in pane.empty.text()
    pane.fields.annotator.setCurrentText("everybody's decisions")
    settled(desk)
    assert pane.model.lines == []
    work.decide(store, work.reject(shown(store, 0)), action="Not speech")
    pane.fields.disagreement.setChecked(True)
    settled(desk)
    assert pane.model.lines == [], "that Bob decided otherwise is not said before Ada is done"
    work.set_finished(store, seed_sha(), ANNOTATOR, finished=True)
    pane.run()
    settled(desk)
    assert {line.hit.annotator for line in pane.model.lines} == {ANNOTATOR, "Bob"}
    pane.fields.disagreement.setChecked(False)
    pane.fields.annotator.setCurrentText("Bob")
    settled(desk)
    assert len(pane.model.lines) == 18


def test_a_search_without_words_does_not_tell_of_an_index(desk: Desk) -> None:
    pane = searched(desk)
    pane.finder.indexing.emit(5)  # as a search with words does, which then gives way to another one
    assert "5 articles and decisions to go" in pane.count.text()
    pane.fields.since.setText("2020-01-01")
    desk.wait(lambda: pane.wanted is not None)
    assert "index" not in pane.count.text() + pane.empty.text()


def test_another_annotator_does_not_see_what_the_one_before_found(desk: Desk) -> None:
    desk.press("Enter")  # a decision, of which a search tells
    pane = searched(desk, "border")
    assert pane.model.lines
    desk.window.annotate_as("Bea")
    assert not pane.model.lines and pane.empty.text() == HOW and not pane.fields.words.text()
    assert pane.wanted is None and desk.window.article.hasFocus()


def test_text_from_outside_is_shown_as_it_stands(desk: Desk, store: Store) -> None:
    corpus.import_text(store, Article("hostile", "Before <b>zebra</b> <img src=x> after", "<h1>Title</h1>"))
    pane = searched(desk, "zebra")
    left, word, right = row(pane, 0)
    assert (left, word, right) == ("Before <b>", "zebra", "</b> <img src=x> after")
    index = pane.model.index(0, WORD)
    assert not QtGui.Qt.mightBeRichText(pane.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole))
    assert index.data(Qt.ItemDataRole.DisplayRole) == "zebra"


def test_pages_follow_as_the_list_is_scrolled(desk: Desk, store: Store) -> None:
    for n in range(160):
        corpus.import_text(store, Article(f"n{n}", f"Number {n} of the zebras."))
    pane = searched(desk, "zebras")
    assert len(pane.model.lines) == 100 and "more below" in pane.count.text()
    pane.hits.scrollToBottom()
    desk.wait(lambda: len(pane.model.lines) == 160)
    assert pane.count.text() == "160 hits"


def test_a_search_that_takes_long_gives_way_to_the_next_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    quick, began = find.search, threading.Event()

    def search(store: Store, wanted: find.Search, **more: object) -> find.SearchPage:
        if wanted.words == "slow":
            began.set()
            store.rows(endless)
        return quick(store, wanted, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(find, "search", search)
    pane = searching(desk, "slow", began)
    pane.fields.words.setText("border")
    settled(desk)
    assert pane.model.lines and pane.model.lines[0].word == "border"


def test_what_an_older_search_is_refused_for_does_not_stop_the_newer_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick, events = find.search, [threading.Event() for _ in range(4)]
    began, refuse, newer, answer = events

    def search(store: Store, wanted: find.Search, **more: object) -> find.SearchPage:
        if wanted.words == "wrong":
            began.set()
            refuse.wait()
            raise BadInputError("That cannot be searched for.")
        newer.set()
        answer.wait()
        return quick(store, wanted, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(find, "search", search)
    pane = searching(desk, "wrong", began)
    pane.fields.words.setText("border")
    pane.fields._pause.stop()
    pane.run()
    refuse.set()
    desk.wait(newer.is_set)
    QApplication.processEvents()  # the refusal has been heard
    answer.set()
    settled(desk)
    assert pane.model.lines and pane.model.lines[0].word == "border"
    pane.fields.words.setText("wrong")
    settled(desk)
    assert pane.empty.text() == "That cannot be searched for." and pane.empty.isVisible()


def test_what_an_older_search_found_is_not_shown_over_what_the_newer_one_is_refused_for(desk: Desk) -> None:
    pane, answered = searched(desk), threading.Event()
    find.index_all(desk.window.navigator.store)
    pane.fields.words.setText("border")
    pane.run()
    pane.finder.worker.submit(answered.set, lambda _: None, desk.window.team.failed)
    answered.wait()  # its answer is on its way to the window
    pane.fields.since.setText("yesterday")
    pane.fields._pause.stop()
    pane.run()
    settled(desk)
    assert pane.model.lines == [] and "is not a day" in pane.empty.text() and pane.empty.isVisible()


def test_the_model_keeps_the_rules_of_models(qtbot: object) -> None:
    model = HitsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    hit = find.Hit("a" * 64, "id", "Title", find._search.Span(0, 4), "left ", "word", " right")
    wishes: list[bool] = []
    model.more_wanted.connect(lambda: wishes.append(True))
    model.show_hits([hit] * 3, find.Search("word"), more=True)  # the tester asks for more by itself
    assert wishes == [True]
    model.add_hits([hit], find.Search("word"), more=False)
    assert model.rowCount() == 4 and not model.canFetchMore(QModelIndex())
    del tester


def test_a_second_press_closes_the_pane_and_the_article_has_the_keys(desk: Desk) -> None:
    pane = searched(desk)
    desk.press("Ctrl+Shift+F")
    assert not pane.isVisible() and desk.window.article.hasFocus()
    desk.press("Ctrl+Shift+F", "Esc")
    assert pane.isVisible() and desk.window.article.hasFocus()


def test_the_rest_of_a_long_queue_comes_from_the_worker(
    desk: Desk, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = [row.sha256 for row in desk.window.navigator.queue.rows]
    last = whole[-1]
    navigator = desk.window.navigator
    navigator.show_article(last)
    monkeypatch.setattr(OwnDecisions, "first", 3)
    navigator.queue.reload()
    assert [row.sha256 for row in navigator.queue.rows] == [*whole[:3], last] and not navigator.queue.whole
    work.decide(store, work.reject(shown(store, 0)), action="Not speech")
    desk.wait(lambda: navigator.queue.whole)
    assert [row.sha256 for row in navigator.queue.rows] == whole
    assert navigator.queue.row().sha256 == last and desk.window.queue.view.currentIndex().row() == len(whole) - 1


def test_the_search_opens_again_while_a_day_in_it_is_wrong(desk: Desk) -> None:
    pane = searched(desk)
    pane.fields.since.setText("yesterday")
    settled(desk)
    desk.window.article.setFocus()
    desk.press("Ctrl+Shift+F")
    assert pane.fields.words.hasFocus() and pane.fields.since.text() == "yesterday"
    desk.window.article.setFocus()
    desk.press("Enter", "k", "Ctrl+Shift+L")
    settled(desk)
    assert pane.fields.speaker.text() == "U.S. State Department officials" and pane.model.lines
