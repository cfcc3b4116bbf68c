"""All that the agreement page and its exports show: a report with what lies behind each of its figures, by subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from annotator.agreement.differences import NO_STANCE, DisagreementList, GivenValues, characters
from annotator.agreement.influence_report import InfluenceReport
from annotator.agreement.intervals import Figure
from annotator.agreement.material import Material
from annotator.agreement.measures import Facet
from annotator.agreement.report import AgreementReport, ArticleFigures, LabelFigures, SubjectFigures
from annotator.records import Codebook, Stance

VALUES = 8  # rows and columns of a coincidence matrix: a register has hundreds of speakers


@dataclass(frozen=True, slots=True)
class Subject:
    """What figures are about: quotations, speakers, or the stances towards a target."""

    about: Facet
    target: str = ""
    name: str = ""
    measure: str = ""  # the name of its headline figure


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind a figure: its disagreements, and which values met how often.

    ``values`` are the rows and columns of ``matrix``, those that met others most often first; ``left_out`` counts the rest.
    """

    disagreements: DisagreementList
    values: tuple[str, ...]
    matrix: Mapping[tuple[str, str], float]
    left_out: int = 0


@dataclass(frozen=True, eq=False)
class ReportPage:
    """A report with its material. ``speakers`` are names by id; ``influence``: whether suggestions lead the annotators."""

    project: str
    report: AgreementReport
    material: Material
    codebook: Codebook
    speakers: Mapping[str, str]
    influence: InfluenceReport | None = None
    own: bool = False  # whether each annotator is compared with their own second readings
    _behind: dict[Subject, Behind] = field(default_factory=dict)

    @cached_property
    def subjects(self) -> tuple[Subject, ...]:
        """Quotations, speakers, then each target. Each article asks for them when all are ordered."""
        names = {Facet.QUOTATION: "Quotations", Facet.SPEAKER: "Speakers"}
        return tuple(
            Subject(about, target, names.get(about) or self.target_name(target), found.listed[0].measure.name)
            for about, target, found in self.report.figures.subjects
        )

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
        if subject.about is not Facet.STANCE or value == NO_STANCE:
            return value
        return " + ".join(self.label_name(subject.target, part) for part in value.split(" + "))

    # Figures

    def headline(self, subject: Subject) -> Figure:
        """The subject's first figure."""
        return self._figures(subject).listed[0].figure

    def _figures(self, subject: Subject) -> SubjectFigures:
        return self.report.figures.of(subject.about, subject.target)

    def pairs(self, subject: Subject) -> dict[tuple[str, str], Figure]:
        """The figure of each pair, in one order."""
        return dict(self._figures(subject).by_pair)

    def without(self, subject: Subject) -> dict[str, Figure]:
        """The figure of all but one annotator; empty for teams of two."""
        return dict(self._figures(subject).without)

    def others(self, subject: Subject) -> list[tuple[str, Figure]]:
        """The figures beside the headline, each with its name."""
        return [(each.measure.name, each.figure) for each in self._figures(subject).listed[1:]]

    def labels(self, subject: Subject) -> list[tuple[str, LabelFigures]]:
        """The labels of a target by their alpha, worst first, undefined ones last; empty for other subjects."""
        if subject.about is not Facet.STANCE:
            return []
        found = self.report.figures.stances[subject.target].labels
        return sorted(found.items(), key=lambda item: 2.0 if item[1].alpha.value is None else item[1].alpha.value)

    def article(self, subject: Subject, article: ArticleFigures) -> Figure:
        """The subject's figure of one article."""
        return article.headlines[self.subjects.index(subject)]

    # Behind the figures

    def behind(self, subject: Subject) -> Behind:
        """What lies behind a figure, worked out when first asked for."""
        if subject not in self._behind:
            given = GivenValues.of(self.material, subject.about, subject.target, self.speakers)
            matrix = characters(self.material) if subject.about is Facet.QUOTATION else given.coincidences()
            values = ordered(matrix)
            kept = values[:VALUES]
            found = given.disagreements().by_id()
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
