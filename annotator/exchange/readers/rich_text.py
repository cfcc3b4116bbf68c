"""Rich text (RTF): the words that a reader sees. Source: Rich Text Format 1.9.1.

striprtf reads code pages and Unicode; before it, groups that nobody sees are taken out (deleted words, instructions of fields), Mac
letters are decoded, and after it halves of surrogate pairs are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.given import read_by
from annotator.exchange.readers import symbols
from annotator.exchange.readers.base import Extract, ReadOptions, Source

_TOKEN = re.compile(r"\\'([0-9a-fA-F]{2})|\\([a-z]{1,32})(-?\d{1,30})?[ ]?|\\[^a-z']|[{}]|[^\\{}]+", re.S)
#: Groups whose words nobody sees in the text.
_GONE = frozenset((
    "fldinst", "footnote", "pict", "objdata", "objclass", "objname", "themedata", "colorschememapping", "datastore", "latentstyles",
    "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "annotation", "atnid", "atnauthor",
    "atndate", "atnref", "atrfstart", "atrfend", "bkmkstart", "bkmkend", "xe", "tc", "txe", "rxe", "fonttbl_", "generator",
    "listtable", "listoverridetable", "rsidtbl", "revtbl", "stylesheet", "info", "sp", "shprslt", "nonshppict",
))  # fmt: skip
#: Groups that programs may skip, and whose words are seen all the same: shapes, drawings, the Unicode of a text.
_SHOWN = frozenset(("shpinst", "do", "ud", "object", "result"))
#: Words that stand for characters, which go with the words that nobody sees.
_CHARACTERS = frozenset((
    "u", "par", "line", "tab", "cell", "row", "page", "sect", "column", "lquote", "rquote", "ldblquote", "rdblquote", "emdash", "endash",
    "bullet", "emspace", "enspace", "qmspace", "nestcell", "nestrow", "chpgn", "chdate", "chtime",
))  # fmt: skip
_HEADS = ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")
_TOLD = {
    "annotation": "comments in a rich text: left out",
    "footnote": "footnotes of a rich text: left out",
    **dict.fromkeys(_HEADS, "headers and footers in a rich text: left out"),
}
_UNSEEN = {"deleted": "deleted words in a rich text: left out", "v": "hidden words in a rich text: left out"}
_BOX = "text box in a rich text: put after its paragraph"
_ROWS = "table in a rich text: a line for each row, tabs between its cells"
_STRUCK = "struck-out words in a rich text: kept"
_DROP_CAP = "drop cap of a rich text: joined to its paragraph"
MOST_UNITS = 65_535
#: Code pages of one byte a letter by the number of a font's character set; the library reads the others.
_CHARSETS = {
    "77": "mac_roman", "161": "cp1253", "162": "cp1254", "163": "cp1258", "177": "cp1255", "178": "cp1256", "186": "cp1257",
    "204": "cp1251", "222": "cp874", "238": "cp1250", "254": "cp437", "255": "cp850", "2": "symbol",
    "128": "", "129": "", "130": "", "134": "", "136": "",
}  # fmt: skip
_ONE_BYTE = frozenset((
    "437", "737", "850", "852", "855", "857", "858", "862", "866", "874", "1250", "1251", "1253", "1254", "1255", "1256", "1257", "1258",
))  # fmt: skip
_EQ = re.compile(r"[{\s]{0,9}EQ\s")
_BYTES = re.compile(rb"(?<!\\)\\bin(\d{1,9}) ?")
_FONT = re.compile(r"\\f(\d{1,6})((?:\\(?!f\d|fcharset)[a-z]{1,24}-?\d{0,9} ?){0,9})\\fcharset(\d{1,3})([^;]{0,120});")
_PAGE = re.compile(r"\\ansicpg(\d{1,6})")


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A rich text is one article."""
    mine: list[str] = []
    yield Extract(text_of(source, mine), notes=mine)


def text_of(source: Source, notes: list[str]) -> str:
    """The text of a rich text file; BadInputError where it is none."""
    from striprtf.striprtf import rtf_to_text

    data = source.data.removeprefix(b"\xef\xbb\xbf")
    if not data.lstrip().startswith(b"{\\rtf"):
        raise BadInputError(f"{source.where}: it is not rich text (.rtf); save it as text and try again.")
    written = seen(_as_ascii(_without_bytes(data)), notes)
    with read_by("striprtf", told=f"{source.where}: the rich text cannot be read; save it as text."):
        text = str(rtf_to_text(written))  # type: ignore[no-untyped-call]
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return normal_newlines(joined).strip("\n")


def _without_bytes(data: bytes) -> bytes:
    """The source without the bytes of pictures that stand in it as they are (``\\bin``): braces among them would end the text."""
    out, at = [], 0
    while (match := _BYTES.search(data, at)) is not None:
        out.append(data[at : match.start()])
        at = match.end() + int(match[1])
    return b"".join([*out, data[at:]]) if out else data


def _as_ascii(data: bytes) -> str:
    """The source with every byte outside ASCII written as the format says; UTF-8, which it does not know, as Unicode."""
    try:
        return re.sub("[^\x00-\x7f]", lambda m: _unicode(m[0]), data.decode("utf-8"))
    except UnicodeDecodeError:
        return re.sub("[\x80-\xff]", lambda m: f"\\'{ord(m[0]):02x}", data.decode("latin-1"))


def _unicode(text: str) -> str:
    """A character as the format writes Unicode, without a letter that stands in for it; beyond U+FFFF as two halves."""
    units = text.encode("utf-16-le", "surrogatepass")
    return "".join(f"{{\\uc0\\u{int.from_bytes(units[n : n + 2], 'little')} }}" for n in range(0, len(units), 2))


def _page(head: str) -> str:
    """The code page of letters whose font names none; "" where it has letters of two bytes, which the library reads."""
    if re.search(r"\\mac(?![a-z])", head):
        return "mac_roman"
    if dos := re.search(r"\\(pca?)(?![a-z])", head):
        return "cp850" if dos[1] == "pca" else "cp437"
    number = _PAGE.search(head)
    if number is None or number[1] in ("0", "1252"):
        return "cp1252"
    if number[1] == "10000":
        return "mac_roman"
    return f"cp{number[1]}" if number[1] in _ONE_BYTE else ""


@dataclass(slots=True)
class _Group:
    """What holds inside a group: the code page of its letters, whether nobody sees its words, whether a box begins with it."""

    page: str = ""
    font: str = ""
    unseen: frozenset[str] = frozenset()
    box: bool = False
    stand_ins: int = 1  # how many characters behind one of Unicode stand in for it


def seen(written: str, notes: list[str]) -> str:
    """The source of a rich text without what nobody sees; letters of Mac, DOS and of other fonts are written as Unicode.

    ``notes`` gets what was left out, and that a text box was put behind the paragraph that holds it.
    """
    return _Seen(written, notes).text()


class _Seen:
    """A walk through the source, token by token."""

    def __init__(self, written: str, notes: list[str]) -> None:
        self.written, self.notes = written, notes
        head = written[:2000]
        self.page = _page(head)
        self.fonts: dict[str, tuple[str, str]] = {}
        for font in _FONT.finditer(written[:200_000]):
            name = font[4].rsplit("}", 1)[-1].strip()
            self.fonts.setdefault(font[1], (_CHARSETS.get(font[3], self.page), name))
        self.out: list[str] = []
        self.outer: list[list[str]] = []  # what was written before each box that is open
        self.boxes: list[str] = []
        self.groups = [_Group(self.page)]
        self.drop_cap = False
        self.standing_in = 0  # characters to come that stand in for one of Unicode

    def text(self) -> str:
        """What is left of the source."""
        gone_at = 0  # the depth of the group that is left out, or 0
        begins = False  # whether a group has just begun
        two = 0  # the depth of a group that says the same twice, its first part yet to come
        for token in _TOKEN.finditer(self.written):
            piece, word, number = token[0], token[2], token[3]
            if piece == "{":
                self.groups.append(replace(self.groups[-1], box=False))
                begins = True
                if not gone_at and two == len(self.groups) - 1:
                    gone_at, two = len(self.groups), 0
                    self.out.append(piece)
                    continue
            elif piece == "}":
                if gone_at == len(self.groups):
                    gone_at = 0
                closed = self.groups.pop() if len(self.groups) > 1 else _Group()
                if not gone_at and closed.box and self.outer:
                    self.boxes.append("".join(self.out))
                    self.out = self.outer.pop()
            elif gone_at:
                continue
            elif word and begins and word in _GONE:
                gone_at = len(self.groups)
                self.note(_TOLD.get(word))
                if word == "fldinst" and _EQ.match(self.written, token.end()):
                    self.note("formulas and pronunciation guides (fields EQ) in a rich text: left out")
            elif word and begins and word in _SHOWN:
                if self.out[-1:] == ["\\*"]:
                    self.out.pop()
                continue
            elif word in ("shptxt", "dptxbxtext"):
                self.note(_BOX)
                self.groups[-1].box = True
                self.outer.append(self.out)
                self.out = []
                continue
            elif word == "upr":
                two = len(self.groups)
                continue
            elif piece != "\\*" and not piece.isspace():
                begins = False
            if not gone_at:
                self.take(token, piece, word, number)
        ending = [f"\\par {box}" for box in self.boxes]
        last = len(self.out) - 1 if self.out and self.out[-1].startswith("}") else len(self.out)
        return "".join([*self.out[:last], *ending, *self.out[last:]])

    def take(self, token: re.Match[str], piece: str, word: str | None, number: str | None) -> None:
        """Write a token that is not in a group that is left out."""
        group = self.groups[-1]
        if word in ("v", "deleted"):
            group.unseen = group.unseen - {word} if number == "0" else group.unseen | {word}
            return
        if word == "plain":
            group.unseen, group.page, group.font = frozenset(), self.page, ""
        elif word == "f" and number:
            group.page, group.font = self.fonts.get(number, (self.page, ""))
        elif word in ("strike", "striked") and number != "0":
            self.note(_STRUCK)
        elif word == "uc" and number:
            group.stand_ins = int(number[:3])
        elif word and word.startswith("dropcap"):
            self.drop_cap = True
            self.note(_DROP_CAP)
        if group.unseen and piece not in "{}" and (word is None or word in _CHARACTERS):
            if token[1] or (word is None and not piece.isspace()):
                for each in group.unseen:
                    self.note(_UNSEEN[each])
            return
        if word == "par" and self.drop_cap:
            self.drop_cap = False
            return
        self.out.append(self.piece(token, group))
        if word == "par" and self.boxes and not self.outer:
            self.out += [f"{{}}{box}\\par " for box in self.boxes]  # the braces end the word before them
            self.boxes = []

    def piece(self, token: re.Match[str], group: _Group) -> str:
        """A token as the library reads it rightly."""
        word = token[2]
        standing_in, self.standing_in = self.standing_in, group.stand_ins if word == "u" else 0
        if standing_in and not word and token[0] not in ("{", "}"):
            self.standing_in = max(standing_in - (1 if token[0][0] == "\\" else len(token[0])), 0)
            return token[0]
        if group.page and token[1]:
            byte = bytes.fromhex(token[1])
            return _unicode(
                symbols.letter(byte[0], group.font) if group.page == "symbol" else byte.decode(group.page, "replace")
            )
        if group.page == "symbol" and group.font == "Symbol" and not word and token[0][0] not in "\\{}":
            return "".join(
                char if char.isspace() else _unicode(symbols.letter(ord(char), "Symbol")) for char in token[0]
            )
        if word in ("cell", "nestcell"):  # the library would write a bar between cells
            return "\\tab "
        if word in ("row", "nestrow"):
            self.note(_ROWS)
            return "\\par "
        if token[0] == "\\-":  # where a word may be broken
            return ""
        if word == "u" and token[3] and abs(int(token[3][:12])) > MOST_UNITS:
            return "{\\uc0\\u65533 }"
        return token[0]

    def note(self, note: str | None) -> None:
        """Tell something once."""
        if note and note not in self.notes:
            self.notes.append(note)
