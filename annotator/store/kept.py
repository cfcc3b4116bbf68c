"""Read the quotations that annotators kept as columns, many articles at a time: what figures over a whole project are made of.

No record is made of a row, since a large team has a million of them, and what many rows share is read once. What does not fit is found
here, and told by the readers that make records (``work.streamed``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from annotator.records import Kind, Origin, QuotationForm, Stance
from annotator.store import work
from annotator.store.answered import Alike, Answered, Ints, StanceSets, alike, answers, listed
from annotator.store.connection import Store
from annotator.store.gc_pause import gc_paused
from annotator.store.register import speaker_names
from annotator.store.values import spans

AT_ONCE = 16_000  # decisions that are read at once; one article is read whole, whatever it holds
_KINDS = frozenset(str(kind) for kind in Kind) - {str(Kind.NOT_SPEECH)}
_ORIGINS = frozenset(str(origin) for origin in Origin)
Beside = Callable[[str, list[Answered]], None]  # is told what everybody answered in an article (by sha256)


class Head(NamedTuple):
    """An article whose decisions were read: ``length`` in code points, and who of those asked for finished it, by name."""

    sha256: str
    id: str
    length: int
    annotators: tuple[str, ...]


class QuotationRead(NamedTuple):
    """Quotations as columns. A row is what one annotator kept: its part, what it says, and its stances, an index of ``sets``.

    ``part`` counts the annotators of the heads from 0, head after head. ``said`` is an index of the lists that follow, which tell once what
    many rows say, by article and quotation; ``speaker`` is (id and name in the register, (None, "") where none was chosen, and the words of
    the source, None where none were marked).
    """

    heads: Sequence[Head]
    part: Ints
    said: Ints
    stances: Ints
    quotation: Sequence[str]
    start: Sequence[int]
    end: Sequence[int]
    words: Sequence[str]
    speaker: Sequence[tuple[str | None, str, str | None]]
    form: Sequence[QuotationForm]
    sets: Sequence[frozenset[Stance]]


def kept(
    store: Store, wanted: Iterable[tuple[str, str, int]], beside: Beside | None = None
) -> Iterator[QuotationRead | None]:
    """What annotators kept of articles, for (article sha256, annotator, number of decisions) in the order in which it is to come.

    The pairs of an article stand together, by annotator. None in the place of articles with a decision that does not fit its article.
    ``beside`` is told of the same articles what everybody answered, asked for or not. Call it inside :meth:`Store.reading`.
    """
    numbers = dict(store.rows("SELECT name, n FROM annotator"))
    stances = StanceSets.of(store)
    for batch in work.batches(wanted, articles=AT_ONCE, most=AT_ONCE):
        with gc_paused():
            yield _read(store, batch, numbers, stances, beside)


def _read(
    store: Store,
    batch: Mapping[str, Sequence[str]],
    annotators: Mapping[str, int],
    stances: StanceSets,
    beside: Beside | None,
) -> QuotationRead | None:
    """The columns of one batch (article -> annotators); None where a decision does not fit."""
    marks = ", ".join("?" * len(batch))
    articles = {
        row[0]: row
        for row in store.rows(f"SELECT sha256, n, id, text FROM article WHERE sha256 IN ({marks})", list(batch))
    }
    heads = [
        Head(sha256, articles[sha256][2], len(articles[sha256][3]), tuple(names)) for sha256, names in batch.items()
    ]
    texts = {n: text for _, n, _, text in articles.values()}
    place = {articles[head.sha256][1]: at for at, head in enumerate(heads)}  # by the number of the article
    parts = np.full((len(heads), max(annotators.values(), default=0) + 1), -1)
    pairs = [(at, annotators[name]) for at, head in enumerate(heads) for name in head.annotators]
    parts[tuple(zip(*pairs, strict=True))] = np.arange(len(pairs))
    found = alike(store, list(texts))
    rows, part, said, keys = _confirmed(found, place, parts, stances)
    names = speaker_names(store, {row.speaker for row in rows if row.speaker is not None})
    if not all(_fits(row, texts[row.article]) and (row.speaker is None or row.speaker in names) for row in rows):
        return None
    made = _forms(rows, texts)
    if made is None:
        return None
    if beside is not None:
        everything = answers(store, found, stances)
        for head in heads:
            beside(head.sha256, everything.get(articles[head.sha256][1], []))
    speaker = [(None, "", _source(row)) if row.speaker is None else (*names[row.speaker], None) for row in rows]
    return QuotationRead(
        heads, part, said, keys, [row.quotation for row in rows], [row.start for row in rows], [row.end for row in rows],
        [row.words for row in rows], speaker, made, stances.sets,
    )  # fmt: skip


def _confirmed(
    found: Iterable[Alike], place: Mapping[int, int], parts: Ints, stances: StanceSets
) -> tuple[list[Alike], Ints, Ints, Ints]:
    """The rows that somebody who is asked for confirmed; of each such decision its part, its row, and its stances.

    ``parts[article, annotator]``: the article by its ``place``, the annotator by number; -1 of somebody who has not finished, or is not
    asked for.
    """
    rows = [row for row in found if row.status == "confirmed"]
    annotators, decisions = (
        listed(",".join(each)) for each in ([r.annotators for r in rows], [r.decisions for r in rows])
    )
    said = np.repeat(np.arange(len(rows)), [row.annotators.count(",") + 1 for row in rows])
    part = parts[np.array([place[row.article] for row in rows], dtype=np.int64)[said], annotators]
    wanted = np.flatnonzero(part >= 0)
    kept, said = np.unique(said[wanted], return_inverse=True)
    return [rows[at] for at in kept.tolist()], part[wanted], said, stances.key[decisions[wanted]]


def _source(row: Alike) -> str | None:
    return row.source_words if row.source_start is not None else None


def _fits(row: Alike, text: str) -> bool:
    """Whether the text has the words from ``start`` to ``end``."""
    return 0 <= row.start < row.end <= len(text) and text[row.start : row.end] == row.words


def _forms(rows: Sequence[Alike], texts: Mapping[int, str]) -> list[QuotationForm] | None:
    """The form of each row; None where one is none that the program writes, or has content beyond its text."""
    shapes = [(row.kind, row.origin, row.proposals_shown, row.content) for row in rows]
    forms = {shape: form for shape in set(shapes) if (form := _form(*shape)) is not None}
    furthest = {shape: max((end for _, end in form.content), default=0) for shape, form in forms.items()}
    if all(
        shape in forms and furthest[shape] <= len(texts[row.article]) for row, shape in zip(rows, shapes, strict=True)
    ):
        return [forms[shape] for shape in shapes]
    return None


def _form(kind: str, origin: str, shown: int, content: str) -> QuotationForm | None:
    """What a row's form says; None where it is none that the program writes."""
    pieces = [] if content == "[]" else spans(content)
    if kind not in _KINDS or origin not in _ORIGINS or pieces is None:
        return None
    return QuotationForm(origin == Origin.PROPOSAL, shown != 0, tuple(pieces))
