"""A Parquet file with a row a quotation, for pandas, polars, DuckDB and the like; written by pyarrow, an optional library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from annotator.exchange.annotated import AnnotatedArticle, ReadRows
from annotator.exchange.arrow import load_arrow, parquet_rows
from annotator.exchange.earlier import marked
from annotator.exchange.fields import ALL
from annotator.exchange.formats import Format, Unit
from annotator.exchange.quotation_rows import COLUMNS, LOST, rows_back, rows_of
from annotator.records import Codebook

ROWS_AT_ONCE = 10_000
_NUMBERS = (
    "schema_version", "paragraph_start", "start", "end", "source_start", "source_end", "cue_start", "cue_end", "proposed_start",
    "proposed_end",
)  # fmt: skip
_LISTS, _FLAGS = ("stances", "speaker_aliases"), ("flagged", "proposal_shown", "adjudicated")
_MARK = "annotator-export"  # a key of the file's metadata, by which an export of ours is known


def _schema(arrow: Any) -> Any:
    kinds = {
        **dict.fromkeys(_NUMBERS, arrow.int64()), **dict.fromkeys(_LISTS, arrow.list_(arrow.string())),
        **dict.fromkeys(_FLAGS, arrow.bool_()), "seconds": arrow.float64(),
    }  # fmt: skip
    return arrow.schema([(name, kinds.get(name, arrow.string())) for name in COLUMNS], {_MARK: "parquet"})


def _write(path: Path, articles: Iterable[AnnotatedArticle], codebook: Codebook) -> int:
    arrow, count, rows = load_arrow(), 0, rows_of(articles, codebook)
    schema = _schema(arrow)
    with arrow.parquet.ParquetWriter(path, schema) as writer:
        while part := list(islice(rows, ROWS_AT_ONCE)):
            writer.write_table(arrow.Table.from_pylist(part, schema))
            count += len(part)
    return count


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with load_arrow().parquet.ParquetFile(path) as file:
        yield from parquet_rows(file, ROWS_AT_ONCE)


def _read_back(path: Path) -> Iterator[ReadRows]:
    yield from rows_back(_rows(path))


FORMATS = (
    Format(
        name="parquet",
        title="Parquet, one quotation a row (pandas, polars, DuckDB)",
        suffix=".parquet",
        unit=Unit.CODE_POINTS,
        carries=ALL - LOST,
        write=_write,
        read_back=_read_back,
        rows=True,
        earlier=marked(b"PAR1", _MARK),
        load='pandas.read_parquet("out.parquet")',
    ),
)
