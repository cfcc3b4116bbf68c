"""Kernel ridge regression with exact scores for groups that are left out.

Saunders, Gammerman and Vovk, "Ridge regression learning algorithm in dual variables", ICML 1998; left-out scores from the same solution
(Allen, Technometrics 16, 1974), for groups by their block of the hat matrix.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.learning.encoded import Doubles, Ints

MANY = 2000  # rows up to which the kernel is taken as it is
RANK = 1000  # columns above
_SMALL = 1e-6  # eigenvalues below this share of the largest are noise


def groups_of(keys: Sequence[Hashable]) -> list[Ints]:
    """The positions of each key, in the order in which keys come first."""
    found: dict[Hashable, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return [np.array(places, dtype=np.int64) for places in found.values()]


def columns_of(items: Ints, known: Ints) -> Ints:
    """The rows that all rows are compared with: those of the known quotations; above :data:`MANY` rows, :data:`RANK` of them.

    ``items``: the quotation of each row. The fewer are spread evenly over the rows.
    """
    columns = np.flatnonzero(np.isin(items, known))
    if len(items) > MANY and len(columns) > RANK:
        columns = columns[np.linspace(0, len(columns) - 1, RANK).astype(np.int64)]
    return columns


@dataclass(frozen=True)
class Ridge:
    """The weights of the columns (columns by outputs), the scores of each row learned without its group, and the penalty."""

    columns: Ints
    weights: Doubles
    left_out: Doubles
    penalty: float

    @classmethod
    def fit(
        cls, kernel: Doubles, columns: Ints, outputs: Doubles, groups: list[Ints], penalties: Sequence[float]
    ) -> Ridge:
        """Learn from a kernel (rows by columns); ``columns``: which rows the columns are.

        The penalty is the one with the smallest squared error of left-out groups; one eigendecomposition serves all. With fewer
        columns than rows the kernel is taken at its low rank (Williams and Seeger, "Using the Nystroem method to speed up kernel
        machines", NIPS 2000).
        """
        if len(columns) == len(kernel):
            values, basis = np.linalg.eigh(kernel)
            back = basis
        else:
            values, basis, back = _low_rank(kernel, columns)
        values = values.clip(0)
        turned = basis.T @ outputs
        best: tuple[float, Ridge] | None = None
        for penalty in penalties:
            left = _left_out(basis, values / (values + penalty), turned, outputs, groups)
            error = float(((left - outputs) ** 2).sum())
            if best is None or error < best[0]:
                best = error, cls(columns, back @ (turned / (values + penalty)[:, None]), left, penalty)
        assert best is not None, "there is at least one penalty"
        return best[1]


def _low_rank(kernel: Doubles, columns: Ints) -> tuple[Doubles, Doubles, Doubles]:
    """Eigenvalues and eigenvectors of the kernel's low-rank stand-in, and what turns the ridge's solution into weights of the columns."""
    own, turn = np.linalg.eigh(kernel[columns])
    keep = own > _SMALL * own[-1]
    turn = turn[:, keep] / np.sqrt(own[keep])
    features = kernel @ turn  # their products are the stand-in
    values, vectors = np.linalg.eigh(features.T @ features)
    keep = values > _SMALL * values[-1]
    values, vectors = values[keep], vectors[:, keep]
    scale = np.sqrt(values)
    return values, (features @ vectors) / scale, (turn @ vectors) * scale


def _left_out(vectors: Doubles, shrink: Doubles, turned: Doubles, outputs: Doubles, groups: list[Ints]) -> Doubles:
    """What each row gets from all groups but its own; the hat matrix is ``vectors * shrink @ vectors.T``."""
    fitted = (vectors * shrink) @ turned
    diagonal = np.einsum("ij,j,ij->i", vectors, shrink, vectors)[:, None]
    left = (fitted - diagonal * outputs) / (1 - diagonal).clip(1e-9)
    for group in groups:
        if len(group) > 1:
            own = vectors[group]
            rest = np.eye(len(group)) * (1 + 1e-9) - (own * shrink) @ own.T
            left[group] = outputs[group] - np.linalg.solve(rest, outputs[group] - fitted[group])
    return np.asarray(left)
