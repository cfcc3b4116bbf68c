"""Offsets of other tools (UTF-16 code units, texts with carriage returns) made ours and back, here and nowhere else in this room."""

from __future__ import annotations

from annotator.exchange.articles import normal_newlines
from annotator.jsontext import whole
from annotator.records import MisfitError, Span


class Utf16Map:
    """Converts offsets of one text between code points and UTF-16 code units, both half-open.

    A character beyond U+FFFF takes two units; in a text without any, both counts are the same and nothing is built.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._units: list[int] | None = None  # the unit at which each code point starts, and the length at the end
        if text and max(text) > "\uffff":
            units = [0]
            for char in text:
                units.append(units[-1] + 1 + (char > "\uffff"))
            self._units = units
            self._points = {unit: point for point, unit in enumerate(units)}

    def units(self, span: Span) -> tuple[int, int]:
        """A span in UTF-16 code units."""
        return (span.start, span.end) if self._units is None else (self._units[span.start], self._units[span.end])

    def span(self, start: int, end: int) -> Span:
        """The span of two offsets in UTF-16 code units; MisfitError inside a surrogate pair, beyond the text, or if empty."""
        if self._units is not None:
            if start not in self._points or end not in self._points:
                raise MisfitError(f"the UTF-16 offsets {start}-{end} do not stand between characters of the text")
            start, end = self._points[start], self._points[end]
        found = Span(start, end)
        found.words(self.text)
        return found


class ForeignText:
    """A text as another tool holds it, with that tool's offsets made ours: newlines become ``\\n``, units code points."""

    def __init__(self, raw: str, *, utf16: bool = False) -> None:
        self.raw = raw
        self.text = normal_newlines(raw)
        self._map = Utf16Map(raw) if utf16 else None
        self._at: list[int] | None = None
        if "\r" in raw:
            self._at, at = [], 0
            for n, char in enumerate(raw):
                self._at.append(at)
                at += not (char == "\r" and raw[n + 1 : n + 2] == "\n")
            self._at.append(at)

    def span(self, start: int, end: int) -> Span:
        """The span of two of the tool's offsets in ``text``; MisfitError where they are no span of it."""
        start, end = whole(start), whole(end)
        span = self._map.span(start, end) if self._map else Span(start, end)
        span.words(self.raw)
        return span if self._at is None else Span(self._at[span.start], self._at[span.end])
