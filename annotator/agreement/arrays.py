"""Names for the array types of this room, and sums of parts of arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.signedinteger[Any]]  # int64, or int32 where arrays are large
Bools = npt.NDArray[np.bool_]


def added(index: Ints, amounts: Floats, size: int) -> Floats:
    """The sum of the amounts at each index from 0 to ``size`` - 1."""
    return np.asarray(np.bincount(index, weights=amounts, minlength=size), dtype=np.float64)


def dense(values: Ints, size: int) -> tuple[Ints, Ints]:
    """The distinct values, ascending, and the index of each value among them, for values from 0 to ``size`` - 1.

    What ``numpy.unique`` gives with ``return_inverse``, without sorting: for values that fill much of their range.
    """
    there = np.zeros(size, dtype=bool)
    there[values] = True
    found = np.flatnonzero(there)
    numbers = np.empty(size, dtype=np.int64)
    numbers[found] = np.arange(len(found))
    return found, numbers[values]


@dataclass(frozen=True, eq=False)
class Runs:
    """Where the members of each article stand in arrays that are sorted by article (many times faster than ``added``)."""

    opens: Ints  # the first member of each article that has any
    articles: Ints  # those articles
    size: int  # how many articles there are

    @classmethod
    def of(cls, article: Ints, size: int) -> Runs:
        """The runs of the articles 0 to ``size`` - 1, ``article`` being that of each member."""
        opens = np.flatnonzero(np.diff(article, prepend=-1))
        return cls(opens, article[opens], size)

    def added(self, amounts: Floats | Bools) -> Floats:
        """The sum of the members' amounts for each article, or how many of them are so."""
        found = np.zeros(self.size)
        if len(self.opens):
            whole = np.int32 if amounts.dtype == bool else np.float64
            found[self.articles] = np.add.reduceat(amounts, self.opens, dtype=whole)
        return found
