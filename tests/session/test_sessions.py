"""Sessions without a window: a whole article is annotated, and adjudicated, in a process that has no Qt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError
from annotator.records import Change, Kind, Reason, Span, Status
from annotator.session.adjudication import AdjudicationSession
from annotator.session.annotation import AnnotationSession
from annotator.session.events import Event
from annotator.session.news import NEWER, catch_up
from annotator.session.states import QuotationState
from annotator.store.connection import Store
from annotator.workflow import adjudicate
from annotator.workflow import desk as work
from annotator.workflow.desk import News
from tests.support import ANNOTATOR, seed_sha
from tests.teamwork import another_speaker, decide, rejected

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def session(store: Store) -> AnnotationSession:
    """Ada's session, on the seed article."""
    made = AnnotationSession(store)
    made.navigator.annotator = ANNOTATOR
    made.start()
    made.navigator.show_article(seed_sha())
    return made


def told(session: AnnotationSession | AdjudicationSession) -> list[str]:
    """All that a session says from now on."""
    said: list[str] = []
    session.navigator.voice.told.connect(said.append)
    session.navigator.voice.problem.connect(said.append)
    return said


def test_an_article_is_decided_to_its_end(session: AnnotationSession) -> None:
    at, said = session.navigator, told(session)
    assert at.desk is not None
    for _ in at.desk.quotations:
        session.confirm()
        if session.unsure():
            session.confirm()
    assert all(quotation.decided for quotation in at.desk.quotations)
    row = at.queue.row()
    assert row is not None and row.finished and row.decided == row.quotations
    assert said[-1].startswith("Article done.")


def test_what_is_shown_is_what_the_file_has(session: AnnotationSession, store: Store) -> None:
    session.confirm()
    session.acts.flag()
    session.acts.set_kind(Kind.INDIRECT)
    session.reject()
    at = session.navigator
    assert at.desk == work.load_desk(store, seed_sha(), ANNOTATOR)
    session.acts.undo()
    assert at.desk == work.load_desk(store, seed_sha(), ANNOTATOR)
    assert at.queue.rows == list(work.load_queue(store, ANNOTATOR))


def test_listeners_hear_what_changed(session: AnnotationSession) -> None:
    at, heard = session.navigator, list[str]()
    first = at.current_id
    at.quotations_changed.connect(lambda ids: heard.append(f"changed {sorted(ids) == [first]}"))
    at.queue.row_changed.connect(lambda sha256: heard.append(f"row {sha256 == seed_sha()}"))
    at.current_changed.connect(lambda scroll: heard.append(f"current, scroll {scroll}"))
    session.confirm()
    assert heard == ["changed True", "row True", "current, scroll True"]


def test_a_newer_decision_of_another_window_is_not_written_over(session: AnnotationSession, store: Store) -> None:
    overtaken: list[str] = []
    session.acts.saver.overtaken.connect(lambda stale: overtaken.append(stale.sentence))
    at = session.navigator
    shown = at.shown()
    assert shown is not None
    work.decide(store, work.reject(shown), action="Not speech")
    session.confirm()
    assert len(overtaken) == 1 and "yours was: confirmed" in overtaken[0]
    at.reload_desk()
    current = at.quotation(shown.quotation)
    assert current is not None and current.decision is not None and current.decision.status is Status.REJECTED


def test_what_others_wrote_is_shown_and_said(session: AnnotationSession, store: Store) -> None:
    watch = work.ProjectWatch(store)
    said = told(session)
    shown = session.navigator.shown()
    assert shown is not None and watch.look(ANNOTATOR) is None
    work.decide(store, work.confirm(shown), action="Confirm quotation")
    catch_up(session, work.News(everything=True))
    assert said == [NEWER]
    assert session.state(session.navigator.quotation(shown.quotation)) is QuotationState.CONFIRMED  # type: ignore[arg-type]


def test_news_that_cannot_be_read_are_raised_to_be_read_again(session: AnnotationSession, store: Store) -> None:
    said, before = told(session), session.navigator.queue.rows
    store.connection.set_progress_handler(lambda: 1, 1)  # SQLite interrupts every statement
    with pytest.raises(AnnotatorError):
        catch_up(session, News(everything=True))
    store.connection.set_progress_handler(None, 0)
    assert (said, session.navigator.queue.rows) == ([], before)
    session.navigator.show_article(seed_sha())
    store.connection.set_progress_handler(lambda: 1, 1)
    session.navigator.show_article(seed_sha())
    store.connection.set_progress_handler(None, 0)
    assert len(said) == 1, "what the annotator asks for is told as before"


def test_a_disagreement_is_settled(store: Store) -> None:
    decide(store, "Ben")
    decide(store, "Cleo", {3: another_speaker, 4: rejected})
    session = AdjudicationSession(store, ANNOTATOR)
    said = told(session)
    session.navigator.show_article(seed_sha())
    case = session.case
    assert case is not None and case.differs and session.people() == ["Ben", "Cleo"]
    session.confirm()
    assert said[-1].startswith("Nothing is chosen yet.")
    session.choose(1)
    session.reason(Reason.SLIP)
    session.confirm()
    settled = session.cases[case.id]
    assert settled.done and settled.settlement is not None and settled.settlement.reason is Reason.SLIP
    assert session.progress.startswith("1 of 2 disagreements settled")
    session.reject()
    assert said[-1].startswith("No disagreement is left in this article.")
    session.acts.undo()
    assert session.progress.startswith("1 of 2 disagreements settled")


def test_an_article_that_one_person_reopened_leaves_the_list(store: Store) -> None:
    decide(store, "Ben")
    decide(store, "Cleo", {4: rejected})
    session = AdjudicationSession(store, "Ben")
    asked: list[bool] = []
    session.navigator.queue.rows_wanted.connect(lambda: asked.append(True))
    session.navigator.queue.take_rows(adjudicate.overview(store))
    session.navigator.show_article(seed_sha())
    work.set_finished(store, seed_sha(), "Ben", finished=False)
    session.broadcast(Change(article=seed_sha(), queue=True))
    assert not session.cases and asked, "the list is read again beside the window"

    asked.clear()
    work.set_finished(store, seed_sha(), "Ben", finished=True)
    session.navigator.reload_desk()
    work.set_finished(store, seed_sha(), "Cleo", finished=False)
    catch_up(session, News(others=frozenset({seed_sha()})))
    assert not session.cases and asked


def test_an_article_that_a_second_person_finished_comes_into_the_list(store: Store) -> None:
    decide(store, "Ben")
    session = AdjudicationSession(store, "Ben")
    asked: list[bool] = []
    session.navigator.queue.rows_wanted.connect(lambda: asked.append(True))
    decide(store, "Cleo", {4: rejected})
    catch_up(session, News(others=frozenset({seed_sha()})))
    assert asked


def test_a_quotation_made_while_adjudicating_goes_when_it_is_none(store: Store) -> None:
    decide(store, "Ben")
    decide(store, "Cleo", {4: rejected})
    session = AdjudicationSession(store, ANNOTATOR)
    at = session.navigator
    at.show_article(seed_sha())
    assert at.desk is not None
    made = work.new_quotation(at.desk, Span(0, 9))
    session.acts.write(made, "New quotation")
    at.make_current(made.quotation)
    assert at.current is not None
    session.reject()
    assert made.quotation not in {quotation.id for quotation in at.desk.quotations}
    assert set(session.cases) == {case.id for case in adjudicate.article_cases(store, seed_sha())}


def test_hidden_names_are_letters(store: Store) -> None:
    decide(store, "Ben")
    decide(store, "Cleo", {4: rejected})
    session = AdjudicationSession(store, ANNOTATOR)
    session.navigator.show_article(seed_sha())
    session.hide_names(True)
    assert sorted(session.name_of(name) for name in session.people()) == ["A", "B"]
    assert sorted(choice.name for choice in session.choices()) == ["A", "B"]


def test_an_error_of_a_listener_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    event, heard, caught = Event[int](), list[int](), list[BaseException]()
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(error))

    def broken(number: int) -> None:
        raise LookupError(number)

    event.connect(broken)
    event.connect(heard.append)
    event.emit(3)
    assert heard == [3] and [str(error) for error in caught] == ["3"]


def test_a_session_needs_no_qt(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from annotator.session.annotation import AnnotationSession\n"
        "import annotator.session.adjudication, annotator.session.news, annotator.session.selecting\n"
        "from annotator.workflow import project\n"
        f"store = project.sample_project(Path({str(tmp_path / 'a.annot')!r}))\n"
        "project.add_annotator(store, 'Ada')\n"
        "session = AnnotationSession(store); session.navigator.annotator = 'Ada'; session.start()\n"
        "print(len(session.navigator.queue.rows) > 1, session.navigator.desk is not None,"
        " [m for m in sys.modules if m.startswith(('PySide6', 'shiboken6', 'annotator.ui'))])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["True", "True", "[]"]


def test_a_change_of_many_is_shown(session: AnnotationSession, store: Store) -> None:
    said = told(session)
    session.broadcast(Change(queue=True, speakers=True, message="Something came."))
    assert said == ["Something came."]
    assert session.navigator.desk == work.load_desk(store, seed_sha(), ANNOTATOR)
