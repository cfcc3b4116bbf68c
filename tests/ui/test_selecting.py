"""Words selected by mouse or keyboard: a new quotation, a source, other edges."""

from __future__ import annotations

from PySide6.QtCore import Qt

from annotator.records import Decision, Kind, Origin, Span, Status
from annotator.store.decisions import current_decisions
from tests.support import ANNOTATOR, gold, seed_sha
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
    assert "cuts the word “Underway”" in desk.notice() and desk.current.decision is None
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


def test_a_selection_by_mouse_snaps_to_words_and_alt_leaves_it_as_it_is(desk: Desk) -> None:
    start, end = place("few specifics came")
    desk.select(start + 1, end - 2)
    assert desk.window.article.selected_span() == Span(start, end)
    desk.window.article.drop_selection()
    desk.select(start + 1, end - 2, Qt.KeyboardModifier.AltModifier)
    assert desk.window.article.selected_span() == Span(start + 1, end - 2)


def test_a_quotation_that_cuts_a_word_asks_and_takes_whole_words_or_what_is_selected(desk: Desk) -> None:
    start, end = place("few specifics came")
    desk.select(start + 1, end, Qt.KeyboardModifier.AltModifier)
    desk.press("n")
    assert "cuts the word “few”" in desk.notice() and len(desk.window.navigator.desk.quotations) == 18
    desk.click(desk.window.notice.act)
    assert desk.decision.words == "few specifics came"
    desk.press("Ctrl+Z")
    desk.select(start + 1, end, Qt.KeyboardModifier.AltModifier)
    desk.press("n", "n")
    assert desk.decision.words == "ew specifics came"


def test_a_quotation_that_crosses_anothers_edge_asks(desk: Desk) -> None:
    quoted = gold()["quotes"][4]
    start = gold()["text"].rindex(" ", 0, quoted["start"] - 1) + 1
    end = gold()["text"].index(" ", quoted["start"] + 3)
    desk.select(start, end)
    desk.press("n")
    assert "crosses the edge of" in desk.notice() and len(desk.window.navigator.desk.quotations) == 18
    desk.press("n")
    assert len(desk.window.navigator.desk.quotations) == 19 and desk.decision.origin is Origin.MANUAL


def test_a_quotation_inside_another_has_its_speakers_and_cue_at_once_and_they_are_written_with_the_decision(
    desk: Desk,
) -> None:
    around = desk.window.navigator.desk.quotations[8]
    speaker = desk.window.navigator.shown(around)
    start, end = around.span.start + 1, gold()["text"].index(" ", around.span.start + 12)
    desk.select(start, end)
    desk.press("n")
    assert desk.window.session.choices()[0].name == speaker.speaker_name
    assert desk.window.navigator.shown().cue == speaker.cue
    assert on_disk(desk).speaker_name == "" and on_disk(desk).cue is None
    desk.press("Enter")
    assert on_disk(desk).speaker_name == speaker.speaker_name and on_disk(desk).cue == speaker.cue


def on_disk(desk: Desk) -> Decision:
    """The newest decision on a quotation made by hand."""
    store = desk.window.navigator.store
    return next(d for d in current_decisions(store, seed_sha(), ANNOTATOR).values() if d.origin is Origin.MANUAL)


def test_nobody_stays_nobody_where_a_speaker_was_suggested(desk: Desk) -> None:
    around = desk.window.navigator.desk.quotations[8]
    desk.select(around.span.start + 1, gold()["text"].index(" ", around.span.start + 12))
    desk.press("n", "0")
    assert desk.window.navigator.shown().speaker_name == "" and on_disk(desk).speaker_name == ""


def test_a_key_makes_the_selection_the_cue(desk: Desk) -> None:
    start, end = place("few specifics")
    desk.select(start, end)
    desk.press("Ctrl+Shift+C")
    assert desk.decision.cue.words == "few specifics"
    assert desk.window.article.cue == desk.window.article.map.span_to_qt(Span(start, end))
    desk.press("Ctrl+Z")
    assert desk.current.decision is None


def test_a_quotation_is_split_where_it_was_clicked_and_merged_again(desk: Desk) -> None:
    whole = desk.window.navigator.desk.quotations[8]
    desk.window.navigator.make_current(whole.id)
    speaker = desk.window.navigator.shown().speaker_name
    cut = gold()["text"].index(" ", whole.span.start + 10)
    desk.press("Ctrl+Shift+X")
    assert "Put the caret" in desk.notice()
    desk.click_article(cut + 2)
    desk.press("Ctrl+Shift+X")
    first, second = desk.window.navigator.desk.quotations[8:10]
    assert (first.span.start, second.span.end) == (
        whole.span.start,
        whole.span.end,
    ) and first.span.end <= second.span.start
    assert second.decision.speaker_name == speaker and second.decision.status is Status.OPEN
    assert len(desk.window.navigator.desk.quotations) == 19 and desk.current.id == whole.id
    desk.press("Ctrl+J")
    assert len(desk.window.navigator.desk.quotations) == 18 and desk.current.span == whole.span
    desk.press("Ctrl+Z", "Ctrl+Z")
    assert desk.window.navigator.desk.quotations[8].decision is None


def test_merging_over_words_of_the_reporter_asks(desk: Desk) -> None:
    one, two = desk.window.navigator.desk.quotations[2:4]
    desk.window.navigator.make_current(one.id)
    desk.press("Ctrl+J")
    assert "is between the two" in desk.notice()
    desk.press("Ctrl+J")
    assert desk.current.span == Span(one.span.start, two.span.end)
    assert two.id not in {quotation.id for quotation in desk.window.navigator.desk.quotations}
    row = desk.window.navigator.queue.row()
    assert row.quotations == 17
    desk.press("Ctrl+Z")
    assert desk.window.navigator.quotation(two.id) is not None


def test_equal_words_become_quotations_in_one_act(desk: Desk) -> None:
    words = "Verma"
    before = len(desk.window.navigator.desk.quotations)
    start, end = place(words)
    desk.select(start, end)
    desk.press("Ctrl+G")
    made = [q for q in desk.window.navigator.desk.quotations if q.decision and q.decision.origin is Origin.MANUAL]
    assert len(made) > 1 and {q.decision.words for q in made} == {words}
    desk.press("Ctrl+Z")
    assert len(desk.window.navigator.desk.quotations) == before
    desk.press("Ctrl+G")
    assert "nowhere else" in desk.notice()
