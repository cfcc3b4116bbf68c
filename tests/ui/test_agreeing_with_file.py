"""What the window shows is what the file holds: progress, finished articles, decisions, and the speaker offered next."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace

import pytest

from annotator.records import ArticleRow, Quotation, Span, Status
from annotator.store.connection import Store
from annotator.workflow import desk as work
from annotator.workflow import project
from tests.support import ANNOTATOR, decide_all, seed_sha
from tests.ui.driving import Desk


def in_file(desk: Desk) -> tuple[ArticleRow | None, tuple[Quotation, ...], list[str]]:
    """The article's line of the queue, its quotations and the speakers offered, as another program reads them now."""
    with closing(project.read_project(desk.window.navigator.store.path)) as store:
        opened = work.load_desk(store, seed_sha(), ANNOTATOR)
        offered = [work.shown(opened, quotation).speaker_name for quotation in opened.quotations]
        return work.load_row(store, seed_sha(), ANNOTATOR), opened.quotations, offered


def in_window(desk: Desk) -> tuple[ArticleRow | None, tuple[Quotation, ...], list[str]]:
    """The same as the window shows it."""
    navigator = desk.window.navigator
    assert navigator.desk is not None
    at = navigator.queue.row_at(seed_sha())
    assert (
        navigator.queue.rows[at]
        == navigator.queue.row()
        == desk.window.queue.model.article(desk.window.queue.model.index_of(at))
    )
    offered = [navigator.shown(quotation).speaker_name for quotation in navigator.desk.quotations]
    return navigator.queue.row(), navigator.desk.quotations, offered


def test_a_hand_made_quotation_left_open_does_not_finish(desk: Desk) -> None:
    desk.window.article.select_span(Span(2100, 2130))
    desk.press("n")
    made = desk.current.id
    for quotation in desk.window.navigator.desk.quotations:
        if quotation.id != made:
            desk.window.navigator.make_current(quotation.id)
            desk.press("x")
    assert in_window(desk) == in_file(desk)
    assert not desk.window.navigator.queue.row().finished
    desk.window.navigator.make_current(made)
    desk.press("0", "Enter")
    assert in_window(desk) == in_file(desk)
    assert desk.window.navigator.queue.row().finished


def test_undeciding_opens_a_finished_article_and_says_so(desk: Desk, store: Store) -> None:
    decide_all(store)
    desk.window.navigator.reload_desk()
    assert desk.window.navigator.queue.row().finished
    last = next(q for q in desk.window.navigator.desk.quotations if q.decision.status is Status.REJECTED)
    desk.window.navigator.make_current(last.id)
    desk.press("x")
    assert not desk.window.navigator.queue.row().finished and "open again" in desk.notice()
    assert in_window(desk) == in_file(desk)


def test_a_finished_article_can_be_opened_by_hand(desk: Desk, store: Store) -> None:
    decide_all(store)
    desk.window.navigator.reload_desk()
    desk.window.menus.items["finish"].trigger()
    assert not desk.window.navigator.queue.row().finished
    assert in_window(desk) == in_file(desk)


def test_space_passes_over_what_is_finished_by_hand(desk: Desk, store: Store) -> None:
    second = desk.window.navigator.queue.rows[1].sha256
    work.set_finished(store, second, ANNOTATOR, finished=True)
    desk.window.navigator.queue.reload()
    decide_all(store)
    desk.window.navigator.reload_desk()
    desk.press("Space")
    assert desk.window.navigator.desk.article.sha256 == desk.window.navigator.queue.rows[2].sha256


def test_the_speaker_offered_next_is_the_same_after_a_reload(desk: Desk) -> None:
    halves = [q for q in desk.window.navigator.desk.quotations if q.proposal and q.proposal.group]
    group = halves[0].proposal.group
    first, second = (q.id for q in halves if q.proposal.group == group)
    for quotation, name in ((second, "Somebody Else"), (first, "Yet Another")):
        desk.window.navigator.make_current(quotation)
        desk.window.session.acts.speak(name)
        desk.press("Enter")
    desk.window.navigator.make_current(second)
    desk.press("Ctrl+Z")  # the first one's confirmation
    assert in_window(desk) == in_file(desk)
    desk.press("Ctrl+Shift+Z", "f")
    assert in_window(desk) == in_file(desk)
    assert desk.window.navigator.desk.utterances[group].speaker_name == "Yet Another"
    desk.window.navigator.reload_desk()
    assert desk.window.navigator.desk.utterances[group].speaker_name == "Yet Another"


def test_what_a_key_wrote_is_shown_with_its_id_and_time(desk: Desk) -> None:
    first = desk.current.id
    desk.press("Enter")
    shown = desk.window.navigator.quotation(first).decision
    assert shown.id and shown.decided_at and shown.speaker_id
    assert in_window(desk) == in_file(desk)


def test_decisions_that_the_disk_refused_are_shown_and_then_as_stored(desk: Desk) -> None:
    database = desk.window.navigator.store.db
    database.execute("PRAGMA query_only = 1")
    desk.press("f", "p", "Enter", "x")
    shown = [(d.status, d.flagged, d.id) for d in desk.decided()]
    there, here = in_file(desk)[0], in_window(desk)[0]
    database.execute("PRAGMA query_only = 0")
    assert shown == [(Status.CONFIRMED, True, ""), (Status.REJECTED, False, "")]
    assert here == there, "progress counts what is on disk"
    desk.wait(lambda: not desk.window.session.acts.saver.waiting)
    assert all(d.id for d in desk.decided()) and len(desk.decided()) == 2
    assert in_window(desk) == in_file(desk)


@pytest.mark.parametrize("seed", range(4))
def test_any_keys_leave_window_and_file_alike(desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    keys = ["Enter"] * 6 + ["x", "x", "f", "p", "b", "B", "1", "2", "0", "Ctrl+Z", "Ctrl+Shift+Z", "j", "k", "Space",
            "Ctrl+3", "n", "e"]  # fmt: skip
    for _ in range(60):
        key = chance.choice(keys)
        if key in "ne":
            start = chance.randrange(1800)
            desk.window.article.select_span(
                replace(desk.current.span, start=start, end=start + chance.randrange(3, 60))
            )
        desk.press(key)
        if desk.window.navigator.desk.article.sha256 != seed_sha():
            desk.window.navigator.show_article(seed_sha())
        assert in_window(desk) == in_file(desk), key
