"""Tables and JSON Lines: a row is an article."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import Notes
from annotator.exchange.articles import normal_newlines, records_of
from annotator.exchange.encodings import decode_any
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.plain import told

#: Names that a column of texts may have where nobody named it.
TEXT_COLUMNS = ("text", "body", "content", "article")
EMPTY_ROW = "row without text: left out"


def read_json_lines(source: Source, options: ReadOptions, notes: Notes) -> Iterator[Extract]:
    """A line an article."""
    for number, (where, record) in enumerate(records_of(source.lines(), source.where), 1):
        yield from row(plain_values(record), options, where, f"{source.name}-{number}", notes)


def plain_values(record: Mapping[str, Any]) -> dict[str, str | int | float | None]:
    """The values of a JSON object that a row of a table could hold."""
    return {k: v for k, v in record.items() if v is None or isinstance(v, str | int | float)}


def json_columns(source: Source) -> list[str]:
    """The keys of the first line that may hold the text."""
    first = next(records_of(source.lines(), source.where), ("", {}))[1]
    return [key for key, value in first.items() if isinstance(value, str | int | float)]


def _rows(source: Source, notes: list[str]) -> csv.DictReader[str]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text = told(decode_any(source.data, source.where), notes)
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == len("sep=") + 1:  # how Excel says what separates its cells
        return csv.DictReader(StringIO(rest), delimiter=first[-1], strict=True)
    delimiter = "\t" if source.suffix == ".tsv" else max(",;\t|", key=first.count)
    return csv.DictReader(StringIO(text), delimiter=delimiter, strict=True)


def read_table(source: Source, options: ReadOptions, notes: Notes) -> Iterator[Extract]:
    """A row an article."""
    mine: list[str] = []
    try:
        for number, each in enumerate(_rows(source, mine), 2):
            where = f"{source.where}: row {number}"
            if None in each:
                raise BadInputError(f"{where}: it has more cells than the first row has names; mend the table.")
            cells: dict[str, str | int | float | None] = {k: v or "" for k, v in each.items()}
            for found in row(cells, options, where, f"{source.name}-{number}", notes):
                found.notes = list(mine)
                yield found
    except csv.Error as err:
        raise BadInputError(f"{source.where}: it is no table that can be read ({err}); save it as CSV again.") from err


def table_columns(source: Source) -> list[str]:
    """The names in the first row."""
    try:
        return [*(_rows(source, []).fieldnames or ())]
    except csv.Error as err:
        raise BadInputError(f"{source.where}: it is no table that can be read ({err}); save it as CSV again.") from err


def row(
    record: Mapping[str, str | int | float | None], options: ReadOptions, where: str, name: str, notes: Notes
) -> Iterator[Extract]:
    """One row as an article: its text column, its name, the rest metadata; a row whose text is blank is told and left out."""
    usual = [key for wanted in TEXT_COLUMNS for key in record if str(key).lower() == wanted]
    key = options.text if options.text is not None else next(iter(usual), None)
    text = record.get(key) if key is not None else None
    if not isinstance(text, str) and not (text is None and key is not None and key in record):
        names = ", ".join(map(str, record)) or "none"
        raise BadInputError(
            f'{where}: an article wants "id" and "text"; name the column of the text (--text-column) out of: {names}.'
        )
    if not text or text.isspace():
        notes(EMPTY_ROW)
        return
    more = {k: v for k, v in record.items() if k != key and v not in ("", None)}
    given = more.pop(options.name or "id", None)
    if given is None and options.name is not None:
        raise BadInputError(f"{where}: there is nothing in the column “{options.name}” to name the article by.")
    metadata = {str(k): str(v) for k, v in more.items()}
    yield Extract(normal_newlines(text), metadata, name=str(name if given is None else given), where=where)
