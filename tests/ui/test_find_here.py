"""Words found in the article that is shown."""

from __future__ import annotations

from annotator.session.words import found_in
from tests.support import gold
from tests.ui.driving import Desk


def test_places_are_selected_in_turn_and_stay_selected_for_a_quotation(desk: Desk) -> None:
    text = gold()["text"]
    spans = found_in(text, "verma")
    desk.press("Ctrl+F")
    desk.type("verma")
    bar = desk.window.panels.find_bars[desk.window.article]
    assert bar.count.text() == f"1 of {len(spans)}" and desk.window.article.selected_span() == spans[0]
    desk.press("Enter")
    assert desk.window.article.selected_span() == spans[1] and desk.decided() == []
    desk.press("Shift+Enter", "Shift+Enter")
    assert bar.count.text() == f"{len(spans)} of {len(spans)}"
    desk.press("Esc")
    assert not bar.isVisible() and desk.window.article.hasFocus()
    assert desk.window.article.selected_span() == spans[-1]
    desk.press("n")
    assert desk.decision.words == "Verma"


def test_what_is_not_there_is_said_and_another_article_is_searched_anew(desk: Desk) -> None:
    desk.press("Ctrl+F")
    desk.type("nowhere at all")
    bar = desk.window.panels.find_bars[desk.window.article]
    assert bar.count.text() == "nothing" and bar.words.property("wrong")
    desk.window.navigator.step_article(1)
    first = desk.window.navigator.desk.article.text.split()[0]
    bar.words.setText(first)
    assert bar.places and desk.window.article.selected_span() is not None


def test_letter_case_and_line_breaks_do_not_matter() -> None:
    assert [(s.start, s.end) for s in found_in("One  two\nONE\ntwo ones", "one two")] == [(0, 8), (9, 16)]
    assert found_in("text", "  ") == [] and found_in("a.b", ".")[0].start == 1
