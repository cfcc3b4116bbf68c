import numpy as np
import pytest

from annotator.learning.curve import FIRST, Forecast, forecast, forecasts, steps, summarize
from annotator.learning.items import Item
from annotator.records import Stance
from tests.learning.made import items

PAIRS = (Stance("harbor", "favor"), Stance("harbor", "against"), Stance("school", "favor"), Stance("school", "against"))


def _item(*stances: Stance, article: str = "a") -> Item:
    return Item("q", "words", article, stances=frozenset(stances))


def test_each_decision_is_predicted_once_and_from_earlier_ones(describer):
    decided = items(60)
    found = forecasts(decided, describer)
    assert [one.item for one in found] == decided[FIRST:]
    assert all(one.learned <= FIRST + n for n, one in enumerate(found))


def test_models_grow_by_half():
    assert steps(100) == [20, 30, 45, 67]
    assert steps(20) == []


def test_a_forecast_is_compared_with_the_decision():
    found = forecast(_item(PAIRS[1]), 20, np.array([0.1, 0.4, 0.45, 0.05]), PAIRS)
    assert found.first3 is True and not found.right
    assert found.labels == ((True, pytest.approx(0.8)),)
    none = forecast(_item(), 20, np.array([0.1, 0.4, 0.45, 0.05]), PAIRS)
    assert none.first3 is None and none.labels == ()


def test_shares_and_their_intervals():
    record = [
        Forecast(_item(PAIRS[0], article=f"a{n // 2}"), 20, n % 4 != 0, ((n % 5 != 0, 0.9 if n % 2 else 0.6),), 0.7, n % 2 == 0)
        for n in range(200)
    ]  # fmt: skip
    found = summarize(record)
    assert [point.learned for point in found.points] == [20] and isinstance(found.points[0].learned, int)
    assert found.first3.value == 0.75 and found.label.value == 0.8
    assert found.shown.value == 0.5 and found.shown.count == 200
    assert found.label.low < 0.8 < found.label.high
    assert found.calibration.value == pytest.approx(0.2)
    assert found.more is None  # one model only
    assert summarize(record) == found


def test_more_decisions_follow_a_power_law():
    # wrong labels: 8 / sqrt(n) of 400 at each model, spread over articles
    record = []
    for learned in (50, 100, 200, 400):
        wrong = round(400 * 2 / np.sqrt(learned))
        record += [
            Forecast(_item(PAIRS[0], article=f"{learned}.{n}"), learned, True, ((n >= wrong, 0.9),), 0.5, True)
            for n in range(400)
        ]
    found = summarize(record).more
    assert found is not None
    assert found.value == pytest.approx(2 / np.sqrt(400) - 2 / np.sqrt(500), abs=0.002)
    assert found.low < found.value < found.high


def test_an_empty_record_has_no_figures():
    found = summarize([])
    assert found.points == () and found.label.count == 0 and found.more is None
