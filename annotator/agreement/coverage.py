"""Which annotators marked which characters: from spans to the sums of |u-alpha."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.arrays import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Coverage:
    """The articles cut where anybody's unit starts or ends, and who covers each piece.

    A unit is a stretch of content; stretches of one annotator that overlap (a quotation inside a quotation) are one unit,
    stretches that only touch are two.
    """

    length: Floats  # of each piece, in characters
    article: Ints  # of each piece
    covered: Bools  # [annotator, piece]
    finished: Bools  # [annotator, article]
    squares: Floats  # [annotator, article]: the sum of the squared lengths of units
    units: Floats  # [annotator, article]: how many
    characters: Floats  # of each article

    @classmethod
    def of(
        cls, start: Ints, end: Ints, article: Ints, annotator: Ints, finished: Bools, characters: Floats
    ) -> Coverage:
        """The coverage of rows (a span on the common axis, its article and annotator), in any order."""
        start, end, article, annotator = _merged(start, end, article, annotator)
        edges, inverse = np.unique(np.concatenate([start, end]), return_inverse=True)
        begins, ends = inverse[: len(start)], inverse[len(start) :]
        covered = np.zeros((len(finished), max(0, len(edges) - 1)), dtype=bool)
        for a in range(len(finished)):
            mine = annotator == a
            steps = np.bincount(begins[mine], minlength=len(edges)) - np.bincount(ends[mine], minlength=len(edges))
            covered[a] = np.cumsum(steps)[:-1] > 0
        where = np.zeros(len(edges), dtype=np.int64)
        where[begins] = article  # a piece that somebody covers begins within the article of the unit begun last
        where[ends] = article
        cell = annotator * finished.shape[1] + article
        squares = np.bincount(cell, ((end - start).astype(float)) ** 2, minlength=finished.size).reshape(finished.shape)
        units = np.bincount(cell, minlength=finished.size).reshape(finished.shape).astype(float)
        return cls(
            np.diff(edges).astype(float), where[:-1], covered, finished, squares, units, characters.astype(float)
        )

    def columns(self, annotators: Ints) -> Floats:
        """The columns of ``additive.UnitizingAlpha``, of some annotators, for the articles that two of them finished."""
        finished = self.finished[annotators]
        people = np.count_nonzero(finished, axis=0).astype(float)
        several = people >= 2
        inside = np.count_nonzero(self.covered[annotators], axis=0).astype(float)
        m = people[self.article]
        crossed = self.length * inside * (m - inside) / np.maximum(m - 1.0, 1.0)
        rows = [
            np.bincount(self.article, crossed, minlength=len(people)),
            np.bincount(self.article, self.length * inside, minlength=len(people)),
            people * self.characters,
            (self.squares[annotators] * finished).sum(axis=0),
            (self.units[annotators] * finished).sum(axis=0),
        ]
        return np.stack(rows, axis=1) * several[:, None]


def _merged(start: Ints, end: Ints, article: Ints, annotator: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The rows with overlapping spans of one annotator made one."""
    order = np.lexsort((start, annotator))
    start, end, article, annotator = start[order], end[order], article[order], annotator[order]
    # One running maximum serves all annotators: each one's axis is shifted beyond the one before.
    shift = annotator * (int(end.max(initial=0)) + 1)
    reach = np.maximum.accumulate(end + shift)
    new = np.ones(len(start), dtype=bool)
    new[1:] = start[1:] + shift[1:] >= reach[:-1]
    last = np.append(np.flatnonzero(new)[1:], len(start)) - 1
    return start[new], (reach - shift)[last] if len(start) else end, article[new], annotator[new]
