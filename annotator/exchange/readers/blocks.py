"""The text of a page's tree as a browser shows it, block by block: what readers of web pages, mails and database downloads share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotator.errors import BadInputError

_BLOCK = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend",
    "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul", "caption", "nitf", "hedline", "byline", "block", "text",
))  # fmt: skip
_NEVER = frozenset((
    "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "annotation", "annotation-xml", "audio", "video",
    "canvas", "textarea", "select", "datalist", "rp",
))  # fmt: skip
_WHITE = re.compile(r"[ \t\n\r\f]+")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
#: Blanks that a browser shows as one; the parser takes a time that grows with the square of their number.
_BLANKS = re.compile(r"([ \t\n\r\f])[ \t\n\r\f]{500,}")
#: Classes by which pages hide words that are for programs that read aloud.
_UNSEEN = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|screen-reader-only|u-hidden-visually)(?:$|\s)", re.I
)
#: Control characters, which no page shows and no tree holds, as they are or as references.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f]|&#(?:0{0,6}(?:[1-8]|1[1245679]|18|2\\d|3[01])|[xX]0{0,6}(?:[1-8bBeEfF]|1[0-9a-fA-F]))(?![0-9a-fA-F]);?"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
#: The marks that a browser puts round <q>, outer and inner, by language (CLDR).
_MARKS = {
    "en": "“”‘’", "de": "„“‚‘", "fr": "«»‹›", "es": "«»“”", "it": "«»“”", "pt": "«»“”", "nl": "‘’“”", "pl": "„”«»", "sv": "””’’",
    "da": "“”‘’", "nb": "«»‘’", "no": "«»‘’", "fi": "””’’", "ru": "«»„“", "cs": "„“‚‘", "hu": "„”»«", "ja": "「」『』", "el": "«»“”",
}  # fmt: skip
_ANY_MARK = "\"'“”„‟«»‹›‘’‚‛「」『』"
_OPENING = tuple("“„«‹「『")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_BRACE = re.compile("[{}]")
_ONE_NAME = re.compile(r"[.#][\w-]{2,60}")
#: What pictures that stand for an emoji are called: the emoji itself.
_EMOJI = re.compile("[\u00a9\u00ae\u200d\u203c-\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]{1,12}")
RUBY = "pronunciation guides (ruby) of a page: left out"
HIDDEN, STRUCK, ADDED = (
    "hidden words of a page: left out",
    "struck-out words of a page: left out",
    "quotation marks of <q>: added",
)


@dataclass(slots=True)
class Block:
    """A paragraph, heading, table row or the like: its text, and the element that it is the text of."""

    text: str
    element: Any
    row: bool = False  # a row of a table


def tree(html: str) -> Any:
    """The tree of a page; BadInputError where there is nothing in it."""
    import lxml.html
    from lxml import etree

    source = _CONTROL.sub("", _BLANKS.sub(r"\1", _DECLARATION.sub("", html, count=1)))
    try:
        return lxml.html.document_fromstring(source, parser=lxml.html.HTMLParser(remove_comments=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as err:
        raise BadInputError("There is nothing in the page; save it again.") from err


def as_seen(root: Any, notes: list[str], browser: bool = True) -> None:
    """Take out of a tree what a reader does not see, and give <q> the marks that a browser shows; each is told.

    ``browser=False``: what is no page and was written with marks round <q> gets no second ones.
    """
    for tag, note in (("del", STRUCK), ("s", STRUCK), ("strike", STRUCK), ("rt", RUBY)):
        for each in list(root.iter(tag)):
            _drop(each, note, notes)
    hidden = _hidden_by_rules(root)
    for each in list(root.xpath("//*[@hidden or @style or @class or @id]")):
        style, classes = each.get("style") or "", each.get("class") or ""
        if each.tag in ("html", "body"):
            continue
        ruled = hidden and (f"#{each.get('id')}" in hidden or any(f".{name}" in hidden for name in classes.split()))
        if ruled or each.get("hidden") is not None or _HIDDEN.search(style) or _UNSEEN.search(classes):
            _drop(each, HIDDEN, notes)
        elif "line-through" in style:
            _drop(each, STRUCK, notes)
        elif "katex-mathml" in classes:  # the same formula is written twice
            each.drop_tree()
    for each in list(root.iter("img")):
        if _EMOJI.fullmatch(each.get("alt") or ""):
            each.tail = each.get("alt") + (each.tail or "")
    for each in list(root.iter("q")):
        if browser or _before(each)[-1:] not in _OPENING:
            _mark(each, notes)
    for each in list(root.iter("q")):
        each.drop_tag()


def _hidden_by_rules(root: Any) -> set[str]:
    """The classes and ids that the page's own rules hide, where a rule names one alone; none that would hide most of the page."""
    found: set[str] = set()
    for style in root.iter("style"):
        rules = _COMMENT.sub("", (style.text or "")[:500_000])
        if "none" not in rules and "hidden" not in rules:
            continue
        depth = begin = 0
        for brace in _BRACE.finditer(rules):
            names, begin = rules[begin : brace.start()].strip(), brace.end()
            ruled = depth == 0 and brace[0] == "{" and not names.startswith("@")
            if ruled and _HIDDEN.search(rules[begin : rules.find("}", begin)]):
                found |= {name for each in names.split(",") if _ONE_NAME.fullmatch(name := each.strip())}
            depth = max(depth + (1 if brace[0] == "{" else -1), 0)
    if not found:
        return found
    whole = len("".join(root.itertext()))
    for name in sorted(found):
        attribute = "id" if name[0] == "#" else "class"
        holders = (
            [e for e in root.iter() if name[1:] in str(e.get(attribute) or "").split()] if len(found) < 200 else []
        )
        if any(len("".join(each.itertext())) > 0.3 * whole for each in holders):
            found.discard(name)
    return found


def fragment(html: str, notes: list[str]) -> list[str]:
    """The blocks of a piece of HTML as a reader sees them; what that leaves out or adds is told."""
    if not html.strip():
        return []
    root = tree(f"<div>{html}</div>")
    as_seen(root, notes)
    return [text for text in texts(root) if text.strip()]


def _drop(each: Any, note: str, notes: list[str]) -> None:
    if each.getparent() is None:
        return
    if "".join(each.itertext()).strip() and note not in notes:
        notes.append(note)
    each.drop_tree()


def _mark(quote: Any, notes: list[str]) -> None:
    inside = "".join(quote.itertext()).strip()
    if not inside or inside[0] in _ANY_MARK:
        return
    named = (a.get("lang") or a.get("xml:lang") for a in (quote, *quote.iterancestors()))
    language = next(filter(None, named), "en")[:2].lower()
    marks = _MARKS.get(language, _MARKS["en"])
    depth = sum(1 for _ in quote.iterancestors("q")) % 2
    first, last = marks[2 * depth], marks[2 * depth + 1]
    quote.text = first + (quote.text or "")
    if len(quote):
        quote[-1].tail = (quote[-1].tail or "") + last
    else:
        quote.text += last
    if ADDED not in notes:
        notes.append(ADDED)


def _before(each: Any) -> str:
    """The words that stand right before an element, in its parent."""
    before = each.getprevious()
    if before is not None:
        return before.tail or ""
    parent = each.getparent()
    return (parent.text or "") if parent is not None else ""


def blocks(root: Any) -> list[Block]:
    """The blocks below an element in the order of the page, white space folded as a browser folds it, no-break spaces kept."""
    walk = _Walk()
    walk.go(root)
    walk.flush(root)
    return walk.out


class _Walk:
    """A walk through a tree that gathers the words between the edges of blocks."""

    def __init__(self) -> None:
        self.out: list[Block] = []
        self.words: list[str] = []

    def go(self, each: Any) -> None:
        """The words of an element and of what is in it."""
        tag = each.tag
        if not isinstance(tag, str) or tag in _NEVER:
            return
        if tag == "br":
            self.words.append("\n")
            return
        if tag == "pre":
            self.flush(each)
            self._pre(each)
            return
        if tag == "table" and _is_plain(each):
            self.flush(each)
            self._rows(each)
            return
        block = tag in _BLOCK
        if block:
            self.flush(each.getparent() if each.getparent() is not None else each)
        if each.text:
            self.words.append(_WHITE.sub(" ", each.text))
        for child in each:
            self.go(child)
            if child.tail:
                self.words.append(_WHITE.sub(" ", child.tail))
        if block:
            self.flush(each)

    def flush(self, element: Any) -> None:
        """End a block."""
        if not self.words:
            return
        text, self.words = "".join(self.words), []
        text = re.sub(r" {2,}", " ", re.sub(r" ?\n ?", "\n", text)).strip(" \n")
        for part in re.split(r"\n{2,}", text):
            if part.strip():
                self.out.append(Block(part.strip(" "), element))

    def _pre(self, each: Any) -> None:
        text = "".join(each.itertext()).strip("\n")
        if text.strip():
            self.out.append(Block(text, each))

    def _rows(self, table: Any) -> None:
        for row in table.iter("tr", "caption"):
            cells = [" ".join(b.text for b in blocks(cell)) for cell in row] if row.tag == "tr" else [words_of(row)]
            line = "\t".join(cells).strip("\t")
            if line.strip():
                self.out.append(Block(line, row, row.tag == "tr" and len(cells) > 1))


def _is_plain(table: Any) -> bool:
    """Whether it is a table of data: several cells, no table inside, and no cell with several paragraphs, as tables for layout have."""
    cells = list(table.iter("td", "th"))
    if next(table.iterdescendants("table"), None) is not None or len(cells) < 2:
        return False
    return all(
        len(cell.findall(".//p")) < 2 and len(words_of(cell)) < 600 and not any(map(_breaks_twice, cell.iter("br")))
        for cell in cells
    )


def _breaks_twice(each: Any) -> bool:
    """Whether another line break follows right behind one, as between paragraphs."""
    after = each.getnext()
    return after is not None and after.tag == "br" and not (each.tail or "").strip()


def words_of(element: Any) -> str:
    """All words of an element in one line."""
    return _WHITE.sub(" ", " ".join(block.text for block in blocks(element))).strip()


def texts(element: Any) -> Iterator[str]:
    """The text of each block."""
    for block in blocks(element):
        yield block.text
