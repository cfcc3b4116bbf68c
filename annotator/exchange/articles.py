"""What every reader of articles shares: newlines made ``\\n`` once, a title, nothing else changed."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.errors import BadInputError
from annotator.jsontext import TOO_DEEP, NotJsonError, read_json
from annotator.open_projects import open_input, read_input
from annotator.records import Article

TITLE_LENGTH = 200
_TITLE_FROM = (
    250  # code points of a line in which as many as a title has are nearly always left when its white space is folded
)
_NEWLINE = re.compile(r"\r\n?")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def normal_newlines(text: str) -> str:
    """The text with CRLF and CR made LF: the only change that reading makes."""
    return _NEWLINE.sub("\n", text) if "\r" in text else text


def title_of(text: str) -> str:
    """The first line that is not blank, its white space folded, cut to 200 code points; "" in a blank text."""
    begin = text.lstrip()
    end = begin.find("\n", 0, 10 * TITLE_LENGTH)  # the rest of a long text need not be looked at
    first = begin[: end if end >= 0 else 10 * TITLE_LENGTH].splitlines()
    line = first[0] if first else ""
    folded = " ".join(line[:_TITLE_FROM].split())
    if len(folded) <= TITLE_LENGTH and len(line) > _TITLE_FROM:
        folded = " ".join(line.split())
    return folded if len(folded) <= TITLE_LENGTH else folded[: TITLE_LENGTH - 1] + "…"


def decode(data: bytes, where: str, *, newlines: bool = True) -> str:
    """Bytes as text: UTF-8 with or without a mark, or UTF-16 with one; BadInputError names the file.

    ``newlines=False`` leaves carriage returns as they are.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
        return normal_newlines(text) if newlines else text
    except UnicodeDecodeError as err:
        raise BadInputError(
            f"{where}: it is not UTF-8 text (byte {err.start}); save it as UTF-8 and try again."
        ) from err


def read_bytes(path: Path | str) -> bytes:
    """The file's bytes; BadInputError with a sentence if it cannot be read."""
    try:
        return read_input(path)
    except OSError as err:
        raise BadInputError(f"{path}: it cannot be read ({err.strerror}); check its name and permissions.") from err


def article_of(name: str, text: str, where: str, metadata: dict[str, str] | None = None) -> Article:
    """An article ready to store; lone surrogates, which no file can hold, become U+FFFD at the same length."""
    if not text or text.isspace():
        raise BadInputError(f"{where}: there is no text in it; check the file.")
    more = dict(metadata or {})
    title = more.pop("title", "") or title_of(text)
    return Article(held(name), held(text), held(title), more)


def held(text: str) -> str:
    """The text as a file can hold it: lone surrogates made U+FFFD, at the same length in code points."""
    if text.isascii():  # Python knows it without looking
        return text
    try:
        text.encode()  # a tenth of the time that a search takes
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def _loads(source: bytes, where: str) -> Any:
    """What JSON in UTF-8 says, each lone surrogate that it writes as an escape made U+FFFD, in names and labels as in texts.

    orjson is several times as fast; json takes what it refuses: NaN, and halves of surrogate pairs.
    """
    try:
        return orjson.loads(source)
    except orjson.JSONDecodeError:  # also what is no UTF-8, or has a byte order mark
        value = read_json(decode(source, where, newlines=False))
    try:
        whole = json.dumps(value, ensure_ascii=False)
    except RecursionError as err:  # writing takes a level more than reading
        raise NotJsonError(TOO_DEEP) from err
    kept = held(whole)
    return value if kept is whole else json.loads(kept)


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """:func:`records_of` the lines of a file."""
    yield from records_of(byte_lines(path), str(path))


def records_of(lines: Iterable[bytes], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """("name:line", object) of each line that is not blank, one at a time; BadInputError where a line is no JSON object."""
    for number, line in enumerate(lines, 1):
        if not line or line.isspace():
            continue
        where = f"{name}:{number}"
        yield where, json_record(line, where)


def json_record(line: bytes, where: str) -> dict[str, Any]:
    """The object that one line of JSON in UTF-8 holds; BadInputError that names ``where`` if it is none."""
    try:
        record = _loads(line, where)
    except NotJsonError as err:
        raise BadInputError(f"{where}: the line is not JSON ({err}); fix it and try again.") from err
    if not isinstance(record, dict):
        raise BadInputError(f"{where}: the line is not a JSON object; one article a line is expected.")
    return record


def first_record(path: Path) -> dict[str, Any]:
    """The first object of a ``.jsonl`` file, by which its format is known; {} where it is none or cannot be read."""
    if path.suffix.lower() != ".jsonl":
        return {}
    try:
        return next((record for _, record in json_lines(path)), {})
    except BadInputError:
        return {}


def first_letter(path: Path) -> str:
    """What a text file in any UTF begins with, but for blanks: “[” for a list in JSON, “{” for an object; "" for an empty file."""
    with open_input(path) as file:
        begin = file.read(1 << 12).lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return chr(begin[0]) if begin else ""


def byte_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file in UTF-8 as they are read, so that its size does not matter; one in UTF-16 is read whole."""
    try:
        with open_input(path) as file:
            if file.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):
                yield from utf8_lines(file.read(), str(path))
                return
            yield file.readline().removeprefix(codecs.BOM_UTF8)
            yield from file
    except OSError as err:
        raise BadInputError(f"{path}: it cannot be read ({err.strerror}); check its name and permissions.") from err


def utf8_lines(data: bytes, where: str) -> list[bytes]:
    """The lines of bytes in UTF-8, or in UTF-16 with a mark."""
    return _utf8(data, where).removeprefix(codecs.BOM_UTF8).split(b"\n")


def _utf8(data: bytes, where: str) -> bytes:
    """The bytes of a file in UTF-8, whichever encoding its mark says it is in."""
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return decode(data, where, newlines=False).encode() if marked else data


def json_file(path: Path) -> Any:
    """What a JSON file says, its carriage returns as they are; BadInputError where it cannot be read or is none."""
    return json_value(read_bytes(path), str(path))


def json_value(data: bytes, where: str) -> Any:
    """What the bytes of a JSON file say, its carriage returns as they are; BadInputError where they are none."""
    try:
        return _loads(_utf8(data, where), where)
    except NotJsonError as err:
        raise BadInputError(f"{where}: it is not JSON ({err}); fix it and try again.") from err
