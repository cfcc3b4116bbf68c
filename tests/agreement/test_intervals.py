"""Intervals of agreement figures: seeds, jackknife, bootstrap, Student's t, and how a figure reads."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from annotator.agreement import intervals
from annotator.agreement.additive import Ratio
from annotator.agreement.intervals import Figure, Resampling
from tests.agreement.made import group, many, reported

# Intervals


def test_the_same_seed_gives_the_same_interval_and_another_one_does_not() -> None:
    team = many(25)
    first, again, other = (reported(*team, seed=seed).figures.speakers.headline for seed in (5, 5, 6))
    assert first == again
    assert first.value == other.value
    assert (first.low, first.high) != (other.low, other.high)


@pytest.mark.parametrize(("articles", "method"), [(3, ""), (4, "jackknife"), (19, "jackknife"), (20, "bootstrap")])
def test_the_kind_of_interval_goes_by_the_number_of_articles(articles: int, method: str) -> None:
    figure = reported(*many(articles)).figures.speakers.headline
    assert figure.method == method
    assert figure.value is not None
    if method:
        assert figure.low is not None and figure.high is not None
        assert figure.low <= figure.value <= figure.high <= 1.0
    else:
        assert (figure.low, figure.high) == (None, None)
        assert "at least 4 articles" in figure.reason


def test_the_bootstrap_is_the_one_of_the_articles_drawn_one_by_one() -> None:
    team = many(20)
    sums = group(team).speaker_alpha()
    resampling = Resampling(20, draws=30, seed=3)
    values = sums.values(resampling.weights)
    for weights, value in list(zip(resampling.weights, values, strict=True))[:5]:
        drawn = [
            dataclasses.replace(each, sha256=f"{copy:02d}{each.sha256[2:]}")
            for each, times in zip(sorted(team, key=lambda a: a.sha256), weights, strict=True)
            for copy in range(int(times))
        ]
        assert reported(*drawn).figures.speakers.headline.value == pytest.approx(value)


def test_the_jackknife_is_the_one_of_the_textbook() -> None:
    # The mean of numbers as a share of halves: its jackknife error is the standard error of the mean.
    numbers = np.array([0.1, 0.4, 0.2, 0.7, 0.3])
    (figure,) = Resampling(5).estimate(Ratio(np.column_stack([numbers, np.ones(5)])))
    error = float(numbers.std(ddof=1) / math.sqrt(5))
    assert figure.value == pytest.approx(numbers.mean())
    assert figure.low == pytest.approx(numbers.mean() - 2.776445 * error)
    assert figure.high == pytest.approx(numbers.mean() + 2.776445 * error)


@pytest.mark.parametrize(("freedom", "point"), intervals.STUDENT.items())
def test_students_t_by_integration(freedom: int, point: float) -> None:
    scale = math.gamma((freedom + 1) / 2) / (math.sqrt(freedom * math.pi) * math.gamma(freedom / 2))
    at = np.linspace(0.0, point, 20_001)
    density = scale * (1 + at**2 / freedom) ** (-(freedom + 1) / 2)
    assert 0.5 + np.trapezoid(density, at) == pytest.approx(0.975, abs=1e-7)


@pytest.mark.parametrize(
    ("low", "reading"), [(0.8, "reliable"), (0.7, "tentative"), (0.5, "not to be relied on"), (None, "")]
)
def test_the_reading_goes_by_the_lower_end(low: float | None, reading: str) -> None:
    assert Figure(0.9, low, 0.95 if low else None).reading == reading
