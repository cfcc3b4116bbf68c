"""Estimates of a share: they cover the truth, whatever the proposals are like, and are no wider than the human labels alone."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import numpy as np
import pytest

from annotator.estimation import told
from annotator.estimation.design import REST, allocate, draw, fifths, random_key
from annotator.estimation.shares import Sample, estimates, student
from benchmarks.estimation import DETECTORS, judge, make, sampled


@pytest.mark.parametrize("design", ["random", "source", "uncertainty"])
def test_intervals_cover_and_are_narrower(design: str) -> None:
    """A small part of what ``make estimate`` does, in wider bounds: 200 samples cover 95 % give or take 5."""
    (_, human, _, _), (_, ppi, narrow, _), (_, dsl, wide, _) = judge(DETECTORS[0], design, 0.2, 200, 200, 3)
    assert min(human, ppi, dsl) > 0.9
    assert narrow < 0.4 and wide < 0.4


def test_a_bias_of_the_detector_is_taken_out() -> None:
    random = np.random.default_rng(5)
    corpus = make(DETECTORS[1], 0.2, random)
    truth = corpus.truth[:, 0].sum() / corpus.truth[:, 1].sum()
    naive = corpus.proposed[:, 0].sum() / corpus.proposed[:, 1].sum()
    shares = np.array([[e.share for e in estimates(sampled(corpus, "random", 400, random))] for _ in range(60)])
    assert abs(naive - truth) > 0.015
    assert np.abs(shares.mean(0) - truth).max() < 0.005


def test_useless_proposals_leave_the_human_labels() -> None:
    random = np.random.default_rng(1)
    corpus = make(DETECTORS[2], 0.2, random)
    for _ in range(50):
        human, ppi, _ = estimates(sampled(corpus, "source", 150, random))
        assert ppi.width <= human.width
        assert ppi.weight != 0 or (ppi.low, ppi.high) == (human.low, human.high)


def test_a_census_leaves_no_error() -> None:
    human = np.array([[1.0, 3.0], [0.0, 2.0], [2.0, 5.0], [1.0, 2.0]])
    every = Sample(np.array([0, 0, 1, 1]), np.array([2, 2]), human, human * 0.5, human.sum(0) * 0.5)
    for found in estimates(every):
        assert (found.share, found.width, found.n) == (pytest.approx(4 / 12), pytest.approx(0, abs=1e-9), 4)


def test_known_values() -> None:
    """Worked by hand: two strata of 10 and 30 articles, two read in each."""
    human = np.array([[1.0, 2.0], [3.0, 4.0], [0.0, 2.0], [2.0, 2.0]])
    sample = Sample(np.array([0, 0, 1, 1]), np.array([10, 30]), human, human * 0, np.zeros(2))
    found = estimates(sample)[0]
    share = (5 * 4 + 15 * 2) / (5 * 6 + 15 * 4)
    e = human[:, 0] - share * human[:, 1]
    variance = 100 * 0.8 / 2 * (e[0] - e[1]) ** 2 / 2 + 900 * (1 - 2 / 30) / 2 * (e[2] - e[3]) ** 2 / 2
    assert (found.share, found.error) == (pytest.approx(share), pytest.approx(variance**0.5 / 90))


@pytest.mark.parametrize(
    ("probability", "free", "known"),  # tables of Student's t
    [(0.975, 10, 2.228), (0.975, 30, 2.042), (0.975, 1000, 1.962), (0.95, 20, 1.725), (0.995, 12, 3.055)],
)
def test_student(probability: float, free: float, known: float) -> None:
    assert student(probability, free) == pytest.approx(known, abs=0.002)


def test_strata_get_their_share_and_small_ones_are_put_together() -> None:
    strata = np.repeat(np.arange(5), [500, 300, 190, 6, 4])
    keys = [random_key(0, str(n)) for n in range(1000)]
    drawn = draw(keys, strata, list("abcde"), 100)
    assert drawn.names[-1] == REST and sum(drawn.sizes) == 1000
    counts = dict(zip(drawn.names, np.bincount(drawn.strata), strict=True))
    assert counts == {"a": 50, "b": 30, REST: 20} and len(set(drawn.rows)) == 100
    assert drawn.inclusion_probability(0) == pytest.approx(0.1)
    again = draw(keys, strata, list("abcde"), 100)
    assert np.array_equal(drawn.rows, again.rows)
    more = draw(keys, strata, list("abcde"), 200)
    assert set(drawn.rows[drawn.strata == 0]) <= set(more.rows)  # a bigger sample of one seed holds the smaller one
    assert list(draw(keys, strata, list("abcde"), 1000).rows) == list(np.argsort(keys))


def test_every_article_of_a_stratum_is_as_likely() -> None:
    hits = np.zeros(40)
    for seed in range(2000):
        keys = [random_key(seed, str(n)) for n in range(40)]
        hits[draw(keys, np.zeros(40, np.int64), ["all"], 10).rows] += 1
    assert np.abs(hits / 2000 - 0.25).max() < 0.04  # four standard errors


def test_doubt_makes_fifths_and_the_unsure_are_read_more_often() -> None:
    doubt = np.concatenate([np.zeros(600), np.linspace(0.1, 3, 400)])
    strata, names = fifths(doubt)
    sizes = np.bincount(strata)
    assert len(names) == len(sizes) and sizes.sum() == 1000 and names[0].startswith("doubt 1 of")
    drawn = draw([random_key(0, str(n)) for n in range(1000)], strata, names, 100, doubt)
    rates = np.bincount(drawn.strata) / drawn.sizes
    assert rates[-1] > 2 * rates[0] > 0 and len(drawn.rows) == 100
    assert fifths(np.ones(10))[1] == ("doubt 1 of 1",)


@pytest.mark.parametrize("count", [4, 5, 17, 40])
def test_allocation_adds_up(count: int) -> None:
    sizes = np.array([3, 37])
    counts = allocate(sizes / 40, sizes, count)
    assert counts.sum() == count and (counts <= sizes).all() and counts.min() >= 2


def test_what_is_told_can_be_read_back() -> None:
    random = np.random.default_rng(2)
    found = estimates(sampled(make(DETECTORS[0], 0.2, random), "random", 100, random))
    question = 'quotations of <b>"A & B"</b> among all'
    rows = list(csv.DictReader(io.StringIO(told.as_csv(question, 0.21, found, 20_000, 0.95))))
    assert [row["method"] for row in rows] == ["proposals", "human", "ppi", "dsl"]
    assert float(rows[2]["share"]) == pytest.approx(found[1].share, rel=1e-4) and rows[0]["question"] == question
    picture = ElementTree.fromstring(told.as_svg(question, 0.21, found, "about", 0.95))
    texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert f"Share of {question}" in texts and "PPI++" in texts
    assert f"{found[1].low:.2%} to {found[1].high:.2%}" in told.as_text(question, 0.21, found, ["about"], 0.95)
