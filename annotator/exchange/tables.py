"""A CSV file with a row a quotation, safe to open in a spreadsheet.

A cell of text that begins with = + - @, a tab, a carriage return or another control character would be run as a formula
by Excel, LibreOffice or Google Sheets, so an apostrophe is put before it (OWASP, "CSV Injection"); one that begins with an
apostrophe gets a second, so that reading can take exactly one away.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.exchange.annotated import AnnotatedArticle, ReadRows
from annotator.exchange.earlier import begins
from annotator.exchange.fields import ALL
from annotator.exchange.formats import Format, Unit
from annotator.exchange.quotation_rows import LOST, rows_back, rows_of
from annotator.records import Codebook

COLUMNS = (
    "id", "article", "article_sha256", "annotator", "quotation", "words", "kind", "speaker", "speaker_id", "source", "cue",
    "stances", "comment", "flagged", "utterance", "text", "start", "end", "paragraph_start", "source_start", "source_end",
    "cue_start", "cue_end", "codebook", "origin", "proposal_shown", "outcome", "detector", "proposed_start", "proposed_end",
    "proposed_speaker", "decided_at", "seconds", "codebook_version", "codebook_sha256", "adjudicated", "speaker_aliases",
    "speaker_uri", "speaker_note", "article_tags",
)  # fmt: skip
_FORMULA = tuple("=+-@'＝＋－＠")


def harmless(cell: str) -> str:
    """The cell as a spreadsheet will show it and never run it."""
    begins = cell[:1]
    return "'" + cell if begins in _FORMULA or (begins and (begins < " " or "\x7f" <= begins < "\xa0")) else cell


def harmed(cell: str) -> str:
    """The cell as it was before :func:`harmless`."""
    return cell[1:] if cell.startswith("'") else cell


_FLAGS = ("flagged", "proposal_shown", "adjudicated")


def _cells(row: dict[str, Any]) -> list[str | int | float]:
    lists = {"stances": " ".join(row["stances"]), "speaker_aliases": " | ".join(row["speaker_aliases"])}
    values = {**row, **lists, **{name: int(row[name]) for name in _FLAGS}}
    return [harmless(v) if isinstance(v := values[name], str) else v for name in COLUMNS]


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    """Write with a byte order mark, without which Excel takes UTF-8 for another encoding."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)  # its line ends, \r\n, make it quote cells with either character
        writer.writerow(COLUMNS)
        for count, row in enumerate(rows_of(articles, codebook), 1):  # noqa: B007
            writer.writerow(_cells(row))
    return count


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # a paragraph may be longer than the module's 128 KiB
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            record: dict[str, Any] = {name: harmed(value) for name, value in row.items()}
            yield {**record, "stances": record["stances"].split(), **{name: record[name] == "1" for name in _FLAGS}}


def _read_back(path: Path) -> Iterator[ReadRows]:
    yield from rows_back(_rows(path))


FORMATS = (
    Format(
        name="csv",
        title="CSV, one quotation a row (spreadsheets)",
        suffix=".csv",
        unit=Unit.CODE_POINTS,
        carries=ALL - LOST,
        write=_write,
        read_back=_read_back,
        rows=True,
        earlier=begins(*("\ufeff" + ",".join(names) + "\r\n" for names in (COLUMNS, COLUMNS[:-1]))),
        load='pandas.read_csv("out.csv", dtype=str, keep_default_na=False)',
    ),
)
