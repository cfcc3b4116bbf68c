"""All figures of a team's material, each for all quotations and for the groups of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from annotator.agreement import distances
from annotator.agreement.additive import CharacterAlpha, Ratio, UnitizingAlpha
from annotator.agreement.arrays import Bools, Floats, Ints
from annotator.agreement.coverage import Coverage
from annotator.agreement.intervals import Figure, Resampling, point
from annotator.agreement.matching import Spans
from annotator.agreement.material import Material
from annotator.agreement.report import (
    ArticleFigures,
    Figures,
    LabelFigures,
    PairFigures,
    QuotationFigures,
    Report,
    SpeakerFigures,
    StanceFigures,
)
from annotator.agreement.tables import MISSING, Table

NO_QUOTATIONS = "there is no quotation in this group"
RARE = 0.10  # a label below this prevalence, or above one less this, gets AC1 beside alpha
Labels = Mapping[str, Sequence[str]]  # of each target
Without = tuple[tuple[str, Figure], ...]
Pairs = tuple[tuple[tuple[str, str], Figure], ...]


def measure(
    material: Material,
    labels: Labels,
    merged: Mapping[str, str] | None = None,
    seed: int = 20,
    draws: int = 1000,
) -> Report:
    """The report on ``material``: ``labels`` are the codebook's, ``merged`` the speakers that share a name (``same_names``).

    Targets and labels that the material has beyond the codebook are reported after it.
    """
    resampling = Resampling(len(material.articles), draws, seed)
    labels = _with_used(labels, material)
    parts = {name: Group(material, rows, labels, merged or {}, resampling) for name, rows in material.groups().items()}
    whole = parts.pop("all")
    return Report(
        material.annotators,
        len(material.articles),
        whole.figures(),
        {name: part.figures() for name, part in parts.items()},
        whole.per_article(),
        seed,
        draws,
    )


def _with_used(labels: Labels, material: Material) -> dict[str, list[str]]:
    """The codebook's labels and then those in use that it lacks."""
    every = {target: list(names) for target, names in labels.items()}
    for stance in sorted(stance for stances in material.stance_sets for stance in stances):
        names = every.setdefault(stance.target, [])
        names += [] if stance.label in names else [stance.label]
    return every


@dataclass(frozen=True, eq=False)
class Group:
    """The figures of some rows of the material."""

    material: Material
    rows: Bools
    labels: Labels
    merged: Mapping[str, str]
    resampling: Resampling

    @cached_property
    def coverage(self) -> Coverage:
        """Who covers which characters."""
        m = self.material
        row, start, end = m.pieces
        keep = self.rows[row]
        row = row[keep]
        lengths = np.array([each.length for each in m.articles], dtype=float)
        return Coverage.of(start[keep], end[keep], m.article[row], m.annotator[row], m.finished, lengths)

    @cached_property
    def spans(self) -> Spans:
        """The distinct spans, and which of them are near each other."""
        m, rows = self.material, self.rows
        return Spans.of(m.start[rows], m.end[rows], m.article[rows], m.annotator[rows], len(m.annotators))

    @cached_property
    def unit_rows(self) -> Ints:
        """``[annotator, unit]``: the row in this group, or -1."""
        found = self.material.unit_rows
        return np.where(np.append(self.rows, False)[found], found, -1)

    def table(self, codes: Ints) -> Table:
        """The values ``codes`` (one a row) of the units that two annotators have."""
        values = np.append(codes, MISSING)[self.unit_rows]
        return Table.pairable(values, self.material.unit_article, len(self.material.articles))

    def figures(self) -> Figures:
        """All figures."""
        return Figures(self.quotations(), self.speakers(), {target: self.stances(target) for target in self.labels})

    # Quotations

    def unitizing(self, annotators: Sequence[int] | None = None) -> UnitizingAlpha:
        """The sums of |u-alpha of some annotators (all where None)."""
        chosen = np.arange(len(self.material.annotators)) if annotators is None else np.array(annotators)
        return UnitizingAlpha(self.coverage.columns(chosen))

    def quotations(self) -> QuotationFigures:
        """What is a quotation."""
        sums, estimate = self.unitizing(), self.resampling.estimate
        without = tuple(
            (name, point(self.unitizing(others))) for name, others in _one_left_out(self.material.annotators)
        )
        pairs = tuple(self.pair(a, b) for a, b in combinations(range(len(self.material.annotators)), 2))
        return QuotationFigures(estimate(sums), estimate(CharacterAlpha(sums.columns)), pairs, without)

    def pair(self, a: int, b: int) -> PairFigures:
        """The quotations of two annotators."""
        spans, finished = self.spans, self.material.finished
        both = (finished[a] & finished[b])[spans.article]

        def counted(which: Bools | Ints) -> Floats:
            index = np.flatnonzero(which & both) if which.dtype == bool else which
            return np.bincount(spans.article[index], minlength=len(self.material.articles)).astype(float)

        def share(over: Floats, under: Floats) -> Figure:
            return point(Ratio(np.stack([over, under], axis=1), NO_QUOTATIONS))

        mine, theirs = counted(spans.marked[a]), counted(spans.marked[b])
        names = self.material.annotators[a], self.material.annotators[b]
        return PairFigures(
            names,
            point(self.unitizing((a, b))),
            (
                share(counted(spans.marked[a] & spans.touched[b]), mine),
                share(counted(spans.marked[b] & spans.touched[a]), theirs),
            ),
            share(2.0 * counted(spans.marked[a] & spans.marked[b]), mine + theirs),
            share(2.0 * counted(spans.paired(a, b)), mine + theirs),
        )

    # Speakers

    def _local(self, speakers: Sequence[str]) -> tuple[Ints, Ints, Ints]:
        """For each row the number of its speaker within its article, and of each number the article and the speaker."""
        index = {name: i for i, name in enumerate(dict.fromkeys(speakers))}
        category = np.array([index[name] for name in speakers], dtype=np.int64)
        keys = self.material.article * max(1, len(index)) + category[self.material.speaker]
        found, codes = np.unique(keys, return_inverse=True)
        return codes, found // max(1, len(index)), found % max(1, len(index))

    def speakers(self) -> SpeakerFigures:
        """Who speaks."""
        material, estimate = self.material, self.resampling.estimate
        codes, article, category = self._local(material.speakers)
        table = self.table(codes)
        joined, joined_article, joined_category = self._local([self.merged.get(s, s) for s in material.speakers])
        alike = self.table(joined).nominal_alpha(joined_article, joined_category)
        without, pairs = self._parts(table, lambda part: point(part.nominal_alpha(article, category)))
        return SpeakerFigures(
            estimate(table.nominal_alpha(article, category)),
            estimate(alike),
            estimate(table.agreement()),
            estimate(self.matched(table)),
            pairs,
            without,
        )

    def matched(self, table: Table) -> Ratio:
        """The share of quotations that another annotator has too."""
        rows = self.material.article[self.rows]
        every = np.bincount(rows, minlength=len(self.material.articles)).astype(float)
        return Ratio(np.stack([table.by_article(table.raters.astype(float)), every], axis=1), NO_QUOTATIONS)

    # Stances

    def stance_table(self, target: str) -> tuple[Table, list[frozenset[str]]]:
        """The sets of labels towards a target, one a unit and annotator, and the sets by code."""
        sets = [frozenset(s.label for s in stances if s.target == target) for stances in self.material.stance_sets]
        values = sorted(set(sets), key=lambda labels: (len(labels), sorted(labels)))
        index = {labels: i for i, labels in enumerate(values)}
        codes = np.array([index[labels] for labels in sets], dtype=np.int64)
        return self.table(codes[self.material.stances]), values

    def stances(self, target: str) -> StanceFigures:
        """The stances towards a target."""
        table, values = self.stance_table(target)
        delta = distances.matrix(values, distances.masi)
        without, pairs = self._parts(table, lambda part: point(part.alpha(delta)))
        labels = {
            label: self.label(table, np.array([label in each for each in values], dtype=bool))
            for label in self.labels[target]
        }
        estimate = self.resampling.estimate
        return StanceFigures(
            estimate(table.alpha(delta)), estimate(table.agreement(1.0 - np.eye(len(values)))), labels, pairs, without
        )

    def label(self, table: Table, has: Bools) -> LabelFigures:
        """One label of a target."""
        label, estimate = table.label(has), self.resampling.estimate
        prevalence = estimate(label.prevalence())
        extreme = prevalence.value is not None and not RARE <= prevalence.value <= 1 - RARE
        return LabelFigures(
            estimate(label.alpha()),
            estimate(label.agreement()),
            prevalence,
            estimate(label.ac1()) if extreme else None,
            label.occurrences,
        )

    # Parts of the team, and single articles

    def _parts(self, table: Table, figure: Callable[[Table], Figure]) -> tuple[Without, Pairs]:
        """A figure with each annotator left out, and of each pair."""
        names = self.material.annotators
        without = tuple((name, figure(table.only(others))) for name, others in _one_left_out(names))
        pairs = tuple(((names[a], names[b]), figure(table.only((a, b)))) for a, b in combinations(range(len(names)), 2))
        return without, pairs

    def per_article(self) -> tuple[ArticleFigures, ...]:
        """The headline figures of each article, worst first."""
        by_article = self.resampling.by_article
        sums = self.unitizing()
        codes, article, category = self._local(self.material.speakers)
        speakers = by_article(self.table(codes).nominal_alpha(article, category))
        stances = {}
        for target in self.labels:
            table, values = self.stance_table(target)
            stances[target] = by_article(table.alpha(distances.matrix(values, distances.masi)))
        characters = by_article(CharacterAlpha(sums.columns))
        found = [
            ArticleFigures(
                each.sha256,
                each.id,
                tuple(each.finished),
                u_alpha,
                characters[i],
                speakers[i],
                {target: figures[i] for target, figures in stances.items()},
            )
            for i, (each, u_alpha) in enumerate(zip(self.material.articles, by_article(sums), strict=True))
        ]
        return tuple(sorted(found, key=lambda a: (a.worst, a.id, a.sha256)))


def _one_left_out(annotators: Sequence[str]) -> list[tuple[str, tuple[int, ...]]]:
    """Each annotator, and the numbers of the others; nobody where that leaves fewer than two."""
    every = range(len(annotators))
    return [(name, tuple(o for o in every if o != i)) for i, name in enumerate(annotators)] if len(every) > 2 else []
