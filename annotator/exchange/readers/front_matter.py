"""What stands at the top of a Markdown file about it: YAML between ``---``, or TOML between ``+++``, as generators of pages read them.

Many programs write ``title: Mayor: “No”``, which is no YAML: there each line is a key and what stands behind its first colon.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from annotator.exchange.flat import plain_values

_YAML = re.compile(r"---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n+|\Z)", re.S)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.{0,20000}?)\n\+\+\+[ \t]*(?:\n+|\Z)", re.S)
_LINE = re.compile(r"([^\W\d][\w .-]{0,60}?)[ \t]{0,9}:(?:[ \t]+(.*)|)")
_NOTHING = ("", "null", "Null", "NULL", "~")  # what YAML writes for no value


def split(text: str) -> tuple[dict[str, str], str]:
    """The metadata at the top of a text, and the text behind it; nothing and the whole text where there is none."""
    if match := _TOML.match(text):
        try:
            return _plain(tomllib.loads(match[1])), text[match.end() :]
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}, text
    match = _YAML.match(text)
    found = _yaml(match[1]) if match else None
    return (found, text[match.end() :]) if match and found is not None else ({}, text)


def _plain(values: Mapping[Any, Any]) -> dict[str, str]:
    shown = {str(key): value.isoformat() if hasattr(value, "isoformat") else value for key, value in values.items()}
    plain = {key.lower(): str(value).strip() for key, value in plain_values(shown).items() if value is not None}
    return {key: value for key, value in plain.items() if value not in _NOTHING}


def _yaml(written: str) -> dict[str, str] | None:
    """YAML as metadata, each value as it is written; None where it is neither that nor lines of keys and values.

    A value that stands for another one (an alias) is not followed: a few lines of them can stand for gigabytes.
    """
    import yaml

    try:
        if any(isinstance(each, yaml.AliasEvent) for each in yaml.parse(written, yaml.BaseLoader)):
            return _lines(written)
        found = yaml.load(written, yaml.BaseLoader)  # it makes texts, lists and mappings alone
    except (yaml.YAMLError, RecursionError):
        return _lines(written)
    return _plain(found) if isinstance(found, dict) else None


def _lines(written: str) -> dict[str, str] | None:
    """Lines of keys and values; None where a line is none."""
    found = [_LINE.fullmatch(line.strip()) for line in written.splitlines() if line.strip() and line[0] != "#"]
    pairs = [(each[1], (each[2] or "").strip()) for each in found if each is not None]
    return _plain(dict(pairs)) if len(pairs) == len(found) else None
