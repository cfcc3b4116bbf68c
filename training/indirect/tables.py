"""What the fits of sparse tables share: which values are kept, as a matrix, and the weights rounded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from annotator.detection.indirect.model import WeightTable
from annotator.detection.tokens import Floats, Ints


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


def pruned(keys: Sequence[Ints], weights: Floats, least: float = 0.01) -> WeightTable:
    """The table without rows whose weights are all next to nothing, rounded to what is shipped."""
    weights = np.where(np.abs(weights) < least, 0.0, np.round(weights, 3))
    out_keys, out_values, offset = [], [], 0
    for known in keys:
        part = weights[offset : offset + len(known)]
        keep = (part != 0).any(axis=1)
        out_keys.append(known[keep])
        out_values.append(part[keep])
        offset += len(known)
    return WeightTable(out_keys, out_values)
