"""Read everybody's decisions, many articles at a time, for exports and agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from annotator.records import ADJUDICATED, Article, Decision, MisfitError
from annotator.store.article_facts import with_tags
from annotator.store.connection import Store
from annotator.store.decision_rows import SELECT, Faulty, as_row, decisions_from, safe_rows
from annotator.store.decisions import check
from annotator.store.gc_pause import gc_paused
from annotator.store.left_out import LeftOut
from annotator.store.rules import RULES, about_text, short
from annotator.store.values import metadata

Tell = Callable[[Faulty], None]

BATCH, MOST = 100, 2_000  # articles and decisions that are read at once; one article is read whole, whatever it holds


_ARTICLE = """SELECT a.id, a.text, ifnull(m.title, a.title), a.metadata, m.tags FROM article a
    LEFT JOIN current_article m ON m.article = a.n WHERE a.sha256 = ?"""


class Work(NamedTuple):
    """What some annotators made of an article: their decisions in text order, withdrawn ones included, and who finished it."""

    sha256: str
    article: Article
    decisions: dict[str, tuple[Decision, ...]]
    finished: frozenset[str]


def pairs(store: Store, *, adjudicated: bool = False, again: bool = False) -> Iterator[tuple[str, str, int]]:
    """(article sha256, annotator, number of current decisions) for each pair with some or a finish, by article id, then annotator.

    Annotators' work, or the adjudicated layer alone. ``again``: their second readings beside it.
    """
    whose = "b.name = :layer" if adjudicated else "b.name <> :layer" if again else "b.n IN (SELECT n FROM person)"
    with store.translate_errors():
        yield from store.execute(
            f"""SELECT a.sha256, b.name, p.n FROM (
                SELECT article, annotator, max(n) AS n FROM (
                    SELECT article, annotator, decisions AS n FROM current_progress
                    UNION ALL SELECT article, annotator, 0 FROM current_finish WHERE finished)
                GROUP BY article, annotator) p
            JOIN live_article a ON a.n = p.article
            JOIN annotator b ON b.n = p.annotator WHERE {whose} ORDER BY a.id, a.sha256, b.name""",
            {"layer": ADJUDICATED},
        )


def batches(
    found: Iterable[tuple[str, str, int]], articles: int = BATCH, most: int = MOST
) -> Iterator[dict[str, list[str]]]:
    """The pairs as article -> annotators, in batches of so many articles and decisions that a reader can hold them in memory."""
    batch: dict[str, list[str]] = {}
    held = 0
    for sha256, group in groupby(found, key=itemgetter(0)):
        every = list(group)
        count = sum(n for _, _, n in every)
        if batch and (len(batch) >= articles or held + count > most):
            yield batch
            batch, held = {}, 0
        batch[sha256] = [name for _, name, _ in every]
        held += count
    if batch:
        yield batch


def read(
    store: Store, hashes: Sequence[str], tell: Tell | None = None, names: Sequence[str] | None = None
) -> tuple[dict[str, dict[str, tuple[Decision, ...]]], set[tuple[str, str]]]:
    """Current decisions on some articles, and who finished which: ({sha256: {annotator: decisions}}, {(sha256, annotator)}).

    Those of everybody, or of the annotators ``names`` alone. Decisions are in text order, withdrawn ones included. ``tell`` hears of
    those that break the rules, which are made safe or left out; without it StoreError is raised for them.
    """
    here = f"(SELECT n FROM article WHERE sha256 IN ({', '.join('?' * len(hashes))}))"
    whose = (
        ""
        if names is None
        else f"AND c.annotator IN (SELECT n FROM annotator WHERE name IN ({', '.join('?' * len(names))}))"
    )
    rows = store.rows(
        f"""{SELECT} JOIN current_decision c ON c.decision = d.n
        WHERE c.article IN {here} {whose} ORDER BY d.start, d."end" DESC, d.quotation""",
        [*hashes, *(names or ())],
    )
    decided: dict[str, dict[str, list[Decision]]] = defaultdict(lambda: defaultdict(list))
    rows = rows if tell is None else safe_rows(rows, tell)
    with store.translate_misfits("a decision"):
        for decision in decisions_from(store, rows):
            decided[decision.article][decision.annotator].append(decision)
    finished = store.rows(
        f"""SELECT a.sha256, b.name FROM current_finish f JOIN annotator b ON b.n = f.annotator
        JOIN article a ON a.n = f.article WHERE f.finished AND f.article IN {here}""",
        hashes,
    )
    every = {sha: {who: tuple(made) for who, made in by.items()} for sha, by in decided.items()}
    return every, set(finished)


def streamed(store: Store, found: Iterable[tuple[str, str, int]], left_out: LeftOut | None = None) -> Iterator[Work]:
    """The work of these pairs, an article at a time in their order, read many articles at once.

    ``left_out`` collects what breaks the rules, which is made safe or left out; without it StoreError is raised for it.
    """
    for batch in batches(found):
        faulty: dict[str, list[Faulty]] = defaultdict(list)
        people = sorted({name for names in batch.values() for name in names})
        with gc_paused():
            decided, finished = read(store, list(batch), None if left_out is None else _by_article(faulty), people)
        for article, (sha256, names) in zip(read_articles(store, list(batch), left_out), batch.items(), strict=True):
            made = {name: decided.get(sha256, {}).get(name, ()) for name in names}
            if left_out is not None:
                made = {name: tuple(_in_place(given, article, left_out)) for name, given in made.items()}
                for each in faulty[sha256]:
                    left_out.decision(each.annotator, each.words, article.id, each.told[0], kept=each.kept)
            done = frozenset(name for name in names if (sha256, name) in finished)
            yield Work(sha256, article, made, done)


def _by_article(faulty: dict[str, list[Faulty]]) -> Tell:
    return lambda each: faulty[each.article].append(each)


def _in_place(decisions: Iterable[Decision], article: Article, left_out: LeftOut) -> Iterator[Decision]:
    """The decisions whose spans hold their words."""
    for decision in decisions:
        try:
            check(decision, article.text)
        except MisfitError as err:
            told = next(iter(about_text(as_row(decision), article.text)), str(err))
            left_out.decision(decision.annotator, decision.words, article.id, told, kept=False)
        else:
            yield decision


def read_articles(store: Store, hashes: Sequence[str], left_out: LeftOut | None = None) -> Iterator[Article]:
    """The articles of these checksums in the order given, one at a time, so that their texts are not held together.

    ``left_out`` collects metadata that cannot be read, which is left out; without it StoreError is raised for it.
    """
    with store.translate_errors():
        for sha256 in hashes:
            row = store.execute(_ARTICLE, (sha256,)).fetchone()
            if left_out is not None and (told := RULES["article"]["metadata"].check(row[3])):
                left_out.add("article", told, short(row[0]), kept=True)
                row = (*row[:3], "{}", row[4])
            with store.translate_misfits(f"article {row[0]}"):
                yield Article(row[0], row[1], row[2], with_tags(metadata(row[3]), row[4]))
