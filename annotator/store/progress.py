"""How far an annotator is with an article: what is shown of it, what waits for a decision, and when it counts as finished.

These rules stand here alone. The queue, the window, exports and agreement read what they say.

- A quotation is shown where the newest detector run proposes it (indirect ones only where the project asks for them) or
  where the annotator has a decision on it; one that the annotator withdrew is not shown.
- A shown quotation waits while it has no decision or an open one.
- The decision after which none waits finishes an article that a detector has read. The decision after which one more waits
  opens a finished article again. By hand, either can be said at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from annotator.records import ArticleRow, Decision
from annotator.store.annotators import annotator_number, shows_indirect
from annotator.store.articles import article_number
from annotator.store.connection import Store
from annotator.store.memory import uncollected


class Key(NamedTuple):
    """A quotation as one annotator sees it: the rows of the annotator and the article, and the quotation's id."""

    annotator: int
    article: int
    quotation: str


_RUN = "(SELECT max(n) FROM proposal_run WHERE article = {})"
_PROPOSED = f"""EXISTS (SELECT 1 FROM proposal p WHERE p.run = {_RUN.format("c.article")} AND p.quotation = c.quotation
    AND (p.kind <> 'indirect' OR :indirect))"""
# The last column of the inner query is what decisions add to the number of proposals: quotations that are not proposed, less
# proposals that were withdrawn.
_QUEUE_OF = f"""SELECT a.sha256, a.id, a.title,
    (SELECT in_marks + indirect * :indirect FROM proposal_run WHERE article = a.n ORDER BY n DESC LIMIT 1),
    ifnull(m.beside, 0), ifnull(m.decided, 0), ifnull(m.flagged, 0), f.finished
    FROM live_article a LEFT JOIN (
        SELECT c.article, sum(c.status IN ('confirmed', 'rejected')) AS decided,
        sum(c.flagged AND c.status <> 'withdrawn') AS flagged,
        sum((c.status <> 'withdrawn') - {_PROPOSED}) AS beside
        FROM current_decision c WHERE c.annotator = :me %s GROUP BY c.article) m ON m.article = a.n
    LEFT JOIN current_finish f ON f.article = a.n AND f.annotator = :me %s ORDER BY a.n"""
_QUEUE = _QUEUE_OF % ("", "")
_QUEUE_START = _QUEUE_OF % ("AND c.article <= :upto", "WHERE a.n <= :upto")
_QUEUE_ROW = _QUEUE_OF % ("AND c.article = (SELECT n FROM article WHERE sha256 = :sha)", "WHERE a.sha256 = :sha")

_WAITS = f"""SELECT 1 FROM proposal p WHERE p.run = {_RUN.format(":article")} AND (p.kind <> 'indirect' OR :indirect) %s
    AND ifnull((SELECT c.status FROM current_decision c
        WHERE c.annotator = :annotator AND c.article = :article AND c.quotation = p.quotation), 'open') = 'open'
    UNION ALL SELECT 1 FROM current_decision p
    WHERE p.annotator = :annotator AND p.article = :article AND p.status = 'open' %s LIMIT 1"""
_ANY_WAITS = _WAITS % ("", "")
_ONE_WAITS = _WAITS % (("AND p.quotation = :quotation",) * 2)


def queue(store: Store, annotator: str, sha256: str | None = None, *, first: int = 0) -> tuple[ArticleRow, ...]:
    """Read every article (or one, or about the ``first`` so many) with the annotator's progress, in the order they came."""
    parameters = {"me": annotator_number(store, annotator), "indirect": shows_indirect(store), "sha": sha256}
    query = _QUEUE if sha256 is None else _QUEUE_ROW
    last = store.one("SELECT n FROM article ORDER BY n LIMIT 1 OFFSET ?", (first - 1,)) if first else None
    if last is not None:
        query, parameters["upto"] = _QUEUE_START, last[0]
    with uncollected():
        return tuple([_queue_row(*row) for row in store.rows(query, parameters)])


def _queue_row(
    sha256: str, name: str, title: str, found: int | None, beside: int, decided: int, flagged: int, done: int | None
) -> ArticleRow:
    return ArticleRow(sha256, name, title, (found or 0) + beside, decided, flagged, found is not None, done == 1)


def keys(store: Store, decisions: Iterable[Decision]) -> frozenset[Key]:
    """Find the rows of what the decisions are about; StoreError where an annotator or article is not known."""
    return frozenset(
        Key(annotator_number(store, d.annotator), article_number(store, d.article), d.quotation) for d in decisions
    )


def waiting(store: Store, touched: Collection[Key]) -> frozenset[Key]:
    """Answer those of some quotations that wait for a decision now."""
    return frozenset(key for key in touched if _holds(store, _ONE_WAITS, key))


def finishes(store: Store, touched: Collection[Key], waited: Collection[Key]) -> Iterator[tuple[Key, bool]]:
    """Say which articles a change finishes (True) or opens again (False), each by one of its quotations.

    ``touched`` are the quotations that it decided, ``waited`` those of them that waited before. The derived tables must be
    as the change leaves them.
    """
    wait, before = waiting(store, touched), frozenset(waited)
    decided, opened = ({key[:2] for key in some} for some in (before - wait, wait - before))
    for key in {key[:2]: key for key in sorted(touched)}.values():
        if key[:2] in opened and _is_finished(store, key):
            yield key, False
        elif key[:2] in decided and not _is_finished(store, key) and _all_decided(store, key):
            yield key, True


def _all_decided(store: Store, key: Key) -> bool:
    """Whether a detector has read the article, something in it is decided and nothing waits."""
    read = store.one("SELECT 1 FROM proposal_run WHERE article = ? LIMIT 1", (key.article,))
    if read is None or _holds(store, _ANY_WAITS, key):
        return False
    decided = """SELECT 1 FROM current_decision WHERE annotator = :annotator AND article = :article
        AND status IN ('confirmed', 'rejected') LIMIT 1"""
    return _holds(store, decided, key)


def _is_finished(store: Store, key: Key) -> bool:
    return _holds(
        store, "SELECT 1 FROM current_finish WHERE annotator = :annotator AND article = :article AND finished", key
    )


def _holds(store: Store, query: str, key: Key) -> bool:
    """Whether a query finds a row."""
    return store.one(query, key._asdict() | {"indirect": shows_indirect(store)}) is not None
