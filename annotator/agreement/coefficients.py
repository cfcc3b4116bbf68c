"""Coefficients of one reliability table, for comparison with published figures and other tools.

``data`` is annotators x units, None where a value is missing. Every function answers a :class:`Coefficient`: the value, or None
and the reason where it is undefined. The reports of this room use the same sums; which coefficient to trust for what, and why
alpha leads, is in ``docs/agreement.md``.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotator.agreement import distances
from annotator.agreement.additive import NO_PAIRS, NO_VARIATION, GwetAC1, Sums
from annotator.agreement.arrays import Floats
from annotator.agreement.distances import Distance
from annotator.agreement.tables import MISSING, CodeTable, encode

Data = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A coefficient's value, or None and in ``reason`` why there is none."""

    value: float | None
    reason: str = ""

    @classmethod
    def of(cls, sums: Sums) -> Coefficient:
        """The coefficient of all articles together."""
        value = sums.value()
        return cls(value, "" if value is not None else sums.reason_for_all())


def _table(data: Data) -> tuple[CodeTable, list[Hashable]]:
    """The pairable units as one article, and the values by code."""
    codes, values = encode(data)
    return CodeTable.pairable(codes, np.zeros(codes.shape[1], dtype=np.int64), 1), values


def alpha(data: Data, distance: Distance = distances.nominal) -> Coefficient:
    """Krippendorff's alpha, any number of annotators, missing values allowed (Krippendorff 2011, sections A to D)."""
    table, values = _table(data)
    return Coefficient.of(table.alpha(distances.matrix(values, distance)))


def alpha_ordinal(data: Data) -> Coefficient:
    """Krippendorff's alpha for ranks: values must be sortable (Krippendorff 2011, section D)."""
    table, values = _table(data)
    return Coefficient.of(table.alpha(distances.ordinal_matrix(table.margins(len(values)).sum(axis=0))))


def alpha_of_value(data: Data, value: Hashable) -> Coefficient:
    """Nominal alpha of one value against all others taken together."""
    return alpha([[None if given is None else given == value for given in row] for row in data])


def alpha_of_label(data: Data, label: Hashable) -> Coefficient:
    """Nominal alpha of one label in sets of labels: whether a set has it; an empty set is a value."""
    return alpha([[None if given is None else label in given for given in row] for row in data])


def as_sets(data: Sequence[Sequence[Sequence[Hashable] | None]]) -> list[list[frozenset[Hashable] | None]]:
    """Lists of labels as sets of labels."""
    return [[None if given is None else frozenset(given) for given in row] for row in data]


def fleiss_kappa(data: Data) -> Coefficient:
    """Fleiss' kappa: the same number of values for every unit (Fleiss 1971, Psychological Bulletin 76, pp. 378-382).

    ValueError where units have different numbers of values, which alpha is for.
    """
    codes, values = encode(data)
    raters = np.count_nonzero(codes != MISSING, axis=0)
    if len(set(raters.tolist())) > 1:
        raise ValueError("Fleiss' kappa needs the same number of values for every unit")
    if not raters.size or raters[0] < 2:
        return Coefficient(None, NO_PAIRS)
    counts = np.stack([np.count_nonzero(codes == c, axis=0) for c in range(len(values))], axis=1).astype(float)
    m = float(raters[0])
    observed = float(((counts * (counts - 1)).sum(axis=1) / (m * (m - 1))).mean())
    shares = counts.sum(axis=0) / counts.sum()
    return _chance_corrected(observed, float((shares**2).sum()))


def fleiss_kappa_of_value(data: Data, value: Hashable) -> Coefficient:
    """Fleiss' kappa of one value against all others (Fleiss 1971: equal to kappa of the table with two values)."""
    return fleiss_kappa([[None if given is None else given == value for given in row] for row in data])


def cohen_kappa(data: Data) -> Coefficient:
    """Cohen's kappa of two annotators (Cohen 1960, Educational and Psychological Measurement 20)."""
    return weighted_kappa(data, distances.nominal)


def weighted_kappa(data: Data, distance: Distance) -> Coefficient:
    """Cohen's weighted kappa, 1 - observed by expected distance (Cohen 1968, Psychological Bulletin 70)."""
    joint, values = _joint(data)
    if not joint.any():
        return Coefficient(None, NO_PAIRS)
    delta = distances.matrix(values, distance)
    expected = float(joint.sum(axis=1) @ delta @ joint.sum(axis=0))
    if expected <= 0:
        return Coefficient(None, NO_VARIATION)
    return Coefficient(1.0 - float((joint * delta).sum()) / expected)


def scott_pi(data: Data) -> Coefficient:
    """Scott's pi of two annotators: chance from their pooled shares (Scott 1955, Public Opinion Quarterly 19)."""
    joint, _ = _joint(data)
    if not joint.any():
        return Coefficient(None, NO_PAIRS)
    pooled = (joint.sum(axis=0) + joint.sum(axis=1)) / 2
    return _chance_corrected(float(np.trace(joint)), float((pooled**2).sum()))


def bennett_s(data: Data) -> Coefficient:
    """Bennett, Alpert and Goldstein's S of two annotators: chance is 1 / number of values used.

    Bennett et al. 1954, Public Opinion Quarterly 18; as in Artstein and Poesio 2008.
    """
    joint, values = _joint(data)
    if not joint.any():
        return Coefficient(None, NO_PAIRS)
    return _chance_corrected(float(np.trace(joint)), 1.0 / len(values))


def gwet_ac1(data: Data) -> Coefficient:
    """Gwet's AC1, any number of annotators, missing values allowed (Gwet 2008, pp. 29-48)."""
    codes, values = encode(data)
    codes = codes[:, (codes != MISSING).any(axis=0)]
    counts = np.stack([np.count_nonzero(codes == c, axis=0) for c in range(len(values))] or [[]], axis=1).astype(float)
    raters = counts.sum(axis=1)
    several = raters >= 2
    agreed = (counts * (counts - 1)).sum(axis=1)[several] / (raters * (raters - 1))[several]
    row = [agreed.sum(), several.sum(), len(raters), *(counts / raters[:, None]).sum(axis=0)]
    return Coefficient.of(GwetAC1(np.array([row], dtype=float)))


def _joint(data: Data) -> tuple[Floats, list[Hashable]]:
    """The joint shares of two annotators' values over the units that both gave a value, and the values by code."""
    if len(data) != 2:
        raise ValueError(f"this coefficient is of two annotators, not {len(data)}")
    table, values = _table(data)
    joint = np.zeros((len(values), len(values)))
    np.add.at(joint, (table.codes[0], table.codes[1]), 1.0)
    return joint / max(1, table.codes.shape[1]), values


def _chance_corrected(observed: float, chance: float) -> Coefficient:
    """(observed - chance) / (1 - chance), undefined where chance explains everything."""
    if chance >= 1:
        return Coefficient(None, NO_VARIATION)
    return Coefficient((observed - chance) / (1.0 - chance))
