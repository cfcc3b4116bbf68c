"""Words selected by mouse or keyboard: a new quotation, a source, other edges."""

from __future__ import annotations

from annotator.records import Kind, Origin, Status
from tests.support import gold
from tests.ui.driving import Desk


def place(words: str, after: int = 0) -> tuple[int, int]:
    at = gold()["text"].index(words, after)
    return at, at + len(words)


def test_selected_words_become_a_quotation_that_can_be_undone_and_taken_away(desk: Desk) -> None:
    start, end = place("few specifics came out of the conversation")
    desk.select(start, end)
    desk.press("n")
    assert (desk.current.span.start, desk.current.span.end) == (start, end)
    assert desk.decision.origin is Origin.MANUAL and desk.decision.kind is Kind.INDIRECT
    assert desk.window.card.speakers.hint.text() == "unsure"
    desk.press("Ctrl+Z")
    assert len(desk.window.navigator.desk.quotations) == 18
    desk.press("Ctrl+Shift+Z")
    desk.window.navigator.make_current(next(q.id for q in desk.window.navigator.desk.quotations if q.proposal is None))
    desk.press("1", "Enter")
    made = next(d for d in desk.decided() if d.origin is Origin.MANUAL)
    assert made.status is Status.CONFIRMED and made.speaker_name == "Richard Verma"
    desk.window.navigator.make_current(made.quotation)
    desk.press("x")
    assert len(desk.window.navigator.desk.quotations) == 18


def test_words_in_marks_become_a_direct_quotation(desk: Desk) -> None:
    start, end = place("“Safe Mobility Offices”")
    desk.select(start, end)
    desk.press("n")
    assert desk.decision.kind is Kind.DIRECT


def test_blanks_at_the_ends_of_a_selection_do_not_count(desk: Desk) -> None:
    start, end = (
        place(" Despite much talk ") if " Despite much talk " in gold()["text"] else place("Despite much talk ")
    )
    desk.select(start, end)
    desk.press("n")
    assert desk.decision.words == "Despite much talk"


def test_the_selection_becomes_the_source_and_the_name_stays_where_it_is_a_part_of_it(desk: Desk) -> None:
    desk.window.navigator.make_current(desk.window.navigator.desk.quotations[4].id)
    assert desk.window.navigator.shown().speaker_name == "Richard Verma"
    start, end = place("Richard Verma")
    desk.select(start, end)
    desk.press("s")
    assert desk.decision.source.span.start == start and desk.decision.speaker_name == "Richard Verma"
    start, end = place("Chihuahua governor")
    desk.select(start, end)
    desk.press("s")
    assert desk.decision.speaker_name == "Chihuahua governor"
    start, end = place("Salazar said")
    desk.select(start, start + 7)
    desk.press("s")
    assert desk.decision.source.words == "Salazar" and desk.decision.speaker_name == "Ken Salazar"
    desk.press("Ctrl+Z")
    start, end = place("they", place("where they")[0])
    desk.select(start, end)
    desk.press("s")
    assert desk.decision.source.words == "they" and desk.decision.speaker_name == "Chihuahua governor"


def test_the_selection_corrects_the_edges(desk: Desk) -> None:
    quoted = gold()["quotes"][4]
    desk.window.navigator.make_current(desk.window.navigator.desk.quotations[4].id)
    desk.select(quoted["start"] + 1, quoted["end"] - 2)
    desk.press("e")
    assert desk.decision.words == "global challenge"
    assert desk.window.article.selected_span() is None
    desk.press("Ctrl+Z")
    assert desk.current.span.start == quoted["start"]


def test_the_caret_moves_the_edges_without_a_mouse(desk: Desk) -> None:
    words = desk.current.span
    desk.press("F7")
    assert desk.window.article.caret and desk.window.article.selected_span() == words
    desk.press("Shift+Right", "Shift+Right", "Shift+Right", "Shift+Left", "Shift+Right")
    desk.press("e")
    assert desk.decision.words == "‘Full Court Press’ Un"
    assert not desk.window.article.caret
    desk.press("Down")
    assert desk.window.navigator.position() == 2


def test_shift_and_an_arrow_start_the_caret_and_esc_ends_it(desk: Desk) -> None:
    desk.press("Shift+Left")
    assert desk.window.article.caret and desk.window.article.selected_span() is not None
    desk.press("Esc")
    assert not desk.window.article.caret and desk.window.article.selected_span() is None
    assert desk.current.decision is None


def test_without_a_selection_the_reader_is_told_what_to_do(desk: Desk) -> None:
    for key in ("n", "s", "e"):
        desk.window.notice.hide()
        desk.press(key)
        assert "Select the words first" in desk.notice()
    assert desk.current.decision is None


def test_an_article_opens_with_nothing_selected(desk: Desk) -> None:
    desk.press("J")
    assert desk.window.article.selected_span() is None and not desk.window.article.textCursor().hasSelection()
