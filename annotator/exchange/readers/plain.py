"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.exchange.annotated import Notes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.encodings import Decoded, decode_any
from annotator.exchange.readers.base import Extract, ReadOptions, Source

_FRONT = re.compile(r"---\n((?:[\w -]+:.*\n)*)---\n+")
_HEADING = re.compile(r"^#+[ \t]+(.+)", re.M)


def told(decoded: Decoded, notes: list[str]) -> str:
    """The text with one kind of newline; a guessed encoding is added to the notes."""
    if decoded.detected:
        notes.append(f"encoding {decoded.encoding}, detected: check letters with accents")
    return normal_newlines(decoded.text)


def read_text(source: Source, options: ReadOptions, notes: Notes) -> Iterator[Extract]:
    """A text file is one article."""
    mine: list[str] = []
    text = told(decode_any(source.data, source.where), mine)
    yield Extract(text, notes=mine)


def read_markdown(source: Source, options: ReadOptions, notes: Notes) -> Iterator[Extract]:
    """Markdown as it is written; a block of ``key: value`` lines between two ``---`` at its top is metadata."""
    mine: list[str] = []
    text = told(decode_any(source.data, source.where), mine)
    metadata: dict[str, str] = {}
    if front := _FRONT.match(text):
        metadata = {
            k.strip().lower(): v.strip().strip("\"'") for k, v in (x.split(":", 1) for x in front[1].splitlines())
        }
        text = text[front.end() :]
    if "title" not in metadata and (heading := _HEADING.search(text)):
        metadata["title"] = heading[1].strip().rstrip("#").rstrip()
    yield Extract(text, metadata, mine)
