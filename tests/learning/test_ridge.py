import numpy as np

from annotator.learning import ridge
from annotator.learning.ridge import Ridge, columns_of, groups_of


def _made(rows: int = 40):
    chance = np.random.default_rng(3)
    points = chance.normal(size=(rows, 6))
    outputs = np.stack([points[:, 0] > 0, points[:, 1] + points[:, 2] > 0], axis=1).astype(float)
    return points @ points.T + 0.5, outputs


def _solved(kernel, outputs, penalty):
    return np.linalg.solve(kernel + penalty * np.eye(len(kernel)), outputs)


def test_weights_are_those_of_the_equations():
    kernel, outputs = _made()
    found = Ridge.fit(kernel, np.arange(40), outputs, groups_of(range(40)), [0.7])
    assert np.allclose(found.weights, _solved(kernel, outputs, 0.7))


def test_left_out_scores_are_those_of_learning_again_without_the_group():
    kernel, outputs = _made()
    groups = groups_of([n // 3 if n < 30 else n for n in range(40)])
    found = Ridge.fit(kernel, np.arange(40), outputs, groups, [0.7])
    for group in groups:
        rest = np.setdiff1d(np.arange(40), group)
        again = kernel[np.ix_(group, rest)] @ _solved(kernel[np.ix_(rest, rest)], outputs[rest], 0.7)
        assert np.allclose(found.left_out[group], again, atol=1e-6)


def test_the_penalty_with_the_smallest_left_out_error_is_taken():
    kernel, outputs = _made()
    errors = {}
    for penalty in (0.01, 1.0, 100.0):
        alone = Ridge.fit(kernel, np.arange(40), outputs, groups_of(range(40)), [penalty])
        errors[penalty] = ((alone.left_out - outputs) ** 2).sum()
    found = Ridge.fit(kernel, np.arange(40), outputs, groups_of(range(40)), list(errors))
    assert found.penalty == min(errors, key=errors.__getitem__)


def test_low_rank_is_exact_where_the_columns_span_the_kernel():
    kernel, outputs = _made()
    whole = Ridge.fit(kernel, np.arange(40), outputs, groups_of(range(40)), [0.7])
    some = np.arange(0, 40, 2)  # 20 columns; the kernel has rank 7
    low = Ridge.fit(kernel[:, some], some, outputs, groups_of(range(40)), [0.7])
    assert np.allclose(low.left_out, whole.left_out, atol=1e-4)
    assert np.allclose(kernel[:, some] @ low.weights, kernel @ whole.weights, atol=1e-4)


def test_many_rows_are_compared_with_some(monkeypatch):
    monkeypatch.setattr(ridge, "MANY", 10)
    monkeypatch.setattr(ridge, "RANK", 4)
    assert len(columns_of(np.arange(10), np.arange(10))) == 10
    assert columns_of(np.arange(11), np.arange(11)).tolist() == [0, 3, 6, 10]
    assert columns_of(np.array([0, 0, 1, 2]), np.array([0, 2])).tolist() == [0, 1, 3]
