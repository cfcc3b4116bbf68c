"""What the fields of a codebook may hold: one list of rules for the reader of files and for the editor."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from annotator.codebook.keys import fits_label, fits_target
from annotator.records import Codebook, Label, Target

REQUIRED = {
    "codebook": ("id", "name", "version"),
    "target": ("id", "name", "definition", "label"),
    "label": ("id", "name", "color", "polarity", "definition"),
}
ORDER = {
    "codebook": ("id", "name", "version", "guideline", "target"),
    "target": ("id", "name", "key", "definition", "label"),
    "label": ("id", "name", "key", "color", "polarity", "definition", "example", "counter_example"),
}
"""The fields of each level in the order in which they are written and named."""
VALUES = {
    level: tuple(name for name in names if name not in ("guideline", "target", "label"))
    for level, names in ORDER.items()
}
"""The fields that hold a value: not the lists of parts, and not the guideline, which is kept in a file of its own."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COLOR = re.compile(r"#[0-9a-f]{6}")

#: Where a part of a codebook stands: () is the codebook, (1,) the second target, (1, 0) that target's first label.
Place = tuple[int, ...]


class CodebookFault(NamedTuple):
    """A field that breaks a rule: where it stands, its name, and what is wrong, as a clause."""

    place: Place
    field: str
    reason: str


def shown(value: object) -> str:
    """A value as an error shows it: short and on one line."""
    if isinstance(value, str):
        text = f'"{value}"' if value.isprintable() else ascii(value)
        return "nothing" if not value else text if len(text) <= 40 else f"{text[:39]}…"
    names = {dict: "a table", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return str(value) if type(value) is int and abs(value) < 1000 else names.get(type(value), "a date or time")


def _identifier(value: object) -> str:
    return "" if _ID.fullmatch(str(value)) else "small letters, digits and single hyphens"


def _line(value: object) -> str:
    return "" if str(value).strip() and str(value).isprintable() else "one line of text"


def _color(value: object) -> str:
    return "" if _COLOR.fullmatch(str(value).lower()) else "a color such as #0072b2"


def _polarity(value: object) -> str:
    return "" if type(value) is int and value in (-1, 0, 1) else "-1, 0 or 1"


_WANTED: Mapping[tuple[str, str], Callable[[object], str]] = {
    **{(level, "id"): _identifier for level in REQUIRED},
    **{(level, "name"): _line for level in REQUIRED},
    ("codebook", "version"): _line,
    ("label", "color"): _color,
    ("label", "polarity"): _polarity,
}


def wrong(level: str, name: str, value: object) -> str:
    """What is wrong with the value of a field, as a clause; "" where nothing is.

    ``level`` is codebook, target or label. All fields but ``polarity``, and the lists of parts, are text.
    """
    if name != "polarity" and not isinstance(value, str):
        return f'"{name}" must be text in quotation marks, not {shown(value)}'
    if name == "key":
        kind, fits = ("capital", fits_target) if level == "target" else ("small", fits_label)
        return "" if fits(str(value)) else f"the key of a {level} must be one {kind} letter, not {shown(value)}"
    wanted = _WANTED[level, name](value) if (level, name) in _WANTED else ""
    return f'"{name}" must be {wanted}, not {shown(value)}' if wanted else ""


def repeated(values: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the index of each value that occurs again, with the index of the first; blank values may occur again."""
    seen: dict[str, int] = {}
    for at, value in enumerate(values):
        if value and value in seen:
            yield at, seen[value]
        seen.setdefault(value, at)


def faults(book: Codebook) -> list[CodebookFault]:
    """All that keeps a codebook from being saved, in the order of the codebook."""
    found = list(_fields("codebook", (), book))
    found += _repeats("target", (), book.targets)
    for t, target in enumerate(book.targets):
        found += _fields("target", (t,), target)
        if not target.labels:
            found.append(CodebookFault((t,), "label", "a target needs at least one label"))
        found += _repeats("label", (t,), target.labels)
        for at, label in enumerate(target.labels):
            found += _fields("label", (t, at), label)
    return sorted(found, key=lambda fault: fault.place)


def _fields(level: str, place: Place, part: Codebook | Target | Label) -> Iterator[CodebookFault]:
    for name in VALUES[level]:
        if reason := wrong(level, name, getattr(part, name)):
            yield CodebookFault(place, name, reason)


def _repeats(level: str, place: Place, parts: tuple[Target, ...] | tuple[Label, ...]) -> Iterator[CodebookFault]:
    for name in ("id", "key"):
        values = [str(getattr(part, name)) for part in parts]
        for at, first in repeated(values):
            reason = f'the {name} "{values[at]}" is taken by the {level} “{parts[first].name}”'
            yield CodebookFault((*place, at), name, reason)
