"""What is said where another window decided a quotation after this one had shown it."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from annotator.records import Decision, Status

COMMENT = "Comment"  # what the undo menu says of it
WORDS = 60  # characters of the quotation in the sentence
_STATES = {
    Status.OPEN: "begun",
    Status.CONFIRMED: "confirmed",
    Status.REJECTED: "not speech",
    Status.WITHDRAWN: "removed",
}


class Stale(NamedTuple):
    """A decision that was not written, what was done, and the decision that stands (None: it was taken back)."""

    mine: Decision
    action: str
    newer: Decision | None

    @property
    def wanted(self) -> Decision:
        """What is written where mine is to stand: a comment goes onto the newer decision, all else takes its place."""
        if self.action == COMMENT and self.newer is not None and self.newer.status is not Status.WITHDRAWN:
            return replace(self.newer.anew(), comment=self.mine.comment)
        return self.mine

    @property
    def sentence(self) -> str:
        """Both in words; the newer one is shown by then."""
        words = " ".join(self.mine.words.split())
        cut = words if len(words) <= WORDS else words[: WORDS - 1].rstrip() + "…"
        return (
            f"“{cut}” was decided in another window meanwhile: {in_words(self.newer)}. "
            f"That is shown now; yours was: {in_words(self.wanted)}."
        )


def in_words(decision: Decision | None) -> str:
    """What a decision says, in short."""
    if decision is None:
        return "undone"
    parts = [_STATES[decision.status]]
    if decision.status in (Status.OPEN, Status.CONFIRMED):
        parts.append(decision.speaker_name or "no source named")
    if decision.stances:
        parts.append(", ".join(stance.label for stance in decision.stances))
    parts += ["flagged"] * decision.flagged + [f"comment “{decision.comment[:WORDS]}”"] * bool(decision.comment)
    return ", ".join(parts)
