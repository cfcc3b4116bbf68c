"""OpenDocument texts (.odt): the words that a reader sees. Source: OASIS OpenDocument 1.3, part 3."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.given import read_by
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.properties import seen_title, title_of

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_BLOCKS = (f"{_TEXT}p", f"{_TEXT}h")
_HIDDEN = "hidden words in an OpenDocument text: left out"
_UNSEEN = {
    f"{_TEXT}tracked-changes": "deleted words in an OpenDocument text: left out",
    f"{_OFFICE}annotation": "comments in an OpenDocument text: left out",
    f"{_TEXT}hidden-text": _HIDDEN,
    f"{_TEXT}ruby-text": "pronunciation guides (ruby) in an OpenDocument text: left out",
    f"{_TEXT}note-citation": "",
    f"{_TEXT}script": "",
    f"{_OFFICE}forms": "",
    f"{_OFFICE}binary-data": "",
    f"{_TEXT}sequence-decls": "",
    f"{_SVG}title": "",  # what a picture is called and shows is for programs that read aloud
    f"{_SVG}desc": "",
}
_LISTS = "numbers and bullets of lists in an OpenDocument text: left out"


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """An OpenDocument text is one article."""
    from lxml import etree

    told = f"{source.where}: it is not a readable OpenDocument text (.odt); save it again or as text."
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with read_by("lxml", "zipfile", "zlib", told=told):
        archive = zipfile.ZipFile(BytesIO(source.data))
        root = etree.fromstring(archive.read("content.xml"), parser)
        names = archive.namelist()
        meta = etree.fromstring(archive.read("meta.xml"), parser) if "meta.xml" in names else None
        styles = etree.fromstring(archive.read("styles.xml"), parser) if "styles.xml" in names else None
    mine: list[str] = []
    _tell_styles(root, styles, mine)
    lines, footnotes = _lines(root, mine)
    said = title_of(meta.findtext(f".//{_DC}title") or "") if meta is not None else ""
    title = seen_title(said, _titled(root), lines)
    metadata = {"title": title} if title else {}
    if footnotes:
        mine.append("footnotes: put at the end")
    text = "\n".join([*lines, *footnotes])
    if "\xad" in text:
        text = text.replace("\xad", "")
        mine.append("soft hyphens in an OpenDocument text: left out")
    yield Extract(text, metadata, list(dict.fromkeys(mine)))


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
    boxes = [
        each for each in root.iter(f"{_DRAW}*") if next(each.iterchildren(*_BLOCKS, f"{_TEXT}list"), None) is not None
    ]
    for box in reversed(boxes):
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


MOST_REPEATED = 100  # cells that a table writes once


def _walk(parent: Any, lines: list[str], notes: list[str]) -> None:
    for each in parent:
        if each.tag in _BLOCKS:
            lines.append(_text(each))
        elif each.tag == f"{_TABLE}table-row":
            cells: list[list[str]] = []
            for cell in each.iterchildren(f"{_TABLE}table-cell"):
                inside: list[str] = []
                _walk(cell, inside, notes)
                repeated = str(cell.get(f"{_TABLE}number-columns-repeated", "1"))
                times = min(int(repeated), MOST_REPEATED) if repeated.isdecimal() and any(inside) else 1
                cells += [[text for text in inside if text.strip()]] * times
            if len(cells) == 1 or any(len(cell) > 1 for cell in cells):
                lines += [text for cell in cells for text in cell]
            elif any(cells):
                lines.append("\t".join(cell[0] if cell else "" for cell in cells))
                notes.append("table in an OpenDocument text: a line for each row, tabs between its cells")
        elif isinstance(each.tag, str):
            if each.tag == f"{_TEXT}list":
                notes.append(_LISTS)
            _walk(each, lines, notes)


def _titled(root: Any) -> str:
    """The words of the first paragraph that has the style for titles, or one made of it; "" for none."""
    made = root.iter(f"{_STYLE}style")
    titles = {
        "Title",
        *(each.get(f"{_STYLE}name") for each in made if each.get(f"{_STYLE}parent-style-name") == "Title"),
    }
    marked = (each for each in root.iter(*_BLOCKS) if each.get(f"{_TEXT}style-name") in titles)
    return next(filter(None, (" ".join(_text(each).split()) for each in marked)), "")


def _tell_styles(root: Any, styles: Any, notes: list[str]) -> None:
    """Take out what styles and sections hide; tell what the pages have at their heads and feet, and struck-out words."""
    known = [each for tree in (root, styles) if tree is not None for each in tree.iter(f"{_STYLE}style")]
    hidden, struck = set[str](), set[str]()
    for style in known:
        for looks in style.iter(f"{_STYLE}text-properties"):
            name = str(style.get(f"{_STYLE}name"))
            if looks.get(f"{_TEXT}display") == "none":
                hidden.add(name)
            if any(looks.get(f"{_STYLE}text-line-through-{kind}", "none") != "none" for kind in ("style", "type")):
                struck.add(name)
    gone = [
        each
        for each in root.iter(f"{_TEXT}*")
        if each.get(f"{_TEXT}style-name") in hidden
        or each.get(f"{_TEXT}display") == "none"
        or (each.tag == f"{_TEXT}hidden-paragraph" and each.get(f"{_TEXT}is-hidden") == "true")
    ]
    for each in gone:
        unseen = next(each.iterancestors(*_BLOCKS), None) if each.tag == f"{_TEXT}hidden-paragraph" else each
        if unseen is not None and unseen.getparent() is not None:
            if "".join(unseen.itertext()).strip():
                notes.append(_HIDDEN)
            _remove(unseen)
    if struck and any(each.get(f"{_TEXT}style-name") in struck for each in root.iter(f"{_TEXT}span", *_BLOCKS)):
        notes.append("struck-out words in an OpenDocument text: kept")
    edges = styles.iter(f"{_STYLE}header", f"{_STYLE}footer") if styles is not None else ()
    if any("".join(each.itertext()).strip() for each in edges):
        notes.append("headers and footers in an OpenDocument text: left out")


def _text(block: Any) -> str:
    """The words of a paragraph; runs of white space are one blank, as the format has it, and blanks, tabs and breaks are elements."""
    parts: list[str] = [""]
    folds = [True]  # whether a blank that comes next is one with what stands before it

    def add(words: str, folding: bool) -> None:
        parts.append(words)
        folds[0] = folding

    def go(each: Any) -> None:
        for words, child in ((each.text, None), *(pair for c in each for pair in ((None, c), (c.tail, None)))):
            if words:
                plain = " ".join(f"x{words}x".split())[1:-1]
                plain = plain[1:] if folds[0] and plain.startswith(" ") else plain
                if plain:
                    add(plain, plain.endswith(" "))
            elif child is not None:
                if child.tag == f"{_TEXT}s":
                    count = str(child.get(f"{_TEXT}c", "1"))
                    add(" " * min(int(count), 1000) if count.isdecimal() else " ", False)
                elif child.tag == f"{_TEXT}tab":
                    add("\t", False)
                elif child.tag == f"{_TEXT}line-break":
                    add("\n", False)
                elif child.tag not in _BLOCKS and isinstance(child.tag, str):
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
