"""What the network makes of the stretches in marks of an article, as the scorers of speech and of speakers ask it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotator.detection.network import SOURCE, States, stretch_kind
from annotator.detection.settings import LEAST_SHARE


class NetworkScores:
    """What the network makes of the stretches of an article (an :class:`~annotator.detection.reading.Opinion`)."""

    def __init__(self, states: States) -> None:
        self.states = states
        ranges = np.array(states.tokens.stretch_tokens, dtype=np.int64).reshape(-1, 2)
        self.left = np.minimum(ranges[:, 0], max(states.tokens.n - 1, 0))
        self.right = np.maximum(ranges[:, 1], self.left + 1)
        kinds = np.array([stretch_kind(s) for s in states.stretches], dtype=np.int64)
        self.spans = states.spans(self.left, self.right, kinds)
        self.speech = states.speech(self.spans)

    def said(self, number: int) -> float:
        """The log odds that stretch ``number`` is speech."""
        return float(self.speech[number])

    def sources(self, number: int, words: Sequence[int]) -> list[float]:
        """The log odds of each word (a token) as the source of stretch ``number``, and at last of no source."""
        one, word = slice(number, number + 1), np.array(words, dtype=np.int64)
        span = self.spans[one]
        scores = self.states.pairs(SOURCE, span, self.left[one], self.right[one], np.zeros_like(word), word)
        scores = np.append(scores, self.states.nobody(span))
        chance = np.exp(scores - scores.max())
        rest = chance.sum() - chance
        return [float(odds) for odds in np.log(chance + LEAST_SHARE) - np.log(rest + LEAST_SHARE)]
