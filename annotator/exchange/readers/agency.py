"""Files of news agencies: NITF 3, NewsML 1, NewsML-G2 (NITF or XHTML inside), ninjs 1 to 3. Sources: IPTC's standards of these names."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_any
from annotator.exchange.readers import blocks
from annotator.exchange.readers.base import Extract, ReadOptions, Source, add_value, with_text
from annotator.exchange.readers.dates import dated
from annotator.exchange.readers.xml import child_text, first, parse, text_at, texts_at, told
from annotator.exchange.xml_input import local

#: Roles under which ninjs files hold the text itself, in one form or another.
_MAIN = ("", "main", "body", "text", "html", "xhtml", "article", "story")
#: What items of ninjs are about, in the names of its versions.
_NINJS_LISTS = {
    "subject": ("subject", "subjects"), "person": ("person", "people"), "places": ("place", "places"),
    "organization": ("organisation", "organisations", "organization"), "keywords": ("keywords",), "note": ("ednote",),
}  # fmt: skip
_TAGS = re.compile(r"</(?:p|div|section|h[1-6])>", re.I)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_MEDIA = ("media", "media-metadata", "media-reference", "media-caption", "media-producer")


def recognizes_nitf(source: Source) -> bool:
    """Whether an XML file is NITF."""
    head = source.head_letters
    return (b"<nitf" in head or b":nitf" in head) and not recognizes_g2(source) and not recognizes_newsml(source)


def recognizes_g2(source: Source) -> bool:
    """Whether an XML file is NewsML-G2."""
    head = source.head_letters
    return any(name in head for name in (b"<newsItem", b"<newsMessage", b":newsItem", b":newsMessage"))


def recognizes_newsml(source: Source) -> bool:
    """Whether an XML file is NewsML 1."""
    head = source.head_letters
    return b"<NewsML" in head and b"<NewsItem" in head


def read_nitf(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The article of a NITF file."""
    root = parse(source)
    found = [root] if local(root) == "nitf" else list(root.iter("{*}nitf"))
    made = (_nitf(each, told(source)) for each in found)
    yield from with_text(made, notes, "item without text: left out")


def _nitf(root: Any, notes: list[str]) -> Extract:
    made = Extract("", notes=notes)
    top = first(root, "body.head")
    top = top if top is not None else root
    head = {
        "title": text_at(root, "hl1", "headline") or text_at(root, "title"), "subtitle": texts_at(top, "hl2"),
        "author": texts_at(top, "byline"), "place": text_at(root, "dateline"), "source": text_at(root, "distributor"),
        "abstract": texts_at(top, "abstract"), "series": texts_at(top, "series"), "rights": texts_at(top, "rights"),
        "note": texts_at(top, "note"),
    }  # fmt: skip
    made.metadata = {key: value for key, value in head.items() if value}
    for name, key, attribute in (
        ("doc-id", "document", "id-string"), ("urgency", "urgency", "ed-urg"), ("doc.copyright", "copyright", "holder"),
        ("pubdata", "source", "name"), ("pubdata", "section", "position.section"), ("pubdata", "page", "position.sequence"),
        ("pubdata", "url", "ex-ref"), ("pubdata", "length", "item-length"), ("pubdata", "edition", "edition.name"),
        ("series", "series", "series.name"),
    ):  # fmt: skip
        at = first(root, name)
        if at is not None and at.get(attribute):
            made.metadata.setdefault(key, at.get(attribute))
    published = first(root, "pubdata")
    if published is not None and published.get("name") not in (None, "", made.metadata.get("source")):
        made.metadata["publication"] = published.get("name")
    for keyword in root.iter("{*}keyword"):
        if keyword.get("key"):
            add_value(made.metadata, "keywords", keyword.get("key"))
    issue = first(root, "date.issue", "date.release", "story.date")
    if issue is not None:
        dated(made.metadata, issue.get("norm") or child_text(issue))
    if "date" not in made.metadata and published is not None:
        dated(made.metadata, published.get("date.publication") or "")
    for each in root.iterfind(".//{*}identified-content/*"):
        key = "subject" if local(each) == "classifier" else "organization" if local(each) == "org" else local(each)
        if value := child_text(each):
            add_value(made.metadata, key, value)
    body = next(
        (each for each in root.iter("{*}body.content") if next(each.iterancestors("{*}body.head"), None) is None), None
    )
    if body is None:
        body = first(root, "body")
        for each in [] if body is None else [each for each in body if local(each) in ("body.head", "body.end")]:
            body.remove(each)
    if body is not None:
        _drop_repeated_lead(body)
    made.text = "\n".join(_body_lines(body if body is not None else root, made.notes))
    foot = text_at(root, "body.end")
    if foot:
        made.metadata["end"] = foot
    return made


def _drop_repeated_lead(body: Any) -> None:
    """Take the block of the first paragraph out where the block of the whole text begins with it (The New York Times Corpus)."""
    held = {each.get("class"): each for each in body.iter("{*}block")}
    lead, whole = held.get("lead_paragraph"), held.get("full_text")
    if lead is not None and whole is not None and child_text(whole).startswith(child_text(lead)):
        lead.getparent().remove(lead)


def _body_lines(body: Any, notes: list[str]) -> list[str]:
    """The blocks of a body of NITF or XHTML; pictures and their captions are left out."""
    plain = _without_namespaces(body)
    for media in list(plain.iter(*_MEDIA)):
        if media.getparent() is not None:
            if child_text(media) and "pictures and their captions: left out" not in notes:
                notes.append("pictures and their captions: left out")
            media.drop_tree()
    blocks.as_seen(plain, notes, browser=False)
    return [text for text in blocks.texts(plain) if text.strip()]


def _without_namespaces(root: Any) -> Any:
    """A copy as elements of a page, so that it is read as one."""
    import lxml.html
    from lxml import etree

    copy = lxml.html.fromstring("<div></div>")
    if language := next((lang for each in (root, *root.iterancestors()) if (lang := each.get(_LANGUAGE))), None):
        copy.set("lang", language)

    def build(each: Any, into: Any) -> None:
        for child in each:
            if not isinstance(child.tag, str):
                continue
            made = etree.SubElement(into, local(child).lower())
            made.text, made.tail = child.text, child.tail
            if language := child.get("lang") or child.get(_LANGUAGE):
                made.set("lang", language)
            build(child, made)

    copy.text = root.text
    build(root, copy)
    return copy


def read_g2(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a NewsML-G2 file: each news item with a text."""
    root = parse(source)
    items = [root] if local(root) == "newsItem" else list(root.iter("{*}newsItem"))
    found = (_g2(item, told(source)) for item in items)
    yield from with_text(found, notes, "item without text (a picture, say): left out")


def _g2(item: Any, notes: list[str]) -> Extract:
    inside = first(item, "nitf")
    made = _nitf(inside, notes) if inside is not None else Extract("", notes=notes)
    head = {
        "title": text_at(item, "headline"), "author": texts_at(item, "by"), "place": text_at(item, "dateline"),
        "source": text_at(item, "creditline"), "subtitle": texts_at(item, "subheadline"), "copyright": text_at(item, "copyrightNotice"),
        "slug": text_at(item, "slugline"), "description": texts_at(item, "description", "subject"),
    }  # fmt: skip
    made.metadata = {**made.metadata, **{key: value for key, value in head.items() if value}}
    made.metadata["document"] = str(item.get("guid") or "")
    for headline in item.iter("{*}headline"):
        if (value := child_text(headline)) and value != made.metadata.get("title"):
            add_value(made.metadata, f"headline_{(headline.get('role') or 'other').rpartition(':')[2]}", value)
    if notes_of_editors := texts_at(item, "edNote"):
        add_value(made.metadata, "note", notes_of_editors)
    for subject in item.iterfind("{*}contentMeta/{*}subject"):
        if value := text_at(subject, "name"):
            add_value(made.metadata, "subject", value)
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
    if not made.text.strip():
        renditions = [_rendition(each, made.notes) for each in item.iter("{*}inlineXML", "{*}inlineData")]
        made.text = _longest(renditions, made.notes)
    return made


def _rendition(each: Any, notes: list[str]) -> str:
    """The text of one of the forms in which an item holds the same words."""
    if local(each) == "inlineXML":
        body = first(each, "body")
        return "\n".join(_body_lines(body if body is not None else each, notes))
    words = "".join(each.itertext())
    if (each.get("encoding") or "").lower().endswith("base64"):
        try:
            words = decode_any(base64.b64decode(words), "item").text
        except (ValueError, BadInputError):
            return ""
    kind = (each.get("contenttype") or "").lower()
    return "\n".join(blocks.fragment(words, notes)) if "html" in kind else words.strip("\n")


def _longest(renditions: Sequence[str], notes: list[str]) -> str:
    """The longest of several forms of a text, the first of like ones; words that it lacks are told."""
    best = max(renditions, key=lambda text: len(text.split()), default="")
    held = set(best.split())
    if any(len(set(text.split()) - held) > 0.2 * len(set(text.split())) for text in renditions):
        notes.append("another form of an item, with other words: left out")
    return best


def read_newsml(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """The articles of a NewsML 1 file: each component with a text."""
    root = parse(source)
    holders = [each for each in root.iter("{*}NewsComponent") if each.find("{*}ContentItem") is not None]
    found = (_newsml(each, told(source)) for each in holders)
    yield from with_text(found, notes, "item without text (a picture, say): left out")


def _newsml(component: Any, notes: list[str]) -> Extract:
    """One component; what is said of the one that holds it is said of it, too."""
    held = [component, *component.iterancestors("{*}NewsComponent")]
    item = next(component.iterancestors("{*}NewsItem"), component)
    data = first(component, "DataContent")
    inside = first(component, "nitf")
    made = _nitf(inside, notes) if inside is not None else Extract("", notes=notes)
    if inside is None and data is not None:
        body = first(data, "body.content", "body")
        made.text = (
            "\n".join(_body_lines(body if body is not None else data, made.notes))
            if len(data)
            else (data.text or "").strip("\n")
        )
    for key, name in (
        ("title", "HeadLine"), ("subtitle", "SubHeadLine"), ("author", "ByLine"), ("place", "DateLine"), ("copyright", "CopyrightLine"),
        ("slug", "SlugLine"), ("source", "CreditLine"), ("keywords", "KeywordLine"),
    ):  # fmt: skip
        value = next(
            (
                text
                for each in held
                if (lines := each.find("{*}NewsLines")) is not None and (text := texts_at(lines, name))
            ),
            "",
        )
        if value:
            made.metadata[key] = value
    for key, name in (("document", "PublicIdentifier"), ("source", "ProviderId")):
        if value := text_at(item, name):
            made.metadata.setdefault(key, value)
    language = first(component, "Language")
    if language is not None and language.get("FormalName"):
        made.metadata["language"] = language.get("FormalName")
    stamp = text_at(item, "FirstCreated", "ThisRevisionCreated", "DateId")
    if stamp:
        dated(made.metadata, stamp)
    return made


def is_ninjs(record: object) -> bool:
    """Whether a JSON object is an item of ninjs."""
    return (
        isinstance(record, dict)
        and ("uri" in record or "headline" in record or "headlines" in record)
        and any(str(key).startswith("body_") or str(key) == "bodies" for key in record)
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
    """An item of ninjs 1 (``body_text``), 2 or 3 (``bodies``, whose names 3 writes with capitals: ``contentType``)."""
    low = {str(key).lower(): value for key, value in record.items()}
    notes: list[str] = []
    bodies = _parts_of(low, "body")
    kept = [(role, _plain(kind, value, notes)) for role, kind, value in bodies]
    main = [text for role, text in kept if role in _MAIN]
    text = _longest(main or [text for _, text in kept], notes)
    metadata: dict[str, str] = {}
    held = set(text.split())
    for role, other in kept:
        if role not in _MAIN and other != text and not set(other.split()) <= held:
            add_value(metadata, f"body_{role}", other)
    headlines = _parts_of(low, "headline")
    titles = {role: _plain(kind, value, []) for role, kind, value in headlines}
    title = next((titles[role] for role in ("main", "headline", "") if role in titles), next(iter(titles.values()), ""))
    for role, other in titles.items():
        if other != title:
            metadata[f"headline_{role}"] = other
    for role, kind, value in _parts_of(low, "description"):
        told_already = _plain(kind, value, [])
        if told_already not in metadata.values():
            add_value(metadata, "description" if role in _MAIN else f"description_{role}", told_already)
    about: dict[str, Any] = {
        "title": title or low.get("title"), "author": low.get("byline") or low.get("by"), "place": low.get("located"),
        "language": low.get("language"), "document": low.get("uri"), "copyright": low.get("copyrightnotice") or low.get("usageterms"),
        "source": low.get("copyrightholder") or low.get("provider") or low.get("infosources"), "slug": low.get("slugline"),
        **{key: next((low[name] for name in names if low.get(name)), None) for key, names in _NINJS_LISTS.items()},
    }  # fmt: skip
    for key, value in about.items():
        if isinstance(value, list):
            value = "; ".join(
                filter(
                    None,
                    (str(e.get("name") or e.get("literal") or "") if isinstance(e, dict) else str(e) for e in value),
                )
            )
        if isinstance(value, str | int) and value:
            metadata[key] = str(value)
    stamp = low.get("versioncreated") or low.get("firstcreated") or low.get("contentcreated")
    if isinstance(stamp, str):
        dated(metadata, stamp)
    return Extract(text, metadata, notes)


def _parts_of(low: Mapping[str, Any], name: str) -> list[tuple[str, str, str]]:
    """(role, kind of content, value) of the bodies, headlines or descriptions of an item, in the ways of all three versions."""
    found = []
    for key, value in low.items():
        if isinstance(value, str) and value.strip() and (key == name or key.startswith(f"{name}_")):
            kind = key[len(name) + 1 :]
            found.append(("", "html" if "html" in kind else kind, value))
    several = low.get({"body": "bodies"}.get(name, f"{name}s"))
    for each in several if isinstance(several, list) else []:
        plain = {str(key).lower(): value for key, value in each.items()} if isinstance(each, dict) else {}
        if isinstance(plain.get("value"), str) and plain["value"].strip():
            found.append((str(plain.get("role") or "").lower(), str(plain.get("contenttype") or ""), plain["value"]))
    return found


def _plain(kind: str, value: str, notes: list[str]) -> str:
    """The words of a value, which may be HTML."""
    return "\n".join(blocks.fragment(value, notes)) if "html" in kind.lower() or _TAGS.search(value) else value
