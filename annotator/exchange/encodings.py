"""Bytes as text whose encoding nobody wrote down: UTF-8 and UTF-16 first, else detected, and always told."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from annotator.errors import BadInputError
from annotator.exchange import western

#: Encodings that files of news are really in; EBCDIC and UTF-16 without a mark fit almost any bytes and are not guessed.
PLAUSIBLE = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "koi8_u", "mac_roman", "cp932",
    "euc_jp", "gb18030", "big5", "euc_kr",
)  # fmt: skip
#: How much worse windows-1252 may look than the best guess and still be taken: on short texts its neighbors look alike.
TOLERANCE = 0.1
#: The share of bad bytes among the letters outside ASCII up to which a text that nobody declared is UTF-8 with damage.
DAMAGED = 0.5
ZEROS = 4096  # bytes of a text that are looked at for zeros
DAMAGED_UTF8 = "utf-8, damaged letters"
_UTF8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|\xc2[\xa0-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_XML = re.compile(rb"\A\s{0,20}<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}[\"']([\w.-]{1,40})")
_ONE_BYTE = re.compile(r"(?:cp125\d|iso8859-\d+|ascii|mac-\w+|cp437|cp85\d)$")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.I)


class Decoded(NamedTuple):
    """A text with the encoding it was in; ``detected`` says that the encoding is a guess."""

    text: str
    encoding: str
    detected: bool


_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FIRST = frozenset(mark[:1] for mark, _ in _MARKS)


def decode_any(data: bytes, where: str) -> Decoded:
    """Bytes of a text file as text, carriage returns as they stand; BadInputError names the file where they are no text."""
    for mark, encoding in _MARKS if data[:1] in _FIRST else ():
        if data.startswith(mark):
            return Decoded(_strict(data, encoding, where), encoding.removesuffix("-sig"), False)
    if b"\0" in data:
        return _unmarked(data, where)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", False)
    except UnicodeDecodeError:
        return _damaged(data, DAMAGED) or _detected(data, where)


def _unmarked(data: bytes, where: str) -> Decoded:
    """UTF-16 without a mark, known by the zeros in every second byte of Latin letters; BadInputError for other zeros."""
    head = data[:ZEROS]
    for begin, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, letters = head[begin::2].count(0), head[1 - begin :: 2].count(0)
        if not letters and zeros > 0.7 * len(head[begin::2]) and len(data) % 2 == 0:
            return Decoded(_strict(data, encoding, where), encoding, True)
    raise _no_text(where)


def _damaged(data: bytes, most: float) -> Decoded | None:
    """Bytes as UTF-8 with a few bad ones, which become U+FFFD; None where more than ``most`` of the letters outside ASCII are bad."""
    good = len(_UTF8.findall(data))
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    return Decoded(text, DAMAGED_UTF8, True) if good and bad <= most * good else None


def decode_html(data: bytes, where: str) -> Decoded:
    """Bytes of a web page as text: as UTF-8 where they are that, else as the page says of itself if that fits, else as any text."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode_any(data, where)
    declared = _META.search(data[:4096]) or _XML.match(data[:200])
    name = declared[1].decode("ascii") if declared else ""
    if not _escapes(name) and b"\0" not in data:
        try:
            return Decoded(data.decode("utf-8"), "utf-8", False)
        except UnicodeDecodeError:
            says = name.lower().replace("_", "-") in ("utf-8", "utf8")
            if says and (damaged := _damaged(data, 1.0)) is not None:
                return damaged
    return decode_as(data, name, where)


def decode_as(data: bytes, name: str, where: str) -> Decoded:
    """Bytes as text in the encoding that their source declares if that fits, else as any text; UTF-8 that says it is Latin is UTF-8."""
    if b"\0" in data:
        return decode_any(data, where)
    try:
        # The web standard reads what says latin-1 as windows-1252 (WHATWG, "Encoding").
        found = codecs.lookup(name.strip()).name if name.strip() else ""
        if found and codecs.lookup(found)._is_text_encoding and found != "undefined":
            if _ONE_BYTE.match(found) and not data.isascii():
                try:
                    return Decoded(
                        data.decode("utf-8"), "utf-8", False
                    )  # hardly any text in one byte a letter is UTF-8, too
                except UnicodeDecodeError:
                    pass
            encoding = "cp1252" if found in ("iso8859-1", "ascii") else found
            return Decoded(data.decode(encoding), encoding, False)
    except (LookupError, UnicodeError, ValueError):
        pass  # the source is wrong about itself
    return decode_any(data, where)


def _escapes(name: str) -> bool:
    """Whether an encoding writes everything in ASCII, so that its bytes are UTF-8, too."""
    return name.lower().replace("_", "-") in ("utf-7", "hz", "hz-gb-2312") or name.lower().startswith("iso-2022")


def _strict(data: bytes, encoding: str, where: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as err:
        raise BadInputError(
            f"{where}: it is not {encoding} text (byte {err.start}); save it as UTF-8 and try again."
        ) from err


def _detected(data: bytes, where: str) -> Decoded:
    latin = western.encoding_of(data)
    if latin:
        return Decoded(data.decode(latin, "replace"), latin, True)
    from charset_normalizer import from_bytes

    found = from_bytes(data, cp_isolation=list(PLAUSIBLE))
    best = found.best()
    if best is None:
        raise _no_text(where)
    like = any("cp1252" in match.could_be_from_charset and match.chaos <= best.chaos + TOLERANCE for match in found)
    encoding = "cp1252" if like else best.encoding
    return Decoded(_strict(data, encoding, where), encoding, True)


def _no_text(where: str) -> BadInputError:
    return BadInputError(
        f"{where}: it is not UTF-8 text, nor text in a known encoding; save it as UTF-8 and try again."
    )
