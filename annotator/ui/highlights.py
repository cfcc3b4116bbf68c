"""What the article shows of its quotations: states, and an index that answers what is in view. No Qt in here.

Positions are those of the document (UTF-16 code units), half-open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from annotator.session.states import QuotationState


class Sign(NamedTuple):
    """A sign: its letter, the color ("" for the text's own), the polarity (None: no shape), and what it means in words."""

    letter: str
    color: str
    polarity: int | None
    words: str


class Mark(NamedTuple):
    """A quotation on the page: where it stands, its state, the name beside it, and signs of what was decided."""

    id: str
    start: int
    end: int
    state: QuotationState
    name: str = ""
    signs: tuple[Sign, ...] = ()


class ArticleMarks:
    """The marks of one article, sorted; finding those in a stretch costs O(log n + found)."""

    def __init__(self, marks: Sequence[Mark] = ()) -> None:
        self.all = sorted(marks, key=lambda mark: (mark.start, -mark.end))
        self._starts = [mark.start for mark in self.all]
        self._by_id = {mark.id: at for at, mark in enumerate(self.all)}
        self._reach: list[int] = []  # the furthest end of this mark and all before it
        furthest = 0
        for mark in self.all:
            furthest = max(furthest, mark.end)
            self._reach.append(furthest)

    def get(self, quotation: str) -> Mark | None:
        """The mark of a quotation, or None."""
        at = self._by_id.get(quotation)
        return None if at is None else self.all[at]

    def update(self, mark: Mark) -> bool:
        """Put a mark in the place of the one with its id; False where it moved or is new, and all must be made again."""
        at = self._by_id.get(mark.id)
        if at is None or (self.all[at].start, self.all[at].end) != (mark.start, mark.end):
            return False
        self.all[at] = mark
        return True

    def within(self, start: int, end: int) -> list[Mark]:
        """The marks that share a character with the stretch, outer before inner."""
        found: list[Mark] = []
        at = bisect_left(self._starts, end) - 1
        while at >= 0 and self._reach[at] > start:
            if self.all[at].end > start:
                found.append(self.all[at])
            at -= 1
        return found[::-1]

    def at(self, position: int) -> list[Mark]:
        """The marks over one position, the innermost first: the order in which repeated clicks reach them."""
        found = self.within(position, position + 1)
        return sorted(found, key=lambda mark: (mark.end - mark.start, mark.start))


def depths(marks: Sequence[Mark]) -> dict[str, int]:
    """How many levels of other marks lie inside each (0: none), so that lines under nested quotations do not meet."""
    inside: dict[str, int] = {}
    for mark in sorted(marks, key=lambda m: m.end - m.start):
        others = [
            inside[other.id] + 1
            for other in marks
            if other.id in inside and other.start < mark.end and mark.start < other.end
        ]
        inside[mark.id] = max(others, default=0)
    return inside
