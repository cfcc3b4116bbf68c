"""Find what other connections, in this process or another, wrote to a project since the last look."""

from __future__ import annotations

from typing import NamedTuple

from annotator.store.annotators import shows_indirect
from annotator.store.connection import Store

MOST = 50  # articles that are named one by one; where more changed, everything did


class News(NamedTuple):
    """What came: ``everything`` where the set of articles changed, or very many of them; else the articles (sha256).

    ``mine`` are those in which the annotator whom the news is for did something, ``others`` those in which somebody else did,
    ``proposed`` those that a detector read.
    """

    everything: bool = False
    mine: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    proposed: frozenset[str] = frozenset()


class _Seen(NamedTuple):
    """How far a project was looked at: its newest change and detector run, and a setting that alters what is shown."""

    change: int
    run: int
    indirect: bool


class ProjectWatch:
    """Looks at an open project again and again; what the same connection wrote is no news."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.own_changes = set()
        with store.reading():
            self._version, self._seen = store.version(), _seen(store)

    def look(self, annotator: str) -> News | None:
        """What others wrote since the last look, for an annotator; None where nobody did, which costs some microseconds."""
        store, own, before = self._store, self._store.own_changes or set(), self._seen
        with store.reading():
            version = store.version()
            if version == self._version and not own:
                return None
            now = _seen(store)
            found = None if version == self._version else _news(store, annotator, before, now, own)
        store.own_changes, self._version, self._seen = set(), version, now
        return found


def _seen(store: Store) -> _Seen:
    row = store.one("SELECT (SELECT max(n) FROM change), (SELECT max(n) FROM proposal_run)") or (0, 0)
    return _Seen(row[0] or 0, row[1] or 0, shows_indirect(store))


def _news(store: Store, annotator: str, before: _Seen, now: _Seen, own: set[str]) -> News | None:
    """What came between two looks; None where it is nothing that is shown (a place, a kept search, the index of the search)."""
    changes = store.rows(
        """SELECT c.id, a.sha256, b.name FROM change c LEFT JOIN article a ON a.n = c.article
        LEFT JOIN annotator b ON b.n = c.annotator WHERE c.n > ? AND c.merge IS NULL ORDER BY c.n LIMIT ?""",
        (before.change, MOST + len(own) + 1),
    )
    foreign = [(sha, name) for identity, sha, name in changes if identity not in own]
    proposed = store.rows(
        "SELECT DISTINCT a.sha256 FROM proposal_run r JOIN article a ON a.n = r.article WHERE r.n > ? LIMIT ?",
        (before.run, MOST + 1),
    )
    if foreign and _tells_of_articles(store, before.change, own):
        return News(everything=True)
    if any(sha is None for sha, _ in foreign) or max(len(foreign), len(proposed)) > MOST:
        return News(everything=True)
    if now.indirect != before.indirect:
        return News(everything=True)
    mine = frozenset(sha for sha, name in foreign if name == annotator)
    others = frozenset(sha for sha, name in foreign if name != annotator)
    found = News(mine=mine, others=others, proposed=frozenset(sha for (sha,) in proposed))
    return found if found != News() else None


def _tells_of_articles(store: Store, since: int, own: set[str]) -> bool:
    """Whether somebody else excluded, deleted, renamed or tagged an article after a change, or took that back."""
    rows = store.rows(
        "SELECT DISTINCT c.id FROM change c JOIN article_fact f ON f.change = ifnull(c.target, c.n) WHERE c.n > ? LIMIT ?",
        (since, len(own) + 1),
    )
    return any(identity not in own for (identity,) in rows)
