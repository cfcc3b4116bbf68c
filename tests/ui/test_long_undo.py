"""Undo and redo that touch many decisions: beside the window, with progress, canceled with nothing changed, and no key lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from annotator.records import Span, Stance
from annotator.store import doctor
from annotator.store.connection import Store
from annotator.store.history import MANY
from annotator.workflow import bulk, project, team
from annotator.workflow import desk as work
from tests.recoding import LAWFUL, LEAD, UNLAWFUL, bearing, content, merge
from tests.recoding import change as change_codebook
from tests.support import ANNOTATOR, load, seed_sha
from tests.ui.driving import Desk
from tests.ui.test_held_keys import hold

CONFIRMED = f"Confirm {MANY} quotations"


@pytest.fixture
def busy(desk: Desk, store: Store) -> Desk:
    """The desk, where one act decided so many quotations that its undo is long."""
    decide_many(store)
    desk.window.navigator.reload_desk()
    return desk


def decide_many(store: Store, annotator: str = ANNOTATOR, *stances: Stance) -> None:
    opened = load(store, annotator)
    made = [work.confirm(work.new_quotation(opened, Span(n, n + 3))) for n in range(MANY)]
    bulk.decide_all(store, [replace(each, stances=stances) for each in made], annotator=annotator, action=CONFIRMED)


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Another program writes, so that whatever is to be written waits."""
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()


def rested(desk: Desk) -> None:
    """Wait until nothing is turned, and no key waits."""
    desk.wait(lambda: not desk.window.turning.busy)


def test_a_single_decision_is_undone_at_once(desk: Desk, store: Store) -> None:
    desk.press("Enter", "x")
    for left in (1, 0):
        desk.press("Ctrl+Z")
        assert len(desk.decided()) == left and not desk.window.turning.busy
    desk.press("Ctrl+Shift+Z")
    assert len(desk.decided()) == 1 and desk.window.status.stop.isHidden()


def test_progress_is_told_and_keys_act_on_what_is_shown_then(busy: Desk, store: Store) -> None:
    said: list[object] = []
    busy.window.turning.job.progressed.connect(lambda _, what: said.append(what))
    with locked(store):
        busy.press("Ctrl+Z")
        assert busy.notice() == f"Undoing “{CONFIRMED}”. Esc cancels."
        assert busy.window.status.stop.isVisible() and "Undoing" in busy.window.status.model.text()
        busy.press("Enter", "x", "c")
        busy.type("hi")
        assert len(busy.decided()) == MANY, "nothing is decided on what is about to go"
    rested(busy)
    assert "Updating what is current" in said and busy.window.status.stop.isHidden()
    assert busy.window.card.comment.toPlainText() == "hi", "what was typed after c is in the comment"
    busy.press("Enter")
    assert [(str(each.status), each.comment) for each in busy.decided()] == [("confirmed", ""), ("rejected", "")]
    assert busy.decision.comment == "hi"


def test_esc_stops_it_and_nothing_is_changed(busy: Desk, store: Store) -> None:
    before = content(store)
    with locked(store):
        busy.press("Ctrl+Z", "Enter", "Esc")
        assert busy.window.status.model.text() == "Canceling…"
    rested(busy)
    assert busy.notice() == "Undo was canceled; nothing was changed."
    assert content(store) == before and work.undo_text(store, ANNOTATOR) == CONFIRMED
    busy.press("Ctrl+Z")
    rested(busy)
    assert busy.decided() == []
    with locked(store):
        busy.press("Ctrl+Shift+Z")
        busy.click(busy.window.status.stop)
    rested(busy)
    assert busy.notice() == "Redo was canceled; nothing was changed." and busy.decided() == []
    busy.press("Ctrl+Shift+Z")
    rested(busy)
    assert content(store) == before


def test_undo_pressed_again_comes_after_it_and_a_held_key_counts_once(desk: Desk, store: Store) -> None:
    desk.press("Enter")
    decide_many(store)
    with locked(store):
        desk.press("Ctrl+Z")
        hold("Ctrl+Z")
    rested(desk)
    assert desk.notice() == "Undone: Confirm quotation" and desk.decided() == []
    desk.press("Ctrl+Y")
    with locked(store):
        desk.press("Ctrl+Y", "Ctrl+Z")
    rested(desk)
    assert len(desk.decided()) == 1 and desk.notice() == f"Undone: {CONFIRMED}"


def test_a_click_meanwhile_does_nothing(busy: Desk, store: Store) -> None:
    with locked(store):
        busy.press("Ctrl+Z")
        here = busy.window.navigator.current_id
        busy.click(busy.window.article.viewport())
        QTest.keyClick(busy.window.card.kind, "i")
        assert busy.window.navigator.current_id == here
    rested(busy)
    assert busy.decided() == []


def test_a_change_of_the_codebook_is_undone_and_redone_beside_the_window(desk: Desk, store: Store) -> None:
    decide_many(store, ANNOTATOR, UNLAWFUL)
    project.add_annotator(store, LEAD)
    change_codebook(store, merge(UNLAWFUL, LAWFUL))
    desk.window.annotate_as(LEAD)
    for keys, bears in (("Ctrl+Z", UNLAWFUL), ("Ctrl+Shift+Z", LAWFUL)):
        with locked(store):
            desk.press(keys)
            assert desk.window.turning.busy
        rested(desk)
        assert len(bearing(store, bears)) == MANY
        assert project.current_codebook(store).has(UNLAWFUL) == (bears == UNLAWFUL)


def test_others_work_is_asked_about_as_ever(desk: Desk, store: Store) -> None:
    project.add_annotator(store, LEAD)
    project.add_annotator(store, "Ben")
    change_codebook(store, merge(UNLAWFUL, LAWFUL))
    decide_many(store, "Ben", LAWFUL)
    desk.window.annotate_as(LEAD)
    desk.press("Ctrl+Z")
    desk.wait(lambda: f"Ben made {MANY:,} decisions with labels of its codebook" in desk.notice())
    rested(desk)
    desk.click(desk.window.notice.act)
    rested(desk)
    assert project.current_codebook(store).has(UNLAWFUL)


def test_a_merge_is_taken_back_in_the_same_way(desk: Desk, store: Store, tmp_path: Path) -> None:
    team.package(store, tmp_path / "ben.annot", "Ben", [seed_sha()])
    with closing(project.open_project(tmp_path / "ben.annot")) as other:
        decide_many(other, "Ben")
    team.merge(store, [tmp_path / "ben.annot"])
    with locked(store):
        desk.window.team.files.undo_merge()
        desk.press("Enter", "Esc")
    rested(desk)
    assert desk.notice() == "Undo was canceled; nothing was changed." and desk.decided() == []
    with locked(store):
        desk.window.team.files.undo_merge()
        desk.press("Enter")
    rested(desk)
    assert len(desk.decided()) == 1 and not any(each.decision for each in load(store, "Ben").quotations)


def test_the_window_may_be_closed_meanwhile(busy: Desk, store: Store) -> None:
    before = content(store)
    with locked(store):
        busy.press("Ctrl+Z", "Enter")
    busy.close()
    with closing(project.open_project(store.path)) as opened:
        undone = work.undo_text(opened, ANNOTATOR) is None
        assert undone or (work.undo_text(opened, ANNOTATOR) == CONFIRMED and content(opened) == before)
        assert not list(doctor.examine(store.path))
