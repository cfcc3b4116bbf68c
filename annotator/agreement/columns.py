"""Quotations that annotators kept, as columns of numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple, TypeVar

import numpy as np

from annotator.agreement.arrays import Bools, Ints
from annotator.records import Decision, Kind, Origin, QuotationForm, Stance, Status

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
    source = decision.source
    return speaker_of(decision.speaker_id, decision.speaker_name, source.words if source else None)


def speaker_of(speaker: str | None, name: str, source: str | None) -> str:
    """The same of a speaker's id in the register, a name, and the words of the source."""
    if speaker is not None:
        return speaker
    if name:
        return name
    return f"“{source.casefold()}”" if source is not None else NO_SOURCE


def numbering(first: int = 0) -> defaultdict[T, int]:
    """Gives each value a number in the order of their first coming, from ``first`` on."""
    return defaultdict(count(first).__next__)


class Rows(NamedTuple):
    """What annotators keep as quotations, in any order; rows of one span in the order in which they are to stand.

    A row has a place in ``part``, ``said`` and ``stances``. ``part`` is an index of ``parts``: the numbers, from 0, of an article and of
    an annotator, ascending; an article comes in one ``Rows``. ``said`` is an index of the lists that follow it, which say once what many
    rows of an article share: ``speaker`` has the value (as in ``speaker_of``) and how it reads where the register lacks it. ``stances`` is
    an index of ``sets``.
    """

    parts: Sequence[tuple[int, int]]
    part: Sequence[int] | Ints
    said: Sequence[int] | Ints
    stances: Sequence[int] | Ints
    quotation: Sequence[str]
    start: Sequence[int]
    end: Sequence[int]
    words: Sequence[str]
    speaker: Sequence[tuple[str, str]]
    form: Sequence[QuotationForm]
    sets: Sequence[frozenset[Stance]]

    @classmethod
    def of(cls, article: int, people: Iterable[tuple[int, Sequence[Decision]]]) -> Rows:
        """The quotations that annotators (by number) kept in an article."""
        parts: list[tuple[int, int]] = []
        part: list[int] = []
        rows: list[Decision] = []
        for number, decisions in people:
            rows += quotations(decisions)
            part += [len(parts)] * (len(rows) - len(part))
            parts.append((article, number))
        forms = [
            QuotationForm(
                each.origin is _PROPOSAL,
                each.proposals_shown,
                tuple((piece.start, piece.end) for piece in each.content),
            )
            for each in rows
        ]
        each_its_own = range(len(rows))
        return cls(
            parts, part, each_its_own, each_its_own, [each.quotation for each in rows], [each.span.start for each in rows],
            [each.span.end for each in rows], [each.words for each in rows],
            [(speaker_value(each), each.speaker_name) for each in rows], forms, [frozenset(each.stances) for each in rows],
        )  # fmt: skip


def _by_coming(values: Sequence[T], rows: Ints) -> tuple[list[T], Ints]:
    """The distinct values in the order in which rows first have them, and of each row the place among them.

    ``rows`` are indices of ``values``.
    """
    numbers: dict[T, int] = numbering()
    codes = np.array([numbers[each] for each in values], dtype=np.int64)[rows]
    first = np.full(len(numbers), len(rows))
    first[codes[::-1]] = np.arange(len(rows))[::-1]  # the last that is written stays
    found = np.argsort(first)[: np.count_nonzero(first < len(rows))]
    place = np.empty(len(numbers), dtype=np.int64)
    place[found] = np.arange(len(found))
    every = list(numbers)
    return [every[code] for code in found.tolist()], place[codes]


@dataclass(eq=False)
class Columns:
    """What is read of the rows so far; each column of numbers is a list of arrays, one a call."""

    quotations: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    speakers: dict[str, int] = field(default_factory=numbering)
    named: dict[str, str] = field(default_factory=dict)
    sets: dict[frozenset[Stance], int] = field(default_factory=numbering)
    distinct: int = 0  # how many quotations there are so far, those of several annotators once
    parts: dict[str, list[Ints]] = field(default_factory=lambda: defaultdict(list))

    def add(self, rows: Rows) -> None:
        """Read the quotations of some articles to the end: by article, then annotator, then in text order, the longer of two first."""
        part, said, stances, start, end = (
            np.array(each, dtype=np.int64) for each in (rows.part, rows.said, rows.stances, rows.start, rows.end)
        )
        order = np.lexsort((-end[said], start[said], part))
        part, said, stances = part[order], said[order], stances[order]
        parts = np.array(rows.parts, dtype=np.int64).reshape(-1, 2)[part]
        self._put("article", parts[:, 0])
        self._put("annotator", parts[:, 1])
        self._put("start", start[said])
        self._put("end", end[said])
        article = np.zeros(len(start), dtype=np.int64)
        article[said] = parts[:, 0]  # the same id in two articles is two quotations
        names, numbers = _by_coming(list(zip(article.tolist(), rows.quotation, strict=True)), said)
        self._put("quotation", self.distinct + numbers)
        self.distinct += len(names)
        speakers, numbers = _by_coming(rows.speaker, said)
        self._put("speaker", np.array([self.speakers[value] for value, _ in speakers], dtype=np.int64)[numbers])
        self.named |= {value: name for value, name in speakers if name}
        sets, numbers = _by_coming(rows.sets, stances)
        self._put("stances", np.array([self.sets[each] for each in sets], dtype=np.int64)[numbers])
        self._add_forms(*_by_coming(rows.form, said))
        self.quotations += map(rows.quotation.__getitem__, said.tolist())
        self.words += map(rows.words.__getitem__, said.tolist())

    def _add_forms(self, forms: Sequence[QuotationForm], form: Ints) -> None:
        self._put("proposed", np.array([each.proposed for each in forms], dtype=np.int64)[form])
        self._put("shown", np.array([each.shown for each in forms], dtype=np.int64)[form])
        with_content = np.array([bool(each.content) for each in forms], dtype=bool)[form]
        first = len(self.quotations)
        content = [(row, *span) for row in np.flatnonzero(with_content).tolist() for span in forms[form[row]].content]
        self._put("content_row", [first + row for row, _, _ in content])
        self._put("content_start", [start for _, start, _ in content])
        self._put("content_end", [end for _, _, end in content])

    def _put(self, column: str, numbers: Sequence[int] | Ints) -> None:
        self.parts[column].append(np.array(numbers, dtype=np.int64))

    def ints(self, column: str) -> Ints:
        """A column by name: article, annotator, quotation, start, end, speaker, stances, content_row, content_start, content_end."""
        return np.concatenate(self.parts.get(column) or [np.zeros(0, dtype=np.int64)])

    def bools(self, column: str) -> Bools:
        """One of yes and no: proposed, shown."""
        return self.ints(column).astype(bool)
