"""What stands at the top of a Markdown file about it: YAML between ``---``, or TOML between ``+++``, as generators of pages read them.

Of YAML what people write there: ``key: value``, lists, texts over several lines, and keys below a key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from annotator.exchange.flat import plain_values

_YAML = re.compile(r"---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n+|\Z)", re.S)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.{0,20000}?)\n\+\+\+[ \t]*(?:\n+|\Z)", re.S)
_KEY = re.compile(r"([^\W\d][\w .-]{0,60}?)[ \t]{0,9}:(?:[ \t]+(.*)|)")
_ITEM = re.compile(r"-(?:[ \t]+(.*)|)")
_REMARK = re.compile(r"(?:^|[ \t])#")
_BLOCK = re.compile(r"[|>][+-]?")


def split(text: str) -> tuple[dict[str, str], str]:
    """The metadata at the top of a text, and the text behind it; nothing and the whole text where there is none."""
    if match := _TOML.match(text):
        try:
            return _plain(tomllib.loads(match[1])), text[match.end() :]
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}, text
    match = _YAML.match(text)
    found = _yaml(match[1].split("\n")) if match else None
    return (found, text[match.end() :]) if match and found is not None else ({}, text)


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    shown = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}
    return {key.lower(): str(value) for key, value in plain_values(shown).items() if value not in (None, "")}


def _yaml(lines: list[str]) -> dict[str, str] | None:
    """The lines as metadata; None where a line is none that is known."""
    found: dict[str, str] = {}
    path: list[tuple[int, str]] = []  # the keys that a line lies below, with how far each is indented
    block = " "  # what stands between the lines of a text over several lines
    for line in lines:
        indent, plain = len(line) - len(line.lstrip()), line.strip()
        if not plain or (plain.startswith("#") and not path):
            continue
        key = _KEY.fullmatch(plain)
        item = _ITEM.fullmatch(plain)
        deeper = bool(path) and indent > path[-1][0]
        if item and path and indent >= path[-1][0]:
            inner = _KEY.fullmatch(item[1] or "")
            _add(
                found,
                path[-1][1] if inner is None else f"{path[-1][1]}.{inner[1]}",
                _value(inner[2] if inner else item[1]),
                "; ",
            )
        elif deeper and (key is None or found.get(path[-1][1])):
            _add(found, path[-1][1], _value(plain), block)
        elif key is not None:
            while path and path[-1][0] >= indent:
                path.pop()
            name = ".".join([*(each for _, each in path[-1:]), key[1].strip().lower()])
            path.append((indent, name))
            value = (key[2] or "").strip()
            block = "\n" if value.startswith("|") else " "
            if not _BLOCK.fullmatch(value):
                _add(found, name, _value(value), " ")
        else:
            return None
    return found


def _add(found: dict[str, str], key: str, value: str, between: str) -> None:
    if value:
        found[key] = f"{found[key]}{between}{value}" if key in found else value


def _value(written: str | None) -> str:
    """A value without its quotation marks; the items of a list in one line."""
    value = (written or "").strip()
    if value.startswith("[") and value.endswith("]"):
        return "; ".join(filter(None, map(_value, value[1:-1].split(","))))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    value = _REMARK.split(value)[0]
    return "" if value in ("null", "~", '""', "''") else value
