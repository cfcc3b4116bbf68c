"""The figures of a project for people who look rather than read: counts by speaker, label, time and annotator.

Of an article that was adjudicated the settled decisions count, of any other those of its annotators. Only confirmed
quotations count. A merged speaker counts as the one it was merged into.
"""

from __future__ import annotations

from typing import NamedTuple

from annotator.records import ADJUDICATED
from annotator.store.connection import Store

_CANON = """WITH RECURSIVE canon (speaker, whole) AS (
        SELECT speaker, speaker FROM current_speaker WHERE merged_into IS NULL
        UNION ALL SELECT m.speaker, canon.whole FROM current_speaker m JOIN canon ON m.merged_into = canon.speaker),
    counted AS (
        SELECT c.decision, c.annotator, c.article, c.quotation FROM counted_decision c JOIN live_article a ON a.n = c.article
        WHERE c.status = 'confirmed' AND (c.annotator = :layer) = EXISTS (
            SELECT 1 FROM current_decision z WHERE z.article = c.article AND z.annotator = :layer))"""
_MONTH = """CASE WHEN json_extract(a.metadata, '$.date') GLOB '[12][0-9][0-9][0-9]-[01][0-9]*'
    THEN substr(json_extract(a.metadata, '$.date'), 1, 7) ELSE '' END"""


class Totals(NamedTuple):
    """How much there is: articles, of these finished by somebody, quotations, speakers who say something, annotators, decisions."""

    articles: int
    finished: int
    quotations: int
    speakers: int
    annotators: int
    decisions: int


class SpeakerCount(NamedTuple):
    """How much a speaker says: quotations and articles."""

    name: str
    quotations: int
    articles: int


class StanceCount(NamedTuple):
    """How often a label was given: by speaker or month (``by``), target and label; "" for no speaker or unknown month."""

    by: str
    target: str
    label: str
    times: int


class DayCount(NamedTuple):
    """What an annotator decided on a day (UTC): quotations, and the mean seconds for one where the time is known, else 0."""

    annotator: str
    day: str
    quotations: int
    seconds: float


class Quoted(NamedTuple):
    """A quotation as an example: its words, who says it, and the article's id."""

    words: str
    speaker: str
    article: str


def _layer(store: Store) -> dict[str, int]:
    row = store.one("SELECT n FROM annotator WHERE name = ?", (ADJUDICATED,))
    return {"layer": row[0] if row else -1}


def totals(store: Store) -> Totals:
    """How much there is."""
    row = store.one(
        f"""{_CANON} SELECT (SELECT count(*) FROM live_article),
        (SELECT count(DISTINCT f.article) FROM current_finish f JOIN live_article a ON a.n = f.article WHERE f.finished),
        (SELECT count(*) FROM (SELECT DISTINCT article, quotation FROM counted)),
        (SELECT count(DISTINCT k.whole) FROM counted x JOIN decision d ON d.n = x.decision JOIN canon k ON k.speaker = d.speaker),
        (SELECT count(DISTINCT annotator) FROM counted_decision WHERE annotator <> :layer), (SELECT count(*) FROM counted)""",
        _layer(store),
    )
    assert row is not None
    return Totals._make(row)


def speakers(store: Store, most: int) -> list[SpeakerCount]:
    """Who says most."""
    rows = store.rows(
        f"""{_CANON} SELECT s.name, count(*), count(DISTINCT x.article) FROM (
            SELECT DISTINCT k.whole, x.article, x.quotation FROM counted x JOIN decision d ON d.n = x.decision
            JOIN canon k ON k.speaker = d.speaker) x
        JOIN current_speaker s ON s.speaker = x.whole GROUP BY x.whole ORDER BY 2 DESC, 1 LIMIT :most""",
        _layer(store) | {"most": most},
    )
    return [SpeakerCount._make(row) for row in rows]


def stances_by_speaker(store: Store) -> list[StanceCount]:
    """How often each speaker has each label."""
    rows = store.rows(
        f"""{_CANON} SELECT ifnull(n.name, ''), s.target, s.label, count(*) FROM counted x
        JOIN decision d ON d.n = x.decision JOIN stance s ON s.decision = d.n
        LEFT JOIN canon k ON k.speaker = d.speaker LEFT JOIN current_speaker n ON n.speaker = k.whole
        GROUP BY k.whole, s.target, s.label""",
        _layer(store),
    )
    return [StanceCount._make(row) for row in rows]


def stances_by_month(store: Store) -> list[StanceCount]:
    """How often each label was given in articles of each month (the field ``date`` of an article's metadata)."""
    rows = store.rows(
        f"""{_CANON} SELECT {_MONTH}, s.target, s.label, count(*) FROM counted x JOIN stance s ON s.decision = x.decision
        JOIN article a ON a.n = x.article GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
        _layer(store),
    )
    return [StanceCount._make(row) for row in rows]


def days(store: Store) -> list[DayCount]:
    """What each annotator decided on each day, of what stands."""
    rows = store.rows(
        """SELECT b.name, substr(d.decided_at, 1, 10), count(*),
            ifnull(avg(CASE WHEN d.seconds > 0 THEN d.seconds END), 0) FROM counted_decision c
        JOIN decision d ON d.n = c.decision JOIN annotator b ON b.n = c.annotator
        WHERE c.status IN ('confirmed', 'rejected') AND c.annotator <> :layer GROUP BY 1, 2 ORDER BY 2, 1""",
        _layer(store),
    )
    return [DayCount._make(row) for row in rows]


def examples(store: Store, target: str, label: str, most: int) -> list[Quoted]:
    """Quotations with a label, one of each, the shortest first: they are read at a glance."""
    rows = store.rows(
        f"""{_CANON} SELECT d.words, ifnull(n.name, ''), a.id FROM stance s JOIN counted x ON x.decision = s.decision
        JOIN decision d ON d.n = x.decision JOIN article a ON a.n = x.article
        LEFT JOIN canon k ON k.speaker = d.speaker LEFT JOIN current_speaker n ON n.speaker = k.whole
        WHERE s.target = :target AND s.label = :label GROUP BY x.article, x.quotation
        ORDER BY length(d.words) < 40, length(d.words), d.n LIMIT :most""",
        _layer(store) | {"target": target, "label": label, "most": most},
    )
    return [Quoted._make(row) for row in rows]
