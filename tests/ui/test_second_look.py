"""The second reader in the real window: slips found in the list and corrected by keys, a likely label marked and set by one key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from annotator.holdout import read_shown
from annotator.records import LikelyStances, Stance
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import codebook_change, influence
from annotator.workflow import desk as work
from tests.learning.made import items
from tests.learning.projects import ANNOTATOR, decide, make_project
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk

DECIDED = 60


def _with_slips() -> tuple[list, set[str]]:
    """The decided items, three of them with the other label, and the texts of these."""
    decided = items(DECIDED + 12)[:DECIDED]
    clear = [n for n, item in enumerate(decided) if item.stances and item.speaker != "Lena Moor"]
    slips = set()
    for n in (clear[3], clear[12], clear[21]):
        stance = next(iter(decided[n].stances))
        other = Stance(stance.target, "against" if stance.label == "favor" else "favor")
        decided[n] = replace(decided[n], stances=frozenset({other}))
        slips.add(decided[n].text)
    return decided, slips


@pytest.fixture
def second(tmp_path: Path, settings: Settings, theme: Theme) -> Iterator[tuple[Desk, set[str]]]:
    decided, slips = _with_slips()
    store = make_project(tmp_path / "plans.annot", items(DECIDED + 12))
    decide(store, decided)
    influence.set_hold_out(store, 0.0, 0.0)
    settings.set_annotator(store.path, ANNOTATOR)
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    desk = Desk(window)
    yield desk, slips
    desk.close()


def _open_list(desk: Desk) -> None:
    desk.press("Ctrl+Shift+Y")
    looks = desk.window.second_look
    desk.wait(lambda: looks.dock is not None and bool(looks.dock.entries), patience=60_000)


def _text_of(desk: Desk, row) -> str:
    found = work.load_desk(desk.window.navigator.store, row.article, ANNOTATOR).article.text
    return next(line for line in found.splitlines() if row.words in line)


def test_slips_are_listed_with_reasons_and_corrected_by_keys(second):
    desk, slips = second
    _open_list(desk)
    dock = desk.window.second_look.dock
    listed = {_text_of(desk, row): row for row in dock.entries}
    assert slips <= listed.keys()
    for text in slips:
        assert "most similar" in listed[text].reason and listed[text].examples
    for text in slips:
        at = next(n for n, row in enumerate(dock.entries) if _text_of(desk, row) == text)
        dock.grid.selectRow(at)
        dock.grid.setFocus()
        desk.press("Enter")
        row_id = desk.current.id
        (wrong,) = desk.decision.stances
        other = "p" if wrong.label == "against" else "a"
        target = "H" if wrong.target == "harbor" else "S"
        desk.press(target, "a" if wrong.label == "against" else "p", other)
        (right,) = desk.decision.stances
        assert right == Stance(wrong.target, "favor" if wrong.label == "against" else "against")
        assert all(row.quotation != row_id for row in dock.entries)


def test_the_list_says_how_far_the_learning_is(second):
    desk, _ = second
    said: list[str] = []
    look = desk.window.second_look
    look.learning.progressed.connect(lambda *_: said.append(look.dock.empty.text()))
    _open_list(desk)
    count = len(look.reader.reading.decided)
    assert said and all(text.endswith(f" of {count} are read.") for text in said)


def test_a_decision_that_is_kept_is_not_listed_again(second):
    desk, _ = second
    _open_list(desk)
    dock = desk.window.second_look.dock
    first = dock.entries[0]
    dock.grid.selectRow(0)
    desk.press("Ctrl+Shift+U")
    assert first.decision not in {row.decision for row in dock.entries}
    desk.press("Ctrl+Shift+Y")
    assert not dock.isVisible()
    before = dock.entries
    desk.press("Ctrl+Shift+Y")
    desk.wait(lambda: bool(dock.entries) and dock.entries is not before, patience=60_000)
    assert first.decision not in {row.decision for row in dock.entries}


def test_a_likely_label_is_marked_and_set_by_its_key(second):
    desk, _ = second
    _open_list(desk)
    navigator, likely = desk.window.navigator, desk.window.annotation.session.likely
    desk.press("Esc")
    marked = None
    for row in navigator.queue.rows:
        if row.finished:
            continue
        likely.use("", {})
        navigator.show_article(row.sha256)
        desk.wait(lambda: bool(likely.model), patience=60_000)
        for quotation in navigator.desk.quotations:
            if quotation.decided:
                continue
            navigator.make_current(quotation.id)
            for key, target in (("H", "harbor"), ("S", "school")):
                if f"The {target} plan" in quotation.span.words(navigator.desk.article.text):
                    desk.press(key)
                    marked = likely.marked()
            if marked:
                break
        if marked:
            break
    assert marked is not None, "no label is likely enough in the rest of the project"
    label = desk.window.card.stances.labels[marked]
    assert label.likely and "likely" in label.accessibleName()
    assert navigator.shown().stances == ()  # never set
    desk.press(label.key)
    assert desk.decision.stances == (marked,)
    note = read_shown(desk.decision.shown)
    assert note is not None and note.stance is True and marked in note.marks and note.model
    desk.press("Enter")
    (stance,) = (one for one in influence.report(navigator.store).fields if one.field == "stance")
    assert stance.shown == 1 and stance.agree_shown == 1


def test_withheld_marks_are_noted_and_not_shown(second):
    desk, _ = second
    influence.set_hold_out(desk.window.navigator.store, 0.0, 1.0)
    _open_list(desk)
    navigator, likely = desk.window.navigator, desk.window.annotation.session.likely
    article = next(row.sha256 for row in navigator.queue.rows if not row.finished)
    navigator.show_article(article)
    quotation = navigator.desk.quotations[0]
    navigator.make_current(quotation.id)
    desk.press("Esc")
    likely.use("made", {quotation.id: LikelyStances((Stance("harbor", "favor"),), ("school", "harbor"))})
    desk.window.second_look.order_targets()
    assert list(desk.window.card.stances.targets) == ["harbor", "school"]
    desk.press("H")
    assert likely.marked() is None
    assert not any(row.likely for row in desk.window.card.stances.labels.values())
    desk.press("a")
    note = read_shown(desk.decision.shown)
    assert note is not None and note.stance is False and note.marks == (Stance("harbor", "favor"),)
    assert note.targets is False


def test_likely_targets_stand_first_where_that_is_asked_for(second):
    desk, _ = second
    looks, navigator, box = desk.window.second_look, desk.window.navigator, desk.window.card.stances
    looks.order_targets()
    assert "has not learned" in desk.notice()
    _open_list(desk)
    desk.press("Esc")
    navigator.show_article(next(row.sha256 for row in navigator.queue.rows if not row.finished))
    quotation = navigator.desk.quotations[0]
    navigator.make_current(quotation.id)
    likely = desk.window.annotation.session.likely
    likely.use("made", {quotation.id: LikelyStances((), ("school", "harbor"))})
    assert list(box.targets) == ["harbor", "school"]
    looks.order_targets()
    assert "likely targets stand first" in desk.notice()
    assert list(box.targets) == ["school", "harbor"]
    desk.wait(lambda: box.targets["school"].y() < box.targets["harbor"].y())
    desk.press("H", "p")
    assert desk.decision.stances == (Stance("harbor", "favor"),)  # keys stay as they are
    note = read_shown(desk.decision.shown)
    assert note is not None and note.targets is True and note.marks == ()
    looks.order_targets()
    assert list(box.targets) == ["harbor", "school"]


def test_too_few_decisions_are_told_in_the_list(tmp_path: Path, settings: Settings, theme: Theme) -> None:
    store = make_project(tmp_path / "few.annot", items(12))
    decide(store, items(12))
    settings.set_annotator(store.path, ANNOTATOR)
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    desk = Desk(window)
    desk.press("Ctrl+Shift+Y")
    desk.wait(lambda: "12 quotations are decided; at least 20" in window.second_look.dock.empty.text())
    desk.close()


def test_a_changed_codebook_is_told_and_its_lost_labels_too(second):
    desk, _ = second
    _open_list(desk)
    looks, store = desk.window.second_look, desk.window.navigator.store
    likely = desk.window.annotation.session.likely
    desk.wait(lambda: bool(likely.model), patience=60_000)
    draft = codebook_change.open_draft(store)
    draft.remove(draft.place_of(Stance("harbor", "favor")), retire=True)
    codebook_change.change_codebook(store, draft, annotator=ANNOTATOR)
    told = []
    for key in ("Esc", "Shift+K", "Shift+J"):  # one of the two goes to another article, wherever the list led
        desk.press(key)
        told.append(desk.notice())
    assert any("The codebook has changed" in notice for notice in told) and looks.reader is None and not likely.model
    desk.press("Ctrl+Shift+Y")
    desk.press("Ctrl+Shift+Y")
    desk.wait(lambda: looks.reader is not None, patience=60_000)
    assert "The codebook no longer has harbor: favor" in looks.dock.hint.text() + looks.dock.empty.text()
