"""The English model beside the window: missing, slow, wrong, canceled; the desk stays usable."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.detection.suggester import ArticleSuggestions, Suggester, TextSuggester
from annotator.errors import BadInputError, ModelMissingError
from annotator.records import Kind, Proposal, Span
from annotator.store.connection import Store
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.ui.worker import Worker
from annotator.workflow import project
from annotator.workflow.languages import foreign
from annotator.workflow.second_core import EndedError, Found
from tests.support import ANNOTATOR, gold, gold_proposals, seed_sha
from tests.ui.driving import Desk

Opener = Callable[[Callable[[], Suggester]], Desk]


@pytest.fixture
def opener(tmp_path: object, settings: Settings, theme: Theme) -> Iterator[Opener]:
    """Opens the sample project, which no machine has read yet, with a detector."""
    desks: list[Desk] = []

    def opened(make: Callable[[], Suggester]) -> Desk:
        store: Store = project.sample_project(tmp_path / "sample.annot")
        project.add_annotator(store, ANNOTATOR)
        settings.set_annotator(store.path, ANNOTATOR)
        project.remember_place(store, ANNOTATOR, seed_sha(), None)
        window = DeskWindow(store, settings, theme, make)
        window.show()
        assert QTest.qWaitForWindowActive(window)
        window.begin()
        desks.append(Desk(window))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()


class Waiting(TextSuggester):
    """A detector that answers when it is told to."""

    detector_version = "waiting"

    def __init__(self) -> None:
        self.go = threading.Event()
        self.threads: list[int] = []

    def propose(self, text: str) -> tuple[Proposal, ...]:
        self.threads.append(threading.get_ident())
        assert self.go.wait(20)
        return gold_proposals() if text == gold()["text"] else ()


def test_a_missing_model_is_told_and_quotations_are_made_by_hand(opener: Opener) -> None:
    def missing() -> Suggester:
        raise ModelMissingError("The English model xx is not installed; install it with pip.")

    desk = opener(missing)
    desk.wait(lambda: "is not installed" in desk.notice())
    assert desk.window.status.model.text() == "English model missing"
    start = gold()["quotes"][0]["start"]
    desk.select(start, start + 18)
    desk.press("n", "0", "Enter")
    assert [d.words for d in desk.decided()] == ["‘Full Court Press’"]


def test_the_window_works_while_the_model_reads_in_a_thread_of_its_own(opener: Opener) -> None:
    model = Waiting()
    desk = opener(lambda: model)
    desk.wait(lambda: bool(model.threads))
    assert model.threads[0] != threading.get_ident()
    assert "…" in desk.window.status.model.text() and desk.window.status.stop.isVisible()
    assert "English model reads" in desk.window.card.empty.text()
    desk.press("J", "K")
    model.go.set()
    desk.wait(lambda: desk.window.navigator.current is not None)
    assert desk.window.navigator.position() == 1
    desk.wait(lambda: not desk.window.status.stop.isVisible())


def test_a_canceled_run_leaves_nothing_behind(opener: Opener) -> None:
    model = Waiting()
    desk = opener(lambda: model)
    desk.wait(lambda: bool(model.threads))
    desk.click(desk.window.status.stop)
    model.go.set()
    desk.window.detection.run_again()
    desk.wait(lambda: desk.window.navigator.current is not None)
    assert len(model.threads) == 2


def test_all_articles_are_read_one_after_the_other(opener: Opener) -> None:
    model = Waiting()
    model.go.set()
    desk = opener(lambda: model)
    desk.wait(lambda: desk.window.navigator.current is not None)
    desk.window.detection.run_all()
    desk.wait(lambda: all(row.proposed for row in desk.window.navigator.queue.rows))
    assert len(model.threads) == len(desk.window.navigator.queue.rows)
    desk.window.detection.run_all()
    assert "Every article has been read" in desk.notice()


class Other:
    """A second process that answers at once, or ends."""

    def __init__(self, *, ends: bool = False) -> None:
        self.ends, self.read, self.closed = ends, 0, 0

    def propose(self, text: str) -> Found:
        if self.ends:
            raise EndedError("The second process for reading ended; one process reads the rest.")
        self.read += 1
        return (), "other", ""

    def close(self) -> None:
        self.closed += 1


def test_a_second_process_reads_from_the_end_while_the_first_is_busy(opener: Opener) -> None:
    model, other = Waiting(), Other()
    desk = opener(lambda: model)
    desk.wait(lambda: bool(model.threads))
    detection, queue = desk.window.detection, desk.window.navigator.queue
    detection.run_all()
    detection.read_beside(lambda: other)
    desk.wait(lambda: sum(not row.proposed for row in queue.rows) == 2)  # the one being read, and one that it keeps
    assert other.read == len(queue.rows) - 2 and other.closed == 1
    assert " left" in detection._left() or not detection._loaded
    model.go.set()
    desk.wait(lambda: all(row.proposed for row in queue.rows))
    assert len(model.threads) == 2


def test_where_the_second_process_ends_the_first_reads_on_alone(opener: Opener) -> None:
    model, other = Waiting(), Other(ends=True)
    model.go.set()
    desk = opener(lambda: model)
    desk.wait(lambda: desk.window.navigator.current is not None)
    desk.window.detection.run_all()
    desk.window.detection.read_beside(lambda: other)
    desk.wait(lambda: all(row.proposed for row in desk.window.navigator.queue.rows))
    assert len(model.threads) == len(desk.window.navigator.queue.rows) and other.closed == 1


def test_canceling_ends_the_second_process(opener: Opener) -> None:
    model, other = Waiting(), Other()
    desk = opener(lambda: model)
    desk.wait(lambda: bool(model.threads))
    desk.window.detection.run_all()
    desk.window.detection.read_beside(lambda: other)
    desk.window.detection.cancel()
    model.go.set()
    assert desk.window.detection._second.running == ""


def test_closing_while_the_model_reads_ends_the_thread_quietly(opener: Opener) -> None:
    model = Waiting()
    desk = opener(lambda: model)
    desk.wait(lambda: bool(model.threads))
    threading.Timer(0.2, model.go.set).start()
    desk.close()


def test_a_bug_in_the_detector_is_loud(opener: Opener, qtbot: QtBot) -> None:
    class Broken(TextSuggester):
        detector_version = "broken"

        def propose(self, text: str) -> tuple[Proposal, ...]:
            raise ZeroDivisionError("a bug")

    with qtbot.capture_exceptions() as caught:
        desk = opener(Broken)
        desk.wait(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert desk.window.status.model.text() == "Finding quotations failed"


def test_answers_come_on_the_main_thread_and_dropped_ones_do_not(qtbot: QtBot) -> None:
    worker, answers = Worker("test"), []
    go = threading.Event()
    worker.submit(lambda: go.wait(20), answers.append, answers.append)
    worker.drop()
    worker.submit(threading.get_ident, lambda other: answers.append((other, threading.get_ident())), answers.append)
    go.set()
    qtbot.waitUntil(lambda: bool(answers))
    other, here = answers[0]
    assert here == threading.get_ident() != other and len(answers) == 1 and not worker.busy
    worker.stop()


def test_a_held_thread_begins_with_what_still_stands(qtbot: QtBot) -> None:
    worker, ran, answers = Worker("test"), [], []
    worker.hold()
    worker.submit(lambda: ran.append("dropped"), answers.append, answers.append)
    worker.drop()
    worker.submit(lambda: ran.append("kept"), answers.append, answers.append)
    QApplication.processEvents()
    assert not ran and worker.busy
    worker.release()
    qtbot.waitUntil(lambda: bool(answers))
    assert ran == ["kept"] and answers == [None]
    worker.stop()


def test_enter_waits_for_the_proposals_and_says_so(opener: Opener) -> None:
    model = Waiting()
    desk = opener(lambda: model)
    desk.wait(lambda: bool(model.threads))
    shown = desk.window.navigator.desk.article.sha256
    desk.press(*["Enter"] * 60)
    assert desk.window.navigator.desk.article.sha256 == shown == seed_sha()
    assert "still being read" in desk.notice()
    model.go.set()
    desk.wait(lambda: desk.window.navigator.current is not None)
    assert desk.decided() == [] and desk.window.navigator.position() == 1
    desk.press("Enter")
    assert len(desk.decided()) == 1


def test_enter_waits_beside_quotations_made_by_hand(opener: Opener) -> None:
    model = Waiting()
    desk = opener(lambda: model)
    desk.wait(lambda: bool(model.threads))
    start = gold()["quotes"][0]["start"]
    desk.select(start, start + 18)
    desk.press("n", "0", "Enter")
    assert len(desk.decided()) == 1 and "still being read" in desk.notice()
    desk.press("Enter", "Enter")
    assert desk.window.navigator.desk.article.sha256 == seed_sha()
    model.go.set()


def test_space_goes_on_where_enter_waits(opener: Opener) -> None:
    model = Waiting()
    desk = opener(lambda: model)
    desk.wait(lambda: bool(model.threads))
    desk.press("Enter", "Space")
    assert desk.window.navigator.desk.article.sha256 != seed_sha()
    desk.press("Enter")
    assert "still being read" in desk.notice(), "it waits in every article"
    model.go.set()


def test_enter_says_what_to_do_where_nothing_reads(opener: Opener) -> None:
    model = Waiting()
    desk = opener(lambda: model)
    desk.wait(lambda: bool(model.threads))
    desk.click(desk.window.status.stop)
    desk.press("Enter", "Enter")
    assert desk.window.navigator.desk.article.sha256 == seed_sha()
    assert "has not been read: F5 reads it" in desk.notice()
    model.go.set()


class ReadsAll(TextSuggester):
    """A detector that finds the first word of each article."""

    detector_version = "first words"

    def __init__(self) -> None:
        self.read: list[str] = []

    def propose(self, text: str) -> tuple[Proposal, ...]:
        self.read.append(text)
        end = text.index(" ")
        return (Proposal(Span(0, end), text[:end], Kind.DIRECT, 0.9, speaks=False, no_source=0.9),)


def test_the_next_articles_are_read_ahead(opener: Opener) -> None:
    model = ReadsAll()
    desk = opener(lambda: model)
    rows = desk.window.navigator.queue.rows
    for at in range(3):
        desk.wait(lambda at=at: all(row.proposed for row in desk.window.navigator.queue.rows[at : at + 3]))
        assert desk.window.navigator.desk.article.sha256 == rows[at].sha256
        desk.press("Enter")
        assert len(desk.decided()) == 1
        desk.press("Enter")
        assert desk.window.navigator.current is not None, "ordinary work waits for nothing"
    desk.wait(lambda: len(model.read) == 6)
    assert len(rows) > 6 and not any(row.proposed for row in desk.window.navigator.queue.rows[6:])


def test_what_cannot_be_read_ahead_is_told_once(opener: Opener) -> None:
    class Refuses(ReadsAll):
        def propose(self, text: str) -> tuple[Proposal, ...]:
            if self.read:
                raise BadInputError("This article is too long.")
            return super().propose(text)

    desk = opener(Refuses)
    desk.wait(lambda: "too long" in desk.notice())
    desk.press("Esc", "Enter", "K")
    assert desk.window.navigator.queue.rows[0].decided == 1
    desk.wait(lambda: "first article" in desk.notice())


def test_an_article_in_another_language_is_told_and_its_marks_are_found(desk: Desk, store: Store) -> None:
    text = (
        "Die Stadt hat am Montag beschlossen, die Brücke zu sperren. „Wir wollen die Menschen schützen“, sagte die Bürgermeisterin. "
        "Die Opposition sprach von einem Geschenk an die Fähre."
    )
    detection, navigator = desk.window.detection, desk.window.navigator
    sha256 = seed_sha()
    told: list[str] = []
    navigator.voice.told.connect(told.append)
    detection._found(sha256, (ArticleSuggestions("a model"), foreign(text)))  # as the worker answers
    assert told and "in German" in told[-1] and "made for English" in told[-1]
    desk.window.menus.items["detect-marks"].trigger()
    assert len(navigator.desk.quotations) > 5
    assert all(q.proposal is None or q.proposal.source is None for q in navigator.desk.quotations)
