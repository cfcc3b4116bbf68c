"""Feeds (RSS, Atom) and exports of WordPress (WXR): each item with a text is an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.readers import blocks
from annotator.exchange.readers.base import Extract, ReadOptions, Source, add_value, with_text
from annotator.exchange.readers.dates import dated
from annotator.exchange.readers.xml import child_text, parse
from annotator.exchange.readers.xml import told as xml_told
from annotator.exchange.xml_input import local

_BEGINS = re.compile(rb"<(?:rss\b|rdf:RDF\b|(?:\w{1,20}:)?feed\b)")
_TEXTS = ("encoded", "content", "description", "summary")  # the first that an item has is its text
_ABOUT = {
    "title": "title", "link": "url", "creator": "author", "author": "author", "category": "section", "guid": "document",
    "id": "document", "source": "source", "subtitle": "subtitle", "language": "language",
}  # fmt: skip
_DATES = ("pubDate", "published", "date", "post_date", "updated")
_OTHER_KINDS = ("attachment", "nav_menu_item", "revision", "wp_navigation", "wp_global_styles", "custom_css")
_PARAGRAPH = re.compile(r"</?(?:p|br|div|li|h[1-6]|blockquote)\b", re.I)
SUMMARY = "item of a feed without its whole text: its summary is taken"


def recognizes(source: Source) -> bool:
    """Whether an XML file is a feed."""
    return _BEGINS.search(source.head_letters[:2000]) is not None


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The items of a feed."""
    root = parse(source)
    title = next((child_text(e) for e in root.iter("{*}title")), "")
    found = (_item(each, title, xml_told(source), notes) for each in root.iter("{*}item", "{*}entry"))
    yield from with_text((each for each in found if each), notes, "item of a feed without text: left out")


def _item(item: Any, feed: str, told: list[str], notes: ReaderNotes) -> Extract | None:
    parts: dict[str, Any] = {}
    made = Extract("", notes=told)
    for each in item:
        name = local(each)
        parts.setdefault(name, each)
        value = child_text(each) or (each.get("href") or "" if name == "link" else "")
        if name in _ABOUT and value and not (name == "link" and each.get("rel", "alternate") != "alternate"):
            key = _ABOUT[name]
            if key == "title":
                made.metadata[key] = " ".join(blocks.fragment(value, [])) if "<" in value or "&" in value else value
            else:
                add_value(made.metadata, key, value)
    if "post_type" in parts and child_text(parts["post_type"]) in _OTHER_KINDS:
        notes("picture or menu of an export of WordPress: left out")
        return None
    made.metadata.setdefault("source", feed)
    dated(made.metadata, next((text for n in _DATES if n in parts and (text := child_text(parts[n]))), ""))
    key = next((n for n in _TEXTS if n in parts and _source_of(parts[n]).strip()), "")
    if key in ("description", "summary"):
        made.notes.append(SUMMARY)
    elif other := next((child_text(parts[n]) for n in ("description", "summary") if n in parts and n != key), ""):
        made.metadata["description"] = " ".join(blocks.fragment(other, []))
    if key:
        made.text = "\n".join(blocks.fragment(_source_of(parts[key]), made.notes))
    return made


def _source_of(each: Any) -> str:
    """The HTML of a text: written as text, or as elements (XHTML); what has no paragraphs keeps its lines."""
    from lxml import etree

    if len(each):
        return "".join([each.text or "", *(etree.tostring(child, encoding="unicode") for child in each)])
    written = each.text or ""
    if each.get("type") == "text":
        written = written.replace("&", "&amp;").replace("<", "&lt;")
    if _PARAGRAPH.search(written):
        return written
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in re.split(r"\n\s*\n", written))
