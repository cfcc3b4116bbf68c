"""Proposals from quotation marks alone, in any language: no model is asked, and no source is proposed."""

from __future__ import annotations

from annotator.detection.marks import stretches
from annotator.detection.settings import MARKS_ALONE
from annotator.detection.suggester import TextSuggester
from annotator.detection.typography import normal
from annotator.records import Kind, Proposal, Span


class MarksAlone(TextSuggester):
    """Proposes what stands in quotation marks."""

    detector_version = "marks alone"

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """See :func:`marks_alone`."""
        return marks_alone(text)


def marks_alone(text: str) -> tuple[Proposal, ...]:
    """Propose what stands in quotation marks as direct speech, in text order; nothing inside other marks."""
    return tuple(
        Proposal(Span(s.start, s.end), text[s.start : s.end], Kind.DIRECT, MARKS_ALONE, no_source=1.0, speaks=False)
        for s in stretches(normal(text))
    )
