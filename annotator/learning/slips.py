"""Which decisions look like slips: those that an annotator's decisions about all other articles speak against.

Ranking by the loss under left-out prediction (Northcutt, Jiang and Chuang, "Confident learning", JAIR 70, 2021, section 4; Dickinson and
Meurers, EACL 2003, for annotation): a decision is surprising where its labels had a low probability, or a label that it lacks a high one.
"""

from __future__ import annotations

import numpy as np

from annotator.learning.encoded import Doubles
from annotator.learning.model import StanceModel

_LEAST = 1e-6
WEIGHT = 0.25  # how much the presence of a stance counts beside its label: it is harder to tell


def surprises(model: StanceModel) -> Doubles:
    """Of each decided quotation how surprising it is, in bits: the largest surprise among its targets."""
    found = target_surprises(model)
    return np.asarray(found.max(axis=1)) if found.shape[1] else np.zeros(len(found))


def target_surprises(model: StanceModel) -> Doubles:
    """Of each decided quotation and target how surprising the decision is, in bits (decided by targets).

    For a target with a stance: minus the logarithm of the given label's probability among the target's labels, plus, with a smaller
    weight, minus the logarithm of the probability of any stance. For a target without one: the second term alone, of no stance.
    """
    gold = np.array([[pair in item.stances for pair in model.pairs] for item in model.decided], dtype=bool)
    gold = gold.reshape(len(model.decided), len(model.pairs))
    target = np.array([pair.target for pair in model.pairs])
    out = np.zeros((len(gold), len(model.targets)))
    for place, each in enumerate(model.targets):
        own = target == each.id
        chance = model.left_out[:, own].clip(_LEAST, 1)
        total = chance.sum(axis=1).clip(_LEAST, 1 - _LEAST)
        given = gold[:, own]
        borne = given.any(axis=1)
        label = np.where(given, chance, 1).min(axis=1, initial=1) / np.where(borne, total, 1)
        there = np.where(borne, total, 1 - total)
        out[:, place] = -np.log2(label.clip(_LEAST, 1)) - WEIGHT * np.log2(there)
    return out
