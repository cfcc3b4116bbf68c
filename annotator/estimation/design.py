"""Which articles of a corpus people read: a stratified random sample, whose every article has a known probability.

All designs are of this kind. ``random`` has one stratum. By uncertainty, the strata are fifths of the corpus by how unsure the detector
is of them, and the unsure ones are read more often (Neyman's allocation with the detector's doubt in the place of the unknown spread).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.estimation.shares import LEAST, Ints, Reals

FIFTHS = 5
FLOOR = 2 / 3  # of its proportional share that a stratum gets at least
REST = "other"  # the stratum of all that are too small to be one


@dataclass(frozen=True)
class DrawnSample:
    """A sample: rows of the corpus in random order, the stratum of each, and size and name of every stratum."""

    rows: Ints
    strata: Ints
    sizes: Ints
    names: tuple[str, ...]

    def inclusion_probability(self, stratum: int) -> float:
        """The probability with which each article of a stratum came into the sample."""
        return float(np.count_nonzero(self.strata == stratum) / self.sizes[stratum])


def random_key(seed: int, name: str) -> int:
    """A number of 64 bits by which articles are drawn, the same whenever the same sample is drawn again."""
    return int.from_bytes(
        hashlib.blake2b(f"{seed}\0{name}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big"
    )


def fifths(doubt: Reals) -> tuple[Ints, tuple[str, ...]]:
    """Each article's fifth by doubt, and their names."""
    cuts = np.unique(np.quantile(doubt, np.arange(1, FIFTHS) / FIFTHS))
    numbers = np.searchsorted(cuts, doubt, side="left")
    used, found = np.unique(numbers, return_inverse=True)
    return found.astype(np.int64), tuple(f"doubt {number + 1} of {len(used)}" for number in range(len(used)))


def draw(
    keys: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.uint64]],
    strata: Ints,
    names: Sequence[str],
    count: int,
    doubt: Reals | None = None,
) -> DrawnSample:
    """Draw ``count`` articles: of each stratum those with the smallest keys; strata that would get fewer than two are put together.

    ``doubt``: of each article, where strata get articles in proportion to their size times their mean doubt.
    ValueError where the corpus holds fewer articles.
    """
    if not LEAST <= count <= len(strata):
        raise ValueError(f"a sample of {count} out of {len(strata)}")
    strata, names = _with_rest(strata, names, count)
    sizes = np.bincount(strata, minlength=len(names)).astype(np.int64)
    wanted = sizes / sizes.sum()
    if doubt is not None and doubt.sum() > 0:
        wanted = np.maximum(np.bincount(strata, doubt, len(names)) / doubt.sum(), FLOOR * wanted)
    counts = allocate(wanted, sizes, count)
    order = np.lexsort((np.asarray(keys, np.uint64), strata))
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    chosen = np.concatenate([order[begin : begin + many] for begin, many in zip(begins, counts, strict=True)])
    chosen = chosen[np.argsort(np.asarray(keys, np.uint64)[chosen], kind="stable")]
    return DrawnSample(chosen.astype(np.int64), strata[chosen], sizes, tuple(names))


def _with_rest(strata: Ints, names: Sequence[str], count: int) -> tuple[Ints, Sequence[str]]:
    """The strata with those put together that would get fewer than two articles."""
    sizes = np.bincount(strata, minlength=len(names))
    small = sizes * count / len(strata) < LEAST
    if not small.any():
        return strata, names
    rest = sizes[small].sum() * count / len(strata) < LEAST
    if rest and not small.all():  # all of them together are too few: the smallest of the others takes them in
        small[np.argmin(np.where(small, len(strata), sizes))] = True
    kept = np.flatnonzero(~small)
    number = np.full(len(names), len(kept), np.int64)
    number[kept] = np.arange(len(kept))
    return number[strata], [*(names[int(each)] for each in kept), REST]


def allocate(wanted: Reals, sizes: Ints, count: int) -> Ints:
    """How many articles each stratum gets: at least two (or all that it has), else as wanted, ``count`` in all."""
    counts = np.minimum(LEAST, sizes).astype(np.int64)
    for _ in range(count - int(counts.sum())):
        lack = np.where(
            counts < sizes, wanted / (counts + 0.5), -1.0
        )  # Webster's method: the next one goes where it is due
        counts[int(np.argmax(lack))] += 1
    return counts
