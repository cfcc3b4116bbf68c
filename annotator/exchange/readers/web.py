"""Web pages: the article of a saved page, without what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange.annotated import Notes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.encodings import decode_html
from annotator.exchange.readers.base import Extract, ReadOptions, Source
from annotator.exchange.readers.plain import told


def read(source: Source, options: ReadOptions, notes: Notes) -> Iterator[Extract]:
    """A saved page."""
    mine: list[str] = []
    yield page(told(decode_html(source.data, source.where), mine), source.where, mine)


def page(html: str, where: str, notes: list[str]) -> Extract:
    """The article of a web page without its boilerplate, with title, author, date and source where the page has them."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(html, include_comments=False, include_tables=False, with_metadata=True)
    if found is None or not (found.text or "").strip():
        raise BadInputError(f"{where}: no article was found in the page; save its text and import that.")
    about = {
        "title": found.title,
        "author": found.author,
        "date": found.date,
        "source": found.sitename,
        "url": found.url,
    }
    return Extract(normal_newlines(found.text), {k: str(v) for k, v in about.items() if v}, notes)
