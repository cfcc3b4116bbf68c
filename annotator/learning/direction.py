"""Which label a quotation bears towards a target, once it is known that it bears one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.learning.described import Described
from annotator.learning.encoded import Doubles, Ints, Singles
from annotator.learning.kernels import as_doubles, person_code, same
from annotator.learning.logistic import choice, fit_choice
from annotator.learning.outside import AGAINST, FAVOR, NEITHER
from annotator.learning.ridge import Ridge, columns_of, groups_of
from annotator.records import Stance, Target

PENALTIES = (0.3, 1.0, 3.0)
OTHER_TARGET = 0.3  # how much of two texts' likeness counts where their targets differ
SPEAKER, PARTY = 0.5, 0.3  # what two stances of one speaker, or of one organization, towards one target share
FEWEST = 4  # stances; below, the outside prior and the codebook's labels are all there is
SMOOTH = 1.0  # decisions that a target's labels are thought to have had before the first
# The features of the choice, each with the weight to start from and how firmly it is held there.
FEATURES = {
    "score": (3.0, 0.3), "prior": (1.0, 10.0), "outside": (0.8, 20.0), "outside, named": (0.4, 20.0), "neither": (0.1, 10.0),
    "tone": (0.0, 5.0), "tone near": (0.9, 5.0), "tone in clause": (0.3, 5.0), "without tone": (0.1, 5.0),
}  # fmt: skip
START = np.array([start for start, _ in FEATURES.values()])
HOLD = np.array([hold for _, hold in FEATURES.values()])
BESIDE, EXPECTED = (
    10.0,
    0.8,
)  # how firmly the weight of other stances is held at nothing; what it counts where they are expected


def kinds_of(targets: Sequence[Target]) -> tuple[str, ...]:
    """What labels of different targets have in common: for, against, or for those that are neither their ids."""
    return tuple(dict.fromkeys(kind_of(target, label.id) for target in targets for label in target.labels))


def kind_of(target: Target, label: str) -> str:
    """A label's kind: "+" or "-" after its polarity, else its id."""
    polarity = next((own.polarity for own in target.labels if own.id == label), 0)
    return {1: "+", -1: "-"}.get(polarity, label)


@dataclass(frozen=True)
class Direction:
    """A ridge over the decided stances and a choice among a target's labels; without a ridge the outside prior alone.

    A second choice knows one thing more: the kinds of the labels that the quotation bears towards other targets, which go together in
    some projects and against each other in others. Where these are not decided, those expected stand for them: a step of mean field
    (Besag, "Statistical analysis of non-lattice data", The Statistician 24, 1975, for the learning).
    """

    kinds: tuple[str, ...]
    open: NDArray[np.bool_]  # targets by kinds: which of them a target has
    prior: Doubles  # targets by kinds, logarithms
    weights: Doubles
    together: Doubles  # the weights of the second choice: those of the features, and of the other stances
    ridge: Ridge | None
    items: Ints  # of the stances that others are compared with: the column of the quotation, and the target
    targets: Ints
    speakers: tuple[str, ...]
    parties: tuple[str, ...]
    left_out: Doubles  # decided stances by kinds: the probability from all other articles' decisions
    checked: Doubles  # the same where the quotation's other stances are known

    @classmethod
    def learn(
        cls,
        likeness: Singles,
        known: Ints,
        decided: Described,
        targets: Sequence[Target],
        stances: list[tuple[int, Stance]],
    ) -> Direction:
        """Learn from the likeness of the decided with the known among them, and their stances (number of the quotation, stance)."""
        kinds = kinds_of(targets)
        number = {target.id: place for place, target in enumerate(targets)}
        open_ = np.array([[any(kind_of(t, own.id) == kind for own in t.labels) for kind in kinds] for t in targets])
        items = np.array([item for item, _ in stances], dtype=np.int64)
        of = np.array([number[stance.target] for _, stance in stances], dtype=np.int64)
        chosen = np.array(
            [kinds.index(kind_of(targets[number[s.target]], s.label)) for _, s in stances], dtype=np.int64
        )
        counts = np.zeros((len(targets), len(kinds)))
        np.add.at(counts, (of, chosen), 1)
        share = (counts.sum(axis=0) + 1) / (counts.sum() + len(kinds))
        columns = columns_of(items, known)
        column = np.full(len(decided.items), -1, dtype=np.int64)
        column[known] = np.arange(len(known))
        speakers = [person_code(decided.items[i].speaker) for i in items]
        parties = [person_code(decided.items[i].organization) for i in items]
        some = (
            column[items[columns]], of[columns], tuple(speakers[i] for i in columns), tuple(parties[i] for i in columns)
        )  # fmt: skip
        if len(stances) < FEWEST:
            none = np.zeros((0, len(kinds)))
            return cls(kinds, open_, _prior(counts, share), START, np.append(START, 0.0), None, *some, none, none)
        one = np.eye(len(kinds))[chosen]
        one_target = (of[:, None] == some[1][None]).astype(np.float32)
        alike = likeness[items][:, some[0]] * (OTHER_TARGET + (1 - OTHER_TARGET) * one_target)
        alike += one_target * (SPEAKER * same(speakers, some[2]) + PARTY * same(parties, some[3]))
        groups = groups_of([decided.items[i].article for i in items])
        ridge = Ridge.fit(as_doubles(alike), columns, one - share, groups, PENALTIES)
        features = _features(decided, items, of, ridge.left_out, _prior(counts[of] - one, share), kinds)
        weights = fit_choice(features, chosen, open_[of], START, HOLD)
        borne = np.zeros((len(decided.items), len(kinds)))
        np.add.at(borne, items, one)
        more = _with(features, _share(borne[items] - one))
        together = fit_choice(more, chosen, open_[of], np.append(START, 0.0), np.append(HOLD, BESIDE))
        left_out, checked = choice(features, open_[of], weights), choice(more, open_[of], together)
        return cls(kinds, open_, _prior(counts, share), weights, together, ridge, *some, left_out, checked)

    def predict(self, likeness: Singles, texts: Described, presence: Doubles) -> Doubles:
        """The probability of each kind of label (texts by targets by kinds) towards a target that the text has a stance on.

        ``presence``: that of a stance (texts by targets).
        """
        shape = (len(texts.items), len(self.open), len(self.kinds))
        score = np.zeros(shape)
        if self.ridge is not None:
            speakers = [person_code(item.speaker) for item in texts.items]
            parties = [person_code(item.organization) for item in texts.items]
            person = SPEAKER * same(speakers, self.speakers) + PARTY * same(parties, self.parties)
            alike = likeness[:, self.items]
            for target in range(shape[1]):
                own = self.targets == target
                weights = self.ridge.weights * (OTHER_TARGET + (1 - OTHER_TARGET) * own)[:, None]
                score[:, target] = alike @ weights + person[:, own] @ self.ridge.weights[own]
        items, targets = (part.ravel() for part in np.indices(shape[:2]))
        features = _features(texts, items, targets, score.reshape(-1, shape[2]), self.prior[targets], self.kinds)
        alone = choice(features, self.open[targets], self.weights).reshape(shape)
        expected = presence[..., None] * alone
        rest = expected.sum(axis=1, keepdims=True) - expected  # of the other targets
        any_ = 1 - np.exp(-rest.sum(axis=-1, keepdims=True))  # the chance that there is another stance
        beside = EXPECTED * any_ * _share(rest)
        return choice(_with(features, beside.reshape(-1, shape[2])), self.open[targets], self.together).reshape(shape)


def _share(counts: Doubles) -> Doubles:
    """Each kind's share of the last axis; zeros where there is nothing."""
    return np.asarray(counts / counts.sum(axis=-1, keepdims=True).clip(1e-9))


def _with(features: Doubles, beside: Doubles) -> Doubles:
    """The features with the shares of the other stances' kinds."""
    return np.concatenate([features, beside[..., None]], axis=-1)


def _prior(counts: Doubles, share: Doubles) -> Doubles:
    return np.asarray(np.log((counts + SMOOTH * share) / (counts.sum(axis=-1, keepdims=True) + SMOOTH)))


def _features(
    texts: Described, items: Ints, targets: Ints, score: Doubles, prior: Doubles, kinds: Sequence[str]
) -> Doubles:
    """Pairs by kinds by :data:`FEATURES`."""
    answers = texts.answers[items, targets].astype(np.float64)
    way = np.array([{"+": 0.5, "-": -0.5}.get(kind, 0.0) for kind in kinds])
    outside = (answers[:, FAVOR] - answers[:, AGAINST])[:, None] * way
    neither = answers[:, NEITHER][:, None] * (way == 0)
    tone = texts.tones[items, targets].astype(np.float64)
    tones = (2 * way[:, None] * tone[:, None]).transpose(2, 0, 1)
    without = -np.abs(tone[:, 1])[:, None] * (way == 0)
    named = texts.named[items, targets][:, None]
    return np.stack([score, prior, outside, outside * named, neither, *tones, without], axis=-1)
