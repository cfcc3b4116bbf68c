"""Which decisions look like slips: those that an annotator's decisions about all other articles speak against.

Ranking by the loss under left-out prediction (Northcutt, Jiang and Chuang, "Confident learning", JAIR 70, 2021, section 4; Dickinson and
Meurers, EACL 2003, for annotation): a decision is surprising where its labels had a low probability, or a label that it lacks a high one.
"""

from __future__ import annotations

import numpy as np

from annotator.learning.encoded import Doubles
from annotator.learning.model import StanceModel

_LEAST = 1e-6
ABSENT = 0.25  # how much the presence of a stance counts where none was given: it is harder to tell than its label
RARE = 0.5  # how much of a label's rarity is taken off: rare labels are unlikely everywhere


def surprises(model: StanceModel) -> Doubles:
    """Of each decided quotation how surprising it is, in bits: the largest surprise among its targets."""
    found = target_surprises(model)
    return np.asarray(found.max(axis=1)) if found.shape[1] else np.zeros(len(found))


def target_surprises(model: StanceModel) -> Doubles:
    """Of each decided quotation and target how surprising the decision is, in bits (decided by targets).

    For a target with a stance: minus the logarithm of the given label's probability among the target's labels, the quotation's other
    stances being known, plus half that of its share among the labels decided for the target. For a target without one: minus the
    logarithm of the probability of no stance, with a smaller weight.
    """
    gold = np.array([[pair in item.stances for pair in model.pairs] for item in model.decided], dtype=bool)
    gold = gold.reshape(len(model.decided), len(model.pairs))
    target = np.array([pair.target for pair in model.pairs])
    out = np.zeros((len(gold), len(model.targets)))
    for place, each in enumerate(model.targets):
        own = target == each.id
        total = model.left_out[:, own].sum(axis=1)
        given, chance = gold[:, own], model.checked[:, own].clip(_LEAST, 1)
        counts = given.sum(axis=0) + 1
        likely = np.where(given, chance, 1).min(axis=1, initial=1)
        share = np.where(given, counts / counts.sum(), 1).min(axis=1, initial=1)
        without = -ABSENT * np.log2((1 - total).clip(_LEAST, 1))
        out[:, place] = np.where(given.any(axis=1), RARE * np.log2(share) - np.log2(likely), without)
    return out
