"""A desk's quotations in order: which comes next, and what they look like with decisions laid over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from annotator.records import Decision, Desk, Quotation, Status


def next_from(
    quotations: Sequence[Quotation], start: int, wanted: Callable[[Quotation], bool] | None = None
) -> str | None:
    """The first quotation from a place on, round the end, that is ``wanted`` (any, where that is None). None: there is none."""
    for at in range(len(quotations)):
        quotation = quotations[(start + at) % len(quotations)]
        if wanted is None or wanted(quotation):
            return quotation.id
    return None


def laid_over(desk: Desk, decisions: Iterable[Decision]) -> Desk:
    """The desk as it looks with these decisions, the later before the earlier, withdrawn quotations left out."""
    found = {quotation.id: quotation for quotation in desk.quotations}
    for decision in decisions:
        before = found.get(decision.quotation)
        found[decision.quotation] = Quotation(decision.quotation, before.proposal if before else None, decision)
    kept = [q for q in found.values() if q.decision is None or q.decision.status is not Status.WITHDRAWN]
    return replace(desk, quotations=tuple(sorted(kept, key=lambda q: (q.span.start, -q.span.end))))


def decided(desk: Desk) -> dict[str, Decision]:
    """What the decisions of a desk say, by quotation, whether they were read from the file or made just now."""
    blank = {"id": "", "decided_at": "", "speaker_id": None, "seconds": 0.0}
    return {q.id: replace(q.decision, **blank) for q in desk.quotations if q.decision is not None}  # type: ignore[arg-type]
