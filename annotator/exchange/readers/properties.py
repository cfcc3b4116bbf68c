"""Titles and authors that files say of themselves, without what templates and programs put there."""

from __future__ import annotations

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
