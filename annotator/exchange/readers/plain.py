"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.articles import normal_newlines
from annotator.exchange.encodings import Decoded, decode_any
from annotator.exchange.readers import front_matter, wrapped
from annotator.exchange.readers.base import Extract, ReadOptions, Source

_HEADING = re.compile(r"^#+[ \t]+(.+)", re.M)


_TAG = re.compile(r"O|[BIESLU]-\w\S{0,60}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]+")
_CONTROL_BYTES = bytes([*range(9), 11, *range(14, 32), 127])
CONTROL = "control characters in a text: left out"


def told(decoded: Decoded, notes: list[str]) -> str:
    """The text with one kind of newline; a guessed encoding is added to the notes."""
    if decoded.detected:
        notes.append(f"encoding {decoded.encoding}, detected: check letters with accents")
    return normal_newlines(decoded.text)


def read_text(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """A text file is one article; lines of a fixed width are joined to paragraphs."""
    mine: list[str] = []
    text = told(decode_any(source.data, source.where), mine)
    if _is_tagged(text):
        raise BadInputError(
            f"{source.where}: its lines are tokens with BIO tags; call it {source.name}.conll to bring its annotations in."
        )
    data = source.data
    if len(data.translate(None, _CONTROL_BYTES)) < len(data) and _CONTROL.search(text):  # marks of agencies' wires
        text = _CONTROL.sub("", text)
        mine.append(CONTROL)
    whole = wrapped.joined(text)
    mine += whole.notes
    yield Extract(whole.text, whole.kept(), mine)


def _is_tagged(text: str) -> bool:
    """Whether a text begins with five lines that are each a token and, in the last column, a BIO tag."""
    head = text[:2000].lstrip()
    end = head.find("\n")
    first = head[: end if end >= 0 else None].rsplit(None, 1)  # of nearly all texts the first line is enough
    if len(first) < 2 or not _TAG.fullmatch(first[1]):
        return False
    cells = [line.split() for line in text[:2000].split("\n") if line.strip()][:5]
    return len(cells) == 5 and all(len(each) > 1 and _TAG.fullmatch(each[-1]) for each in cells)


def read_markdown(source: Source, options: ReadOptions, notes: ReaderNotes) -> Iterator[Extract]:
    """Markdown as it is written; what stands about it at its top is metadata."""
    mine: list[str] = []
    text = told(decode_any(source.data, source.where), mine)
    metadata, text = front_matter.split(text)
    if "title" not in metadata and (heading := _HEADING.search(text)):
        metadata["title"] = heading[1].strip().rstrip("#").rstrip()
    yield Extract(text, metadata, mine)
