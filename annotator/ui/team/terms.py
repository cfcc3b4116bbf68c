"""What the figures of agreement are called on the page, with the term of the literature and its source for the tool tip."""

from __future__ import annotations

from typing import NamedTuple

from annotator.agreement.measures import Facet
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
OTHERS = {
    "alpha of characters": PlainTerm(
        later("letter by letter"),
        later("Nominal alpha of single characters, inside a quotation or not: for comparison with published figures"),
    ),
    "alpha, aliases merged": PlainTerm(
        later("who speaks, aliases taken for one"),
        later("Nominal alpha, where register entries that share a name or alias count as one speaker"),
    ),
}
PAIR = (
    PlainTerm("", ""),
    PlainTerm(later("same edges"), later("F1 of quotations with equal edges")),
    PlainTerm(
        later("overlapping"),
        later("F1 of quotations that overlap, paired one to one, with an intersection over union of at least 0.5"),
    ),
    PlainTerm(
        later("found by 2nd"),
        later(
            "agr: the share of the first's quotations that overlap one of the second's (Wiebe, Wilson and Cardie 2005)"
        ),
    ),
    PlainTerm(
        later("found by 1st"),
        later(
            "agr, the other way round: the share of the second's that overlap one of the first's (Wiebe, Wilson and Cardie 2005)"
        ),
    ),
)
LABEL = (
    PlainTerm("", ""),
    PlainTerm(later("agreement"), later("Krippendorff's nominal alpha of the label, set or not (Krippendorff 2011)")),
    PlainTerm(
        later("same choice"),
        later("Raw agreement: the share of pairs of annotators that chose alike; chance is not taken out"),
    ),
    PlainTerm(later("share"), later("Prevalence: the share of decisions that bear the label")),
    PlainTerm(
        later("for rare labels"),
        later("Gwet's AC1: alpha falls where a label is rare, whatever people do; this does not (Gwet 2008)"),
    ),
    PlainTerm(later("times"), later("How often the label was set; under 10 units its figures say little")),
)
