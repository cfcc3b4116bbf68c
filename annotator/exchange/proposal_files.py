"""Files of proposals, an article a record in the scorer's format: ``.jsonl``, ``.jsonl.gz`` and ``.parquet``.

All Parquet files have one schema, whatever is in them: readers of many files take it from the first, and a column that is all null
there would make them fail or lose what the others hold.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeGuard

import orjson

from annotator.errors import BadInputError
from annotator.exchange.arrow import load_arrow, parquet_rows
from annotator.exchange.corpus_files import suffix_of
from annotator.exchange.earlier import first_record, marked
from annotator.exchange.given import record_at
from annotator.jsontext import MisfitError, check, json_text, number, pair
from annotator.jsontext import offset as whole_number
from annotator.open_projects import open_input
from annotator.records import Candidate, Kind, Mention, Proposal, Span
from annotator.serial import mention_from_dict

KEYS = (
    "id",
    "sha256",
    "offset_unit",
    "detector",
    "quotes",
)  # of every record; position and metadata may stand beside them
FORMATS = (".jsonl", ".jsonl.gz", ".parquet")
ROWS = 500  # articles of a row group
BEGINNING = b'{"id": "'  # of a line without position
_MARK = "annotator-proposals"  # a key of the file's metadata, by which a file of ours is known


def schema(arrow: Any) -> Any:
    """The schema of every Parquet file of proposals; offsets are code points, half-open."""
    text, whole, real = arrow.string(), arrow.int64(), arrow.float64()
    words = [("start", whole), ("end", whole), ("text", text)]
    candidate = arrow.struct([*words, ("name", text), ("score", real), ("reason", text)])
    stance = arrow.struct([("target", text), ("label", text), ("probability", real)])
    quote = arrow.struct(
        [
            *words,
            ("kind", text),
            ("speaker", arrow.struct([*words, ("name", text)])),
            ("cue", arrow.struct(words)),
            ("candidates", arrow.list_(candidate)),
            ("no_source", real),
            ("group", text),
            ("content", arrow.list_(arrow.list_(whole))),
            ("stances", arrow.list_(stance)),
            ("confidence", real),
        ]
    )
    fields = [("position", whole), *((key, text) for key in KEYS[:4])]
    fields += [("metadata", arrow.map_(text, text)), ("quotes", arrow.list_(quote))]
    return arrow.schema(fields, {_MARK: "1"})


def format_of(path: Path) -> str:
    """The format of an output by its suffix; ``.jsonl`` for any that is none of ours."""
    found = suffix_of(path)
    return found if found in FORMATS else ".jsonl"


def is_output(path: Path) -> bool:
    """Whether a file is an earlier output of this kind, by how it begins."""
    if suffix_of(path) == ".parquet":
        return marked(b"PAR1", _MARK)(path)
    if suffix_of(path) == ".jsonl.gz":
        try:
            return is_record(next(read_records(path), None))
        except BadInputError:
            return False
    return is_record(first_record(path))


def is_record(record: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a record of this kind."""
    return (
        isinstance(record, dict)
        and set(KEYS) <= record.keys() <= {*KEYS, "position", "metadata"}
        and isinstance(record["id"], str)
    )


def without_position(record: dict[str, Any]) -> dict[str, Any]:
    """The record as it stands outside a shard."""
    return {key: value for key, value in record.items() if key != "position"}


def write_records(path: Path, records: Iterable[dict[str, Any]], fmt: str) -> int:
    """Write records to a path in a format of ``FORMATS``; how many."""
    count = 0
    if fmt == ".parquet":
        arrow, rest = load_arrow(), iter(records)
        wanted = schema(arrow)
        with arrow.parquet.ParquetWriter(path, wanted, compression="zstd") as writer:
            while part := list(islice(rest, ROWS)):
                writer.write_table(arrow.Table.from_pylist(part, wanted))
                count += len(part)
        return count
    with path.open("wb") as raw:
        # no name and time in it: the same records give the same bytes
        out = (
            gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=6, mtime=0) if fmt == ".jsonl.gz" else raw
        )
        for count, record in enumerate(records, 1):  # noqa: B007
            out.write(json_text(record).encode() + b"\n")
        if out is not raw:
            out.close()
    return count


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file, one at a time; BadInputError where it cannot be read."""
    told = f"{path}: it is not a readable output of propose; make it again."
    with open_input(path) as raw:
        if suffix_of(path) == ".parquet":
            arrow = load_arrow()
            try:
                with arrow.parquet.ParquetFile(raw) as file:
                    if not file.schema_arrow.equals(schema(arrow)):
                        raise BadInputError(
                            f"{path}: it does not have the columns of an output of propose; name another file."
                        )
                    yield from map(_record, parquet_rows(file, ROWS // 5))
            except arrow.ArrowException as err:
                raise BadInputError(told) from err
            return
        try:
            for line in gzip.GzipFile(fileobj=raw) if suffix_of(path) == ".jsonl.gz" else raw:
                record = orjson.loads(line)
                if not is_record(record):
                    raise BadInputError(told)
                yield record
        except (orjson.JSONDecodeError, EOFError, zlib.error, gzip.BadGzipFile) as err:
            raise BadInputError(told) from err


_WORDS = {"start": whole_number, "end": whole_number, "text": str}
_QUOTES = [
    {
        **_WORDS,
        "kind": str,
        "speaker": (None, dict),
        "cue": (None, _WORDS),
        "candidates?": [{**_WORDS, "name": str, "score": number, "reason": str}],
        "no_source?": number,
        "group?": str,
        "content?": [[int]],
        "confidence": number,
    }
]


def proposals_of(record: dict[str, Any], text: str, where: str) -> tuple[Proposal, ...]:
    """The proposals of a record on the text that it was made from; BadInputError names ``where`` if they do not fit it."""
    with record_at(where, "no record of proposals on this text", "; make it again"):
        check(record["quotes"], _QUOTES)
        return tuple(_proposal(quote, text) for quote in record["quotes"])


def _proposal(quote: dict[str, Any], text: str) -> Proposal:
    said = _mention(quote, text)
    if quote["kind"] not in [*Kind]:
        raise MisfitError(f"{quote['kind']!r} is not a kind of quotation")
    return Proposal(
        said.span,
        said.words,
        Kind(quote["kind"]),
        float(quote["confidence"]),
        tuple(
            Candidate(_mention(c, text), c["name"], float(c["score"]), c["reason"]) for c in quote.get("candidates", ())
        ),
        float(quote.get("no_source", 0.0)),
        quote["speaker"] is not None,
        mention_from_dict(quote["cue"], text),
        quote.get("group"),
        tuple(Span(*piece) for piece in quote.get("content", ()) if pair(piece)),
    )


def _mention(value: dict[str, Any], text: str) -> Mention:
    mention = mention_from_dict(value, text)
    assert mention is not None, "its start was checked"
    return mention


def _record(row: dict[str, Any]) -> dict[str, Any]:
    """A row of Parquet as the record that was written."""
    quotes = [
        {key: value for key, value in quote.items() if value is not None or key in ("speaker", "cue")}
        for quote in row["quotes"]
    ]
    out = {**row, "metadata": dict(row["metadata"] or ()), "quotes": quotes}
    return {key: value for key, value in out.items() if value is not None and value != {}}
