"""What the views of a team say: reasons, the keys named at the foot of the window, what stands where there is nothing to show."""

from __future__ import annotations

from annotator.records import Reason

REASONS = {
    Reason.UNCLEAR: "guideline unclear",
    Reason.SLIP: "slip",
    Reason.AMBIGUOUS: "ambiguous text",
    Reason.LACKS: "codebook lacks a label",
    Reason.OTHER: "other",
}
PAGE_HINTS = (
    ("", "a row or a cell shows what is behind it"),
    ("", "a disagreement opens its quotation"),
    ("back", "back to the desk"),
    ("help", "all keys"),
)
HINTS = (
    ("", "1–9 take a decision"),
    ("confirm", "settle and go on"),
    ("reject", "not a quotation"),
    ("reason-1", "to 5 reason"),
    ("help", "all keys"),
)

NONE_FINISHED = "No article was finished by two annotators yet."
NOBODY = "Two annotators must finish the same article first: then its disagreements can be settled here."
