"""The articles of a project as they came in: text, metadata, and the notes of their import."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.exchange.readers.wrapped import LINE_BREAKS, original
from annotator.records import IMPORT_NOTES, Article
from annotator.store import articles
from annotator.store.connection import Store


def every_article(store: Store) -> Iterator[Article]:
    """All articles of a project, by id, one at a time, from one moment of the file."""
    with store.reading():
        for sha in articles.article_hashes(store):
            yield articles.article(store, sha)


def record(article: Article) -> dict[str, Any]:
    """An article as a JSON object; ``original`` is the text with the line breaks of its file, where they were joined."""
    metadata = {key: value for key, value in article.metadata.items() if key not in (IMPORT_NOTES, LINE_BREAKS)}
    found: dict[str, Any] = {
        "id": article.id, "title": article.title, "metadata": metadata, "notes": list(article.import_notes), "text": article.text,
    }  # fmt: skip
    if breaks := article.metadata.get(LINE_BREAKS):
        found["original"] = original(article.text, breaks)
    return found
