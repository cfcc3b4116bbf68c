"""Fit the tagger: the conditional likelihood with L1 and a little L2, by L-BFGS.

L1 by splitting each weight into its positive and negative part (Andrew and Gao, "Scalable training of L1-regularized
log-linear models", ICML 2007, section 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from annotator.quotations.indirect_model import Table
from annotator.quotations.indirect_tagger import LABELS, marginals
from annotator.quotations.indirect_tokens import Floats, Ints, Tokens

SIZE = len(LABELS)


@dataclass(frozen=True)
class Tagged:
    """An article ready for the tagger: tokens, the codes of their templates, their gold labels."""

    tokens: Tokens
    codes: list[Ints]
    labels: Ints


@dataclass(frozen=True)
class Crf:
    """A fitted tagger."""

    table: Table
    start: Floats
    step: Floats


def frequent(codes: Sequence[Ints], least: int) -> list[Ints]:
    """The values of each template that come at least ``least`` times."""
    out = []
    for code in codes:
        values, counts = np.unique(code, return_counts=True)
        out.append(values[(counts >= least) & (values >= 0)])
    return out


def matrix(codes: Sequence[Ints], keys: Sequence[Ints]) -> csr_matrix:
    """Rows by known values, 1 where a row has the value."""
    rows, columns, offset = [], [], 0
    for code, known in zip(codes, keys, strict=True):
        if len(known):
            at = np.minimum(np.searchsorted(known, code), len(known) - 1)
            hit = np.flatnonzero(known[at] == code)
            rows.append(hit)
            columns.append(offset + at[hit])
            offset += len(known)
    i, j = np.concatenate(rows), np.concatenate(columns)
    return csr_matrix((np.ones(len(i)), (i, j)), shape=(len(codes[0]), offset))


def fit(articles: Sequence[Tagged], least: int = 40, l1: float = 5.0, l2: float = 0.5, rounds: int = 60) -> Crf:
    """The tagger of these articles."""
    codes = [np.concatenate(c) for c in zip(*[a.codes for a in articles], strict=True)]
    labels = np.concatenate([a.labels for a in articles])
    offsets = np.cumsum([0] + [a.tokens.n for a in articles])
    first = np.concatenate([a.tokens.first + o for a, o in zip(articles, offsets[:-1], strict=True)])
    last = np.concatenate([a.tokens.last + o for a, o in zip(articles, offsets[:-1], strict=True)])
    keys = frequent(codes, least)
    rows = matrix(codes, keys)
    turned = rows.T.tocsr()
    count, at = rows.shape[1] * SIZE, np.arange(len(labels))
    inner = np.ones(len(labels), dtype=bool)
    inner[first] = False
    here = np.flatnonzero(inner)
    seen = np.zeros((SIZE, SIZE))
    np.add.at(seen, (labels[here - 1], labels[here]), 1)
    observed = [turned @ np.eye(SIZE)[labels], np.bincount(labels[first], minlength=SIZE), seen]
    target = np.concatenate([np.asarray(o, dtype=np.float64).ravel() for o in observed])

    def loss(parts: Floats) -> tuple[float, Floats]:
        w = parts[: len(target)] - parts[len(target) :]
        scores = rows @ w[:count].reshape(-1, SIZE)
        start, step = w[count : count + SIZE], w[count + SIZE :].reshape(SIZE, SIZE)
        single, pair, log = marginals(scores, start, step, first, last)
        truth = scores[at, labels].sum() + start[labels[first]].sum() + step[labels[here - 1], labels[here]].sum()
        expected = np.concatenate([(turned @ single).ravel(), single[first].sum(0), pair.sum(0).ravel()])
        slope = expected - target + l2 * w
        value = float(log.sum() - truth + 0.5 * l2 * (w @ w) + l1 * parts.sum())
        return value, np.concatenate([slope + l1, l1 - slope])

    found = minimize(
        loss, np.zeros(2 * len(target)), jac=True, method="L-BFGS-B", bounds=[(0, None)] * (2 * len(target)),
        options={"maxiter": rounds, "maxcor": 6},
    ).x  # fmt: skip
    w = found[: len(target)] - found[len(target) :]
    return Crf(
        pruned(keys, w[:count].reshape(-1, SIZE)), w[count : count + SIZE], w[count + SIZE :].reshape(SIZE, SIZE)
    )


def pruned(keys: Sequence[Ints], weights: Floats, least: float = 0.01) -> Table:
    """The table without rows whose weights are all next to nothing, rounded to what is shipped."""
    weights = np.where(np.abs(weights) < least, 0.0, np.round(weights, 3))
    out_keys, out_values, offset = [], [], 0
    for known in keys:
        part = weights[offset : offset + len(known)]
        keep = (part != 0).any(axis=1)
        out_keys.append(known[keep])
        out_values.append(part[keep])
        offset += len(known)
    return Table(out_keys, out_values)
