"""Codebooks as TOML: a new file in one layout, or an old file with the changed values, its comments kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from annotator.codebook.check import REQUIRED, VALUES
from annotator.codebook.reading import parse_codebook
from annotator.errors import CodebookError
from annotator.records import Codebook, Label, Target

if TYPE_CHECKING:
    from tomlkit.items import Item

Part = Codebook | Target | Label


def same(a: Codebook, b: Codebook) -> bool:
    """Whether two codebooks hold the same values, whatever TOML they were read from."""
    return replace(a, source="") == replace(b, source="")


def with_source(book: Codebook, source: str = "", guideline: str = "") -> Codebook:
    """The codebook with a ``source`` in TOML that holds its values. CodebookError where a field breaks a rule.

    ``source`` is the TOML that the codebook was read from: its comments and layout are kept where its values allow it.
    ``guideline`` is the name of the guideline's file, "" to leave the field as it stands.
    """
    name = f"{book.id or 'codebook'}.toml"
    text = _edited(book, source, guideline) if source else plain(book, guideline)
    try:
        read = parse_codebook(text, name=name, guideline=book.guideline)
    except CodebookError:
        read = None
    if read is None or not same(read, book):  # a layout that cannot be edited in place: tables written inline
        read = parse_codebook(plain(book, guideline), name=name, guideline=book.guideline)
    return read


def plain(book: Codebook, guideline: str = "") -> str:
    """The codebook as TOML in the layout of docs/codebooks.md, without comments."""
    lines = list(_fields("codebook", book))
    lines += [f"guideline = {_string(guideline)}"] if guideline else []
    for target in book.targets:
        lines += ["", "[[target]]", *_fields("target", target)]
        for label in target.labels:
            lines += ["", "[[target.label]]", *_fields("label", label)]
    return "\n".join(lines) + "\n"


def _fields(level: str, part: Part) -> Iterator[str]:
    for name, value in _values(level, part):
        yield f"{name} = {value if isinstance(value, int) else _string(value)}"


def _values(level: str, part: Part) -> Iterator[tuple[str, str | int]]:
    """The fields of a part with their values; optional ones that are blank are left out."""
    for name in VALUES[level]:
        value = getattr(part, name)
        if value != "" or name in REQUIRED[level]:
            yield name, value


def _string(text: str) -> str:
    """A TOML string: TOML reads JSON's escapes, and wants DEL escaped as well."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _edited(book: Codebook, source: str, guideline: str) -> str:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(source)
        _fill(document, "codebook", book)
        if guideline:
            document["guideline"] = guideline
        targets = _arranged(document, "target", book.targets)
        for table, target in zip(targets, book.targets, strict=True):
            _fill(table, "target", target)
            for inner, label in zip(_arranged(table, "label", target.labels), target.labels, strict=True):
                _fill(inner, "label", label)
        return tomlkit.dumps(document)
    except (TOMLKitError, TypeError, KeyError, AttributeError, ValueError):  # a layout that tomlkit does not edit
        return ""


def _fill(table: Any, level: str, part: Part) -> None:
    """Set the fields that differ."""
    values = dict(_values(level, part))
    for name in VALUES[level]:
        if name not in values:
            table.pop(name, None)
        elif name not in table or table[name] != values[name]:
            table[name] = _item(values[name])


def _item(value: str | int) -> Item | int:
    import tomlkit

    if isinstance(value, int):
        return value
    return tomlkit.string(value, multiline="\n" in value and '"""' not in value and "\\" not in value)


def _arranged(holder: Any, name: str, parts: Iterable[Target | Label]) -> list[Any]:
    """The tables of a list in the order of the parts, matched by id; a new table for a part that has none."""
    import tomlkit

    old = {str(table["id"]): table for table in holder.get(name, [])}
    wanted = [part.id for part in parts]
    if list(old) == wanted:
        return list(holder.get(name, []))
    made = tomlkit.aot()
    for identity in wanted:
        table = old.get(identity)
        if table is None:
            table = tomlkit.table()
            table.add("id", identity)
        made.append(table)
    if name in holder:
        holder[name] = made
    else:
        holder.append(name, made)
    return list(holder[name])
