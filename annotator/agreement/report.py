"""The agreement report: every figure with its interval, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import starmap
from typing import Any

from annotator.agreement import measures
from annotator.agreement.intervals import Figure
from annotator.agreement.measures import Facet, Listed, Measure

Without = tuple[tuple[str, Figure], ...]  # the figure of all but one annotator
Pairs = tuple[tuple[tuple[str, str], Figure], ...]
TOO_FEW = 10  # units that bear a label, for its figures to mean anything


@dataclass(frozen=True, slots=True)
class PairFigures:
    """Two annotators' quotations, in the articles that both finished: |u-alpha, and the figures of ``measures.PAIR_MEASURES``."""

    annotators: tuple[str, str]
    u_alpha: Figure
    figures: Mapping[Measure, Figure]

    @property
    def listed(self) -> tuple[Listed, ...]:
        """The figures beside the alpha, in order."""
        return tuple(starmap(Listed, self.figures.items()))


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """How far annotators agree on one label of a target: the figures of ``measures.LABEL_MEASURES``, None for one that is not shown."""

    figures: Mapping[Measure, Figure | None]
    occurrences: int  # units that bear it by at least one annotator

    @property
    def alpha(self) -> Figure:
        """The first figure, by which labels are ordered."""
        alpha = self.figures[measures.LABEL_ALPHA]
        assert alpha is not None  # it is never left out
        return alpha

    @property
    def too_few(self) -> bool:
        """Whether the label came up too seldom for its figures to mean anything."""
        return self.occurrences < TOO_FEW

    @property
    def listed(self) -> tuple[tuple[Measure, Figure | None], ...]:
        """All figures, in the order of ``measures.LABEL_MEASURES``; None for one that the label does not have."""
        return tuple(self.figures.items())


@dataclass(frozen=True, slots=True)
class SubjectFigures:
    """The figures of quotations, of speakers, or of the stances towards a target.

    ``figures`` are those of the whole team, the headline first; ``by_pair`` and ``without`` have the headline of each pair, and of all
    but one annotator. ``pairs`` says more of quotations, ``labels`` of stances.
    """

    figures: Mapping[Measure, Figure]
    by_pair: Pairs = ()
    without: Without = ()
    pairs: tuple[PairFigures, ...] = ()
    labels: Mapping[str, LabelFigures] = field(default_factory=dict)

    @property
    def headline(self) -> Figure:
        """The first figure."""
        return next(iter(self.figures.values()))

    @property
    def listed(self) -> tuple[Listed, ...]:
        """All figures of the whole team, the headline first."""
        return tuple(starmap(Listed, self.figures.items()))


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one group of quotations."""

    quotations: SubjectFigures
    speakers: SubjectFigures
    stances: Mapping[str, SubjectFigures]

    @property
    def subjects(self) -> tuple[tuple[Facet, str, SubjectFigures], ...]:
        """What the figures are about, with the target of stances ("" for the others): quotations, speakers, then each target."""
        stances = ((Facet.STANCE, target, found) for target, found in self.stances.items())
        return ((Facet.QUOTATION, "", self.quotations), (Facet.SPEAKER, "", self.speakers), *stances)

    def whole(self) -> Figures:
        """Those of the whole team alone, as a group has them."""
        of_team = {target: replace(found, by_pair=(), without=()) for target, found in self.stances.items()}
        quotations = replace(self.quotations, by_pair=(), without=(), pairs=())
        return Figures(quotations, replace(self.speakers, by_pair=(), without=()), of_team)

    def of(self, about: Facet, target: str = "") -> SubjectFigures:
        """The figures of one subject."""
        return next(found for other, name, found in self.subjects if (other, name) == (about, target))

    @property
    def headlines(self) -> tuple[Figure, ...]:
        """The first figure of each subject."""
        return tuple(found.headline for _, _, found in self.subjects)


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


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "quotations": _subject(figures.quotations) | {"pairs": [_pair(pair) for pair in figures.quotations.pairs]},
        "speakers": _subject(figures.speakers),
        "stances": {target: _stance(stance) for target, stance in figures.stances.items()},
    }


def _subject(found: SubjectFigures) -> dict[str, Any]:
    every = {each.measure.id: figure_json(each.figure) for each in found.listed}
    return {**every, "pairs": _pairs(found.by_pair), "without": _without(found.without)}


def _stance(stance: SubjectFigures) -> dict[str, Any]:
    found = _subject(stance)
    parts = {name: found.pop(name) for name in ("pairs", "without")}
    return {**found, "labels": {name: _label(label) for name, label in stance.labels.items()}, **parts}


def _label(label: LabelFigures) -> dict[str, Any]:
    every = {measure.id: figure_json(figure) if figure else None for measure, figure in label.listed}
    return {**every, "occurrences": label.occurrences, "too_few": label.too_few}


def _pair(pair: PairFigures) -> dict[str, Any]:
    both_ways = (measures.AGR, measures.AGR_BACK)
    return {
        "annotators": list(pair.annotators),
        "u_alpha": figure_json(pair.u_alpha),
        "agr": [figure_json(pair.figures[measure]) for measure in both_ways],
        **{measure.id: figure_json(figure) for measure, figure in pair.figures.items() if measure not in both_ways},
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
