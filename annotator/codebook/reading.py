"""Codebooks: the TOML file that lists targets and stance labels, read, checked and refused with line and reason.

The format is described in ``docs/codebooks.md``. A faulty file raises :class:`~annotator.errors.CodebookError` with one
sentence that names the file, the line (counted from 1) and what is wrong; nothing is repaired silently.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from io import TextIOWrapper
from pathlib import Path
from typing import NamedTuple

from annotator.codebook.check import ORDER, REQUIRED, Place, repeated, shown, wrong
from annotator.errors import CodebookError
from annotator.open_projects import open_input
from annotator.records import Codebook, Label, Target

_HEADER = r"\s*\[\[?\s*([^\]\s]+(?:\s*\.\s*[^\]\s]+)*)\s*\]\]?"
_FIELD = r"\s*([\"']?)([\w-]+)\1\s*(?:\.[^=]*)?=\s*(\"\"\"|''')?"
_TOML_PLACE = r"\s*\(at (?:line (\d+), column \d+|end of document)\)$"

#: The line of each (place, field); the field "" is the table's header.
_Lines = dict[tuple[Place, str], int]


def read_codebook(path: Path) -> Codebook:
    """The codebook in a TOML file (UTF-8), with the guideline that it names read from beside it.

    Raises CodebookError if either file cannot be read, or the codebook is faulty.
    """
    try:
        text = _text(path)
    except OSError as error:
        raise CodebookError(
            f"The codebook {path.name} cannot be read ({error.strerror or error}); check its name and permissions."
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CodebookError(f"{path.name}, line {line}: a codebook must be saved as UTF-8.") from error
    top = _document(text, path.name)
    return _codebook(top, _guideline(top, path.parent))


def parse_codebook(toml_text: str, *, name: str, guideline: str = "") -> Codebook:
    """The codebook in ``toml_text``. ``name`` is what errors call it; ``guideline`` is the Markdown to keep with it.

    Reads no file: the codebook's field ``guideline`` is not followed. Raises CodebookError. The last few that were read are kept.
    """
    return _parsed(toml_text, name, guideline)


@lru_cache(maxsize=16)  # every project that is opened or merged brings its codebook, mostly the same one
def _parsed(toml_text: str, name: str, guideline: str) -> Codebook:
    return _codebook(_document(toml_text, name), guideline)


class _Table(NamedTuple):
    """One table of the file (the whole, a target or a label) that knows how to name its faults."""

    file: str
    source: str
    place: Place
    values: dict[str, object]

    @property
    def level(self) -> str:
        """What the table is: codebook, target or label."""
        return ("codebook", "target", "label")[len(self.place)]

    def line(self, name: str) -> int:
        """The line of a field; where it is missing or written inline, that of the nearest header above it."""
        lines = _lines(self.source)  # read for a fault alone
        headers = ((self.place[:depth], "") for depth in range(len(self.place), -1, -1))
        return next((lines[key] for key in ((self.place, name), *headers) if key in lines), 1)

    def fault(self, name: str, reason: str) -> CodebookError:
        """The error about one field of this table."""
        return CodebookError(f"{self.file}, line {self.line(name)}: {reason}.")

    def text(self, name: str) -> str:
        """A text field that keeps its rule; "" where an optional one is missing."""
        value = self.values.get(name, "")
        if name in self.values and (reason := wrong(self.level, name, value)):
            raise self.fault(name, reason)
        return str(value)

    def tables(self, name: str) -> list[_Table]:
        """The tables in an array of tables, each checked for missing and unknown fields; none where it may be missing and is."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            header = "target" if name == "target" else "target.label"
            raise self.fault(name, f'"{name}" must be written as tables under [[{header}]]')
        if not value and name in REQUIRED[self.level]:
            raise self.fault(name, f"a {self.level} needs at least one {name}")
        found = [_Table(self.file, self.source, (*self.place, i), item) for i, item in enumerate(value)]
        for table in found:
            table.check_fields()
        return found

    def check_fields(self) -> None:
        """Raise CodebookError for a field that is missing or that the format does not know."""
        known = ORDER[self.level]
        for name in self.values:
            if name not in known:
                raise self.fault(name, f"a {self.level} has no field {shown(name)}; known are {', '.join(known)}")
        for name in REQUIRED[self.level]:
            if name not in self.values:
                raise self.fault(name, f'this {self.level} lacks "{name}"')


def _codebook(top: _Table, guideline: str) -> Codebook:
    """The codebook of a document whose guideline has been read."""
    top.text("guideline")
    tables = top.tables("target")
    codebook = Codebook(
        id=top.text("id"),
        name=top.text("name"),
        version=top.text("version"),
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
        id=table.text("id"),
        name=table.text("name"),
        key=table.text("key"),
        labels=tuple(_label(label) for label in tables),
        definition=table.text("definition"),
    )
    _unique(tables)
    return target


def _label(table: _Table) -> Label:
    """One label."""
    polarity = table.values["polarity"]
    if reason := wrong("label", "polarity", polarity):
        raise table.fault("polarity", reason)
    assert isinstance(polarity, int), "the rule holds it"
    return Label(
        id=table.text("id"),
        name=table.text("name"),
        key=table.text("key"),
        color=table.text("color").lower(),
        polarity=polarity,
        definition=table.text("definition"),
        example=table.text("example"),
        counter_example=table.text("counter_example"),
    )


def _unique(tables: Sequence[_Table]) -> None:
    """Raise CodebookError at the second of two tables that share an id or a key."""
    for name in ("id", "key"):
        values = [table.text(name) for table in tables]
        for at, first in repeated(values):
            table, line = tables[at], tables[first].line(name)
            raise table.fault(name, f'the {name} "{values[at]}" is taken by the {table.level} at line {line}')


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
        raise top.fault("guideline", f"the guideline {shown(name)} cannot be read: {reason}") from error


def _document(text: str, file: str) -> _Table:
    """The whole file as a table with known fields."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not TOML, or numbers and nesting beyond what Python holds
        reason = str(error)
        place = re.search(_TOML_PLACE, reason)
        line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
        reason = re.sub(_TOML_PLACE, "", reason).rstrip(".")
        raise CodebookError(f"{file}, line {line}: this is not valid TOML: {reason}.") from error
    top = _Table(file, text, (), values)
    top.check_fields()
    return top


def _lines(text: str) -> _Lines:
    """Where the tables and fields of a valid TOML text stand (tomllib does not tell).

    Knows the layout that ``docs/codebooks.md`` asks for, one header or field a line, and skips what stands inside
    strings of several lines. Tables written inline are not found: their faults are told at the line of what encloses them.
    """
    lines: _Lines = {}
    place: Place = ()
    closing = ""
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
        elif field := re.match(_FIELD, line):
            lines.setdefault((place, field[2]), number)
            closing = field[3] if field[3] and field[3] not in line[field.end() :] else ""
        elif header := re.match(_HEADER, line):
            names = re.sub(r"[\s\"']", "", header[1]).split(".")
            place = _next_place(names, place)
            lines.setdefault((place, ""), number)
            for depth, name in enumerate(names):  # a table is a field of the table that holds it
                lines.setdefault((place[:depth], name), number)
    return lines


def _next_place(names: list[str], place: Place) -> Place:
    """The place that the header of these names opens, given the place before it; that place if it opens none of ours."""
    target = place[0] if place else -1
    if names == ["target"]:
        return (target + 1,)
    if names == ["target", "label"]:
        return (max(target, 0), place[1] + 1 if len(place) > 1 else 0)
    return place
