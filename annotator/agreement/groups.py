"""The figures of a group of quotations: all, the proposed ones, the hand-made ones, with or without proposals shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from annotator.agreement import distances, measures
from annotator.agreement.additive import (
    NO_QUOTATIONS,
    CharacterAlpha,
    DistanceAlpha,
    NominalAlpha,
    Ratio,
    Sums,
    UnitizingAlpha,
)
from annotator.agreement.arrays import Bools, Floats, Ints, added
from annotator.agreement.coverage import Coverage
from annotator.agreement.intervals import Figure, Resampling
from annotator.agreement.matching import PairMatches, Spans
from annotator.agreement.material import Material
from annotator.agreement.measures import Measure, TeamMeasure
from annotator.agreement.products import Margins
from annotator.agreement.report import Figures, LabelFigures, PairFigures, Pairs, SubjectFigures, Without
from annotator.agreement.tables import MISSING, CodeTable, LabelTable

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
    parts: bool = False  # whether each pair, and all without each annotator, have figures too
    _alphas: dict[str, list[DistanceAlpha]] = field(default_factory=dict)  # of each target
    _tables: dict[str, CodeTable] = field(default_factory=dict)  # of each target

    def figures(self) -> Figures:
        """All figures."""
        return Figures(self.quotations(), self.speakers(), {target: self.stances(target) for target in self.labels})

    # Parts of the team

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        return list(combinations(range(len(self.material.annotators)), 2)) if self.parts else []

    @cached_property
    def _left_out(self) -> list[int]:
        """The numbers of the annotators without whom at least two are left."""
        people = len(self.material.annotators)
        return list(range(people)) if self.parts and people > 2 else []

    def _subject(
        self, headline: Measure, others: Sequence[TeamMeasure], alphas: Sequence[Sums], target: str = ""
    ) -> SubjectFigures:
        """The figures of one subject; ``alphas``: the sums of its headline of all, of the pairs, and with one left out."""
        found = self.resampling.estimate(*(each.sums(self, target) for each in others), *alphas)
        more, (alpha, *parts) = found[: len(others)], found[len(others) :]
        return SubjectFigures({headline: alpha, **dict(zip(others, more, strict=True))}, *self._named(parts))

    def _named(self, figures: Sequence[Figure]) -> tuple[Pairs, Without]:
        """The figures of the pairs, then those with one left out, with their names."""
        names, pairs = self.material.annotators, len(self._pairs)
        return (
            tuple(((names[a], names[b]), figure) for (a, b), figure in zip(self._pairs, figures[:pairs], strict=True)),
            tuple((names[x], figure) for x, figure in zip(self._left_out, figures[pairs:], strict=True)),
        )

    # Quotations

    @cached_property
    def coverage(self) -> Coverage:
        """Who covers which characters."""
        return self.material.coverage if self.rows.all() else self.material.axis.coverage(self.rows)

    @cached_property
    def spans(self) -> Spans:
        """The distinct spans, and which of them are near each other."""
        m, rows = self.material, self.rows
        return Spans.of(m.start[rows], m.end[rows], m.article[rows], m.annotator[rows], m.finished.shape)

    def unitizing(self) -> UnitizingAlpha:
        """The sums of |u-alpha of all annotators."""
        return UnitizingAlpha(self.coverage.whole())

    def characters(self) -> CharacterAlpha:
        """The sums of the alpha of single characters."""
        return CharacterAlpha(self.coverage.whole())

    def quotations(self) -> SubjectFigures:
        """What is a quotation."""
        every = [UnitizingAlpha(columns) for columns in self.coverage.every(self._pairs, self._left_out)]
        found = self._subject(measures.U_ALPHA, measures.QUOTATION_MEASURES, every)
        wanted = measures.PAIR_MEASURES
        sums = [each.sums(matches) for matches in (self.matches(a, b) for a, b in self._pairs) for each in wanted]
        shares = iter(self.resampling.estimate(*sums))
        pairs = [PairFigures(names, alpha, {each: next(shares) for each in wanted}) for names, alpha in found.by_pair]
        return replace(found, pairs=tuple(pairs))

    def matches(self, a: int, b: int) -> PairMatches:
        """How many quotations two annotators have in each article, and how many of them match."""
        spans, both = self.spans, self.material.finished[a] & self.material.finished[b]
        mine, theirs = spans.marked[a], spans.marked[b]
        every = [
            spans.runs.added(which) for which in (mine, theirs, mine & spans.touched[b], theirs & spans.touched[a])
        ]
        of_mine, of_theirs, touching, touched = (each * both for each in every)
        near = np.bincount(spans.article[spans.paired(a, b)], minlength=len(both)).astype(float)
        return PairMatches(of_mine, of_theirs, touching, touched, spans.runs.added(mine & theirs), near)

    # Units: the quotations of different annotators that are taken for the same one

    @cached_property
    def _unit_rows(self) -> tuple[Ints, Ints]:
        """``[annotator, unit]``: the row or -1, for the units that two annotators have; and the article of each."""
        found = self.material.unit_rows
        rows = np.where(np.append(self.rows, False)[found], found, -1).astype(np.int32)
        table = CodeTable.pairable(rows, self.material.unit_article, len(self.material.articles))
        return table.codes, table.article

    def table(self, codes: Ints) -> CodeTable:
        """The values ``codes`` (one a row) of the units that two annotators have."""
        rows, article = self._unit_rows
        return CodeTable(np.append(codes, MISSING).astype(np.int32)[rows], article, len(self.material.articles))

    # Speakers

    @cached_property
    def speaker_alphas(self) -> list[NominalAlpha]:
        """The sums of the speakers' alpha: of all, of the pairs, and with one left out."""
        return self.speaker_table.nominal_alphas(self.material.margins, self._pairs, self._left_out)

    def speaker_alpha(self) -> NominalAlpha:
        """The sums of the speakers' alpha of all."""
        return self.speaker_alphas[0]

    @cached_property
    def speaker_table(self) -> CodeTable:
        """The speakers that annotators gave."""
        return self.table(self.material.cast[0])

    def merged_alpha(self) -> NominalAlpha:
        """The sums of the speakers' alpha of all, where register entries that share a name or alias count as one speaker."""
        joined, article, speaker = self.material.merged_cast(self.merged)
        if joined is self.material.cast[0]:
            return self.speaker_alpha()
        return self.table(joined).nominal_alphas(Margins(article, speaker))[0]

    def matched(self) -> Ratio:
        """The sums of the share of all quotations that another annotator has, too."""
        table = self.speaker_table
        return Ratio(np.stack([table.runs.added(table.raters), self._counted_rows()], axis=1), NO_QUOTATIONS)

    def speakers(self) -> SubjectFigures:
        """Who speaks."""
        return self._subject(measures.SPEAKER_ALPHA, measures.SPEAKER_MEASURES, self.speaker_alphas)

    def _counted_rows(self) -> Floats:
        """How many quotations all annotators have, article by article."""
        return added(self.material.article, self.rows.astype(float), len(self.material.articles))

    # Stances

    def stance_sets(self, target: str) -> tuple[CodeTable, list[frozenset[str]]]:
        """The sets of labels towards a target, one a unit and annotator, and the sets by number."""
        sets = [frozenset(s.label for s in stances if s.target == target) for stances in self.material.stance_sets]
        values = sorted(set(sets), key=lambda labels: (len(labels), sorted(labels)))
        index = {labels: i for i, labels in enumerate(values)}
        codes = np.array([index[labels] for labels in sets], dtype=np.int64)
        return self.table(codes[self.material.stances]), values

    def stance_table(self, target: str) -> CodeTable:
        """The sets of labels towards a target, one a unit and annotator."""
        return self._tables.get(target) or self.stance_sets(target)[0]

    def stance_alpha(self, target: str) -> DistanceAlpha:
        """The sums of a target's alpha with MASI distances."""
        return (self._alphas.get(target) or self._stance_alphas(target, *self.stance_sets(target)))[0]

    def _stance_alphas(self, target: str, table: CodeTable, values: list[frozenset[str]]) -> list[DistanceAlpha]:
        """The same of all, of the pairs, and with one left out; kept, since the single articles are worked out from it, too."""
        alphas = table.alphas(distances.matrix(values, distances.masi), self._pairs, self._left_out)
        self._alphas[target] = alphas
        return alphas

    def stances(self, target: str) -> SubjectFigures:
        """The stances towards a target."""
        table, values = self.stance_sets(target)
        self._tables[target] = table
        labels = {
            label: self.label(table.label(np.array([label in each for each in values], dtype=bool)))
            for label in self.labels[target]
        }
        alphas = self._stance_alphas(target, table, values)
        found = self._subject(measures.ALPHA_MASI, measures.STANCE_MEASURES, alphas, target)
        return replace(found, labels=labels)

    def label(self, label: LabelTable) -> LabelFigures:
        """One label of a target, had or not."""
        every = measures.LABEL_MEASURES
        found = dict(zip(every, self.resampling.estimate(*(each.sums(label) for each in every)), strict=True))
        share = found[measures.PREVALENCE].value
        rare = share is not None and not RARE <= share <= 1 - RARE
        shown: dict[Measure, Figure | None] = {
            each: figure if rare or not each.rare else None for each, figure in found.items()
        }
        return LabelFigures(shown, label.occurrences)
