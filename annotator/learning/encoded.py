"""A text as the shipped encoder read it: one vector a token, and where the token stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class EncodedText:
    """The encoder's states (tokens by width, half precision) and the tokens' spans (code points, half-open)."""

    states: NDArray[np.float16]
    starts: Ints
    ends: Ints

    def mean(self) -> Singles:
        """The mean of all states; zeros for an empty text."""
        return self._mean(np.ones(len(self.starts), dtype=bool))

    def inside(self, spans: list[tuple[int, int]]) -> NDArray[np.bool_]:
        """Which tokens overlap any of the spans (code points, half-open)."""
        out = np.zeros(len(self.starts), dtype=bool)
        for begin, end in spans:
            out |= (self.starts < end) & (self.ends > begin)
        return out

    def _mean(self, of: NDArray[np.bool_]) -> Singles:
        if not of.any():
            return np.zeros(self.states.shape[1], dtype=np.float32)
        return np.asarray(self.states[of].mean(axis=0, dtype=np.float32))
