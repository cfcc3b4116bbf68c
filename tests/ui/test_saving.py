"""What happens to a decision when the disk refuses it: kept, told, tried again, never called saved."""

from __future__ import annotations

from contextlib import closing

from annotator.workflow import desk as work
from annotator.workflow import project
from tests.support import ANNOTATOR, seed_sha
from tests.ui.driving import Desk


def refuse(desk: Desk, refusing: bool) -> None:
    """Make the project file refuse (or take) every write, as a disk that went read-only does."""
    desk.window.controller.store.db.execute(f"PRAGMA query_only = {int(refusing)}")


def decided_on_disk(desk: Desk) -> int:
    with closing(project.read_project(desk.window.controller.store.path)) as store:
        return sum(q.decided for q in work.load_desk(store, seed_sha(), ANNOTATOR).quotations)


def test_decisions_wait_in_order_and_are_written_when_the_disk_is_back(desk: Desk) -> None:
    refuse(desk, True)
    desk.press("p", "Enter", "x")
    assert decided_on_disk(desk) == 0
    assert desk.window.status.saved.text() == "3 not saved yet"
    assert "Not saved yet" in desk.notice() and "permissions" in desk.notice()
    assert len(desk.decided()) == 2, "the desk shows what was decided"
    desk.press("Ctrl+Z")
    assert len(desk.decided()) == 2, "nothing is undone while decisions wait"
    refuse(desk, False)
    desk.click(desk.window.notice.act)
    assert decided_on_disk(desk) == 2
    assert desk.window.status.saved.text() == "✓ saved" and desk.notice() == ""
    assert [len(d.stances) for d in desk.decided()] == [1, 0]


def test_what_waits_is_tried_again_by_itself(desk: Desk) -> None:
    refuse(desk, True)
    desk.press("Enter")
    refuse(desk, False)
    desk.wait(lambda: decided_on_disk(desk) == 1)
    assert desk.window.status.saved.text() == "✓ saved"


def test_a_waiting_decision_survives_a_look_at_another_article(desk: Desk) -> None:
    refuse(desk, True)
    desk.press("Enter", "J", "K")
    refuse(desk, False)
    assert desk.window.decisions.saver.flush()
    assert decided_on_disk(desk) == 1


def test_a_decision_the_codebook_refuses_is_told_and_not_shown(desk: Desk) -> None:
    from dataclasses import replace

    from annotator.records import Stance

    wrong = replace(desk.window.controller.shown(), stances=(Stance("no-such", "label"),))
    assert not desk.window.decisions.write(wrong, "Set label")
    assert "no label" in desk.notice() and desk.current.decision is None
    desk.press("Enter")
    assert decided_on_disk(desk) == 1
