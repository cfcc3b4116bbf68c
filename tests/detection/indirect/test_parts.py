"""The parts of the indirect model against slow but plain computations, and what may be in its file."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotator.detection import network
from annotator.detection.indirect.find import best_disjoint
from annotator.detection.indirect.model import AttributionModel, Trees, shipped
from annotator.detection.indirect.source import softmax
from annotator.detection.indirect.tagger import INSIDE, marginals
from annotator.detection.marks import stretches
from annotator.detection.network import States
from annotator.detection.settings import TREE_DEPTH
from annotator.resources import resource
from tests.detection.parsing import parsed

GAINS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(1, 5), st.integers(-5, 10).map(lambda k: k / 7)), min_size=1, max_size=8
)


@given(GAINS)
def test_the_kept_spans_are_the_best_disjoint_set(spans: list[tuple[int, int, float]]) -> None:
    left = np.array([a for a, _, _ in spans])
    right = left + np.array([n for _, n, _ in spans])
    gain = np.array([g for _, _, g in spans])

    def disjoint(chosen: tuple[int, ...]) -> bool:
        return all(right[i] <= left[j] or right[j] <= left[i] for i, j in combinations(chosen, 2))

    sets = [c for k in range(len(spans) + 1) for c in combinations(range(len(spans)), k) if disjoint(c)]
    kept = best_disjoint(left, right, gain)
    assert disjoint(tuple(kept))
    assert np.isclose(gain[kept].sum(), max(gain[list(c)].sum() for c in sets))


def test_labels_are_probabilities_and_nothing_goes_on_over_a_line() -> None:
    text = "The mayor said the harbour would close.\nShe promised that it would open again.\n"
    states = States(network.shipped(), parsed(text), stretches(text))
    single, going = marginals(states, 0.5)
    scores = 0.5 * states.labels()
    assert np.allclose(single, np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True))
    assert states.tokens.parse.words.index("She") in states.tokens.first
    for i in range(states.tokens.n):
        assert going[i] == (0.0 if i in states.tokens.first else single[i, INSIDE])


def test_trees_add_the_leaf_that_each_row_falls_into() -> None:
    make = np.random.default_rng(1)
    inner = 2**TREE_DEPTH - 1
    trees = Trees(make.integers(0, 4, (6, inner)), make.normal(size=(6, inner)), make.normal(size=(6, inner + 1)))
    rows = make.normal(size=(20, 4))
    for row, chance in zip(rows, trees.probability(rows), strict=True):
        total = 0.0
        for feature, threshold, leaf in zip(trees.feature, trees.threshold, trees.leaf, strict=True):
            node = 0
            while node < inner:
                node = 2 * node + (2 if row[feature[node]] > threshold[node] else 1)
            total += leaf[node - inner]
        assert np.isclose(chance, 1 / (1 + np.exp(-total)))


def test_candidates_and_the_null_answer_share_one_softmax() -> None:
    chance, nobody = softmax(np.array([1.0, 2.0, 0.0]), np.array([0.5, 0.0, 3.0]), np.array([0, 0, 2]))
    assert np.allclose(chance[:2].sum() + nobody[0], 1)
    assert nobody[1] == 1
    assert np.isclose(nobody[2], 1 / (1 + np.exp(-3.0)))


def test_the_shipped_file_is_small_and_names_its_origin() -> None:
    path = resource("weights", "indirect.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    assert path.stat().st_size < 1_000_000
    assert {"corpus", "date", "articles", "numbers"} <= data["provenance"].keys()
    assert sum(data["provenance"]["numbers"].values()) <= 30_000
    assert isinstance(shipped(), AttributionModel)
