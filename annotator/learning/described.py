"""What is known of texts before anything is learned: mean vectors, mentions of targets, the outside prior's answers, rated words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.learning.encoded import Doubles, EncodedText, Ints, Singles
from annotator.learning.items import Item
from annotator.learning.mentions import Mentions
from annotator.learning.outside import OutsidePrior, likeness
from annotator.learning.tone import WIDTH, tones
from annotator.records import Target

Encode = Callable[[str], EncodedText]


@dataclass(frozen=True)
class Described:
    """A figure or a row for each text (and target).

    ``means``: texts by the encoder's width. ``answers``: texts by targets by 4, logarithms of the outside prior's probabilities.
    ``tones``: texts by targets by 3; see :mod:`~annotator.learning.tone`.
    ``mentions``: see :class:`~annotator.learning.mentions.Mentions`. ``own``: 1 where a target is the speaker.
    """

    items: tuple[Item, ...]
    means: Singles
    answers: Singles
    tones: Singles
    named: Doubles
    often: Doubles
    others: Doubles
    begin: Doubles
    own: Doubles

    def take(self, places: Ints) -> Described:
        """Some of the texts."""
        return Described(
            tuple(self.items[i] for i in places), self.means[places], self.answers[places], self.tones[places],
            self.named[places], self.often[places], self.others[places], self.begin[places], self.own[places],
        )  # fmt: skip


class Describer:
    """Describes texts for one list of targets; keeps what it has read, so that a text is encoded once.

    ``encode`` reads a text with the shipped encoder; ``prior`` answers before anything is decided.
    """

    def __init__(self, targets: Sequence[Target], encode: Encode, prior: OutsidePrior) -> None:
        self.targets = tuple(targets)
        self._encode = encode
        self._prior = prior
        self._names = [encode(target.name) for target in self.targets]
        self._known: dict[str, tuple[Singles, Singles, Singles, Mentions]] = {}

    def describe(self, items: Sequence[Item]) -> Described:
        """All that is known of the items."""
        rows = [self._row(item.text) for item in items]
        mentions = [row[3] for row in rows]
        count = len(self.targets)

        def figures(parts: list[Doubles]) -> Doubles:
            return np.array(parts, dtype=np.float64).reshape(len(items), count)

        speakers = {name: place for place, target in enumerate(self.targets) for name in _folded_names(target)}
        own = np.zeros((len(items), count))
        for number, item in enumerate(items):
            if (place := speakers.get(_folded(item.speaker))) is not None:
                own[number, place] = 1
        width = len(self._names[0].mean()) if self._names else 0
        return Described(
            tuple(items),
            np.array([row[0] for row in rows], dtype=np.float32).reshape(len(items), width),
            np.array([row[1] for row in rows], dtype=np.float32).reshape(len(items), count, 4),
            np.array([row[2] for row in rows], dtype=np.float32).reshape(len(items), count, WIDTH),
            figures([found.named for found in mentions]), figures([found.often for found in mentions]),
            figures([found.others for found in mentions]), figures([found.begin for found in mentions]), own,
        )  # fmt: skip

    def forget(self) -> None:
        """Forget the texts that were read."""
        self._known.clear()

    def _row(self, text: str) -> tuple[Singles, Singles, Singles, Mentions]:
        if text not in self._known:
            encoded = self._encode(text)
            mentions = Mentions.of(text, self.targets)
            named = [encoded.inside(spans) for spans in mentions.spans]
            answers, _ = self._prior.judge(encoded, self._names, named)
            self._known[text] = encoded.mean(), answers, self._tones(text, encoded, named), mentions
        return self._known[text]

    def _tones(self, text: str, encoded: EncodedText, named: list[NDArray[np.bool_]]) -> Singles:
        states, shape = self._prior.states(encoded), (len(self.targets), len(encoded.starts))
        like = np.array([likeness(states, self._prior.states(name)) for name in self._names], dtype=np.float32)
        return tones(text, encoded, like.reshape(shape), np.array(named, dtype=np.float32).reshape(shape))


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def _folded_names(target: Target) -> set[str]:
    return {_folded(target.name), _folded(target.id)} - {""}
