"""How much alike two quotations are: their wording, their meaning, and who speaks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.learning.described import Described
from annotator.learning.encoded import Doubles, Ints, Singles
from annotator.learning.wording import Wording
from annotator.records import fold

WORDS, LETTERS, MEANING = 0.3, 0.4, 0.4  # the parts of the likeness of two texts
FLOOR = 1.5  # what is added to each direction's variance, in mean variances


@dataclass(frozen=True)
class Whitening:
    """Turns vectors so that no direction of theirs outweighs the others; rows of unit length."""

    center: Singles
    turn: Singles
    count: int  # of the vectors it was learned from

    @classmethod
    def learn(cls, vectors: Singles) -> Whitening:
        """From vectors (rows); the floor keeps directions of few texts small."""
        center = vectors.mean(axis=0)
        apart = (vectors - center).astype(np.float64)
        spread = apart.T @ apart / max(len(vectors), 1)
        width = len(spread)
        spread += (FLOOR * np.trace(spread) / width + 1e-9) * np.eye(width)
        values, turned = np.linalg.eigh(spread)
        return cls(center, ((turned / np.sqrt(values)) @ turned.T).astype(np.float32), len(vectors))

    def __call__(self, vectors: Singles, new: bool = False) -> Singles:
        """The turned vectors. ``new``: they are not among those it was learned from, and are shrunk as if they were."""
        out = (vectors - self.center) @ self.turn
        length = np.linalg.norm(out, axis=1, keepdims=True).clip(1e-9)
        if new:
            length = length * np.sqrt(1 + length * length / self.count)
        return np.asarray(out / length)


@dataclass(frozen=True)
class TextKernel:
    """The texts that others are compared with."""

    words: Wording
    letters: Wording
    whitening: Whitening
    meanings: Singles  # of the known texts, whitened

    @classmethod
    def learn(cls, texts: Described, compared: Ints) -> TextKernel:
        """Learn the whitening from all texts; compare with those at the places ``compared``."""
        whitening = Whitening.learn(texts.means)
        some = texts.take(compared)
        words = [item.text for item in some.items]
        return cls(Wording.learn("words", words), Wording.learn("letters", words), whitening, whitening(some.means))

    def compare(self, texts: Described, new: bool = True) -> Singles:
        """The likeness of each text with each of the known ones (texts by known). ``new``: the texts are none that it was learned from."""
        words = [item.text for item in texts.items]
        out = WORDS * self.words.compare(words, new) + LETTERS * self.letters.compare(words, new)
        return np.asarray(out + MEANING * self.whitening(texts.means, new) @ self.meanings.T)


def person_code(name: str) -> str:
    """A name of a speaker or organization as a model keeps it: a hash, the same for any case and spacing; "" for a blank."""
    folded = fold(name)
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:16] if folded else ""


def same(left: Sequence[str], right: Sequence[str]) -> NDArray[np.float32]:
    """1 where two codes of :func:`person_code` are one and not blank (left by right)."""
    codes = {name: code for code, name in enumerate(dict.fromkeys(right)) if name}
    of_left = np.array([codes.get(name, -1) for name in left], dtype=np.int64)
    of_right = np.array([codes.get(name, -2) for name in right], dtype=np.int64)
    return np.asarray(of_left[:, None] == of_right[None], dtype=np.float32)


def as_doubles(values: NDArray[np.floating]) -> Doubles:
    """In double precision, as the solvers take it."""
    return values.astype(np.float64)
