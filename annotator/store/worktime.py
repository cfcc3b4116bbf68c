"""How long annotators worked: the time that each decision took, as the desk noted it, in the order of deciding.

A quotation's clock runs on while several decisions are taken on it in a row, so only what came on top counts. The time of a decision
that was undone later was worked too; second readings are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotator.store.connection import Store

_TAKEN = """SELECT b.name, x.decided_at, x.article, x.n = ifnull(c.decision, -1) AND c.status IN ('confirmed', 'rejected'),
        CASE WHEN x.quotation = x.before AND x.article = x.before_in AND x.seconds >= x.taken THEN x.seconds - x.taken
        ELSE x.seconds END
    FROM (SELECT n, annotator, article, quotation, decided_at, seconds, sequence,
            lag(quotation) OVER w AS before, lag(article) OVER w AS before_in, lag(seconds) OVER w AS taken
        FROM decision WINDOW w AS (PARTITION BY annotator ORDER BY sequence, n)) x
    JOIN person b ON b.n = x.annotator
    LEFT JOIN current_decision c ON c.annotator = x.annotator AND c.article = x.article AND c.quotation = x.quotation
    WHERE ? = '' OR b.name = ? ORDER BY b.name, x.sequence, x.n"""


def taken(store: Store, annotator: str = "") -> Iterator[tuple[str, str, int, bool, float]]:
    """Every decision of one annotator, or of all: who, when (UTC), the article's number, whether it stands and decides, seconds."""
    with store.translate_errors():
        for name, at, article, stands, seconds in store.connection.execute(_TAKEN, (annotator, annotator)):
            yield name, at, article, bool(stands), float(seconds)


def labels(store: Store, annotator: str) -> list[tuple[str, str, int]]:
    """How often the annotator gave each label in what is confirmed: target, label, times."""
    return store.rows(
        """SELECT s.target, s.label, count(*) FROM current_decision c JOIN stance s ON s.decision = c.decision
        JOIN live_article a ON a.n = c.article WHERE c.annotator = (SELECT n FROM annotator WHERE name = ?)
        AND c.status = 'confirmed' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
        (annotator,),
    )
