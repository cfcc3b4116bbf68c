"""Tables, spreadsheets and JSON: a row or an object is an article."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.articles import normal_newlines, records_of
from annotator.exchange.encodings import decode_any
from annotator.exchange.readers import agency
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.plain import told

Cells = Mapping[str, str | int | float | None]
Sheet = tuple[str, list[str], list[dict[str, str]]]  # name, columns, rows

#: Names that a column of texts may have where nobody named it, and the longer ones of exports and services.
TEXT_COLUMNS = (
    "text", "body", "content", "article", "fulltext", "full_text", "full text", "bodytext", "body_text", "articlebody", "maintext",
    "main_text", "transcript", "fields.bodytext", "fields.body",
)  # fmt: skip
EMPTY_ROW = "row without text: left out"


def read_json_lines(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A line an article."""
    for number, (where, record) in enumerate(records_of(source.lines(), source.where), 1):
        yield from _record(record, options, where, f"{source.name}-{number}", notes)


def _record(
    record: Mapping[str, Any], options: ReadOptions, where: str, name: str, notes: ReaderNotes
) -> Iterator[Extract]:
    """One object as an article: an item of ninjs, or a row of plain values."""
    if options.text is None and agency.is_ninjs(record):
        yield agency.ninjs(record)
    else:
        yield from row(plain_values(record), options, where, name, notes)


def plain_values(record: Mapping[str, Any]) -> dict[str, str | int | float | None]:
    """The values of a JSON object that a row of a table could hold; those of an object inside it as ``outer.inner``."""
    found: dict[str, str | int | float | None] = {}
    for key, value in record.items():
        if value is None or isinstance(value, str | int | float):
            found[key] = value
        elif isinstance(value, dict):
            found.update(
                {
                    f"{key}.{k}": v
                    for k, v in value.items()
                    if isinstance(v, str | int | float) and not isinstance(v, bool)
                }
            )
        elif isinstance(value, list) and value and all(isinstance(each, str) for each in value):
            found[key] = "; ".join(value)
    return found


def json_columns(source: Source) -> list[str]:
    """The keys of the first line that may hold the text."""
    first = next(records_of(source.lines(), source.where), ("", {}))[1]
    return [key for key, value in plain_values(first).items() if value is not None]


def recognizes_json(source: Source) -> bool:
    """Whether a JSON file is, or holds, a list of objects."""
    head = source.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"["):
        return head[1:].lstrip().startswith(b"{") and b'"' in head
    try:
        return head.startswith(b"{") and b"[" in head and bool(_list_of(source))
    except BadInputError:  # reading it tells why
        return True


def _list_of(source: Source) -> list[dict[str, Any]]:
    """The objects of a JSON file: the list that it is, or the longest list of objects with a text that it holds."""
    value = source.json()
    if isinstance(value, list):
        return [each for each in value if isinstance(each, dict)]
    found: list[dict[str, Any]] = []
    waiting = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        inside = list(each.values()) if isinstance(each, dict) else []
        for inner in inside:
            objects = [x for x in inner if isinstance(x, dict)] if isinstance(inner, list) else []
            if len(objects) > len(found) and _text_key(plain_values(objects[0])) is not None:
                found = objects
            if isinstance(inner, dict) and depth < 4:
                waiting.append((inner, depth + 1))
    return found


def read_json(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """An object of the list an article."""
    for number, record in enumerate(_list_of(source), 1):
        where = f"{source.where}: item {number}"
        yield from _record(record, options, where, f"{source.name}-{number}", notes)


def list_columns(source: Source) -> list[str]:
    """The keys of the first object that may hold the text."""
    return list(plain_values(next(iter(_list_of(source)), {})))


def _rows(source: Source, notes: list[str]) -> csv.DictReader[str]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text = told(decode_any(source.data, source.where), notes)
    first, _, rest = text.partition("\n")
    plain = first.strip().strip('"')
    if plain.lower().startswith("sep=") and len(plain) == len("sep=") + 1:  # how Excel says what separates its cells
        return csv.DictReader(StringIO(rest), delimiter=plain[-1], strict=True)
    delimiter = "\t" if source.suffix == ".tsv" else max(",;\t|", key=first.count)
    return csv.DictReader(StringIO(text), delimiter=delimiter, strict=True)


def read_table(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A row an article."""
    mine: list[str] = []
    try:
        for number, each in enumerate(_rows(source, mine), 2):
            where = f"{source.where}: row {number}"
            if None in each:
                raise BadInputError(f"{where}: it has more cells than the first row has names; fix the table.")
            cells: Cells = {k: v or "" for k, v in each.items()}
            for found in row(cells, options, where, f"{source.name}-{number}", notes):
                found.notes = list(mine)
                yield found
    except csv.Error as err:
        raise _no_table(source, err) from err


def table_columns(source: Source) -> list[str]:
    """The names in the first row."""
    try:
        return [*(_rows(source, []).fieldnames or ())]
    except csv.Error as err:
        raise _no_table(source, err) from err


def _no_table(source: Source, err: csv.Error) -> BadInputError:
    return BadInputError(f"{source.where}: it is not a readable table ({err}); save it as CSV again.")


def _sheets(source: Source) -> list[Sheet]:
    """(name, columns, rows) of each sheet that is not empty, its cells as a person sees them; parsed once."""
    return source.kept("sheets", lambda: _parsed_sheets(source))


def _parsed_sheets(source: Source) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    told = f"{source.where}: it is not a readable spreadsheet; save it as .xlsx or .csv again."
    found = []
    data = BytesIO(source.data)
    try:
        book = CalamineWorkbook.from_filelike(data)
        for name in book.sheet_names:
            rows = [[_shown(cell) for cell in each] for each in book.get_sheet_by_name(name).to_python()]
            rows = [each for each in rows if any(each)]
            if rows:
                names = [cell or f"column {n}" for n, cell in enumerate(rows[0], 1)]
                found.append((name, names, [dict(zip(names, each, strict=False)) for each in rows[1:]]))
    except (CalamineError, ValueError, OSError) as err:
        raise BadInputError(told) from err
    return found


def _shown(cell: Any) -> str:
    """A cell as it is shown: whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return normal_newlines(str(cell)) if cell is not None else ""


def read_sheets(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A row an article; sheets without a column of texts are left out and told."""
    sheets = _sheets(source)
    with_text = [
        each for each in sheets if options.text in each[1] or _text_key(dict.fromkeys(each[1], "")) is not None
    ]
    for _ in range(len(sheets) - len(with_text) if with_text else 0):
        notes("sheet without a column of texts: left out")
    for name, _, rows in with_text or sheets[:1]:
        for number, each in enumerate(rows, 2):
            where = f"{source.where}: sheet {name}, row {number}"
            yield from row(each, options, where, f"{source.name}-{number}", notes)


def sheet_columns(source: Source) -> list[str]:
    """The names in the first rows of the sheets."""
    sheets = _sheets(source)
    return list(dict.fromkeys(name for _, names, _ in sheets for name in names))


def _text_key(record: Cells) -> str | None:
    """The column of the text by its usual names."""
    lower: dict[str, str] = {}
    for key in record:
        lower.setdefault(str(key).strip().lower(), key)
    return next((lower[name] for name in TEXT_COLUMNS if name in lower), None)


def row(record: Cells, options: ReadOptions, where: str, name: str, notes: ReaderNotes) -> Iterator[Extract]:
    """One row as an article: its text column, its name, the rest metadata; a row whose text is blank is told and left out."""
    key = options.text if options.text is not None else _text_key(record)
    text = record.get(key) if key is not None else None
    if not isinstance(text, str) and not (text is None and key is not None and key in record):
        names: Sequence[str] = list(map(str, record))
        raise BadInputError(
            f'{where}: an article needs "id" and "text"; name the column with the text (--text-column), one of: '
            f"{', '.join(names) or 'none'}."
        )
    if not text or text.isspace():
        notes(EMPTY_ROW)
        return
    more = {k: v for k, v in record.items() if k != key and v not in ("", None)}
    given = more.pop(options.name or "id", None)
    if given is None and options.name is not None:
        raise BadInputError(f"{where}: the column “{options.name}” is empty, so the article has no name.")
    metadata = {str(k): str(v) for k, v in more.items()}
    yield Extract(normal_newlines(text), metadata, name=str(name if given is None else given), where=where)
