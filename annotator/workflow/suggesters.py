"""The suggesters by name: what reads an article and suggests quotations, speakers and labels.

A suggester is made when it is first asked for, in the thread that uses it: it may read models of many megabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from annotator.detection.suggester import Suggester


@dataclass(frozen=True, slots=True)
class SuggesterEntry:
    """A suggester of the registry. ``does``: what it suggests, in a sentence; ``make`` imports what it needs, and makes it."""

    does: str
    make: Callable[[], Suggester]


def _detector() -> Suggester:
    from annotator.detection.pipeline import Detector

    return Detector()


def _marks() -> Suggester:
    from annotator.detection.marks_alone import MarksAlone

    return MarksAlone()


def _stances() -> Suggester:
    from annotator.workflow.learned_stances import LearnedStances

    return LearnedStances(_detector())


SUGGESTERS: Mapping[str, SuggesterEntry] = {
    "detector": SuggesterEntry("Suggests quotations and their speakers in English articles.", _detector),
    "marks": SuggesterEntry("Suggests what stands in quotation marks, in any language, without speakers.", _marks),
    "stances": SuggesterEntry(
        "Suggests quotations and speakers, and labels that the annotator's decisions predict.", _stances
    ),
}


def make_suggester(name: str) -> Suggester:
    """Make the suggester of a name in :data:`SUGGESTERS`; ModelMissingError where its language model is not installed."""
    return SUGGESTERS[name].make()
