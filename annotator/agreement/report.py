"""The agreement report: every figure with its interval, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from annotator.agreement import measures
from annotator.agreement.intervals import Figure
from annotator.agreement.measures import Facet, Listed

Without = tuple[tuple[str, Figure], ...]  # the figure of all but one annotator
Pairs = tuple[tuple[tuple[str, str], Figure], ...]
TOO_FEW = 10  # units that bear a label, for its figures to mean anything


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Two annotators' quotations, in the articles that both finished.

    ``agr`` is the share of the first's quotations that overlap one of the second's, and the other way round (Wiebe, Wilson and
    Cardie 2005, Language Resources and Evaluation 39). F1 is by the same edges (exact) or one to one with an
    intersection over union of at least 0.5 (overlap).
    """

    annotators: tuple[str, str]
    u_alpha: Figure
    agr: tuple[Figure, Figure]
    f1_exact: Figure
    f1_overlap: Figure

    @property
    def listed(self) -> tuple[Listed, ...]:
        """The figures beside the alpha, in order."""
        return _listed(measures.PAIR_MEASURES, self.f1_exact, self.f1_overlap, *self.agr)


class SubjectFigures(Protocol):
    """The figures of quotations, of speakers, or of the stances towards a target."""

    @property
    def without(self) -> Without:
        """The headline figure of all but one annotator."""

    @property
    def by_pair(self) -> Pairs:
        """The headline figure of each pair."""

    @property
    def listed(self) -> tuple[Listed, ...]:
        """All figures of the whole team, the headline first."""


@dataclass(frozen=True, slots=True)
class QuotationFigures:
    """How far annotators agree on what is a quotation."""

    u_alpha: Figure
    alpha_char: Figure
    pairs: tuple[PairFigures, ...] = ()
    without: Without = ()

    @property
    def by_pair(self) -> Pairs:
        """The |u-alpha of each pair."""
        return tuple((pair.annotators, pair.u_alpha) for pair in self.pairs)

    @property
    def listed(self) -> tuple[Listed, ...]:
        """All figures of the whole team, the headline first."""
        return _listed((measures.U_ALPHA, measures.ALPHA_CHAR), self.u_alpha, self.alpha_char)


@dataclass(frozen=True, slots=True)
class SpeakerFigures:
    """How far annotators agree on who speaks, in the quotations they both have."""

    alpha: Figure
    alpha_aliases_merged: Figure
    raw_agreement: Figure
    matched: Figure  # the share of all quotations that another annotator has too
    pairs: Pairs = ()
    without: Without = ()

    @property
    def by_pair(self) -> Pairs:
        """The alpha of each pair."""
        return self.pairs

    @property
    def listed(self) -> tuple[Listed, ...]:
        """All figures of the whole team, the headline first."""
        listed = (measures.SPEAKER_ALPHA, measures.ALIASES_MERGED, measures.SAME_SPEAKER, measures.MATCHED)
        return _listed(listed, self.alpha, self.alpha_aliases_merged, self.raw_agreement, self.matched)


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How far annotators agree on one label of a target. ``ac1`` is there where the label is on under 10 % or over 90 %."""

    alpha: Figure
    raw_agreement: Figure
    prevalence: Figure
    ac1: Figure | None
    occurrences: int  # units that bear it by at least one annotator

    @property
    def too_few(self) -> bool:
        """Whether the label came up too seldom for its figures to mean anything."""
        return self.occurrences < TOO_FEW

    @property
    def listed(self) -> tuple[tuple[measures.Measure, Figure | None], ...]:
        """All figures, in the order of ``measures.LABEL_MEASURES``; None for one that the label does not have."""
        figures = (self.alpha, self.raw_agreement, self.prevalence, self.ac1)
        return tuple(zip(measures.LABEL_MEASURES, figures, strict=True))


@dataclass(frozen=True, slots=True)
class StanceFigures:
    """How far annotators agree on the stances towards one target: sets of labels, and each label by itself."""

    alpha_masi: Figure
    raw_agreement: Figure
    labels: Mapping[str, LabelFigures]
    pairs: Pairs = ()
    without: Without = ()

    @property
    def by_pair(self) -> Pairs:
        """The alpha of each pair."""
        return self.pairs

    @property
    def listed(self) -> tuple[Listed, ...]:
        """All figures of the whole team, the headline first."""
        return _listed((measures.ALPHA_MASI, measures.SAME_LABELS), self.alpha_masi, self.raw_agreement)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one group of quotations."""

    quotations: QuotationFigures
    speakers: SpeakerFigures
    stances: Mapping[str, StanceFigures]

    @property
    def subjects(self) -> tuple[tuple[Facet, str, SubjectFigures], ...]:
        """What the figures are about, with the target of stances ("" for the others): quotations, speakers, then each target."""
        stances = ((Facet.STANCE, target, found) for target, found in self.stances.items())
        return ((Facet.QUOTATION, "", self.quotations), (Facet.SPEAKER, "", self.speakers), *stances)

    def of(self, about: Facet, target: str = "") -> SubjectFigures:
        """The figures of one subject."""
        return next(found for other, name, found in self.subjects if (other, name) == (about, target))

    @property
    def headlines(self) -> tuple[Figure, ...]:
        """The first figure of each subject."""
        return tuple(found.listed[0].figure for _, _, found in self.subjects)


@dataclass(frozen=True, slots=True)
class ArticleFigures:
    """The headline figures of one article by itself."""

    sha256: str
    id: str
    annotators: tuple[str, ...]
    u_alpha: Figure
    alpha_char: Figure
    speakers: Figure
    stances: Mapping[str, Figure]

    @property
    def headlines(self) -> tuple[Figure, ...]:
        """The first figure of each subject."""
        return (self.u_alpha, self.speakers, *self.stances.values())

    @property
    def worst(self) -> float:
        """The lowest of its figures, 2 where all are undefined: sort by it for the worst first."""
        return min((f.value for f in self.headlines if f.value is not None), default=2.0)


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """The agreement of a team. ``groups`` has the figures of proposed and hand-made quotations, and with and without proposals shown.

    ``articles`` counts those that at least two of the annotators finished; ``per_article`` has them worst first.
    """

    annotators: tuple[str, ...]
    articles: int
    figures: Figures
    groups: Mapping[str, Figures]
    per_article: tuple[ArticleFigures, ...]
    seed: int
    draws: int

    def as_json(self) -> dict[str, Any]:
        """The report as plain values for ``json.dumps``."""
        return {
            "annotators": list(self.annotators),
            "articles": self.articles,
            **_figures(self.figures),
            "groups": {name: _figures(figures) for name, figures in self.groups.items()},
            "per_article": [_article(each) for each in self.per_article],
            "interval": {"level": 0.95, "resampled": "articles", "draws": self.draws, "seed": self.seed},
        }


def figure_json(figure: Figure) -> dict[str, Any]:
    """One figure as plain values."""
    return {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "n": figure.n,
        "articles": figure.articles,
        "reason": figure.reason,
        "method": figure.method,
        "reading": figure.reading,
    }


def _listed(every: tuple[measures.Measure, ...], *figures: Figure) -> tuple[Listed, ...]:
    return tuple(map(Listed, every, figures))


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "quotations": _subject(figures.quotations) | {"pairs": [_pair(pair) for pair in figures.quotations.pairs]},
        "speakers": _subject(figures.speakers),
        "stances": {target: _stance(stance) for target, stance in figures.stances.items()},
    }


def _subject(found: SubjectFigures) -> dict[str, Any]:
    every = {each.measure.id: figure_json(each.figure) for each in found.listed}
    return {**every, "pairs": _pairs(found.by_pair), "without": _without(found.without)}


def _stance(stance: StanceFigures) -> dict[str, Any]:
    found = _subject(stance)
    parts = {name: found.pop(name) for name in ("pairs", "without")}
    return {**found, "labels": {name: _label(label) for name, label in stance.labels.items()}, **parts}


def _label(label: LabelFigures) -> dict[str, Any]:
    every = {measure.id: figure_json(figure) if figure else None for measure, figure in label.listed}
    return {**every, "occurrences": label.occurrences, "too_few": label.too_few}


def _pair(pair: PairFigures) -> dict[str, Any]:
    return {
        "annotators": list(pair.annotators),
        "u_alpha": figure_json(pair.u_alpha),
        "agr": [figure_json(each) for each in pair.agr],
        "f1_exact": figure_json(pair.f1_exact),
        "f1_overlap": figure_json(pair.f1_overlap),
    }


def _pairs(pairs: Pairs) -> list[dict[str, Any]]:
    return [{"annotators": list(names), **figure_json(figure)} for names, figure in pairs]


def _without(figures: Without) -> dict[str, Any]:
    return {name: figure_json(figure) for name, figure in figures}


def _article(article: ArticleFigures) -> dict[str, Any]:
    return {
        "id": article.id,
        "sha256": article.sha256,
        "annotators": list(article.annotators),
        "u_alpha": figure_json(article.u_alpha),
        "alpha_char": figure_json(article.alpha_char),
        "speakers": figure_json(article.speakers),
        "stances": {target: figure_json(figure) for target, figure in article.stances.items()},
    }
