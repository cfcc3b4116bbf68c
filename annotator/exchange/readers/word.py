"""Word files (.docx): the words that a reader sees, from the document's XML.

Source: ECMA-376, part 1, 17 (WordprocessingML). Inserted, moved, field, control, smart-tag, custom-XML, ruby-base and text-box words
are in; deleted and hidden ones are out. Tables are rows, footnotes stand at the end.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.given import read_by
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.properties import author_of, title_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
P, T, BR, CR, TAB, PTAB, SYM = (f"{_W}{name}" for name in ("p", "t", "br", "cr", "tab", "ptab", "sym"))
HYPHEN, TABS, TBL = (f"{_W}{name}" for name in ("noBreakHyphen", "tabs", "tbl"))
FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
#: Parts that nobody sees in the finished text: deleted and moved-away words, the reading of ruby, older drawings of the same.
_GONE = (f"{_W}del", f"{_W}moveFrom", f"{_W}rt", f"{_MC}Fallback", TABS)
_SYMBOLS = {
    0xB7: "•",
    0xA7: "▪",
    0xE0: "→",
    0xDF: "←",
    0xFC: "✓",
    0xD8: "➢",
    0x71: "❑",
    0xA8: "□",
    0x2D: "-",
    0x20: " ",
}


_SPECIAL = (
    *_GONE, TBL, f"{_W}vanish", f"{_W}txbxContent", f"{_W}footnoteReference", f"{_W}endnoteReference", f"{_W}commentReference",
    f"{_W}altChunk", f"{_W}numPr",
)  # fmt: skip
Special = defaultdict[str, list[Any]]
_WORDS = re.compile(rb"<(?:\w+:)?t(?: [^<>]*)?>[^<]*[^\s<]")  # a run with words in it


@dataclass(slots=True)
class Document:
    """What a Word file holds: its paragraphs, what was left out or rearranged, and what it says of itself."""

    paragraphs: list[str]
    notes: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A Word file is one article."""
    found = document(source)
    yield Extract(normal_newlines("\n".join(found.paragraphs)), found.metadata, found.notes)


def document(source: Source) -> Document:
    """What the file holds, parsed once; BadInputError where it is no Word file."""
    return source.kept("document", lambda: _document(source))


def _document(source: Source) -> Document:
    told = f"{source.where}: it is not a readable Word file (.docx); save it again or as text."
    with read_by("lxml", "zipfile", "zlib", told=told):
        archive = zipfile.ZipFile(BytesIO(source.data))
        names = set(archive.namelist())
        main = _main_part(archive, names)
        if main not in names:
            raise BadInputError(told)
        body = _tree(archive, main)
        special = _special(body)
        parts = dict(_related(archive, names, main))
        found = Document([])
        found.paragraphs = _paragraphs(body, special, found.notes)
        _add_footnotes(archive, names, parts, special, found)
        _tell_rest(archive, names, parts, special, found.notes)
        found.metadata = _about(archive, names)
    return found


def _tree(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    data = archive.read(name)
    if _STRICT in data[:4096]:
        data = data.replace(_STRICT, _W[1:-1].encode())
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _special(root: Any) -> Special:
    """The elements that are no plain words, by their tags, found in one pass."""
    found: Special = defaultdict(list)
    for each in root.iter(*_SPECIAL):
        found[each.tag].append(each)
    return found


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    """The part that holds the text, as the package says (it need not be called document.xml)."""
    if "_rels/.rels" in names:
        for each in _tree(archive, "_rels/.rels").iter(_REL):
            if str(each.get("Type")).endswith("/officeDocument"):
                return str(each.get("Target")).lstrip("/")
    return "word/document.xml"


def _related(archive: zipfile.ZipFile, names: set[str], main: str) -> Iterator[tuple[str, str]]:
    folder, _, file = main.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    if relations in names:
        for each in _tree(archive, relations).iter(_REL):
            target = str(each.get("Target"))
            target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield str(each.get("Type")).rpartition("/")[2], target


def _paragraphs(root: Any, special: Special, notes: list[str]) -> list[str]:
    """The paragraphs in the order of the page, without those that are deleted; the tree is changed on the way."""
    _drop_unseen(special, notes)
    for box in special[f"{_W}txbxContent"]:  # the words of a box stand behind the paragraph that holds it
        holder = next((a for a in box.iterancestors(P)), None)
        if holder is not None and holder.getparent() is not None:
            at = holder.getparent().index(holder) + 1
            holder.getparent()[at:at] = list(box)
            notes.append("text box in a Word file: put after its paragraph")
    for table in reversed(special[TBL]):
        _rows_as_paragraphs(table, notes)
    return _texts(root)


def _texts(root: Any) -> list[str]:
    paragraphs: list[list[str]] = []
    current: list[str] | None = None
    for each in root.iter(P, T, FORMULA, BR, CR, TAB, PTAB, HYPHEN, SYM):
        tag = each.tag
        if tag in (T, FORMULA):
            if current is not None and each.text:
                current.append(each.text)
        elif tag == P:
            if current is None or each.get("joined") is None:
                current = []
                paragraphs.append(current)
        elif current is not None:
            current.append("\n" if tag in (BR, CR) else "\t" if tag in (TAB, PTAB) else _character(each))
    return ["".join(parts) for parts in paragraphs]


def _character(each: Any) -> str:
    if each.tag == HYPHEN:
        return "\u2011"
    try:
        code = int(str(each.get(f"{_W}char")), 16)
    except ValueError:
        return "\ufffd"
    return _SYMBOLS.get(code - 0xF000, "\ufffd") if 0xF000 <= code <= 0xF0FF else chr(code)


def _drop_unseen(special: Special, notes: list[str]) -> None:
    """Take out what nobody sees in the finished text."""
    for mark in [
        *special[f"{_W}del"],
        *special[f"{_W}moveFrom"],
    ]:  # of a paragraph's end: it goes on in the next paragraph
        if mark.getparent().tag == f"{_W}rPr" and mark.getparent().getparent().tag == f"{_W}pPr":
            paragraph = mark.getparent().getparent().getparent()
            following = paragraph.getnext()
            if following is not None and following.tag == P:
                following.set("joined", "1")
    told = {
        f"{_W}del": "deleted words in a Word file: left out",
        f"{_W}rt": "pronunciation guides (ruby) in a Word file: left out",
    }
    for gone in [each for tag in _GONE for each in special[tag]]:
        if gone.getparent() is None:
            continue
        if gone.tag in told and any(each.text for each in gone.iter(T, f"{_W}delText")):
            notes.append(told[gone.tag])
        gone.getparent().remove(gone)
    for mark in special[f"{_W}vanish"]:
        run = next((a for a in mark.iterancestors(f"{_W}r")), None)
        if mark.get(f"{_W}val") not in ("0", "false", "off") and run is not None and run.getparent() is not None:
            if any(each.text for each in run.iter(T)):
                notes.append("hidden words in a Word file: left out")
            run.getparent().remove(run)
    notes[:] = dict.fromkeys(notes)


def _rows_as_paragraphs(table: Any, notes: list[str]) -> None:
    """Put paragraphs in the place of a table: a row is a line, its cells apart by tabs; cells of several paragraphs stay as they are."""
    from lxml import etree

    lines: list[str] = []
    for row in table.iter(f"{_W}tr"):
        cells = [[text for text in _texts(cell) if text.strip()] for cell in row.iter(f"{_W}tc")]
        if any(len(cell) > 1 for cell in cells) or len(cells) == 1:
            lines += [text for cell in cells for text in cell]
        elif any(cells):
            lines.append("\t".join(cell[0] if cell else "" for cell in cells))
            notes.append("table in a Word file: a line for each row, tabs between its cells")
    parent, at = table.getparent(), table.getparent().index(table)
    made = []
    for line in lines:
        paragraph = etree.Element(P)
        etree.SubElement(etree.SubElement(paragraph, f"{_W}r"), T).text = line
        made.append(paragraph)
    parent[at : at + 1] = made
    notes[:] = dict.fromkeys(notes)


def _add_footnotes(
    archive: zipfile.ZipFile, names: set[str], parts: dict[str, str], special: Special, found: Document
) -> None:
    """Put the footnotes and endnotes that the text refers to at the end."""
    for kind in ("footnote", "endnote"):
        wanted = [each.get(f"{_W}id") for each in special[f"{_W}{kind}Reference"]]
        part = parts.get(f"{kind}s", f"word/{kind}s.xml")
        if not wanted or part not in names:
            continue
        notes = {each.get(f"{_W}id"): each for each in _tree(archive, part).iter(f"{_W}{kind}")}
        lines = [
            line
            for number in wanted
            if number in notes
            for line in _paragraphs(notes[number], _special(notes[number]), [])
            if line.strip()
        ]
        found.paragraphs += [line.strip() for line in lines]
        if lines:
            found.notes.append(f"{kind}s: put at the end")


def _tell_rest(
    archive: zipfile.ZipFile, names: set[str], parts: dict[str, str], special: Special, notes: list[str]
) -> None:
    """Tell what stands in the file and not in the text."""
    if special[f"{_W}commentReference"]:
        notes.append("comments in a Word file: left out")
    if special[f"{_W}altChunk"]:
        notes.append("document inside a Word file: left out")
    if special[f"{_W}numPr"]:
        notes.append("numbers and bullets of lists in a Word file: left out")
    if any(kind in ("chart", "chartEx", "diagramData") for kind in parts):
        notes.append("charts and diagrams in a Word file: left out")
    heads = [part for kind, part in parts.items() if kind in ("header", "footer") and part in names]
    if any(_WORDS.search(archive.read(part)) for part in heads):
        notes.append("headers and footers in a Word file: left out")


def _about(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Title and author as the file's properties have them, without what a template or a program put there; no day of the file."""
    if "docProps/core.xml" not in names:
        return {}
    core = {each.tag.rpartition("}")[2]: (each.text or "").strip() for each in _tree(archive, "docProps/core.xml")}
    about = {"title": title_of(core.get("title", "")), "author": author_of(core.get("creator", ""))}
    return {key: value for key, value in about.items() if value}
