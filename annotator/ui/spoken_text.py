"""The article as it is read aloud: its text in the lines that are shown, each quotation announced where it begins. No Qt in here.

Positions are UTF-16 code units, as both the document and the screen readers count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from annotator.language import tr
from annotator.ui.highlights import Mark
from annotator.ui.signs import words_of


def quotation_words(mark: Mark, number: int, total: int) -> str:
    """A quotation's place, state, speaker and stances in words."""
    return ", ".join([tr("quotation {} of {}", number, total), tr(mark.state.value), *words_of(mark).splitlines()])


class SpokenText:
    """A text with notes put in, and positions of both.

    ``wraps`` are the positions at which the page begins a new line inside a paragraph: the blank before becomes a line break.
    """

    def __init__(self, text: str, marks: Sequence[Mark], wraps: Iterable[int] = ()) -> None:
        units = bytearray(text.encode("utf-16-le", "surrogatepass"))
        for wrap in wraps:
            if units[2 * wrap - 2 : 2 * wrap] == b" \x00":
                units[2 * wrap - 2 : 2 * wrap] = b"\n\x00"
        notes = [
            (mark.start, 1, at, f"[{quotation_words(mark, at, len(marks))}: ") for at, mark in enumerate(marks, start=1)
        ]
        notes += [(mark.end, 0, -at, "]") for at, mark in enumerate(marks, start=1)]  # the inner one ends first
        self._at: list[int] = []  # where each note stands in the document
        self._before: list[int] = []  # and in what is read
        self._length: list[int] = []
        parts, done, added = [], 0, 0
        for place, _, _, words in sorted(notes):
            note = words.encode("utf-16-le", "surrogatepass")
            parts += [bytes(units[2 * done : 2 * place]), note]
            self._at.append(place)
            self._before.append(place + added)
            self._length.append(len(note) // 2)
            done, added = place, added + len(note) // 2
        self._units = b"".join([*parts, bytes(units[2 * done :])])

    def __len__(self) -> int:
        """How many code units are read."""
        return len(self._units) // 2

    def part(self, start: int, end: int) -> str:
        """What is read from one position to another."""
        return self._units[2 * max(start, 0) : 2 * max(end, 0)].decode("utf-16-le", "surrogatepass")

    def spoken(self, position: int) -> int:
        """Where a position of the document stands in what is read: after the notes there."""
        notes = bisect_right(self._at, position)
        return position + sum(self._length[:notes])

    def written(self, position: int) -> int:
        """The position of the document for one in what is read; the place of the note for one inside a note."""
        note = bisect_right(self._before, position) - 1
        if note < 0:
            return position
        return max(position - sum(self._length[: note + 1]), self._at[note])
