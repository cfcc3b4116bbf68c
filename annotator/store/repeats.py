"""Articles that come back to their annotator as if new: drawn, read again under a name of their own, and then left alone.

A draw is a row of ``finish`` that says of the second reading's name that the article is not finished yet. So what is drawn, what is
read again and what is done needs no table of its own, and is undone, merged and recovered as all that people do. The article is
shown as a second reading while its first one is finished and its second one is not.
"""

from __future__ import annotations

import datetime

from annotator.holdout import chosen
from annotator.records import SECOND_READING, person_of, second_reading
from annotator.store.annotators import add_second_reading, annotator_number, repeats, second_reader
from annotator.store.connection import Store, now
from annotator.store.decisions import add_finish
from annotator.store.derived import refresh_derived
from annotator.store.history import begin_change

_DUE = """SELECT a.n, a.sha256 FROM current_finish f JOIN live_article a ON a.n = f.article
    WHERE f.annotator = :me AND f.finished
    AND EXISTS (SELECT 1 FROM current_progress p WHERE p.annotator = :me AND p.article = f.article AND p.decided > 0)
    AND NOT EXISTS (SELECT 1 FROM current_finish s JOIN annotator b ON b.n = s.annotator WHERE b.name = :second AND s.article = f.article)
    AND (SELECT max(x.at) FROM finish x JOIN change c ON c.n = x.change AND c.live = 1
        WHERE x.annotator = f.annotator AND x.article = f.article AND x.finished) <= :until ORDER BY a.n"""
_OPEN = """SELECT a.sha256 FROM current_finish s JOIN current_finish f ON f.annotator = :me AND f.article = s.article AND f.finished
    JOIN article a ON a.n = s.article WHERE s.annotator = :second AND NOT s.finished"""


def draw(store: Store, annotator: str) -> int:
    """Let the annotator's articles that are due come back; how many.

    Which ones is said by a hash of annotator and article: the same in every copy of a project. Each comes back once.
    """
    rule = repeats(store)
    if not rule.share:
        return 0
    until = datetime.datetime.fromisoformat(now()) - datetime.timedelta(days=rule.days)
    values = {
        "me": annotator_number(store, annotator),
        "second": second_reading(annotator),
        "until": until.isoformat(timespec="milliseconds"),
    }
    due = [n for n, sha256 in store.rows(_DUE, values) if chosen(rule.share, annotator, sha256, "repeat")]
    if not due:
        return 0
    with store.writing():
        add_second_reading(store, annotator)
        reader = annotator_number(store, second_reading(annotator))
        change = begin_change(
            store, None, "Bring articles back"
        )  # nobody's: an undo of the annotator's does not take it back
        for article in due:
            add_finish(store, article, reader, False, change)
        refresh_derived(store, change)
    return len(due)


def open_articles(store: Store, annotator: str) -> frozenset[str]:
    """The articles (sha256) that came back to the annotator and are not finished again."""
    second = second_reader(store, annotator)
    if second is None:
        return frozenset()
    rows = store.rows(_OPEN, {"me": annotator_number(store, annotator), "second": second})
    return frozenset(sha256 for (sha256,) in rows)


def is_open(store: Store, annotator: str, sha256: str) -> bool:
    """Whether an article came back to the annotator and is not finished again."""
    second = second_reader(store, annotator)
    if second is None:
        return False
    values = {"me": annotator_number(store, annotator), "second": second, "sha": sha256}
    return store.one(f"{_OPEN} AND a.sha256 = :sha", values) is not None


def began(store: Store) -> dict[tuple[str, str], str]:
    """(article sha256, annotator) of all second readings that are finished: when the article came back (ISO 8601, UTC)."""
    rows = store.rows(
        """SELECT a.sha256, b.name, (SELECT min(x.at) FROM finish x JOIN change c ON c.n = x.change AND c.live = 1
            WHERE x.annotator = f.annotator AND x.article = f.article AND NOT x.finished)
        FROM current_finish f JOIN live_article a ON a.n = f.article JOIN annotator b ON b.n = f.annotator
        WHERE f.finished AND b.name LIKE '%' || ?""",
        (SECOND_READING,),
    )
    return {(sha256, person_of(name)): at or "" for sha256, name, at in rows}
