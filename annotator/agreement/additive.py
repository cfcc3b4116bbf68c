"""Figures as functions of sums that each article adds to.

An article contributes one row of counts (coincidences and their margins). Rows add up, so merging articles never changes a
figure, and a thousand resamplings of the articles are one matrix product: ``weights @ columns`` with one row of weights a draw.

Each class here holds the rows of one figure (``columns``, articles x counts) and works the figure out for any weights.
``values`` answers NaN where the figure is undefined; NaN never leaves this room: see ``estimate`` in ``intervals``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from annotator.agreement.arrays import Bools, Floats
from annotator.agreement.products import Margins, totals

NO_PAIRS = "no unit has values of two annotators"
NO_QUOTATIONS = "there is no quotation in this group"
NO_VARIATION = "no variation: every value is the same, so agreement cannot be told from chance"


def divide(over: Floats, under: Floats) -> Floats:
    """``over / under``, NaN where ``under`` is not above zero."""
    found: Floats = np.divide(over, under, out=np.full(np.shape(over), np.nan), where=under > 0)
    return found


class Sums(ABC):
    """The rows of one figure: ``columns[article, count]``."""

    columns: Floats
    reads: ClassVar[bool] = True  # whether the limits for alpha are for it

    @abstractmethod
    def figure(self, summed: Floats, weights: Floats | None) -> Floats:
        """The figure for each row of ``weights`` (draws x articles), NaN where undefined; ``summed`` is weights @ columns.

        Without weights ``summed`` are the columns, and the answer is each article's own figure.
        """

    def values(self, weights: Floats) -> Floats:
        """The figure for each row of ``weights``."""
        return self.figure(totals(weights, self.columns), weights)

    def by_article(self) -> Floats:
        """The figure of each article by itself."""
        return self.figure(self.columns, None)

    @abstractmethod
    def sizes(self) -> Floats:
        """How many units each article contributes; what they are is said by the class."""

    @abstractmethod
    def reason(self, totals: Floats) -> str:
        """Why the figure is undefined where these are the sums of its columns, in words (asked only where it is)."""

    @property
    def contributing(self) -> Bools:
        """Which articles have any part in the figure."""
        return self.sizes() > 0

    @property
    def n(self) -> int:
        """How many units the figure rests on."""
        return round(float(self.sizes().sum()))

    def value(self) -> float | None:
        """The figure for all articles together, None where it is undefined."""
        found = float(self.values(np.ones((1, len(self.columns))))[0])
        return None if np.isnan(found) else found

    def reason_for_all(self) -> str:
        """Why the figure of all articles together is undefined."""
        return self.reason(self.columns.sum(axis=0))


@dataclass(frozen=True, eq=False)
class Ratio(Sums):
    """A share. Columns: the cases that count, all cases. n: all cases."""

    columns: Floats
    empty: str = NO_PAIRS  # the reason where there is no case
    reads: ClassVar[bool] = False

    def figure(self, summed: Floats, weights: Floats | None) -> Floats:
        """Sum of the first column by sum of the second."""
        return divide(summed[:, 0], summed[:, 1])

    def sizes(self) -> Floats:
        """All cases."""
        return self.columns[:, 1]

    def reason(self, totals: Floats) -> str:
        """No case."""
        return self.empty


@dataclass(frozen=True, eq=False)
class DistanceAlpha(Sums):
    """Krippendorff's alpha with any distance. Columns: the sum of o_ck * delta_ck, then n_c of each value. n: pairable values.

    alpha = 1 - (n - 1) * sum(o_ck * delta_ck) / sum(n_c * n_k * delta_ck): Krippendorff 2011, section D.
    """

    columns: Floats
    delta: Floats

    def figure(self, summed: Floats, weights: Floats | None) -> Floats:
        """Alpha."""
        margins = summed[:, 1:]
        expected = np.einsum("dc,dc->d", margins @ self.delta, margins)
        return 1.0 - divide((margins.sum(axis=1) - 1.0) * summed[:, 0], expected)

    def sizes(self) -> Floats:
        """Pairable values."""
        sizes: Floats = self.columns[:, 1:].sum(axis=1)
        return sizes

    def reason(self, totals: Floats) -> str:
        """Nothing to pair, or one value only."""
        return NO_VARIATION if totals[1:].any() else NO_PAIRS


@dataclass(frozen=True, eq=False)
class NominalAlpha(Sums):
    """Krippendorff's alpha for names, with as many categories as there are. Columns: disagreements o_ck (c != k), values.

    n: pairable values. ``number`` says which figure of the margins it is. Krippendorff 2011, section C.
    """

    columns: Floats
    margins: Margins
    number: int = 0

    def figure(self, summed: Floats, weights: Floats | None) -> Floats:
        """Alpha = 1 - (n - 1) * disagreements / (n^2 - sum(n_c^2))."""
        squares = self.margins.squares(weights, self.number, len(self.columns))
        return 1.0 - divide((summed[:, 1] - 1.0) * summed[:, 0], summed[:, 1] ** 2 - squares)

    def sizes(self) -> Floats:
        """Pairable values."""
        return self.columns[:, 1]

    def reason(self, totals: Floats) -> str:
        """Nothing to pair, or one value only."""
        return NO_VARIATION if totals[1] else NO_PAIRS


@dataclass(frozen=True, eq=False)
class GwetAC1(Sums):
    """Gwet's AC1. Columns: sum of p_i, units with two values, units with any, then the sum of r_ik / r_i for each category k.

    Gwet 2008, "Computing inter-rater reliability and its variance in the presence of high agreement", British Journal of
    Mathematical and Statistical Psychology 61, pp. 29-48: chance is sum(pi_k * (1 - pi_k)) / (q - 1). n: units with
    two values.
    """

    columns: Floats
    reads: ClassVar[bool] = False

    def figure(self, summed: Floats, weights: Floats | None) -> Floats:
        """(p_a - p_e) / (1 - p_e)."""
        categories = self.columns.shape[1] - 3
        if categories < 2:
            return np.full(len(summed), np.nan)
        agreed = divide(summed[:, 0], summed[:, 1])
        shares = divide(summed[:, 3:], np.repeat(summed[:, 2:3], categories, axis=1))
        chance = (shares * (1.0 - shares)).sum(axis=1) / (categories - 1)
        found: Floats = (agreed - chance) / (1.0 - chance)
        return found

    def sizes(self) -> Floats:
        """Units with two values."""
        return self.columns[:, 1]

    def reason(self, totals: Floats) -> str:
        """Nothing to pair, or one category only."""
        return NO_VARIATION if totals[1] else NO_PAIRS


@dataclass(frozen=True, eq=False)
class UnitizingAlpha(Sums):
    """|u-alpha: how reliably quotations are told from the rest, over character positions.

    Krippendorff, Mathet, Bouvry and Widloecher 2016, "On the reliability of unitizing textual continua: Further
    developments", Quality & Quantity 50; the values that its authors' own tools and others give are held by tests. With two values, units
    and gaps, its definition comes down to

        1 - o * (l^2 - s - g) / (l * u * g)

    where o is the coincidence of units with gaps, u and g the characters of all annotators inside and outside units, l = u + g,
    and s the sum of the squared lengths of all units (a unit cannot be paired with itself; a gap pairs by the character).
    Articles are stretches of one continuum. Columns: o, u, l, s, the number of units. n: units.
    """

    columns: Floats

    def figure(self, summed: Floats, weights: Floats | None) -> Floats:
        """|u-alpha."""
        crossed, inside, whole, squares = summed[:, :4].T
        outside = whole - inside
        return 1.0 - divide(crossed * (whole**2 - squares - outside), whole * inside * outside)

    def sizes(self) -> Floats:
        """Units."""
        return self.columns[:, 4]

    @property
    def contributing(self) -> Bools:
        """Articles that two annotators finished: one where nobody found a quotation is agreement on its characters."""
        return np.asarray(self.columns[:, 2] > 0, dtype=bool)

    def reason(self, totals: Floats) -> str:
        """No article of two annotators, no quotation, or nothing but quotations."""
        inside, whole = totals[1], totals[2]
        if not whole:
            return "no article was finished by two annotators"
        return "nobody marked a quotation" if not inside else "every character is inside a quotation of every annotator"


@dataclass(frozen=True, eq=False)
class CharacterAlpha(UnitizingAlpha):
    """Nominal alpha of single characters, inside a quotation or not, with the same columns as |u-alpha.

    Characters of one quotation are taken for independent decisions, which they are not; for comparison with published figures.
    """

    def figure(self, summed: Floats, weights: Floats | None) -> Floats:
        """1 - (l - 1) * o / (u * g): Krippendorff 2011, section C, with two categories."""
        crossed, inside, whole, _ = summed[:, :4].T
        return 1.0 - divide((whole - 1.0) * crossed, inside * (whole - inside))
