"""All that the agreement page and its exports show: a report with what lies behind each of its figures, by subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from annotator.agreement.differences import (
    NO_STANCE,
    About,
    Disagreement,
    characters,
    coincidences,
    disagreements,
)
from annotator.agreement.influence_report import InfluenceReport
from annotator.agreement.intervals import Figure
from annotator.agreement.material import Material
from annotator.agreement.report import ArticleFigures, LabelFigures, Report
from annotator.records import Codebook, Stance

VALUES = 8  # rows and columns of a coincidence matrix: a register has hundreds of speakers


@dataclass(frozen=True, slots=True)
class Subject:
    """What figures are about: quotations, speakers, or the stances towards a target."""

    about: About
    target: str = ""
    name: str = ""

    @property
    def measure(self) -> str:
        """The coefficient of its headline figure."""
        return {About.QUOTATION: "|u-alpha", About.SPEAKER: "alpha", About.STANCE: "alpha, MASI distance"}[self.about]


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind a figure: its disagreements, and which values met how often.

    ``values`` are the rows and columns of ``matrix``, those that met others most often first; ``left_out`` counts the rest.
    """

    disagreements: tuple[Disagreement, ...]
    values: tuple[str, ...]
    matrix: Mapping[tuple[str, str], float]
    left_out: int = 0


@dataclass(frozen=True, eq=False)
class Page:
    """A report with its material. ``speakers`` are names by id; ``influence``: whether suggestions lead the annotators."""

    project: str
    report: Report
    material: Material
    codebook: Codebook
    speakers: Mapping[str, str]
    influence: InfluenceReport | None = None
    _behind: dict[Subject, Behind] = field(default_factory=dict)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Quotations, speakers, then each target."""
        targets = [Subject(About.STANCE, target, self.target_name(target)) for target in self.report.figures.stances]
        return (Subject(About.QUOTATION, "", "Quotations"), Subject(About.SPEAKER, "", "Speakers"), *targets)

    def target_name(self, target: str) -> str:
        """A target's name; its id where the codebook lacks it."""
        found = self.codebook.target(target)
        return found.name if found else target

    def label_name(self, target: str, label: str) -> str:
        """A label's name; its id where the codebook lacks it."""
        found = self.codebook.label(Stance(target, label))
        return found.name if found else label

    def said(self, subject: Subject, value: str) -> str:
        """A value of a disagreement for people: labels by their names."""
        if subject.about is not About.STANCE or value == NO_STANCE:
            return value
        return " + ".join(self.label_name(subject.target, part) for part in value.split(" + "))

    # Figures

    def headline(self, subject: Subject) -> Figure:
        """The subject's first figure."""
        figures = self.report.figures
        if subject.about is About.QUOTATION:
            return figures.quotations.u_alpha
        return figures.speakers.alpha if subject.about is About.SPEAKER else figures.stances[subject.target].alpha_masi

    def pairs(self, subject: Subject) -> dict[tuple[str, str], Figure]:
        """The figure of each pair, in one order."""
        figures = self.report.figures
        if subject.about is About.QUOTATION:
            return {pair.annotators: pair.u_alpha for pair in figures.quotations.pairs}
        found = figures.speakers if subject.about is About.SPEAKER else figures.stances[subject.target]
        return dict(found.pairs)

    def without(self, subject: Subject) -> dict[str, Figure]:
        """The figure of all but one annotator; empty for teams of two."""
        figures = self.report.figures
        if subject.about is About.QUOTATION:
            return dict(figures.quotations.without)
        found = figures.speakers if subject.about is About.SPEAKER else figures.stances[subject.target]
        return dict(found.without)

    def others(self, subject: Subject) -> list[tuple[str, Figure]]:
        """The figures beside the headline, each with its name."""
        figures = self.report.figures
        if subject.about is About.QUOTATION:
            return [("alpha of characters", figures.quotations.alpha_char)]
        if subject.about is About.STANCE:
            return [("same set of labels", figures.stances[subject.target].raw_agreement)]
        found = figures.speakers
        return [
            ("alpha, aliases merged", found.alpha_aliases_merged),
            ("same speaker", found.raw_agreement),
            ("quotations that another has, too", found.matched),
        ]

    def labels(self, subject: Subject) -> list[tuple[str, LabelFigures]]:
        """The labels of a target by their alpha, worst first, undefined ones last; empty for other subjects."""
        if subject.about is not About.STANCE:
            return []
        found = self.report.figures.stances[subject.target].labels
        return sorted(found.items(), key=lambda item: 2.0 if item[1].alpha.value is None else item[1].alpha.value)

    def article(self, subject: Subject, article: ArticleFigures) -> Figure:
        """The subject's figure of one article."""
        if subject.about is About.QUOTATION:
            return article.u_alpha
        return article.speakers if subject.about is About.SPEAKER else article.stances[subject.target]

    # Behind the figures

    def knows(self, subject: Subject) -> bool:
        """Whether that is worked out already."""
        return subject in self._behind

    def behind(self, subject: Subject) -> Behind:
        """What lies behind a figure, worked out when first asked for."""
        if subject not in self._behind:
            about, target = subject.about, subject.target
            every = disagreements(self.material, about, target, self.speakers)
            found = tuple(sorted(every, key=lambda each: (each.article_id, each.article, each.span)))
            met = (
                characters
                if about is About.QUOTATION
                else partial(coincidences, about=about, target=target, names=self.speakers)
            )
            matrix = met(self.material)
            values = ordered(matrix)
            kept = values[:VALUES]
            self._behind[subject] = Behind(found, tuple(kept), matrix, len(values) - len(kept))
        return self._behind[subject]


def ordered(matrix: Mapping[tuple[str, str], float]) -> list[str]:
    """The values of a coincidence matrix, those that met other values most often first, then the frequent ones."""
    apart: dict[str, float] = {}
    every: dict[str, float] = {}
    for (one, other), count in matrix.items():
        apart[one] = apart.get(one, 0.0) + (count if one != other else 0.0)
        every[one] = every.get(one, 0.0) + count
    return sorted(every, key=lambda value: (-apart[value], -every[value], value))


def met(disagreement: Disagreement, cell: tuple[str, str] | None, article: str | None) -> bool:
    """Whether a disagreement is among those of a cell of the coincidence matrix and of an article (None: any)."""
    if article is not None and disagreement.article != article:
        return False
    return cell is None or disagreement.about is About.QUOTATION or disagreement.has(*cell)
