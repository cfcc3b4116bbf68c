"""What a row may hold: the checks that a file from elsewhere may fail, in clauses for people."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.jsontext import NotJsonError, read_json
from annotator.records import Kind, Origin, Status, hash_of, text_hash

_ENUMS = (("status", Status), ("kind", Kind), ("origin", Origin))


def strings(value: object, shape: type[Any]) -> Any:
    """A JSON object (or list) of strings alone, or None where it is none."""
    try:
        found: Any = read_json(value) if isinstance(value, str) else None
    except NotJsonError:
        return None
    if not isinstance(found, shape):
        return None
    inside = (*found, *found.values()) if isinstance(found, dict) else found
    return found if all(isinstance(item, str) for item in inside) else None


def aliases(value: str) -> tuple[str, ...]:
    """A speaker's aliases; none where a damaged file holds something else (the doctor tells)."""
    return () if value == "[]" else tuple(strings(value, list) or ())


def spans(value: object) -> list[tuple[int, int]] | None:
    """A JSON list of [start, end] with 0 <= start < end, or None where it is none."""
    try:
        found = [(start, end) for start, end in read_json(value)] if isinstance(value, str) else None
    except (ValueError, TypeError):
        return None
    good = found is not None and all(type(a) is int and type(b) is int and 0 <= a < b for a, b in found)
    return found if good else None


def decision_faults(values: Sequence[Any], text: str | None) -> Iterator[str]:
    """What is wrong with a decision's values, in the order (status, kind, origin, start, end, words, source start, end,
    words, cue start, end, words, content), about an article's text (None: there is none).
    """
    for (name, enum), value in zip(_ENUMS, values[:3], strict=True):
        if value not in set(enum):
            yield f"there is no {name} {value!r}"
    if text is None:
        yield "its article is not there"
        return
    for name, at in (("quotation", 3), ("source", 6), ("cue", 9)):
        start, end, words = values[at : at + 3]
        if start is None and end is None and words is None and at > 3:
            continue
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            yield f"its {name} reaches beyond the article"
        elif text[start:end] != words:
            yield f"the words of its {name} are not those of the article"
    content = spans(values[12])
    if content is None or any(end > len(text) for _, end in content):
        yield "its content cannot be read"


DECISION = ("status", "kind", "origin", "start", "end", "words", "source_start", "source_end", "source_words", "cue_start",
            "cue_end", "cue_words", "content")  # fmt: skip
"""The columns that ``decision_faults`` looks at, in its order."""


def row_faults(table: str, row: Mapping[str, Any], text: str | None) -> Iterator[str]:
    """What is wrong with a row from elsewhere, in clauses, about the text of the article that it is on (None: there is none)."""
    for name, value in row.items():
        if isinstance(value, bytes):
            yield f"its {name} is no text"
            return
        if isinstance(value, bool) or not isinstance(value, (str, int, float, type(None))):
            yield f"its {name} is no value that the program writes"
            return
        if isinstance(value, float) and not math.isfinite(value):
            yield f"its {name} is no number"
            return
    if table == "annotator" and not _is_name(row.get("name")):
        yield "its name is none that the program writes"
    elif table == "article":
        if not isinstance(row.get("text"), str):
            yield "its text is no text"
        elif text_hash(row["text"]) != row.get("sha256"):
            yield "its text does not fit its checksum"
        if strings(row.get("metadata", "{}"), dict) is None:
            yield "its metadata cannot be read"
    elif table == "codebook" and (not isinstance(row.get("source"), str) or hash_of(row["source"]) != row.get("hash")):
        yield "its source does not fit its checksum"
    elif table == "speaker_revision" and strings(row.get("aliases", "[]"), list) is None:
        yield "its aliases cannot be read"
    elif table == "decision":
        yield from _decision_row_faults(row, text)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value != "" and value == " ".join(value.split())


def _decision_row_faults(row: Mapping[str, Any], text: str | None) -> Iterator[str]:
    if text is None:
        yield "its article is not there"
        return
    yield from decision_faults([row.get(name, "[]" if name == "content" else None) for name in DECISION], text)
    if row.get("status") in (Status.CONFIRMED, Status.REJECTED) and (row["status"] == Status.REJECTED) != (
        row.get("kind") == Kind.NOT_SPEECH
    ):
        yield f"a {row['status']} quotation cannot be of kind {row.get('kind')}"
    try:
        datetime.datetime.fromisoformat(str(row.get("decided_at")))
    except ValueError:
        yield "it does not say when it was decided"
