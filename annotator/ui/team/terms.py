"""What the figures of agreement are called on the page, with the term of the literature and its source for the tool tip."""

from __future__ import annotations

from typing import NamedTuple

from annotator.agreement.measures import LABEL_MEASURES, PAIR_MEASURES, TEAM_MEASURES, Facet
from annotator.language import later


class PlainTerm(NamedTuple):
    """A plain name, and what it is called and where that is defined."""

    name: str
    tip: str


HEADLINES = {
    Facet.QUOTATION: PlainTerm(
        later("which words are quoted"),
        later(
            "Krippendorff's |u-alpha: 1 is full agreement, 0 what chance would give (Krippendorff, Mathet, Bouvry and Widlöcher 2016)"
        ),
    ),
    Facet.SPEAKER: PlainTerm(
        later("who speaks"),
        later("Krippendorff's nominal alpha: 1 is full agreement, 0 what chance would give (Krippendorff 2011)"),
    ),
    Facet.STANCE: PlainTerm(
        later("which labels; sets that partly agree"),
        later(
            "Krippendorff's alpha with MASI distance: sets of labels that share some agree in part (Passonneau 2006)"
        ),
    ),
}
OTHERS = {each.name: PlainTerm(each.plain, each.tip) for each in TEAM_MEASURES if each.plain}
PAIR = (PlainTerm("", ""), *(PlainTerm(each.plain, each.tip) for each in PAIR_MEASURES))
LABEL = (
    PlainTerm("", ""),
    *(PlainTerm(each.plain, each.tip) for each in LABEL_MEASURES),
    PlainTerm(later("times"), later("How often the label was set; under 10 units its figures say little")),
)
