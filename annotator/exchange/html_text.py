"""The text of HTML that another tool annotated, with that tool's offsets made ours.

Label Studio and Taguette count in the text nodes of the page, one after the other, without anything between paragraphs; an article of
ours has a line for each paragraph.
"""

from __future__ import annotations

import re
from typing import Any

from annotator.exchange.articles import normal_newlines
from annotator.records import MisfitError, Span

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
    }
)  # fmt: skip
_HIDDEN = frozenset(("script", "style", "head", "title", "template"))


class HtmlText:
    """The text of a piece of HTML; ``raw`` are its text nodes joined, in which the tool counts, ``text`` is the article's."""

    def __init__(self, html: str) -> None:
        from lxml import etree
        from lxml import html as parser

        try:
            self._root: Any = parser.fragment_fromstring(normal_newlines(html), create_parent="div")
        except (etree.ParserError, ValueError) as err:
            raise MisfitError(f"the HTML of the text cannot be read ({err})") from err
        self._raw: list[str] = []
        self._out: list[str] = []
        self._at: list[int] = []  # where each character of ``raw`` stands in ``text``
        self._length = 0
        self._starts: dict[
            tuple[Any, bool], int
        ] = {}  # text node (element, whether it follows it) -> its start in ``raw``
        self._walk()
        self.raw = "".join(self._raw)
        self.text = "".join(self._out).rstrip("\n")
        self._at.append(self._length)

    def _walk(self) -> None:
        """Go through the elements in order, without recursion: a page may be nested as deeply as it likes."""
        from lxml import etree

        for event, element in etree.iterwalk(self._root, events=("start", "end", "comment", "pi")):
            plain = event in ("start", "end")
            tag = element.tag if isinstance(element.tag, str) else ""
            if plain and tag in _BLOCKS and element is not self._root:
                self._line()
            if event == "start":
                self._node(element, False, element.text if tag not in _HIDDEN else "")
            if event != "start" and element is not self._root:
                self._node(element, True, element.tail)

    def _line(self) -> None:
        """Begin a line, unless one has just begun."""
        if self._out and not self._out[-1].endswith("\n"):
            self._out.append("\n")
            self._length += 1

    def _node(self, element: Any, tail: bool, words: str | None) -> None:
        if not words:
            return
        self._starts[element, tail] = len(self._at)
        self._raw.append(words)
        if words.isspace() and (not self._out or self._out[-1].endswith("\n")):  # between paragraphs
            self._at += [self._length] * len(words)
            return
        self._at += range(self._length, self._length + len(words))
        self._out.append(re.sub(r"\s", " ", words))
        self._length += len(words)

    def span(self, start: int, end: int) -> Span:
        """The span in ``text`` of two offsets in ``raw``, white space at its ends left out; MisfitError where they are none."""
        if not 0 <= start < end < len(self._at):
            raise MisfitError(f"the offsets {start}-{end} are outside the text of {len(self.raw)} characters")
        words = self.raw[start:end]
        start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
        return Span(self._at[start], self._at[end - 1] + 1) if start < end else Span(self._at[start], self._at[start])

    def offset(self, xpath: str, at: int) -> int:
        """The place in ``raw`` of an offset in the text node that an XPath of Label Studio names."""
        from lxml import etree

        try:
            found: Any = self._root.xpath("./" + xpath.lstrip("./"))
        except etree.XPathError as err:
            raise MisfitError(f"the place {xpath[:60]!r} is not an XPath") from err
        node = found[0] if isinstance(found, list) and found else None
        if node is None or not hasattr(node, "getparent"):
            raise MisfitError(f"there is no {xpath[:60]!r} in the text")
        is_text = not isinstance(node, etree._Element)
        key = (node.getparent(), bool(node.is_tail)) if is_text else (node, False)
        return self._starts.get(key, 0) + at
