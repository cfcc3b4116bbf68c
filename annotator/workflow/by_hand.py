"""What the detector would say of a stretch that a person made a quotation: its ranked speakers and its cue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from annotator.records import Candidate, Desk, Kind, Mention, MisfitError, Proposal, Span

OPENING, CLOSING = "“", "”"
_INNER = str.maketrans({"“": "‘", "”": "’", '"': "’", "«": "‘", "»": "’"})
ALIKE = 0.5  # intersection over union from which a proposal is about the same words


def known(desk: Desk, span: Span) -> Proposal | None:
    """The proposal of the article that says who speaks in a stretch: the one that overlaps it most. None where none does."""
    proposals = [
        q.proposal for q in desk.quotations if q.proposal is not None and q.proposal.kind is not Kind.NOT_SPEECH
    ]
    near = [p for p in proposals if p.shown and p.span.overlaps(span) and p.candidates]
    return max(near, key=lambda p: p.span.iou(span)) if near else None


def suggestion(propose: Callable[[str], Sequence[Proposal]], text: str, span: Span) -> Proposal | None:
    """What a detector proposes for a stretch that it did not find by itself: it is read as if it stood in quotation marks.

    None where the detector does not take it for speech. Spans are those of ``text``.
    """
    marked = f"{text[: span.start]}{OPENING}{span.words(text).translate(_INNER)}{CLOSING}{text[span.end :]}"
    inside = Span(span.start, span.end + 2)
    found = [p for p in propose(marked) if p.span.iou(inside) >= ALIKE and p.candidates]
    if not found:
        return None
    best = max(found, key=lambda p: p.span.iou(inside))

    def back(place: int) -> int:
        """A place in the marked text as one in the text."""
        return place - (place > span.start) - (place > span.end + 1)

    def mention(of: Mention) -> Mention | None:
        try:
            return Mention.of(text, back(of.span.start), back(of.span.end))
        except MisfitError:
            return None  # nothing but a mark that was put in

    return replace(
        best,
        span=span,
        words=span.words(text),
        candidates=tuple(_placed(best.candidates, mention)),
        cue=mention(best.cue) if best.cue is not None else None,
        group=None,
        content=(),
    )


def _placed(candidates: Iterable[Candidate], mention: Callable[[Mention], Mention | None]) -> Iterable[Candidate]:
    for candidate in candidates:
        placed = mention(candidate.mention)
        if placed is not None:
            yield replace(candidate, mention=placed)
