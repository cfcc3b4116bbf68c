"""The data rules, the additivity and the intervals of the agreement report."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.agreement.additive import Sums, UnitizingAlpha
from annotator.agreement.continua import bar_u_alpha
from annotator.agreement.differences import NOT_A_QUOTATION, GivenValues, characters
from annotator.agreement.intervals import Figure
from annotator.agreement.material import Material, TeamArticle, same_names
from annotator.agreement.measure import measure
from annotator.agreement.measures import (
    AC1,
    AGR,
    ALIASES_MERGED,
    F1_EXACT,
    F1_OVERLAP,
    MATCHED,
    PREVALENCE,
    SAME_SPEAKER,
    Facet,
)
from annotator.records import Origin, Speaker, Stance, Status
from tests.agreement.made import LABELS, LAW, LENGTH, article, decided, group, reported, teams

FOR, AGAINST = Stance("buoys", "for"), Stance("buoys", "against")


def all_sums(articles: list[TeamArticle]) -> dict[str, Sums]:
    """The sums of the figures, all of which but alpha_masi have the same columns whatever values occur."""
    g = group(articles)
    table, values = g.stance_sets("buoys")
    label = table.label(np.array(["for" in labels for labels in values], dtype=bool))
    return {
        "u_alpha": g.unitizing(),
        "alpha_char": g.characters(),
        "speakers": g.speaker_alpha(),
        "label": label.alpha(),
        "ac1": label.ac1(),
    }


def figures_of(value: object) -> list[Figure]:
    """Every figure in a report, however deep."""
    if isinstance(value, Figure):
        return [value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [f for field in dataclasses.fields(value) for f in figures_of(getattr(value, field.name))]
    if isinstance(value, dict):
        return [f for each in value.values() for f in figures_of(each)]
    if isinstance(value, tuple):
        return [f for each in value for f in figures_of(each)]
    return []


# Data rules


def test_an_unfinished_article_is_missing_and_a_finished_one_without_a_stance_is_a_value() -> None:
    # Three annotators have the quotation; c has no stance in one report, has not finished the article in the other.
    common = {"a": [decided(0, 10, stances=[FOR])], "b": [decided(0, 10, stances=[FOR])]}
    empty = reported(article(**common, c=[decided(0, 10)]))
    missing = reported(article(**common))
    assert empty.figures.stances["buoys"].headline.n == 3
    assert missing.figures.stances["buoys"].headline.n == 2
    assert empty.figures.stances["buoys"].headline.value is not None
    assert missing.figures.stances["buoys"].headline.value is None
    assert "no variation" in missing.figures.stances["buoys"].headline.reason


def test_who_found_nothing_has_still_finished() -> None:
    one, other = [decided(0, 10)], [decided(0, 10)]
    with_c = reported(article(a=one, b=other, c=[])).figures.quotations
    without_c = reported(article(a=one, b=other)).figures.quotations
    assert without_c.headline.value == 1.0
    assert with_c.headline.value is not None
    assert with_c.headline.value < 0.8


@pytest.mark.parametrize("status", [Status.REJECTED, Status.WITHDRAWN, Status.OPEN])
def test_a_rejected_proposal_is_not_a_quotation(status: Status) -> None:
    kept, gone = decided(0, 10), decided(0, 10, status=status)
    rejected = reported(article(a=[kept], b=[gone]))
    absent = reported(article(a=[kept], b=[]))
    assert rejected.figures == absent.figures
    assert rejected.figures.speakers.headline.reason == "no unit has values of two annotators"


def test_the_content_counts_for_u_alpha_where_there_is_any() -> None:
    in_two = decided(0, 10, content=[(0, 10), (50, 60)])
    figures = reported(article(a=[in_two], b=[decided(0, 10), decided(50, 60)])).figures.quotations
    assert figures.headline.value == 1.0
    assert figures.headline.n == 4


def test_a_quotation_inside_a_quotation_is_one_unit() -> None:
    nested = reported(article(a=[decided(0, 30), decided(10, 20)], b=[decided(0, 30)])).figures.quotations.headline
    assert (nested.value, nested.n) == (1.0, 2)


def test_speakers_are_compared_where_both_have_the_quotation() -> None:
    a = [decided(0, 10, speaker="x"), decided(20, 30, speaker="y"), decided(40, 50, speaker="x")]
    b = [decided(0, 10, speaker="x"), decided(20, 30, speaker="y")]
    speakers = reported(article(a=a, b=b)).figures.speakers
    assert (speakers.headline.value, speakers.figures[SAME_SPEAKER].value) == (1.0, 1.0)
    assert speakers.figures[MATCHED].value == pytest.approx(4 / 5)


def test_a_slip_of_naming_is_told_from_a_disagreement() -> None:
    a = [decided(0, 10, speaker="s1"), decided(20, 30, speaker="s3")]
    b = [decided(0, 10, speaker="s2"), decided(20, 30, speaker="s3")]
    merged = same_names([Speaker("s1", "Oscar Leeser", ("Leeser",)), Speaker("s2", "leeser "), Speaker("s3", "Verma")])
    speakers = reported(article(a=a, b=b), merged=merged).figures.speakers
    assert merged == {"s1": "s1", "s2": "s1", "s3": "s3"}
    assert speakers.figures[SAME_SPEAKER].value == 0.5
    assert speakers.figures[ALIASES_MERGED].value == 1.0


def test_without_a_register_the_words_of_the_source_stand_for_the_speaker() -> None:
    a = [decided(0, 10, source="Verma"), decided(20, 30)]
    b = [decided(0, 10, source="verma"), decided(20, 30, source="He")]
    material = Material.of([article(a=a, b=b)])
    assert set(material.speakers) == {"“verma”", "“he”", "no source named"}
    assert measure(material, {}).figures.speakers.figures[SAME_SPEAKER].value == 0.5


def test_hand_made_quotations_match_by_the_best_overlap_one_to_one() -> None:
    by_hand = {"origin": Origin.MANUAL}
    a = [decided(0, 100, "a1", **by_hand), decided(0, 60, "a2", **by_hand)]
    b = [decided(0, 98, "b1", **by_hand), decided(2, 60, "b2", **by_hand), decided(150, 160, "b3", **by_hand)]
    material = Material.of([article(a=a, b=b)])
    pairs = {frozenset(material.quotations[row] for row in unit if row >= 0) for unit in material.unit_rows.T}
    assert pairs == {frozenset({"a1", "b1"}), frozenset({"a2", "b2"}), frozenset({"b3"})}


def test_the_same_proposal_matches_whatever_its_edges() -> None:
    material = Material.of([article(a=[decided(0, 100, "p1")], b=[decided(90, 120, "p1")])])
    assert material.unit_rows.shape == (2, 1)


def test_groups_tell_proposed_from_hand_made_and_shown_from_not() -> None:
    a = [decided(0, 10, speaker="x"), decided(20, 30, "m1", "x", origin=Origin.MANUAL, shown=False)]
    b = [decided(0, 10, speaker="y"), decided(20, 30, "m2", "x", origin=Origin.MANUAL, shown=False)]
    groups = reported(article(a=a, b=b)).groups
    raw = {name: figures.speakers.figures[SAME_SPEAKER].value for name, figures in groups.items()}
    assert raw == {"proposed": 0.0, "hand_made": 1.0, "with_proposals": 0.0, "without_proposals": 1.0}
    blank = reported(article(a=a[:1], b=b[:1])).groups["hand_made"]
    assert blank.quotations.headline.value is None
    assert blank.quotations.headline.reason == "nobody marked a quotation"


def test_a_rare_label_gets_ac1_and_is_said_to_be_too_few() -> None:
    rows = [decided(start, start + 5) for start in range(0, 200, 10)]
    rare = [dataclasses.replace(rows[0], stances=(AGAINST,)), *rows[1:]]
    labels = reported(article(a=rare, b=rows)).figures.stances["buoys"].labels
    assert labels["against"].figures[PREVALENCE].value == pytest.approx(1 / 40)
    assert labels["against"].occurrences == 1
    assert labels["against"].too_few
    assert labels["against"].figures[AC1] is not None
    assert labels["against"].figures[AC1].value is not None
    assert labels["against"].alpha.value is not None
    assert labels["against"].figures[AC1].value > 0.9 > labels["against"].alpha.value


def test_a_label_beyond_the_codebook_is_reported() -> None:
    stray = Stance("walls", "tall")
    report = reported(article(a=[decided(0, 9, stances=[stray])], b=[decided(0, 9)]))
    assert list(report.figures.stances) == ["buoys", "troops", "walls"]
    assert report.figures.stances["walls"].labels["tall"].occurrences == 1


def test_one_annotator_left_out_is_the_report_of_the_others() -> None:
    people = {
        "a": [decided(0, 10, speaker="x", stances=[FOR]), decided(30, 50, speaker="y")],
        "b": [decided(0, 10, speaker="x", stances=[FOR]), decided(30, 48, speaker="z", stances=[FOR])],
        "c": [decided(0, 14, speaker="z", stances=[AGAINST]), decided(30, 50, speaker="y")],
    }
    without = reported(article(**people)).figures
    others = reported(article(**{name: people[name] for name in "ab"})).figures
    assert dict(without.quotations.without)["c"].value == pytest.approx(others.quotations.headline.value)
    assert dict(without.speakers.without)["c"].value == pytest.approx(others.speakers.headline.value)
    assert dict(without.stances["buoys"].without)["c"].value == pytest.approx(others.stances["buoys"].headline.value)
    assert dict(without.speakers.by_pair)["a", "b"] == dict(without.speakers.without)["c"]


def test_annotators_can_be_chosen() -> None:
    team = article(a=[decided(0, 10)], b=[decided(0, 10)], c=[])
    assert measure(Material.of([team], ["a", "b"]), {}).figures.quotations.headline.value == 1.0


# Additivity


@LAW
@given(teams(least=2))
def test_the_sums_of_the_articles_are_the_sums_of_the_whole(team: list[TeamArticle]) -> None:
    for kind, sums in all_sums(team).items():
        alone = [all_sums([each])[kind].columns.sum(axis=0) for each in team]
        np.testing.assert_allclose(np.sum(alone, axis=0), sums.columns.sum(axis=0), atol=1e-9)


@LAW
@given(teams(least=1, most=3), st.integers(2, 3))
def test_an_article_twice_is_an_article_of_weight_two(team: list[TeamArticle], times: int) -> None:
    copies = [
        dataclasses.replace(each, sha256=f"{copy}{each.sha256[1:]}") for each in team for copy in range(1, times + 1)
    ]
    several = {"alpha_masi": group(copies).stance_alpha("buoys"), **all_sums(copies)}
    for kind, once in {"alpha_masi": group(team).stance_alpha("buoys"), **all_sums(team)}.items():
        weighted = float(once.values(np.full((1, len(once.columns)), float(times)))[0])
        value = several[kind].value()
        assert (value is None and math.isnan(weighted)) or value == pytest.approx(weighted, abs=1e-9)


@LAW
@given(teams(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_come_does_not_matter(team: list[TeamArticle], chance: random.Random) -> None:
    shuffled = [
        dataclasses.replace(each, finished=dict(chance.sample(list(each.finished.items()), len(each.finished))))
        for each in chance.sample(team, len(team))
    ]
    assert reported(*team).as_json() == reported(*shuffled).as_json()


@LAW
@given(teams())
def test_no_figure_is_ever_nan_and_every_gap_has_a_reason(team: list[TeamArticle]) -> None:
    report = reported(*team)
    json.dumps(report.as_json(), allow_nan=False)
    for figure in figures_of(report):
        assert figure.value is not None or figure.reason
        assert figure.value is None or figure.value <= 1.0 + 1e-12


@LAW
@given(teams(least=1, most=1))
def test_u_alpha_is_the_general_form_over_the_characters(team: list[TeamArticle]) -> None:
    finished = team[0].finished
    if len(finished) < 2:
        return
    units = []
    for rows in finished.values():
        merged: list[list[int]] = []
        for start, end in sorted((d.span.start, d.span.end) for d in rows):
            if merged and start < merged[-1][1]:
                merged[-1][1] = max(end, merged[-1][1])
            else:
                merged.append([start, end])
        units.append([(start, end, "q") for start, end in merged])
    expected = bar_u_alpha(units, 0, LENGTH).value if any(units) else None
    value = reported(*team).figures.quotations.headline.value
    assert (value is None and expected is None) or value == pytest.approx(expected, abs=1e-9)


@LAW
@given(teams())
def test_pairs_are_as_counted_by_hand(team: list[TeamArticle]) -> None:
    report = reported(*team)
    for pair in report.figures.quotations.pairs:
        both = [each.finished for each in team if set(pair.annotators) <= each.finished.keys()]
        spans = [[{d.span for d in finished[name]} for name in pair.annotators] for finished in both]
        mine, theirs = (sum(len(each[side]) for each in spans) for side in (0, 1))
        touched = sum(any(s.overlaps(o) for o in b) for a, b in spans for s in a)
        exact = sum(len(a & b) for a, b in spans)
        assert pair.figures[AGR].value == (touched / mine if mine else None)
        assert pair.figures[F1_EXACT].value == (2 * exact / (mine + theirs) if mine + theirs else None)
        assert (pair.figures[F1_OVERLAP].value or 0) >= (pair.figures[F1_EXACT].value or 0)


# What lies behind a figure


def test_the_disagreements_name_everybody_who_finished() -> None:
    people = {
        "a": [decided(0, 10, speaker="x", stances=[FOR, AGAINST]), decided(30, 40, speaker="x")],
        "b": [decided(0, 10, speaker="y", stances=[FOR]), decided(30, 40, speaker="x")],
        "c": [decided(0, 12, "q0-10", speaker="y", stances=[FOR])],
    }
    material = Material.of([article(**people)])
    speakers = GivenValues.of(material, Facet.SPEAKER, names={"x": "Ximena", "y": "Yves"}).disagreements()
    (speaker,) = speakers
    assert speaker.values == {"a": "Ximena", "b": "Yves", "c": "Yves"}
    assert (speaker.words, speaker.quotations["c"]) == ("words at 0", "q0-10")
    cells = [("Ximena", "Yves"), ("Yves", "Yves"), ("Ximena", "Ximena"), ("Ximena", "nobody")]
    assert [len(speakers.among(cell)) for cell in cells] == [1, 1, 0, 0]
    (stance,) = GivenValues.of(material, Facet.STANCE, "buoys").disagreements()
    assert stance.values == {"a": "against + for", "b": "for", "c": "for"}
    edges, absent = GivenValues.of(material, Facet.QUOTATION).disagreements()
    assert edges.values == {"a": "0–10", "b": "0–10", "c": "0–12"}
    assert absent.values == {"a": "30–40", "b": "30–40", "c": "not a quotation"}


def test_disagreements_are_described_when_they_are_looked_at() -> None:
    team = [
        article(n, a=[decided(0, 10, f"q{n}", speaker="x")], b=[decided(0, 10, f"q{n}", speaker="y")])
        for n in range(50)
    ]
    described: list[int] = []
    values = GivenValues.of(Material.of(team), Facet.SPEAKER)

    def said(number: int) -> str:
        described.append(number)
        return values.said(number)

    found = dataclasses.replace(values, said=said).disagreements().by_id()
    assert len(found) == len(found.among(("x", "y"))) == 50 and len(found[10:20]) == 10 and described == []
    assert found[3].values == {"a": "x", "b": "y"} and len(described) == 2


@LAW
@given(teams())
def test_the_list_of_disagreements_is_cut_to_cells_and_articles(team: list[TeamArticle]) -> None:
    for about in Facet:
        found = GivenValues.of(Material.of(team), about, "buoys").disagreements()
        every = list(found)
        assert list(found.by_id()) == sorted(every, key=lambda d: (d.article_id, d.article, d.span))
        for sha256 in {each.article for each in every}:
            assert list(found.among(article=sha256)) == [each for each in every if each.article == sha256]
        values = sorted({value for each in every for value in each.values.values()} - {NOT_A_QUOTATION})
        for cell in itertools.combinations_with_replacement(values, 2):
            met = [each for each in every if about is Facet.QUOTATION or Counter(cell) <= Counter(each.values.values())]
            assert list(found.among(cell)) == met


@LAW
@given(teams())
def test_the_coincidence_matrix_gives_alpha_back(team: list[TeamArticle]) -> None:
    material = Material.of(team)
    matrix = GivenValues.of(material, Facet.SPEAKER).coincidences()
    n = sum(matrix.values())
    margins = {value: sum(o for (c, _), o in matrix.items() if c == value) for value, _ in matrix}
    expected = n**2 - sum(margin**2 for margin in margins.values())
    alpha = measure(material, LABELS).figures.speakers.headline
    assert alpha.n == round(n)
    if alpha.value is not None:
        observed = sum(o for (c, k), o in matrix.items() if c != k)
        assert alpha.value == pytest.approx(1 - (n - 1) * observed / expected)


def test_the_matrix_of_characters() -> None:
    team = [article(length=100, a=[decided(0, 10)], b=[decided(5, 15)])]
    matrix = characters(Material.of(team))
    assert [matrix[key] for key in itertools.product(("quotation", "not a quotation"), repeat=2)] == [10, 10, 10, 170]
    sums = group(team).unitizing()
    assert isinstance(sums, UnitizingAlpha)


def test_articles_stand_worst_first() -> None:
    good = article(1, a=[decided(0, 50)], b=[decided(0, 50)])
    bad = article(2, a=[decided(0, 50)], b=[decided(100, 150)])
    blank = article(3, a=[], b=[])
    assert [each.id for each in reported(good, bad, blank).per_article] == ["article 2", "article 1", "article 3"]
