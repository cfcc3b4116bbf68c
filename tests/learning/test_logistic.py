import numpy as np

from annotator.learning.logistic import choice, fit_choice, fit_logistic, sigmoid


def test_the_slope_is_zero_at_the_weights_found():
    chance = np.random.default_rng(1)
    features = chance.normal(size=(200, 3))
    answers = (features @ [2.0, -1.0, 0.0] + chance.normal(size=200) > 0).astype(float)
    start, hold = np.array([0.5, 0.0, 0.0]), np.array([1.0, 2.0, 3.0])
    weights = fit_logistic(features, answers, start, hold)
    assert np.allclose(features.T @ (sigmoid(features @ weights) - answers) + hold * (weights - start), 0, atol=1e-2)
    assert weights[0] > 1 and weights[1] < -0.5


def test_separable_answers_do_not_run_away():
    features = np.array([[1.0, 1000.0], [1.0, -1000.0]])
    weights = fit_logistic(features, np.array([1.0, 0.0]), np.zeros(2), np.array([1.0, 1e-3]))
    assert np.isfinite(weights).all() and np.abs(weights).max() < 10


def test_nothing_to_learn_leaves_the_weights():
    start = np.array([1.5, -2.0])
    assert np.array_equal(fit_logistic(np.zeros((0, 2)), np.zeros(0), start, np.ones(2)), start)


def test_a_choice_is_among_the_open_options_and_adds_up_to_one():
    chance = np.random.default_rng(2)
    features, open_ = chance.normal(size=(60, 3, 2)), np.ones((60, 3), dtype=bool)
    open_[:30, 2] = False
    chosen = np.where(open_, features[..., 0], -9).argmax(axis=1)
    weights = fit_choice(features, chosen, open_, np.zeros(2), np.ones(2))
    found = choice(features, open_, weights)
    assert np.allclose(found.sum(axis=1), 1) and (found[:30, 2] == 0).all()
    assert weights[0] > 1 > abs(weights[1])
    assert (found.argmax(axis=1) == chosen).mean() > 0.9
