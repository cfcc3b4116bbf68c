"""pyarrow, an optional library: loaded when a Parquet file is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from annotator.errors import BadInputError


def load_arrow() -> Any:
    """pyarrow with its Parquet part; BadInputError with a sentence if it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as err:
        raise BadInputError(
            "Parquet needs the library pyarrow; install it with: pip install 'quotation-annotator[parquet]'."
        ) from err
    return pyarrow


def parquet_rows(file: Any, rows: int, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """The rows of an open ``ParquetFile`` as objects, ``rows`` at a time in memory; ``columns``: None for all."""
    for batch in file.iter_batches(rows, columns=columns):
        yield from batch.to_pylist()
