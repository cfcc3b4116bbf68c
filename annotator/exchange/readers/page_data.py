"""What a web page says of its article in data for search engines (JSON-LD of schema.org), where many pages have the whole text.

A page that draws its text by a program has it nowhere else when it is saved.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.readers import blocks
from annotator.exchange.readers.dates import iso_day
from annotator.jsontext import NotJsonError, read_json

_MARKUP = re.compile(r"</?[a-z][^<>]{0,500}>|&(?:#\d{1,6}|[a-z]{2,10});", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")
_LAST_COMMA = re.compile(r",\s{0,99}([}\]])")
#: The most objects of a page that are looked at.
MOST = 20_000


_ARTICLE = re.compile(r"[\"'](?:\w{0,30}Article|BlogPosting|Report|LiveBlogPosting)[\"']")


@dataclass(slots=True)
class PageData:
    """An article as the data of a page have it."""

    text: str
    about: dict[str, str]

    @property
    def sentences(self) -> list[str]:
        """Its text in pieces that are looked for on the page."""
        return [piece for piece in _SENTENCE.split(self.text) if piece.strip()]


def articles(root: Any) -> list[PageData]:
    """The articles with a text in a page's data, each text once; of a live blog each post."""
    found: dict[str, PageData] = {}
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and '"articleBody"' in script.text:
            for each in _objects(script.text):
                body = each.get("articleBody")
                text = plain(body) if isinstance(body, str) else ""
                if text:
                    found.setdefault(text, PageData(text, _about(each)))
    return list(found.values())


def said(root: Any) -> dict[str, str]:
    """Author and day of the first article of which a page's data (JSON-LD) say them."""
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and _ARTICLE.search(script.text):
            for each in _objects(script.text):
                if _ARTICLE.search(f'"{each.get("@type")}"'):
                    return {key: value for key, value in _about(each).items() if key in ("author", "date")}
    return {}


def _objects(source: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a script in the order it has them, however deeply they lie in one another."""
    bare = (
        source.strip()
        .removeprefix("<!--")
        .removesuffix("-->")
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .strip()
    )
    bare = bare.rstrip("; ")
    waiting: list[Any] = []
    for text in (bare, _LAST_COMMA.sub(r"\1", bare)):  # a comma behind the last value is no JSON, and often there
        with suppress(NotJsonError):
            waiting = [read_json(text, strict=False)]
            break
    yield from objects_in(waiting)


def objects_in(whole: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in a JSON value in its order, at most :data:`MOST` values looked at."""
    waiting = [whole]
    for _ in range(MOST):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            waiting += reversed(list(value.values()))
            yield value


def plain(body: str) -> str:
    """The words of a text that may hold markup, a line for each paragraph."""
    for _ in range(2):  # markup may stand in it as references, and these as references again
        if not _MARKUP.search(body):
            break
        unescaped = html.unescape(body)
        if _MARKUP.search(unescaped) and "<" in unescaped:
            try:
                root = blocks.tree(unescaped)
            except BadInputError:
                return ""
            blocks.as_seen(root, [])
            return "\n".join(blocks.texts(root))
        body = unescaped
    lines = (" ".join(line.split()) for line in body.splitlines())
    return "\n".join(line for line in lines if line)


def _about(each: Mapping[str, Any]) -> dict[str, str]:
    """Title, author, day, source, section and address of an article."""
    day = each.get("datePublished")
    found = {
        "title": name_of(each.get("headline") or each.get("name")), "author": name_of(each.get("author")),
        "date": (iso_day(day) or day) if isinstance(day, str) else "", "source": name_of(each.get("publisher")),
        "section": name_of(each.get("articleSection")), "url": name_of(each.get("url")),
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def name_of(value: Any) -> str:
    """The name that a value of schema.org stands for: a text, an object with a name, or a list of these."""
    if isinstance(value, str):
        return " ".join(html.unescape(value).split())
    if isinstance(value, dict):
        return name_of(value.get("name") if isinstance(value.get("name"), str) else "")
    return "; ".join(filter(None, map(name_of, value))) if isinstance(value, list) and len(value) < 100 else ""
