"""The weights of the indirect model as they are shipped: one JSON file of numbers with its provenance, read once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from annotator.detection.indirect.cue import FEATURES
from annotator.detection.settings import TREE_DEPTH, TREE_ROWS
from annotator.detection.tokens import Floats, Ints
from annotator.resources import resource


@dataclass(frozen=True)
class WeightTable:
    """Weights of the values of each template: ``keys[t]`` sorted codes, ``values[t]`` their rows (codes by outputs)."""

    keys: list[Ints]
    values: list[Floats]

    def score(self, codes: Sequence[Ints], count: int) -> Floats:
        """The sum over templates of the weights of each row's value, 0 where it is unknown (rows by outputs)."""
        out = np.zeros((count, self.values[0].shape[1]))
        for column in self.look_up(codes, count):
            out += column
        return out

    def look_up(self, codes: Sequence[Ints], count: int, default: float = 0.0) -> list[Floats]:
        """For each template the weights of each row's value (rows by outputs)."""
        out = []
        for code, known, weight in zip(codes, self.keys, self.values, strict=True):
            if not len(known):
                out.append(np.full((count, weight.shape[1]), default))
                continue
            row = np.minimum(np.searchsorted(known, code), len(known) - 1)
            out.append(np.where((known[row] == code)[:, None], weight[row], default))
        return out

    @classmethod
    def of(cls, data: Mapping[str, Sequence[Any]], width: int) -> WeightTable:
        """From ``{template: [codes, rows]}``."""
        keys = [np.array(codes, dtype=np.int64) for codes, _ in data.values()]
        values = [np.array(rows, dtype=np.float64).reshape(-1, width) for _, rows in data.values()]
        return cls(keys, values)


@dataclass(frozen=True)
class Trees:
    """Boosted regression trees of one depth, as complete binary trees (Friedman, "Greedy function approximation", 2001).

    ``feature`` and ``threshold`` (trees by inner nodes, breadth first): go right where the value is greater.
    ``leaf`` (trees by leaves) adds up to the log-odds.
    """

    feature: Ints
    threshold: Floats
    leaf: Floats

    def probability(self, rows: Floats) -> Floats:
        """The probability for each row of features; a few thousand rows at once, so that memory is bounded."""
        return np.concatenate(
            [np.zeros(0), *(self._probability(rows[k : k + TREE_ROWS]) for k in range(0, len(rows), TREE_ROWS))]
        )

    def _probability(self, rows: Floats) -> Floats:
        count, trees = len(rows), len(self.feature)
        inner = self.feature.shape[1]
        base = (np.arange(trees) * inner)[None, :]
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        flat, offset = rows.ravel(), (np.arange(count) * rows.shape[1])[:, None]
        node = np.zeros((count, trees), dtype=np.int64)
        for _ in range(TREE_DEPTH):
            at = base + node
            node = 2 * node + 1 + (flat[offset + feature[at]] > threshold[at])
        leaf = node - inner + (np.arange(trees) * self.leaf.shape[1])[None, :]
        return np.asarray(1 / (1 + np.exp(-self.leaf.ravel()[leaf].sum(axis=1))))


@dataclass(frozen=True)
class AttributionModel:
    """All weights: of the choice of the cue, the span scorer (rates and trees) and the source ranker; the threshold.

    ``scale``: what the network's scores of labels are multiplied with.
    """

    scale: float
    link: Floats
    rates: WeightTable
    unknown: float
    trees: Trees
    source: WeightTable
    no_source: WeightTable
    threshold: float
    provenance: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> AttributionModel:
        """The model in a file written by ``training.indirect``."""
        data = json.loads(path.read_text(encoding="utf-8"))
        tagger, spans, source = data["tagger"], data["spans"], data["source"]
        trees = Trees(
            np.array(spans["feature"], dtype=np.int64),
            np.array(spans["threshold"], dtype=np.float64),
            np.array(spans["leaf"]),
        )
        return cls(
            tagger["scale"],
            np.array([data["cue"][name] for name in FEATURES]), WeightTable.of(spans["rates"], 1), spans["unknown"], trees,
            WeightTable.of(source["weights"], 1), WeightTable.of(source["none"], 1), spans["least"], data["provenance"],
        )  # fmt: skip


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Eight hex digits that change with any of the shipped numbers."""
    return hashlib.sha256(resource("weights", "indirect.json").read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=1)
def shipped() -> AttributionModel:
    """The model in ``resources/weights/indirect.json``."""
    return AttributionModel.read(resource("weights", "indirect.json"))
