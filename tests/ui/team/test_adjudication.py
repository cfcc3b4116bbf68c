"""Adjudication in the real window."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from annotator.records import Status
from annotator.store.connection import Store
from annotator.ui.search.pane import SearchPane
from annotator.workflow import adjudicate, measure, project
from annotator.workflow import desk as work
from tests.support import seed_sha
from tests.teamwork import leave_open
from tests.ui.driving import Desk
from tests.ui.team.views import JUDGE, SPEAKER, bench_of, cells, page_of


def test_columns_show_who_stands_apart_and_take_by_click(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    columns = bench.card.columns
    assert [head.name for head in columns.heads] == ["Ben", "Cleo"] and not any(h.isChecked() for h in columns.heads)
    assert bench.card.place.text() == "1 of 5" and not bench.card.settle.isEnabled()
    desk.press("Enter")
    assert "Nothing is chosen yet" in desk.notice() and bench.navigator.position() == SPEAKER + 1
    desk.click(columns.heads[1])
    assert [head.isChecked() for head in bench.card.columns.heads] == [False, True]
    assert bench.card.speakers.chosen.text() == "Somebody Else" and bench.card.settle.isEnabled()
    desk.press("3")
    assert "no annotator 3" in desk.notice()


def test_a_new_decision_is_made_with_the_ordinary_keys(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    desk.press("/")
    desk.type("A Third Person")
    desk.press("Enter", "C", "p", "Ctrl+3", "Enter")
    (settled,) = [c.settlement for c in adjudicate.article_cases(disputed, seed_sha()) if c.settlement]
    assert settled.decision.speaker_name == "A Third Person" and str(settled.decision.kind) == "indirect"
    assert settled.adjudicator == JUDGE and len(settled.settled) == 2
    assert bench.navigator.position() == 7


def test_undo_takes_back_what_was_settled_and_goes_there(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    desk.press("1", "Enter")
    assert "1 of 5 disagreements settled" in bench.pane.about.text()
    assert desk.window.menus.items["undo"].text() == "Undo: Settle"
    desk.press("Ctrl+Z", "Ctrl+Z")
    assert bench.navigator.position() == SPEAKER + 1 and bench.session.case is not None
    assert bench.session.case.settlement is None and "0 of 5" in bench.pane.about.text()
    desk.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    assert bench.session.case.done


def test_not_a_quotation_and_back(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    case = bench.session.case
    assert case is not None
    desk.press("x", "k")
    while bench.navigator.current_id != case.id:
        desk.press("k")
    assert "not a quotation" in bench.card.state.text()
    desk.press("x")
    assert bench.session.case is not None and bench.session.case.begun


def test_names_can_be_hidden(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    desk.press("Ctrl+Shift+H")
    assert [head.name for head in bench.card.columns.heads] == ["A", "B"]
    texts = [head.accessibleName() + head.toolTip() for head in bench.card.columns.heads]
    assert not any(name in text for name in ("Ben", "Cleo") for text in texts)
    desk.press("Ctrl+Shift+J", "Ctrl+Shift+J")
    desk.wait(lambda: bench.session.case is not None)
    assert bench.session.hidden and desk.window.settings.number("hide_names", 0) == 1
    desk.click(bench.card.names)
    assert [head.name for head in bench.card.columns.heads] == ["Ben", "Cleo"]


def test_one_key_accepts_all_on_which_all_agree(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    assert "13 agreed, 13 of them to accept" in bench.pane.about.text()
    desk.press("Ctrl+Shift+Enter")
    desk.wait(lambda: "Accepted 13" in desk.notice())
    assert "13 agreed, accepted" in bench.pane.about.text()
    desk.press("Ctrl+Z")
    desk.wait(lambda: "13 of them to accept" in bench.pane.about.text())


def test_what_everybody_left_open_is_shown_so_and_not_accepted(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    leave_open(disputed, "Ben", 2)
    leave_open(disputed, "Cleo", 2)
    desk = start(disputed, JUDGE)
    bench = bench_of(desk)
    assert "12 agreed, 12 of them to accept  ·  1 left open by all" in bench.pane.about.text()
    assert desk.window.navigator.desk is not None
    desk.click_article(desk.window.navigator.desk.quotations[2].span.start + 1)
    assert bench.card.place.text() == "Left open by all" and "Nobody decided it" in bench.card.state.text()
    desk.press("Ctrl+Shift+Enter")
    desk.wait(lambda: "Accepted 12" in desk.notice())
    assert "1 left open by all" in bench.pane.about.text()


def test_adjudication_leaves_the_desk_as_it_was(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    before = desk.window.navigator.current_id
    bench = bench_of(desk)
    desk.press("1", "Enter")
    desk.press("Ctrl+Shift+J")
    assert desk.window.navigator is not bench.navigator and desk.window.navigator.current_id == before
    assert desk.decided() == [] and desk.window.article.hasFocus()
    desk.press("x")
    assert len(desk.decided()) == 1


def search_for(desk: Desk, words: str) -> SearchPane:
    """The search pane with what was found for words."""
    desk.press("Ctrl+Shift+F")
    pane = desk.window.panels.finder
    assert pane is not None
    desk.type(words)
    desk.wait(lambda: not pane.finder.worker.busy and bool(pane.model.lines))
    return pane


@pytest.mark.parametrize("first", ["desk", "adjudication"])
def test_search_acts_on_the_view_that_is_shown_wherever_it_was_opened_first(
    disputed: Store, start: Callable[[Store, str], Desk], first: str
) -> None:
    desk = start(disputed, JUDGE)
    window, own = desk.window, desk.window.navigator
    if first == "desk":
        pane = search_for(desk, "border")
        desk.press("Esc")
        bench_of(desk)
        own.step_article(1)
    else:
        bench_of(desk)
        own.step_article(1)
        pane = search_for(desk, "border")
    pane.hits.selectRow(len(pane.model.lines) - 1)
    pane.step(1)
    assert "no other hit" in desk.notice() and window.team.adjudicating
    pane.hits.selectRow(0)
    pane.open_hit(pane.model.lines[0].hit)
    assert not window.team.adjudicating and window.navigator is own
    assert own.desk is not None and own.desk.article.sha256 == pane.model.lines[0].hit.article
    assert window.article.textCursor().selectedText().lower() == "border" and window.article.hasFocus()
    bench_of(desk)
    pane.as_queue.click()
    desk.wait(lambda: window.queue.heading.text() == "Search: border")
    assert not window.team.adjudicating and own.queue.narrowed is not None


def test_search_asks_for_the_decisions_of_who_annotates_now(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, "Ben")
    search_for(desk, "border")
    desk.window.annotate_as("Cleo")
    pane = desk.window.panels.finder
    assert pane is not None
    pane.fields.words.setText("")
    pane.fields.state.setCurrentText("not speech")
    desk.wait(lambda: not pane.fields._pause.isActive() and not pane.finder.worker.busy)
    assert {line.hit.annotator for line in pane.model.lines} == {"Cleo"}


def test_a_comment_goes_with_the_settled_decision(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench_of(desk)
    desk.press("1", "c")
    desk.type("see the guideline")
    desk.press("Enter", "Enter")
    (settled,) = [c.settlement for c in adjudicate.article_cases(disputed, seed_sha()) if c.settlement]
    assert settled.decision.comment == "see the guideline" and settled.decision.status is Status.CONFIRMED


def test_closing_the_window_while_adjudicating_keeps_all(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench_of(desk)
    desk.press("1", "Enter", "2")
    desk.close()
    with closing(project.open_project(disputed.path)) as again:
        cases = adjudicate.article_cases(again, seed_sha())
        assert [case.done for case in cases].count(True) == 1 and [case.begun for case in cases].count(True) == 1


def test_every_control_of_both_views_has_a_name(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    desk.press("Esc")
    bench = bench_of(desk)
    for grid in (*page.grids, page.disagreements.list, page.fixes.list):
        assert grid.accessibleName()
    for button in (*page.findChildren(QPushButton), *bench.card.findChildren(QPushButton)):
        assert button.text() or button.accessibleName()
    for box in (bench.card.kind, bench.card.reason, bench.card.comment):
        assert box.accessibleName()


def test_what_to_mend_is_listed_after_reasons(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    bench_of(desk)
    desk.press("1", "Alt+2", "Enter", "1", "Alt+1", "Enter")
    page = page_of(desk)
    desk.wait(lambda: bool(cells(page.fixes.list)))
    assert [row[:3] for row in cells(page.fixes.list)] == [
        ["guideline unclear", "1", "Cooperation of the United States and Mexico"]
    ]


def test_reasons_and_names_are_told_on_the_desk_where_they_do_nothing(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    desk.press("Alt+1")
    assert "Reasons are given for disagreements" in desk.notice()
    assert work.undo_text(disputed, JUDGE) is None
    assert measure.measure(disputed).annotators == ("Ben", "Cleo")


def test_the_desk_starts_without_numpy() -> None:
    code = "import sys, annotator.ui.app; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def overlay(desk: Desk) -> str:
    """All that the help overlay says, closed again."""
    desk.press("?")
    overlay = desk.window.panels.help
    assert overlay is not None
    assert overlay.isVisible()
    said = " | ".join(label.text() for label in overlay.area.widget().findChildren(QLabel))
    desk.press("Esc")
    return said


def test_help_hints_menus_and_tips_fit_what_is_shown(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    desk = start(disputed, JUDGE)
    items, hints = desk.window.menus.items, desk.window.status.hints
    on_desk = overlay(desk)
    assert "Speaker 1 to 9" in on_desk and "Confirm and go on" in on_desk and "1–9 speaker" in hints.text()
    bench_of(desk)
    settling = overlay(desk)
    assert (
        "Decision of annotator 1 to 9" in settling and "Settle and go on" in settling and "Stance: capitals" in settling
    )
    assert "Speaker 1 to 9" not in settling and "Confirm and go on" not in settling
    assert "1–9 choose a decision" in hints.text() and "Alt+1 to 5 reason" in hints.text()
    assert items["confirm"].text() == "Settle and go on" and "next disagreement" in items["confirm"].toolTip()
    desk.window.menus.by_name["Speaker"].aboutToShow.emit()
    assert [items[f"speaker-{n}"].text() for n in (1, 2, 3)] == ["1   Ben", "2   Cleo", "Decision of annotator 3"]
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: page.page is not None)
    on_page = overlay(desk)
    assert "Adjudicate" in on_page and "All keys" in on_page
    assert "1 to 9" not in on_page and "Stance: capitals" not in on_page and "Not speech" not in on_page
    assert "Esc back to the desk" in hints.text()
    desk.press("Ctrl+Shift+G")
    assert overlay(desk) == on_desk and items["confirm"].text() == "Confirm and go on"


def test_agreement_before_and_after_is_asked_for_on_the_page(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    page = page_of(desk)
    part = page.before_after
    assert part.list.isHidden() and "Did agreement change" in part.told.text()
    desk.click(part.buttons["version"])
    assert part.told.text() == "Computing the figures…"
    desk.wait(lambda: not part.list.isHidden())
    model = part.list.made
    assert "nothing to compare yet" in part.told.text() and model.rowCount() == 1
    part.buttons["week"].setFocus()
    desk.press("Space")
    desk.wait(lambda: not part.list.isHidden())
    assert part.buttons["week"].isChecked() and not part.buttons["version"].isChecked()
    desk.press("Space")
    assert part.list.isHidden()


def refuse(store: Store, refusing: bool) -> None:
    """Make the project file refuse (or take) every write, as a disk that went read-only does."""
    store.db.execute(f"PRAGMA query_only = {int(refusing)}")


def test_adjudication_comes_from_the_page_without_the_desk_between(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    page_of(desk)
    workspace, shown = desk.window.workspace, []
    workspace.view_shown.connect(lambda: shown.append(workspace.page))
    bench = bench_of(desk)
    assert shown == [bench.root] and bench.article.hasFocus()


def test_what_the_disk_refuses_keeps_the_page_from_adjudication_and_is_told_on_the_desk(
    disputed: Store, start: Callable[[Store, str], Desk]
) -> None:
    desk = start(disputed, JUDGE)
    refuse(disputed, True)
    desk.press("x")
    page = page_of(desk)
    desk.click(page.settle)
    assert desk.window.workspace.on_desk and "Not saved yet" in desk.notice()
    refuse(disputed, False)
    assert desk.window.workspace.hand_in()
