"""Files of news agencies: NITF 3, NewsML-G2 (with NITF or XHTML inside) and ninjs 1 to 3. Sources: IPTC's standards of these names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.readers import blocks
from annotator.exchange.readers.base import Extract, ReadOptions, Source, with_text
from annotator.exchange.readers.dates import dated
from annotator.exchange.readers.xml import child_text, first, parse, text_at
from annotator.exchange.xml_input import local

_MEDIA = ("media", "media-metadata", "media-reference", "media-caption", "media-producer")


def recognizes_nitf(source: Source) -> bool:
    """Whether an XML file is NITF."""
    return (b"<nitf" in source.head or b":nitf" in source.head) and not recognizes_g2(source)


def recognizes_g2(source: Source) -> bool:
    """Whether an XML file is NewsML-G2."""
    return any(name in source.head for name in (b"<newsItem", b"<newsMessage", b":newsItem", b":newsMessage"))


def read_nitf(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The article of a NITF file."""
    root = parse(source)
    found = [root] if local(root) == "nitf" else list(root.iter("{*}nitf"))
    yield from with_text(map(_nitf, found), notes, "item without text: left out")


def _nitf(root: Any) -> Extract:
    made = Extract("")
    head = {
        "title": text_at(root, "hl1", "headline") or text_at(root, "title"), "subtitle": text_at(root, "hl2"),
        "author": text_at(root, "byline"), "place": text_at(root, "dateline"), "source": text_at(root, "distributor"),
    }  # fmt: skip
    made.metadata = {key: value for key, value in head.items() if value}
    for name, key, attribute in (
        ("doc-id", "document", "id-string"), ("urgency", "urgency", "ed-urg"), ("doc.copyright", "copyright", "holder"),
        ("pubdata", "source", "name"), ("pubdata", "section", "position.section"),
    ):  # fmt: skip
        at = first(root, name)
        if at is not None and at.get(attribute):
            made.metadata.setdefault(key, at.get(attribute))
    issue = first(root, "date.issue", "date.release", "story.date")
    if issue is not None:
        dated(made.metadata, issue.get("norm") or child_text(issue))
    body = first(root, "body.content")
    made.text = "\n".join(_body_lines(body if body is not None else root, made.notes))
    foot = text_at(root, "body.end")
    if foot:
        made.metadata["end"] = foot
    return made


def _body_lines(body: Any, notes: list[str]) -> list[str]:
    """The blocks of a body of NITF or XHTML; pictures and their captions are left out."""
    plain = _without_namespaces(body)
    for media in list(plain.iter(*_MEDIA)):
        if media.getparent() is not None:
            if child_text(media) and "pictures and their captions: left out" not in notes:
                notes.append("pictures and their captions: left out")
            blocks_parent = media.getparent()
            if media.tail:
                media.getparent().text = (blocks_parent.text or "") + media.tail
            blocks_parent.remove(media)
    return [text for text in blocks.texts(plain) if text.strip()]


def _without_namespaces(root: Any) -> Any:
    """A copy as elements of a page, so that it is read as one."""
    import lxml.html
    from lxml import etree

    copy = lxml.html.fromstring("<div></div>")

    def build(each: Any, into: Any) -> None:
        for child in each:
            if not isinstance(child.tag, str):
                continue
            made = etree.SubElement(into, local(child).lower())
            made.text, made.tail = child.text, child.tail
            build(child, made)

    copy.text = root.text
    build(root, copy)
    return copy


def read_g2(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a NewsML-G2 file: each news item with a text."""
    root = parse(source)
    items = [root] if local(root) == "newsItem" else list(root.iter("{*}newsItem"))
    yield from with_text(map(_g2, items), notes, "item without text (a picture, say): left out")


def _g2(item: Any) -> Extract:
    inside = first(item, "nitf")
    made = _nitf(inside) if inside is not None else Extract("")
    head = {
        "title": text_at(item, "headline"), "author": text_at(item, "by"), "place": text_at(item, "dateline"),
        "source": text_at(item, "creditline"), "subtitle": text_at(item, "subheadline"), "copyright": text_at(item, "copyrightNotice"),
        "slug": text_at(item, "slugline"),
    }  # fmt: skip
    made.metadata = {**made.metadata, **{key: value for key, value in head.items() if value}}
    made.metadata["document"] = str(item.get("guid") or "")
    stamp = text_at(item, "contentCreated", "firstCreated", "versionCreated")
    if stamp:
        dated(made.metadata, stamp)
    provider = first(item, "provider")
    if "source" not in made.metadata and provider is not None:
        made.metadata["source"] = text_at(provider, "name") or str(
            provider.get("literal") or provider.get("qcode") or ""
        )
    language = first(item, "language")
    if language is not None and language.get("tag"):
        made.metadata["language"] = language.get("tag")
    if inside is None:
        lines: list[str] = []
        for each in item.iter("{*}inlineXML", "{*}inlineData"):
            if local(each) == "inlineXML":
                body = first(each, "body")
                lines += _body_lines(body if body is not None else each, made.notes)
            else:
                lines += (
                    (each.text or "").split("\n")
                    if "html" not in (each.get("contenttype") or "")
                    else _html(each.text or "")
                )
        made.text = "\n".join(lines).strip("\n")
    return made


def _html(fragment: str) -> list[str]:
    return (
        [text for text in blocks.texts(blocks.tree(f"<div>{fragment}</div>")) if text.strip()]
        if fragment.strip()
        else []
    )


def is_ninjs(record: object) -> bool:
    """Whether a JSON object is an item of ninjs."""
    return isinstance(record, dict) and (
        any(str(key).startswith("body_") or str(key) == "bodies" for key in record)
        and ("uri" in record or "headline" in record or "headlines" in record)
    )


def recognizes_ninjs(source: Source) -> bool:
    """Whether a JSON file is one item of ninjs."""
    head = source.head
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or (
        b'"body_' not in head and b'"bodies"' not in source.data
    ):
        return False
    return is_ninjs(source.json())


def read_ninjs(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The article of a ninjs file."""
    record: Any = source.json()
    yield ninjs(record)
    if record.get("associations"):
        notes("items associated with an article (pictures, say): left out")


def ninjs(record: Mapping[str, Any]) -> Extract:
    """An item of ninjs 1 (``body_text``), 2 or 3 (``bodies``)."""
    texts = {
        str(key): str(value) for key, value in record.items() if str(key).startswith("body_") and isinstance(value, str)
    }
    for body in record.get("bodies") or []:
        if isinstance(body, dict) and isinstance(body.get("value"), str):
            texts.setdefault(
                "body_text" if "html" not in str(body.get("contenttype", "")) else "body_xhtml", body["value"]
            )
    if texts.get("body_text", "").strip():
        text = texts["body_text"]
    else:
        text = "\n".join(_html(next((value for key, value in texts.items() if value.strip()), "")))
    headlines = [h.get("value", "") for h in record.get("headlines") or [] if isinstance(h, dict)]
    about: dict[str, Any] = {
        "title": record.get("headline") or next(iter(headlines), "") or record.get("title"),
        "author": record.get("byline") or record.get("by"),
        "place": record.get("located"), "language": record.get("language"), "document": record.get("uri"),
        "copyright": record.get("copyrightnotice") or record.get("usageterms"),
        "source": record.get("copyrightholder") or record.get("provider"),
    }  # fmt: skip
    metadata = {key: str(value) for key, value in about.items() if isinstance(value, str | int) and value}
    stamp = record.get("versioncreated") or record.get("firstcreated") or record.get("contentcreated")
    if isinstance(stamp, str):
        dated(metadata, stamp)
    return Extract(text, metadata)
