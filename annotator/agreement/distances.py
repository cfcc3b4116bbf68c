"""Distances between two values, for alpha and weighted kappa: 0 where they are the same, larger the further apart.

Krippendorff's delta-squared (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section D) for nominal,
interval and ratio data; MASI (Passonneau 2006, LREC, "Measuring Agreement on Set-valued Items (MASI)
for Semantic and Pragmatic Annotation") and
Jaccard for sets of labels. The ordinal distance depends on how often each value occurs: see :func:`ordinal_matrix`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np

from annotator.agreement.arrays import Floats

Distance = Callable[[Any, Any], float]


def nominal(a: object, b: object) -> float:
    """1 where the values differ."""
    return float(a != b)


def interval(a: float, b: float) -> float:
    """The square of the difference."""
    return float(a - b) ** 2


def ratio(a: float, b: float) -> float:
    """The square of the difference relative to the sum; 0 between two zeros."""
    return float((a - b) / (a + b)) ** 2 if a + b else 0.0


def jaccard(a: AbstractSet[object], b: AbstractSet[object]) -> float:
    """1 - |a and b| / |a or b|; 0 between two empty sets."""
    return 1.0 - len(a & b) / len(a | b) if a or b else 0.0


def masi(a: AbstractSet[object], b: AbstractSet[object]) -> float:
    """1 - J*M: J the Jaccard index; M 1 for equal sets, 2/3 for a subset, 1/3 for an overlap, 0 for none in common.

    Passonneau leaves empty sets open; here two empty sets are the same (0), an empty and a filled one share nothing (1).
    """
    if a == b:
        return 0.0
    if not a & b:
        return 1.0
    monotonicity = 2 / 3 if a <= b or b <= a else 1 / 3
    return 1.0 - (1.0 - jaccard(a, b)) * monotonicity


def matrix(values: Sequence[Any], distance: Distance) -> Floats:
    """The distances between all values, as a square matrix in their order."""
    return np.array([[distance(a, b) for b in values] for a in values], dtype=float).reshape(len(values), len(values))


def ordinal_matrix(counts: Floats) -> Floats:
    """The ordinal distances between values in rank order, ``counts`` saying how often each one is pairable.

    Krippendorff 2011, section D: the square of the number of values from c to k, half of those at c and k left out.
    """
    ranks = np.cumsum(counts) - counts / 2
    squares: Floats = (ranks[:, None] - ranks[None, :]) ** 2
    return squares
