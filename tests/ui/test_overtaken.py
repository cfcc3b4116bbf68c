"""A key in a window that shows an old state: the newer decision stays, is shown, and the reader is asked which is to stand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from annotator.store.connection import Store
from annotator.workflow import desk as work
from tests.support import load
from tests.ui.driving import Desk
from tests.ui.test_two_windows import run

OTHER = """
made = replace(desk.confirm(shown(store, {0})), speaker_id=None, speaker_name='Ida Holm')
desk.decide(store, made, action='Confirm quotation')
"""


@pytest.fixture
def stale(desk: Desk, store: Store) -> Iterator[Desk]:
    """A window that did not notice yet what another process decided about its first quotation."""
    desk.window.watcher.stop()
    run(store, OTHER.format(0))
    yield desk


def on_disk(store: Store, n: int = 0) -> tuple[str, str, str]:
    made = load(store).quotations[n].decision
    return (str(made.status), made.speaker_name, made.comment) if made is not None else ("", "", "")


KEYS = {
    "confirm": ["Enter"],
    "reject": ["x"],
    "speaker": ["1"],
    "nobody": ["0"],
    "flag": ["f"],
    "kind": ["Ctrl+3"],
    "label": ["p"],
    "comment": ["c", "h", "i", "Esc"],
}


@pytest.mark.parametrize("act", KEYS)
def test_an_old_state_changes_nothing_and_the_newer_one_is_shown(stale: Desk, store: Store, act: str) -> None:
    first = stale.current.id
    before = store.one("SELECT count(*) FROM decision")
    stale.press(*KEYS[act])
    assert store.one("SELECT count(*) FROM decision") == before
    assert on_disk(store) == ("confirmed", "Ida Holm", "")
    assert stale.current.id == first, "the quotation in question stays current"
    assert (stale.decision.status, stale.decision.speaker_name) == ("confirmed", "Ida Holm")
    assert "decided in another window meanwhile: confirmed, Ida Holm." in stale.notice()
    assert "yours was: " in stale.notice()
    assert stale.window.status.saved.text() == "✓ saved"
    assert stale.window.menus.items["undo"].text() == "Undo: Confirm quotation"


def test_mine_can_be_taken_and_undone(stale: Desk, store: Store) -> None:
    stale.press("x")
    stale.click(stale.window.notice.act)
    assert on_disk(store)[0] == "rejected"
    assert stale.decision.status == "rejected"
    assert stale.notice() == ""
    stale.press("Ctrl+Z")
    assert on_disk(store) == ("confirmed", "Ida Holm", "")
    assert stale.decision.speaker_name == "Ida Holm"


def test_a_comment_goes_onto_the_newer_decision(stale: Desk, store: Store) -> None:
    stale.press("c")
    stale.type("hi")
    stale.press("Enter")
    assert "yours was: confirmed, Ida Holm, comment “hi”." in stale.notice()
    assert stale.window.card.comment.toPlainText() == ""
    stale.click(stale.window.notice.act)
    assert on_disk(store) == ("confirmed", "Ida Holm", "hi")
    assert stale.window.card.comment.toPlainText() == "hi"


def test_a_key_on_the_newer_state_is_taken(stale: Desk, store: Store) -> None:
    stale.press("f", "f")
    assert stale.decision.flagged
    assert on_disk(store)[1] == "Ida Holm"


def test_a_decision_taken_back_elsewhere_is_asked_about(desk: Desk, store: Store) -> None:
    desk.press("Enter", "k")
    desk.window.watcher.stop()
    run(store, "desk.undo(store, ANNOTATOR)")
    desk.press("f")
    assert "undone" in desk.notice()
    assert desk.current.decision is None
    desk.click(desk.window.notice.act)
    assert desk.decision.flagged
    assert desk.decision.status == "confirmed"


def test_mine_again_overtaken_is_asked_again(stale: Desk, store: Store) -> None:
    stale.press("x")
    run(store, OTHER.format(0).replace("Ida Holm", "Somebody Else"))
    stale.click(stale.window.notice.act)
    assert on_disk(store)[1] == "Somebody Else"
    assert "Somebody Else" in stale.notice()
    assert stale.decision.speaker_name == "Somebody Else"


def test_mine_is_taken_from_another_article(stale: Desk, store: Store) -> None:
    stale.press("x")
    stale.window.navigator.show_article(stale.window.navigator.queue.rows[1].sha256)
    stale.click(stale.window.notice.act)
    assert on_disk(store)[0] == "rejected"


def refuse(desk: Desk, refusing: bool) -> None:
    desk.window.navigator.store.db.execute(f"PRAGMA query_only = {int(refusing)}")


def test_decisions_that_waited_for_the_disk_follow_each_other(desk: Desk, store: Store) -> None:
    refuse(desk, True)
    desk.press("f", "c", "h", "i", "Esc", "p", "Enter", "x")
    refuse(desk, False)
    assert desk.window.session.acts.saver.flush()
    assert on_disk(desk.window.navigator.store)[0::2] == ("confirmed", "hi")
    assert store.one("SELECT count(*) FROM decision") == (5,)
    desk.press("k", "f")
    assert desk.window.status.saved.text() == "✓ saved"
    assert desk.notice() == ""


def test_what_waited_is_asked_about_once(desk: Desk, store: Store) -> None:
    desk.window.watcher.stop()
    refuse(desk, True)
    desk.press("f", "Enter", "x")
    run(store, OTHER.format(0))
    refuse(desk, False)
    desk.window.session.acts.saver.flush()
    assert on_disk(store, 0) == ("confirmed", "Ida Holm", "")
    assert on_disk(store, 1)[0] == "rejected", "the other quotation's decision is written"
    assert "confirmed, Ida Holm. That is shown now; yours was: confirmed" in desk.notice()
    assert "flagged" in desk.notice()
    assert desk.window.status.saved.text() == "✓ saved"


def test_a_settled_case_is_not_overwritten_unasked(desk: Desk, store: Store) -> None:
    run(
        store,
        "[teamwork.decide(store, n, c) for n, c in ((teamwork.FIRST, {}), (teamwork.SECOND, {0: teamwork.rejected}))]",
    )
    desk.press("Ctrl+Shift+J")
    cases = desk.window.navigator
    desk.wait(lambda: cases.position() == 1 and bool(cases.queue.rows))
    desk.window.watcher.stop()
    run(store, "case = adjudicate.article_cases(store, seed_sha())[0]\n"
        "adjudicate.settle(store, case, desk.confirm(case.draft()), adjudicator=ANNOTATOR, action='Settle')")  # fmt: skip
    desk.press("x")
    settled = work.load_desk(store, cases.desk.article.sha256, "adjudicated") if cases.desk else None
    assert settled is not None
    assert [str(q.decision.status) for q in settled.quotations if q.decision] == ["confirmed"]
    assert "decided in another window meanwhile: confirmed" in desk.notice()
    assert cases.current is not None
    assert cases.current.decided
    desk.press("Alt+2")
    assert desk.window.status.saved.text() == "✓ saved"
