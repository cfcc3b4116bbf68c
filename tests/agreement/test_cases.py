"""Every published or twice computed value in data/cases.json, within its tolerance."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.agreement import coefficients, continua, distances
from annotator.agreement.coefficients import Coefficient
from annotator.agreement.material import Material
from annotator.agreement.measure import measure
from annotator.agreement.measures import AGR, AGR_BACK, ALPHA_CHAR, F1_EXACT, F1_OVERLAP
from tests.agreement.made import article, decided

Case = dict[str, Any]
CASES: list[Case] = json.loads((Path(__file__).parent / "data" / "cases.json").read_text(encoding="utf-8"))
NOT_OFFERED = {
    "alpha_masi_dkpro_variant": "another distance under the name of MASI: (1 - J) * (1 - M), not Passonneau's 1 - J * M",
}


def table(coefficient: Callable[..., Coefficient], *more: Any) -> Callable[[Case], float | None]:
    return lambda case: coefficient(case["data"], *more).value


def of_category(coefficient: Callable[..., Coefficient]) -> Callable[[Case], float | None]:
    return lambda case: coefficient(case["data"], case["category"]).value


def sets(coefficient: Callable[..., Coefficient], *more: Any) -> Callable[[Case], float | None]:
    return lambda case: coefficient(coefficients.as_sets(case["data"]), *more).value


def with_distance(coefficient: Callable[..., Coefficient]) -> Callable[[Case], float | None]:
    def measured(case: Case) -> float | None:
        apart = {frozenset(pair[:2]): pair[2] for pair in case["distance"]["pairs"]}
        return coefficient(
            case["data"], lambda a, b: 0.0 if a == b else apart.get(frozenset((a, b)), case["distance"]["default"])
        ).value

    return measured


def continuum(coefficient: Callable[..., Coefficient]) -> Callable[[Case], float | None]:
    def measured(case: Case) -> float | None:
        units = [[tuple(unit) for unit in row] for row in case["data"]]
        more = [case["category"]] if "category" in case else []
        return coefficient(units, *case["continuum"], *more).value

    return measured


def report(case: Case) -> Any:
    """The case as an article in which every annotator made quotations of the spans, measured as a project is."""
    rows = {f"annotator {i}": [decided(*unit[:2]) for unit in row] for i, row in enumerate(case["data"])}
    length = case["continuum"][1] if "continuum" in case else 100
    return measure(Material.of([article(length=length, **rows)]), {}).figures.quotations


def agr_mean(case: Case) -> float:
    first, second = (report(case).pairs[0].figures[each] for each in (AGR, AGR_BACK))
    return (first.value + second.value) / 2


MEASURES: dict[str, Callable[[Case], float | None]] = {
    "alpha_nominal": table(coefficients.alpha),
    "alpha_ordinal": table(coefficients.alpha_ordinal),
    "alpha_interval": table(coefficients.alpha, distances.interval),
    "alpha_ratio": table(coefficients.alpha, distances.ratio),
    "alpha_custom": with_distance(coefficients.alpha),
    "alpha_nominal_category": of_category(coefficients.alpha_of_value),
    "alpha_masi": sets(coefficients.alpha, distances.masi),
    "alpha_jaccard": sets(coefficients.alpha, distances.jaccard),
    "alpha_label": of_category(coefficients.alpha_of_label),
    "masi_distance": lambda case: distances.masi(*(frozenset(row[0]) for row in case["data"])),
    "fleiss_kappa": table(coefficients.fleiss_kappa),
    "fleiss_kappa_category": of_category(coefficients.fleiss_kappa_of_value),
    "cohen_kappa": table(coefficients.cohen_kappa),
    "weighted_kappa": with_distance(coefficients.weighted_kappa),
    "scott_pi": table(coefficients.scott_pi),
    "bennett_s": table(coefficients.bennett_s),
    "gwet_ac1": table(coefficients.gwet_ac1),
    "u_alpha": continuum(continua.u_alpha),
    "cu_alpha": continuum(continua.cu_alpha),
    "alpha_U_2004": continuum(continua.alpha_u_2004),
    "alpha_U_2004_category": continuum(continua.alpha_u_2004),
    "bar_u_alpha": continuum(continua.bar_u_alpha),
    "alpha_char": lambda case: report(case).figures[ALPHA_CHAR].value,
    "agr_overlap_mean": agr_mean,
    "span_f1_exact": lambda case: report(case).pairs[0].figures[F1_EXACT].value,
    "span_f1_overlap": lambda case: report(case).pairs[0].figures[F1_OVERLAP].value,
}


def test_every_case_is_measured_or_said_not_to_be_offered() -> None:
    assert len(CASES) == 88
    assert {case["measure"] for case in CASES} == MEASURES.keys() | NOT_OFFERED.keys()
    assert [case["name"] for case in CASES if case["measure"] in NOT_OFFERED] == ["dkpro_set9_alpha_masi_dkpro_variant"]


def close(value: float | None, expected: float | None, tolerance: float) -> bool:
    """Within the tolerance, some floating point noise allowed; None only where None is expected."""
    if value is None or expected is None:
        return value is expected
    return abs(value - expected) <= tolerance + 1e-12


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["measure"] in MEASURES], ids=lambda case: str(case["name"])
)
def test_value(case: Case) -> None:
    value = MEASURES[case["measure"]](case)
    assert close(value, case["expected"], case["tolerance"]), f"{value} is not {case['expected']}"


@pytest.mark.parametrize("case", [case for case in CASES if case.get("undefined")], ids=lambda case: str(case["name"]))
def test_what_is_undefined_has_a_reason(case: Case) -> None:
    assert coefficients.alpha(case["data"]).reason


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["measure"] == "bar_u_alpha"], ids=lambda case: str(case["name"])
)
def test_a_project_reports_the_same_u_alpha(case: Case) -> None:
    # The reports merge labels and add up articles; one article of theirs is one continuum.
    assert close(report(case).headline.value, case["exact"], 1e-7)


def test_the_variant_of_masi_that_is_not_offered_is_not_ours() -> None:
    case = next(case for case in CASES if case["measure"] == "alpha_masi_dkpro_variant")
    ours = coefficients.alpha(coefficients.as_sets(case["data"]), distances.masi).value
    assert ours is not None
    assert abs(ours - case["expected"]) > case["tolerance"]
