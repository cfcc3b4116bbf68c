"""Titles and authors that files say of themselves, without what templates and programs put there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

_NO_TITLE = (
    "word document",
    "microsoft word document",
    "word-dokument",
    "document word",
    "documento de word",
    "document",
    "untitled",
    "untitled document",
    "new document",
    "doc",
    "anonymous",
    "unspecified",
)
_NO_AUTHOR = (
    "python-docx", "microsoft office user", "microsoft", "windows user", "user", "admin", "administrator", "author", "normal.dotm",
    "unknown", "owner", "apache poi", "libreoffice", "openoffice", "docx", "un-named", "anonymous", "unspecified", "root",
)  # fmt: skip
_FILES = (".doc", ".docx", ".dotm", ".rtf", ".odt", ".pdf", ".indd", ".qxd", ".tex")


_FIRST = 4  # lines among which a headline is looked for
_HEADLINE = range(4, 26)  # words of one
_END = ".:;,"  # what a headline does not end with


def title_of(title: str) -> str:
    """The title, or "" where it is the name of a file or of no document at all."""
    title = " ".join(title.split())
    plain = title.casefold().strip("()[]")
    if plain in _NO_TITLE or plain.startswith("microsoft word - ") or plain.endswith(_FILES):
        return ""
    return title


def author_of(author: str) -> str:
    """The author, or "" where it is the name of a program or of nobody."""
    author = " ".join(author.split())
    return "" if author.casefold().strip("()[]") in _NO_AUTHOR else author


def seen_title(said: str, titled: str, lines: Sequence[str]) -> str:
    """The title that a reader sees: the one that the page marks (``titled``), else what the file says of itself (``said``).

    Programs write what a file says once, from a template or the first text in it, and keep it when the text is another one: where no
    line is the same and one of the first lines reads like a headline, that is the title.
    """
    if titled or not said:
        return titled
    folded = [" ".join(line.split()) for line in lines]
    if any(line.casefold() == said.casefold() for line in folded):
        return said
    return next((line for line in islice(filter(None, folded), _FIRST) if _is_headline(line)), said)


def _is_headline(line: str) -> bool:
    return len(line.split()) in _HEADLINE and line[-1] not in _END and not line.lower().startswith("by ")
