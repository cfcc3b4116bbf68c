"""Fit the span scorer: corpus rates of categories (taken from the other folds), then boosted trees over them and the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np

from annotator.detection.indirect.model import Trees, WeightTable
from annotator.detection.indirect.span_features import CATEGORIES, SpanFeatures
from annotator.detection.indirect.spans import TaggedTokens, candidates
from annotator.detection.settings import TREE_DEPTH
from annotator.detection.tokens import Bools, Floats, Ints
from training.indirect.corpus import FOLDS, Item, fits

WRONG_CUE = 0.6  # worth of a candidate that fits a gold content and has another cue: its source will be wrong
SHRINK, LEAST = 20.0, 60  # candidates at the mean rate added to each value, and the fewest a value needs to be kept
ROUNDS = 130
SETTINGS: dict[str, Any] = {
    "objective": "cross_entropy", "learning_rate": 0.11, "num_leaves": 32, "max_depth": TREE_DEPTH, "min_data_in_leaf": 150,
    "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "verbose": -1, "num_threads": 1,
    "seed": 1, "deterministic": True,
}  # fmt: skip


def best_rows(piece: Ints, fit: Floats) -> Ints:
    """The candidates that fit each gold piece best, from an IoU of a half on, in text order."""
    order = np.argsort(-fit, kind="stable")
    order = order[fit[order] >= 0.5]
    _, first = np.unique(piece[order], return_index=True)
    return np.asarray(np.sort(order[first]))


@dataclass(frozen=True)
class Placed:
    """An article's candidates with the gold piece each fits best (-1: none) and how well (IoU)."""

    left: Ints
    right: Ints
    mass: Floats
    piece: Ints
    fit: Floats

    def best(self) -> tuple[Ints, Ints, Ints]:
        """(left, right, piece) of the candidate that fits each gold piece best, from an IoU of a half on, in text order."""
        rows = best_rows(self.piece, self.fit)
        return self.left[rows], self.right[rows], self.piece[rows]


@dataclass(frozen=True)
class Spans:
    """An article's candidates described, with the gold piece each fits best (-1: none), how well (IoU), and whether its cue is gold's."""

    described: SpanFeatures
    piece: Ints
    fit: Floats
    cued: Bools

    @property
    def right(self) -> Floats:
        """Whether the scorer would count each candidate as found."""
        return (self.fit >= 0.5).astype(np.float64)

    @property
    def worth(self) -> Floats:
        """What the trees learn: 1 where content and cue are right, :data:`WRONG_CUE` where the content alone is."""
        return self.right * np.where(self.cued, 1.0, WRONG_CUE)


def placed(item: Item, field: TaggedTokens) -> Placed:
    """The candidates of an article, compared with its gold pieces."""
    tokens = field.tokens
    low, high, mass = candidates(field)
    piece, fit = fits(tokens, low, high, [piece for piece, _ in item.pieces()])
    return Placed(low, high, mass, piece, fit)


def spans(item: Item, field: TaggedTokens, at: Placed, link: Floats) -> Spans:
    """The candidates of an article described, their cues chosen by the weights ``link``."""
    described = SpanFeatures(field, at.left, at.right, at.mass, link)
    ranges = [item.tokens(gold.cue) if gold.cue else (-1, len(item.parse)) for _, gold in item.pieces()]
    bounds = np.array([*ranges, (0, 0)], dtype=np.int64)  # the last one for candidates that fit nothing
    cued = (bounds[at.piece, 0] <= described.cue) & (described.cue < bounds[at.piece, 1])
    return Spans(described, at.piece, at.fit, cued)


def log_odds(hits: Any, count: Any, mean: float) -> Any:
    """The shrunken log-odds of a rate."""
    rate = (hits + SHRINK * mean) / (count + SHRINK)
    return np.log(rate / (1 - rate))


def rates(articles: Sequence[Spans], folds: Sequence[int]) -> tuple[WeightTable, float, list[Floats]]:
    """The table of category rates, the value of unknown ones, and for training each candidate's by the other folds' articles.

    Leaving out the article alone would let the trees read its labels off the small differences between rates.
    """
    right = np.concatenate([a.right for a in articles])
    fold = np.repeat(folds, [len(a.fit) for a in articles])
    mean = float(right.mean())
    unknown = float(log_odds(0.0, 0.0, mean))
    keys, values, columns = [], [], []
    for number in range(len(CATEGORIES)):
        codes = np.concatenate([a.described.categories[number] for a in articles])
        known, inverse = np.unique(codes, return_inverse=True)
        count, hits = np.bincount(inverse), np.bincount(inverse, right)
        by_fold = inverse * FOLDS + fold
        own_count = np.bincount(by_fold, minlength=len(known) * FOLDS)[by_fold]
        own_hits = np.bincount(by_fold, right, minlength=len(known) * FOLDS)[by_fold]
        others = count[inverse] - own_count
        columns.append(np.where(others >= LEAST, log_odds(hits[inverse] - own_hits, others, mean), unknown))
        keep = count >= LEAST
        keys.append(known[keep])
        values.append(np.round(log_odds(hits, count, mean)[keep], 3)[:, None])
    return WeightTable(keys, values), unknown, columns


def fit(articles: Sequence[Spans], folds: Sequence[int], rounds: int = ROUNDS) -> tuple[WeightTable, float, Trees]:
    """The rates, the value of unknown ones, and the trees."""
    table, unknown, columns = rates(articles, folds)
    rows = np.hstack([np.concatenate([a.described.numbers for a in articles]), np.stack(columns, axis=1)])
    worth = np.concatenate([a.worth for a in articles])
    booster = lightgbm.train(SETTINGS, lightgbm.Dataset(rows, worth), rounds)
    return table, unknown, exported(booster.dump_model())


def exported(dump: dict[str, Any]) -> Trees:
    """LightGBM's trees as complete binary trees; a leaf above the bottom is carried down."""
    inner = 2**TREE_DEPTH - 1
    features, thresholds, leaves = [], [], []

    def walk(node: dict[str, Any], at: int, feature: list[int], threshold: list[float], leaf: list[float]) -> None:
        if at >= inner:
            leaf[at - inner] = round(node["leaf_value"], 4)
            return
        if "split_feature" in node:
            feature[at], threshold[at] = node["split_feature"], float(f"{node['threshold']:.5g}")
        for side, child in (("left_child", 2 * at + 1), ("right_child", 2 * at + 2)):
            walk(node.get(side, node), child, feature, threshold, leaf)

    for tree in dump["tree_info"]:
        feature, threshold, leaf = [0] * inner, [0.0] * inner, [0.0] * (inner + 1)
        walk(tree["tree_structure"], 0, feature, threshold, leaf)
        features.append(feature)
        thresholds.append(threshold)
        leaves.append(leaf)
    return Trees(np.array(features, dtype=np.int64), np.array(thresholds), np.array(leaves))
