"""What happens to a decision when the disk refuses it: kept, told, tried again, never called saved."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from annotator.store import journal, shares
from annotator.store.connection import Store
from annotator.workflow import desk as work
from annotator.workflow import maintenance, project
from tests.support import ANNOTATOR, seed_sha
from tests.ui.driving import Desk


def refuse(desk: Desk, refusing: bool) -> None:
    """Make the project file refuse (or take) every write, as a disk that went read-only does."""
    desk.window.navigator.store.db.execute(f"PRAGMA query_only = {int(refusing)}")


def decided_on_disk(desk: Desk) -> int:
    with closing(project.read_project(desk.window.navigator.store.path)) as store:
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


def test_a_lock_that_lasts_is_told_while_the_window_stays_alive(desk: Desk) -> None:
    path = desk.window.navigator.store.path
    hold = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('BEGIN IMMEDIATE'); print('held', flush=True); input()"
    ticks: list[int] = []
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start()
    with subprocess.Popen(
        [sys.executable, "-c", hold, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        clock = QElapsedTimer()
        clock.start()
        desk.press("Enter", "x")
        assert clock.elapsed() < 3000, "two refusals must not take the five seconds that a worker may wait"
        assert desk.window.status.saved.text() == "2 not saved yet" and "another program holds it" in desk.notice()
        assert decided_on_disk(desk) == 0 and len(desk.decided()) == 2
        before = len(ticks)
        desk.wait(lambda: len(ticks) > before + 20)
        assert desk.window.status.saved.text() == "2 not saved yet"
        other.communicate("\n")
    desk.wait(lambda: desk.window.status.saved.text() == "✓ saved")
    assert decided_on_disk(desk) == 2 and desk.notice() == ""


def test_a_waiting_decision_survives_a_look_at_another_article(desk: Desk) -> None:
    refuse(desk, True)
    first = desk.current.id
    desk.press("Enter", "J", "K")
    assert desk.window.navigator.quotation(first).decided and desk.window.navigator.position() == 2
    refuse(desk, False)
    assert desk.window.session.acts.saver.flush()
    assert decided_on_disk(desk) == 1


def test_a_decision_the_codebook_refuses_is_told_and_not_shown(desk: Desk) -> None:
    from dataclasses import replace

    from annotator.records import Stance

    wrong = replace(desk.window.navigator.shown(), stances=(Stance("no-such", "label"),))
    assert not desk.window.session.acts.write(wrong, "Set label")
    assert "no label" in desk.notice() and desk.current.decision is None
    desk.press("Enter")
    assert decided_on_disk(desk) == 1


def test_closing_asks_only_where_a_decision_would_be_lost(desk: Desk) -> None:
    refuse(desk, True)
    desk.press("Enter")
    asked: list[str] = []

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        next(b for b in box.buttons() if "Keep" in b.text()).click()

    QTimer.singleShot(0, answer)
    assert not desk.window.close()
    assert desk.window.isVisible() and "1 decision is not on disk" in asked[0]
    refuse(desk, False)
    assert desk.window.session.acts.saver.flush()
    desk.close()
    assert len(asked) == 1


def test_a_project_that_cannot_be_read_is_told_and_what_is_shown_stays(desk: Desk) -> None:
    shown = desk.window.article.toPlainText()
    desk.window.navigator.store.db.conn.close()
    desk.press("J")
    assert "project.annot" in desk.notice()
    assert desk.window.article.toPlainText() == shown
    desk.press("Enter")
    assert desk.window.status.saved.text() == "1 not saved yet"
    desk.window.session.acts.saver.waiting.clear()


def test_a_session_leaves_a_snapshot_beside_the_project(desk: Desk, store: Store) -> None:
    desk.window.files.snapshot()
    desk.wait(lambda: bool(maintenance.list_snapshots(store.path)) and not desk.window.files.worker.busy)
    assert maintenance.examine(maintenance.list_snapshots(store.path)[0]) == ()


def test_a_project_on_a_network_share_is_warned_about(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "network_file_system", lambda path: "nfs4")
    desk.window.begin()
    assert "network share (nfs4)" in desk.window.notice.label.text()


def test_a_journal_that_cannot_be_written_is_told_once_and_the_decision_counts(desk: Desk) -> None:
    folder = journal.journal_folder(desk.window.navigator.store.path)
    shutil.rmtree(folder)
    folder.write_text("in the way", encoding="utf-8")
    desk.press("Enter")
    assert desk.window.status.saved.text() == "✓ saved" and decided_on_disk(desk) == 1
    assert str(folder) in desk.notice() and "journal" in desk.notice()
    desk.click(desk.window.notice.close_button)
    desk.press("Enter")
    assert decided_on_disk(desk) == 2 and desk.notice() == ""


def test_snapshots_are_taken_while_somebody_works(desk: Desk) -> None:
    path = desk.window.navigator.store.path
    desk.window.detection.hold()  # what is read ahead would change the file
    desk.wait(lambda: not desk.window.detection.worker.busy)
    desk.press("Enter")
    desk.window.files.snapshot()
    desk.wait(lambda: len(maintenance.list_snapshots(path)) == 1 and not desk.window.files.copier.busy)
    desk.press("Enter")
    assert desk.window.files.clock.isActive() and desk.window.files.clock.interval() == 10 * 60 * 1000
    desk.window.files.clock.timeout.emit()
    desk.wait(lambda: len(maintenance.list_snapshots(path)) == 2 and not desk.window.files.copier.busy)
    desk.window.files.clock.timeout.emit()
    desk.wait(lambda: not desk.window.files.copier.busy)
    assert len(maintenance.list_snapshots(path)) == 2  # nothing changed since
