"""The agreement report: every figure with its interval, and the same as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.agreement.intervals import Figure

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


@dataclass(frozen=True, slots=True)
class QuotationFigures:
    """How far annotators agree on what is a quotation. ``characters`` are the coincidences of inside (1) and outside (0)."""

    u_alpha: Figure
    alpha_char: Figure
    pairs: tuple[PairFigures, ...] = ()
    without: Without = ()


@dataclass(frozen=True, slots=True)
class SpeakerFigures:
    """How far annotators agree on who speaks, in the quotations they both have."""

    alpha: Figure
    alpha_aliases_merged: Figure
    raw_agreement: Figure
    matched: Figure  # the share of all quotations that another annotator has too
    pairs: Pairs = ()
    without: Without = ()


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


@dataclass(frozen=True, slots=True)
class StanceFigures:
    """How far annotators agree on the stances towards one target: sets of labels, and each label by itself."""

    alpha_masi: Figure
    raw_agreement: Figure
    labels: Mapping[str, LabelFigures]
    pairs: Pairs = ()
    without: Without = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one group of quotations."""

    quotations: QuotationFigures
    speakers: SpeakerFigures
    stances: Mapping[str, StanceFigures]


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
    def worst(self) -> float:
        """The lowest of its figures, 2 where all are undefined: sort by it for the worst first."""
        figures = (self.u_alpha, self.speakers, *self.stances.values())
        return min((f.value for f in figures if f.value is not None), default=2.0)


@dataclass(frozen=True, slots=True)
class Report:
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
    quotations, speakers = figures.quotations, figures.speakers
    return {
        "quotations": {
            "u_alpha": figure_json(quotations.u_alpha),
            "alpha_char": figure_json(quotations.alpha_char),
            "pairs": [_pair(pair) for pair in quotations.pairs],
            "without": _without(quotations.without),
        },
        "speakers": {
            "alpha": figure_json(speakers.alpha),
            "alpha_aliases_merged": figure_json(speakers.alpha_aliases_merged),
            "raw_agreement": figure_json(speakers.raw_agreement),
            "matched": figure_json(speakers.matched),
            "pairs": _pairs(speakers.pairs),
            "without": _without(speakers.without),
        },
        "stances": {target: _stance(stance) for target, stance in figures.stances.items()},
    }


def _stance(stance: StanceFigures) -> dict[str, Any]:
    return {
        "alpha_masi": figure_json(stance.alpha_masi),
        "raw_agreement": figure_json(stance.raw_agreement),
        "labels": {
            name: {
                "alpha": figure_json(label.alpha),
                "raw_agreement": figure_json(label.raw_agreement),
                "prevalence": figure_json(label.prevalence),
                "ac1": figure_json(label.ac1) if label.ac1 else None,
                "occurrences": label.occurrences,
                "too_few": label.too_few,
            }
            for name, label in stance.labels.items()
        },
        "pairs": _pairs(stance.pairs),
        "without": _without(stance.without),
    }


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
