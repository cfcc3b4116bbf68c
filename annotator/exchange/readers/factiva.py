"""Downloads of Factiva: web pages in both layouts (by paragraphs; by fields such as HD, LP, TD) and XML.

The fields are those that Factiva's help lists ("Field codes"); the layouts are as real downloads have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_html
from annotator.exchange.readers import blocks, web
from annotator.exchange.readers.base import Extract, ReadOptions, Source, add_value, with_text
from annotator.exchange.readers.dates import dated, iso_day
from annotator.exchange.readers.plain import told
from annotator.exchange.readers.xml import child_text, paragraphs, parse
from annotator.exchange.readers.xml import told as xml_told
from annotator.exchange.xml_input import local

FIELDS = {
    "BY": "author", "CR": "credit", "WC": "length", "ET": "time", "SN": "source", "SC": "source_code", "ED": "edition", "PG": "page",
    "LA": "language", "CY": "copyright", "SE": "section", "CT": "contact", "RF": "reference", "CO": "company", "IN": "industry",
    "NS": "subject", "RE": "region", "IPC": "ipc", "IPD": "ipd", "PUB": "publisher", "AN": "document", "NGC": "source_group", "GC": "group",
    "VOL": "volume", "CLM": "column", "ART": "art",
}  # fmt: skip
_LENGTH = re.compile(r"\A\d[\d.,\s\xa0]*\s*(?!年)[^\W\d_]{1,12}")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}.{0,8}")
_NUMBER = re.compile(
    r"(?:(?:Document|Documento|Dokument|Документ)\s+([A-Za-z0-9]{10,40})|[^\W\d_]{2,12}\s+([A-Z0-9]{3,8}\d{8,14}e[a-z0-9]{8}))"
)
_CODE = re.compile(r"[A-Z0-9]{2,10}")
LONGEST_PUBLISHER = 60
_ROW_OF = {
    code: re.compile(rb"<td[^<>]{0,200}>\s{0,20}(?:<[^<>]{1,200}>\s{0,20}){0,3}" + code + rb"\b")
    for code in (b"HD", b"PD", b"SN")
}
_EMPTY = "article without text in a Factiva download: left out"
_RIGHTS = re.compile(r"\A\s*(?:©|\(c\)|copyright)", re.I)


def recognizes_page(source: Source) -> bool:
    """Whether a web page is a download of Factiva."""
    data = source.data
    if b"articleParagraph" in data:
        return b"enHeadline" in data or b'class="article' in data or b"Headline'" in data
    return b'class="article' in data and all(_ROW_OF[code].search(data) for code in (b"HD", b"PD", b"SN"))


def read_page(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download as web page."""
    mine: list[str] = []
    root = blocks.tree(told(decode_html(source.data, source.where), mine))
    blocks.as_seen(root, mine)
    articles = [each for each in root.iter("div") if _is_article(each)]
    for note in web.outside(root, articles):
        notes(note)
    found = (_extract(each, mine) for each in articles)
    yield from with_text(found, notes, _EMPTY)


def _extract(each: Any, notes: list[str]) -> Extract:
    """An article in either layout."""
    fields = _fields(each)
    made = _by_fields(fields) if fields else _by_paragraphs(each)
    made.notes = list(notes)
    return made


def _is_article(each: Any) -> bool:
    """An element of class ``article`` that lies in no other one, and has a text."""
    if "article" not in (each.get("class") or "").split() or next(_articles_above(each), None) is not None:
        return False
    marked = next((p for p in each.iter("p") if "articleParagraph" in (p.get("class") or "")), None) is not None
    return marked or "HD" in dict(_fields(each))


def _articles_above(each: Any) -> Iterator[Any]:
    return (a for a in each.iterancestors("div") if "article" in (a.get("class") or "").split())


def _fields(each: Any) -> list[tuple[str, Any]]:
    """(code, cell) of the rows of an article by fields."""
    found = []
    for row in each.iter("tr"):
        cells = row.findall("td")
        code = " ".join("".join(cells[0].itertext()).split()) if cells else ""
        if len(cells) == 2 and re.fullmatch(r"[A-Z]{2,4}", code):
            found.append((code, cells[1]))
    return found


def _by_fields(fields: Sequence[tuple[str, Any]]) -> Extract:
    made = Extract("")
    lines: list[str] = []
    for code, cell in fields:
        if code in ("LP", "TD"):
            lines += blocks.texts(cell)
        elif code == "HD":
            made.metadata["title"] = blocks.words_of(cell)
        elif code == "PD":
            dated(made.metadata, blocks.words_of(cell))
        else:
            value = blocks.words_of(cell)
            number = _NUMBER.fullmatch(value)
            made.metadata[FIELDS.get(code, code.lower())] = (number[1] or number[2]) if number else value
    made.text = "\n".join(lines)
    return made


def _by_paragraphs(each: Any) -> Extract:
    """Title, then lines about the article in a fixed order, then its paragraphs, then the number of the document."""
    made = Extract("")
    lines: list[str] = []
    about: list[str] = []
    bare: list[str] = []
    for block in blocks.blocks(each):
        names = {
            name for e in (block.element, *block.element.iterancestors()) for name in (e.get("class") or "").split()
        }
        number = _NUMBER.fullmatch(block.text)
        if number:
            made.metadata["document"] = number[1] or number[2]
            if len(bare) == 1 and len(lines) > 1 and lines[-1] == bare[0] and len(bare[0]) < LONGEST_PUBLISHER:
                made.metadata["publisher"] = lines.pop()  # the only line of the text without a class
        elif lines or any(name.endswith("articleParagraph") for name in names):
            lines.append(block.text)
            if not any(name.endswith("articleParagraph") for name in names):
                bare.append(block.text)
        elif _is_headline(block.element):
            made.metadata["title"] = f"{made.metadata.get('title', '')} {block.text}".strip()
            if about:
                made.metadata["section"] = "; ".join(about)
                about = []
        elif "author" in names:
            made.metadata["author"] = block.text
        else:
            about.append(block.text)
    put_about(about, made.metadata)
    made.text = "\n".join(lines)
    return made


def _is_headline(element: Any) -> bool:
    held = [element, *element.iterancestors(), *element.iterdescendants()]
    return any("Headline" in (e.get("class") or "") or e.get("id") == "hd" for e in held)


def put_about(lines: list[str], metadata: dict[str, str]) -> None:
    """The lines between title and text: (author), words, day, (time), source, code, (page), (language), rights."""
    words = next((n for n, line in enumerate(lines) if _LENGTH.fullmatch(line) and not iso_day(line)), None)
    for n, line in enumerate(lines):
        if words is not None and n < words:
            add_value(metadata, "section" if "author" in metadata and not n else "author", line)
        elif n == words:
            metadata["length"] = line
        elif "date" not in metadata and iso_day(line):
            dated(metadata, line)
        elif _CLOCK.fullmatch(line):
            metadata["time"] = line
        elif _RIGHTS.match(line):
            metadata["copyright"] = line
        elif "source" not in metadata:
            metadata["source"] = line
        elif "source_code" not in metadata and _CODE.fullmatch(line):
            metadata["source_code"] = line
        elif re.fullmatch(r"[A-Z]?\d{1,4}[A-Z]?|[A-Z]{1,3}\d{0,3}", line):
            metadata["page"] = line
        else:
            add_value(metadata, "language" if line.isalpha() and "language" not in metadata else "about", line)


def is_code(line: str) -> bool:
    """Whether a line is the code of a source."""
    return _CODE.fullmatch(line) is not None


def recognizes_xml(source: Source) -> bool:
    """Whether an XML file is a download of Factiva."""
    head = source.head_letters
    return b"ppsArticleResponse" in head or b"ppsarticle" in head or b"PPSResponse" in head


_XML = {
    "byline": "author", "credit": "credit", "sourceName": "source", "sourceCode": "source_code", "publisherName": "publisher",
    "copyright": "copyright", "baseLanguage": "language", "wordCount": "length", "accessionNo": "document", "edition": "edition",
    "sectionName": "section", "columnName": "column", "notes": "notes", "contact": "contact", "pages": "page", "volume": "volume",
}  # fmt: skip
_XML_TEXT = ("headline", "leadParagraph", "tailParagraphs", "corrections")


def read_xml(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download as XML."""
    root = parse(source)
    for article in root.iter("{*}article"):
        metadata: dict[str, str] = {"title": " ".join(paragraphs(article, "headline")).strip()}
        for each in article:
            name = local(each)
            if name in _XML and (value := child_text(each)):
                metadata[_XML[name]] = value
            elif name == "publicationDate":
                dated(metadata, child_text(each))
            elif name in ("region", "newsSubject", "company", "industry", "person") and (value := child_text(each)):
                add_value(metadata, {"newsSubject": "subject"}.get(name, name), value)
            elif name not in _XML_TEXT and (value := child_text(each)):
                add_value(metadata, {"artWork": "art"}.get(name, name), value)
        lines = [
            *paragraphs(article, "leadParagraph"),
            *paragraphs(article, "tailParagraphs"),
            *paragraphs(article, "corrections"),
        ]
        if any(line.strip() for line in lines):
            yield Extract("\n".join(lines), metadata, xml_told(source))
        else:
            notes(_EMPTY)
