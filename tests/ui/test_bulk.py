"""Many quotations decided at once: the rest of an article above a probability, and what a search found; one undo each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from annotator.records import Kind, Status
from annotator.store.connection import Store
from annotator.ui.dialogs.change_hits import OFF, REPLACE, SET, ChangeHitsDialog
from annotator.ui.dialogs.confirm_rest import ConfirmRestDialog
from annotator.workflow import bulk, search
from annotator.workflow import desk as work
from annotator.workflow.search import Scope, Search
from tests.support import ANNOTATOR, gold_proposals, load, seed_sha
from tests.teamwork import decide
from tests.ui.driving import Desk


def rest_dialog(desk: Desk) -> ConfirmRestDialog:
    window = desk.window
    desk.wait(lambda: not QApplication.activeModalWidget() and window.isActiveWindow() and window.article.hasFocus())
    desk.press("Ctrl+R")
    desk.wait(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConfirmRestDialog)
    desk.wait(lambda: dialog.take.hasFocus() or dialog.least.hasFocus())
    return dialog


def probabilities(store: Store, *values: float) -> None:
    """Give the seed's first proposals these confidences, with a speaker who is certain."""
    made = [
        replace(p, confidence=value, candidates=tuple(replace(c, score=1.0) for c in p.candidates[:1]), no_source=0.0)
        for p, value in zip(sorted(gold_proposals(), key=lambda p: p.span.start), values, strict=False)
    ]
    work.save_proposals(store, seed_sha(), made, "test")


def test_a_quotation_is_as_sure_as_its_stretch_and_its_speaker_together(store: Store) -> None:
    found = bulk.undecided(load(store))
    assert [sure.decision.kind for sure in found].count(Kind.NOT_SPEECH) == 1
    assert {round(sure.probability, 4) for sure in found} == {
        0.9603,
        0.9,
    }  # 0.99 · 0.97, and words in marks nobody said


def test_flagged_ones_and_those_made_by_hand_are_left_out(store: Store) -> None:
    desk = load(store)
    work.decide(store, replace(work.shown(desk, desk.quotations[0]), flagged=True), action="Flag")
    span = desk.quotations[1].span
    work.decide(store, work.new_quotation(desk, replace(span, end=span.end - 1)), action="New quotation")
    assert len(bulk.undecided(load(store))) == 17


def test_a_speaker_whom_the_annotator_chose_does_not_count_as_doubtful(store: Store) -> None:
    desk = load(store)
    shown = replace(work.shown(desk, desk.quotations[0]), speaker_name="Somebody Else", speaker_id=None)
    work.decide(store, shown, action="Choose speaker")
    assert bulk.undecided(load(store))[0].probability == pytest.approx(0.99)


def test_the_rest_is_listed_confirmed_and_taken_back_with_one_undo(store: Store, desk: Desk) -> None:
    probabilities(store, 0.999, 0.97, 0.985, 0.6)
    desk.window.navigator.reload_desk()
    dialog = rest_dialog(desk)
    assert dialog.take.text() == "Confirm 2" and "2 more are less probable" in dialog.summary.text()
    assert [dialog.model.index(n, 0).data() for n in range(2)] == ["98.5 %", "99.9 %"]
    desk.press("Enter")
    assert len(desk.decided()) == 2 and {d.status for d in desk.decided()} == {Status.CONFIRMED}
    assert desk.current.span == sorted(gold_proposals(), key=lambda p: p.span.start)[1].span
    assert "2 quotations" in desk.notice()
    assert "Confirm 2 quotations" in desk.window.menus.items["undo"].text()
    desk.wait(lambda: desk.window.article.hasFocus())
    desk.press("Ctrl+Z")
    assert desk.decided() == []
    desk.press("Ctrl+Shift+Z")
    assert len(desk.decided()) == 2


def test_another_probability_is_chosen_and_kept_and_single_ones_are_left_out(store: Store, desk: Desk) -> None:
    probabilities(store, 0.999, 0.97, 0.985, 0.6)
    desk.window.navigator.reload_desk()
    dialog = rest_dialog(desk)
    dialog.least.setValue(60)
    assert dialog.take.text() == "Confirm 4"
    first = dialog.model.index(0, 0)
    assert dialog.model.setData(first, Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert dialog.take.text() == "Confirm 3"
    dialog.take.click()
    assert len(desk.decided()) == 3
    dialog = rest_dialog(desk)
    assert dialog.least.value() == 60 and dialog.take.text() == "Confirm 1"
    dialog.reject()
    assert len(desk.decided()) == 3


def test_where_nothing_is_undecided_a_line_says_so(desk: Desk) -> None:
    for _ in range(18):
        desk.press("Enter")
    desk.press("Ctrl+R")
    assert QApplication.activeModalWidget() is None and "Nothing is undecided" in desk.notice()


def test_what_another_window_decided_meanwhile_stops_all_of_it(store: Store, desk: Desk) -> None:
    probabilities(store, 0.999, 0.999, 0.999)
    desk.window.navigator.reload_desk()
    dialog = rest_dialog(desk)
    elsewhere = load(store)
    work.decide(store, work.reject(work.shown(elsewhere, elsewhere.quotations[1])), action="Not speech")
    dialog.take.click()
    assert "another window" in desk.notice()
    assert [d.status for d in desk.decided()] == [Status.REJECTED]


def confirm_all(store: Store) -> None:
    desk = load(store)
    for quotation in desk.quotations:
        work.decide(store, work.confirm(work.shown(desk, quotation)), action="Confirm quotation")


def test_what_a_search_found_gets_a_label_loses_it_and_gets_another(store: Store, desk: Desk) -> None:
    confirm_all(store)
    desk.window.navigator.reload_desk()
    pane = desk.window.panels.search_pane()
    pane.begin()
    pane.fields.show_search(Search(scope=Scope.QUOTATIONS, annotator=ANNOTATOR, source="Verma"))
    pane.run()
    desk.wait(lambda: bool(pane.model.lines) and not pane.finder.worker.busy)
    hits = len(pane.model.lines)
    for what, old, new in ((SET, 0, 0), (REPLACE, 0, 1), (OFF, 1, 1)):
        pane.change.click()
        desk.wait(lambda: isinstance(QApplication.activeModalWidget(), ChangeHitsDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ChangeHitsDialog)
        dialog.what.setCurrentText(what)
        dialog.old.setCurrentIndex(old)
        dialog.new.setCurrentIndex(new)
        assert dialog.take.text() == f"Change {hits}"
        dialog.take.click()
        stances = [decision.stances for decision in desk.decided() if decision.stances]
        if what != OFF:
            assert len(stances) == hits and {s[0] for s in stances} == {dialog.new.itemData(new)}
        else:
            assert stances == []
    desk.window.panels.search_pane().hide()
    desk.wait(lambda: QApplication.activeModalWidget() is None and desk.window.isActiveWindow())
    desk.window.article.setFocus()
    desk.press("Ctrl+Z")
    assert len([d for d in desk.decided() if d.stances]) == hits


def test_others_decisions_are_never_changed(store: Store) -> None:
    confirm_all(store)
    decide(store, "Ben")
    found = bulk.hits(store, ANNOTATOR, Search(scope=Scope.QUOTATIONS, source="Verma"))
    assert found and {each.decision.annotator for each in found} == {ANNOTATOR}
    assert bulk.hits(store, ANNOTATOR, Search(words="Verma", scope=Scope.ARTICLES)) == []
    assert search.search(store, Search(scope=Scope.QUOTATIONS, source="Verma"), limit=99).hits


def test_rejecting_what_was_found_takes_labels_and_speakers_off_and_spans_articles(store: Store) -> None:
    confirm_all(store)
    found = bulk.hits(store, ANNOTATOR, Search(scope=Scope.QUOTATIONS, source="Verma"))
    made = bulk.changed(found, bulk.not_speech())
    change = bulk.decide_all(store, made, annotator=ANNOTATOR, action="Not speech")
    assert len(change.quotations) == len(found) and change.article == seed_sha()
    after = [q.decision for q in load(store).quotations if q.id in change.quotations]
    assert {d.status for d in after if d} == {Status.REJECTED} and not any(d.speaker_name for d in after if d)
    assert bulk.changed(found, bulk.flag(False)) == []
    assert work.undo(store, ANNOTATOR) is not None
    assert {
        q.decision.status for q in load(store).quotations if q.decision and q.decision.kind is not Kind.NOT_SPEECH
    } == {Status.CONFIRMED}
