"""Quotations that annotators kept, as columns of numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Any, NamedTuple, TypeVar

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
    """Quotations as lists, a place for each in all of them, in any order; those of one span in the order in which they are to stand.

    ``part`` is an index of ``parts``: the numbers, from 0, of an article and of an annotator, ascending; an article comes in one ``Rows``.
    ``speaker``, ``form`` and ``stances`` are keys of the mappings, which say once what many rows share: ``speakers`` gives the value (as
    in ``speaker_of``) and how it reads where the register lacks it.
    """

    parts: Sequence[tuple[int, int]]
    part: Sequence[int]
    quotation: Sequence[str]
    start: Sequence[int]
    end: Sequence[int]
    words: Sequence[str]
    speaker: Sequence[Hashable]
    form: Sequence[Hashable]
    stances: Sequence[Hashable]
    speakers: Mapping[Any, tuple[str, str]]
    forms: Mapping[Any, QuotationForm]
    sets: Mapping[Any, frozenset[Stance]]

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
        speakers = [(speaker_value(each), each.speaker_name) for each in rows]
        forms = [
            QuotationForm(
                each.origin is _PROPOSAL,
                each.proposals_shown,
                tuple((piece.start, piece.end) for piece in each.content),
            )
            for each in rows
        ]
        sets = [frozenset(each.stances) for each in rows]
        return cls(
            parts, part, [each.quotation for each in rows], [each.span.start for each in rows], [each.span.end for each in rows],
            [each.words for each in rows], speakers, forms, sets, {each: each for each in speakers}, {each: each for each in forms},
            {each: each for each in sets},
        )  # fmt: skip

    def in_order(self) -> Rows:
        """The same by article, then annotator, then in text order, the longer of two with one start first."""
        part, start, end = (np.array(each, dtype=np.int64) for each in (self.part, self.start, self.end))
        order = np.lexsort((-end, start, part)).tolist()
        lists: dict[str, Any] = {name: list(map(getattr(self, name).__getitem__, order)) for name in _LISTS}
        return self._replace(**lists)


_LISTS = ("part", "quotation", "start", "end", "words", "speaker", "form", "stances")


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
        """Read the quotations of some articles to the end."""
        rows = rows.in_order()
        parts = np.array(rows.parts, dtype=np.int64).reshape(-1, 2)[np.array(rows.part, dtype=np.int64)]
        self._put("article", parts[:, 0])
        self._put("annotator", parts[:, 1])
        self._put("start", rows.start)
        self._put("end", rows.end)
        for opens, closes in pairwise([*np.flatnonzero(np.diff(parts[:, 0], prepend=-1)).tolist(), len(parts)]):
            names: dict[str, int] = numbering(self.distinct)  # the same id in two articles is two quotations
            self._put("quotation", [names[each] for each in rows.quotation[opens:closes]])
            self.distinct += len(names)
        speakers = {each: self.speakers[rows.speakers[each][0]] for each in dict.fromkeys(rows.speaker)}
        sets = {each: self.sets[rows.sets[each]] for each in dict.fromkeys(rows.stances)}
        self._put("speaker", [speakers[each] for each in rows.speaker])
        self._put("stances", [sets[each] for each in rows.stances])
        self.named |= {value: name for value, name in rows.speakers.values() if name}
        self._add_forms(rows)
        self.quotations += rows.quotation
        self.words += rows.words

    def _add_forms(self, rows: Rows) -> None:
        first, forms, numbers = (
            len(self.quotations),
            list(rows.forms.values()),
            {e: i for i, e in enumerate(rows.forms)},
        )
        form = np.array([numbers[each] for each in rows.form], dtype=np.int64)
        self._put("proposed", np.array([each.proposed for each in forms], dtype=np.int64)[form])
        self._put("shown", np.array([each.shown for each in forms], dtype=np.int64)[form])
        with_content = np.array([bool(each.content) for each in forms], dtype=bool)[form]
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
