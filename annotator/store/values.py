"""What a row may hold: the checks that a file from elsewhere may fail, in clauses for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from annotator.jsontext import NotJsonError, read_json
from annotator.records import Kind, Origin, Status

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
