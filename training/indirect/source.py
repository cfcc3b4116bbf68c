"""Fit the source ranker: a conditional logit with a null answer; where several candidates lie in the gold source, any will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from annotator.detection.indirect.model import WeightTable
from annotator.detection.indirect.source import Choices, choices, softmax
from annotator.detection.tokens import Floats
from training.indirect.corpus import Item
from training.indirect.spans import Spans, best_rows
from training.indirect.tables import frequent, matrix, pruned

LEAST, L2 = 25, 1.0


@dataclass(frozen=True)
class Asked:
    """The source candidates of an article's gold contents and which of them are right."""

    choices: Choices
    right: Floats  # one entry a candidate
    nobody: Floats  # one entry a content


def asked(item: Item, article: Spans) -> Asked:
    """For each gold piece that a candidate fits, its source candidates."""
    described = article.described
    rows = best_rows(article.piece, article.fit)
    found = choices(described.field, described.left[rows], described.right[rows], described.cue[rows])
    sources = [gold.source for _, gold in item.pieces()]
    spans = [item.tokens(s) if (s := sources[article.piece[r]]) else (0, 0) for r in rows.tolist()]
    low, high = (np.array([s[k] for s in spans], dtype=np.int64) for k in (0, 1))
    right = ((found.head >= low[found.owner]) & (found.head < high[found.owner])).astype(np.float64)
    named = np.bincount(found.owner, right, minlength=len(rows)) > 0
    return Asked(found, right, (~named).astype(np.float64))


def fit(articles: Sequence[Asked], rounds: int = 150) -> tuple[WeightTable, WeightTable]:
    """The weights of candidates and of the null answer."""
    counts = np.cumsum([0] + [len(a.nobody) for a in articles])
    owner = np.concatenate([a.choices.owner + n for a, n in zip(articles, counts[:-1], strict=True)])
    right, nobody = np.concatenate([a.right for a in articles]), np.concatenate([a.nobody for a in articles])
    codes = [np.concatenate(c) for c in zip(*[a.choices.codes for a in articles], strict=True)]
    null_codes = [np.concatenate(c) for c in zip(*[a.choices.null_codes for a in articles], strict=True)]
    keys, null_keys = frequent(codes, LEAST), frequent(null_codes, LEAST)
    rows, null_rows = matrix(codes, keys), matrix(null_codes, null_keys)
    size = rows.shape[1]

    def loss(w: Floats) -> tuple[float, Floats]:
        score, null = rows @ w[:size], null_rows @ w[size:]
        chance, none = softmax(score, null, owner)
        hit = np.bincount(owner, chance * right, minlength=len(nobody)) + none * nobody
        hit = np.maximum(hit, 1e-12)
        slope = np.concatenate(
            [rows.T @ (chance - chance * right / hit[owner]), null_rows.T @ (none - none * nobody / hit)]
        )
        return float(-np.log(hit).sum() + 0.5 * L2 * (w @ w)), slope + L2 * w

    w = minimize(loss, np.zeros(size + null_rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": rounds}).x
    return pruned(keys, w[:size, None]), pruned(null_keys, w[size:, None])


def accuracy(articles: Sequence[Asked], table: WeightTable, null: WeightTable) -> tuple[int, int]:
    """How many contents get the right answer, and how many there are."""
    good = total = 0
    for a in articles:
        score = table.score(a.choices.codes, len(a.choices.head))[:, 0]
        chance, none = softmax(score, null.score(a.choices.null_codes, len(a.nobody))[:, 0], a.choices.owner)
        order = np.lexsort((-chance, a.choices.owner))
        owners, first = np.unique(a.choices.owner[order], return_index=True)
        best = np.zeros(len(a.nobody))
        right = np.zeros(len(a.nobody))
        best[owners], right[owners] = chance[order[first]], a.right[order[first]]
        good += int(np.where(best > none, right, a.nobody).sum())
        total += len(a.nobody)
    return good, total
