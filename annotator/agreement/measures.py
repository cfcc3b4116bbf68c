"""The list of agreement figures: what each is called in JSON, on the page, in tables and in a terminal.

The records of ``report`` list their figures by these; text, HTML, CSV, JSON and the window walk the lists. A new figure is a line
here, a field of its record, and a line in the record's ``listed``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from annotator.agreement.intervals import Figure


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
class Listed:
    """A figure with its measure."""

    measure: Measure
    figure: Figure


U_ALPHA = Measure("u_alpha", "|u-alpha", MeasureKind.HEADLINE, line="Quotations, |u-alpha")
ALPHA_CHAR = Measure(
    "alpha_char", "alpha of characters", MeasureKind.COEFFICIENT, line="character alpha", plain="letter by letter",
    tip="Nominal alpha of single characters, inside a quotation or not: for comparison with published figures",
)  # fmt: skip
SPEAKER_ALPHA = Measure("alpha", "alpha", MeasureKind.HEADLINE, line="Speakers, alpha")
ALIASES_MERGED = Measure(
    "alpha_aliases_merged", "alpha, aliases merged", MeasureKind.COEFFICIENT, line="aliases merged",
    plain="who speaks, aliases counted as one person",
    tip="Nominal alpha, where register entries that share a name or alias count as one speaker",
)  # fmt: skip
SAME_SPEAKER = Measure("raw_agreement", "same speaker", MeasureKind.SHARE, line="raw agreement", interval=False)
MATCHED = Measure(
    "matched",
    "quotations that another annotator marked, too",
    MeasureKind.SHARE,
    line="quotations matched",
    interval=False,
)
ALPHA_MASI = Measure("alpha_masi", "alpha, MASI distance", MeasureKind.HEADLINE, line="alpha, MASI distance")
SAME_LABELS = Measure("raw_agreement", "same set of labels", MeasureKind.SHARE)
TEAM_MEASURES = (U_ALPHA, ALPHA_CHAR, SPEAKER_ALPHA, ALIASES_MERGED, SAME_SPEAKER, MATCHED, ALPHA_MASI, SAME_LABELS)

LABEL_ALPHA = Measure(
    "alpha", "alpha", MeasureKind.HEADLINE, plain="agreement",
    tip="Krippendorff's nominal alpha of the label, set or not (Krippendorff 2011)",
)  # fmt: skip
LABEL_RAW = Measure(
    "raw_agreement", "raw agreement", MeasureKind.SHARE, head="raw", line="raw ", plain="same choice",
    tip="Raw agreement: the share of pairs of annotators that chose alike, not corrected for chance",
)  # fmt: skip
PREVALENCE = Measure(
    "prevalence", "prevalence", MeasureKind.SHARE, line="on ", plain="share",
    tip="Prevalence: the share of decisions that bear the label",
)  # fmt: skip
AC1 = Measure(
    "ac1", "AC1", MeasureKind.COEFFICIENT, line="AC1 ", plain="for rare labels",
    tip="Gwet's AC1: alpha falls where a label is rare, whatever people do; this does not (Gwet 2008)",
)  # fmt: skip
LABEL_MEASURES = (LABEL_ALPHA, LABEL_RAW, PREVALENCE, AC1)

F1_EXACT = Measure(
    "f1_exact", "F1, same edges", MeasureKind.MATCH, head="F1 exact", interval=False, plain="same edges",
    tip="F1 of quotations with equal edges",
)  # fmt: skip
F1_OVERLAP = Measure(
    "f1_overlap", "F1, overlap", MeasureKind.MATCH, head="F1 overlap", plain="overlapping",
    tip="F1 of quotations that overlap, paired one to one, with an intersection over union of at least 0.5",
)  # fmt: skip
AGR = Measure(
    "agr", "agr", MeasureKind.ONE_WAY, interval=False, plain="found by 2nd",
    tip="agr: the share of the first's quotations that overlap one of the second's (Wiebe, Wilson and Cardie 2005)",
)  # fmt: skip
AGR_BACK = Measure(
    "agr_back", "agr back", MeasureKind.ONE_WAY, interval=False, plain="found by 1st",
    tip="agr, the other way round: the share of the second's quotations that overlap one of the first's (Wiebe, Wilson and Cardie 2005)",
)  # fmt: skip
PAIR_MEASURES = (F1_EXACT, F1_OVERLAP, AGR, AGR_BACK)
