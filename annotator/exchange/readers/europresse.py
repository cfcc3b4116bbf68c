"""Downloads of Europresse (Eureka.cc): a web page with an ``article`` element for each article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_html
from annotator.exchange.readers import blocks, web
from annotator.exchange.readers.base import Extract, ReadOptions, Source, add_value, with_text
from annotator.exchange.readers.dates import dated, iso_day
from annotator.exchange.readers.plain import told

_TITLE, _SOURCE, _HEADER = "titreArticle", "DocPublicationName", "DocHeader"
_NUMBER = re.compile(r"(?:num[ée]ro de document|document number)\s*:\s*(.*)", re.I)
_WORDS = re.compile(r"[-–]?\s?\b((?:\d{1,3}(?:[ \xa0.]\d{3})+|\d{1,6}) (?:mots|words|palabras|Wörter|parole))\b")
_CLOCK = re.compile(r"[-–]?\s?\b(\d{1,2}\s?[:h]\s?\d{2})\b")
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I)
_CODE = re.compile(r"news[·.]\d{8}[·.]\S+")
_PAGE = re.compile(r"p(?:age|\.)\s*([\w-]+)", re.I)


def recognizes(source: Source) -> bool:
    """Whether a web page is a download of Europresse."""
    data = source.data
    return b"docOcurrContainer" in data or (b"DocPublicationName" in data and b"titreArticle" in data)


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a download."""
    mine: list[str] = []
    root = blocks.tree(told(decode_html(source.data, source.where), mine))
    blocks.as_seen(root, mine)
    outer = [each for each in root.iter("article") if next(each.iterancestors("article"), None) is None]
    for note in web.outside(root, outer):
        notes(note)
    found = (_extract(article, mine) for article in outer)
    yield from with_text(found, notes, "article without text in a Europresse download: left out")


def _extract(article: Any, notes: list[str]) -> Extract:
    metadata: dict[str, str] = {}
    body: list[str] = []
    title_seen = False
    for each in article.iter("span"):
        if {_SOURCE, _HEADER, "titreArticleVisu"} & set((each.get("class") or "").split()):
            each.tag = "div"  # a line of its own, also where nothing but its class says so
    for block in blocks.blocks(article):
        held = [block.element, *block.element.iterancestors()]
        names = {name for e in held for name in (e.get("class") or "").split()}
        tags = {e.tag for e in held if e is not article}
        inside = {e for e in block.element.iter("span", "p") if e.get("class")}
        names |= {name for e in inside for name in e.get("class").split()}
        if _SOURCE in names:
            add_value(metadata, "source" if "source" not in metadata else "header", block.text)
        elif _HEADER in names:
            _put_header(block.text, metadata)
        elif "titreArticleVisu" in names:
            metadata["title"], title_seen = f"{metadata.get('title', '')} {block.text}".strip(), True
        elif _TITLE in names:
            add_value(metadata, "kicker", block.text)
        elif "footer" in tags or "aside" in tags or "divPubliC" in {e.get("id") for e in held}:
            _put_tail(block.text, "aside" in tags, metadata)
        elif "header" in tags:
            add_value(metadata, "author" if title_seen else "section", block.text)
        else:
            body.append(block.text)
    return Extract("\n".join(body), metadata, list(notes))


def _put_header(text: str, metadata: dict[str, str]) -> None:
    """Such as "Politique, mardi 14 mars 2006 - 11:23 834 mots, p. 12": section, day, time, length, page."""
    for pattern, key in ((_WORDS, "length"), (_CLOCK, "time")):
        if found := pattern.search(text):
            metadata[key] = found[1]
            text = f"{text[: found.start()].rstrip(' -–')}{text[found.end() :]}"
    parts = [part.strip(" -–") for part in text.split(",")]
    for n, part in enumerate(parts):
        page = _PAGE.fullmatch(part)
        two, weekday = ", ".join(parts[n : n + 2]), ", ".join(parts[n : n + 3])
        if "date" not in metadata and not iso_day(part) and n + 2 < len(parts) and _WEEKDAY.fullmatch(part):
            dated(metadata, weekday)
        elif "date" in metadata and part and part in metadata.get("date_written", "").split(", "):
            continue
        elif iso_day(part) or (iso_day(two) and not iso_day(parts[n + 1])):
            dated(metadata, part if iso_day(part) else two)
        elif page:
            metadata["page"] = page[1]
        elif "date" not in metadata and "section" not in metadata:
            metadata["section"] = part
        else:
            add_value(metadata, "header", part)


def _put_tail(text: str, aside: bool, metadata: dict[str, str]) -> None:
    number = _NUMBER.match(text)
    if number or _CODE.fullmatch(text):
        metadata["document"] = number[1] if number else text
    elif text.startswith("©"):
        metadata["copyright"] = text
    elif aside:
        add_value(metadata, "aside", text)
    elif text != metadata.get("document"):
        add_value(metadata, "certificate", text)
