"""In the real window: a finished article comes back as if new, is read again by keys, and the two readings are compared."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from annotator.records import second_reading
from annotator.store import decisions
from annotator.ui.dialogs.repeats import RepeatsDialog
from tests.support import ANNOTATOR, decide_all, seed_sha, set_clock
from tests.ui.driving import Desk

AGAIN = second_reading(ANNOTATOR)


def let_come_back(desk: Desk, share: str, days: str) -> None:
    """Say in the project's settings which share of the articles comes back, and when."""
    desk.window.menus.items["repeats"].trigger()
    desk.wait(lambda: isinstance(QApplication.activeModalWidget(), RepeatsDialog))
    dialog = QApplication.activeModalWidget()
    desk.wait(dialog.share.hasFocus)
    desk.type(share)
    desk.press("Tab")
    desk.type(days)
    desk.press("Enter")
    desk.wait(lambda: QApplication.activeModalWidget() is None)
    desk.wait(desk.window.article.hasFocus)


@pytest.fixture
def finished(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Ada finished the seed article twenty days ago."""
    decide_all(desk.window.navigator.store)
    desk.window.session.start()
    set_clock(monkeypatch, 20 * 24.0)
    return desk


def go_to_it(desk: Desk) -> None:
    """Leave the article and come back to it."""
    at = desk.window.navigator
    at.show_article(next(row.sha256 for row in at.queue.rows if row.sha256 != seed_sha()))
    at.show_article(seed_sha())


def test_a_finished_article_is_read_again_and_compared(finished: Desk) -> None:
    desk, at = finished, finished.window.navigator
    go_to_it(desk)
    first = decisions.current_decisions(at.store, seed_sha(), ANNOTATOR)
    assert len(desk.decided()) == len(first)
    let_come_back(desk, "100", "14")
    assert desk.notice() == "100% of the articles come back 14 days after they were finished."
    row = next(row for row in at.queue.rows if row.sha256 == seed_sha())
    assert (row.decided, row.finished) == (0, False)
    go_to_it(desk)
    assert desk.decided() == [] and desk.window.status.annotator.text().startswith(ANNOTATOR)
    assert all(not at.shown(q).stances for q in at.desk.quotations)
    for _ in first:
        desk.press("Enter")
    assert at.queue.row().finished
    assert len(desk.decided()) == len(first)
    assert decisions.current_decisions(at.store, seed_sha(), ANNOTATOR) == first
    assert len(decisions.current_decisions(at.store, seed_sha(), AGAIN)) == len(first)
    desk.press("Ctrl+Z")
    assert (at.queue.row().finished, len(desk.decided())) == (False, len(first) - 1)
    desk.press("Ctrl+Shift+Z")
    assert at.queue.row().finished
    desk.window.menus.items["own-agreement"].trigger()
    team = desk.window.team
    desk.wait(lambda: team.page is not None and team.page.page is not None and team.page.page.own, patience=60_000)
    page = team.page
    assert page.about.text() == f"{ANNOTATOR}, {ANNOTATOR} (second reading)  ·  1 article read twice"
    assert (
        page.title.text() == "Agreement with oneself"
        and page.own.text() == "Between annotators"
        and page.settle.isHidden()
    )
    desk.click(page.before_after.buttons["week"])
    desk.wait(lambda: "second reading ended" in page.before_after.told.text(), patience=60_000)
    stances = next(each for each in page.page.subjects if each.target == "open-border")
    page.show_subject(stances)
    desk.wait(lambda: page.disagreements.ready and bool(page.disagreements.shown), patience=60_000)
    page.disagreements.opened.emit(seed_sha(), next(iter(first)))
    assert desk.window.on_desk and (at.sha256, at.current_id) == (seed_sha(), next(iter(first)))


def test_without_second_readings_the_page_says_what_to_do(desk: Desk) -> None:
    desk.window.menus.items["own-agreement"].trigger()
    team = desk.window.team
    desk.wait(lambda: team.page is not None and team.page.page is not None, patience=60_000)
    assert "Articles that come back…" in team.page.about.text()
    desk.click(team.page.own)
    desk.wait(lambda: not team.page.page.own, patience=60_000)
    assert "Packages for a team…" in team.page.about.text()
    assert team.page.settle.isVisible()
    desk.press("Esc")
    assert desk.window.on_desk


def test_it_is_finished_and_opened_again_by_hand(finished: Desk) -> None:
    desk, at = finished, finished.window.navigator
    let_come_back(desk, "100", "14")
    go_to_it(desk)
    desk.press("Ctrl+Enter", "Ctrl+Enter")
    assert at.queue.row().finished and at.queue.row().decided == 0
    assert decisions.is_finished(at.store, seed_sha(), AGAIN)
    desk.press("Ctrl+Enter")
    assert not decisions.is_finished(at.store, seed_sha(), AGAIN)
    assert decisions.is_finished(at.store, seed_sha(), ANNOTATOR)
