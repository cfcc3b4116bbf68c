"""Where words begin and end: what a selection is widened to, whether an edge stands inside a word, where equal words stand again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category

from annotator.records import Span

_INSIDE = "'’-\u2010\u2011"  # they join two halves of a word: don’t, well-known
# Scripts without blanks between words: Thai, Lao, Burmese, Khmer, kana, Chinese characters. There is no word to widen to.
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0x20000, 0x3FFFF),
)


def _is_letter(char: str) -> bool:
    """Whether a character belongs to a word that blanks or stops would end."""
    if not (char.isalnum() or category(char).startswith("M")):
        return False
    return not any(low <= ord(char) <= high for low, high in _UNSPACED)


def inside_word(text: str, at: int) -> bool:
    """Whether a place between two characters stands inside a word."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if _is_letter(before) and _is_letter(after):
        return True
    if before in _INSIDE and _is_letter(after):
        return at > 1 and _is_letter(text[at - 2])
    return after in _INSIDE and _is_letter(before) and at + 1 < len(text) and _is_letter(text[at + 1])


def snapped(text: str, span: Span) -> Span:
    """The span widened to whole words at both ends."""
    start, end = span.start, span.end
    while inside_word(text, start):
        start -= 1
    while inside_word(text, end):
        end += 1
    return Span(start, end)


def cuts_word(text: str, span: Span) -> str:
    """The word that a span begins or ends inside of, "" where it holds whole words."""
    for at in (span.start, span.end):
        if inside_word(text, at):
            return snapped(text, Span(at - 1, at)).words(text)
    return ""


def nearest_gap(text: str, at: int) -> int:
    """The place nearest to ``at`` that is not inside a word; of two that are as near, the earlier."""
    for by in range(len(text) + 1):
        for place in (at - by, at + by):
            if 0 <= place <= len(text) and not inside_word(text, place):
                return place
    return at


def occurrences(text: str, words: str) -> Iterator[Span]:
    """Where the same words stand in a text, letter for letter and as whole words; they do not overlap."""
    at = text.find(words) if words else -1
    while at >= 0:
        span = Span(at, at + len(words))
        if not cuts_word(text, span):
            yield span
            at = text.find(words, span.end)
        else:
            at = text.find(words, at + 1)


def found_in(text: str, wanted: str) -> list[Span]:
    """Where words stand in a text, letter case and kinds of white space aside; nothing for blanks alone."""
    parts = [re.escape(part) for part in wanted.split()]
    if not parts:
        return []
    return [Span(*found.span()) for found in re.finditer(r"\s+".join(parts), text, re.IGNORECASE)]
