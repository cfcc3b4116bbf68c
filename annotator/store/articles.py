"""Articles and the queue: immutable texts, known by their hash."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from annotator.errors import StoreError
from annotator.records import Article, ArticleRow
from annotator.store.annotators import annotator_number, shows_indirect
from annotator.store.connection import Store

_LIVE = "JOIN change c ON c.n = a.change AND c.live = 1"


def add_articles(store: Store, articles: Iterable[Article], change: int) -> tuple[int, int]:
    """Add articles inside the open transaction: (added, already here). An import that was undone comes back whole."""
    added = here = 0
    for article in articles:
        known = store.one(
            "SELECT c.live FROM article a JOIN change c ON c.n = a.change WHERE a.sha256 = ?", (article.sha256,)
        )
        if known and known[0]:
            here += 1
        elif known:
            store.db.execute("UPDATE article SET change = ? WHERE sha256 = ?", (change, article.sha256))
            added += 1
        else:
            store.db.execute(
                "INSERT INTO article (sha256, id, title, text, metadata, change) VALUES (?, ?, ?, ?, ?, ?)",
                (article.sha256, article.id, article.title, article.text,
                 json.dumps(dict(article.metadata), ensure_ascii=False, sort_keys=True), change),
            )  # fmt: skip
            added += 1
    return added, here


def article_number(store: Store, sha256: str) -> int:
    """The row of an article; StoreError if the project does not hold it."""
    row = store.one("SELECT n FROM article WHERE sha256 = ?", (sha256,))
    if row is None:
        raise StoreError(f"{store.path}: the project holds no article {sha256[:12]}…; import it first.")
    return int(row[0])


def article_text(store: Store, sha256: str) -> str:
    """The text of one article; the one read last is kept, since a desk writes to the same article again and again."""
    cached = store.fresh().get("text")
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
    return Article(row[0], article_text(store, sha256), row[1], json.loads(row[2]))


def article_hashes(store: Store) -> Iterator[str]:
    """The hashes of all articles, in the order of their ids, one at a time."""
    with store.told():
        for (sha,) in store.db.execute(f"SELECT a.sha256 FROM article a {_LIVE} ORDER BY a.id, a.n"):
            yield sha


def queue(store: Store, annotator: str) -> tuple[ArticleRow, ...]:
    """Every article with the annotator's progress, in the order they came."""
    rows = store.rows(
        f"""WITH latest AS (SELECT article, max(n) AS n FROM proposal_run GROUP BY article),
        mine AS (SELECT article, sum(status IN ('confirmed', 'rejected')) AS decided, sum(flagged) AS flagged,
                 sum(origin = 'manual' AND status <> 'withdrawn') AS manual
                 FROM current_decision WHERE annotator = :me GROUP BY article)
        SELECT a.sha256, a.id, a.title,
               max(ifnull(r.in_marks + r.indirect * :indirect, 0) + ifnull(m.manual, 0), ifnull(m.decided, 0)),
               ifnull(m.decided, 0),
               ifnull(m.flagged, 0), r.n IS NOT NULL, ifnull(f.finished, 0)
        FROM article a {_LIVE} LEFT JOIN latest l ON l.article = a.n LEFT JOIN proposal_run r ON r.n = l.n
        LEFT JOIN mine m ON m.article = a.n LEFT JOIN current_finish f ON f.article = a.n AND f.annotator = :me
        ORDER BY a.n""",
        {"me": annotator_number(store, annotator), "indirect": shows_indirect(store)},
    )
    return tuple(
        ArticleRow(sha, name, title, quotations, decided, flagged, bool(proposed), bool(finished))
        for sha, name, title, quotations, decided, flagged, proposed, finished in rows
    )


def next_unproposed(store: Store, detector: str) -> str | None:
    """The first article on which this detector version has not run, or None."""
    row = store.one(
        f"""SELECT a.sha256 FROM article a {_LIVE}
        WHERE NOT EXISTS (SELECT 1 FROM proposal_run r WHERE r.article = a.n AND r.detector = ?) ORDER BY a.n LIMIT 1""",
        (detector,),
    )
    return str(row[0]) if row else None
