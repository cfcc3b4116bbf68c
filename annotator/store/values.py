"""Parse and check the JSON values of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from annotator.jsontext import NotJsonError, read_json
from annotator.records import MisfitError, Span

Found = TypeVar("Found")


def strings(value: object, shape: type[Any]) -> Any:
    """A JSON object (or list) of strings alone that a file can hold, or None where it is none."""
    import orjson  # which a start does not wait for

    try:
        # Several times as fast as json; it refuses more: halves of characters, which no file can hold, and NaN, which is no string.
        found: Any = orjson.loads(value) if isinstance(value, str) else None
    except orjson.JSONDecodeError:
        return None
    if not isinstance(found, shape):
        return None
    inside = (*found, *found.values()) if isinstance(found, dict) else found
    return found if all(isinstance(item, str) for item in inside) else None


def metadata(value: object) -> dict[str, str]:
    """What an article's source said about it; MisfitError where it is no object of texts."""
    found: dict[str, str] | None = {} if value == "{}" else strings(value, dict)
    if found is None:
        raise MisfitError("its metadata cannot be read")
    return found


def content(value: object) -> tuple[Span, ...]:
    """A decision's content; MisfitError where it is no list of spans."""
    if value == "[]":
        return ()
    found = spans(value)
    if found is None:
        raise MisfitError("its content cannot be read")
    return tuple(Span(start, end) for start, end in found)


def one_of(known: Mapping[str, Found], value: str, what: str) -> Found:
    """What a word of a closed list stands for; MisfitError where it is not on the list."""
    try:
        return known[value]
    except KeyError:
        raise MisfitError(f"{value!r} is not a valid {what}") from None


def aliases(value: str) -> tuple[str, ...]:
    """A speaker's aliases; none where a damaged file holds something else (the doctor tells)."""
    return () if value == "[]" else tuple(strings(value, list) or ())


def spans(value: object) -> list[tuple[int, int]] | None:
    """A JSON list of [start, end] with 0 <= start < end, or None where it is none."""
    try:
        found = read_json(value) if isinstance(value, str) else None
    except NotJsonError:
        return None
    if not isinstance(found, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in found):
        return None
    good = all(type(a) is int and type(b) is int and 0 <= a < b for a, b in found)
    return [(a, b) for a, b in found] if good else None
