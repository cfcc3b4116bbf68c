"""Figures of all articles by which the queue is ordered and narrowed: read at once, by the article's sha256."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.records import Status
from annotator.store.annotators import annotator_number, shows_indirect
from annotator.store.connection import Store

_OUTLET = (
    "coalesce(nullif({0} '$.outlet'), ''), nullif({0} '$.source'), ''), nullif({0} '$.publisher'), ''), '')".format(
        "json_extract(metadata,"
    )
)
_DAY = "coalesce(nullif({0} '$.published'), ''), nullif({0} '$.date'), ''), '')".format("json_extract(metadata,")
_DOUBT = """SELECT a.sha256, sum(1.0 - p.confidence * CASE WHEN p.kind = 'not-speech' THEN 1.0
        ELSE coalesce(json_extract(p.rest, '$.candidates[0][4]'), 1.0) END)
    FROM live_article a
    JOIN proposal p ON p.run = (SELECT max(n) FROM proposal_run WHERE article = a.n) AND (p.kind <> 'indirect' OR :indirect)
    LEFT JOIN current_decision c ON c.annotator = :me AND c.article = a.n AND c.quotation = p.quotation
    WHERE c.status IS NULL OR c.status = :open GROUP BY a.n"""
_STANCES = """SELECT a.sha256, count(*) FROM current_decision c JOIN stance s ON s.decision = c.decision
    JOIN live_article a ON a.n = c.article WHERE c.annotator = :me AND c.status <> 'withdrawn' GROUP BY a.n"""


def days(store: Store) -> Mapping[str, str]:
    """When each article was published, as its metadata say it (2024-05-31 where its reader knew the day); "" where they do not."""
    return dict(store.rows(f"SELECT sha256, {_DAY} FROM live_article"))


def outlets(store: Store) -> Mapping[str, str]:
    """Who published each article; "" where its metadata do not say it."""
    return dict(store.rows(f"SELECT sha256, {_OUTLET} FROM live_article"))


def doubts(store: Store, annotator: str) -> Mapping[str, float]:
    """How unsure the detector is of what the annotator has not decided: over these proposals, the probability that speech or
    speaker is wrong, added up. Articles without such a proposal are left out.
    """
    values = {"me": annotator_number(store, annotator), "indirect": shows_indirect(store), "open": str(Status.OPEN)}
    return dict(store.rows(_DOUBT, values))


def stances(store: Store, annotator: str) -> Mapping[str, int]:
    """How many stances the annotator gave in each article; articles without one are left out."""
    return dict(store.rows(_STANCES, {"me": annotator_number(store, annotator)}))
