"""What is worked out at once for all, for pairs and with one left out, against the definitions, one unit and draw at a time."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement import distances
from annotator.agreement.columns import speaker_value
from annotator.agreement.groups import Group
from annotator.agreement.intervals import Resampling
from annotator.agreement.matching import units
from annotator.agreement.material import Material, TeamArticle
from annotator.agreement.measure import measure
from annotator.agreement.measures import AGR, F1_EXACT, F1_OVERLAP
from annotator.agreement.products import CACHED, WIDE, Margins
from annotator.records import Decision
from tests.agreement.made import LABELS, article, decided, many, teams


def whole(team: list[TeamArticle]) -> Group:
    material = Material.of(team)
    return Group(material, material.groups()["all"], LABELS, {}, Resampling(len(material.articles)), parts=True)


def alpha(unit_values: list[list[object]], distance: distances.Distance) -> float | None:
    """Krippendorff's alpha as it is defined, over units of at least two values."""
    pairable = [values for values in unit_values if len(values) > 1]
    every = [value for values in pairable for value in values]
    observed = sum(distance(a, b) / (len(values) - 1) for values in pairable for a, b in permutations(values, 2))
    expected = sum(distance(a, b) for a, b in permutations(every, 2))
    return None if not expected else 1 - observed * (len(every) - 1) / expected


def values_of(team: list[TeamArticle], group: Group, people: list[str], value: object) -> list[list[object]]:
    """The values that some annotators gave to each unit of the whole team."""
    material, found = group.material, []
    decided = {
        (each.sha256, name, d.quotation): d for each in team for name, made in each.finished.items() for d in made
    }
    for unit, rows in enumerate(material.unit_rows.T.tolist()):
        sha256 = material.articles[material.unit_article[unit]].sha256
        ids = {material.annotators[a]: material.quotations[row] for a, row in enumerate(rows) if row >= 0}
        kept: dict[str, Decision] = {name: decided[sha256, name, quotation] for name, quotation in ids.items()}
        found.append([value(kept[name]) for name in people if name in kept])  # type: ignore[operator]
    return found


@settings(max_examples=20, deadline=None)
@given(teams())
def test_each_part_has_the_alpha_of_its_members(team: list[TeamArticle]) -> None:
    group = whole(team)
    names = group.material.annotators
    figures = group.figures()
    parts = {tuple(pair): list(pair) for pair in combinations(names, 2)}
    parts |= {(name,): [other for other in names if other != name] for name in names if len(names) > 2}
    subjects = [(figures.speakers, speaker_value, distances.nominal)]
    for target in LABELS:
        labels = lambda d, target=target: frozenset(s.label for s in d.stances if s.target == target)  # noqa: E731
        subjects.append((figures.stances[target], labels, distances.masi))  # type: ignore[arg-type]
    for found, value, distance in subjects:
        measured = dict(found.by_pair) | {(name,): figure for name, figure in found.without}
        assert measured.keys() == parts.keys()
        for part, people in parts.items():
            expected = alpha(values_of(team, group, people, value), distance)
            assert measured[part].value == (None if expected is None else pytest.approx(expected, abs=1e-9))


@settings(max_examples=20, deadline=None)
@given(teams())
def test_the_u_alpha_of_a_part_is_that_of_its_members_alone(team: list[TeamArticle]) -> None:
    found = whole(team).figures().quotations
    for part in [*(pair.annotators for pair in found.pairs)]:
        alone = measure(Material.of(team, part), LABELS).figures.quotations
        (pair,) = (each for each in found.pairs if each.annotators == part)
        assert pair.u_alpha.value == (None if alone.headline.value is None else pytest.approx(alone.headline.value))
        assert pair.figures == alone.pairs[0].figures
    for name, figure in found.without:
        others = [other for other in whole(team).material.annotators if other != name]
        rest = measure(Material.of(team, others), LABELS).figures.quotations.headline
        assert figure.value == (None if rest.value is None else pytest.approx(rest.value))


def test_pairs_and_all_without_one_have_the_intervals_of_their_articles() -> None:
    team = many(30)
    report = whole(team).figures()
    alone = measure(Material.of(team, ["a", "b"]), LABELS).figures
    for ours, theirs in (
        (dict(report.stances["buoys"].by_pair)["a", "b"], alone.stances["buoys"].headline),
        (dict(report.speakers.by_pair)["a", "b"], alone.speakers.headline),
        (report.quotations.pairs[0].u_alpha, alone.quotations.headline),
        (report.quotations.pairs[0].figures[F1_OVERLAP], alone.quotations.pairs[0].figures[F1_OVERLAP]),
    ):
        assert ours.method == "bootstrap" and ours.low is not None and ours.low <= (ours.value or 0)
        # Drawn from the same articles by the same seed; matched in the whole team, so the same but for a unit or two.
        assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high), abs=0.02)
    assert report.quotations.pairs[0].figures[F1_OVERLAP].reading == ""  # the limits are alpha's
    few = whole(many(6)).figures()
    assert few.speakers.without[0][1].method == "jackknife"
    none = whole(many(3)).figures()
    assert none.speakers.by_pair[0][1].low is None and "needs at least 4 articles" in none.speakers.by_pair[0][1].reason


@pytest.mark.parametrize("articles", [1, 5, 3 * WIDE])
@pytest.mark.parametrize("figures", [1, 7])
def test_squares_of_margins_are_those_of_each_figure_and_draw_by_itself(articles: int, figures: int) -> None:
    chance = np.random.default_rng(articles * figures)
    draws = CACHED // figures + 30 if articles == 5 else 40
    codes = sorted({(a, c) for a in range(articles) for c in chance.integers(0, 6, size=4).tolist()})
    codes.append((0, 6))  # a category of one article
    where, category = (np.array(column) for column in zip(*codes, strict=True))
    margins = Margins(where, category, [*chance.integers(0, 4, size=(figures, len(codes))).astype(float)])
    weights = chance.integers(0, 3, size=(draws, articles)).astype(float)
    for figure in range(figures):
        expected = [
            sum(
                sum(row[a] * n for a, c, n in zip(where, category, margins.counts[figure], strict=True) if c == each)
                ** 2
                for each in range(7)
            )
            for row in weights[:: max(1, draws // 40)]
        ]
        assert margins.squares(weights, figure, articles)[:: max(1, draws // 40)] == pytest.approx(expected)
        assert margins.squares(weights[:1], figure, articles) == pytest.approx(expected[:1])


def slowly(rows: list[tuple[int, int, int, int]]) -> list[set[int]]:
    """The units of rows (start, end, quotation, annotator) by the definition: joined one after the other, the best first."""
    unit = {row: {other for other, each in enumerate(rows) if each[2] == rows[row][2]} for row in range(len(rows))}

    def join(a: int, b: int) -> None:
        if unit[a] is not unit[b] and not {rows[i][3] for i in unit[a]} & {rows[i][3] for i in unit[b]}:
            both = unit[a] | unit[b]
            for each in both:
                unit[each] = both

    for row in range(len(rows)):
        for each in unit[row]:
            unit[each] = unit[row]
    order = sorted(range(len(rows)), key=lambda i: rows[i][:3])
    for a, b in combinations(order, 2):
        if rows[a][:2] == rows[b][:2]:
            join(a, b)

    def iou(a: int, b: int) -> float:
        (s, e), (t, f) = rows[a][:2], rows[b][:2]
        return max(0, min(e, f) - max(s, t)) / (max(e, f) - min(s, t))

    near = [(a, b) for a, b in combinations(order, 2) if 0.5 <= iou(a, b) < 1]
    for a, b in sorted(near, key=lambda pair: -iou(*pair)):
        join(a, b)
    return list({id(each): each for each in unit.values()}.values())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from([2, 40]), st.integers(0, 9), st.integers(0, 3)), max_size=9)
)
def test_units_of_the_same_spans_are_those_that_are_joined_one_by_one(made: list[tuple[int, int, int, int]]) -> None:
    # Spans are the same or far apart; an annotator has a quotation once.
    unique = {(quotation, annotator): (s * 100, s * 100 + size) for s, size, quotation, annotator in made}
    rows = [(*span, quotation, annotator) for (quotation, annotator), span in unique.items()]
    _, numbers = np.unique([row[2] for row in rows], return_inverse=True)
    start, end, _, annotator = (np.array([row[i] for row in rows], dtype=np.int64) for i in range(4))
    found = units(start, end, numbers.astype(np.int64), annotator)
    by_unit = {number: {i for i, each in enumerate(found.tolist()) if each == number} for number in found.tolist()}
    assert sorted(map(sorted, by_unit.values())) == sorted(map(sorted, slowly(rows)))


def test_an_article_that_one_of_a_pair_did_not_finish_is_not_theirs() -> None:
    team = [
        article(0, a=[decided(0, 10)], b=[decided(0, 10)], c=[decided(0, 10)]),
        article(1, a=[decided(20, 30)], c=[decided(20, 30)]),
    ]
    pairs = {pair.annotators: pair for pair in whole(team).figures().quotations.pairs}
    assert pairs["a", "b"].figures[F1_EXACT].value == 1.0 and pairs["a", "b"].figures[F1_EXACT].n == 2
    assert pairs["a", "c"].figures[AGR].n == 2
