"""Articles: immutable texts, known by their hash."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from annotator.errors import BadInputError, StoreError
from annotator.records import Article, MisfitError, hash_of
from annotator.store import article_facts, rules
from annotator.store.connection import Store
from annotator.store.rules import ArticleFact, short
from annotator.store.tables import TABLES, TableRows
from annotator.store.values import metadata

BATCH = 250  # articles looked up and written at once
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class PreparedArticle(NamedTuple):
    """An article and what else its row says: the hash of its text, and its metadata as JSON."""

    article: Article
    sha256: str
    metadata: str


def prepare(article: Article) -> PreparedArticle:
    """An article as it is, prepared to be added."""
    return PreparedArticle(article, hash_of(article.text), dump_metadata(article))


def add_articles(store: Store, articles: Iterable[Article], change: int, *, tagged: bool = True) -> tuple[int, int]:
    """Add articles inside the open transaction: (added, already here). What was undone or deleted comes back.

    Tags in the metadata of a new article become its tags, where they keep the rules, and are wanted (``tagged``).
    """
    return add_prepared(store, map(prepare, articles), change, tagged=tagged)


def add_prepared(
    store: Store, articles: Iterable[PreparedArticle], change: int, *, tagged: bool = True
) -> tuple[int, int]:
    """:func:`add_articles` with articles that are prepared."""
    added = here = 0
    waiting = iter(articles)
    while batch := list(islice(waiting, BATCH)):
        some = {each.sha256: each for each in reversed(batch)}  # of two with the same text the first
        there = store.rows(
            f"""SELECT a.sha256, a.n, c.live, ifnull(m.deleted, 0) FROM article a JOIN change c ON c.n = a.change
            LEFT JOIN current_article m ON m.article = a.n WHERE a.sha256 IN ({", ".join("?" * len(some))})""",
            list(some),
        )
        known = {sha for sha, *_ in there}
        undone = [sha for sha, _, live, _ in there if not live]
        deleted = [n for _, n, _, gone in there if gone]
        store.executemany("UPDATE article SET change = ? WHERE sha256 = ?", [(change, sha) for sha in undone])
        rows = [
            (sha, new.id, new.title, new.text, metadata, change)
            for new, sha, metadata in reversed(some.values())
            if sha not in known
        ]
        store.executemany(
            "INSERT INTO article (sha256, id, title, text, metadata, change) VALUES (?, ?, ?, ?, ?, ?)", rows
        )
        if store.journals and rows:
            _make_lines(store, rows)
        for new, sha, _ in some.values():
            if tagged and sha not in known and article_facts.TAGS in new.metadata:
                _tag(store, sha, new, change)
        back = sum(not live or (gone and not article_facts.is_used(store, n)) for _, n, live, gone in there)
        for n in deleted:
            article_facts.say(store, n, ArticleFact.DELETED, "", change)
        fresh = len(some) - len(known) + back
        added, here = added + fresh, here + len(batch) - fresh
    return added, here


def _make_lines(store: Store, rows: Sequence[tuple[Any, ...]]) -> None:
    """Have the journal make the lines of articles that were appended last. SQLite numbers rows one after the other, but at the end."""
    last = store.one("SELECT max(n) FROM article")
    assert last is not None, "an aggregate answers one row"
    numbered = [(n, *row) for n, row in enumerate(rows, last[0] - len(rows) + 1)]
    store.journal.add_rows(TableRows("article", TABLES["article"].carried, numbered))


def _tag(store: Store, sha256: str, new: Article, change: int) -> None:
    """Give a new article the tags of its metadata; what is no list of tags stays metadata alone."""
    for tag in article_facts.tags_in(new.metadata):
        article_facts.say(store, article_number(store, sha256), ArticleFact.TAG, "1", change, tag)


def first_of(store: Store, change: int) -> str:
    """The first article (sha256) that a change brought; "" where it brought none."""
    row = store.one("SELECT sha256 FROM article WHERE change = ? ORDER BY n LIMIT 1", (change,))
    return str(row[0]) if row is not None else ""


def sound(some: Sequence[Article]) -> list[PreparedArticle]:
    """Check articles from files. A title that is too long is cut; BadInputError for an id or metadata that is."""
    encoded = list(map(dump_metadata, some))
    rows = [(each.id, each.title, metadata) for each, metadata in zip(some, encoded, strict=True)]
    check = PreparedArticle if rules.all_sound("article", ("id", "title", "metadata"), rows) else _sound
    return [check(each, hash_of(each.text), metadata) for each, metadata in zip(some, encoded, strict=True)]


def _sound(article: Article, sha256: str, encoded: str) -> PreparedArticle:
    row = {"id": article.id, "title": article.title, "metadata": encoded}
    faults = [each for each in rules.broken("article", row) if each.column != "title"]
    if faults:
        raise BadInputError(f"{short(article.id)}: {faults[0].told}; shorten it and try again.")
    cut = article if len(article.title) <= rules.TITLE else replace(article, title=article.title[: rules.TITLE])
    return PreparedArticle(cut, sha256, encoded)


def dump_metadata(article: Article) -> str:
    """Encode an article's metadata as JSON."""
    return _encode(dict(article.metadata)) if article.metadata else "{}"


def has_article(store: Store, sha256: str) -> bool:
    """Tell whether the project has a text that was neither undone nor replaced by an edited version, excluded or not."""
    return store.one("SELECT 1 FROM present_article WHERE sha256 = ?", (sha256,)) is not None


def names_taken(store: Store, names: Sequence[str]) -> set[str]:
    """Those of at most a few hundred article ids that stand in the project."""
    marks = ", ".join("?" * len(names))
    return {name for (name,) in store.rows(f"SELECT DISTINCT id FROM present_article WHERE id IN ({marks})", names)}


def names_of(store: Store, hashes: Sequence[str]) -> dict[str, str]:
    """sha256 and id of those of at most a few hundred texts that stand in the project."""
    marks = ", ".join("?" * len(hashes))
    return dict(store.rows(f"SELECT sha256, id FROM present_article WHERE sha256 IN ({marks})", hashes))


def present_named(store: Store, name: str) -> list[str]:
    """The sha256 of the articles of an id or sha256 that stand, excluded ones too; one that was deleted is not among them."""
    return [sha for (sha,) in store.rows("SELECT sha256 FROM present_article WHERE id = ?1 OR sha256 = ?1", (name,))]


def metadata_of(store: Store, n: int) -> Mapping[str, str]:
    """The metadata that an article (its row number) came with."""
    row = store.one("SELECT metadata FROM article WHERE n = ?", (n,))
    assert row is not None, "the article is there"
    with store.translate_misfits(f"article {n}"):
        return metadata(row[0])


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


def article_numbers(store: Store, hashes: Collection[str]) -> dict[str, int]:
    """sha256 -> row number of those of at most a few hundred articles that are here."""
    marks = ", ".join("?" * len(hashes))
    return dict(store.rows(f"SELECT sha256, n FROM article WHERE sha256 IN ({marks})", list(hashes)))


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
    row = store.one(
        """SELECT a.id, ifnull(m.title, a.title), a.metadata, m.tags FROM article a LEFT JOIN current_article m ON m.article = a.n
        WHERE a.sha256 = ?""",
        (sha256,),
    )
    if row is None:
        raise StoreError(f"{store.path}: the project holds no article {sha256[:12]}…; import it first.")
    with store.translate_misfits(f"article {row[0]}"):
        about = article_facts.with_tags(metadata(row[2]), row[3])
        return Article(row[0], article_text(store, sha256), row[1], about)


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
