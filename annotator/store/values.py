"""Values that a row holds as JSON, read with care."""

from __future__ import annotations

from typing import Any

from annotator.jsontext import NotJsonError, read_json


def strings(value: object, shape: type[Any]) -> Any:
    """A JSON object (or list) of strings alone, or None where it is none."""
    try:
        found: Any = read_json(value) if isinstance(value, str) else None
    except NotJsonError:
        return None
    if not isinstance(found, shape):
        return None
    inside = (*found, *found.values()) if isinstance(found, dict) else found
    return found if all(isinstance(item, str) and _encodes(item) for item in inside) else None


def _encodes(text: str) -> bool:
    """Whether a file can hold a text: JSON may write half a character as an escape."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


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
