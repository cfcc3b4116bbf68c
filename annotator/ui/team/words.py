"""What the views of a team say: reasons, the keys named at the foot of the window, what stands where there is nothing to show."""

from __future__ import annotations

from annotator.language import later
from annotator.records import Reason

REASONS = {
    Reason.UNCLEAR: later("guideline unclear"),
    Reason.SLIP: later("slip"),
    Reason.AMBIGUOUS: later("ambiguous text"),
    Reason.LACKS: later("codebook lacks a label"),
    Reason.OTHER: later("other"),
}
PAGE_HINTS = (
    ("", later("a row or a cell shows what is behind it")),
    ("", later("a disagreement opens its quotation")),
    ("back", later("back to the desk")),
    ("help", later("all keys")),
)
HINTS = (
    ("", later("1–9 choose a decision")),
    ("confirm", later("settle and go on")),
    ("reject", later("not a quotation")),
    ("reason-1", later("to 5 reason")),
    ("help", later("all keys")),
)

NONE_FINISHED = later(
    "No article was finished by two annotators yet. Team › Packages for a team… hands articles out, and Team › Merge files… brings them "
    "back; others can also annotate here under their own names."
)
NONE_TWICE = later(
    "No article was read twice by the same annotator yet. Team › Articles that come back… lets some of the finished ones come back."
)
NOBODY = later("Two annotators must finish the same article first: then its disagreements can be settled here.")
