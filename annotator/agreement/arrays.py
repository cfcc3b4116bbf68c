"""Names for the array types of this room."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def added(index: Ints, amounts: Floats, size: int) -> Floats:
    """The sum of the amounts at each index from 0 to ``size`` - 1."""
    return np.asarray(np.bincount(index, weights=amounts, minlength=size), dtype=np.float64)
