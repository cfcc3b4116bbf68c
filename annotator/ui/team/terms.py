"""What the figures of agreement are called on the page, with the term of the literature and its source for the tool tip."""

from __future__ import annotations

from typing import NamedTuple

from annotator.agreement.measures import Facet


class PlainTerm(NamedTuple):
    """A plain name, and what it is called and where that is defined."""

    name: str
    tip: str


HEADLINES = {
    Facet.QUOTATION: PlainTerm(
        "which words are quoted",
        "Krippendorff's |u-alpha: 1 is full agreement, 0 what chance would give (Krippendorff, Mathet, Bouvry and Widlöcher 2016)",
    ),
    Facet.SPEAKER: PlainTerm(
        "who speaks",
        "Krippendorff's nominal alpha: 1 is full agreement, 0 what chance would give (Krippendorff 2011)",
    ),
    Facet.STANCE: PlainTerm(
        "which labels; sets in part alike",
        "Krippendorff's alpha with MASI distance: sets of labels that share some agree in part (Passonneau 2006)",
    ),
}
OTHERS = {
    "alpha of characters": PlainTerm(
        "letter by letter",
        "Nominal alpha of single characters, inside a quotation or not: for comparison with published figures",
    ),
    "alpha, aliases merged": PlainTerm(
        "who speaks, aliases taken for one",
        "Nominal alpha with register entries that share a name or alias taken for one speaker",
    ),
}
PAIR = (
    PlainTerm("", ""),
    PlainTerm("same edges", "F1 of quotations with equal edges"),
    PlainTerm(
        "overlapping", "F1 of quotations that overlap, paired one to one, from an intersection over union of 0.5 on"
    ),
    PlainTerm(
        "found by 2nd",
        "agr: the share of the first's quotations that overlap one of the second's (Wiebe, Wilson and Cardie 2005)",
    ),
    PlainTerm(
        "found by 1st",
        "agr, the other way round: the share of the second's that overlap one of the first's (Wiebe, Wilson and Cardie 2005)",
    ),
)
LABEL = (
    PlainTerm("", ""),
    PlainTerm("agreement", "Krippendorff's nominal alpha of the label, set or not (Krippendorff 2011)"),
    PlainTerm(
        "same choice", "Raw agreement: the share of pairs of annotators that chose alike; chance is not taken out"
    ),
    PlainTerm("share", "Prevalence: the share of decisions that bear the label"),
    PlainTerm(
        "for rare",
        "Gwet's AC1: alpha falls where a label is rare, whatever people do; this does not (Gwet 2008)",
    ),
    PlainTerm("times", "How often the label was set; under 10 units its figures say little"),
)
