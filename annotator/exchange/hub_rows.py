"""Rows for Hugging Face datasets: the same keys and types in every row, no null, ``[]`` for an empty list.

Offsets are Unicode code points into ``text``, half-open; -1 stands for "none". ``FEATURES`` is the same as the YAML
of a dataset card says it, so that no reader has to infer a type from rows that happen to be empty.
"""

from __future__ import annotations

from typing import Any

from annotator.exchange.annotated import AnnotatedArticle, in_order, stance_names
from annotator.records import Decision, Status
from annotator.serial import mention_to_columns, spans_to_lists

_STRINGS, _NUMBERS = "string", "int64"
#: (name, type) of a quotation; a list of one type is written [type].
QUOTATION: tuple[tuple[str, Any], ...] = (
    ("id", _STRINGS), ("start", _NUMBERS), ("end", _NUMBERS), ("words", _STRINGS), ("kind", _STRINGS),
    ("speaker", _STRINGS), ("speaker_id", _STRINGS), ("speaker_uri", _STRINGS), ("speaker_note", _STRINGS),
    ("source", _STRINGS), ("source_start", _NUMBERS),
    ("source_end", _NUMBERS), ("cue", _STRINGS), ("cue_start", _NUMBERS), ("cue_end", _NUMBERS), ("utterance", _STRINGS),
    ("content", [[_NUMBERS]]), ("stances", [_STRINGS]), ("comment", _STRINGS), ("flagged", "bool"), ("origin", _STRINGS),
    ("outcome", _STRINGS), ("proposal_shown", "bool"), ("detector", _STRINGS), ("decided_at", _STRINGS), ("seconds", "float64"),
    ("codebook_version", _STRINGS), ("codebook_sha256", _STRINGS), ("adjudicated", "bool"),
)  # fmt: skip
FEATURES: tuple[tuple[str, Any], ...] = (
    ("id", _STRINGS), ("sha256", _STRINGS), ("title", _STRINGS), ("annotator", _STRINGS), ("finished", "bool"),
    ("offset_unit", _STRINGS), ("metadata", [(("key", _STRINGS), ("value", _STRINGS))]), ("text", _STRINGS),
    ("quotes", [QUOTATION]), ("nonspeech", [QUOTATION]),
)  # fmt: skip


def row(annotated: AnnotatedArticle) -> dict[str, Any]:
    """One article and annotator."""
    article = annotated.article
    decisions = in_order(annotated.decisions)
    return {
        "id": article.id,
        "sha256": article.sha256,
        "title": article.title,
        "annotator": annotated.annotator,
        "finished": annotated.finished,
        "offset_unit": "codepoint",
        "metadata": [{"key": key, "value": value} for key, value in sorted(article.metadata.items())],
        "text": article.text,
        "quotes": [_quotation(annotated, d) for d in decisions if d.status is Status.CONFIRMED],
        "nonspeech": [_quotation(annotated, d) for d in decisions if d.status is Status.REJECTED],
    }


def _quotation(annotated: AnnotatedArticle, d: Decision) -> dict[str, Any]:
    trace = annotated.trace(d)
    return {
        "id": d.quotation,
        "start": d.span.start,
        "end": d.span.end,
        "words": d.words,
        "kind": str(d.kind),
        "speaker": d.speaker_name,
        "speaker_id": d.speaker_id or "",
        "speaker_uri": trace.speaker_uri,
        "speaker_note": trace.speaker_note,
        **mention_to_columns("source", d.source),
        **mention_to_columns("cue", d.cue),
        "utterance": d.group or "",
        "content": spans_to_lists(d.content),
        "stances": stance_names(d),
        "comment": d.comment,
        "flagged": d.flagged,
        "origin": str(d.origin),
        "outcome": trace.outcome,
        "proposal_shown": d.proposals_shown,
        "detector": trace.detector,
        "decided_at": d.decided_at,
        "seconds": float(d.seconds),
        "codebook_version": trace.codebook_version,
        "codebook_sha256": d.codebook,
        "adjudicated": trace.adjudicated,
    }


def nested_yaml(features: tuple[tuple[str, Any], ...] = FEATURES, indent: str = "  ") -> list[str]:
    """The features as lines of the YAML in a dataset card."""
    lines = []
    for name, kind in features:
        lines.append(f"{indent}- name: {name}")
        lines += _type_yaml(kind, indent + "  ")
    return lines


def _type_yaml(kind: Any, indent: str) -> list[str]:
    if isinstance(kind, str):
        return [f"{indent}dtype: {kind}"]
    (item,) = kind
    if isinstance(item, str):
        return [f"{indent}list: {item}"]
    if isinstance(item, list):
        return [f"{indent}list:", f"{indent}  list: {item[0]}"]
    return [f"{indent}list:", *nested_yaml(item, indent)]
