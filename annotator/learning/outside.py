"""What a text says for or against a target before anybody has decided anything: the outside prior.

A small transformer (Vaswani and others, "Attention is all you need", NeurIPS 2017) over the states of the shipped encoder, which it leaves
as they are. The target's mentions are marked, and its name asks the text what it says (one attention). Four answers: against, neither,
for, and not about it. ``python -m training.stance_prior`` learns it from public gold;
the numbers' origin stands in ``resources/weights/NOTICE.md``.
A text is read once for all targets that it does not name, and once more for each that it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator.half_precision import read_arrays
from annotator.learning.encoded import EncodedText, Singles
from annotator.learning.logistic import softmax

AGAINST, NEITHER, FAVOR, ABSENT = range(4)
HEADS = 4


@dataclass(frozen=True)
class OutsidePrior:
    """The network's weights by name; see :meth:`read`."""

    weights: Mapping[str, Singles]

    @classmethod
    def read(cls, file: Path) -> OutsidePrior:
        """From an npz file of half-precision numbers."""
        return cls(read_arrays(file))

    @property
    def width(self) -> int:
        """How many numbers describe a (text, target) pair besides the four answers."""
        return int(self.weights["hidden.bias"].shape[0])

    def states(self, text: EncodedText) -> Singles:
        """The encoder's states as the network takes them: centered and scaled."""
        return np.asarray((text.states.astype(np.float32) - self.weights["center"]) / self.weights["scale"])

    def judge(
        self, text: EncodedText, names: list[EncodedText], named: list[NDArray[np.bool_]]
    ) -> tuple[Singles, Singles]:
        """For each target the logarithms of the four answers' probabilities (targets by 4), and its pair's description (targets by width).

        ``names``: the targets' names as texts; ``named``: of each target the tokens of ``text`` that name it.
        """
        answers = np.zeros((len(names), 4), dtype=np.float32)
        hidden = np.zeros((len(names), self.width), dtype=np.float32)
        if not len(text.starts):
            answers[:] = np.log(0.25)
            return answers, hidden
        states = self.states(text)
        plain = None
        for number, (name, marked) in enumerate(zip(names, named, strict=True)):
            if marked.any():
                read = self._read(states, marked)
            else:
                plain = self._read(states, marked) if plain is None else plain
                read = plain
            hidden[number] = self._ask(read, states, self.states(name), marked)
            answers[number] = _log_softmax(self._linear(hidden[number], "answer"))
        return answers, hidden

    def _read(self, states: Singles, marked: NDArray[np.bool_]) -> Singles:
        """The layers' states of the text, its mentions marked."""
        state: Singles = self._linear(states, "enter") + marked[:, None].astype(np.float32) * self.weights["mark"]
        layer = 0
        while f"layers.{layer}.ask.weight" in self.weights:
            state = state + self._attend(self._normal(state, f"layers.{layer}.norm1"), f"layers.{layer}")
            inner = _gelu(self._linear(self._normal(state, f"layers.{layer}.norm2"), f"layers.{layer}.inner"))
            state = state + self._linear(inner, f"layers.{layer}.outer")
            layer += 1
        return self._normal(state, "norm")

    def _attend(self, state: Singles, layer: str) -> Singles:
        length, width = state.shape
        asked = self._linear(state, f"{layer}.ask").reshape(length, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
        scores = asked[0] @ asked[1].transpose(0, 2, 1) / (width // HEADS) ** 0.5
        mixed = softmax(scores) @ asked[2]
        return self._linear(mixed.transpose(1, 0, 2).reshape(length, width), f"{layer}.out")

    def _ask(self, read: Singles, states: Singles, name: Singles, marked: NDArray[np.bool_]) -> Singles:
        """What the text says to the target's name: attention by the name, by likeness to it, and to the marked mentions."""
        like = likeness(states, name)
        name = name.mean(axis=0) if len(name) else np.zeros(states.shape[1], dtype=np.float32)
        query = self._linear(name, "query")
        of_like, of_marked = self.weights["lean"]
        scores = read @ query / len(query) ** 0.5 + of_like * like + of_marked * marked
        return np.asarray(np.tanh(self._linear(np.concatenate([softmax(scores) @ read, query]), "hidden")))

    def _linear(self, values: Singles, name: str) -> Singles:
        return np.asarray(values @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"])

    def _normal(self, values: Singles, name: str) -> Singles:
        values = values - values.mean(axis=-1, keepdims=True)
        spread = np.sqrt((values * values).mean(axis=-1, keepdims=True) + 1e-5)
        return np.asarray(values / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"])


def likeness(states: Singles, name: Singles) -> Singles:
    """The highest cosine of each token with the tokens of a name; zeros for an empty name."""
    if not len(name):
        return np.zeros(len(states), dtype=np.float32)
    return np.asarray((_unit(states) @ _unit(name).T).max(axis=1))


def _unit(values: Singles) -> Singles:
    return np.asarray(values / np.linalg.norm(values, axis=-1, keepdims=True).clip(1e-6))


def _log_softmax(values: Singles) -> Singles:
    values = values - values.max()
    return np.asarray(values - np.log(np.exp(values).sum()))


def _gelu(values: Singles) -> Singles:
    return np.asarray(0.5 * values * (1 + np.tanh((2 / np.pi) ** 0.5 * (values + 0.044715 * values * values * values))))
