"""Articles whose text was edited: which text replaces which, and the decisions that a person must look at again."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.store.articles import article_number
from annotator.store.connection import Store
from annotator.store.history import begin_change


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A decision that did not move to the edited text: its words, who took it, why it stayed, and the article as it is now."""

    n: int
    article: str  # sha256 of the new text
    article_id: str
    old_article: str  # sha256 of the text it was taken on
    annotator: str
    quotation: str
    words: str
    reason: str


def replace_article(store: Store, new: str, old: str, change: int) -> None:
    """Say inside the open transaction that one text (sha256) replaces another."""
    store.db.execute(
        "INSERT INTO article_version (article, replaces, change) VALUES (?, ?, ?)",
        (article_number(store, new), article_number(store, old), change),
    )


def texts_named(store: Store, name: str) -> list[tuple[str, str]]:
    """(sha256, text) of the articles of that id that stand, newest first."""
    rows = store.rows("SELECT sha256, text FROM live_article WHERE id = ? ORDER BY n DESC", (name,))
    return [(sha, text) for sha, text in rows]


def annotators_of(store: Store, sha256: str) -> list[str]:
    """Who has decisions on an article."""
    rows = store.rows(
        """SELECT DISTINCT b.name FROM current_decision c JOIN annotator b ON b.n = c.annotator
        WHERE c.article = ? ORDER BY b.name""",
        (article_number(store, sha256),),
    )
    return [name for (name,) in rows]


def add_review(store: Store, new: str, decision: str, reason: str, change: int) -> None:
    """Put a decision (by its id) on the review list of the new text inside the open transaction."""
    store.db.execute(
        "INSERT INTO review (article, decision, reason, change) SELECT ?, n, ?, ? FROM decision WHERE id = ?",
        (article_number(store, new), reason, change, decision),
    )


def review_list(store: Store) -> tuple[ReviewRow, ...]:
    """What stands on the review list, by article."""
    rows = store.rows(
        """SELECT r.n, a.sha256, a.id, o.sha256, b.name, d.quotation, d.words, r.reason FROM review r
        JOIN change c ON c.n = r.change AND c.live = 1 JOIN live_article a ON a.n = r.article
        JOIN decision d ON d.n = r.decision JOIN article o ON o.n = d.article JOIN annotator b ON b.n = d.annotator
        WHERE NOT EXISTS (SELECT 1 FROM reviewed v JOIN change x ON x.n = v.change AND x.live = 1 WHERE v.review = r.n)
        ORDER BY a.id, d.start, r.n"""
    )
    return tuple(ReviewRow(*row) for row in rows)


def settle_review(store: Store, n: int, annotator: str) -> None:
    """Take one entry off the review list; a change of its own, which undo takes back."""
    with store.writing():
        change = begin_change(store, annotator, "Settle review")
        store.db.execute("INSERT INTO reviewed (review, change) VALUES (?, ?)", (n, change))
