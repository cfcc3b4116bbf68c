"""Pages that hold several articles: live blogs, index pages, downloads. Each post is an article, or all are one, as the user chose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from annotator.exchange.readers import blocks, web
from annotator.exchange.readers.base import Extract, ReadOptions
from annotator.exchange.readers.blocks import Block
from annotator.exchange.readers.dates import iso_day

#: Letters of a post; the most that one of several may have of all; the least that they may have of the page.
LEAST, MOST_OF_ALL, LEAST_OF_PAGE = 60, 0.7, 0.5
_POST = re.compile(
    r"(?:^|[\s_-])(?:live-?(?:blog)?-?(?:post|entry|update|item)|liveblog__(?:post|entry)|post|hentry|timeline-?(?:item|entry|post)|"
    r"block--(?:update|live)|blog-?(?:post|entry)|article-?item|(?:live-?)?ticker-?_{0,2}(?:entry|item|post|eintrag)|direct-?(?:item|post)|"
    r"(?:live-?)?(?:message|meldung|eintrag))(?:$|[\s_-])",
    re.I,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TIME = re.compile(r"[\d:.\s]{3,12}(?:am|pm|uhr|h|[a-z]{2,4})?", re.I)
_CLOCK = re.compile(r"\d{1,2}\s?[:.h]\s?\d{2}(?!\d)(?:\s?(?:am|pm|uhr|h|a\.m\.|p\.m\.))?(?=\s|$|[^\w.,])", re.I)
_BYLINE = re.compile(r"(?:^|[\s_-])(?:author|byline|autor|auteur)(?:-?name)?$", re.I)
_STAMPS = ("h2", "h3", "h4", "h5", "h6", "dt", "p")  # what a line with a time of day may be
FEWEST_STAMPED = 3  # of them
LONGEST_BYLINE = 80
EACH = "page with several articles: each is an article"
TOGETHER = "page with several articles: taken together, in the order of the page"


def find(root: Any) -> list[Any]:
    """The elements of a page's articles where it has several of like weight; none for a page of one article."""
    outer = _outermost(root.iter("article"))
    for found in (outer, _inner(outer), _outermost(_named(root)), _timed(root), _headed(root)):
        if _are_posts(found, root):
            return found
    return _stamped(root)


def _named(root: Any) -> Iterator[Any]:
    for each in root.iter("div", "section", "li"):
        if _POST.search(each.get("class") or "") or "BlogPosting" in (each.get("itemtype") or ""):
            yield each


def _timed(root: Any) -> list[Any]:
    """The longest run of neighbors of one kind and class that each begin with a time of day, as the posts of a ticker do."""
    return _longest(group for group in _neighbors(root) if all(map(_begins_with_a_time, group)))


def _headed(root: Any) -> list[Any]:
    """The longest run of neighbors of one kind and class that each begin with a heading that leads elsewhere, as on an index page."""
    return _longest(group for group in _neighbors(root) if all(map(_begins_with_a_link, group)))


def _stamped(root: Any) -> list[Any]:
    """The posts of a page on which a line with a time of day heads what follows it up to the next one, each put into an element."""
    for parent in dict.fromkeys(each.getparent() for each in root.iter(*_STAMPS)):
        parts: list[list[Any]] = []
        for each in parent.iterchildren("*") if parent is not None else ():
            if each.tag in _STAMPS and _is_stamp(each):
                parts.append([])
            if parts:
                parts[-1].append(each)
        weights = [sum(map(_weight, part)) for part in parts]
        if len(parts) >= FEWEST_STAMPED and _weigh_alike(weights, root):
            return [_together(parent, part) for part in parts]
    return []


def _is_stamp(each: Any) -> bool:
    words = _words(each)
    return bool(_CLOCK.match(words) if each.tag != "p" else _CLOCK.fullmatch(words))


def _words(each: Any) -> str:
    """The words of an element in one line."""
    return " ".join("".join(each.itertext()).split())


def _together(parent: Any, part: list[Any]) -> Any:
    """A section in the place of some neighbors, which it holds."""
    section = part[0].makeelement("section", {})
    parent.insert(parent.index(part[0]), section)
    section.extend(part)
    return section


def _longest(groups: Iterator[list[Any]]) -> list[Any]:
    longest: list[Any] = max(groups, key=len, default=[])
    return _outermost(iter(longest))


def _neighbors(root: Any) -> Iterator[list[Any]]:
    found: dict[tuple[Any, str, str], list[Any]] = {}
    for each in root.iter("div", "section", "li"):
        parent = each.getparent()
        if parent is not None and (each.tag == "li" or each.get("class")):
            found.setdefault((parent, each.tag, each.get("class") or ""), []).append(each)
    return (group for group in found.values() if len(group) > 1)


def _begins_with_a_link(each: Any) -> bool:
    headings = list(islice(each.iter("h1", "h2", "h3", "h4"), 2))
    link = headings[0].find(".//a") if len(headings) == 1 else None
    if link is None or not (link.get("href") or "#").strip("#"):
        return False
    return (
        web.key("".join(headings[0].itertext())) == web.key("".join(link.itertext())) and each.find(".//p") is not None
    )


def _begins_with_a_time(each: Any) -> bool:
    first = next(iter(blocks.blocks(each)), None)
    if first is None:
        return False
    stamp = next(each.iter("time"), None)
    words = _words(stamp) if stamp is not None else ""
    return bool(words and first.text.startswith(words)) or bool(_CLOCK.match(first.text))


def _inner(outer: list[Any]) -> list[Any]:
    """The articles inside the only one that holds others."""
    holders = [each for each in outer if next(each.iterdescendants("article"), None) is not None]
    return _outermost(holders[0].iterdescendants("article")) if len(holders) == 1 else []


def _outermost(found: Iterator[Any]) -> list[Any]:
    """Those that do not lie in one another; of nested ones the outer."""
    every = list(found)
    known = set(every)
    first = [each for each in every if not any(a in known for a in each.iterancestors())]
    return [each for each in first if _weight(each) >= LEAST]


def _weight(each: Any) -> int:
    return len(web.key("".join(each.itertext())))


def _are_posts(found: list[Any], root: Any) -> bool:
    return len(found) > 1 and _weigh_alike([_weight(each) for each in found], root)


def _weigh_alike(weights: list[int], root: Any) -> bool:
    """Whether parts of such weights are most of a page, and none is most of them."""
    body = root.find(".//body")
    page = sum(len(web.key(block.text)) for block in blocks.blocks(body if body is not None else root))
    return max(weights) < MOST_OF_ALL * sum(weights) and sum(weights) > LEAST_OF_PAGE * page


def extracts(root: Any, found: Sequence[Any], notes: list[str], options: ReadOptions) -> Iterator[Extract]:
    """The articles of the elements; what the page has beside them is told."""
    inside = {each for post in found for each in post.iter()}
    every = blocks.blocks(root)
    left = [block.text for block in every if block.element not in inside and not web._around(block.element, None)]
    page_title = " ".join((root.findtext(".//title") or "").split())
    told = list(notes)
    web.tell_words("words of a page outside its articles: left out", left, told)
    parts = [_post(post) for post in found]
    if options.together:
        text = "\n\n".join("\n".join(block.text for block in part) for part, _ in parts)
        yield Extract(text, {"title": page_title}, [*told, TOGETHER])
        return
    for part, about in parts:
        mine = [*told, EACH]
        kept = web.without_pull_quotes(part, mine)
        if any(block.row for block in kept):
            mine.append(web.ROWS)
        if kept:
            yield Extract("\n".join(block.text for block in kept), {**about, "page": page_title}, mine)


def _post(post: Any) -> tuple[list[Block], dict[str, str]]:
    """The blocks of a post, and its heading and time."""
    every = [block for block in blocks.blocks(post) if not web._around(block.element, post)]
    about: dict[str, str] = {}
    heading = next((block for block in every if block.element.tag in _HEADINGS), None)
    if heading is not None:
        about["title"] = heading.text
    for each in post.iter("time"):
        stamp = each.get("datetime") or _words(each)
        if day := iso_day(stamp):
            about.setdefault("date", day)
        about.setdefault("time", _words(each) or stamp)
    by = next((_words(each) for each in post.iter() if _is_byline(each)), "")
    if by and len(by) < LONGEST_BYLINE:
        about["author"] = by
    if "time" not in about and (clock := next((b.text for b in every[:2] if _CLOCK.fullmatch(b.text)), "")):
        about["time"] = clock
    times = {_words(each) for each in post.iter("time")} - {""}
    return [
        b
        for b in every
        if not (
            b.text in times or (b.text == about.get("time") and (_TIME.fullmatch(b.text) or _CLOCK.fullmatch(b.text)))
        )
        and b.text != about.get("author")
    ], about


def _is_byline(each: Any) -> bool:
    return isinstance(each.tag, str) and (each.get("rel") == "author" or bool(_BYLINE.search(each.get("class") or "")))
