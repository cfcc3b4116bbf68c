"""Where words begin and end in texts of many kinds."""

from __future__ import annotations

import pytest

from annotator.records import Span
from annotator.session.words import cuts_word, inside_word, nearest_gap, occurrences, snapped


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("the border wall", "orde", "border"),
        ("the border wall", "he bor", "the border"),
        ("they don’t know", "don", "don’t"),
        ("they don't know", "t know", "don't know"),
        ("a well-known man", "known", "well-known"),
        ("said “Go now,” she", "“Go", "“Go"),
        ("über Größe", "röß", "Größe"),
        ("नमस्ते दुनिया", "मस्", "नमस्ते"),
        ("他说你好世界", "你好", "你好"),
        ("ภาษาไทยดี", "ไทย", "ไทย"),
        ("a 😀 smile", "😀", "😀"),
        ("rose 4.5 points", "4", "4"),
    ],
)
def test_a_selection_is_widened_to_whole_words(text: str, part: str, whole: str) -> None:
    at = text.index(part)
    widened = snapped(text, Span(at, at + len(part)))
    assert widened.words(text) == whole
    assert (cuts_word(text, Span(at, at + len(part))) == "") == (part == whole)


def test_the_ends_of_a_text_are_no_insides() -> None:
    assert not inside_word("word", 0) and not inside_word("word", 4) and not inside_word("", 0)
    assert nearest_gap("one two", 5) == 4 and nearest_gap("one two", 6) == 7 and nearest_gap("one two", 3) == 3


def test_equal_words_are_found_as_whole_words_alone() -> None:
    text = "The wall. A wall, walls and firewall; the wall"
    assert [span.start for span in occurrences(text, "wall")] == [4, 12, 42]
    assert list(occurrences(text, "")) == []
