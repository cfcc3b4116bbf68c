"""Records as plain values and back, once for the store, the commands and the formats. Offsets are code points, half-open.

A mention has three forms, each of which stands in files that were written: an object, a list, and columns of a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from annotator.jsontext import MisfitError, whole
from annotator.records import Kind, Mention, Proposal, Span


def mention_to_dict(mention: Mention) -> dict[str, Any]:
    """A mention as ``{"start": …, "end": …, "text": …}``."""
    return {"start": mention.span.start, "end": mention.span.end, "text": mention.words}


def mention_from_dict(value: Mapping[str, Any] | None, text: str) -> Mention | None:
    """The mention of an object of that form in an article's text; None for none, and where ``start`` is null or missing.

    The words may be left out. MisfitError where they are not those of the text, or ``end`` is missing.
    """
    if not value or (start := value.get("start")) is None:
        return None
    if value.get("end") is None:
        raise MisfitError("a place in the text has no end")
    span = Span(whole(start), whole(value["end"]))
    words = span.words(text)
    if value.get("text", words) != words:
        raise MisfitError(f"the words at {start}-{span.end} are not the ones given")
    return Mention(span, words)


def mention_to_list(mention: Mention) -> list[Any]:
    """A mention as ``[start, end, words]``."""
    return [mention.span.start, mention.span.end, mention.words]


def mention_to_columns(name: str, mention: Mention | None) -> dict[str, Any]:
    """A mention as the columns ``NAME``, ``NAME_start`` and ``NAME_end`` of a table that has no NULL: "", -1 and -1 for none."""
    start, end, words = mention_to_list(mention) if mention else (-1, -1, "")
    return {name: words, f"{name}_start": start, f"{name}_end": end}


def mention_from_columns(name: str, row: Mapping[str, Any]) -> Mention | None:
    """The mention of such columns; None where there is none."""
    start = int(row[f"{name}_start"])
    return Mention(Span(start, int(row[f"{name}_end"])), row[name]) if start >= 0 else None


def spans_to_lists(spans: Iterable[Span]) -> list[list[int]]:
    """Spans as ``[[start, end], …]``."""
    return [[span.start, span.end] for span in spans]


def proposal_to_dict(proposal: Proposal) -> dict[str, Any]:
    """A proposal as the scorer reads it: what is blank is left out, probabilities have four places."""
    source = proposal.source
    out: dict[str, Any] = {
        "start": proposal.span.start, "end": proposal.span.end, "text": proposal.words, "kind": str(proposal.kind),
        "speaker": mention_to_dict(source.mention) | {"name": source.name} if source else None,
        "cue": mention_to_dict(proposal.cue) if proposal.cue else None,
    }  # fmt: skip
    if proposal.kind is not Kind.NOT_SPEECH:
        out["candidates"] = [
            mention_to_dict(c.mention) | {"name": c.name, "score": round(c.score, 4), "reason": c.reason}
            for c in proposal.candidates
        ]
        out["no_source"] = round(proposal.no_source, 4)
    if proposal.group:
        out["group"] = proposal.group
    if proposal.content:
        out["content"] = spans_to_lists(proposal.content)
    out["confidence"] = round(proposal.confidence, 4)
    return out
