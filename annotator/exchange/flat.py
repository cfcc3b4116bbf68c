"""Objects of JSON as rows: what stands in lists and objects inside them, as plain values under keys of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

Plain = str | int | float | None


def plain_values(record: Mapping[str, Any], texts: Collection[str] = ()) -> dict[str, Plain]:
    """The values of a JSON object that a row of a table could hold; those of an object inside it as ``outer.inner``.

    A list of plain values is one value with "; " between them, of a key among ``texts`` a paragraph each; of a list of objects each key
    has the values of all.
    """
    found: dict[str, Plain] = {}
    for key, value in record.items():
        if value is None or isinstance(value, str | int | float):
            found[key] = value
        else:
            _flatten(key, value, found, texts)
    return found


def _flatten(key: str, value: Any, found: dict[str, Plain], texts: Collection[str]) -> None:
    """Put what a list or an object holds under keys of its own."""
    if value is None or isinstance(value, str | int | float):
        between = "\n" if key in texts or key.lower() in texts else "; "
        found[key] = value if key not in found else f"{found[key]}{between}{value}"
    elif isinstance(value, dict):
        for inner, each in value.items():
            _flatten(f"{key}.{inner}", each, found, texts)
    elif isinstance(value, list):
        if value and all(isinstance(each, str | int | float) for each in value):
            found[key] = ("\n" if key in texts or key.lower() in texts else "; ").join(map(str, value))
        else:
            for each in value:
                if each is not None:
                    _flatten(key, each, found, texts)


def metadata_of(record: Mapping[str, Any], *known: str) -> dict[str, str]:
    """What a record says of an article beside the keys that are ``known``: each plain value that is not empty."""
    rest = {str(key): value for key, value in record.items() if key not in known}
    return {key: str(value) for key, value in plain_values(rest).items() if value not in (None, "")}
