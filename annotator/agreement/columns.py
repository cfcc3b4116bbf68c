"""Decisions as columns of numbers, an article at a time.

Going over a million decisions once for each column would fetch each of them from memory as often; those of one article stay in the
processor's cache while all columns are read from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar

import numpy as np

from annotator.agreement.arrays import Bools, Ints
from annotator.records import Decision, Kind, Origin, Stance, Status

T = TypeVar("T")

NO_SOURCE = "no source named"
_CONFIRMED, _NOT_SPEECH, _PROPOSAL = Status.CONFIRMED, Kind.NOT_SPEECH, Origin.PROPOSAL  # looked up a million times


def quotations(decisions: Iterable[Decision]) -> list[Decision]:
    """Those decisions that say of their stretch that it is a quotation."""
    return [each for each in decisions if each.status is _CONFIRMED and each.kind is not _NOT_SPEECH]


def is_quotation(decision: Decision) -> bool:
    """Whether the annotator has decided that the stretch is a quotation."""
    return bool(quotations((decision,)))


def speaker_value(decision: Decision) -> str:
    """Who an annotator said speaks: the register's speaker, else the words of the source, else nobody."""
    if decision.speaker_id is not None:
        return decision.speaker_id
    if decision.speaker_name:
        return decision.speaker_name
    return f"“{decision.source.words.casefold()}”" if decision.source else NO_SOURCE


def numbering(first: int = 0) -> defaultdict[T, int]:
    """Gives each value a number in the order of their first coming, from ``first`` on."""
    return defaultdict(count(first).__next__)


@dataclass(eq=False)
class Columns:
    """What is read of the rows so far; each column is a list of arrays, one an article.

    Each column is a list made in one loop of its own, which for attributes is the fastest that Python has.
    """

    rows: list[Decision] = field(default_factory=list)
    speakers: dict[str, int] = field(default_factory=numbering)
    stances: dict[tuple[str, str], int] = field(default_factory=numbering)  # target and label
    quotations: int = 0  # how many there are so far
    parts: dict[str, list[Ints]] = field(default_factory=lambda: defaultdict(list))

    def add(self, article: int, offset: int, people: Iterable[tuple[int, Sequence[Decision]]]) -> None:
        """Read the quotations that annotators (by number) kept in an article, which begins at ``offset`` of the common axis."""
        rows: list[Decision] = []
        for annotator, decisions in people:
            kept = quotations(decisions)
            rows += kept
            self._put("annotator", [annotator] * len(kept))
        self._put("article", [article] * len(rows))
        self._put("start", [each.span.start for each in rows], offset)
        self._put("end", [each.span.end for each in rows], offset)
        names: dict[str, int] = numbering(self.quotations)  # the same id in two articles is two quotations
        self._put("quotation", [names[each.quotation] for each in rows])
        self.quotations += len(names)
        speakers, stances = self.speakers, self.stances
        self._put("speaker", [speakers[each.speaker_id or speaker_value(each)] for each in rows])
        self._put("proposed", [each.origin is _PROPOSAL for each in rows])
        self._put("shown", [each.proposals_shown for each in rows])
        self._put("sizes", [len(each.stances) for each in rows])
        self._put("stance", [stances[s.target, s.label] for each in rows for s in each.stances])
        contents = [(row, span) for row, each in enumerate(rows, len(self.rows)) for span in each.content]
        self._put("content_row", [row for row, _ in contents])
        self._put("content_start", [span.start for _, span in contents], offset)
        self._put("content_end", [span.end for _, span in contents], offset)
        self.rows += rows

    def _put(self, column: str, numbers: list[int], offset: int = 0) -> None:
        self.parts[column].append(np.array(numbers, dtype=np.int64) + offset)

    def ints(self, column: str) -> Ints:
        """A column by name: article, annotator, quotation, start, end, speaker, content_row, content_start, content_end."""
        return np.concatenate(self.parts.get(column) or [np.zeros(0, dtype=np.int64)])

    def bools(self, column: str) -> Bools:
        """One of yes and no: proposed, shown."""
        return self.ints(column).astype(bool)

    def stance_sets(self) -> tuple[Ints, list[frozenset[Stance]]]:
        """The set of stances of each row as a number, and the sets by number; each distinct stance is looked at once, not each row."""
        sizes, single = self.ints("sizes"), self.ints("stance")
        distinct = [Stance(*each) for each in self.stances]
        sets = [frozenset[Stance](), *(frozenset((each,)) for each in distinct)]
        codes = np.zeros(len(sizes), dtype=np.int64)
        starts = np.cumsum(sizes) - sizes
        codes[sizes == 1] = single[starts[sizes == 1]] + 1
        several = np.flatnonzero(sizes > 1)
        numbers = {each: number for number, each in enumerate(sets)}
        for row, at, size in zip(several.tolist(), starts[several].tolist(), sizes[several].tolist(), strict=True):
            codes[row] = numbers.setdefault(frozenset(distinct[i] for i in single[at : at + size]), len(numbers))
        return codes, list(numbers)
