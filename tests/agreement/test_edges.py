"""Where a coefficient is undefined, refuses its data, or meets the ends of what it is made for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from annotator.agreement import coefficients as c
from annotator.agreement import continua, distances
from annotator.agreement.additive import Ratio
from annotator.agreement.cases import cases
from annotator.agreement.coefficients import NO_PAIRS, NO_VARIATION, Coefficient
from annotator.agreement.differences import GivenValues
from annotator.agreement.intervals import Resampling
from annotator.agreement.matching import one_to_one, overlaps
from annotator.agreement.material import Material
from annotator.agreement.measure import measure
from annotator.agreement.measures import AGR, AGR_BACK, F1_EXACT, F1_OVERLAP, Facet
from annotator.agreement.tables import MISSING, encode
from annotator.records import Settlement
from tests.agreement.made import LABELS, article, decided

Data = list[list[str | None]]
TWO: dict[str, Callable[[Data], Coefficient]] = {
    "cohen": c.cohen_kappa, "scott": c.scott_pi, "s": c.bennett_s, "weighted": lambda data: c.weighted_kappa(data, distances.nominal),
}  # fmt: skip


@pytest.mark.parametrize("name", TWO)
def test_two_who_share_no_unit_have_no_figure(name: str) -> None:
    assert TWO[name]([["a", None], [None, "b"]]) == Coefficient(None, NO_PAIRS)


@pytest.mark.parametrize("name", TWO)
def test_a_coefficient_of_two_refuses_three(name: str) -> None:
    with pytest.raises(ValueError, match="of two annotators, not 3"):
        TWO[name]([["a"], ["a"], ["b"]])


@pytest.mark.parametrize("name", TWO)
def test_one_value_alone_is_no_variation(name: str) -> None:
    assert TWO[name]([["a", "a"], ["a", "a"]]) == Coefficient(None, NO_VARIATION)


def test_fleiss_refuses_units_with_different_numbers_of_values() -> None:
    with pytest.raises(ValueError, match="the same number of values for every unit"):
        c.fleiss_kappa([["a", "b"], ["a", None]])


def test_fleiss_of_two_who_agree_and_of_one_alone() -> None:
    # Two values, each half of all: chance is 1/2, agreement 1.
    assert c.fleiss_kappa([["a", "b"], ["a", "b"]]) == Coefficient(1.0)
    assert c.fleiss_kappa([["a", "b"]]) == Coefficient(None, NO_PAIRS)
    assert c.fleiss_kappa([[], []]) == Coefficient(None, NO_PAIRS)


def test_values_get_codes_in_their_own_order_or_by_their_names() -> None:
    codes, values = encode([["b", None, "a"], ["a", "c", "a"]])
    assert values == ["a", "b", "c"] and codes.tolist() == [[1, MISSING, 0], [0, 2, 0]] and codes.dtype == np.int64
    codes, values = encode([[1, "a"], [frozenset({"x"}), None]])  # what cannot be compared goes by how it is written
    assert values == ["a", 1, frozenset({"x"})]


UNITS: list[Callable[..., Coefficient]] = [continua.u_alpha, continua.bar_u_alpha, continua.cu_alpha]


@pytest.mark.parametrize("figure", UNITS)
def test_one_continuum_has_no_figure(figure: Callable[..., Coefficient]) -> None:
    assert figure([[(0, 5, "a")]], 0, 10) == Coefficient(None, NO_PAIRS)


@pytest.mark.parametrize("units", [[(0, 5, "a"), (4, 8, "a")], [(0, 11, "a")]])
def test_units_that_overlap_or_leave_the_continuum_are_refused(units: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="overlaps another or leaves the continuum 0-10"):
        continua.u_alpha([units, [(0, 5, "a")]], 0, 10)


@pytest.mark.parametrize("figure", [continua.u_alpha, continua.bar_u_alpha, lambda *a: continua.alpha_u_2004(*a)])
def test_nobody_marked_anything_is_no_variation(figure: Callable[..., Coefficient]) -> None:
    assert figure([[], []], 0, 10) == Coefficient(None, NO_VARIATION)


def test_units_that_never_meet_have_no_labels_to_compare() -> None:
    assert continua.cu_alpha([[(0, 5, "a")], [(5, 10, "a")]], 0, 10).value is None
    assert "no units of two annotators intersect" in continua.cu_alpha([[(0, 5, "a")], [(5, 10, "a")]], 0, 10).reason


def test_alpha_u_of_2004_by_hand_with_three() -> None:
    # One unit 0-4 of ten; two give it alike, the third moves it by 2. Observed: each of the 4 ordered pairs with the third
    # costs 2^2 + 2^2 = 8 (2004, equation 2), so 32 / (3 * 2 * 10^2).
    team = [[(0, 4, "a")], [(0, 4, "a")], [(2, 6, "a")]]
    pieces = [[(0, 4)], [(0, 4)], [(2, 6)]]
    assert continua._observed_2004(pieces, 0, 10) == pytest.approx(32 / 600)
    assert continua.alpha_u_2004(team, 0, 10).value == pytest.approx(
        1 - continua._observed_2004(pieces, 0, 10) / continua._expected_2004(pieces, 0, 10)
    )


# Matching


def test_intersection_over_union_is_shared_by_joint() -> None:
    found = overlaps(np.array([0, 5, 20]), np.array([10, 15, 30]))
    assert (found.first.tolist(), found.second.tolist()) == ([0], [1])
    assert found.iou.tolist() == pytest.approx([5 / 15])
    assert len(found.at_least(0.34).first) == 0 and len(found.at_least(0.33).first) == 1


def test_one_to_one_takes_the_best_pair_first_and_then_nothing_of_it_again() -> None:
    left, right = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])
    assert one_to_one(left, right, np.array([0.6, 0.9, 0.7, 0.5])).tolist() == [1, 3]
    assert one_to_one(left, right, np.array([0.9, 0.6, 0.7, 0.5])).tolist() == [0, 2, 3]
    assert one_to_one(left, right, np.array([0.6, 0.6, 0.6, 0.5])).tolist() == [
        0,
        2,
        3,
    ]  # ties: as they stand in the text


# What stands beside a figure


def test_a_figure_says_how_many_values_and_articles_it_has_whatever_else_is_undefined() -> None:
    sums = Ratio(np.column_stack([np.arange(25.0), np.full(25, 2.0)]))
    (figure,) = Resampling(25).estimate(sums)
    assert (figure.n, figure.articles, figure.method, figure.reason) == (sums.n, 25, "bootstrap", "")
    # In most draws one of 25 articles is left out; where it alone has cases, more than the allowed share is undefined.
    alone = Ratio(np.array([[1.0, 2.0]] + [[0.0, 0.0]] * 3 + [[1.0, 2.0]] * 3))
    (figure,) = Resampling(7).estimate(alone)
    assert (figure.n, figure.articles) == (alone.n, 4)
    each = Resampling(7).by_article(alone)
    assert [f.n for f in each] == [round(float(n)) for n in alone.sizes()] and each[1].value is None and each[1].reason


def test_a_settlement_is_found_by_any_quotation_that_it_settled() -> None:
    team = [article(1, a=[decided(0, 10, "qa", speaker="x")], b=[decided(0, 10, "qb", speaker="y")])]
    settled = decided(0, 10, "another", speaker="x")
    sha = team[0].sha256
    settlement = Settlement(settled, frozenset({""}), quotations=frozenset({"qb"}))
    (case,) = cases(team, {sha: [settlement]})
    assert case.settlement is settlement and case.id == "another"
    draft = case.draft()
    assert (draft.quotation, draft.id, draft.decided_at, draft.flagged, draft.comment) == ("another", "", "", False, "")


def test_what_two_said_of_one_quotation_meets_once_from_each_side() -> None:
    team = [article(1, a=[decided(0, 10, speaker="x")], b=[decided(0, 10, speaker="y")])]
    assert GivenValues.of(Material.of(team), Facet.SPEAKER).coincidences() == {("x", "y"): 1.0, ("y", "x"): 1.0}


def test_a_figure_of_one_article_keeps_its_number_of_values_where_all_are_the_same() -> None:
    same = article(1, **{who: [decided(0, 10, speaker="x"), decided(20, 30, speaker="x")] for who in "ab"})
    report = measure(Material.of([same]), LABELS)
    (figures,) = report.per_article
    assert figures.speakers.value is None and "no variation" in figures.speakers.reason and figures.speakers.n == 4
    (pair,) = report.figures.quotations.pairs
    assert (pair.figures[AGR].n, pair.figures[AGR_BACK].n, pair.figures[F1_EXACT].n, pair.figures[F1_OVERLAP].n) == (
        2,
        2,
        4,
        4,
    )


def test_a_figure_without_an_interval_says_of_how_many_articles_it_is() -> None:
    alike = [article(n, **{who: [decided(0, 10, speaker="x")] for who in "ab"}) for n in range(3)]
    apart = article(3, a=[decided(0, 10, speaker="x")], b=[decided(0, 10, speaker="y")])
    alpha = measure(Material.of([*alike, apart]), LABELS).figures.speakers.headline
    assert (alpha.low, alpha.articles, alpha.n) == (None, 4, 8) and "undefined in over" in alpha.reason
