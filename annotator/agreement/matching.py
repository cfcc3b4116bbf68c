"""Which quotations of different annotators are the same one.

Spans are half-open stretches of positions on one axis: articles are laid end to end with a free position between them, so that
spans of different articles never meet. All work is on arrays; only true conflicts are settled one by one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.additive import NO_QUOTATIONS, Ratio
from annotator.agreement.arrays import Bools, Floats, Ints, Runs, dense

SAME = 0.5  # the least intersection over union of spans that are taken for the same quotation


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Pairs of spans (indices ``first < second``) that share a character, and their intersection over union."""

    first: Ints
    second: Ints
    iou: Floats

    def at_least(self, least: float) -> Overlaps:
        """Those of at least that intersection over union."""
        keep = self.iou >= least
        return Overlaps(self.first[keep], self.second[keep], self.iou[keep])


def overlaps(start: Ints, end: Ints) -> Overlaps:
    """All pairs of spans that overlap; the spans must be sorted by start."""
    found: list[tuple[Ints, Ints]] = []
    open_ = np.arange(len(start))
    lag = 1
    while len(open_ := open_[open_ + lag < len(start)]):
        # Starts ascend: a span that the one `lag` places on does not overlap overlaps none beyond.
        open_ = open_[start[open_ + lag] < end[open_]]
        found.append((open_, open_ + lag))
        lag += 1
    first = np.concatenate([f for f, _ in found] or [np.zeros(0, dtype=np.int64)])
    second = np.concatenate([s for _, s in found] or [np.zeros(0, dtype=np.int64)])
    shared = np.minimum(end[first], end[second]) - np.maximum(start[first], start[second])
    joint = np.maximum(end[first], end[second]) - np.minimum(start[first], start[second])
    return Overlaps(first, second, shared / np.maximum(joint, 1))


def one_to_one(left: Ints, right: Ints, iou: Floats) -> Ints:
    """The indices of the pairs left when each member may be in one pair only, the best intersection over union first.

    Ties go to the pair that stands first in text: members are numbered in text order.
    """
    alone = (np.bincount(left)[left] == 1) & (np.bincount(right)[right] == 1)
    chosen: list[Ints] = [np.flatnonzero(alone)]
    order = np.flatnonzero(~alone)
    order = order[np.lexsort((right[order], left[order], -iou[order]))]
    while len(order):
        leads = np.zeros((2, len(order)), dtype=bool)
        for side, members in enumerate((left, right)):
            _, at = np.unique(members[order], return_index=True)
            leads[side, at] = True
        best = order[leads.all(axis=0)]
        chosen.append(best)
        free = ~np.isin(left[order], left[best]) & ~np.isin(right[order], right[best])
        order = order[free]
    return np.sort(np.concatenate(chosen))


@dataclass(frozen=True, eq=False)
class PairMatches:
    """How many quotations two annotators have in each article that both finished, and how many of them match.

    ``touching`` counts those of the first that overlap one of the second's, ``touched`` the other way round; ``exact`` those with equal
    edges, ``near`` the pairs beside them, one to one, with an intersection over union of at least 0.5.
    """

    mine: Floats
    theirs: Floats
    touching: Floats
    touched: Floats
    exact: Floats
    near: Floats

    def share(self, part: Floats, whole: Floats) -> Ratio:
        """The sums of a share; undefined where there is no quotation."""
        return Ratio(np.stack([part, whole], axis=1), NO_QUOTATIONS)


@dataclass(frozen=True, eq=False)
class Spans:
    """The distinct spans of all annotators, sorted by start and end; ``marked[annotator, span]`` says who has each."""

    start: Ints
    end: Ints
    article: Ints
    runs: Runs  # the spans of each article
    marked: Bools
    close: Overlaps  # pairs of at least SAME
    touched: Bools  # touched[annotator, span]: whether the annotator has a span that overlaps this one (or this one)

    @classmethod
    def of(cls, start: Ints, end: Ints, article: Ints, annotator: Ints, shape: tuple[int, ...]) -> Spans:
        """The distinct spans of rows (span, article, annotator), in any order; ``shape``: annotators and articles in all."""
        order = np.lexsort((end, start))
        start, end = start[order], end[order]
        new = np.ones(len(start), dtype=bool)
        new[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
        marked = np.zeros((shape[0], int(new.sum())), dtype=bool)
        marked[annotator[order], np.cumsum(new) - 1] = True
        pairs = overlaps(start[new], end[new])
        touched = marked.copy()
        for row, has in zip(touched, marked, strict=True):
            row[pairs.first[has[pairs.second]]] = True
            row[pairs.second[has[pairs.first]]] = True
        where = article[order][new]
        return cls(start[new], end[new], where, Runs.of(where, shape[1]), marked, pairs.at_least(SAME), touched)

    def paired(self, a: int, b: int) -> Ints:
        """The spans of annotator ``a`` that are matched one to one with other spans of ``b``.

        The same span is the best match there is, so only what is left of both is matched by its neighbors.
        """
        first, second, iou = self.close.first, self.close.second, self.close.iou
        same = self.marked[a] & self.marked[b]
        mine, theirs = self.marked[a] & ~same, self.marked[b] & ~same
        forth, back = np.flatnonzero(mine[first] & theirs[second]), np.flatnonzero(mine[second] & theirs[first])
        left = np.concatenate([first[forth], second[back]])
        right = np.concatenate([second[forth], first[back]])
        return left[one_to_one(left, right, np.concatenate([iou[forth], iou[back]]))]


def units(start: Ints, end: Ints, quotation: Ints, annotator: Ints) -> Ints:
    """For each row (one annotator's quotation) the number of its unit: the quotations that are taken for the same one.

    ``quotation`` numbers the quotations from 0, leaving no number out.
    Rows of one ``quotation`` (the same proposal, or the same hand-made one) are one unit. Units then join by the best
    intersection over union of any two of their spans, at least SAME, best first, unless an annotator has a quotation in both:
    the one-to-one matching of two annotators carried over to any number. Units are numbered in text order of their first span.
    """
    order = np.lexsort((quotation, end, start))
    quotation = _plainly_same(start[order], end[order], quotation[order], annotator[order])[np.argsort(order)]
    joining = _Joining.of(quotation, annotator)
    joining.join_same(start[order], end[order], quotation[order])
    root = joining.roots()[quotation]
    order = np.lexsort((root, end, start))
    start_, end_, root_ = start[order], end[order], root[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (start_[1:] != start_[:-1]) | (end_[1:] != end_[:-1]) | (root_[1:] != root_[:-1])
    owner = root_[new]
    pairs = overlaps(start_[new], end_[new]).at_least(SAME)
    joining.join_near(owner[pairs.first], owner[pairs.second], pairs.iou)
    root = joining.roots()[quotation]
    # In the order of the first of their rows in text: of two writes to one place the last one stays.
    _, found = dense(root[order], len(root))
    at = np.empty(int(found.max(initial=-1)) + 1, dtype=np.int64)
    at[found[::-1]] = np.arange(len(order))[::-1]
    unit = np.empty(len(root), dtype=np.int64)
    unit[order] = np.argsort(np.argsort(at))[found]
    return unit


def _plainly_same(start: Ints, end: Ints, quotation: Ints, annotator: Ints) -> Ints:
    """The quotation of each row (sorted by span, then quotation), those that only one unit can hold made one, numbered anew.

    They are the quotations of one span, by different annotators, that have no other span: no choice has to be made among them.
    """
    opens = np.append(True, (start[1:] != start[:-1]) | (end[1:] != end[:-1]))[: len(start)]
    span = np.cumsum(opens) - 1
    plain = np.ones(len(start), dtype=bool)  # of each span
    home = np.zeros(len(start), dtype=np.int64)
    home[quotation] = span
    elsewhere = home[quotation] != span
    strays = np.zeros(len(start), dtype=bool)
    strays[quotation[elsewhere]] = True
    plain[span[strays[quotation]]] = False
    twice = np.sort(span * (int(annotator.max(initial=0)) + 1) + annotator)
    plain[twice[1:][twice[1:] == twice[:-1]] // (int(annotator.max(initial=0)) + 1)] = False
    lead = quotation[np.flatnonzero(opens)][span]  # the first of each span
    return dense(np.where(plain[span], lead, quotation), len(quotation))[1]


@dataclass(frozen=True)
class _Joining:
    """Quotations joined to units: ``root[q]`` leads to the unit's first quotation, ``people`` are its annotators as bits."""

    root: list[int]
    people: list[int]

    @classmethod
    def of(cls, quotation: Ints, annotator: Ints) -> _Joining:
        """Every quotation by itself."""
        if not len(quotation):
            return cls([], [])
        size = int(annotator.max()) + 1
        bits = np.array([1 << a for a in range(size)], dtype=np.int64 if size < 63 else object)
        order = np.argsort(quotation, kind="stable")
        begins = np.flatnonzero(np.diff(quotation[order], prepend=-1))
        people: list[int] = np.bitwise_or.reduceat(bits[annotator[order]], begins).tolist()
        return cls(list(range(len(people))), people)

    def find(self, q: int) -> int:
        """The first quotation of the unit."""
        root = self.root
        while root[q] != q:
            root[q] = root[root[q]]
            q = root[q]
        return q

    def join(self, a: int, b: int) -> bool:
        """Make the units of two quotations one, unless an annotator has a quotation in both; whether they are one now."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return True
        if self.people[a] & self.people[b]:
            return False
        self.root[max(a, b)] = min(a, b)
        self.people[min(a, b)] |= self.people[max(a, b)]
        return True

    def roots(self) -> Ints:
        """The first quotation of each quotation's unit."""
        root = np.array(self.root, dtype=np.int64)
        while (above := root[root]).tobytes() != root.tobytes():
            root = above
        return root

    def join_same(self, start: Ints, end: Ints, quotation: Ints) -> None:
        """Join quotations of the same span (rows sorted by span, then quotation): the best there is."""
        same = (start[1:] == start[:-1]) & (end[1:] == end[:-1])
        different = np.flatnonzero(same & (quotation[1:] != quotation[:-1])) + 1
        opens = np.flatnonzero(np.append(True, ~same))  # where each span's rows begin
        begins = opens[np.searchsorted(opens, different, side="right") - 1]
        span, leads = -1, [0]
        for begin, at in zip(begins.tolist(), different.tolist(), strict=True):
            if begin != span:
                span, leads = begin, [int(quotation[begin])]
            each = int(quotation[at])
            for lead in leads:  # one, but where an annotator has two quotations of the same span
                if self.join(lead, each):
                    break
            else:
                leads.append(each)

    def join_near(self, first: Ints, second: Ints, iou: Floats) -> None:
        """Join the pairs of units that are near, best first; ties in the order given."""
        apart = first != second
        first, second, iou = first[apart], second[apart], iou[apart]
        order = np.argsort(-iou, kind="stable")
        # Of the pairs of the same two units only the best matters.
        size = len(self.root)
        key = (np.minimum(first, second) * size + np.maximum(first, second))[order]
        _, at = np.unique(key, return_index=True)
        order = order[np.sort(at)]
        for a, b in zip(first[order].tolist(), second[order].tolist(), strict=True):
            self.join(a, b)
