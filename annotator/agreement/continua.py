"""Coefficients of one unitized continuum with labels: Krippendorff's family of 2016, and alpha_U of 2004.

A continuum is a stretch of character positions; each annotator cuts it into units ``(start, end, label)``, half-open, and the gaps
between them. Units of an annotator may not overlap. The reports of this room use |u-alpha through ``additive.UnitizingAlpha``,
which a test holds equal to the general form here.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.additive import NO_PAIRS, NO_VARIATION
from annotator.agreement.arrays import Floats
from annotator.agreement.coefficients import Coefficient

Unit = tuple[int, int, Hashable]
Continuum = Sequence[Sequence[Unit]]  # for each annotator its units
GAP = 0  # the code of a gap; labels count from 1


@dataclass(frozen=True, eq=False)
class Coincidences:
    """Coincidences between gaps (index 0) and labels, observed and expected (Krippendorff et al. 2016)."""

    observed: Floats
    expected: Floats

    def alpha(self, distinct: Floats) -> Coefficient:
        """1 - observed by expected coincidences of what ``distinct`` (the same shape, 0 or 1) tells apart."""
        expected = float((self.expected * distinct).sum())
        if expected <= 0:
            return Coefficient(None, NO_VARIATION)
        return Coefficient(1.0 - float((self.observed * distinct).sum()) / expected)


def _segments(continuum: Continuum, start: int, end: int) -> list[list[tuple[int, int, int]]]:
    """Each annotator's continuum as adjoining segments with codes, gaps included; ValueError where units overlap."""
    labels = sorted({label for units in continuum for _, _, label in units}, key=repr)
    code = {label: i + 1 for i, label in enumerate(labels)}
    rows = []
    for units in continuum:
        at, row = start, []
        for first, last, label in sorted(units, key=lambda unit: unit[:2]):
            if first < at or last > end:
                raise ValueError(f"unit {first}-{last} overlaps another or leaves the continuum {start}-{end}")
            row += [(at, first, GAP)] if first > at else []
            row.append((first, last, code[label]))
            at = last
        rows.append(row + ([(at, end, GAP)] if at < end else []))
    return rows


def _shared(a: tuple[int, int, int], b: tuple[int, int, int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _coincidences(rows: list[list[tuple[int, int, int]]]) -> Coincidences:
    """Observed and expected coincidences as the 2016 paper defines them."""
    size = max(code for row in rows for _, _, code in row) + 1
    observed = np.zeros((size, size))
    for i, row in enumerate(rows):
        for j, other in enumerate(rows):
            for a in row if i != j else ():
                for b in other:
                    observed[a[2], b[2]] += _shared(a, b) / (len(rows) - 1)
    itself = np.zeros(
        size
    )  # what a segment would be paired with itself: a unit as a whole, a gap character by character
    for start, end, code in (segment for row in rows for segment in row):
        itself[code] += (end - start) if code == GAP else (end - start) ** 2
    margins, whole = observed.sum(axis=1), observed.sum()
    expected = whole * (np.outer(margins, margins) - np.diag(itself)) / (whole**2 - itself.sum())
    return Coincidences(observed, expected)


def u_alpha(continuum: Continuum, start: int, end: int) -> Coefficient:
    """u-alpha: units, their labels and the gaps, all told apart (2016)."""
    if len(continuum) < 2:
        return Coefficient(None, NO_PAIRS)
    found = _coincidences(_segments(continuum, start, end))
    return found.alpha(1.0 - np.eye(len(found.observed)))


def bar_u_alpha(continuum: Continuum, start: int, end: int) -> Coefficient:
    """|u-alpha: units of any label told from gaps (2016)."""
    if len(continuum) < 2:
        return Coefficient(None, NO_PAIRS)
    found = _coincidences(_segments(continuum, start, end))
    unit = np.arange(len(found.observed)) != GAP
    return found.alpha((unit[:, None] != unit[None, :]).astype(float))


def cu_alpha(continuum: Continuum, start: int, end: int) -> Coefficient:
    """cu-alpha: labels told apart where units of two annotators intersect (2016)."""
    if len(continuum) < 2:
        return Coefficient(None, NO_PAIRS)
    rows = _segments(continuum, start, end)
    observed = _coincidences(rows).observed[1:, 1:]
    margins, whole = observed.sum(axis=1), observed.sum()
    if not whole:
        return Coefficient(None, "no units of two annotators intersect")
    itself = np.zeros(len(margins))
    for i, row in enumerate(rows):
        for other in rows[:i] + rows[i + 1 :]:
            for unit in (segment for segment in row if segment[2] != GAP):
                inside = sum(_shared(unit, segment) for segment in other if segment[2] != GAP)
                itself[unit[2] - 1] += inside**2 / (len(rows) - 1)
    expected = (np.outer(margins, margins) - np.diag(itself)) / (whole - itself.sum() / whole)
    return Coincidences(observed, expected).alpha(1.0 - np.eye(len(margins)))


def alpha_u_2004(continuum: Continuum, start: int, end: int, label: Hashable | None = None) -> Coefficient:
    """alpha_U of one label, or of all labels together (Krippendorff 2004, Quality & Quantity 38).

    The 2016 paper replaces it, since it misbehaves with more than two annotators; for comparison with older figures only.
    """
    labels = {unit[2] for units in continuum for unit in units} if label is None else {label}
    observed = expected = 0.0
    for each in labels:
        kept = [[(a, b) for a, b, value in units if value == each] for units in continuum]
        observed += _observed_2004(kept, start, end)
        expected += _expected_2004(kept, start, end)
    if expected <= 0:
        return Coefficient(None, NO_VARIATION)
    return Coefficient(1.0 - observed / expected)


def _gaps(units: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between the units of one annotator."""
    edges = [start, *(edge for unit in sorted(units) for edge in unit), end]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _observed_2004(units: Sequence[Sequence[tuple[int, int]]], start: int, end: int) -> float:
    """The observed disagreement of one label: squared differences at both edges, or the square of a unit within a gap."""
    total, m = 0.0, len(units)
    for i, row in enumerate(units):
        for j, other in enumerate(units):
            for a, b in row if i != j else ():
                total += sum((a - c) ** 2 + (b - d) ** 2 for c, d in other if a < d and c < b)
                # In a sum over ordered pairs a unit meets a gap twice: once from each side.
                total += sum(2 * (b - a) ** 2 for c, d in _gaps(other, start, end) if c <= a and b <= d)
    return total / (m * (m - 1) * (end - start) ** 2)


def _expected_2004(units: Sequence[Sequence[tuple[int, int]]], start: int, end: int) -> float:
    """The expected disagreement of one label, its units and gaps put together at random."""
    lengths = [b - a for row in units for a, b in row]
    gaps = [d - c for row in units for c, d in _gaps(row, start, end)]
    whole = len(units) * (end - start)
    total = 0.0
    for length in lengths:
        total += (len(lengths) - 1) / 3 * (2 * length**3 - 3 * length**2 + length)
        total += length**2 * sum(gap - length + 1 for gap in gaps if gap >= length)
    pairs = whole * (whole - 1) - sum(length * (length - 1) for length in lengths)
    return 2.0 / (end - start) * total / pairs
