"""Logistic regressions with a few features, held near weights that suit other projects while there is little to learn from.

Both are convex and solved by Newton's method; a step that does not lower the loss is halved until it does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from annotator.learning.encoded import Doubles, Ints

_STEPS = 50
_SMALL = 1e-9
Real = TypeVar("Real", bound=np.floating)
Measured = tuple[float, Doubles, Doubles]  # loss, its slope, its curvature


def sigmoid(values: Doubles) -> Doubles:
    """1 / (1 + exp(-x))."""
    return np.asarray(1 / (1 + np.exp(-values.clip(-50, 50))))


def softmax(values: NDArray[Real]) -> NDArray[Real]:
    """Probabilities along the last axis, in the precision of the values."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def fit_logistic(features: Doubles, answers: Doubles, start: Doubles, hold: Doubles) -> Doubles:
    """Weights of the features (rows by features) for 0/1 answers; ``hold`` is the penalty on leaving ``start``."""

    def measure(weights: Doubles) -> Measured:
        score = features @ weights
        chance = sigmoid(score)
        loss = float((np.logaddexp(0, score) - answers * score).sum())
        curve = (features * (chance * (1 - chance))[:, None]).T @ features
        return loss, features.T @ (chance - answers), curve

    return _minimize(measure, start, hold)


def fit_choice(features: Doubles, chosen: Ints, open_: NDArray[np.bool_], start: Doubles, hold: Doubles) -> Doubles:
    """Weights of a conditional logit (McFadden 1974): rows by options by features; ``open_``: which options a row has."""
    rows = np.arange(len(chosen))

    def measure(weights: Doubles) -> Measured:
        chance = choice(features, open_, weights)
        mean = np.einsum("no,nof->nf", chance, features)
        apart = features - mean[:, None]
        loss = -float(np.log(chance[rows, chosen].clip(1e-300)).sum())
        curve = np.einsum("no,noa,nob->ab", chance, apart, apart)
        return loss, (mean - features[rows, chosen]).sum(axis=0), curve

    return _minimize(measure, start, hold)


def choice(features: Doubles, open_: NDArray[np.bool_], weights: Doubles) -> Doubles:
    """The probability of each option (rows by options); 0 for one that a row does not have."""
    return softmax(np.where(open_, features @ weights, -1e9))


def _minimize(measure: Callable[[Doubles], Measured], start: Doubles, hold: Doubles) -> Doubles:
    """The weights with the lowest loss plus ``hold / 2`` times the squared way from ``start``."""

    def held(weights: Doubles) -> Measured:
        loss, slope, curve = measure(weights)
        apart = weights - start
        return loss + float((hold * apart * apart).sum()) / 2, slope + hold * apart, curve + np.diag(hold + _SMALL)

    weights = start
    loss, slope, curve = held(weights)
    for _ in range(_STEPS):
        step = np.linalg.solve(curve, slope)
        share = 1.0
        while share > 1e-4 and not (found := held(weights - share * step))[0] <= loss:
            share /= 2
        if share <= 1e-4:
            break
        weights = weights - share * step
        done = loss - found[0] < 1e-7 * max(1.0, abs(loss))
        loss, slope, curve = found
        if done:
            break
    return weights
