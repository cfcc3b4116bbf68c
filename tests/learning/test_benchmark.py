import json

import numpy as np
import pytest

from benchmarks.learning import average_precision, calibration_error, evaluate, majority, measure, split
from benchmarks.stance_files import item_of, read_rows, targets_of


def _rows(tmp_path, count: int = 40):
    file = tmp_path / "made.jsonl"
    rows = [
        {
            "id": f"i{n}",
            "text": f"Text {n}",
            "target": None,
            "labels": ["harbor/favor"] if n % 2 else ["harbor/against"],
            "article": f"a{n // 3}",
        }
        for n in range(count)
    ]  # fmt: skip
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return [item_of(row) for row in read_rows(file)]


def test_average_precision_is_the_one_worked_out_by_hand():
    assert average_precision(np.array([1.0, 0, 1]), np.array([0.9, 0.8, 0.7])) == pytest.approx((1 + 2 / 3) / 2)


def test_measures_of_three_items():
    pairs = ["harbor/against", "harbor/favor", "school/favor"]
    gold = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]] * 5)
    chance = np.array([[0.9, 0.1, 0.2], [0.4, 0.3, 0.9], [0.1, 0.1, 0.6]] * 5)
    found = measure(gold, pairs, chance, 0.5)
    assert found["first3"] == 1
    assert found["label"] == pytest.approx(2 / 3)  # of the second item against is likelier
    assert found["shown"] == pytest.approx(2 / 3)  # .9 of 1.0, and the only label of the school; .4 of .7 is not shown
    assert found["right"] == 1
    assert found["F1"] == pytest.approx((1 + 0 + 2 * 5 / 15) / 3)


def test_articles_stay_together_and_the_last_are_predicted(tmp_path):
    before, after = split(_rows(tmp_path), 1, 10)
    assert len(after) == 10 and len(before) == 30
    places = {}
    for n, item in enumerate([*before, *after]):
        places.setdefault(item.article, []).append(n)
    assert all(own == list(range(own[0], own[0] + len(own))) for own in places.values())


def test_evaluation_tells_means_with_intervals(tmp_path):
    found = evaluate(_rows(tmp_path), majority, 20, 5, 12)
    assert found["AP_low"] <= found["AP"] <= found["AP_high"]
    assert found["first3"] == 1
    assert evaluate(_rows(tmp_path), majority, 500, 5, 12) == {}


def test_calibration_error_of_sure_and_wrong_is_one():
    assert calibration_error(np.array([1.0, 1.0]), np.array([0.0, 0.0])) == 1
    assert calibration_error(np.array([0.25, 0.25, 0.25, 0.25]), np.array([1.0, 0, 0, 0])) == 0


def test_words_for_and_against_have_a_polarity():
    (target,) = targets_of(["eu-army/against", "eu-army/neutral", "eu-army/positive"])
    assert target.name == "eu army"
    assert [label.polarity for label in target.labels] == [-1, 0, 1]
