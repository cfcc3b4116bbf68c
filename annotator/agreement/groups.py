"""The figures of a group of quotations: all, the proposed ones, the hand-made ones, with or without proposals shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np

from annotator.agreement import distances
from annotator.agreement.additive import CharacterAlpha, DistanceAlpha, NominalAlpha, Ratio, UnitizingAlpha
from annotator.agreement.arrays import Bools, Floats, Ints, added
from annotator.agreement.coverage import Coverage
from annotator.agreement.intervals import Figure, Resampling
from annotator.agreement.matching import Spans
from annotator.agreement.material import Material
from annotator.agreement.products import Margins
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
from annotator.agreement.tables import MISSING, CodeTable, LabelTable

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
    parts: bool = False  # whether each pair, and all without each annotator, have figures too
    _known: dict[str, list[DistanceAlpha]] = field(default_factory=dict)  # of each target

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
        return self.material.axis.coverage(self.rows)

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

    def quotations(self) -> QuotationFigures:
        """What is a quotation."""
        every = [UnitizingAlpha(columns) for columns in self.coverage.every(self._pairs, self._left_out)]
        matches = [ratio for a, b in self._pairs for ratio in self.matches(a, b)]
        characters, *figures = self.resampling.estimate(self.characters(), *every, *matches)
        (u_alpha, *parts), shares = figures[: len(every)], figures[len(every) :]
        pairs, without = self._named(parts)
        made = []
        for number, (names, figure) in enumerate(pairs):
            forth, back, exact, overlap = shares[4 * number : 4 * number + 4]
            made.append(PairFigures(names, figure, (forth, back), exact, overlap))
        return QuotationFigures(u_alpha, characters, tuple(made), without)

    def matches(self, a: int, b: int) -> tuple[Ratio, Ratio, Ratio, Ratio]:
        """The sums of agr in both directions and of F1, exact and overlap, of two annotators."""
        spans, both = self.spans, self.material.finished[a] & self.material.finished[b]
        mine, theirs = spans.marked[a], spans.marked[b]
        every = [
            spans.runs.added(which) for which in (mine, theirs, mine & spans.touched[b], theirs & spans.touched[a])
        ]
        of_mine, of_theirs, touching, touched = (each * both for each in every)
        exact, two = spans.runs.added(mine & theirs), of_mine + of_theirs
        overlap = exact + np.bincount(spans.article[spans.paired(a, b)], minlength=len(both))
        shares = ((touching, of_mine), (touched, of_theirs), (2 * exact, two), (2 * overlap, two))
        first, second, third, fourth = (Ratio(np.stack(share, axis=1), NO_QUOTATIONS) for share in shares)
        return first, second, third, fourth

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
        return self.table(self.material.cast[0]).nominal_alphas(self.material.margins, self._pairs, self._left_out)

    def speaker_alpha(self) -> NominalAlpha:
        """The sums of the speakers' alpha of all."""
        return self.speaker_alphas[0]

    def speakers(self) -> SpeakerFigures:
        """Who speaks."""
        joined, article, speaker = self.material.merged_cast(self.merged)
        table, every, alphas = self.table(self.material.cast[0]), self._counted_rows(), self.speaker_alphas
        same = joined is self.material.cast[0]
        alike = alphas[0] if same else self.table(joined).nominal_alphas(Margins(article, speaker))[0]
        matched = Ratio(np.stack([table.runs.added(table.raters), every], axis=1), NO_QUOTATIONS)
        merged, raw, share, alpha, *parts = self.resampling.estimate(alike, table.agreement(), matched, *alphas)
        return SpeakerFigures(alpha, merged, raw, share, *self._named(parts))

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

    def stance_alpha(self, target: str) -> DistanceAlpha:
        """The sums of a target's alpha with MASI distances."""
        return (self._known.get(target) or self._stance_alphas(target, *self.stance_sets(target)))[0]

    def _stance_alphas(self, target: str, table: CodeTable, values: list[frozenset[str]]) -> list[DistanceAlpha]:
        """The same of all, of the pairs, and with one left out; kept, since the single articles are worked out from it, too."""
        alphas = table.alphas(distances.matrix(values, distances.masi), self._pairs, self._left_out)
        self._known[target] = alphas
        return alphas

    def stances(self, target: str) -> StanceFigures:
        """The stances towards a target."""
        table, values = self.stance_sets(target)
        alphas = self._stance_alphas(target, table, values)
        labels = {
            label: self.label(table.label(np.array([label in each for each in values], dtype=bool)))
            for label in self.labels[target]
        }
        raw, alpha, *parts = self.resampling.estimate(table.agreement(), *alphas)
        return StanceFigures(alpha, raw, labels, *self._named(parts))

    def label(self, label: LabelTable) -> LabelFigures:
        """One label of a target, had or not."""
        alpha, raw, prevalence, ac1 = self.resampling.estimate(
            label.alpha(), label.agreement(), label.prevalence(), label.ac1()
        )
        extreme = prevalence.value is not None and not RARE <= prevalence.value <= 1 - RARE
        return LabelFigures(alpha, raw, prevalence, ac1 if extreme else None, label.occurrences)
