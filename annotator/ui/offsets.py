"""The only place where Qt's UTF-16 code units and Python's code points meet.

A :class:`QTextDocument` counts positions in UTF-16 code units, the rest of the program in code points. The two differ by
one for each character beyond the Basic Multilingual Plane (emoji, for one) that stands before a position.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from annotator.records import Span

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
# What a QTextDocument would drop, join or take for its own frame marks; each becomes one character, so no offset moves.
_UNSHOWABLE = re.compile("[\x00\r\ufdd0\ufdd1\ufffc\ud800-\udfff]")


def display_text(text: str) -> str:
    """The text as a document may hold it: every character that Qt treats in its own way replaced, one for one."""
    return _UNSHOWABLE.sub("\ufffd", text)


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text takes."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


class PositionMap:
    """Positions of one text both ways, O(log n) in the number of characters beyond the Basic Multilingual Plane."""

    def __init__(self, text: str) -> None:
        self._points = [] if text.isascii() else [found.start() for found in _ASTRAL.finditer(text)]
        self._units = [point + before for before, point in enumerate(self._points)]

    def to_qt(self, point: int) -> int:
        """The UTF-16 position of a code-point position."""
        return point + bisect_left(self._points, point)

    def to_points(self, unit: int) -> int:
        """The code-point position of a UTF-16 position; one inside a surrogate pair goes to the character's start."""
        return unit - bisect_left(self._units, unit)

    def span_to_qt(self, span: Span) -> tuple[int, int]:
        """A code-point span as UTF-16 start and end."""
        return self.to_qt(span.start), self.to_qt(span.end)

    def span_of(self, start: int, end: int) -> Span | None:
        """The code-point span of a UTF-16 stretch; None where it holds no whole character."""
        first, last = self.to_points(start), self.to_points(end)
        return Span(first, last) if first < last else None
