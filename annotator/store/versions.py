"""Edited articles: which text replaces which, and the decisions that a person must look at again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from typing import NamedTuple

from annotator.records import SECOND_READING
from annotator.store import rules
from annotator.store.articles import article_number, has_article
from annotator.store.connection import Store

# A review entry counts as looked at where any entry of the same article and decision was: merging may bring one twice.
_PENDING = """FROM review r JOIN change c ON c.n = r.change AND c.live = 1
    WHERE NOT EXISTS (SELECT 1 FROM review s JOIN reviewed v ON v.review = s.n JOIN change x ON x.n = v.change AND x.live = 1
        WHERE s.article = r.article AND s.decision = r.decision)"""


class ReviewRow(NamedTuple):
    """A decision that did not move to the edited text: its words, who took it, why it stayed, and the article as it is now."""

    n: int
    article: str  # sha256 of the new text
    article_id: str
    title: str
    old_article: str  # sha256 of the text it was taken on
    annotator: str
    quotation: str
    decision: str  # its id
    words: str
    reason: str


def replace_article(store: Store, new: str, old: str, change: int) -> None:
    """Say inside the open transaction that one text (sha256) replaces another."""
    store.execute(
        "INSERT INTO article_version (article, replaces, change) VALUES (?, ?, ?)",
        (article_number(store, new), article_number(store, old), change),
    )


def bring_edits(store: Store, other: Store, texts: Set[str], change: int) -> None:
    """Take over which text replaces which in another project, of ``texts`` (sha256, all of them here), inside the open transaction.

    A text may replace the same one again, after it was edited back: each such edit of the other project is known here or comes.
    """
    edits = """SELECT a.sha256, o.sha256 FROM article_version v JOIN change c ON c.n = v.change AND c.live = 1
        JOIN article a ON a.n = v.article JOIN article o ON o.n = v.replaces AND o.id = a.id ORDER BY v.n"""
    known = Counter(store.rows(edits))
    for new, old in other.rows(edits):
        if known[new, old]:
            known[new, old] -= 1
        elif texts >= {new, old}:
            replace_article(store, new, old, change)


def replaced_text(store: Store, sha256: str) -> str | None:
    """The text (sha256) that an article replaced when it came last; None where it is no new version."""
    row = store.one(
        """SELECT o.sha256 FROM article_version v JOIN change c ON c.n = v.change AND c.live = 1
        JOIN article a ON a.n = v.article JOIN article o ON o.n = v.replaces WHERE a.sha256 = ? ORDER BY v.n DESC LIMIT 1""",
        (sha256,),
    )
    return str(row[0]) if row else None


def newest_version(store: Store, sha256: str) -> str | None:
    """The text (sha256) that stands in the place of one that was edited, however often; None where it stands itself or none does."""
    seen = {sha256}
    newest = sha256
    while not has_article(store, newest):
        row = store.one(
            """SELECT a.sha256 FROM article_version v JOIN change c ON c.n = v.change AND c.live = 1
            JOIN article a ON a.n = v.article JOIN article o ON o.n = v.replaces WHERE o.sha256 = ? ORDER BY v.n DESC LIMIT 1""",
            (newest,),
        )
        if row is None or row[0] in seen:
            return None
        newest = str(row[0])
        seen.add(newest)
    return newest if newest != sha256 else None


def replacements(store: Store, change: int) -> list[tuple[str, str, frozenset[str] | None]]:
    """The texts that are replaced and to whose decisions a merge added, oldest replacement first: (old, new, ids of decisions).

    The ids are those that the merge brought; None (all) where the merge brought the new version too.
    """
    rows = store.rows(
        """SELECT o.n, o.sha256, a.sha256, v.change = :change FROM article_version v
        JOIN change c ON c.n = v.change AND c.live = 1 JOIN article a ON a.n = v.article JOIN article o ON o.n = v.replaces
        WHERE NOT EXISTS (SELECT 1 FROM present_article l WHERE l.n = o.n)
        ORDER BY v.n""",
        {"change": change},
    )
    brought = "SELECT d.id FROM decision d JOIN change c ON c.n = d.change WHERE d.article = ? AND c.merge = ?"
    return [
        (old, new, None if mine else frozenset(i for (i,) in store.rows(brought, (n, change))))
        for n, old, new, mine in rows
    ]


def texts_named(store: Store, name: str) -> list[tuple[str, str]]:
    """(sha256, text) of the articles of that id that stand, excluded ones too, newest first."""
    rows = store.rows("SELECT sha256, text FROM present_article WHERE id = ? ORDER BY n DESC", (name,))
    return [(sha, text) for sha, text in rows]


def annotators_of(store: Store, sha256: str) -> list[str]:
    """Who has decisions on an article."""
    rows = store.rows(
        """SELECT DISTINCT b.name FROM current_decision c JOIN annotator b ON b.n = c.annotator
        WHERE c.article = ? ORDER BY b.name""",
        (article_number(store, sha256),),
    )
    return [name for (name,) in rows]


def add_review(store: Store, new: str, decision: str, reason: str, change: int) -> bool:
    """Put a decision (by its id) on the review list of the new text inside the open transaction; False where it stands there."""
    where = (article_number(store, new), decision)
    known = """SELECT 1 FROM review r JOIN change c ON c.n = r.change AND c.live = 1 JOIN decision d ON d.n = r.decision
        WHERE r.article = ? AND d.id = ?"""
    if store.one(known, where) is not None:
        return False
    store.execute(
        "INSERT INTO review (article, decision, reason, change) SELECT ?, n, ?, ? FROM decision WHERE id = ?",
        (where[0], reason, change, decision),
    )
    return True


def review_list(store: Store, *, annotator: str | None = None, article: str | None = None) -> tuple[ReviewRow, ...]:
    """What stands on the review list, by article and place: of everybody or one annotator.

    Of every text that stands, or of one (its sha256) whether it stands or not.
    """
    rows = store.rows(
        f"""SELECT r.n, a.sha256, a.id, ifnull(m.title, a.title), o.sha256, b.name, d.quotation, d.id, d.words, r.reason
        FROM (SELECT min(r.n) AS n, r.article, r.decision, r.reason {_PENDING} GROUP BY r.article, r.decision) r
        JOIN article a ON a.n = r.article LEFT JOIN current_article m ON m.article = a.n
        JOIN decision d ON d.n = r.decision JOIN article o ON o.n = d.article JOIN annotator b ON b.n = d.annotator
        WHERE (:name IS NULL OR b.name = :name) AND NOT (:article IS NULL AND b.name LIKE '%' || :second)
        AND CASE WHEN :article IS NULL THEN EXISTS (SELECT 1 FROM live_article l WHERE l.n = a.n) ELSE a.sha256 = :article END
        ORDER BY a.id, d.start, r.n""",
        {"name": annotator, "article": article, "second": SECOND_READING},
    )
    return tuple(ReviewRow(*row) for row in rows)


def reviewed(store: Store, n: int, change: int) -> None:
    """Take one entry off the review list inside the open transaction."""
    store.execute("INSERT INTO reviewed (review, change) VALUES (?, ?)", (n, change))


def bring(store: Store, other: Store, change: int) -> None:
    """Take over another project's review list, with what was looked at there, inside the open transaction of a merge."""
    rows = other.rows(
        f"""SELECT a.sha256, d.id, r.reason, r.n IN (SELECT r.n {_PENDING})
        FROM review r JOIN change c ON c.n = r.change AND c.live = 1
        JOIN article a ON a.n = r.article JOIN decision d ON d.n = r.decision ORDER BY r.n"""
    )
    for sha256, decision, reason, pending in rows:
        here = store.one("SELECT 1 FROM decision WHERE id = ?", (decision,))
        if here is None or store.one("SELECT 1 FROM article WHERE sha256 = ?", (sha256,)) is None:
            continue  # the decision was set aside, and that was told
        add_review(store, sha256, decision, str(reason)[: rules.TITLE], change)
        if not pending:
            _look_at(store, sha256, decision, change)


def _look_at(store: Store, sha256: str, decision: str, change: int) -> None:
    """Take the entry of an article and decision off the list, where it still stands there."""
    row = store.one(
        f"""SELECT r.n {_PENDING} AND r.article = (SELECT n FROM article WHERE sha256 = ?)
        AND r.decision = (SELECT n FROM decision WHERE id = ?) LIMIT 1""",
        (sha256, decision),
    )
    if row is not None:
        reviewed(store, int(row[0]), change)
