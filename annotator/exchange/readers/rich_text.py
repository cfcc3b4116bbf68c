"""Rich text (RTF): the words that a reader sees. Source: Rich Text Format 1.9.1.

striprtf reads code pages and Unicode; before it, groups that nobody sees are taken out (deleted words, instructions of fields), Mac
letters are decoded, and after it halves of surrogate pairs are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.given import read_by
from annotator.exchange.readers.base import Extract, ReadOptions, Source

_TOKEN = re.compile(r"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,30})?[ ]?|\\[^a-z']|[{}]|[^\\{}]+", re.S)
#: Groups whose words nobody sees in the text.
_GONE = frozenset((
    "fldinst", "deleted", "v", "footnote", "pict", "object", "objdata", "themedata", "colorschememapping", "datastore", "latentstyles",
    "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "annotation", "atnid", "atnauthor",
    "atndate", "atnref", "atrfstart", "atrfend", "bkmkstart", "bkmkend", "xe", "tc", "txe", "rxe", "fonttbl_", "generator",
    "listtable", "listoverridetable", "rsidtbl", "revtbl", "stylesheet", "info",
))  # fmt: skip
_HEADS = ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")
_TOLD = {
    "deleted": "deleted words in a rich text: left out",
    "v": "hidden words in a rich text: left out",
    "annotation": "comments in a rich text: left out",
    "footnote": "footnotes of a rich text: left out",
    **dict.fromkeys(_HEADS, "headers and footers in a rich text: left out"),
}
MOST_UNITS = 65_535


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A rich text is one article."""
    mine: list[str] = []
    yield Extract(text_of(source, mine), notes=mine)


def text_of(source: Source, notes: list[str]) -> str:
    """The text of a rich text file; BadInputError where it is none."""
    from striprtf.striprtf import rtf_to_text

    data = source.data
    if not data.lstrip().startswith(b"{\\rtf"):
        raise BadInputError(f"{source.where}: it is not rich text (.rtf); save it as text and try again.")
    written = seen(_as_ascii(data), notes)
    with read_by("striprtf", told=f"{source.where}: the rich text cannot be read; save it as text."):
        text = str(rtf_to_text(written))  # type: ignore[no-untyped-call]
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return normal_newlines(joined).strip("\n")


def _as_ascii(data: bytes) -> str:
    """The source with every byte outside ASCII written as the format says; UTF-8, which it does not know, as Unicode."""
    try:
        return re.sub("[^\x00-\x7f]", lambda m: _unicode(m[0]), data.decode("utf-8"))
    except UnicodeDecodeError:
        return re.sub("[\x80-\xff]", lambda m: f"\\'{ord(m[0]):02x}", data.decode("latin-1"))


def _unicode(char: str) -> str:
    """A character as the format writes Unicode, without a letter that stands in for it."""
    return f"{{\\uc0\\u{ord(char)} }}"


def seen(written: str, notes: list[str]) -> str:
    """The source of a rich text without the groups that nobody sees, Mac letters and numbers out of range written as Unicode."""
    mac = re.search(r"\\mac(?![a-z])|\\ansicpg10000", written[:2000]) is not None
    mac_fonts = set(re.findall(r"\\f(\d{1,6})(?:\\[a-eg-z][a-z]{0,20}-?\d{0,9} ?){0,9}\\fcharset77", written[:200_000]))
    fonts = [False]  # of the groups that are open, whether their font has Mac letters
    out: list[str] = []
    depth, gone_at = 0, 0  # groups that are open; the one that is left out, or 0
    begins = False  # whether a group has just begun
    for token in _TOKEN.finditer(written):
        piece = token[0]
        if piece == "{":
            depth += 1
            begins = True
            fonts.append(fonts[-1])
        elif piece == "}":
            if len(fonts) > 1:
                fonts.pop()
            if gone_at == depth:
                gone_at, depth = 0, depth - 1
                out.append("}")
                continue
            depth -= 1
        elif token[2] and begins and not gone_at and _is_gone(token[2], token[3]):
            gone_at = depth
            note = _TOLD.get(token[2])
            if note and note not in notes:
                notes.append(note)
        elif piece != "\\*" and not piece.isspace():
            begins = False
        if token[2] == "f" and token[3]:
            fonts[-1] = token[3] in mac_fonts
        if not gone_at:
            out.append(_piece(token, mac or fonts[-1]))
    return "".join(out)


def _is_gone(word: str, number: str | None) -> bool:
    return word in _GONE and not (word in ("v", "deleted") and number == "0")


def _piece(token: re.Match[str], mac: bool) -> str:
    if mac and token[1]:
        return _unicode(bytes.fromhex(token[1]).decode("mac_roman"))
    if token[2] in ("cell", "nestcell"):  # the library would write a bar between cells
        return "\\tab "
    if token[2] in ("row", "nestrow"):
        return "\\par "
    if token[2] == "u" and token[3] and abs(int(token[3][:12])) > MOST_UNITS:
        return "{\\uc0\\u65533 }"
    return token[0]
