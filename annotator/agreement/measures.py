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

    ``interval`` says whether a terminal shows the interval, too.
    """

    id: str
    name: str
    kind: MeasureKind
    head: str = ""
    line: str = ""
    interval: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """A figure with its measure."""

    measure: Measure
    figure: Figure


U_ALPHA = Measure("u_alpha", "|u-alpha", MeasureKind.HEADLINE, line="Quotations, |u-alpha")
ALPHA_CHAR = Measure("alpha_char", "alpha of characters", MeasureKind.COEFFICIENT, line="character alpha")
SPEAKER_ALPHA = Measure("alpha", "alpha", MeasureKind.HEADLINE, line="Speakers, alpha")
ALIASES_MERGED = Measure(
    "alpha_aliases_merged", "alpha, aliases merged", MeasureKind.COEFFICIENT, line="aliases merged"
)
SAME_SPEAKER = Measure("raw_agreement", "same speaker", MeasureKind.SHARE, line="raw agreement", interval=False)
MATCHED = Measure(
    "matched", "quotations that another has, too", MeasureKind.SHARE, line="quotations matched", interval=False
)
ALPHA_MASI = Measure("alpha_masi", "alpha, MASI distance", MeasureKind.HEADLINE, line="alpha, MASI distance")
SAME_LABELS = Measure("raw_agreement", "same set of labels", MeasureKind.SHARE)

LABEL_ALPHA = Measure("alpha", "alpha", MeasureKind.HEADLINE)
LABEL_RAW = Measure("raw_agreement", "raw agreement", MeasureKind.SHARE, head="raw", line="raw ")
PREVALENCE = Measure("prevalence", "prevalence", MeasureKind.SHARE, line="on ")
AC1 = Measure("ac1", "AC1", MeasureKind.COEFFICIENT, line="AC1 ")
LABEL_MEASURES = (LABEL_ALPHA, LABEL_RAW, PREVALENCE, AC1)

F1_EXACT = Measure("f1_exact", "F1, same edges", MeasureKind.MATCH, head="F1 exact", interval=False)
F1_OVERLAP = Measure("f1_overlap", "F1, overlap", MeasureKind.MATCH, head="F1 overlap")
AGR = Measure("agr", "agr", MeasureKind.ONE_WAY, interval=False)
AGR_BACK = Measure("agr_back", "agr back", MeasureKind.ONE_WAY, interval=False)
PAIR_MEASURES = (F1_EXACT, F1_OVERLAP, AGR, AGR_BACK)
