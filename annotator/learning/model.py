"""The stance model of one annotator's decisions: how likely each label of the codebook is for a quotation.

P(label) = P(a stance towards the target) x P(this label, given a stance). See docs/learning.md for the method and its sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.learning.described import Described
from annotator.learning.direction import Direction, kind_of
from annotator.learning.encoded import Doubles
from annotator.learning.items import Item
from annotator.learning.kernels import TextKernel
from annotator.learning.presence import PresenceModel
from annotator.learning.ridge import MANY, RANK
from annotator.records import Stance, Target

BLOCK = 500  # texts that are scored at once


class Describes(Protocol):
    """What describes texts; see :class:`~annotator.learning.described.Describer`."""

    targets: tuple[Target, ...]

    def describe(self, items: Sequence[Item]) -> Described:
        """All that is known of the items before anything is learned."""
        ...


@dataclass(frozen=True)
class StanceModel:
    """What was learned.

    ``within``: of each pair its share among its target's labels of one polarity. ``left_out``: of each decided quotation the probabilities
    of all pairs (decided by pairs), learned without its article. ``checked``: of each decided stance the probabilities of its target's
    labels where the quotation's other stances are known, learned without its article; 0 elsewhere. ``threshold``: the probability from
    which a pair is predicted, chosen for the best F1 over the left-out decisions.
    """

    targets: tuple[Target, ...]
    decided: tuple[Item, ...]
    kernel: TextKernel
    presence: PresenceModel
    direction: Direction
    within: Doubles
    left_out: Doubles
    checked: Doubles
    threshold: float

    @property
    def pairs(self) -> tuple[Stance, ...]:
        """Every label of every target, in the order of the columns of probabilities."""
        return tuple(Stance(target.id, label.id) for target in self.targets for label in target.labels)

    @classmethod
    def learn(cls, decided: Sequence[Item], describer: Describes) -> StanceModel:
        """Learn from decided quotations, at least one; stances that the codebook does not have are left out."""
        targets = describer.targets
        number = {target.id: place for place, target in enumerate(targets)}
        has = {(target.id, label.id) for target in targets for label in target.labels}
        stances = [(i, s) for i, item in enumerate(decided) for s in sorted(item.stances) if (s.target, s.label) in has]
        borne = np.zeros((len(decided), len(targets)))
        for item, stance in stances:
            borne[item, number[stance.target]] = 1
        texts = describer.describe(decided)
        known = np.arange(len(decided))
        if len(decided) > MANY:
            known = np.linspace(0, len(decided) - 1, RANK).astype(np.int64)
        kernel = TextKernel.learn(texts, known)
        likeness = kernel.compare(texts, new=False)
        neutral = any(kind_of(target, label.id) not in "+-" for target in targets for label in target.labels)
        presence = PresenceModel.learn(likeness, known, texts, borne, neutral)
        direction = Direction.learn(likeness, known, texts, targets, stances)
        chosen = direction.predict(likeness, texts, presence.left_out)
        given = np.zeros(chosen.shape)
        for row, (item, stance) in enumerate(stances[: len(direction.left_out)]):
            place = item, number[stance.target]
            chosen[place], given[place] = direction.left_out[row], direction.checked[row]
        within = _within(targets, [stance for _, stance in stances])
        none = np.zeros((0, 0))
        model = cls(tuple(targets), tuple(decided), kernel, presence, direction, within, none, none, 0.5)
        left_out, checked = model.join(presence.left_out, chosen), model.join(np.ones(borne.shape), given)
        gold = np.array([[pair in item.stances for pair in model.pairs] for item in decided])
        return replace(model, left_out=left_out, checked=checked, threshold=best_threshold(left_out, gold))

    def join(self, presence: Doubles, chosen: Doubles) -> Doubles:
        """The probability of each pair from that of a stance (texts by targets) and of each kind of label (by kinds too)."""
        kinds = self.direction.kinds
        of = [(place, kinds.index(kind_of(t, own.id))) for place, t in enumerate(self.targets) for own in t.labels]
        target, kind = np.array(of, dtype=np.int64).reshape(-1, 2).T
        return np.asarray(presence[:, target] * chosen[:, target, kind] * self.within)

    def predict(self, items: Sequence[Item], describer: Describes) -> Doubles:
        """The probability of each pair (items by :attr:`pairs`)."""
        out = np.zeros((len(items), len(self.pairs)))
        for at in range(0, len(items), BLOCK):
            texts = describer.describe(items[at : at + BLOCK])
            likeness = self.kernel.compare(texts)
            presence = self.presence.predict(likeness, texts)
            out[at : at + BLOCK] = self.join(presence, self.direction.predict(likeness, texts, presence))
        return out


def _within(targets: Sequence[Target], stances: Sequence[Stance]) -> Doubles:
    """Of each pair its share among the labels of its kind at its target: 1 where it is the only one."""
    count = Counter(stances)
    shares = []
    for target in targets:
        for label in target.labels:
            alike = [own.id for own in target.labels if kind_of(target, own.id) == kind_of(target, label.id)]
            total = sum(count[Stance(target.id, own)] + 1 for own in alike)
            shares.append((count[Stance(target.id, label.id)] + 1) / total)
    return np.array(shares)


def best_threshold(chances: Doubles, gold: NDArray[np.bool_]) -> float:
    """The probability from which predicting a pair gives the best mean F1 over the pairs that occur; .5 where none does."""
    occurring = gold.any(axis=0)
    if not occurring.any():
        return 0.5
    chances, gold = chances[:, occurring], gold[:, occurring]

    def score(threshold: float) -> float:
        said = chances >= threshold
        return float((2 * (said & gold).sum(axis=0) / (said.sum(axis=0) + gold.sum(axis=0)).clip(1)).mean())

    return max((step / 50 for step in range(2, 36)), key=score)
