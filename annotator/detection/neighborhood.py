"""Which lines of an article are read, and who stands round each token: beside, above and below it, and in its sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.detection.settings import LINES_AFTER, LINES_BEFORE
from annotator.detection.tokens import Ints, Tokens

Singles = NDArray[np.float32]


def round_marks(tokens: Tokens) -> Ints:
    """The segments of the lines with marks, of two lines before each and of one after; blank lines do not count."""
    lines, ordinal = np.unique(tokens.line[tokens.first], return_inverse=True)
    filled = np.unique(tokens.line[~tokens.space])
    marked = np.searchsorted(filled, np.unique(tokens.line[tokens.quoted > 0]))
    around = (marked[:, None] + np.arange(-LINES_BEFORE, LINES_AFTER + 1)).ravel()
    wanted = filled[np.unique(around[(around >= 0) & (around < len(filled))])]
    blank = tokens.space[tokens.first]  # a line break hangs on the line before it
    return np.flatnonzero(np.isin(lines, wanted)[ordinal] | blank)


class Neighborhood:
    """Who is beside, above and below each of the tokens ``rows``, which fill the ``segments``; a head outside counts as none."""

    def __init__(self, tokens: Tokens, segments: Ints, rows: Ints) -> None:
        at = np.arange(len(rows))
        place = np.full(tokens.n, -1)
        place[rows] = at
        head = place[tokens.heads[rows]]
        self.head = np.where(head < 0, at, head)
        self.lengths = tokens.last[segments] - tokens.first[segments]
        self.last = np.cumsum(self.lengths)
        self.first = self.last - self.lengths
        below = np.flatnonzero(self.head != at)
        below = below[np.argsort(self.head[below], kind="stable")]
        self.above, firsts, count = np.unique(self.head[below], return_index=True, return_counts=True)
        self.share = (1 / np.sqrt(count))[:, None].astype(np.float32)
        number = np.arange(len(below)) - np.repeat(firsts, count)  # which dependent of its head each is
        owner = np.repeat(np.arange(len(self.above)), count)
        order = np.argsort(number, kind="stable")
        cuts = np.searchsorted(number[order], np.arange(1, int(count.max(initial=0))))
        self.dependents = list(zip(np.split(owner[order], cuts), np.split(below[order], cuts), strict=True))

    def mixed(self, seen: Singles, weight: Singles) -> Singles:
        """Each token's view of itself, its neighbors, its head, its dependents and its sentence, turned by ``weight``."""
        own, previous, following, head, children, sentence = np.split(weight, 6)
        out = seen @ own
        before, after = seen @ previous, seen @ following
        before[self.last - 1], after[self.first] = 0, 0  # no neighbor beyond its segment
        out[1:] += before[:-1]
        out[:-1] += after[1:]
        out += (seen @ head)[self.head]
        total = np.zeros((len(self.above), seen.shape[1]), dtype=np.float32)
        for owner, word in self.dependents:  # the first dependent of each head, then the second, …
            total[owner] += seen[word]
        out[self.above] += (total * self.share) @ children
        strongest = np.maximum.reduceat(seen, self.first)
        out += np.repeat(strongest @ sentence, self.lengths, axis=0)
        return np.asarray(out)
