"""The figures of a group of quotations: all, the proposed ones, the hand-made ones, with or without proposals shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from annotator.agreement import distances
from annotator.agreement.additive import CharacterAlpha, DistanceAlpha, NominalAlpha, Ratio, UnitizingAlpha
from annotator.agreement.arrays import Bools, Floats, Ints, added
from annotator.agreement.coverage import Coverage
from annotator.agreement.intervals import Figure, Resampling, point
from annotator.agreement.matching import Spans
from annotator.agreement.material import Material
from annotator.agreement.report import (
    Figures,
    LabelFigures,
    PairFigures,
    Pairs,
    QuotationFigures,
    SpeakerFigures,
    StanceFigures,
    Without,
)
from annotator.agreement.tables import MISSING, LabelTable, Table

NO_QUOTATIONS = "there is no quotation in this group"
RARE = 0.10  # a label below this prevalence, or above one less this, gets AC1 beside alpha
Labels = Mapping[str, Sequence[str]]  # of each target


@dataclass(frozen=True, eq=False)
class Group:
    """The figures of some rows of the material."""

    material: Material
    rows: Bools
    labels: Labels
    merged: Mapping[str, str]
    resampling: Resampling

    def figures(self, parts: bool = True) -> Figures:
        """All figures; ``parts``: also of each pair, and without each annotator (in the whole, not group by group)."""
        return Figures(
            self.quotations(parts),
            self.speakers(parts),
            {target: self.stances(target, parts) for target in self.labels},
        )

    # Parts of the team

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        return list(combinations(range(len(self.material.annotators)), 2))

    @cached_property
    def _others(self) -> list[tuple[str, tuple[int, ...]]]:
        """Each annotator and the numbers of the others, where that leaves at least two."""
        names, every = self.material.annotators, range(len(self.material.annotators))
        return [(name, tuple(o for o in every if o != i)) for i, name in enumerate(names)] if len(names) > 2 else []

    def _parts(self, table: Table, figure: Callable[[Table], Figure], parts: bool) -> tuple[Pairs, Without]:
        """A figure of each pair, and with each annotator left out."""
        if not parts:
            return (), ()
        names = self.material.annotators
        pairs = tuple(((names[a], names[b]), figure(table.only((a, b)))) for a, b in self._pairs)
        return pairs, tuple((name, figure(table.only(others))) for name, others in self._others)

    # Quotations

    @cached_property
    def coverage(self) -> Coverage:
        """Who covers which characters."""
        return self.material.axis.coverage(self.rows)

    @cached_property
    def spans(self) -> Spans:
        """The distinct spans, and which of them are near each other."""
        m, rows = self.material, self.rows
        return Spans.of(m.start[rows], m.end[rows], m.article[rows], m.annotator[rows], len(m.annotators))

    def unitizing(self, annotators: Sequence[int] | None = None) -> UnitizingAlpha:
        """The sums of |u-alpha of some annotators (all where None)."""
        every = range(len(self.material.annotators))
        return UnitizingAlpha(self.coverage.columns(every if annotators is None else annotators))

    def characters(self) -> CharacterAlpha:
        """The sums of the alpha of single characters."""
        return CharacterAlpha(self.unitizing().columns)

    def quotations(self, parts: bool) -> QuotationFigures:
        """What is a quotation."""
        pairs = tuple(self.pair(a, b) for a, b in self._pairs) if parts else ()
        without = tuple((name, point(self.unitizing(others))) for name, others in self._others) if parts else ()
        u_alpha, characters = self.resampling.estimate(self.unitizing(), self.characters())
        return QuotationFigures(u_alpha, characters, pairs, without)

    def pair(self, a: int, b: int) -> PairFigures:
        """The quotations of two annotators."""
        spans, names, both = self.spans, self.material.annotators, self.material.finished[a] & self.material.finished[b]
        mine, theirs = (spans.marked[each] & both[spans.article] for each in (a, b))
        articles, two = int(both.sum()), _count(mine) + _count(theirs)
        return PairFigures(
            (names[a], names[b]),
            point(self.unitizing((a, b))),
            (
                _share(_count(mine & spans.touched[b]), _count(mine), articles),
                _share(_count(theirs & spans.touched[a]), _count(theirs), articles),
            ),
            _share(2 * _count(mine & theirs), two, articles),
            _share(2 * len(spans.paired(a, b)), two, articles),
        )

    # Units: the quotations of different annotators that are taken for the same one

    @cached_property
    def _unit_rows(self) -> tuple[Ints, Ints]:
        """``[annotator, unit]``: the row or -1, for the units that two annotators have; and the article of each."""
        found = self.material.unit_rows
        rows = np.where(np.append(self.rows, False)[found], found, -1).astype(np.int32)
        table = Table.pairable(rows, self.material.unit_article, len(self.material.articles))
        return table.codes, table.article

    def table(self, codes: Ints) -> Table:
        """The values ``codes`` (one a row) of the units that two annotators have."""
        rows, article = self._unit_rows
        return Table(np.append(codes, MISSING).astype(np.int32)[rows], article, len(self.material.articles))

    # Speakers

    def speaker_alpha(self) -> NominalAlpha:
        """The sums of the speakers' alpha."""
        numbers, article, speaker = self.material.cast
        return self.table(numbers).nominal_alpha(article, speaker)

    def speakers(self, parts: bool) -> SpeakerFigures:
        """Who speaks."""
        numbers, article, speaker = self.material.cast
        joined, joined_article, joined_speaker = self.material.merged_cast(self.merged)
        table, every = self.table(numbers), self._counted_rows()
        alpha, alike, raw, matched = self.resampling.estimate(
            table.nominal_alpha(article, speaker),
            self.table(joined).nominal_alpha(joined_article, joined_speaker),
            table.agreement(),
            Ratio(np.stack([table.runs.added(table.raters), every], axis=1), NO_QUOTATIONS),
        )
        pairs, without = self._parts(table, lambda part: point(part.nominal_alpha(article, speaker)), parts)
        return SpeakerFigures(alpha, alike, raw, matched, pairs, without)

    def _counted_rows(self) -> Floats:
        """How many quotations all annotators have, article by article."""
        return added(self.material.article, self.rows.astype(float), len(self.material.articles))

    # Stances

    def stance_sets(self, target: str) -> tuple[Table, list[frozenset[str]]]:
        """The sets of labels towards a target, one a unit and annotator, and the sets by number."""
        sets = [frozenset(s.label for s in stances if s.target == target) for stances in self.material.stance_sets]
        values = sorted(set(sets), key=lambda labels: (len(labels), sorted(labels)))
        index = {labels: i for i, labels in enumerate(values)}
        codes = np.array([index[labels] for labels in sets], dtype=np.int64)
        return self.table(codes[self.material.stances]), values

    def stance_alpha(self, target: str) -> DistanceAlpha:
        """The sums of a target's alpha with MASI distances."""
        table, values = self.stance_sets(target)
        return table.alpha(distances.matrix(values, distances.masi))

    def stances(self, target: str, parts: bool) -> StanceFigures:
        """The stances towards a target."""
        table, values = self.stance_sets(target)
        delta = distances.matrix(values, distances.masi)
        labels = {
            label: self.label(table.label(np.array([label in each for each in values], dtype=bool)))
            for label in self.labels[target]
        }
        alpha, raw = self.resampling.estimate(table.alpha(delta), table.agreement())
        return StanceFigures(alpha, raw, labels, *self._parts(table, lambda part: point(part.alpha(delta)), parts))

    def label(self, label: LabelTable) -> LabelFigures:
        """One label of a target, had or not."""
        alpha, raw, prevalence, ac1 = self.resampling.estimate(
            label.alpha(), label.agreement(), label.prevalence(), label.ac1()
        )
        extreme = prevalence.value is not None and not RARE <= prevalence.value <= 1 - RARE
        return LabelFigures(alpha, raw, prevalence, ac1 if extreme else None, label.occurrences)


def _count(which: Bools) -> int:
    return int(np.count_nonzero(which))


def _share(over: int, under: int, articles: int) -> Figure:
    """A share of spans without an interval."""
    if not under:
        return Figure(None, articles=articles, reason=NO_QUOTATIONS)
    return Figure(over / under, n=under, articles=articles)
