"""OpenDocument texts (.odt): the words that a reader sees. Source: OASIS OpenDocument 1.3, part 3."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.given import read_by
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.properties import title_of

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BLOCKS = (f"{_TEXT}p", f"{_TEXT}h")
_UNSEEN = {
    f"{_TEXT}tracked-changes": "deleted words in an OpenDocument text: left out",
    f"{_OFFICE}annotation": "comments in an OpenDocument text: left out",
    f"{_TEXT}hidden-text": "hidden words in an OpenDocument text: left out",
    f"{_TEXT}ruby-text": "pronunciation guides (ruby) in an OpenDocument text: left out",
    f"{_TEXT}note-citation": "",
    f"{_OFFICE}forms": "",
    f"{_TEXT}sequence-decls": "",
}


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """An OpenDocument text is one article."""
    from lxml import etree

    told = f"{source.where}: it is not a readable OpenDocument text (.odt); save it again or as text."
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with read_by("lxml", "zipfile", "zlib", told=told):
        archive = zipfile.ZipFile(BytesIO(source.data))
        root = etree.fromstring(archive.read("content.xml"), parser)
        meta = etree.fromstring(archive.read("meta.xml"), parser) if "meta.xml" in archive.namelist() else None
    mine: list[str] = []
    lines, footnotes = _lines(root, mine)
    metadata = {}
    if meta is not None and (title := title_of(meta.findtext(f".//{_DC}title") or "")):
        metadata["title"] = title
    if footnotes:
        mine.append("footnotes: put at the end")
    yield Extract("\n".join([*lines, *footnotes]), metadata, list(dict.fromkeys(mine)))


def _lines(root: Any, notes: list[str]) -> tuple[list[str], list[str]]:
    for gone in list(root.iter(*_UNSEEN)):
        parent = gone.getparent()
        if parent is None:
            continue
        if _UNSEEN[gone.tag] and "".join(gone.itertext()).strip():
            notes.append(_UNSEEN[gone.tag])
        _remove(gone)
    footnotes: list[str] = []
    for note in list(root.iter(f"{_TEXT}note")):
        footnotes += [_text(each) for each in note.iter(*_BLOCKS) if _text(each).strip()]
        _remove(note)
    boxes = list(root.iter("{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}text-box"))
    for box in boxes:
        holder = next((a for a in box.iterancestors(*_BLOCKS)), None)
        if holder is not None:
            at = holder.getparent().index(holder) + 1
            tail = holder.tail
            holder.getparent()[at:at] = list(box)
            holder.tail = tail
            notes.append("text box in an OpenDocument text: put after its paragraph")
    lines: list[str] = []
    body = root.find(f".//{_OFFICE}text")
    if body is not None:
        _walk(body, lines, notes)
    return lines, footnotes


def _walk(parent: Any, lines: list[str], notes: list[str]) -> None:
    for each in parent:
        if each.tag in _BLOCKS:
            lines.append(_text(each))
        elif each.tag == f"{_TABLE}table-row":
            cells = [
                [t for t in (_text(block) for block in cell.iter(*_BLOCKS)) if t.strip()]
                for cell in each.iter(f"{_TABLE}table-cell")
            ]
            if len(cells) == 1 or any(len(cell) > 1 for cell in cells):
                lines += [text for cell in cells for text in cell]
            elif any(cells):
                lines.append("\t".join(cell[0] if cell else "" for cell in cells))
                notes.append("table in an OpenDocument text: a line for each row, tabs between its cells")
        else:
            _walk(each, lines, notes)


def _text(block: Any) -> str:
    """The words of a paragraph; runs of white space are one blank, as the format has it, and blanks, tabs and breaks are elements."""
    parts: list[str] = []

    def go(each: Any) -> None:
        for words, child in ((each.text, None), *(pair for c in each for pair in ((None, c), (c.tail, None)))):
            if words:
                parts.append(" ".join(f"x{words}x".split())[1:-1])
            elif child is not None:
                if child.tag == f"{_TEXT}s":
                    parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 1000))
                elif child.tag == f"{_TEXT}tab":
                    parts.append("\t")
                elif child.tag == f"{_TEXT}line-break":
                    parts.append("\n")
                elif child.tag not in _BLOCKS:
                    go(child)

    go(block)
    return "".join(parts)


def _remove(each: Any) -> None:
    """Take an element out, the words behind it left in."""
    parent, before = each.getparent(), each.getprevious()
    if each.tail:
        if before is not None:
            before.tail = (before.tail or "") + each.tail
        else:
            parent.text = (parent.text or "") + each.tail
    parent.remove(each)
