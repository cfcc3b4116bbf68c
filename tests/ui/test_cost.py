"""What a key press costs in the window: SQL statements, counted as SQLite runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QApplication

from annotator.detection.suggester import TextSuggester
from annotator.records import Proposal, Span
from annotator.store.connection import Store
from annotator.ui.dialogs.overview import OverviewDialog
from annotator.ui.second_look import LEARNING
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.workflow import desk as work
from tests.support import ANNOTATOR, decide_all
from tests.ui.driving import Desk
from tests.ui.test_every_action import window_on

MOST = 15  # statements of one Enter, the status line's included


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The statements that run meanwhile, without PRAGMA and what triggers do by themselves."""
    found: list[str] = []

    def note(sql: str) -> None:
        if not sql.lstrip().upper().startswith(("PRAGMA", "--")):
            found.append(sql)

    store.connection.set_trace_callback(note)
    try:
        yield found
    finally:
        store.connection.set_trace_callback(None)


def test_enter_on_a_known_speaker(desk: Desk, store: Store) -> None:
    desk.window.watcher.stop()
    desk.window.detection.hold()  # nothing is read ahead meanwhile
    desk.wait(lambda: not desk.window.detection.worker.busy)
    desk.press("Enter")  # the speaker comes into the register, and the library is brought in
    at = desk.window.navigator
    assert at.desk is not None
    known = {q.decision.speaker_name for q in at.desk.quotations if q.decision is not None and q.decided}
    found = next(q for q in at.desk.quotations if not q.decided and _name(q.proposal) in known)
    at.make_current(found.id)
    desk.wait(lambda: desk.window.status.counts.text().endswith("1 today"))
    with statements(store) as ran:
        desk.press("Enter")
        desk.wait(lambda: desk.window.status.counts.text().endswith("2 today"))
    assert len(desk.decided()) == 2
    assert len(ran) <= MOST, "\n".join(ran)


def _name(proposal: Proposal | None) -> str:
    return proposal.source.name if proposal is not None and proposal.source is not None else ""


class OneQuotation(TextSuggester):
    """A detector that finds the same words in every article."""

    detector_version = "one"

    def propose(self, text: str) -> tuple[Proposal, ...]:
        span = Span(0, 9)
        return (Proposal(span=span, words=span.words(text), kind="direct", confidence=0.9),)  # type: ignore[arg-type]


def test_an_article_without_proposals_is_read_once(store: Store, settings: Settings, theme: Theme) -> None:
    with window_on(store, settings, theme, OneQuotation, ANNOTATOR) as desk:
        desk.window.watcher.stop()
        at = desk.window.navigator
        desk.wait(lambda: not desk.window.detection.worker.busy and at.desk is not None)
        unread = next(row for row in reversed(at.queue.rows) if not row.proposed)
        with statements(store) as ran:
            at.show_article(unread.sha256)
            desk.wait(lambda: at.desk is not None and at.desk.proposed and at.current is not None)
        texts = [sql for sql in ran if unread.sha256 in sql and "text" in sql.split("FROM")[0]]
        assert len(texts) == 1, "\n".join(ran)
        assert at.desk == work.load_desk(store, unread.sha256, ANNOTATOR)


def _overview(desk: Desk) -> bool:
    return desk.window.findChild(OverviewDialog) is not None


def _training(desk: Desk) -> bool:
    return QApplication.activeModalWidget() is not None


def _second_look(desk: Desk) -> bool:
    dock = desk.window.second_look.dock
    return dock is not None and not dock.empty.text().startswith(LEARNING)


@pytest.mark.parametrize(
    ("name", "shown"), [("overview", _overview), ("training", _training), ("second-look", _second_look)]
)
def test_all_decisions_are_read_beside_the_window(
    desk: Desk, store: Store, name: str, shown: Callable[[Desk], bool]
) -> None:
    decide_all(store)
    desk.window.navigator.reload_desk()
    desk.window.watcher.stop()
    desk.window.detection.hold()
    desk.wait(lambda: not desk.window.detection.worker.busy)
    with statements(desk.window.navigator.store) as ran:
        desk.window.menus.items[name].trigger()
        desk.wait(lambda: shown(desk))
    counting = "SELECT count(*)"  # of today's decisions, for the status line, at any moment
    assert [sql for sql in ran if "decision" in sql and not sql.startswith(counting)] == []
