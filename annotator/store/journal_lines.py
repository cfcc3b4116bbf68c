"""The lines of a journal: JSON with a checksum in front, long ones compressed.

    {"sum":"<16 hex digits>","entry":{…}}
    {"sum":"<16 hex digits>","z":"<base64 of zlib of the entry>"}

The checksum is BLAKE2b (8 bytes) of all bytes of the line behind it. It tells damage, not malice.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from annotator.jsontext import MisfitError, check, read_json
from annotator.store.portable import Row

if TYPE_CHECKING:  # no thread is needed for a decision
    from concurrent.futures import Future, ThreadPoolExecutor

FORM = 1
"""The version of the form of the lines; a reader leaves lines of a higher one alone."""
AT_ONCE = 250_000  # bytes of rows in a line, about; a longer row has a line of its own
BEHIND = 4  # lines that wait to be packed while more rows are read
PLAIN = 4_000  # bytes up to which an entry stays readable
MOST = 256_000_000  # bytes of a line or of an entry, more are not read
_HEAD = b'{"sum":"'
_SUM = 8  # bytes
_BODY = len(_HEAD) + 2 * _SUM + 2  # where what the checksum is of begins


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What one line says: rows of a project, and how far the project had come with them."""

    project: str  # its id
    at: str  # UTC, ISO 8601
    rows: tuple[tuple[str, Row], ...]
    upto: Mapping[str, int] = field(default_factory=dict)  # the highest row numbers; empty where more lines follow
    gap: bool = False  # rows that came before are in no line of this journal


class Packer:
    """Makes lines in a thread of its own, in order: zlib lets this one go on meanwhile. Close it."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: deque[Future[bytes]] = deque()

    def add(self, make: Callable[[], bytes]) -> None:
        """Have a line made."""
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, "journal")
        self._waiting.append(self._pool.submit(make))

    def made(self, behind: int = 0) -> Iterator[bytes]:
        """The lines, but for the last ``behind``, which need not be ready yet."""
        while len(self._waiting) > behind:
            yield self._waiting.popleft().result()

    def wait(self, behind: int) -> None:
        """Wait until all lines but the last ``behind`` are ready."""
        if len(self._waiting) > behind:
            self._waiting[-1 - behind].result()

    def close(self) -> None:
        """Make no more."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def lines(
    project: str, at: str, rows: Iterable[bytes], upto: Mapping[str, int] | None, *, gap: bool
) -> Iterator[bytes]:
    """The lines for some rows, each as JSON: one, or several where there are many rows. Only the last one says how far the project is.

    ``upto`` None: other lines follow.
    """
    part: list[bytes] = []
    size = 0
    start = _start(project, at, gap=gap)
    packer = Packer()
    try:
        for each in rows:
            part.append(each)
            size += len(each)
            if size >= AT_ONCE:
                packer.add(partial(_line, start + b",".join(part) + b"]}"))
                part, size = [], 0
                yield from packer.made(behind=BEHIND)
        yield from packer.made()
    finally:
        packer.close()
    if upto is not None:
        yield _line(start + b",".join(part) + b'],"upto":' + orjson.dumps(dict(upto)) + b"}")
    elif part:
        yield _line(start + b",".join(part) + b"]}")


def line_of(project: str, at: str, rows: Iterable[bytes]) -> bytes:
    """A line of rows, each or several as JSON, behind which other lines follow."""
    return _line(_start(project, at, gap=False) + b",".join(rows) + b"]}")


def _start(project: str, at: str, *, gap: bool) -> bytes:
    said = f'{{"v":{FORM},"project":{json.dumps(project)},"at":"{at}",' + '"gap":true,' * gap
    return said.encode() + b'"rows":['


def _line(data: bytes) -> bytes:
    body = b'"entry":' + data + b"}\n" if len(data) <= PLAIN else b'"z":"' + base64.b64encode(_packed(data)) + b'"}\n'
    return _HEAD + _sum(body) + b'",' + body


def _packed(data: bytes) -> bytes:
    try:
        from isal.isal_zlib import compress  # what zlib reads, in a quarter of its time; no decision waits for it
    except ImportError:  # it is not made for every kind of machine
        from zlib import compress
    return compress(data, 2)


def _sum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_SUM).hexdigest().encode("ascii")


def read(path: Path, start: int = 0) -> Iterator[JournalEntry | str]:
    """The entries of a file of lines, one at a time; a clause for each line that cannot be read. OSError as it comes.

    ``start``: the byte to begin at; what stands before the first line that begins after it is passed over.
    """
    with path.open("rb") as file:
        if start:
            file.seek(start - 1)
            file.readline(MOST)
        for line in _split(file):
            found = _parts(line)
            for part in found[:-1]:  # a line was cut short, and another process went on behind it
                if not isinstance(told := _entry(part), str):
                    yield told
            yield _entry(found[-1])


def _split(file: BinaryIO) -> Iterator[bytes]:
    """The lines that are not blank; of one that is too long only its beginning."""
    while line := file.readline(MOST):
        part = line
        while len(part) == MOST and not part.endswith(b"\n"):
            part = file.readline(MOST)
        if line.strip():
            yield line


def _parts(line: bytes) -> list[bytes]:
    """The lines in a line: the head of one stands nowhere inside another, since quotation marks in JSON texts are escaped."""
    places = [0]
    while (at := line.find(_HEAD, places[-1] + 1)) > 0:
        places.append(at)
    return [line[a:b] for a, b in zip(places, [*places[1:], len(line)], strict=True)]


def _entry(line: bytes) -> JournalEntry | str:
    """What a line says, or a clause about why it cannot be read."""
    body = line[_BODY:]
    if not (line.startswith(_HEAD) and line[len(_HEAD) : _BODY - 2] == _sum(body)):
        return "it was changed or cut short (the checksum differs)"
    try:
        held = read_json(line)
        check(held, ({"z": str}, {"entry": dict}))
        return _checked(read_json(_unpacked(held["z"])) if "z" in held else held["entry"])
    except MisfitError as err:
        return f"it is not a line of a journal ({err})"


def _unpacked(text: str) -> bytes:
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), MOST)
    except (binascii.Error, zlib.error, ValueError) as err:  # a text that is not even ASCII is a ValueError
        raise MisfitError("what is packed in it cannot be unpacked") from err
    if len(data) == MOST:
        raise MisfitError("it is too long")
    return data


def _is_row(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)


def _is_upto(value: object) -> bool:
    return isinstance(value, dict) and all(type(number) is int for number in value.values())


def _checked(entry: Any) -> JournalEntry:
    """An entry of this form; MisfitError where it is none."""
    check(entry, {"v": object})
    if entry["v"] != FORM:
        raise MisfitError("it was written by another version")
    check(entry, {"project": str, "at": str, "rows": [_is_row], "upto?": _is_upto})
    rows, upto = tuple((table, row) for table, row in entry["rows"]), entry.get("upto", {})
    return JournalEntry(entry["project"], entry["at"], rows, upto, gap=entry.get("gap") is True)
