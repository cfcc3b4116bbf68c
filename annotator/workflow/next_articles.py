"""What to read next: the articles in which an annotator's decisions make most stances likely, or from which the program learns most.

Uncertainty with diversity (Settles, "Active learning literature survey", 2010, section 5): the mean entropy of an article's undecided
quotations, less where an article like it comes before. Every fifth place is an article drawn by chance, as a control: figures about
predictions rest on these, for the others are harder than the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.errors import BadInputError
from annotator.learning import doubts
from annotator.learning.encoded import Doubles, Singles
from annotator.learning.items import Item
from annotator.learning.model import StanceModel
from annotator.records import Kind
from annotator.store.connection import Store
from annotator.workflow import desk
from annotator.workflow.project import current_codebook
from annotator.workflow.stances import decided_items, describer, item_of

FROM = 150  # decisions from which choosing what teaches saves any
CONTROL = 5  # every fifth place is given by chance
MOST = 3_000  # undecided quotations that are looked at
APART = 200  # places that are given with an eye to what came before; the rest go by uncertainty alone
FEW = "Only {} quotations are decided; the program needs at least {} to tell which articles it would learn most from."


@dataclass(frozen=True)
class _Waiting:
    """The articles that have something undecided, the probabilities of all pairs by quotation, and the mean vector of each article."""

    articles: tuple[str, ...]
    chances: tuple[Doubles, ...]
    vectors: Singles


def expected_stances(store: Store, annotator: str) -> Mapping[str, float]:
    """By article how many stances are likely in what the annotator has not decided; BadInputError where nothing is learned yet."""
    waiting = _waiting(store, annotator, doubts.FEWEST)
    return {article: float(chance.sum()) for article, chance in zip(waiting.articles, waiting.chances, strict=True)}


def places(store: Store, annotator: str) -> Mapping[str, float]:
    """By article its place, from 0; a half more where chance gave the place. BadInputError below :data:`FROM` decisions."""
    waiting = _waiting(store, annotator, FROM)
    return order(waiting.articles, [_uncertainty(chance) for chance in waiting.chances], waiting.vectors, annotator)


def order(articles: Sequence[str], uncertainty: Sequence[float], vectors: Singles, annotator: str) -> dict[str, float]:
    """Give every article a place. ``vectors``: one an article, of unit length; ``annotator``: others draw other controls."""
    by_chance = sorted(range(len(articles)), key=lambda n: _draw(annotator, articles[n]))
    worth, nearest = np.array(uncertainty, dtype=np.float64), np.zeros(len(articles))
    open_, out = np.ones(len(articles), dtype=bool), dict[str, float]()
    for place in range(len(articles)):
        control = place % CONTROL == CONTROL - 1
        best = int(np.where(open_, worth * (1 - nearest), -1).argmax())
        number = next(n for n in by_chance if open_[n]) if control else best
        open_[number] = False
        out[articles[number]] = place + 0.5 * control
        if place < APART:
            nearest = np.maximum(nearest, (vectors @ vectors[number]).clip(0, 1))
    return out


def _draw(annotator: str, article: str) -> str:
    return hashlib.sha256(f"{annotator}\0{article}".encode("utf-8", "surrogatepass")).hexdigest()


def _uncertainty(chance: Doubles) -> float:
    """The mean entropy of an article's quotations, in bits, each pair for itself."""
    sure = chance.clip(1e-6, 1 - 1e-6)
    return float(-(sure * np.log2(sure) + (1 - sure) * np.log2(1 - sure)).sum(axis=1).mean())


def _waiting(store: Store, annotator: str, fewest: int) -> _Waiting:
    with store.reading():
        decided, codebook = [one.item for one in decided_items(store, annotator)], current_codebook(store)
        if reason := doubts.why_not(decided, codebook.has) or (
            FEW.format(len(decided), fewest) if len(decided) < fewest else ""
        ):
            raise BadInputError(f"{reason} The articles are listed in the order of their import.")
        undecided = _undecided(store, annotator)
    reads = describer(codebook.targets)
    model = StanceModel.learn(decided, reads)
    chances, means = [], []
    for items in undecided.values():
        chances.append(model.predict(items, reads))
        means.append(model.kernel.whitening(reads.describe(items).means).mean(axis=0))
    vectors = np.array(means, dtype=np.float32).reshape(len(means), -1)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-9)
    return _Waiting(tuple(undecided), tuple(chances), vectors)


def _undecided(store: Store, annotator: str) -> dict[str, list[Item]]:
    """By article what waits in it; at most :data:`MOST` quotations, of articles drawn by chance."""
    rows = [row for row in desk.load_queue(store, annotator) if row.proposed and row.decided < row.quotations]
    out: dict[str, list[Item]] = {}
    count = 0
    for row in sorted(rows, key=lambda row: _draw(annotator, row.sha256)):
        opened = desk.load_desk(store, row.sha256, annotator)
        waiting = [each for each in opened.quotations if not each.decided and each.kind is not Kind.NOT_SPEECH]
        if waiting:
            out[row.sha256] = [item_of(desk.shown(opened, each), opened.article) for each in waiting]
            count += len(waiting)
        if count >= MOST:
            break
    return out
