"""Codebooks: the TOML file that lists targets and stance labels, read, checked and refused with line and reason.

The format is described in ``docs/codebooks.md``. A faulty file raises :class:`~annotator.errors.CodebookError` with one
sentence that names the file, the line (counted from 1) and what is wrong; nothing is repaired silently.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection
from io import TextIOWrapper
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

from annotator.errors import CodebookError
from annotator.open_projects import open_input
from annotator.records import Codebook, Label, Target

#: Letters that are one-key actions of the desk, each with the action's name: no target or label may have them.
RESERVED_KEYS = {
    "x": "not speech",
    "e": "edges",
    "n": "new quotation",
    "s": "source",
    "c": "comment",
    "f": "flag",
    "g": "guideline",
    "u": "undo",
    "j": "next quotation",
    "k": "previous quotation",
    "J": "next article",
    "K": "previous article",
    "Z": "redo",
}
TARGET_KEYS = "".join(letter for letter in ascii_uppercase if letter not in RESERVED_KEYS)
LABEL_KEYS = "".join(letter for letter in ascii_lowercase if letter not in RESERVED_KEYS)

_REQUIRED = {
    "codebook": ("id", "name", "version", "target"),
    "target": ("id", "name", "key", "definition", "label"),
    "label": ("id", "name", "key", "color", "polarity", "definition"),
}
_OPTIONAL = {"codebook": ("guideline",), "target": (), "label": ("example", "counter_example")}

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COLOR = re.compile(r"#[0-9a-f]{6}")
_HEADER = re.compile(r"\s*\[\[?\s*([^\]\s]+(?:\s*\.\s*[^\]\s]+)*)\s*\]\]?")
_FIELD = re.compile(r"\s*([\"']?)([\w-]+)\1\s*(?:\.[^=]*)?=\s*(\"\"\"|''')?")
_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")

#: Where a table stands: () is the top, (1,) the second target, (1, 0) that target's first label.
_Place = tuple[int, ...]
#: The line of each (place, field); the field "" is the table's header.
_Lines = dict[tuple[_Place, str], int]


def read_codebook(path: Path) -> Codebook:
    """The codebook in a TOML file (UTF-8), with the guideline that it names read from beside it.

    Raises CodebookError if either file cannot be read, or the codebook is faulty.
    """
    try:
        text = _text(path)
    except OSError as error:
        raise CodebookError(f"The codebook {path.name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CodebookError(f"{path.name}, line {line}: a codebook must be saved as UTF-8.") from error
    top = _document(text, path.name)
    return _codebook(top, _guideline(top, path.parent))


def parse_codebook(toml_text: str, *, name: str, guideline: str = "") -> Codebook:
    """The codebook in ``toml_text``. ``name`` is what errors call it; ``guideline`` is the Markdown to keep with it.

    Reads no file: the codebook's field ``guideline`` is not followed. Raises CodebookError.
    """
    return _codebook(_document(toml_text, name), guideline)


class _Table(NamedTuple):
    """One table of the file (the whole, a target or a label) that knows how to name its faults."""

    file: str
    source: str
    lines: _Lines
    place: _Place
    values: dict[str, object]

    @property
    def level(self) -> str:
        """What the table is: codebook, target or label."""
        return ("codebook", "target", "label")[len(self.place)]

    def line(self, name: str) -> int:
        """The line of a field; where it is missing or written inline, that of the nearest header above it."""
        headers = ((self.place[:depth], "") for depth in range(len(self.place), -1, -1))
        return next((self.lines[key] for key in ((self.place, name), *headers) if key in self.lines), 1)

    def fault(self, name: str, reason: str) -> CodebookError:
        """The error about one field of this table."""
        return CodebookError(f"{self.file}, line {self.line(name)}: {reason}.")

    def text(self, name: str) -> str:
        """A field that must be text; "" where an optional one is missing."""
        value = self.values.get(name, "")
        if not isinstance(value, str):
            raise self.fault(name, f'"{name}" must be text in quotation marks, not {_shown(value)}')
        return value

    def line_of_text(self, name: str) -> str:
        """A field that must be one line of text and not blank."""
        value = self.text(name)
        if not value.strip() or not value.isprintable():
            raise self.fault(name, f'"{name}" must be one line of text, not {_shown(value)}')
        return value

    def choice(self, name: str, fits: Callable[[str], object], wanted: str) -> str:
        """A text field that must satisfy ``fits``."""
        value = self.text(name)
        if not fits(value):
            raise self.fault(name, f'"{name}" must be {wanted}, not {_shown(value)}')
        return value

    def key(self, letters: str, kind: str) -> str:
        """The field ``key``: one letter out of ``letters``, ``kind`` being "capital" or "small"."""
        value = self.text("key")
        if value in RESERVED_KEYS:
            action = RESERVED_KEYS[value]
            raise self.fault(
                "key", f'the key "{value}" is the desk\'s own key for "{action}"; free are {" ".join(letters)}'
            )
        if len(value) != 1 or value not in letters:
            raise self.fault("key", f"the key of a {self.level} must be one {kind} letter, not {_shown(value)}")
        return value

    def tables(self, name: str) -> list[_Table]:
        """The tables in an array of tables, at least one; each checked for missing and unknown fields."""
        value = self.values[name]
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            header = "target" if name == "target" else "target.label"
            raise self.fault(name, f'"{name}" must be written as tables under [[{header}]]')
        if not value:
            raise self.fault(name, f"a {self.level} needs at least one {name}")
        found = [_Table(self.file, self.source, self.lines, (*self.place, i), item) for i, item in enumerate(value)]
        for table in found:
            table.check_fields()
        return found

    def check_fields(self) -> None:
        """Raise CodebookError for a field that is missing or that the format does not know."""
        known = _REQUIRED[self.level] + _OPTIONAL[self.level]
        for name in self.values:
            if name not in known:
                raise self.fault(name, f"a {self.level} has no field {_shown(name)}; known are {', '.join(known)}")
        for name in _REQUIRED[self.level]:
            if name not in self.values:
                raise self.fault(name, f'this {self.level} lacks "{name}"')


def _codebook(top: _Table, guideline: str) -> Codebook:
    """The codebook of a document whose guideline has been read."""
    top.text("guideline")
    tables = top.tables("target")
    codebook = Codebook(
        id=_identifier(top),
        name=top.line_of_text("name"),
        version=top.line_of_text("version"),
        targets=tuple(_target(table) for table in tables),
        guideline=guideline,
        source=top.source,
    )
    _unique(tables)
    return codebook


def _target(table: _Table) -> Target:
    """One target with its labels."""
    tables = table.tables("label")
    target = Target(
        id=_identifier(table),
        name=table.line_of_text("name"),
        key=table.key(TARGET_KEYS, "capital"),
        labels=tuple(_label(label) for label in tables),
        definition=table.text("definition"),
    )
    _unique(tables)
    return target


def _label(table: _Table) -> Label:
    """One label."""
    polarity = table.values["polarity"]
    if type(polarity) is not int or polarity not in (-1, 0, 1):
        raise table.fault("polarity", f'"polarity" must be -1, 0 or 1, not {_shown(polarity)}')
    return Label(
        id=_identifier(table),
        name=table.line_of_text("name"),
        key=table.key(LABEL_KEYS, "small"),
        color=table.choice("color", lambda c: _COLOR.fullmatch(c.lower()), "a color such as #0072b2").lower(),
        polarity=polarity,
        definition=table.text("definition"),
        example=table.text("example"),
        counter_example=table.text("counter_example"),
    )


def _identifier(table: _Table) -> str:
    """The field ``id``: the name that decisions keep, so it must be plain and never change."""
    return table.choice("id", _ID.fullmatch, "small letters, digits and single hyphens")


def _unique(tables: Collection[_Table]) -> None:
    """Raise CodebookError at the second of two tables that share an id or a key."""
    for name in ("id", "key"):
        seen: dict[str, int] = {}
        for table in tables:
            value = table.text(name)
            if value in seen:
                raise table.fault(name, f'the {name} "{value}" is taken by the {table.level} at line {seen[value]}')
            seen[value] = table.line(name)


def _text(path: Path) -> str:
    with TextIOWrapper(
        open_input(path), encoding="utf-8-sig"
    ) as file:  # editors on Windows may put a byte order mark in front
        return file.read()


def _guideline(top: _Table, folder: Path) -> str:
    """The Markdown of the guideline that the codebook names, a path inside ``folder``; "" where it names none."""
    name = top.text("guideline")
    try:
        path = (folder / name).resolve()  # follows links: they must not lead out either
        if not path.is_relative_to(folder.resolve()):
            raise top.fault("guideline", f'the guideline "{name}" must lie in the codebook\'s own folder')
        return _text(path) if name else ""
    except UnicodeDecodeError as error:
        raise top.fault("guideline", f'the guideline "{name}" must be saved as UTF-8') from error
    except (OSError, RuntimeError, ValueError) as error:  # missing, a loop of links, a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise top.fault("guideline", f"the guideline {_shown(name)} cannot be read: {reason}") from error


def _document(text: str, file: str) -> _Table:
    """The whole file as a table with known fields."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not TOML, or numbers and nesting beyond what Python holds
        reason = str(error)
        place = _TOML_PLACE.search(reason)
        line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
        reason = _TOML_PLACE.sub("", reason).rstrip(".")
        raise CodebookError(f"{file}, line {line}: this is not valid TOML: {reason}.") from error
    top = _Table(file, text, _lines(text), (), values)
    top.check_fields()
    return top


def _lines(text: str) -> _Lines:
    """Where the tables and fields of a valid TOML text stand (tomllib does not tell).

    Knows the layout that ``docs/codebooks.md`` asks for, one header or field a line, and skips what stands inside
    strings of several lines. Tables written inline are not found: their faults are told at the line of what encloses them.
    """
    lines: _Lines = {}
    place: _Place = ()
    closing = ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
        elif field := _FIELD.match(line):
            lines.setdefault((place, field[2]), number)
            closing = field[3] if field[3] and field[3] not in line[field.end() :] else ""
        elif header := _HEADER.match(line):
            names = re.sub(r"[\s\"']", "", header[1]).split(".")
            place = _next_place(names, place)
            lines.setdefault((place, ""), number)
            for depth, name in enumerate(names):  # a table is a field of the table that holds it
                lines.setdefault((place[:depth], name), number)
    return lines


def _next_place(names: list[str], place: _Place) -> _Place:
    """The place that the header of these names opens, given the place before it; that place if it opens none of ours."""
    target = place[0] if place else -1
    if names == ["target"]:
        return (target + 1,)
    if names == ["target", "label"]:
        return (max(target, 0), place[1] + 1 if len(place) > 1 else 0)
    return place


def _shown(value: object) -> str:
    """A value as an error shows it: short and on one line."""
    if isinstance(value, str):
        shown = f'"{value}"' if value.isprintable() else ascii(value)
        return "nothing" if not value else shown if len(shown) <= 40 else f"{shown[:39]}…"
    names = {dict: "a table", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return str(value) if type(value) is int and abs(value) < 1000 else names.get(type(value), "a date or time")
