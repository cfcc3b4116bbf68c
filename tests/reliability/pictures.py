"""A decision as plain text, to compare what a window shows, what the file holds and what an export says."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from annotator.exchange import jsonl
from annotator.records import Decision, Status

Key = tuple[str, str, str]  # annotator, the article's sha256, the quotation's id


def picture(decision: Decision) -> str:
    """Write down all that a person decided about a quotation, as JSON."""
    stances = sorted(f"{s.target}:{s.label}" for s in decision.stances)
    span = [decision.span.start, decision.span.end]
    speaker = decision.speaker_name
    return json.dumps([decision.status, decision.kind, span, speaker, stances, decision.flagged, decision.comment])


def pictures(decisions: Iterable[Decision]) -> dict[Key, str]:
    """The pictures of decisions by annotator, article and quotation; withdrawn ones are left out, as they are in exports."""
    kept = (d for d in decisions if d.status is not Status.WITHDRAWN)
    return {(d.annotator, d.article, d.quotation): picture(d) for d in kept}


def exported(path: Path) -> dict[Key, str]:
    """The pictures of all that an export in JSONL holds."""
    return pictures(decision for article in jsonl.read_annotated(path) for decision in article.decisions)
