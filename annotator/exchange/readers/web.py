"""Web pages: the article of a saved page, without what stands around it.

trafilatura finds the article; the text is then taken from the page itself, from the part that holds it, so that marks, order, repeated
paragraphs, quotations with their speakers and tables stay. What of the page's words stays out is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.encodings import decode_html
from annotator.exchange.readers import blocks, page_data, page_head, page_program, posts
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.blocks import Block
from annotator.exchange.readers.page_data import PageData
from annotator.exchange.readers.plain import told

_NOT_WORDS = re.compile(r"[\W_]+")
#: Elements and names of classes that stand around an article, not in it.
_AROUND = frozenset(["nav", "aside", "form", "button", "menu", "dialog"])
_AROUND_NAME = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|recommend\w*|newsletter|promo\w*|advert\w*|ads?|sponsor\w*|comments?|breadcrumbs?|"
    r"cookie\w*|consent|subscribe|subscription|sidebar|read-?more|teasers?|toolbar|tags?|paywall|outbrain|taboola|footer|menu|nav\w*|"
    r"skip-link|most-read|topics?|byline-share|print-only)(?:$|[\s_-])",
    re.I,
)
_PULL = re.compile(r"pull|(?:^|[\s_-])pq(?:$|[\s_-])", re.I)
_RIGHTS = re.compile(r"\A\s*(?:©|\(c\)|copyright\b|all rights reserved)", re.I)
_PARAGRAPHS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "td", "tr", "dd", "dt")
#: Classes under which pages set the lead of an article, in the languages of their authors.
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|standfirst|stand-first|strapline|intro|deck|dek|summary|vorspann|anriss|chapo|chapeau|entradilla|bajada|"
    r"subtitle|subheadline|sub-headline|sommario|occhiello|ingress)(?:$|[\s_-])",
    re.I,
)
_TEASER = re.compile(r"(?:^|[\s_-])teaser(?:$|[\s_-])", re.I)
_HEADINGS = ("h2", "h3", "h4")
SAME = 20  # letters from which a block that stands inside the found text counts as found
MOST_IN_LINKS = 0.6
PARTS = 2_000  # blocks of a page, or sentences of its data, that are looked for in others
#: Places where a word may be broken, which are seen nowhere else.
_SOFT = re.compile("\xad|&shy;?|&#(?:173|[xX][aA][dD]);")
SOFT = "soft hyphens of a page: left out"
PULL_QUOTE = "pull quote that repeats the text: left out"
#: The share of the words in a page's data that it does not show from which they are told, and from which the data are the article.
LEAST_UNSHOWN, MOST_UNSHOWN = 0.2, 0.8
ONLY_DATA = "text of a page that stands in its data (JSON-LD) alone: taken from there"
NOT_SHOWN = "words in the data of a page (JSON-LD) that it does not show: left out"
#: What a page has where its own program draws it.
_PROGRAM = re.compile(
    r"__NEXT_DATA__|application/json|(?:_STATE__|_DATA__|globalContent|initialState|initialData)[\"'\]]{0,3}\s{0,9}=",
    re.I,
)
ONLY_PROGRAM = "text of a page that stands in the data of its program (JSON) alone: taken from there"
NOT_SHOWN_PROGRAM = "words in the data of a page's program (JSON) that it does not show: left out"
ROWS = "table of a page: a line for each row, tabs between its cells"


def read(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A saved page: its article, or the articles of a page that has several."""
    mine: list[str] = []
    html = told(decode_html(source.data, source.where), mine)
    yield from pages(html, source.where, mine, options)


def pages(html: str, where: str, notes: list[str], options: ReadOptions) -> Iterator[Extract]:
    """The articles of a page, with title, author, date and source where the page says them."""
    if "\xad" in html or "&shy" in html or "&#173" in html:
        html = _SOFT.sub("", html)
        notes.append(SOFT)
    root = _tree(html, where)
    data = page_data.articles(root) if "articleBody" in html else []
    blocks.as_seen(root, notes)
    if (
        any("".join(each.itertext()).strip() for each in root.iterfind(".//svg//text"))
        or root.find(".//*[@srcdoc]") is not None
    ):
        notes.append("words in drawings and frames of a page: left out")
    several = posts.find(root)
    if several:
        yield from posts.extracts(root, several, notes, options)
    elif data and (hidden := _unshown(data, root)):
        yield from _of_data(data, hidden, root, html, where, notes)
    elif not data and _PROGRAM.search(html):
        yield _of_program(root, html, where, notes)
    else:
        yield page(root, html, where, notes)


def _unshown(data: Sequence[PageData], root: Any) -> list[str]:
    """The sentences of a page's data that stand nowhere on the page; data may glue paragraphs together."""
    shown = "".join(key(block.text) for block in blocks.blocks(root))
    sentences = [sentence for each in data for sentence in each.sentences]
    return [sentence for sentence in sentences[:PARTS] if key(sentence) not in shown]


def _of_data(
    data: Sequence[PageData], hidden: Sequence[str], root: Any, html: str, where: str, notes: list[str]
) -> Iterator[Extract]:
    """The article of a page whose data have words that it does not show: from the data where it shows nearly none of them."""
    try:
        found: Extract | None = page(root, html, where, list(notes))
    except BadInputError:
        found = None
    held, size = (len(key(" ".join(each))) for each in (hidden, [each.text for each in data]))
    if found is not None and (held < MOST_UNSHOWN * size or len(key(found.text)) >= size):
        if held >= LEAST_UNSHOWN * size:
            tell_words(NOT_SHOWN, hidden, found.notes)
        yield found
        return
    told = [*notes, ONLY_DATA]
    if found is not None:
        tell_words("words of a page outside its article: left out", [found.text], told)
    about = about_head(html) if found is None else found.metadata
    for each in data:
        yield Extract(each.text, {**about, **each.about}, list(told))


def _of_program(root: Any, html: str, where: str, notes: list[str]) -> Extract:
    """The article of a page whose program may hold it: from its data where the page shows nearly nothing of it."""
    try:
        found, none = page(root, html, where, list(notes)), None
    except BadInputError as err:
        found, none = None, err
    held, named = page_program.article(root)
    if held is None or (found is not None and not named):
        if found is None and none:
            raise none
        assert found is not None
        return found
    hidden = _unshown([held], root)
    size, unshown = len(key(held.text)), len(key(" ".join(hidden)))
    if found is not None and (unshown < MOST_UNSHOWN * size or len(key(found.text)) >= size):
        if unshown >= LEAST_UNSHOWN * size:
            tell_words(NOT_SHOWN_PROGRAM, hidden, found.notes)
        return found
    told = [*notes, ONLY_PROGRAM]
    tell_words("pictures and boxes in the data of a page: left out", held.left, told)
    if found is not None:
        tell_words("words of a page outside its article: left out", [found.text], told)
    return Extract(held.text, {**(about_head(html) if found is None else found.metadata), **held.about}, told)


def _tree(html: str, where: str) -> Any:
    try:
        return blocks.tree(html)
    except BadInputError as err:
        raise BadInputError(f"{where}: no article was found in the page; save its text and import that.") from err


def page(root: Any, html: str, where: str, notes: list[str]) -> Extract:
    """The article of a page of one article; BadInputError where there is none. ``root`` is as a reader sees it."""
    import trafilatura

    every = blocks.blocks(root)
    found: Any = trafilatura.bare_extraction(
        _for_finding(root),
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    lines = found.text.split("\n") if found is not None and found.text else []
    taken = _article(every, lines) or [block for block in every if not _around(block.element, None)]
    if not taken:
        raise BadInputError(f"{where}: no article was found in the page; save its text and import that.")
    kept = without_pull_quotes(taken, notes)
    if any(block.row for block in kept):
        notes.append(ROWS)
    about = {**page_data.said(root), **(about_page(found, html) if found is not None else {})}
    kept, around = page_head.take(every, kept, about)
    notes += around
    _tell_left_out([block for block in every if block.text != about.get("title")], taken, notes)
    return Extract("\n".join(block.text for block in kept), about, notes)


def about_page(found: Any, html: str) -> dict[str, str]:
    """What the page says of itself; no day that was made of a year alone."""
    date = found.date or ""
    if date.endswith("-01-01") and date not in html and date.replace("-", "/") not in html:
        date = ""
    about = {"title": found.title, "author": found.author, "date": date, "source": found.sitename, "url": found.url}
    return {key: str(value) for key, value in about.items() if value}


def about_head(html: str) -> dict[str, str]:
    """What the head of a page says of it that shows no text."""
    import trafilatura

    found = trafilatura.extract_metadata(html, date_config={"extensive_search": False, "original_date": True})
    return about_page(found, html) if found is not None else {}


def _for_finding(root: Any) -> Any:
    """A copy for trafilatura in which quotations and their speakers are paragraphs."""
    root = deepcopy(root)
    for quote in root.iter("blockquote"):
        for each in list(quote.iter("footer", "cite")):
            each.tag = "p"
    for figure in list(root.iter("figure")):
        if figure.find(".//blockquote") is not None or not list(
            figure.iter("img", "picture", "video", "iframe", "svg")
        ):
            for each in list(figure.iter("figcaption")):
                each.tag = "p"
            figure.tag = "div"
    return root


def key(text: str) -> str:
    """A text by which it is found again: letters and figures alone."""
    return _NOT_WORDS.sub("", text.casefold())


def _article(every: Sequence[Block], lines: Sequence[str]) -> list[Block]:
    """The blocks of the article: those that were found, and what of the page belongs between and beside them."""
    known = _Texts(key(line) for line in lines)
    keys = [key(block.text) for block in every]
    hit = [
        k in known or any(key(part) in known.exact for part in b.text.split("\n"))
        for k, b in zip(keys, every, strict=True)
    ]
    if not any(hit):
        return []
    container = _container([block for block, found in zip(every, hit, strict=True) if found])
    inside = [_is_in(block.element, container) for block in every]
    parents = {  # the elements themselves: an id may be given again to another one
        block.element.getparent()
        for block, found, here in zip(every, hit, inside, strict=True)
        if found and here and not _around(block.element, container)
    }
    held = {k for k, found, here in zip(keys, hit, inside, strict=True) if found and here}
    places = [n for n, (found, here) in enumerate(zip(hit, inside, strict=True)) if found and here]
    taken = []
    for n, block in enumerate(every):
        if inside[n]:
            between = places[0] <= n <= places[-1]
            heading = n < places[-1] and block.element.tag in _HEADINGS and block.element.getparent() in parents
            if (
                hit[n]
                or (heading and not _around(block.element, container))
                or _belongs(block, container, parents, between)
            ):
                taken.append(block)
        elif (
            (hit[n] or _is_lead(block.element))
            and n < places[0]
            and keys[n] not in held
            and not _around(block.element, None)
        ):
            held.add(keys[n])  # a title or a lead that stands before the part with the text
            taken.append(block)
    return taken


def _is_lead(element: Any) -> bool:
    """Whether an element is the lead of an article: beside its title, and called so."""
    if not any(_LEAD.search(each.get("class") or "") for each in (element, *element.iterancestors("div", "section"))):
        return False
    return any(
        each.find(".//h1") is not None for each in element.iterancestors("header", "div", "section", "article", "main")
    )


def _beside_title(element: Any) -> bool:
    """Whether an element stands in one with the title, and is called a lead or a teaser, as that of the article itself."""
    parent = element.getparent()
    named = f"{element.get('class') or ''}"
    return bool(_LEAD.search(named) or _TEASER.search(named)) and parent is not None and parent.find("h1") is not None


class _Texts:
    """Texts by their keys: a key is in it where it is one of them, or, from a length on, a part of one.

    Parts are looked for so many times alone, so that the time for a page does not grow with the square of its length.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        self.exact = set(keys) - {""}
        self.whole = "\n".join(self.exact)
        self.left = PARTS

    def __contains__(self, name: str) -> bool:
        if name in self.exact:
            return True
        if len(name) < SAME or not self.left:
            return False
        self.left -= 1
        return name in self.whole


def _container(found: Sequence[Block]) -> Any:
    """The smallest element that holds nearly all of what was found."""
    weights: dict[Any, int] = {}
    total = 0
    for block in found:
        total += len(block.text)
        for each in (block.element, *block.element.iterancestors()):
            weights[each] = weights.get(each, 0) + len(block.text)
    holders = [each for each, weight in weights.items() if weight >= 0.85 * total]
    best = max(holders, key=lambda each: sum(1 for _ in each.iterancestors()))
    while best.tag in _PARAGRAPHS and best.getparent() is not None:  # one long paragraph is not all of its article
        best = best.getparent()
    return best


def _is_in(element: Any, container: Any) -> bool:
    return element is container or any(each is container for each in element.iterancestors())


def _belongs(block: Block, container: Any, parents: set[Any], between: bool) -> bool:
    """Whether a block of the article's part that was not found belongs to the article all the same."""
    if _beside_title(block.element):
        return True
    if _around(block.element, container) or _RIGHTS.match(block.text):
        return False
    held = [block.element, *(a for a in block.element.iterancestors())]
    inside = held[: held.index(container) + 1] if container in held else []
    names = {each.tag for each in inside}
    if "blockquote" not in names and _link_share(block.element) > MOST_IN_LINKS:  # a post of others may be one link
        return False
    if "figure" in names and "blockquote" not in names and "table" not in names:
        figure = next(each for each in held if each.tag == "figure")
        return figure.find(".//blockquote") is not None or next(figure.iter("img", "picture", "video"), None) is None
    if names & {"blockquote", "table", "dl", "footer"}:
        return between or _outer(held, names).getparent() in parents
    if any(_PULL.search(each.get("class") or "") for each in inside[:-1]):
        return between
    beside = block.element.getparent() in parents
    return beside and (block.element.tag in ("p", "pre", "h2", "h3", "h4") or between)


def _outer(held: Sequence[Any], names: set[str]) -> Any:
    return next((each for each in reversed(held) if each.tag in ("blockquote", "table", "dl", "footer")), held[0])


def _around(element: Any, container: Any) -> bool:
    """Whether an element stands around articles: navigation, sharing, other stories, the foot of the page."""
    quoted = False
    for each in (element, *element.iterancestors()):
        if each is container:
            return False
        quoted = quoted or each.tag in ("blockquote", "figure")
        if each.tag in ("body", "html"):
            return False
        pull = each.tag == "aside" and _PULL.search(each.get("class") or "")
        if (each.tag in _AROUND and not pull) or (each.tag == "footer" and not quoted and not _speaks(each)):
            return True
        if not quoted and _AROUND_NAME.search(f"{each.get('class') or ''} {each.get('id') or ''}"):
            return True
    return False


@lru_cache(maxsize=64)
def _speaks(footer: Any) -> bool:
    """Whether the foot of an article holds a quotation."""
    if next((a for a in footer.iterancestors("article", "main")), None) is None:
        return False
    return footer.find(".//blockquote") is not None or any(mark in "".join(footer.itertext()) for mark in "“„«")


@lru_cache(maxsize=512)  # asked for each block of an element
def _link_share(element: Any) -> float:
    whole = len(key("".join(element.itertext())))
    return sum(len(key("".join(a.itertext()))) for a in element.iter("a")) / whole if whole else 0.0


def without_pull_quotes(taken: Sequence[Block], notes: list[str]) -> list[Block]:
    """The blocks without quotations set apart whose words stand in the running text, too; told."""
    apart = [_set_apart(block.element) for block in taken]
    running = "\n".join(key(block.text) for block, other in zip(taken, apart, strict=True) if other is None)
    repeated = {
        id(block)
        for block, other in zip(taken, apart, strict=True)
        if other is not None and len(words := key(block.text)) >= SAME - 5 and words in running
    }
    named = {other for block, other in zip(taken, apart, strict=True) if id(block) in repeated}
    kept = []
    for block, other in zip(taken, apart, strict=True):
        speaker = other in named and key(block.text) in {  # of the quotation that goes
            key("".join(each.itertext())) for each in other.iter("cite", "figcaption", "footer")
        }
        if id(block) not in repeated and not speaker:
            kept.append(block)
        elif PULL_QUOTE not in notes:
            notes.append(PULL_QUOTE)
    return kept


def _set_apart(element: Any) -> Any:
    """The outermost element by which a block is set apart as a quotation; None for running text."""
    found = None
    for each in (element, *element.iterancestors()):
        if each.tag in ("blockquote", "aside", "figure") or _PULL.search(f"{each.get('class') or ''}"):
            found = each
    return found


def _tell_left_out(every: Sequence[Block], taken: Sequence[Block], notes: list[str]) -> None:
    """Tell how many words of the page's own text stay out, and where they begin."""
    held = {id(block) for block in taken}
    words = _Texts(key(block.text) for block in taken)
    part = _container(taken)
    left = [
        block.text
        for block in every
        if id(block) not in held
        and (not _around(block.element, None) or (_is_in(block.element, part) and not _is_control(block.element)))
        and (
            _link_share(block.element) <= MOST_IN_LINKS
            or next(block.element.iterancestors("blockquote"), None) is not None
        )
        and not _RIGHTS.match(block.text)
        and key(block.text) not in words
        and key(block.text)
    ]
    tell_words("words of a page outside its article: left out", left, notes)


def _is_control(element: Any) -> bool:
    return any(each.tag in ("nav", "form", "button", "menu") for each in (element, *element.iterancestors()))


def outside(root: Any, articles: Sequence[Any]) -> list[str]:
    """A note of what a download has beside its articles: a list of contents, the words that were searched; none where it has nothing."""
    inside = {each for article in articles for each in article.iter()}
    notes: list[str] = []
    left = [block.text for block in blocks.blocks(root) if block.element not in inside]
    tell_words("words of a download outside its articles: left out", left, notes)
    return notes


def tell_words(what: str, left: Sequence[str], notes: list[str]) -> None:
    """Add a note that says how many words are left out, and how they begin."""
    count = sum(len(text.split()) for text in left)
    if count:
        begin = " ".join(" ".join(left).split()[:8])
        notes.append(f"{what} ({count:,}: “{begin[:80]}”)")
