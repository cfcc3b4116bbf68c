"""Fit the choice of the cue: a conditional logit over the words that may report a content."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from annotator.detection.indirect.cue import FEATURES, properties, reporters
from annotator.detection.indirect.spans import TaggedTokens, roots
from annotator.detection.tokens import Floats
from training.indirect.corpus import Item
from training.indirect.spans import Placed

L2 = 1.0


def rows(item: Item, field: TaggedTokens, placed: Placed) -> tuple[Floats, Floats, list[int]]:
    """For each gold content that a candidate fits and whose cue is in reach: the words' properties, which are right, how many."""
    left, right, pieces = placed.best()
    root, _ = roots(field.tokens, left, right, field.tokens.depth)
    at, owner = reporters(field, left, right)
    spans = [item.tokens(cue) if (cue := item.pieces()[p][1].cue) else (0, 0) for p in pieces.tolist()]
    low, high = (np.array([s[k] for s in spans], dtype=np.int64) for k in (0, 1))
    hit = (at >= low[owner]) & (at < high[owner])
    found = np.bincount(owner, hit, minlength=len(left)) > 0
    keep = found[owner]
    values = properties(field, left, right, field.contents(left, right), root, at, owner)
    return values[keep], hit[keep].astype(np.float64), np.bincount(owner[keep], minlength=len(left))[found].tolist()


def fit(items: Sequence[Item], fields: Sequence[TaggedTokens], placed: Sequence[Placed]) -> Floats:
    """The weights by FEATURES. There are so few that they are shared by all folds of a cross-validation."""
    parts = [rows(*of) for of in zip(items, fields, placed, strict=True)]
    values, right = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    sizes = np.array([n for p in parts for n in p[2]])
    starts = np.append(0, np.cumsum(sizes)[:-1])
    owner = np.repeat(np.arange(len(sizes)), sizes)

    def loss(w: Floats) -> tuple[float, Floats]:
        score = values @ w
        odds = np.exp(score - np.maximum.reduceat(score, starts)[owner])
        chance = odds / np.add.reduceat(odds, starts)[owner]
        good = np.maximum(np.add.reduceat(chance * right, starts), 1e-12)
        return float(-np.log(good).sum() + L2 / 2 * w @ w), values.T @ (chance - chance * right / good[owner]) + L2 * w

    found = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x
    return np.asarray(found.round(3))
