"""The article in the data of a page's own program: ``__NEXT_DATA__`` and its kin, which hold the text of pages that draw it themselves.

There is no common form. An article is an object with a title and a body: a text (that may be HTML), a list of paragraphs, or the tree
of an editor (ProseMirror, Slate, Portable Text, Contentful, Arc). Pictures, boxes and articles inside it are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from annotator.exchange.readers import page_data
from annotator.exchange.readers.dates import iso_day, stamp_day
from annotator.exchange.readers.page_data import PageData, name_of, plain
from annotator.jsontext import NotJsonError, read_json, read_json_at

_ASSIGNED = re.compile(
    r"(?:^|[;\n])\s{0,20}(?:(?:var|let|const)\s|window|self|globalThis|\w{1,30}\.)[\w$.\[\]\"']{1,80}\s{0,9}=\s{0,9}(?=[{J])"
)
_PARSED = re.compile(r"JSON\.parse\(\s{0,9}(?=\")")
_KEY = re.compile(r"[\W_]+")
_BODIES = (
    "articlebody", "body", "bodyhtml", "bodytext", "articletext", "fulltext", "content", "contenthtml", "contentelements", "paragraphs",
    "richtext", "text", "html", "story", "blocks", "components", "elements",
)  # fmt: skip
_TITLES = ("headline", "title", "headlines", "heading", "name")
_DATES = (
    "datepublished", "publishedat", "publishdate", "publicationdate", "publisheddate", "firstpublished", "firstpublishdate",
    "publishedtime", "displaydate", "published", "pubdate", "date", "createdat",
)  # fmt: skip
_AUTHORS = ("author", "authors", "byline", "bylines", "creator", "credits")
_PLACES = ("url", "canonicalurl", "permalink", "websiteurl", "slug", "id", *_DATES, *_AUTHORS)
#: Keys under which a part of a body has its words, the first one that it has.
_INSIDE = (
    "children",
    "content",
    "value",
    "text",
    "html",
    "body",
    "paragraphs",
    "items",
    "contentitems",
    "nodes",
    "elements",
    "data",
    "model",
)
_INLINE = ("text", "value", "content", "children", "html", "body")
_KINDS = ("type", "nodetype", "_type", "kind", "typename", "blocktype", "name", "component")
_PARAGRAPHS = re.compile(r"^(?:p|h[1-6]|block|text|.*(?:paragraph|heading|header|subhead|crosshead).*)$")
_LEFT_OUT = re.compile(
    r"image|picture|photo|video|audio|gallery|embed|advert|^ads?$|newsletter|related|promo|teaser|social|tweet|iframe|oembed|recirc|"
    r"^article|^story$|caption|button|form$"
)
ASSIGNMENTS = 50  # of a script that are looked at
LEAST = 200  # letters of a body from which it may be an article


@dataclass(slots=True)
class Found(PageData):
    """An article in the data of a program, and the words of its body that are no part of its text."""

    left: list[str] = field(default_factory=list)


def article(root: Any) -> tuple[Found | None, bool]:
    """The article of a page in its program's data, and whether it has the page's own title; None where there is none."""
    found: dict[str, Found] = {}
    for value in _values(root):
        for each in page_data.objects_in(value):
            if one := _article(each):
                found.setdefault(one.text, one)
    titles = {_key(each.text_content()) for each in root.iter("title", "h1")} | {
        _key(each.get("content")) for each in root.iter("meta") if each.get("property") == "og:title"
    }
    named = [each for each in found.values() if _is_named(_key(each.about["title"]), titles)]
    best = max(named or found.values(), key=lambda each: len(each.text), default=None)
    return best, bool(named)


def _is_named(title: str, titles: set[str]) -> bool:
    return any(title and each and (title in each or each in title) for each in titles)


def _key(text: object) -> str:
    return _KEY.sub("", str(text or "").casefold())


def _values(root: Any) -> Iterator[Any]:
    """The JSON values of a page's scripts."""
    for script in root.iter("script"):
        source = script.text or ""
        kind = (script.get("type") or "").lower()
        if len(source) < LEAST or "ld+json" in kind:
            continue
        if "json" in kind or script.get("id") == "__NEXT_DATA__":
            with suppress(NotJsonError):
                yield read_json(source.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
            continue
        for match in islice(_ASSIGNED.finditer(source), ASSIGNMENTS):
            with suppress(NotJsonError):
                wrapped = _PARSED.match(source, match.end())
                at = match.end()
                yield read_json(read_json_at(source, wrapped.end())) if wrapped else read_json_at(source, at)


def _article(each: Mapping[str, Any]) -> Found | None:
    keys = {_key(name): value for name, value in each.items()}
    title = next((name for key in _TITLES if (name := _title(keys.get(key)))), "")
    if not title:
        return None
    for key in _BODIES:
        if isinstance(value := keys.get(key), str | list | dict):
            left: list[str] = []
            paragraphs = _paragraphs(value, left, 0)
            if sum(map(len, paragraphs)) >= LEAST:
                return Found("\n".join(paragraphs), _about(keys, title), left)
    return None


def _title(value: Any) -> str:
    """A title: a text, or an object with a text of the tool Arc (``basic``) or of WordPress (``rendered``)."""
    if isinstance(value, dict):
        value = next(
            (value[key] for key in ("basic", "rendered", "main", "text") if isinstance(value.get(key), str)), ""
        )
    return name_of(plain(value)) if isinstance(value, str) else ""


def _about(keys: Mapping[str, Any], title: str) -> dict[str, str]:
    credits = keys.get("credits")
    by = credits.get("by") if isinstance(credits, dict) else next((keys[k] for k in _AUTHORS if keys.get(k)), "")
    found = {
        "title": title, "author": name_of(by), "date": next((day for k in _DATES if (day := _day(keys.get(k)))), ""),
        "source": name_of(keys.get("publisher")), "section": name_of(keys.get("section") or keys.get("articlesection")),
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def _day(value: Any) -> str:
    """A day, of a text or of the seconds or milliseconds since 1970."""
    if isinstance(value, str):
        return iso_day(value)
    if type(value) is int and 10**8 < value < 10**14:
        return stamp_day(value)
    return ""


def _paragraphs(value: Any, left: list[str], depth: int) -> list[str]:
    """The paragraphs of a body; ``left`` takes the words of what is no text of it."""
    if depth > 40:
        return []
    if isinstance(value, str):
        return [line for line in plain(value).split("\n") if line.strip()]
    if isinstance(value, list):
        if value and all(map(_is_inline, value)):
            return [line for line in _inline(value, 0).split("\n") if line.strip()]
        return [line for each in value for line in _paragraphs(each, left, depth + 1)]
    if not isinstance(value, dict):
        return []
    keys = {_key(name): inner for name, inner in value.items()}
    kind = next((_key(keys[k]) for k in map(_key, _KINDS) if isinstance(keys.get(k), str)), "")
    if _LEFT_OUT.search(kind) or (not kind and _is_article(keys)):
        left += [each for each in _words(value, 0) if len(each.split()) > 3]
        return []
    inner = next((keys[k] for k in _INSIDE if isinstance(keys.get(k), str | list | dict) and keys[k]), None)
    if inner is None:
        return []
    if _PARAGRAPHS.match(kind) and isinstance(inner, list):
        return [line for line in _inline(inner, 0).split("\n") if line.strip()]
    return _paragraphs(inner, left, depth + 1)


def _is_article(keys: Mapping[str, Any]) -> bool:
    """Whether a part of a body is an article of its own, such as one that is related."""
    return any(keys.get(k) for k in _TITLES) and any(keys.get(k) for k in _PLACES)


def _is_inline(value: Any) -> bool:
    """Whether a part of a body is a stretch of a line: an object with a text, and no block by its kind."""
    if not isinstance(value, dict) or not isinstance(value.get("text"), str) or "<p" in value["text"]:
        return False
    kind = _key(value.get("type") or value.get("_type") or "")
    return (
        kind in ("", "text", "span", "link")
        and not any(key in value for key in ("children", "id", "paragraphs"))
        and (bool(kind) or set(value) - {"text"} <= {"bold", "italic", "underline", "code", "marks", "_key", "href"})
        and len(value["text"]) < LEAST
    )


def _inline(value: Any, depth: int) -> str:
    """The words of a line in the stretches in which an editor keeps it."""
    if depth > 40:
        return ""
    if isinstance(value, str):
        return plain(value) if "<" in value else value
    if isinstance(value, list):
        return "".join(_inline(each, depth + 1) for each in value)
    if not isinstance(value, dict):
        return ""
    if _key(value.get("type") or value.get("_type")) in ("hardbreak", "br", "break", "linebreak"):
        return "\n"
    inner = next((value[k] for k in _INLINE if isinstance(value.get(k), str | list | dict)), "")
    return _inline(inner, depth + 1)


def _words(value: Any, depth: int) -> Iterator[str]:
    """All texts of a value that are words for people."""
    if isinstance(value, str) and " " in value:
        yield plain(value)
    elif isinstance(value, dict | list) and depth < 40:
        for each in value.values() if isinstance(value, dict) else value:
            yield from _words(each, depth + 1)
