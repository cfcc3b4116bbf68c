"""Whether a quotation bears a stance towards a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.learning.described import Described
from annotator.learning.encoded import Doubles, Ints, Singles
from annotator.learning.kernels import as_doubles, person_code, same
from annotator.learning.logistic import fit_logistic, sigmoid
from annotator.learning.outside import ABSENT, AGAINST, FAVOR, NEITHER
from annotator.learning.ridge import Ridge, columns_of, groups_of

PENALTIES = (0.1, 0.3, 1.0, 3.0)
PAIR_PENALTIES = (0.3, 1.0, 3.0)
CONSTANT, SPEAKER = 0.1, 0.15  # what any two quotations share, and those of one speaker
FEW_NAMED = 20  # pairs in which the text names the target; below, nothing is learned from them alone
# The features of the logistic regression, each with the weight to start from and how firmly it is held there. The starting weights are
# rounded means over the public sets of docs/learning.md after 200 decisions.
FEATURES = {
    "constant": (0.0, 1.0), "score": (4.0, 0.3), "prior": (1.0, 20.0), "named": (0.5, 3.0), "score, named": (1.0, 1.0),
    "prior, named": (0.0, 20.0), "strength": (2.0, 1.0), "outside, named": (0.3, 3.0), "outside, not named": (0.0, 3.0),
    "speaker is target": (-2.0, 0.5), "often": (0.0, 1.0), "others, named": (0.0, 1.0), "begin": (0.0, 1.0),
    "others, not named": (0.0, 1.0),
}  # fmt: skip
START = np.array([start for start, _ in FEATURES.values()])
HOLD = np.array([hold for _, hold in FEATURES.values()])


@dataclass(frozen=True)
class PresenceModel:
    """A ridge for all targets, one for the pairs whose target is named, and a logistic regression over both."""

    ridge: Ridge
    pairs: Ridge | None
    pair_items: Ints  # of the named pairs that others are compared with: the column of the quotation, and the target
    pair_targets: Ints
    prior: Doubles  # log odds by target
    weights: Doubles
    speakers: tuple[str, ...]  # of the columns
    neutral: bool  # whether the codebook has labels that are neither for nor against
    left_out: Doubles  # decided by targets: the probability from all other articles' decisions

    @classmethod
    def learn(cls, likeness: Singles, known: Ints, decided: Described, borne: Doubles, neutral: bool) -> PresenceModel:
        """Learn from the likeness of the decided with the known among them, and the stances they bear (decided by targets, 0 or 1)."""
        keys = [item.article for item in decided.items]
        speakers = tuple(person_code(decided.items[i].speaker) for i in known)
        kernel = _with_speakers(likeness, [person_code(item.speaker) for item in decided.items], speakers)
        ridge = Ridge.fit(kernel, known, borne, groups_of(keys), PENALTIES)
        items, targets = np.nonzero(decided.named)
        column = np.full(len(borne), -1, dtype=np.int64)
        column[known] = np.arange(len(known))
        columns = columns_of(items, known)
        pairs, strength = None, np.zeros(borne.shape)
        if len(items) >= FEW_NAMED:
            found = borne[items, targets][:, None]
            alike = likeness[items][:, column[items[columns]]] * _targets_alike(targets, targets[columns]) + CONSTANT
            pairs = Ridge.fit(
                as_doubles(alike), columns, found - found.mean(), groups_of([keys[i] for i in items]), PAIR_PENALTIES
            )
            strength[items, targets] = pairs.left_out[:, 0]
        count = len(borne)
        without = (borne.sum(axis=0) - borne + 0.5) / (count + 1)  # the prior as the others' decisions give it
        features = _features(decided, ridge.left_out, strength, _log_odds(without), neutral)
        weights = fit_logistic(features.reshape(-1, len(START)), borne.ravel(), START, HOLD)
        prior = _log_odds((borne.sum(axis=0) + 0.5) / (count + 1))
        left_out = sigmoid(features @ weights)
        of = column[items[columns]], targets[columns]
        return cls(ridge, pairs, *of, prior, weights, speakers, neutral, left_out)

    def predict(self, likeness: Singles, texts: Described) -> Doubles:
        """The probability of a stance (texts by targets); ``likeness`` with the known quotations."""
        speakers = [person_code(item.speaker) for item in texts.items]
        score = _with_speakers(likeness, speakers, self.speakers) @ self.ridge.weights
        strength = np.zeros(score.shape)
        if self.pairs is not None:
            own = self.pairs.weights[:, 0]
            for target in range(score.shape[1]):
                weights = own * _targets_alike(np.array([target]), self.pair_targets)[0]
                by_column = np.bincount(self.pair_items, weights, minlength=likeness.shape[1])
                strength[:, target] = likeness @ by_column + CONSTANT * own.sum()
        features = _features(texts, score, strength, self.prior[None], self.neutral)
        return sigmoid(features @ self.weights)


def _log_odds(share: Doubles) -> Doubles:
    return np.asarray(np.log(share / (1 - share)))


def _with_speakers(likeness: Singles, left: Sequence[str], right: Sequence[str]) -> Doubles:
    return as_doubles(likeness) + CONSTANT + SPEAKER * same(left, right)


def _targets_alike(left: Ints, right: Ints) -> Doubles:
    """Half the likeness of texts counts for pairs of different targets."""
    return np.asarray(0.5 + 0.5 * (left[:, None] == right[None]))


def _features(texts: Described, score: Doubles, strength: Doubles, prior: Doubles, neutral: bool) -> Doubles:
    """Texts by targets by :data:`FEATURES`."""
    named, answers = texts.named, np.exp(texts.answers.astype(np.float64))
    stance = answers[..., FAVOR] + answers[..., AGAINST] + (answers[..., NEITHER] if neutral else 0)
    rest = answers[..., ABSENT] + (0 if neutral else answers[..., NEITHER])
    outside = np.log((stance + 1e-3) / (rest + 1e-3))
    prior = np.broadcast_to(prior, named.shape)
    return np.stack(
        [
            np.ones(named.shape), score, prior, named, score * named, prior * named, strength * named, outside * named,
            outside * (1 - named), texts.own, texts.often * named, texts.others * named, texts.begin * named,
            texts.others * (1 - named),
        ],
        axis=-1,
    )  # fmt: skip
