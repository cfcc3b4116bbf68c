"""What the process that reads answers, as bytes: JSON."""

from __future__ import annotations

import json
from typing import Any

import orjson

Answer = list[Any]
"""A part of a file: ``[articles, notes, columns, done, error]``, an article as ``[id, text, title, metadata]``."""


def packed(value: list[Any]) -> bytes:
    """Answers as bytes."""
    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate, in the name of a file
        return json.dumps(value).encode("ascii")


def unpacked(data: bytes) -> list[Any]:
    """What :func:`packed` was given."""
    found: list[Any]
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError:  # a lone surrogate
        found = json.loads(data)
    return found
