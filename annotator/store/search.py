"""Search and concordance: words in articles, or current decisions by what they hold, each hit with its context.

Results come in the order in which articles and decisions came into the project, page by page: the first page costs the same
however many hits there are, unless the filters let almost nothing pass.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any

from annotator.records import Span, Status, second_reading
from annotator.store.annotators import repeats
from annotator.store.connection import Store
from annotator.store.days import day_of, start_of
from annotator.store.search_index import exists, expression, occurrences

CONTEXT = 60  # code points to each side of a hit


class Scope(StrEnum):
    """Where words are looked for: the articles' texts, the words of decided quotations and their sources, or comments."""

    ARTICLES = "articles"
    QUOTATIONS = "quotations"
    COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for; what is blank (or None) does not matter. It can be kept with the project under a name.

    ``speaker`` is a speaker's id (whoever was merged into them counts), ``source`` words that the source in the article
    holds, ``since`` and ``until`` the first and last day of deciding (local, YYYY-MM-DD). ``disagreement``: another
    annotator's current decision on the same quotation differs in status, kind, speaker or stances. In the scope of articles
    the filters ask for an article with at least one such decision.
    """

    words: str = ""
    scope: Scope = Scope.ARTICLES
    annotator: str = ""
    status: Status | None = None
    speaker: str = ""
    target: str = ""
    label: str = ""
    source: str = ""
    since: str = ""
    until: str = ""
    flagged: bool = False
    disagreement: bool = False

    @property
    def filtered(self) -> bool:
        """Whether anything about decisions is asked for."""
        return bool(
            self.annotator or self.status or self.speaker or self.target or self.label or self.source or self.since
            or self.until or self.flagged or self.disagreement
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding in its context: ``text[span]`` is ``words``; ``quotation`` and ``annotator`` where a decision was found."""

    article: str  # sha256
    article_id: str
    title: str
    span: Span
    left: str
    words: str
    right: str
    quotation: str | None = None
    annotator: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some hits, and what to hand in for the next page (None: these were the last)."""

    hits: tuple[Hit, ...]
    after: int | None = None


def search(store: Store, wanted: Search, *, limit: int = 50, after: int = 0, viewer: str = "") -> SearchPage:
    """The first hits, or those after a page's ``after``; BadInputError where there is nothing to look for.

    It reads what is indexed (``index_more``): words only, filters alone need no index. A ``viewer`` annotates blind: of others'
    decisions, and of whether they differ, only what stands in articles that the viewer has finished is found.
    """
    if wanted.scope is Scope.ARTICLES and wanted.words:
        return _articles(store, wanted, limit, after, viewer)
    return _decisions(store, wanted, limit, after, viewer)


def article_hashes(store: Store, wanted: Search, *, viewer: str = "") -> frozenset[str]:
    """All articles with a hit: a search as a filter of the queue; ``viewer`` as in :func:`search`."""
    if wanted.scope is Scope.ARTICLES and wanted.words:
        numbers = {row[0] for row in _matching_articles(store, wanted, 0, viewer)}
    else:
        numbers = {row[1] for row in _matching_decisions(store, wanted, 0, viewer)}
    return frozenset(sha for n, sha in store.rows("SELECT n, sha256 FROM article") if n in numbers)


def _articles(store: Store, wanted: Search, limit: int, after: int, viewer: str) -> SearchPage:
    hits: list[Hit] = []
    columns = "a.n, a.sha256, a.id, a.title, a.text"
    for n, sha, name, title, text in _matching_articles(store, wanted, after, viewer, columns):
        for span in islice(occurrences(text, wanted.words), limit):
            hits.append(Hit(sha, name, title, span, *_context(text, span)))
        if len(hits) >= limit:
            return SearchPage(tuple(hits), n)
    return SearchPage(tuple(hits))


def _matching_articles(
    store: Store, wanted: Search, after: int, viewer: str, columns: str = "a.n"
) -> Iterator[tuple[Any, ...]]:
    """Columns of the articles with the words, in order."""
    filters, parameters = _filters(store, wanted, viewer)
    having = f"""AND EXISTS (SELECT 1 FROM counted_decision c JOIN decision d ON d.n = c.decision
        WHERE c.article = a.n AND {" AND ".join(filters)})""" if wanted.filtered else ""  # fmt: skip
    parameters |= {"words": expression(wanted.words), "after": after}
    if not exists(store):  # nothing was indexed yet, for nothing is there
        return
    with store.translate_errors():
        yield from store.connection.execute(
            f"""SELECT {columns} FROM article_words w CROSS JOIN live_article a ON a.n = w.rowid
            WHERE article_words MATCH :words AND w.rowid > :after {having} ORDER BY w.rowid""",
            parameters,
        )


def _context(text: str, span: Span) -> tuple[str, str, str]:
    left, right = text[max(span.start - CONTEXT, 0) : span.start], text[span.end : span.end + CONTEXT]
    return left, text[span.start : span.end], right


def _decisions(store: Store, wanted: Search, limit: int, after: int, viewer: str) -> SearchPage:
    found = list(islice(_matching_decisions(store, wanted, after, viewer), limit + 1))
    hits, texts = [], {}
    for _, article, annotator, quotation, start, end, comment in found[:limit]:
        if article not in texts:
            texts[article] = store.one("SELECT sha256, id, title, text FROM article WHERE n = ?", (article,))
        known = texts[article]
        assert known is not None, "foreign keys hold"
        span = Span(start, end)
        hits.append(Hit(known[0], known[1], known[2], span, *_context(known[3], span), quotation, annotator, comment))
    return SearchPage(tuple(hits), found[limit - 1][0] if len(found) > limit else None)


def _matching_decisions(store: Store, wanted: Search, after: int, viewer: str) -> Iterator[tuple[Any, ...]]:
    """(n, article, annotator, quotation, start, end, comment) of current decisions that pass, in the order of deciding."""
    numbers: list[int | None] = [None]
    if wanted.speaker:
        numbers = [n for (n,) in store.rows(_MERGED, (wanted.speaker,))]
    streams = [_stream(store, wanted, after, viewer, number) for number in numbers]
    return heapq.merge(*streams) if len(streams) != 1 else streams[0]


_MERGED = """WITH RECURSIVE merged (n) AS (
    SELECT n FROM speaker WHERE id = ? UNION
    SELECT c.speaker FROM current_speaker c JOIN merged m ON c.merged_into = m.n)
    SELECT n FROM merged"""


def _stream(store: Store, wanted: Search, after: int, viewer: str, speaker: int | None) -> Iterator[tuple[Any, ...]]:
    """The decisions that pass for one row of the register, from the narrowest table that is in their order."""
    filters, parameters = _filters(store, wanted, viewer)
    parameters |= {"after": after, "speaker": speaker}
    if wanted.words:
        columns = "comment" if wanted.scope is Scope.COMMENTS else "words source_words"
        parameters["words"] = f"{{{columns}}} : ({expression(wanted.words)})"
        source, order = "decision_words w CROSS JOIN decision d ON d.n = w.rowid", "w.rowid"
        filters.append("decision_words MATCH :words")
    elif speaker is None and wanted.target and wanted.label:
        source, order = "stance s CROSS JOIN decision d ON d.n = s.decision", "s.decision"
        filters.append("s.target = :target AND s.label = :label")
    else:
        source, order = "decision d", "d.n"
    if wanted.words and not exists(store):
        return
    with store.translate_errors():
        yield from store.connection.execute(
            f"""SELECT d.n, d.article, b.name, d.quotation, d.start, d."end", d.comment FROM {source}
            CROSS JOIN counted_decision c
                ON c.annotator = d.annotator AND c.article = d.article AND c.quotation = d.quotation AND c.decision = d.n
            CROSS JOIN annotator b ON b.n = d.annotator CROSS JOIN live_article a ON a.n = d.article
            WHERE {order} > :after AND {" AND ".join(filters)}
            {"AND d.speaker = :speaker" if speaker is not None else ""} ORDER BY {order}""",
            parameters,
        )


_DIFFERS = """EXISTS (
    SELECT 1 FROM counted_decision o JOIN decision e ON e.n = o.decision
    WHERE o.article = d.article AND o.quotation = d.quotation AND o.annotator <> d.annotator
    AND (e.status <> d.status OR e.kind <> d.kind OR e.speaker IS NOT d.speaker
        OR (SELECT group_concat(target || ':' || label, '|') FROM stance WHERE decision = e.n)
        IS NOT (SELECT group_concat(target || ':' || label, '|') FROM stance WHERE decision = d.n)))"""


_SEEN = """EXISTS (SELECT 1 FROM current_finish f JOIN annotator v ON v.n = f.annotator
    WHERE v.name = :viewer AND f.article = d.article AND f.finished)"""


_NOT_AGAIN = """NOT EXISTS (SELECT 1 FROM current_finish f JOIN annotator v ON v.n = f.annotator
    WHERE v.name = :again AND f.article = d.article AND NOT f.finished)"""


def _filters(store: Store, wanted: Search, viewer: str) -> tuple[list[str], dict[str, Any]]:
    """Conditions on a decision ``d`` whose current row is ``c``, and their parameters.

    Nothing is found of an article that came back to the viewer until it is finished again.
    """
    conditions = {
        "c.annotator = (SELECT n FROM annotator WHERE name = :annotator)": wanted.annotator,
        "c.status = :status": wanted.status,
        "c.status <> 'withdrawn'": not wanted.status,
        f"d.speaker IN ({_MERGED.replace('?', ':speaker_id')})": wanted.speaker if wanted.scope is Scope.ARTICLES else "",
        "EXISTS (SELECT 1 FROM stance t WHERE t.decision = d.n AND t.target = :target AND (:label = '' OR t.label = :label))":
            wanted.target,
        "instr(lower(d.source_words), lower(:source)) > 0": wanted.source,
        "d.decided_at >= :since": wanted.since,
        "d.decided_at < :until": wanted.until,
        "c.flagged = 1": wanted.flagged,
        _DIFFERS: wanted.disagreement,
        f"(c.annotator = (SELECT n FROM annotator WHERE name = :viewer) OR {_SEEN})": viewer,
        f"{_SEEN} ": viewer and wanted.disagreement,
        _NOT_AGAIN: viewer and repeats(store).share,
        "d.comment <> ''": wanted.scope is Scope.COMMENTS and not wanted.words,
    }  # fmt: skip
    parameters = {
        "annotator": wanted.annotator, "status": str(wanted.status or ""), "speaker_id": wanted.speaker,
        "target": wanted.target, "label": wanted.label, "source": wanted.source, "viewer": viewer, "again": second_reading(viewer),
        "since": wanted.since and start_of(day_of(wanted.since)),
        "until": wanted.until and start_of(day_of(wanted.until), later=1),
    }  # fmt: skip
    return [condition for condition, asked in conditions.items() if asked], parameters
