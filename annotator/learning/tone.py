"""What the words of a text say for or against a target by a list of rated words, before anything is decided.

The list and the turn that a negation gives are those of VADER (Hutto and Gilbert, "VADER: a parsimonious rule-based model for sentiment
analysis of social media text", ICWSM 2014); it knows English alone. In a language without a list nothing is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

import numpy as np

from annotator.learning.encoded import EncodedText, Ints, Singles
from annotator.resources import resource

WIDTH = 3  # figures of a text and target: over the whole text, near the target, in the target's clause
NEAR = 3.0  # words away from the target that a word counts for 1 / e
SHARP = 6.0  # how sharply a text that does not name the target is looked at where its tokens are like the target's name
SCALE = np.array([1.0, 2.5, 2.0], dtype=np.float32)  # a part of a text has fewer rated words than the whole
TURNED, REACH = -0.7, 3  # what a rated word counts after a negation, and how many words before it may be one
LEVEL = 15.0  # from the root of which on a sum grows slowly, as VADER has it
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_NEGATION = re.compile(r"(?:no|not|never|none|nobody|nothing|neither|nor|without|hardly|barely|cannot|\w+n't)\Z")
_CLAUSE = re.compile(
    r"[,;:.!?()]|\s[-–—]+\s|\b(?:and|but|yet|although|though|while|whereas|however|despite|except)\b", re.IGNORECASE
)


@cache
def ratings() -> Mapping[str, float]:
    """The rated words in small letters; above 0 for good ones."""
    stored = json.loads(resource("lang", "en", "valence.json").read_text(encoding="utf-8"))
    return {word: int(value) / 10 for value, words in stored["words"].items() for word in words.split()}


def tones(text: str, encoded: EncodedText, like: Singles, marked: Singles) -> Singles:
    """Targets by :data:`WIDTH`, from -1 to 1, and above 0 where the words are good ones.

    ``like``: how much each token is like each target's name (targets by tokens). ``marked``: 1 where a token names the target.
    """
    found = list(_WORD.finditer(text))
    if not found or not like.size:
        return np.zeros((len(like), WIDTH), dtype=np.float32)
    rated = _rated([word.group().lower().replace("’", "'") for word in found])
    begins = np.array([word.start() for word in found])
    number = np.arange(len(found))
    of = _before(begins, encoded.starts)  # of each token its word
    cuts = np.array([0, *(cut.start() for cut in _CLAUSE.finditer(text))])
    clause = _before(cuts, begins)
    look = np.exp(SHARP * (like - like.max(axis=1, keepdims=True)))
    look = np.where(marked.any(axis=1, keepdims=True), marked, look)
    look /= look.sum(axis=1, keepdims=True)
    near = np.exp(-np.abs(number[:, None] - number[of][None]) / NEAR) * rated[:, None]
    same = (clause[:, None] == clause[of][None]) * rated[:, None]
    whole = np.full(len(like), rated.sum())
    sums = SCALE * np.stack([whole, look @ near.sum(axis=0), look @ same.sum(axis=0)], axis=1)
    return np.asarray(sums / np.sqrt(sums * sums + LEVEL), dtype=np.float32)


def _rated(words: list[str]) -> Singles:
    """Each word's rating, turned where a negation stands before it; 0 for words that are not rated."""
    known = ratings()
    out = np.array([known.get(word, 0.0) for word in words], dtype=np.float32)
    for place in map(int, np.flatnonzero(out)):
        if any(_NEGATION.match(word) for word in words[max(place - REACH, 0) : place]):
            out[place] *= TURNED
    return out


def _before(begins: Ints, at: Ints) -> Ints:
    """Which of the parts that begin at ``begins`` each place is in."""
    return (np.searchsorted(begins, at, side="right") - 1).clip(0)
