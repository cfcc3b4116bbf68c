"""Decisions that other ones replaced since: how an article stood under an earlier version of the codebook, or in an earlier week."""

from __future__ import annotations

from typing import NamedTuple

from annotator.store.connection import Store


class DecisionVersion(NamedTuple):
    """A decision that stands in the history of a quotation: as it was taken, or as a change of the codebook made it anew.

    ``root`` is the id of the decision that was made anew, "" for one that was taken. ``codebook`` and ``at`` (ISO 8601, UTC) are
    those of the decision, or of the change.
    """

    sha256: str
    annotator: str
    quotation: str
    id: str
    root: str
    status: str
    origin: str
    codebook: str
    at: str


def histories(store: Store) -> list[DecisionVersion]:
    """All forms of the quotations that have several, in the articles that their annotator finished, oldest first by quotation."""
    rows = store.rows(
        """SELECT a.sha256, b.name, d.quotation, d.id, ifnull(w.id, ''), d.status, d.origin, ifnull(k.hash, d.codebook),
            CASE WHEN r.n IS NULL THEN d.decided_at ELSE g.at END
        FROM (SELECT x.annotator, x.article, x.quotation FROM decision x JOIN change c ON c.n = x.change AND c.live = 1
            JOIN current_finish f ON f.annotator = x.annotator AND f.article = x.article AND f.finished
            GROUP BY x.annotator, x.article, x.quotation HAVING count(*) > 1) t
        JOIN decision d ON d.annotator = t.annotator AND d.article = t.article AND d.quotation = t.quotation
        JOIN change g ON g.n = d.change AND g.live = 1
        JOIN article a ON a.n = d.article JOIN annotator b ON b.n = d.annotator
        LEFT JOIN recoded r ON r.decision = d.n LEFT JOIN decision w ON w.n = r.root
        LEFT JOIN codebook_change m ON m.n = r.codebook_change LEFT JOIN codebook k ON k.change = m.change
        ORDER BY d.annotator, d.article, d.quotation, d.sequence, ifnull(r.codebook_change, 0), d.n"""
    )
    return [DecisionVersion._make(row) for row in rows]
