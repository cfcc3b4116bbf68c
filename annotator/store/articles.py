"""Articles: immutable texts, known by their hash."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from annotator.errors import BadInputError, StoreError
from annotator.records import Article, MisfitError, hash_of
from annotator.store import rules
from annotator.store.connection import Store
from annotator.store.rules import short
from annotator.store.values import metadata

BATCH = 250  # articles looked up and written at once


def add_articles(store: Store, articles: Iterable[Article], change: int) -> tuple[int, int]:
    """Add articles inside the open transaction: (added, already here). An import that was undone comes back whole."""
    added = here = 0
    waiting = iter(articles)
    while batch := [(hash_of(article.text), article) for article in islice(waiting, BATCH)]:
        some = dict(reversed(batch))  # of two with the same text the first
        known = dict(
            store.rows(
                f"""SELECT a.sha256, c.live FROM article a JOIN change c ON c.n = a.change
                WHERE a.sha256 IN ({", ".join("?" * len(some))})""",
                list(some),
            )
        )
        undone = [sha for sha, live in known.items() if not live]
        store.executemany("UPDATE article SET change = ? WHERE sha256 = ?", [(change, sha) for sha in undone])
        store.executemany(
            "INSERT INTO article (sha256, id, title, text, metadata, change) VALUES (?, ?, ?, ?, ?, ?)",
            [(sha, new.id, new.title, new.text, dump_metadata(new), change)
             for sha, new in reversed(some.items()) if sha not in known],
        )  # fmt: skip
        fresh = len(some) - len(known) + len(undone)
        added, here = added + fresh, here + len(batch) - fresh
    return added, here


def first_of(store: Store, change: int) -> str:
    """The first article (sha256) that a change brought; "" where it brought none."""
    row = store.one("SELECT sha256 FROM article WHERE change = ? ORDER BY n LIMIT 1", (change,))
    return str(row[0]) if row is not None else ""


def sound(article: Article) -> Article:
    """Check an article from a file. A title that is too long is cut; BadInputError for an id or metadata that is."""
    row = {"id": article.id, "title": article.title, "metadata": dump_metadata(article)}
    faults = [each for each in rules.broken("article", row) if each.column != "title"]
    if faults:
        raise BadInputError(f"{short(article.id)}: {faults[0].told}; shorten it and try again.")
    return article if len(article.title) <= rules.TITLE else replace(article, title=article.title[: rules.TITLE])


def dump_metadata(article: Article) -> str:
    """Encode an article's metadata as JSON."""
    if not article.metadata:
        return "{}"
    return json.dumps(dict(article.metadata), ensure_ascii=False, sort_keys=True)


def has_article(store: Store, sha256: str) -> bool:
    """Tell whether the project has a text that was neither undone nor replaced by an edited version."""
    return store.one("SELECT 1 FROM live_article WHERE sha256 = ?", (sha256,)) is not None


def names_taken(store: Store, names: Sequence[str]) -> set[str]:
    """Those of at most a few hundred article ids that stand in the project."""
    marks = ", ".join("?" * len(names))
    return {name for (name,) in store.rows(f"SELECT DISTINCT id FROM live_article WHERE id IN ({marks})", names)}


def names_of(store: Store, hashes: Sequence[str]) -> dict[str, str]:
    """sha256 and id of those of at most a few hundred texts that stand in the project."""
    marks = ", ".join("?" * len(hashes))
    return dict(store.rows(f"SELECT sha256, id FROM live_article WHERE sha256 IN ({marks})", hashes))


def article_names(store: Store) -> list[tuple[str, str]]:
    """(id, sha256) of every article, by id."""
    return [(name, sha) for name, sha in store.rows("SELECT a.id, a.sha256 FROM live_article a ORDER BY a.id, a.n")]


def article_titles(store: Store) -> dict[str, str]:
    """The title of every article by its sha256."""
    return dict(store.rows("SELECT sha256, title FROM live_article"))


def article_number(store: Store, sha256: str) -> int:
    """Look up the row number of an article; StoreError if the project does not have it. The last one is cached."""
    cached: tuple[str, int] | None = store.current_cache().get("article")
    if cached is not None and cached[0] == sha256:
        return cached[1]
    row = store.one("SELECT n FROM article WHERE sha256 = ?", (sha256,))
    if row is None:
        raise StoreError(f"{store.path}: the project holds no article {sha256[:12]}…; import it first.")
    store.cache["article"] = (sha256, int(row[0]))
    return int(row[0])


def article_text(store: Store, sha256: str) -> str:
    """Read the text of an article. The last one is cached, since a desk writes to the same article again and again."""
    cached = store.current_cache().get("text")
    if cached is None or cached[0] != sha256:
        row = store.one("SELECT text FROM article WHERE sha256 = ?", (sha256,))
        if row is None:
            article_number(store, sha256)  # tells
        cached = (sha256, row[0] if row else "")
        store.cache["text"] = cached
    return str(cached[1])


def article(store: Store, sha256: str) -> Article:
    """One article; StoreError if the project does not hold it."""
    row = store.one("SELECT id, title, metadata FROM article WHERE sha256 = ?", (sha256,))
    if row is None:
        raise StoreError(f"{store.path}: the project holds no article {sha256[:12]}…; import it first.")
    with store.translate_misfits(f"article {row[0]}"):
        return Article(row[0], article_text(store, sha256), row[1], metadata(row[2]))


def checked_article(store: Store, sha256: str) -> Article:
    """One article whose text is the one that was imported; StoreError where it is not."""
    found = article(store, sha256)
    with store.translate_misfits(f"article {found.id}"):
        if found.sha256 != sha256:
            raise MisfitError("its text is not the one that was imported")
    return found


def article_hashes(store: Store) -> Iterator[str]:
    """The hashes of all articles, in the order of their ids, one at a time."""
    with store.translate_errors():
        for (sha,) in store.connection.execute("SELECT a.sha256 FROM live_article a ORDER BY a.id, a.n"):
            yield sha


def more_than(store: Store, count: int) -> bool:
    """Tell whether the project has had more than ``count`` articles."""
    return store.one("SELECT 1 FROM article ORDER BY n LIMIT 1 OFFSET ?", (count,)) is not None
