"""Fitting the two linear models: logistic regression and conditional logit, both with L2, by L-BFGS (numpy and scipy, at training only)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix


def vocabulary(articles: Sequence[Sequence[Sequence[str]]], least: int = 5) -> dict[str, int]:
    """The features that are on in at least ``least`` articles, numbered."""
    count: Counter[str] = Counter()
    for rows in articles:
        count.update({f for row in rows for f in row})
    return {f: n for n, f in enumerate(sorted(f for f, c in count.items() if c >= least))}


def matrix(rows: Sequence[Sequence[str]], vocab: dict[str, int]) -> csr_matrix:
    """The rows as a sparse 0/1 matrix."""
    indices, indptr = [], [0]
    for row in rows:
        indices += sorted({vocab[f] for f in row if f in vocab})
        indptr.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(rows), len(vocab)))


def logistic(
    x: csr_matrix,
    y: np.ndarray,
    l2: float | np.ndarray,
    offset: np.ndarray | None = None,
    counts: np.ndarray | None = None,
) -> np.ndarray:
    """Weights of a logistic regression; ``y`` is 0 or 1 a row.

    ``l2`` may be one a weight; ``offset``: log odds that are added to each row's; ``counts``: how many rows each one counts for.
    """
    xt = x.T.tocsr()
    base = np.zeros(x.shape[0]) if offset is None else offset
    worth = np.ones(x.shape[0]) if counts is None else counts

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w + base
        p = 1 / (1 + np.exp(-z))
        return float((worth * (np.logaddexp(0, z) - y * z)).sum() + (l2 * w * w).sum() / 2), xt @ (
            worth * (p - y)
        ) + l2 * w

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x)


def conditional_logit(
    x: csr_matrix, starts: np.ndarray, right: np.ndarray, l2: float, counts: np.ndarray | None = None
) -> np.ndarray:
    """Weights of a softmax over groups of rows: group g is rows ``starts[g]:starts[g + 1]``; ``right`` marks the right rows.

    ``counts``: how many groups each one counts for, 1 by default.
    """
    xt = x.T.tocsr()
    groups = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, x.shape[0])))

    def softmax(z: np.ndarray) -> np.ndarray:
        e = np.exp(z - np.maximum.reduceat(z, starts)[groups])
        return np.asarray(e / np.add.reduceat(e, starts)[groups])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        p = softmax(x @ w)
        good = np.add.reduceat(p * right, starts)
        target = p * right / good[groups]
        return float(-(worth * np.log(good)).sum() + l2 / 2 * w @ w), xt @ ((p - target) * worth[groups]) + l2 * w

    worth = np.ones(len(starts)) if counts is None else counts
    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x)
