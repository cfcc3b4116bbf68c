"""What the detector suggests for quotations that were made by hand: shown, and written only with a decision of the annotator's."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from annotator.holdout import HoldOut, Shown
from annotator.records import Decision, Origin, Proposal, Quotation, Status


class Suggested(NamedTuple):
    """A suggestion, and the decision (its id) that stood when it came: the first one, which says nothing of speaker and cue yet."""

    decision: str
    hold_out: str
    proposal: Proposal


class SpeakerSuggestions:
    """By quotation, for the time that the window is open."""

    def __init__(self) -> None:
        self._found: dict[str, Suggested] = {}

    def add(self, decision: Decision, first: str, proposal: Proposal, hold_out: HoldOut) -> bool:
        """Suggest for a quotation that was just made by hand; False where the project withholds it from its annotator."""
        if decision.origin is not Origin.MANUAL or hold_out.hides_speaker(decision.annotator, decision.quotation):
            return False
        self._found[decision.quotation] = Suggested(first, str(hold_out), proposal)
        return True

    def laid_over(self, quotation: Quotation) -> Quotation:
        """The quotation with its ranked speakers, and as long as nobody said anything of them, with the first one and the cue."""
        found = self._found.get(quotation.id)
        stood = quotation.decision
        if found is None or stood is None or stood.origin is not Origin.MANUAL:
            return quotation
        if not self.is_open(quotation):
            return replace(quotation, proposal=found.proposal)
        source = found.proposal.source
        seen = replace(
            stood,
            source=source.mention if source else None,
            speaker_name=source.name if source else "",
            cue=found.proposal.cue,
            shown=Shown(found.hold_out, speaker=True).as_text(),
        )
        return replace(quotation, proposal=found.proposal, decision=seen)

    def is_open(self, quotation: Quotation) -> bool:
        """Whether the speaker and the cue that are shown of a quotation are suggestions that nobody decided on yet."""
        found, stood = self._found.get(quotation.id), quotation.decision
        return found is not None and stood is not None and stood.id == found.decision and stood.status is Status.OPEN

    def __bool__(self) -> bool:
        return bool(self._found)
