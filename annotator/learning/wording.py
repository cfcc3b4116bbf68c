"""How much two texts share of their wording: words and pairs of words, or runs of letters.

TF-IDF (Sparck Jones, "A statistical interpretation of term specificity", Journal of Documentation 28, 1972) with sublinear counts and rows
of unit length, as far as other texts have their features. Features are kept as hashes of 64 bits: no word of a text is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from annotator.learning.encoded import Ints, Singles

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_BLOCK = 200  # texts that are compared at once
_LEAST_SHARED = 0.3  # of a text's length, where it shares little with others
_COMMON = 0.02  # share of the texts from which a feature is common
Codes = NDArray[np.uint64]
Counter = Callable[
    [Sequence[str]], tuple[Codes, Ints]
]  # texts -> the codes of all features, and of each the number of its text


@dataclass(frozen=True)
class Wording:
    """The wording of the texts that others are compared with.

    ``codes``: the features known, sorted; ``rarity``: of each its inverse document frequency. ``bounds``: where in ``texts`` and
    ``values`` each feature's entries begin, and their number: the texts it stands in, and its share of their rows. Features of many
    texts stand in ``common`` too, a row each (features by texts): dense products are faster there. ``place``: a feature's row, or -1.
    """

    features: str
    codes: Codes
    rarity: Singles
    bounds: Ints
    texts: Ints
    values: Singles
    common: Singles
    place: Ints
    count: int

    @classmethod
    def learn(cls, features: str, texts: Sequence[str]) -> Wording:
        """The wording of ``texts``; ``features``: "words" or "letters"."""
        codes, row = _blocks(features, texts)
        known, inverse = np.unique(codes, return_inverse=True)
        cells, counts = np.unique(inverse * len(texts) + row, return_counts=True)
        column, row = cells // max(len(texts), 1), cells % max(len(texts), 1)
        found = np.bincount(column, minlength=len(known))
        rarity = (np.log((1 + len(texts)) / (1 + found)) + 1).astype(np.float32)
        # the length is that of what a text shares with others: so is a new text's, of which the rest is not known
        values = _unit(row, (1 + np.log(counts)) * rarity[column], len(texts), found[column] > 1)
        return cls.of(features, known, rarity, np.append(0, np.cumsum(found)), row, values, len(texts))

    @classmethod
    def of(
        cls, features: str, codes: Codes, rarity: Singles, bounds: Ints, texts: Ints, values: Singles, count: int
    ) -> Wording:
        """From the entries by feature, as a model keeps them."""
        many = np.diff(bounds)
        often = np.flatnonzero(many >= max(_COMMON * count, 4))
        place = np.full(len(codes), -1, dtype=np.int64)
        place[often] = np.arange(len(often))
        common = np.zeros((len(often), count), dtype=np.float32)
        row = np.repeat(place, many)
        common[row[row >= 0], texts[row >= 0]] = values[row >= 0]
        return cls(features, codes, rarity, bounds, texts, values, common, place, count)

    def compare(self, texts: Sequence[str], new: bool = True) -> Singles:
        """The cosine of each text with each of the known texts (texts by :attr:`count`), over the features that texts share.

        ``new``: the texts are none of the known ones.
        """
        out = np.zeros((len(texts), self.count), dtype=np.float32)
        for at in range(0, len(texts), _BLOCK):
            block = texts[at : at + _BLOCK]
            out[at : at + len(block)] = self._compare(block, new)
        return out

    def _compare(self, texts: Sequence[str], new: bool) -> Singles:
        codes, row = _block(self.features, tuple(texts))
        if not len(self.codes) or not len(codes):
            return np.zeros((len(texts), self.count), dtype=np.float32)
        column = np.searchsorted(self.codes, codes).clip(max=len(self.codes) - 1)
        known = self.codes[column] == codes
        if not new:  # a text's own features, which no other has, would be unknown if it were left out
            known &= np.diff(self.bounds)[column] > 1
        cells, counts = np.unique(row[known] * len(self.codes) + column[known], return_counts=True)
        row, column = cells // len(self.codes), cells % len(self.codes)
        value = _unit(row, (1 + np.log(counts)) * self.rarity[column], len(texts))
        dense = self.place[column] >= 0
        block = np.zeros((len(texts), len(self.common)), dtype=np.float32)
        block[row[dense], self.place[column[dense]]] = value[dense]
        product = self._rare(row[~dense], column[~dense], value[~dense], len(texts))
        return np.asarray(product + block @ self.common).clip(
            max=1
        )  # one like a known text in all that no other has is no more

    def _rare(self, row: Ints, column: Ints, value: Singles, rows: int) -> Singles:
        """The share of the features that stand in few of the known texts."""
        many = np.diff(self.bounds)[column]  # how many of the known texts have the feature
        begin = np.cumsum(many) - many
        entry = np.arange(many.sum()) + np.repeat(self.bounds[column] - begin, many)
        cell = np.repeat(row, many) * self.count + self.texts[entry]
        product = np.bincount(cell, np.repeat(value, many) * self.values[entry], minlength=rows * self.count)
        return product.reshape(rows, self.count).astype(np.float32)


def _blocks(features: str, texts: Sequence[str]) -> tuple[Codes, Ints]:
    """The features of all texts, found a block at a time as :meth:`Wording.compare` does, so that a text is cut up once."""
    found = [(at, *_block(features, tuple(texts[at : at + _BLOCK]))) for at in range(0, len(texts), _BLOCK)]
    codes = [np.zeros(0, dtype=np.uint64), *(codes for _, codes, _ in found)]
    rows = [np.zeros(0, dtype=np.int64), *(row + at for at, _, row in found)]
    return np.concatenate(codes), np.concatenate(rows)


@lru_cache(maxsize=16)
def _block(features: str, texts: tuple[str, ...]) -> tuple[Codes, Ints]:
    """The features of a block of texts; the last few are kept."""
    return FEATURES[features](texts)


def _unit(row: Ints, value: NDArray[np.floating], rows: int, shared: NDArray[np.bool_] | None = None) -> Singles:
    """Divide the values of each row by the row's length; ``shared``: those that count for it, else all."""
    square = value * value
    norm = np.sqrt(np.bincount(row, square, minlength=rows))
    if shared is not None:
        norm = np.sqrt(np.bincount(row, square * shared, minlength=rows)).clip(_LEAST_SHARED * norm)
    return (value / norm[row]).astype(np.float32)


def _mix(codes: Codes) -> Codes:
    """Scatter codes over 64 bits (the finalizer of SplitMix64; Steele and others, OOPSLA 2014)."""
    codes = (codes ^ (codes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    codes = (codes ^ (codes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return codes ^ (codes >> np.uint64(31))


def _words(texts: Sequence[str]) -> tuple[Codes, Ints]:
    """Words and pairs of neighbors."""
    codes: list[int] = []
    rows: list[int] = []
    for number, text in enumerate(texts):
        words = [crc32(word.encode("utf-8", "surrogatepass")) + 1 for word in _WORD.findall(text.lower())]
        codes += words
        codes += [(a << 31) ^ b for a, b in pairwise(words)]
        rows += [number] * (2 * len(words) - (1 if words else 0))
    return _mix(np.array(codes, dtype=np.uint64)), np.array(rows, dtype=np.int64)


def _letters(texts: Sequence[str]) -> tuple[Codes, Ints]:
    """Runs of 3 to 5 letters, white space taken as one space."""
    spaced = [f" {_SPACE.sub(' ', text.lower()).strip()} " for text in texts]
    row = np.repeat(np.arange(len(spaced)), [len(text) for text in spaced])
    points = np.frombuffer("".join(spaced).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    codes, rows = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    for length in (3, 4, 5):
        last = len(points) - length + 1
        if last <= 0:
            continue
        run = np.full(last, length, dtype=np.uint64)
        for at in range(length):
            run = _mix(run * np.uint64(1_000_003) + points[at : last + at])
        whole = row[:last] == row[length - 1 :]
        codes.append(run[whole])
        rows.append(row[:last][whole])
    return np.concatenate(codes), np.concatenate(rows)


FEATURES: dict[str, Counter] = {"words": _words, "letters": _letters}
