"""What lies behind a figure: the coincidence matrix, and the list of disagreements.

Kept as arrays, and described when they are looked at: a large team has hundreds of thousands of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import overload

import numpy as np

from annotator.agreement.arrays import Bools, Ints
from annotator.agreement.columns import numbering, speaker_value
from annotator.agreement.material import Material
from annotator.agreement.measures import Facet
from annotator.records import Decision, Span

NOT_A_QUOTATION = "not a quotation"
NO_STANCE = "no stance"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One quotation whose annotators differ. ``values`` has every annotator who finished the article, in words.

    ``quotations`` has the id of each annotator's quotation, where they have one. ``span`` and ``words`` are those of the
    annotator who comes first by name. ``target`` is set for stances.
    """

    article: str  # sha256
    article_id: str
    about: Facet
    target: str
    span: Span
    words: str
    values: Mapping[str, str]
    quotations: Mapping[str, str]


def named(decision: Decision, names: Mapping[str, str]) -> str:
    """The speaker in words; ``names`` are the register's by id."""
    value = speaker_value(decision)
    return names.get(value, decision.speaker_name or value)


def stance(decision: Decision, target: str) -> str:
    """The labels towards a target in words."""
    return " + ".join(sorted(s.label for s in decision.stances if s.target == target)) or NO_STANCE


def edges(decision: Decision) -> str:
    """Where a quotation stands, in code points."""
    pieces = decision.content or (decision.span,)
    return " and ".join(f"{piece.start}–{piece.end}" for piece in pieces)


def in_words(about: Facet, target: str, names: Mapping[str, str]) -> Callable[[Decision], str]:
    """How a decision's value reads."""
    if about is Facet.QUOTATION:
        return edges
    if about is Facet.SPEAKER:
        return lambda decision: named(decision, names)
    return lambda decision: stance(decision, target)


@dataclass(frozen=True, eq=False)
class GivenValues:
    """What annotators said of one subject, in numbers: ``rows`` has that of each row of the material, ``said`` a number's words.

    ``numbers`` are the numbers of words; empty for quotations, each of which has edges of its own.
    """

    material: Material
    about: Facet
    target: str
    rows: Ints
    said: Callable[[int], str]
    numbers: Mapping[str, int]

    @classmethod
    def of(
        cls, material: Material, about: Facet, target: str = "", names: Mapping[str, str] | None = None
    ) -> GivenValues:
        """The values about a subject; ``names`` are the register's speakers by id, ``target`` is that of stances."""
        if about is Facet.QUOTATION:
            return cls(material, about, target, *_edges(material), {})
        words: dict[str, int] = numbering()
        if about is Facet.SPEAKER:
            names = names or {}
            read = [names.get(each) or material.named.get(each) or each for each in material.speakers]
            rows = np.array([words[each] for each in read], dtype=np.int64)[material.speaker]
        else:
            sets = [sorted(s.label for s in stances if s.target == target) for stances in material.stance_sets]
            numbers = [words[" + ".join(labels) or NO_STANCE] for labels in sets]
            rows = np.array(numbers, dtype=np.int64)[material.stances]
        return cls(material, about, target, rows, list(words).__getitem__, words)

    def given(self, units: Ints | slice = slice(None)) -> Ints:
        """``[annotator, unit]``: the number of the value that an annotator gave a unit, -1 where there is none."""
        given: Ints = np.append(self.rows, -1)[self.material.unit_rows[:, units]]
        return given

    def disagreements(self) -> DisagreementList:
        """The quotations whose annotators differ, in text order, article by article (by ``sha256``).

        About quotations: somebody who finished the article does not have it, or edges differ. About speakers and stances: the
        values of those who have it differ; whoever has it not is listed with "not a quotation".
        """
        given, of = self.given(), self.material
        several = _differing(given)
        if self.about is Facet.QUOTATION:
            several |= np.count_nonzero(given >= 0, axis=0) < of.finished.sum(axis=0)[of.unit_article]
        return DisagreementList(self, np.flatnonzero(several))

    def coincidences(self) -> dict[tuple[str, str], float]:
        """The coincidence matrix of speakers or stances: o_ck for each two values that met (Krippendorff 2011, section C).

        Values are in words, as in :class:`Disagreement`; both orders of a pair are there; the sum is the number of pairable values.
        For quotations the values are not units: see ``characters``.
        """
        given, said, size = self.given(), self.said, len(self.numbers) + 1
        others = np.count_nonzero(given >= 0, axis=0) - 1
        differing = _differing(given)
        found: dict[tuple[str, str], float] = defaultdict(float)
        # Of m values that are all the same each meets the m - 1 others, and counts once.
        alike = ~differing & (others > 0)
        counts = np.bincount(given.max(axis=0, initial=-1)[alike], weights=others[alike] + 1)
        for value in np.flatnonzero(counts).tolist():
            found[said(value), said(value)] += float(counts[value])
        given, others = given[:, differing], others[differing]
        met: Counter[tuple[int, int, int]] = Counter()  # of two values and of how many others each met
        for a, b in combinations(range(len(given)), 2):
            both = np.flatnonzero((given[a] >= 0) & (given[b] >= 0))
            keys = (others[both] * size + given[a, both]) * size + given[b, both]
            for key, count in zip(*(part.tolist() for part in np.unique(keys, return_counts=True)), strict=True):
                met[key // size % size, key % size, key // size // size] += count
        for (one, other, of), count in met.items():
            for pair in ((one, other), (other, one)):
                found[said(pair[0]), said(pair[1])] += count / of
        return dict(found)


class DisagreementList(Sequence[Disagreement]):
    """Disagreements that are described when they are looked at, so that a hundred thousand cost nothing.

    ``units`` are those of the material, in the order in which they stand here.
    """

    def __init__(self, values: GivenValues, units: Ints) -> None:
        self._values, self._units = values, units

    def __len__(self) -> int:
        """How many there are."""
        return len(self._units)

    @overload
    def __getitem__(self, at: int) -> Disagreement: ...

    @overload
    def __getitem__(self, at: slice) -> DisagreementList: ...

    def __getitem__(self, at: int | slice) -> Disagreement | DisagreementList:
        """One of them, or a part of the list."""
        if isinstance(at, slice):
            return DisagreementList(self._values, self._units[at])
        return self._described(int(self._units[at]))

    def _described(self, unit: int) -> Disagreement:
        values, of = self._values, self._values.material
        number = int(of.unit_article[unit])
        article, offset, said = of.articles[number], int(of.offsets[number]), values.rows
        kept = {name: row for name, row in zip(of.annotators, of.unit_rows[:, unit].tolist(), strict=True) if row >= 0}
        every = {
            name: values.said(int(said[kept[name]])) if name in kept else NOT_A_QUOTATION for name in article.annotators
        }
        first = next(iter(kept.values()))
        span = Span(int(of.start[first]) - offset, int(of.end[first]) - offset)
        ids = {name: of.quotations[row] for name, row in kept.items()}
        return Disagreement(article.sha256, article.id, values.about, values.target, span, of.words[first], every, ids)

    def by_id(self) -> DisagreementList:
        """The same by the article's id, then in text order."""
        of, units = self._values.material, self._units
        order = sorted(range(len(of.articles)), key=lambda number: (of.articles[number].id, of.articles[number].sha256))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        rows = of.unit_rows[:, units]
        first = rows.min(
            axis=0, initial=len(of.quotations), where=rows >= 0
        )  # rows stand by article, then by annotator
        ordered = np.lexsort((of.end[first], of.start[first], place[of.unit_article[units]]))
        return DisagreementList(self._values, units[ordered])

    def among(self, cell: tuple[str, str] | None = None, article: str | None = None) -> DisagreementList:
        """Those of a cell of the coincidence matrix (two values in words) and of an article (sha256); None: of any.

        Characters, which the matrix of quotations counts, are no quotations: each of its cells has all disagreements.
        """
        values, units = self._values, self._units
        if article is not None:
            hashes = [each.sha256 for each in values.material.articles]
            number = hashes.index(article) if article in hashes else -1
            units = units[values.material.unit_article[units] == number]
        if cell is not None and values.about is not Facet.QUOTATION:
            given = values.given(units)
            one, other = (np.count_nonzero(given == values.numbers.get(words, -2), axis=0) for words in cell)
            units = units[(one >= 1) & (other >= (2 if cell[0] == cell[1] else 1))]
        return DisagreementList(values, units)


def _differing(given: Ints) -> Bools:
    """Which units have two different values."""
    least = given.min(axis=0, initial=np.iinfo(np.int64).max, where=given >= 0)
    return np.asarray(least < given.max(axis=0, initial=-1), dtype=bool)


def _edges(material: Material) -> tuple[Ints, Callable[[int], str]]:
    """A number for the edges of each row, and how such a number reads: the start and the end in one, or a list of several pieces."""
    offset = material.offsets[material.article]
    size = max((each.length for each in material.articles), default=0) + 1
    rows: Ints = (material.start - offset) * size + material.end - offset
    pieces: dict[int, list[tuple[int, int]]] = defaultdict(list)
    content = zip(
        material.content_row.tolist(), material.content_start.tolist(), material.content_end.tolist(), strict=True
    )
    for row, start, end in content:
        pieces[row].append((start - int(offset[row]), end - int(offset[row])))
    lists: dict[tuple[tuple[int, int], ...], int] = numbering()
    for row, each in pieces.items():
        (start, end), *more = each
        rows[row] = size * size + lists[tuple(each)] if more else start * size + end
    several = list(lists)

    def said(number: int) -> str:
        each = several[number - size * size] if number >= size * size else [divmod(number, size)]
        return " and ".join(f"{start}–{end}" for start, end in each)

    return rows, said


def characters(material: Material) -> dict[tuple[str, str], float]:
    """The coincidence matrix of characters inside and outside quotations."""
    crossed, inside, whole = material.coverage.whole().sum(axis=0)[:3].tolist()
    outside = whole - inside
    return {
        ("quotation", "quotation"): inside - crossed,
        ("quotation", NOT_A_QUOTATION): crossed,
        (NOT_A_QUOTATION, "quotation"): crossed,
        (NOT_A_QUOTATION, NOT_A_QUOTATION): outside - crossed,
    }
