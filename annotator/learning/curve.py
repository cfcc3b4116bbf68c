"""The record of predictions: how good those made before each decision were, and how much better more decisions would make them.

The record is prequential (Dawid, "Present position and potential developments: the prequential approach", JRSS A 147, 1984): each
decision is predicted by a model of those before it. Intervals are percentiles of a bootstrap of articles (Efron 1979). The errors are
extrapolated by a power law (Figueroa and others, "Predicting sample size required for classification performance", BMC Medical
Informatics 12, 2012).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.learning.encoded import Doubles, Ints
from annotator.learning.items import Item
from annotator.learning.model import Describes, StanceModel
from annotator.records import Stance

FIRST, GROWTH = 20, 1.5  # decisions before the first prediction; how much more there are at each next model
SURE = 0.85  # of a target's sum, from which its likeliest label is marked
REPLICATES, SEED = 500, 20
MORE = 100
BINS = 10


@dataclass(frozen=True)
class Forecast:
    """What was predicted of one decision by a model of ``learned`` earlier ones.

    ``first3``: whether a label given was among the three likeliest pairs (None: none was given). ``labels``: for each label given,
    whether it was the likeliest of its target, and that one's share of the target's sum. ``likeliest``, ``right``: of the likeliest pair.
    """

    item: Item
    learned: int
    first3: bool | None
    labels: tuple[tuple[bool, float], ...]
    likeliest: float
    right: bool


@dataclass(frozen=True)
class PredictionShare:
    """A share with its interval (95 %) and how many cases it rests on."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True)
class Point:
    """The figures of the decisions that models of ``learned`` decisions predicted."""

    learned: int
    first3: PredictionShare
    label: PredictionShare


@dataclass(frozen=True)
class Curve:
    """The whole record. ``shown``, ``shown_right``: of the labels given, how many would have been marked, and how often rightly.

    ``more``: by how much the share of right labels would grow with :data:`MORE` more decisions; None where the record is too short.
    """

    points: tuple[Point, ...]
    first3: PredictionShare
    label: PredictionShare
    shown: PredictionShare
    shown_right: PredictionShare
    calibration: PredictionShare
    more: PredictionShare | None


def steps(count: int) -> list[int]:
    """How many decisions each model of the record learns from."""
    out, at = [], float(FIRST)
    while at < count:
        out.append(int(at))
        at *= GROWTH
    return out


def forecasts(decided: Sequence[Item], describer: Describes) -> list[Forecast]:
    """Predict every decision after the first :data:`FIRST` from those before it, in the order in which they were made."""
    out: list[Forecast] = []
    bounds = [*steps(len(decided)), len(decided)]
    for learned, end in pairwise(bounds):
        model = StanceModel.learn(decided[:learned], describer)
        chance = model.predict(decided[learned:end], describer)
        out += [
            forecast(item, learned, row, model.pairs) for item, row in zip(decided[learned:end], chance, strict=True)
        ]
    return out


def forecast(item: Item, learned: int, chance: Doubles, pairs: Sequence[Stance]) -> Forecast:
    """Compare one decision with the probabilities of all pairs."""
    best = np.argsort(-chance, kind="stable")[:3]
    known = [stance for stance in sorted(item.stances) if stance in pairs]
    labels = []
    for stance in known:
        own = [number for number, pair in enumerate(pairs) if pair.target == stance.target]
        top = own[int(np.argmax(chance[own]))]
        labels.append((pairs[top].label == stance.label, float(chance[top] / max(chance[own].sum(), 1e-9))))
    right = pairs[best[0]] in item.stances
    first3 = any(pairs[number] in item.stances for number in best) if known else None
    return Forecast(item, learned, first3, tuple(labels), float(chance[best[0]]), right)


def summarize(record: Sequence[Forecast], *, seed: int = SEED) -> Curve:
    """The figures of a record, with intervals by article."""
    chance = np.random.default_rng(seed)
    articles = list(dict.fromkeys(one.item.article for one in record))
    number = {name: place for place, name in enumerate(articles)}
    drawn: Ints = np.zeros((REPLICATES, 0), dtype=np.int64)
    if articles:
        drawn = chance.multinomial(len(articles), np.full(len(articles), 1 / len(articles)), REPLICATES)
    # the record itself, then the replicates
    weights: Doubles = np.vstack([np.ones(len(articles)), drawn]).astype(np.float64)
    of = np.array([number[one.item.article] for one in record], dtype=np.int64)
    per_forecast = weights[:, of]  # how often each counts
    learned: Doubles = np.array([one.learned for one in record], dtype=np.float64)
    first3 = [one.first3 for one in record]
    right: Doubles = np.array([sum(hit for hit, _ in one.labels) for one in record], float)
    count: Doubles = np.array([len(one.labels) for one in record], float)
    has: Doubles = np.array([value is not None for value in first3], float)
    hit: Doubles = np.array([bool(value) for value in first3], float)
    shown: Doubles = np.array([sum(sure >= SURE for _, sure in one.labels) for one in record], float)
    shown_right: Doubles = np.array([sum(ok and sure >= SURE for ok, sure in one.labels) for one in record], float)
    points = []
    for step in dict.fromkeys(learned.tolist()):
        own = learned == step
        points.append(
            Point(
                int(step),
                _share(per_forecast[:, own], hit[own], has[own]),
                _share(per_forecast[:, own], right[own], count[own]),
            )
        )
    likeliest = np.array([one.likeliest for one in record])
    top_right: Doubles = np.array([one.right for one in record], float)
    errors = np.array([_calibration(row, likeliest, top_right) for row in per_forecast])
    return Curve(
        tuple(points), _share(per_forecast, hit, has), _share(per_forecast, right, count), _share(per_forecast, shown, count),
        _share(per_forecast, shown_right, shown), _figure(errors, len(record)), _more(per_forecast, learned, right, count),
    )  # fmt: skip


def _figure(values: Doubles, count: int) -> PredictionShare:
    """The first value with the percentiles of the others."""
    low, high = np.percentile(values[1:], [2.5, 97.5]) if count else (np.nan, np.nan)
    return PredictionShare(float(values[0]), float(low), float(high), count)


def _share(weights: Doubles, hits: Doubles, cases: Doubles) -> PredictionShare:
    total = weights @ cases
    return _figure((weights @ hits) / np.where(total > 0, total, 1), int(cases.sum()))


def _calibration(weights: Doubles, chance: Doubles, right: Doubles) -> float:
    bins = np.minimum((chance.clip(0, 1) * BINS).astype(int), BINS - 1)
    apart = np.bincount(bins, weights * (chance - right), minlength=BINS)
    return float(np.abs(apart).sum() / max(weights.sum(), 1e-9))


def _more(weights: Doubles, learned: Doubles, right: Doubles, count: Doubles) -> PredictionShare | None:
    """What :data:`MORE` decisions would bring: the power law of the error rate, fitted to each replicate by weighted least squares."""
    every = [step for step in dict.fromkeys(learned.tolist()) if count[learned == step].sum() >= 10]
    if len(every) < 3:
        return None
    now = float(learned.max()) if len(learned) else 0.0
    size = np.log(np.array(every, float))
    gains = []
    for row in weights:
        cases = np.array([(row * count)[learned == step].sum() for step in every])
        wrong = np.array([(row * (count - right))[learned == step].sum() for step in every])
        rate = np.log((wrong + 0.5) / (cases + 1))
        mean = (cases * size).sum() / max(cases.sum(), 1e-9)
        level = (cases * rate).sum() / max(cases.sum(), 1e-9)
        slope = (cases * (size - mean) * (rate - level)).sum() / max((cases * (size - mean) ** 2).sum(), 1e-9)
        # with more decisions the error rate does not grow, and it falls at most in proportion to their number
        slope = min(max(slope, -1.0), 0.0)
        gains.append(np.exp(level + slope * (np.log(now) - mean)) - np.exp(level + slope * (np.log(now + MORE) - mean)))
    return _figure(np.array(gains), int(count.sum()))
