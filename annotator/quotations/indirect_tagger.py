"""A linear-chain conditional random field over tokens: content, cue and source of attributions.

Lafferty, McCallum and Pereira, "Conditional random fields", ICML 2001; sums and marginals by the forward-backward
algorithm, all segments of an article abreast. Labels: O, first token of a content, further token of a content, cue, source.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.quotations.indirect_tokens import Floats, Ints

LABELS = ("O", "B", "I", "C", "S")
OTHER, BEGIN, INSIDE, CUE, SOURCE = range(5)


def unary(codes: list[Ints], keys: list[Ints], weights: list[Floats]) -> Floats:
    """Scores (tokens by labels): for each template the weights of its value, where the model has it."""
    n = len(codes[0])
    out = np.zeros((n, len(LABELS)))
    for code, known, weight in zip(codes, keys, weights, strict=True):
        if len(known):
            row = np.minimum(np.searchsorted(known, code), len(known) - 1)
            out += np.where((known[row] == code)[:, None], weight[row], 0.0)
    return out


def marginals(scores: Floats, start: Floats, step: Floats, first: Ints, last: Ints) -> tuple[Floats, Floats, Floats]:
    """Forward-backward over segments ``first[k]:last[k]``.

    Returns P(label) (tokens by labels), P(label before, label) (tokens by labels by labels; zero at the segment's first
    token) and the log partition of each segment. ``start`` scores first labels, ``step[a, b]`` label b after a.
    """
    n, size = scores.shape
    order = np.argsort(first - last, kind="stable")  # longest first: at any depth the live ones are a prefix
    first, length = first[order], (last - first)[order]
    live = np.searchsorted(-length, -np.arange(1, int(length.max(initial=0)) + 1), side="right")
    top = scores.max(axis=1, keepdims=True)
    emit, move = np.exp(scores - top), np.exp(step)
    forward, scale = np.zeros((n, size)), np.ones(n)
    for t, count in enumerate(live.tolist()):
        at = first[:count] + t
        value = emit[at] * (forward[at - 1] @ move if t else np.exp(start))
        scale[at] = value.sum(axis=1)
        forward[at] = value / scale[at, None]
    backward = np.ones((n, size))
    for t in range(len(live) - 2, -1, -1):
        at = first[: live[t + 1]] + t
        backward[at] = (emit[at + 1] * backward[at + 1]) @ move.T / scale[at + 1, None]
    single = forward * backward
    single /= single.sum(axis=1, keepdims=True)
    pair = np.zeros((n, size, size))
    inner = np.ones(n, dtype=bool)
    inner[first] = False
    at = np.flatnonzero(inner)
    pair[at] = forward[at - 1][:, :, None] * move * (emit[at] * backward[at] / scale[at, None])[:, None, :]
    log = np.add.reduceat(np.log(scale) + top[:, 0], np.sort(first)) if len(first) else np.zeros(0)
    return single, pair, log


def trimmed(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The half-open runs of True."""
    padded = np.concatenate([[False], mask, [False]])
    at = np.flatnonzero(padded[1:] != padded[:-1])
    return list(zip(at[::2].tolist(), at[1::2].tolist(), strict=True))
