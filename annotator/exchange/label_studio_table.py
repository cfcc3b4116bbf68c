"""Label Studio's tables, CSV and TSV: a row an annotation, the records of JSON-MIN with their values written as JSON into cells.

Source: HumanSignal's label-studio-converter, ``exports/csv2.py`` (columns in the order of the alphabet; a control with one choice is
its bare word).
"""

from __future__ import annotations

import csv
import sys
from io import StringIO
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.articles import json_value, read_bytes
from annotator.exchange.encodings import decode_any

_NO = ("", "false", "0")


def rows_of_table(path: Path) -> list[dict[str, Any]]:
    """The rows of a table as records of JSON-MIN; BadInputError where it cannot be read."""
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    text = decode_any(read_bytes(path), str(path)).text
    first = text.partition("\n")[0]
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    found = []
    try:
        for number, row in enumerate(rows, 1):
            cells = {name: value for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
            found.append({name: _value(cell, f"{path}: row {number}, {name}") for name, cell in cells.items()})
            found[-1]["was_cancelled"] = cells.get("was_cancelled", "").lower() not in _NO
    except csv.Error as err:
        raise BadInputError(f"{path}: row {len(found) + 1} cannot be read ({err}); export the table again.") from err
    return found


def _value(cell: str, where: str) -> Any:
    """What a cell holds: a list or an object written as JSON, else its words."""
    begin = cell.lstrip()[:2].replace(" ", "")
    if begin[:1] not in ("[", "{") or not cell.rstrip().endswith(("]", "}")):
        return cell
    try:
        return json_value(cell.encode(), where)
    except BadInputError:  # a text that begins with a bracket
        return cell
