"""Tables, spreadsheets and JSON: a row or an object is an article."""

from __future__ import annotations

import csv
import html
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO, StringIO
from itertools import zip_longest
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import flat
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.arrow import load_arrow, parquet_rows
from annotator.exchange.articles import normal_newlines, records_of
from annotator.exchange.encodings import decode_any
from annotator.exchange.flat import Plain
from annotator.exchange.given import read_by
from annotator.exchange.readers import agency, blocks
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.column_names import (
    TEXT_COLUMNS,
    TITLE_COLUMNS,
    DayOrder,
    columns_of,
    id_column,
    named,
    text_column,
    title_column,
)
from annotator.exchange.readers.plain import told

Cells = Mapping[str, Plain]
#: Rows of a sheet among which the names of its columns are looked for.
HEADING_ROWS = 10
#: Rows of a Parquet file in memory at once.
PARQUET_ROWS = 500


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: the names of its columns, its rows, whether it is hidden, and how many rows stand above the names."""

    name: str
    names: list[str]
    rows: list[dict[str, str]]
    hidden: bool
    above: int


#: What a cell may hold for no text at all.
_NO_TEXT = frozenset(("null", "nan", "none", "na", "#n/a", "n/a", "\\n", "<na>"))
_MARKUP = re.compile(r"</(?:p|div|article|section|blockquote|h[1-6]|li|ul|ol|table)\s{0,5}>|<br\s{0,5}/?>", re.I)
_TAG = re.compile(r"<[^<>]{0,500}>")
_PARTS = re.compile(r"[\W_]+")
_LAST_WORDS = frozenset(
    ("text", "body", "content", "fulltext", "volltext", "texte", "texto", "testo", "tekst", "transcript")
)
EMPTY_ROW = "row without text: left out"
#: What NewsAPI and others write where they give the beginning of a text alone.
_CUT = re.compile(r"\[\+\d{1,9} chars?\]\s{0,9}\Z")
CUT = "text that its service cut off: only its beginning is there"
#: How the keys of a stretch end that an object in a list has.
_STARTS, _ENDS = (".start", ".start_offset", ".startoffset", ".begin"), (".end", ".end_offset", ".endoffset")
STRETCHES = "stretches with places in a text, in no format of annotations that is known: kept as metadata"
LEAST_REPEATED = 40  # letters of a value that says the text once more
PAGE = "markup of a text: read as a page"
ABOVE = "rows above the names of the columns: left out"


def read_json_lines(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A line an article."""
    lines = enumerate(records_of(source.lines(), source.where), 1)
    order = DayOrder(lambda: (plain_values(record) for _, record in records_of(source.lines(), source.where)))
    items = ((record, where, f"{source.name}-{number}") for number, (where, record) in lines)
    yield from _each(items, options, notes, order)


class _NoTextError(BadInputError):
    """A row has no key that is known to hold a text."""


def _each(
    records: Iterable[tuple[Mapping[str, Any], str, str]], options: ReadOptions, notes: ReaderNotes, order: DayOrder
) -> Iterator[Extract]:
    """Objects as articles; those without a text are told where others have one, else the first of them is the error."""
    first: _NoTextError | None = None
    without, some = 0, False
    for record, where, name in records:
        try:
            yield from _record(record, options, where, name, notes, order)
            some = True
        except _NoTextError as err:
            first, without = first or err, without + 1
    if first is not None and not some:
        raise first
    for _ in range(without):
        notes(EMPTY_ROW)


def _record(
    record: Mapping[str, Any], options: ReadOptions, where: str, name: str, notes: ReaderNotes, order: DayOrder
) -> Iterator[Extract]:
    """One object as an article: an item of ninjs, or a row of plain values."""
    if options.text is None and agency.is_ninjs(record):
        yield agency.ninjs(record)
    else:
        yield from row(plain_values(record, options.text), options, where, name, notes, order)


def plain_values(record: Mapping[str, Any], text: str | None = None) -> dict[str, Plain]:
    """The values of a JSON object as of a row; ``text``: the key of the text, where it was chosen."""
    return flat.plain_values(record, TEXT_COLUMNS if text is None else (text,))


def json_columns(source: Source) -> list[str]:
    """The keys of the first line that may hold the text."""
    first = next(records_of(source.lines(), source.where), ("", {}))[1]
    return [key for key, value in plain_values(first).items() if value is not None]


#: Keys of which an object with a text has one where it is an article, not the settings of a program.
_ABOUT = frozenset(
    (
        *TITLE_COLUMNS,
        "url",
        "uri",
        "link",
        "id",
        "date",
        "published",
        "author",
        "authors",
        "byline",
        "source",
        "date_publish",
    )
)


def recognizes_json(source: Source) -> bool:
    """Whether a JSON file is an article, or is or holds a list of them."""
    head = source.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"["):
        return head[1:].lstrip().startswith(b"{") and b'"' in head
    try:
        return head.startswith(b"{") and bool(_list_of(source))
    except BadInputError:  # reading it tells why
        return True


def _list_of(source: Source) -> list[dict[str, Any]]:
    """The objects of a JSON file: the list that it is, or the lists of like objects with a text that it holds."""
    found: list[dict[str, Any]] = source.kept("list", lambda: _objects(source))
    return found


def _objects(source: Source) -> list[dict[str, Any]]:
    value = source.json()
    if isinstance(value, list):
        return [each for each in value if isinstance(each, dict)]
    if not isinstance(value, dict):
        return []
    lists = list(_lists_in(value))
    if lists:
        most = set(max(lists, key=len)[0])
        return [
            each
            for objects in lists
            if 2 * len(most & set(objects[0])) >= len(most | set(objects[0]))
            for each in objects
        ]
    if _is_article(value):
        return [value]
    named = [{"id": key, **each} for key, each in value.items() if isinstance(each, dict) and _has_text(each)]
    return named if named and len(named) == len(value) else []


def _lists_in(value: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """The lists of objects with a text, in the order of the file, four objects deep."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        each, depth = waiting.pop(0)
        for inner in each.values():
            objects = [x for x in inner if isinstance(x, dict)] if isinstance(inner, list) else []
            if objects and _has_text(objects[0]):
                yield objects
            if isinstance(inner, dict) and depth < 4:
                waiting.append((inner, depth + 1))


def _has_text(record: Mapping[str, Any]) -> bool:
    values = plain_values(record)
    key = _roles(tuple(values))[0]
    return key is not None and isinstance(values[key], str | None)


def _is_article(record: Mapping[str, Any]) -> bool:
    """Whether an object is one article: it has a text, and something that is said of articles."""
    values = plain_values(record)
    key = _roles(tuple(values))[0]
    return (
        key is not None
        and isinstance(values[key], str)
        and any(str(name).lower() in _ABOUT for name in values if name != key)
    )


def read_json(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """An object of the list an article; what else stands in the file is told."""
    whole = source.json()
    if isinstance(whole, list) and len(_list_of(source)) < len(whole):
        notes("items of a JSON list that are no objects: left out")
    elif isinstance(whole, dict) and sum(map(len, _lists_in(whole))) > len(_list_of(source)):
        notes("other lists of texts in a JSON file: left out")
    records = _list_of(source)
    order = DayOrder(lambda: map(plain_values, records))
    if records and records[0] is whole:
        yield from _record(records[0], options, source.where, source.name, notes, order)
        return
    items = ((each, f"{source.where}: item {n}", f"{source.name}-{n}") for n, each in enumerate(records, 1))
    yield from _each(items, options, notes, order)


def list_columns(source: Source) -> list[str]:
    """The keys of the first object that may hold the text."""
    return list(plain_values(next(iter(_list_of(source)), {})))


def _rows(source: Source, notes: list[str]) -> tuple[list[str], Iterator[list[str]]]:
    """The names of a table's columns, each once, and its rows."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text = told(decode_any(source.data, source.where), notes)
    first, _, rest = text.partition("\n")
    plain = first.strip(" \r").strip('"')
    if plain.lower().startswith("sep=") and len(plain) == len("sep=") + 1:  # how Excel says what separates its cells
        text, delimiter = rest, plain[-1]
    else:
        bare = _QUOTED.sub("", first)
        delimiter = "\t" if source.suffix == ".tsv" else max(",;\t|", key=bare.count)
    lines = _unquoted(text) if delimiter == "\t" and '"' in text else None
    rows = lines if lines is not None else _parsed(text, delimiter)
    names = next((each for each in rows if each), [])
    return _each_once(names), rows


_QUOTED = re.compile(r'"[^"\n]{0,10000}"')
_OTHERWISE = re.compile(r'(?:\\["\\])+|(\\)')


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a table with cells in quotation marks, which are doubled inside them, or stand behind a backslash."""
    if '\\"' in text and not any(found[1] for found in _OTHERWISE.finditer(text)) and not _is_doubled(text, delimiter):
        return csv.reader(StringIO(text), delimiter=delimiter, strict=True, doublequote=False, escapechar="\\")
    return csv.reader(StringIO(text), delimiter=delimiter, strict=True)


def _is_doubled(text: str, delimiter: str) -> bool:
    """Whether a table can be read with quotation marks that are doubled inside cells."""
    try:
        for _ in csv.reader(StringIO(text), delimiter=delimiter, strict=True):
            pass
    except csv.Error:
        return False
    return True


def _unquoted(text: str) -> Iterator[list[str]] | None:
    """The rows of a table with tabs in which quotation marks are letters as any other; None where they stand round cells.

    They are letters where every line has the same number of cells and a cell holds them in a way that no program writes round cells.
    """
    lines = [line.split("\t") for line in text.split("\n") if line.strip()]
    if len({len(cells) for cells in lines}) != 1:
        return None
    marked = [cell for cells in lines for cell in cells if '"' in cell]
    return iter(lines) if any(not _is_quoted(cell) for cell in marked) else None


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', "")


def _each_once(names: Sequence[str]) -> list[str]:
    """Names of columns of which each stands once: a second one of a name gets a number, a blank one is called by its place."""
    found: list[str] = []
    for at, name in enumerate(names, 1):
        plain = name if name.strip() else f"column {at}"
        number = 2
        while plain in found:
            plain, number = f"{name} ({number})", number + 1
        found.append(plain)
    return found


def read_table(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A row an article."""
    mine: list[str] = []
    try:
        names, rows = _rows(source, mine)
        order = DayOrder(lambda: (dict(zip(names, each, strict=False)) for each in _rows(source, [])[1]))
        while len(names) > 1 and names[-1] == f"column {len(names)}":  # a separator at the end of each line
            names.pop()
        for number, each in enumerate(filter(None, rows), 2):
            where = f"{source.where}: row {number}"
            if any(cell.strip() for cell in each[len(names) :]):
                raise BadInputError(f"{where}: it has more cells than the first row has names; fix the table.")
            cells: Cells = dict(zip_longest(names, each[: len(names)], fillvalue=""))
            for found in row(cells, options, where, f"{source.name}-{number}", notes, order):
                found.notes = [*mine, *found.notes]
                yield found
    except csv.Error as err:
        raise _no_table(source, err) from err


def table_columns(source: Source) -> list[str]:
    """The names in the first row."""
    try:
        return _rows(source, [])[0]
    except csv.Error as err:
        raise _no_table(source, err) from err


def _no_table(source: Source, err: csv.Error) -> BadInputError:
    return BadInputError(f"{source.where}: it is not a readable table ({err}); save it as CSV again.")


def _sheets(source: Source) -> list[Sheet]:
    """(name, columns, rows) of each sheet that is not empty, its cells as a person sees them; parsed once."""
    return source.kept("sheets", lambda: _parsed_sheets(source))


def _parsed_sheets(source: Source) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    told = f"{source.where}: it is not a readable spreadsheet; save it as .xlsx or .csv again."
    found = []
    data = BytesIO(source.data)
    try:
        book = CalamineWorkbook.from_filelike(data)
        hidden = {each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible}
        for name in book.sheet_names:
            rows = [[_shown(cell) for cell in each] for each in book.get_sheet_by_name(name).to_python()]
            rows = [each for each in rows if any(each)]
            if rows:
                at = next((n for n, each in enumerate(rows[:HEADING_ROWS]) if _roles(tuple(each))[0] is not None), 0)
                names = _each_once(rows[at])
                more = [dict(zip(names, each, strict=False)) for each in rows[at + 1 :]]
                found.append(Sheet(name, names, more, name in hidden, at))
    except (CalamineError, ValueError, OSError) as err:
        raise BadInputError(told) from err
    return found


def _shown(cell: Any) -> str:
    """A cell as it is shown: whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return normal_newlines(str(cell)) if cell is not None else ""


def read_sheets(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A row an article; hidden sheets, and those without a column of texts, are left out and told."""
    every = _sheets(source)
    sheets = [each for each in every if not each.hidden] or every
    if len(sheets) < len(every):
        notes("hidden sheet: left out")
    with_text = [each for each in sheets if options.text in each.names or _roles(tuple(each.names))[0] is not None]
    for _ in range(len(sheets) - len(with_text) if with_text else 0):
        notes("sheet without a column of texts: left out")
    for sheet in with_text or sheets[:1]:
        if sheet.above:
            notes(ABOVE)
        order = DayOrder(partial(iter, sheet.rows))
        for number, each in enumerate(sheet.rows, 2 + sheet.above):
            where = f"{source.where}: sheet {sheet.name}, row {number}"
            yield from row(each, options, where, f"{source.name}-{number}", notes, order)


def sheet_columns(source: Source) -> list[str]:
    """The names in the first rows of the sheets."""
    return list(dict.fromkeys(name for sheet in _sheets(source) for name in sheet.names))


def read_parquet(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A row an article; bytes, as of pictures, are left out."""
    told = f"{source.where}: it is not a readable Parquet file; save it again."
    with read_by("pyarrow", told=told), _parquet(source) as file:
        order = DayOrder(lambda: parquet_rows(file, PARQUET_ROWS))
        for number, record in enumerate(parquet_rows(file, PARQUET_ROWS), 1):
            plain = {key: _readable(value) for key, value in record.items()}
            if any(isinstance(value, bytes) for value in record.values()):
                notes("bytes in a column of a Parquet file: left out")
            yield from _record(plain, options, f"{source.where}: row {number}", f"{source.name}-{number}", notes, order)


def parquet_columns(source: Source) -> list[str]:
    """The columns that the rows of a Parquet file have."""
    told = f"{source.where}: it is not a readable Parquet file; save it again."
    with read_by("pyarrow", told=told), _parquet(source) as file:
        return [str(name) for name in file.schema_arrow.names]


def _parquet(source: Source) -> Any:
    return load_arrow().parquet.ParquetFile(BytesIO(source.data))


def _readable(value: Any) -> Any:
    """A value as JSON has it: days and times and exact numbers as text, no bytes."""
    if isinstance(value, dict):
        return {str(key): _readable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_readable(each) for each in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return None if isinstance(value, bytes) else value.isoformat() if hasattr(value, "isoformat") else str(value)


@lru_cache(maxsize=256)  # the rows of a table have the same keys
def _roles(keys: tuple[str, ...]) -> tuple[str | None, str, str]:
    """The keys of the text (None where there is none), of the article's id and of its title, by their usual names."""
    return text_column(keys), id_column(keys), title_column(keys)


def row(
    record: Cells, options: ReadOptions, where: str, name: str, notes: ReaderNotes, order: DayOrder
) -> Iterator[Extract]:
    """One row as an article: its text column, its name, the rest metadata; a row whose text is blank is told and left out.

    ``order``: how the table that the row is of writes days in figures.
    """
    found, identity, title = _roles(tuple(record))
    key = options.text if options.text is not None else found or _only_text(tuple(record))
    text = record.get(key) if key is not None else None
    if not isinstance(text, str) and not (text is None and key is not None and key in record):
        names: Sequence[str] = list(map(str, record))
        raise _NoTextError(
            f'{where}: an article needs "id" and "text"; name the column with the text (--text-column), one of: '
            f"{', '.join(names) or 'none'}."
        )
    if not text or text.isspace() or (len(text) < 8 and text.strip().lower() in _NO_TEXT):
        notes(EMPTY_ROW)
        return
    more = {k: v for k, v in record.items() if k != key and v not in ("", None) and not _repeats(k, v, text)}
    given = more.pop(options.name or identity, None)
    if given is None and options.name is not None:
        raise BadInputError(f"{where}: the column “{options.name}” is empty, so the article has no name.")
    metadata = {str(k): str(v) for k, v in more.items()}
    if title != "title" and title in metadata:
        metadata = {"title": _words(metadata.pop(title)), **metadata}
    mine: list[str] = [CUT] if _CUT.search(text[-40:]) else []
    if _has_stretches(tuple(record)):
        mine.append(STRETCHES)
    metadata = named(metadata, order, mine)
    if "<" in text and _MARKUP.search(text):
        mine.append(PAGE)
        text = "\n".join(blocks.fragment(text, mine))
    yield Extract(normal_newlines(text), metadata, mine, name=str(name if given is None else given), where=where)


@lru_cache(maxsize=256)
def _has_stretches(keys: tuple[str, ...]) -> bool:
    """Whether lists of a row hold the places of stretches of its text, as annotations do."""
    lower = [str(key).lower() for key in keys]
    return any(key.endswith(_STARTS) for key in lower) and any(key.endswith(_ENDS) for key in lower)


@lru_cache(maxsize=256)
def _only_text(keys: tuple[str, ...]) -> str | None:
    """The one key whose last word says that it is a text, such as ``story_text``; None where there is none, or several."""
    plain = {key: str(key).strip().lower() for key in keys if "." not in str(key)}
    found = [key for key, name in plain.items() if _PARTS.split(name)[-1] in _LAST_WORDS]
    return found[0] if len(found) == 1 else None


def _repeats(name: object, value: Plain, text: str) -> bool:
    """Whether another column of texts has the same words, with other markup or none."""
    if not isinstance(value, str) or len(value) > 4 * len(text) or 4 * len(value) < len(text):
        return False
    if value.strip() == text.strip():
        return len(value) >= LEAST_REPEATED
    if not columns_of(TEXT_COLUMNS, (str(name),)) or not _MARKUP.search(value + text):
        return False
    return _bare(value) == _bare(text)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, html.unescape(_TAG.sub("", text))))


def _words(title: str) -> str:
    """A title whose letters may be written as HTML does."""
    return html.unescape(title) if "&" in title else title
