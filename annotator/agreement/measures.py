"""The list of agreement figures: how each is computed, and what it is called in JSON, on the page, in tables and in a terminal.

``groups`` computes what these lists name; text, HTML, CSV, JSON and the window walk them. A new figure is a new entry here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING

from annotator.agreement.additive import Sums
from annotator.agreement.intervals import Figure

if TYPE_CHECKING:
    from annotator.agreement.groups import Group
    from annotator.agreement.matching import PairMatches
    from annotator.agreement.tables import LabelTable


class Facet(StrEnum):
    """What annotators can disagree on."""

    QUOTATION = "quotation"
    SPEAKER = "speaker"
    STANCE = "stance"


class MeasureKind(Enum):
    """What a figure is, which says where it is shown."""

    HEADLINE = "headline"  # the first figure of its subject: by pair, without each annotator, by article, by group
    COEFFICIENT = "coefficient"  # beyond chance, with its interval
    SHARE = "share"  # a share of quotations or units
    MATCH = "match"  # of a pair's quotations, both ways in one figure
    ONE_WAY = "one way"  # of a pair's quotations, from one annotator to the other


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: its id (the key in JSON), its name, its short name at the head of a column, and its line in a terminal.

    ``interval`` says whether a terminal shows the interval, too. ``plain`` is what it is called in the window, and ``tip`` says
    there what the literature calls it, with the source; a headline is called by its subject there.
    """

    id: str
    name: str
    kind: MeasureKind
    head: str = ""
    line: str = ""
    interval: bool = True
    plain: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class TeamMeasure(Measure):
    """A measure of the whole team. ``sums`` makes its sums from the group of quotations and, for stances, the target's id."""

    sums: Callable[[Group, str], Sums] = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class LabelMeasure(Measure):
    """A measure of one label of a target. ``rare``: shown only where the label is on under 10 % or over 90 %."""

    sums: Callable[[LabelTable], Sums] = field(kw_only=True)
    rare: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class PairMeasure(Measure):
    """A measure of the quotations of two annotators."""

    sums: Callable[[PairMatches], Sums] = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure with its measure."""

    measure: Measure
    figure: Figure


U_ALPHA = Measure("u_alpha", "|u-alpha", MeasureKind.HEADLINE, line="Quotations, |u-alpha")
ALPHA_CHAR = TeamMeasure(
    "alpha_char", "alpha of characters", MeasureKind.COEFFICIENT, line="character alpha", plain="letter by letter",
    tip="Nominal alpha of single characters, inside a quotation or not: for comparison with published figures",
    sums=lambda group, _: group.characters(),
)  # fmt: skip
QUOTATION_MEASURES = (ALPHA_CHAR,)
SPEAKER_ALPHA = Measure("alpha", "alpha", MeasureKind.HEADLINE, line="Speakers, alpha")
ALIASES_MERGED = TeamMeasure(
    "alpha_aliases_merged", "alpha, aliases merged", MeasureKind.COEFFICIENT, line="aliases merged",
    plain="who speaks, aliases counted as one person",
    tip="Nominal alpha, where register entries that share a name or alias count as one speaker",
    sums=lambda group, _: group.merged_alpha(),
)  # fmt: skip
SAME_SPEAKER = TeamMeasure(
    "raw_agreement", "same speaker", MeasureKind.SHARE, line="raw agreement", interval=False,
    sums=lambda group, _: group.speaker_table.agreement(),
)  # fmt: skip
MATCHED = TeamMeasure(
    "matched", "quotations that another annotator marked, too", MeasureKind.SHARE, line="quotations matched", interval=False,
    sums=lambda group, _: group.matched(),
)  # fmt: skip
SPEAKER_MEASURES = (ALIASES_MERGED, SAME_SPEAKER, MATCHED)
ALPHA_MASI = Measure("alpha_masi", "alpha, MASI distance", MeasureKind.HEADLINE, line="alpha, MASI distance")
SAME_LABELS = TeamMeasure(
    "raw_agreement",
    "same set of labels",
    MeasureKind.SHARE,
    sums=lambda group, target: group.stance_table(target).agreement(),
)
STANCE_MEASURES = (SAME_LABELS,)
TEAM_MEASURES = (U_ALPHA, *QUOTATION_MEASURES, SPEAKER_ALPHA, *SPEAKER_MEASURES, ALPHA_MASI, *STANCE_MEASURES)

LABEL_ALPHA = LabelMeasure(
    "alpha", "alpha", MeasureKind.HEADLINE, plain="agreement",
    tip="Krippendorff's nominal alpha of the label, set or not (Krippendorff 2011)",
    sums=lambda label: label.alpha(),
)  # fmt: skip
LABEL_RAW = LabelMeasure(
    "raw_agreement", "raw agreement", MeasureKind.SHARE, head="raw", line="raw ", plain="same choice",
    tip="Raw agreement: the share of pairs of annotators that chose alike, not corrected for chance",
    sums=lambda label: label.agreement(),
)  # fmt: skip
PREVALENCE = LabelMeasure(
    "prevalence", "prevalence", MeasureKind.SHARE, line="on ", plain="share",
    tip="Prevalence: the share of decisions that bear the label",
    sums=lambda label: label.prevalence(),
)  # fmt: skip
AC1 = LabelMeasure(
    "ac1", "AC1", MeasureKind.COEFFICIENT, line="AC1 ", plain="for rare labels",
    tip="Gwet's AC1: alpha falls where a label is rare, whatever people do; this does not (Gwet 2008)",
    sums=lambda label: label.ac1(), rare=True,
)  # fmt: skip
LABEL_MEASURES = (LABEL_ALPHA, LABEL_RAW, PREVALENCE, AC1)

F1_EXACT = PairMeasure(
    "f1_exact", "F1, same edges", MeasureKind.MATCH, head="F1 exact", interval=False, plain="same edges",
    tip="F1 of quotations with equal edges",
    sums=lambda pair: pair.share(2 * pair.exact, pair.mine + pair.theirs),
)  # fmt: skip
F1_OVERLAP = PairMeasure(
    "f1_overlap", "F1, overlap", MeasureKind.MATCH, head="F1 overlap", plain="overlapping",
    tip="F1 of quotations that overlap, paired one to one, with an intersection over union of at least 0.5",
    sums=lambda pair: pair.share(2 * (pair.exact + pair.near), pair.mine + pair.theirs),
)  # fmt: skip
AGR = PairMeasure(
    "agr", "agr", MeasureKind.ONE_WAY, interval=False, plain="found by 2nd",
    tip="agr: the share of the first's quotations that overlap one of the second's (Wiebe, Wilson and Cardie 2005)",
    sums=lambda pair: pair.share(pair.touching, pair.mine),
)  # fmt: skip
AGR_BACK = PairMeasure(
    "agr_back", "agr back", MeasureKind.ONE_WAY, interval=False, plain="found by 1st",
    tip="agr, the other way round: the share of the second's quotations that overlap one of the first's (Wiebe, Wilson and Cardie 2005)",
    sums=lambda pair: pair.share(pair.touched, pair.theirs),
)  # fmt: skip
PAIR_MEASURES = (F1_EXACT, F1_OVERLAP, AGR, AGR_BACK)
