"""Decisions worth a second look, with the reason in words, and labels likely enough to be marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.learning.curve import SURE
from annotator.learning.encoded import Doubles, Ints
from annotator.learning.items import Item
from annotator.learning.model import Describes, StanceModel
from annotator.learning.slips import target_surprises
from annotator.records import Stance, Target

LEAST = 1.0  # bits of surprise from which a decision is listed: what was decided was not even likely
SHARE = 10  # at most one in so many decisions is listed
NEAREST, SHOWN = 12, 3  # own examples that are counted, and that are shown
# how many of the nearest are counted: the most first, until their commonest label is not the one given
FEWER = (12, 8, 5, 3, 1)
SPEAKER = 0.3  # what two quotations of one speaker have in common besides their words
YOU = "You"  # whose decisions reasons speak of, where they are the reader's own


@dataclass(frozen=True)
class DecisionToCheck:
    """A decided quotation worth a second look: its place in the list of the decided, the target, why, and the nearest own examples."""

    number: int
    bits: float
    target: str
    reason: str
    nearest: tuple[int, ...]


def looks(model: StanceModel, describer: Describes, who: str = YOU) -> list[DecisionToCheck]:
    """The decisions that the others speak against, most surprising first; at most a tenth of all. ``who``: as the reasons call them."""
    bits = target_surprises(model)
    most = max(len(model.decided) // SHARE, 1)
    order = np.argsort(-bits.max(axis=1), kind="stable")[:most]
    chosen = [int(n) for n in order if bits[n].max() >= LEAST]
    if not chosen:
        return []
    items = [model.decided[n] for n in chosen]
    likeness = model.kernel.compare(describer.describe(items), new=False)
    known = model.presence.ridge.columns
    out = []
    for row, number in enumerate(chosen):
        target = model.targets[int(bits[number].argmax())]
        alike = _alike(likeness[row].astype(np.float64), known, model.decided, number, target)
        reason = _beside(model, number, target, who) or _reason(model.decided, number, target, alike, who)
        out.append(DecisionToCheck(number, float(bits[number].max()), target.id, reason, tuple(alike[:SHOWN])))
    return out


def label_names(item: Item, target: Target) -> list[str]:
    """The names of the labels that an item bears towards a target."""
    given = {stance.label for stance in item.stances if stance.target == target.id}
    return [label.name for label in target.labels if label.id in given]


def _alike(likeness: Doubles, known: Ints, decided: Sequence[Item], number: int, target: Target) -> list[int]:
    """The most alike decisions of other articles; where this one has a stance on the target, of those that have one."""
    own = decided[number]
    has = bool(label_names(own, target))
    found = []
    for place, other in enumerate(map(int, known)):
        item = decided[other]
        if item.article == own.article or (has and not label_names(item, target)):
            continue
        found.append((-(likeness[place] + SPEAKER * bool(own.speaker and item.speaker == own.speaker)), other))
    return [other for _, other in sorted(found)[:NEAREST]]


def _beside(model: StanceModel, number: int, target: Target, who: str) -> str:
    """The reason where the quotation's other stances make a label surprising; "" where its words do, or none was given."""
    item = model.decided[number]
    others = [(t, name) for t in model.targets if t.id != target.id for name in label_names(item, t)]
    own = np.array([pair.target == target.id for pair in model.pairs])
    given = np.array([pair in item.stances for pair in model.pairs]) & own
    if not others or not given.any():
        return ""
    alone, known = (rows[number] / max(rows[number][own].sum(), 1e-9) for rows in (model.left_out, model.checked))
    if known[given].min() > alone[given].min() / 2:
        return ""
    whose = "Your" if who == YOU else f"{who}'s"
    label, (other, name) = ", ".join(label_names(item, target)), others[0]
    return (
        f"{whose} other decisions make “{label}” towards {target.name} unlikely beside “{name}” towards {other.name} "
        "in the same quotation."
    )


def _reason(decided: Sequence[Item], number: int, target: Target, alike: Sequence[int], who: str) -> str:
    whose = "Your" if who == YOU else f"{who}'s"
    given = ", ".join(label_names(decided[number], target))
    labels = [", ".join(label_names(decided[other], target)) for other in alike]
    if given:
        for most in FEWER:  # the nearest few say more where the many differ among themselves
            label, count = Counter(labels[:most]).most_common(1)[0] if labels else ("", 0)
            if label and label != given:
                here = len(labels[:most])
                return f"{who} gave {count} of the {here} most similar quotations “{label}” towards {target.name}, but this one “{given}”."
        return f"{whose} other decisions make “{given}” towards {target.name} unlikely here."
    bearing = sum(bool(label) for label in labels)
    if bearing:
        return f"{who} gave {bearing} of the {len(alike)} most similar quotations a label towards {target.name}, but not this one."
    return f"{whose} other decisions make a label towards {target.name} likely here."


def likeliest_targets(chances: Doubles, targets: Sequence[Target]) -> tuple[str, ...]:
    """The targets' ids, that of the likeliest stance first; of targets alike likely the codebook's order."""
    bounds = np.cumsum([0, *(len(target.labels) for target in targets)])
    sums = [float(chances[begin:end].sum()) for begin, end in pairwise(bounds.tolist())]
    return tuple(target.id for _, target in sorted(zip(sums, targets, strict=True), key=lambda each: -each[0]))


def marks(chances: Doubles, targets: Sequence[Target]) -> tuple[Stance, ...]:
    """The label of each target that would be marked: with a share of at least :data:`SURE` of the target's sum."""
    out, at = [], 0
    for target in targets:
        own = chances[at : at + len(target.labels)]
        at += len(target.labels)
        if len(own) > 1 and own.max() >= SURE * own.sum() > 0:
            out.append(Stance(target.id, target.labels[int(own.argmax())].id))
    return tuple(out)
