"""Linear scorers over named features, read from JSON: what was learned can be read, and the reasons shown come from it.

Standard library alone: a few dozen features are on at a time, so a dictionary is faster than an array.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

from annotator.detection.settings import COUNT_CLASSES, RATE_LEVELS, SUREST


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights by feature name; ``provenance`` says from what, when and how well they were learned."""

    weights: Mapping[str, float]
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def score(self, features: Iterable[str]) -> float:
        """The sum of the weights of the features that are on."""
        return sum(map(self.weights.get, features, repeat(0.0)))

    def weighed(self, values: Mapping[str, float]) -> float:
        """The sum of the values, each by the weight of its name."""
        get = self.weights.get
        return sum([get(name, 0.0) * value for name, value in values.items()])

    @classmethod
    def read(cls, path: Path) -> Linear:
        """The scorer in a JSON file of the form ``{"provenance": {…}, "weights": {name: number}}``."""
        record = json.loads(path.read_text(encoding="utf-8"))
        return cls(record["weights"], record["provenance"])


def logistic(score: float) -> float:
    """The probability of a score in log odds."""
    if score < 0:
        odds = math.exp(max(score, -700.0))
        return odds / (1.0 + odds)
    return 1.0 / (1.0 + math.exp(-score))


def log_odds(probability: float) -> float:
    """The log odds of a probability, as of one from .0001 to .9999."""
    kept = min(max(probability, SUREST), 1 - SUREST)
    return math.log(kept / (1 - kept))


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities that add up to 1; an empty list for no scores."""
    if not scores:
        return []
    top = max(scores)
    odds = [math.exp(s - top) for s in scores]
    total = sum(odds)
    return [o / total for o in odds]


@lru_cache(maxsize=4096)
def bucket(count: int) -> str:
    """A count as one of a few classes: 0, 1, 2, 3, 4, 6, 9, 14, 21, 41 (the least of each)."""
    for least in COUNT_CLASSES:
        if count >= least:
            return str(least)
    return str(count)


def odds(score: float) -> str:
    """Log odds as one of fifteen classes, -7 to 7."""
    return str(max(-7, min(7, round(score))))


@lru_cache(maxsize=4096)
def level(rate: float) -> str:
    """A rate from 0 to 1 as one of seven classes, 0 to 6."""
    for number, least in enumerate(RATE_LEVELS):
        if rate >= least:
            return str(6 - number)
    return "0"
