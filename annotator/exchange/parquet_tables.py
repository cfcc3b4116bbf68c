"""Parquet files written row by row, with pyarrow: the same rows give the same bytes with the same version of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from annotator.exchange.arrow import load_arrow, parquet_rows
from annotator.exchange.release_tables import ReleaseColumn

BATCH = 5_000


def schema(columns: Sequence[ReleaseColumn]) -> Any:
    """The Arrow schema of flat columns."""
    pyarrow = load_arrow()
    kinds = {
        "string": pyarrow.string(), "int32": pyarrow.int32(), "float64": pyarrow.float64(), "bool": pyarrow.bool_(),
        "date32": pyarrow.date32(), "timestamp": pyarrow.timestamp("us", tz="UTC"),
        "list<string>": pyarrow.list_(pyarrow.string()), "list<int32>": pyarrow.list_(pyarrow.int32()),
    }  # fmt: skip
    return pyarrow.schema([(column.name, kinds[column.type]) for column in columns])


def nested_schema(features: Sequence[tuple[str, Any]]) -> Any:
    """The Arrow schema of the nested rows, whose features are names and types, ``[type]`` a list, pairs of pairs a record."""
    pyarrow = load_arrow()
    plain = {
        "string": pyarrow.string(),
        "int64": pyarrow.int64(),
        "bool": pyarrow.bool_(),
        "float64": pyarrow.float64(),
    }

    def kind(given: Any) -> Any:
        if isinstance(given, str):
            return plain[given]
        if isinstance(given, list):
            return pyarrow.list_(kind(given[0]))
        return pyarrow.struct([(name, kind(inner)) for name, inner in given])

    return pyarrow.schema([(name, kind(given)) for name, given in features])


class RowWriter:
    """A Parquet file that rows are added to; a context manager that closes it."""

    def __init__(self, path: Path, schema_: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._arrow = load_arrow()
        self._schema = schema_
        self._writer = self._arrow.parquet.ParquetWriter(path, schema_)
        self._rows: list[Mapping[str, Any]] = []
        self.count = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Add a row with all the schema's columns."""
        self._rows.append(row)
        self.count += 1
        if len(self._rows) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._arrow.Table.from_pylist(self._rows, self._schema))
            self._rows = []

    def __enter__(self) -> RowWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()
        self._writer.close()


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file, batch by batch."""
    with load_arrow().parquet.ParquetFile(path) as file:
        yield from parquet_rows(file, BATCH)
