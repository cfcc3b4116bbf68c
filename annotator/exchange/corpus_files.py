"""Corpora that are too big for a project: articles read one at a time from ``.txt``, ``.jsonl``, ``.jsonl.gz`` and ``.parquet`` files.

Every article has a position by which the order of the corpus can be restored: the number of its file times 2**40, plus its place
in the file (a byte offset in ``.jsonl``, else a line or row number). The same paths give the same positions in every process.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

import orjson

from annotator.errors import BadInputError
from annotator.exchange.arrow import load_arrow, parquet_rows
from annotator.exchange.articles import held, normal_newlines
from annotator.jsontext import NotJsonError, read_json
from annotator.open_projects import open_input, read_input

SUFFIXES = (".jsonl.gz", ".jsonl", ".parquet", ".txt")
PLACES = 1 << 40  # places of one file
LONGEST_VALUE = 200  # code points of a metadata value that is kept
ROWS = 256  # rows of a Parquet file that are read at once

Wanted = Callable[[str], bool]  # whether the article of an id is wanted; the others are counted and not built


@dataclass(frozen=True, slots=True)
class CorpusArticle:
    """An article of a corpus, or the sentence that says why it cannot be read (``error``).

    ``read``: bytes of the corpus that were read when it came, for the time left.
    """

    id: str
    text: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    position: int = 0
    read: int = 0
    error: str = ""
    wanted: bool = True
    file: str = ""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of a corpus: its number in reading order, its size in bytes, and the id of its article where it is a ``.txt``."""

    path: Path
    number: int
    size: int
    name: str


def suffix_of(path: Path) -> str:
    """The suffix by which a file of a corpus is read, in small letters; "" for any other file."""
    name = path.name.lower()
    return next((suffix for suffix in SUFFIXES if name.endswith(suffix)), "")


def check_paths(paths: Sequence[Path]) -> None:
    """BadInputError for a path that is not there, of an unknown kind, or a folder without a file that can be read."""
    for path in paths:
        if not path.exists():
            raise BadInputError(f"There is no file or folder “{path}”.")
        if path.is_file() and not suffix_of(path):
            raise BadInputError(f"“{path}” is not a .txt, .jsonl, .jsonl.gz or .parquet file.")
        if path.is_dir() and next(_below(path), None) is None:
            raise BadInputError(f"The folder “{path}” holds no .txt, .jsonl, .jsonl.gz or .parquet file.")


def corpus_files(paths: Sequence[Path]) -> Iterator[CorpusFile]:
    """The files of all paths, folders walked in the order of their names; the same for the same paths.

    A ``.txt`` is named by its path below the folder that all ``paths`` share, without the suffix.
    """
    root, number = _root(paths), 0
    for path in paths:
        for file in _below(path) if path.is_dir() else iter([path]):
            yield CorpusFile(file, number, _size(file), _name(file, root))
            number += 1


def _below(folder: Path) -> Iterator[Path]:
    """The files of a folder and the folders in it that can be read, in the order of their names."""
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208  # names alone: a folder may hold a million files
    except OSError:
        return
    for name in names:
        path = folder / name
        if suffix_of(path) and path.is_file():
            yield path
        elif path.is_dir() and not path.is_symlink():
            yield from _below(path)


def _root(paths: Sequence[Path]) -> str:
    """The folder that all paths share, absolute; "" where they are on several disks."""
    folders = [os.path.abspath(path if path.is_dir() else path.parent) for path in paths]  # noqa: PTH100  # links stay links
    try:
        return os.path.commonpath(folders)
    except ValueError:
        return ""


def _name(file: Path, root: str) -> str:
    whole = Path(os.path.abspath(file))  # noqa: PTH100
    return (whole.relative_to(root) if root else whole).with_suffix("").as_posix()


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # told when it is read
        return 0


def read_corpus(paths: Sequence[Path], wanted: Wanted | None = None) -> Iterator[CorpusArticle]:
    """The articles of all paths in order; what cannot be read comes as an error, and the rest is read all the same.

    An article that is not ``wanted`` comes without its text.
    """
    before = 0
    for file in corpus_files(paths):
        for article in read_file(file, wanted):
            yield replace(article, read=before + article.read) if before else article
        before += file.size


def read_file(
    file: CorpusFile, wanted: Wanted | None = None, start: int = 0, stop: int | None = None
) -> Iterator[CorpusArticle]:
    """The articles of one file; of a ``.jsonl`` those whose lines begin from byte ``start`` on and before byte ``stop``."""
    first = file.number * PLACES
    try:
        for article in _reader(file, wanted, start, stop):
            yield replace(article, position=first + article.position, file=str(file.path))
    except UnicodeDecodeError as err:
        yield CorpusArticle(
            file.name, position=first, error=f"{file.path}: not UTF-8 (byte {err.start}); save it as UTF-8."
        )
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield CorpusArticle(
            file.name, position=first, error=f"{file.path}: the compressed file is damaged or cut off; fetch it again."
        )
    except OSError as err:
        yield CorpusArticle(file.name, position=first, error=f"{file.path}: {err.strerror or err}.")


def _reader(file: CorpusFile, wanted: Wanted | None, start: int, stop: int | None) -> Iterator[CorpusArticle]:
    suffix = suffix_of(file.path)
    if suffix == ".txt":
        text = normal_newlines(read_input(file.path).decode("utf-8-sig"))
        yield _article(file.name, text, {}, 0, file.size, wanted)
    elif suffix == ".parquet":
        with open_input(file.path) as raw:
            yield from _parquet(file, raw, wanted)
    else:
        with open_input(file.path) as raw:
            lines = _lines(raw, start, stop) if suffix == ".jsonl" else _packed_lines(raw)
            for number, place, read, line in lines:
                if line and not line.isspace():
                    where = f"{file.path}:{number}" if number else f"{file.path}: byte {place:,}"
                    yield _record(line, where, place, read, wanted)


def _lines(raw: IO[bytes], start: int, stop: int | None) -> Iterator[tuple[int, int, int, bytes]]:
    """(number, place, bytes read, line) of the lines that begin in the range; no numbers (0) where it begins inside the file."""
    place = 0
    if start:
        raw.seek(start - 1)
        place = start - 1 + len(raw.readline())
    for number, line in enumerate(raw, 1):
        if stop is not None and place >= stop:
            return
        yield 0 if start else number, place, place + len(line) - start, line
        place += len(line)


def _packed_lines(raw: IO[bytes]) -> Iterator[tuple[int, int, int, bytes]]:
    """The same of a compressed file: the place is the line's number, and what was read is counted as it is stored."""
    with gzip.GzipFile(fileobj=raw) as lines:
        for number, line in enumerate(lines, 1):
            yield number, number, raw.tell(), line


def _record(line: bytes, where: str, place: int, read: int, wanted: Wanted | None) -> CorpusArticle:
    """The article of one JSON line; its text is taken as it stands, so that offsets fit it."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:  # json takes what it refuses: a byte order mark, NaN, halves of surrogate pairs
        try:
            record = read_json(line)
        except NotJsonError:
            return CorpusArticle(where, position=place, read=read, error=f"{where}: not JSON; the line was left out.")
    if not isinstance(record, dict) or not isinstance(record.get("id"), str) or not isinstance(record.get("text"), str):
        told = f"{where}: an article is an object with the strings “id” and “text”; the line was left out."
        return CorpusArticle(where, position=place, read=read, error=told)
    return _article(record["id"], record["text"], record, place, read, wanted)


def _article(
    name: str, text: str, record: Mapping[str, Any], place: int, read: int, wanted: Wanted | None
) -> CorpusArticle:
    name = held(name)
    if not text or text.isspace():
        return CorpusArticle(name, position=place, read=read, error=f"{name}: there is no text in it; it was left out.")
    if wanted is not None and not wanted(name):
        return CorpusArticle(name, position=place, read=read, wanted=False)
    return CorpusArticle(name, held(text), metadata_of(record), place, read)


def metadata_of(record: Mapping[str, Any]) -> dict[str, str]:
    """What a record says of an article beside id and text: short plain values, as texts."""
    plain = {
        held(str(key)): held(str(value))
        for key, value in record.items()
        if key not in ("id", "text") and isinstance(value, str | int | float) and value != ""
    }
    return {key: value for key, value in plain.items() if len(value) <= LONGEST_VALUE}


def _parquet(file: CorpusFile, raw: IO[bytes], wanted: Wanted | None) -> Iterator[CorpusArticle]:
    """The rows of a Parquet file with the text columns ``id`` and ``text``; other plain columns are metadata."""
    arrow = load_arrow()
    kinds = arrow.types
    told = f"{file.path}: it is not a readable Parquet file; write it again."

    def plain(kind: Any) -> bool:
        test = (
            kinds.is_string,
            kinds.is_large_string,
            kinds.is_integer,
            kinds.is_floating,
            kinds.is_date,
            kinds.is_timestamp,
        )
        return any(is_one(kind) for is_one in test)

    try:
        with arrow.parquet.ParquetFile(raw) as opened:
            columns = [column.name for column in opened.schema_arrow if plain(column.type)]
            if not {"id", "text"} <= set(columns):
                yield CorpusArticle(
                    file.name, error=f"{file.path}: it has no text columns “id” and “text”; rename them."
                )
                return
            total = max(opened.metadata.num_rows, 1)
            for number, row in enumerate(parquet_rows(opened, ROWS, columns)):
                read = file.size * (number + 1) // total
                if isinstance(row["id"], str) and isinstance(row["text"], str):
                    more = {k: str(v) for k, v in row.items() if v is not None and k not in ("id", "text")}
                    yield _article(row["id"], row["text"], more, number, read, wanted)
                else:
                    where = f"{file.path}: row {number + 1}"
                    error = f"{where}: “id” and “text” must hold text; the row was left out."
                    yield CorpusArticle(where, position=number, read=read, error=error)
    except arrow.ArrowException:
        yield CorpusArticle(file.name, error=told)
