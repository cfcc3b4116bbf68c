"""What the agreement page's exports say, heading by heading and row by row."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from annotator.agreement.differences import edges
from annotator.agreement.intervals import Figure
from annotator.agreement.measures import LABEL_MEASURES, LABEL_RAW, PREVALENCE, Facet
from annotator.agreement.page import NO_STANCE, VALUES, ReportPage
from annotator.agreement.printed import as_html, table, whiskers
from annotator.agreement.tabular import as_jsonl, figure_rows
from annotator.store.connection import Store
from annotator.workflow import agreement_page
from tests.agreement.made import decided
from tests.teamwork import another_speaker, decide, no_stance, other_stance, rejected, shorter


@pytest.fixture
def page(store: Store) -> ReportPage:
    """Three who differ, one of them with letters beyond ASCII."""
    decide(store, "Ben")
    decide(store, "Cleo", {2: another_speaker, 6: shorter, 11: rejected, 17: no_stance})
    decide(store, "Ödön", {4: other_stance})
    return agreement_page.load_page(store)


def test_every_figure_has_its_row(page: ReportPage) -> None:
    rows = list(figure_rows(page))
    measures = {
        kind: {row["measure"] for row in rows if row["subject"] == kind} for kind in ("quotation", "speaker", "stance")
    }
    assert measures["quotation"] == {"|u-alpha", "alpha of characters", "F1, same edges", "F1, overlap"}
    assert measures["speaker"] == {
        "alpha",
        "alpha, aliases merged",
        "same speaker",
        "quotations that another annotator marked, too",
    }
    of_labels = {"alpha", "raw agreement", "prevalence", "AC1"}
    assert of_labels <= {each.name for each in LABEL_MEASURES}
    assert measures["stance"] == {"alpha, MASI distance", "same set of labels", *(each.name for each in LABEL_MEASURES)}
    assert {row["article"] for row in rows} == {"", *(a.id for a in page.report.per_article)}
    assert {row["label"] for row in rows} == {
        "",
        *(label for s in page.report.figures.stances.values() for label in s.labels),
    }
    assert len(rows) == len({(*list(row.values())[:7],) for row in rows})  # no two of the same figure


def test_json_lines_keep_letters_as_they_are(page: ReportPage) -> None:
    lines = list(as_jsonl(page))
    assert any("Ödön" in line for line in lines) and not any("\\u" in line for line in lines)
    figures = [r for r in map(json.loads, lines) if r["record"] == "figure"]
    assert any(r["annotators"] == "Ben and Ödön" for r in figures)


def test_the_printed_page_has_its_tables(page: ReportPage) -> None:
    made = as_html(page)
    assert re.findall(r"<h3>(.*?)</h3>", made)[:3] == ["Pairs, and everyone except one person"] * 3
    heads = re.findall(r"<table><tr>(.*?)</tr>", made)
    for wanted in (
        ["", "value", "95 % interval", "reading", "n"],
        ["", *(each.name for each in LABEL_MEASURES), "occurrences"],
        ["article", "words", "Ben", "Cleo", "Ödön"],
        ["", "Ben", "Cleo", "Ödön", "without"],
    ):
        assert "".join(f"<th>{cell}</th>" for cell in wanted) in heads
    speakers = page.subjects[1]
    others = [[name, f"{f.value:.3f}", "", f.reason, str(f.n)] for name, f in page.others(speakers)]
    assert table(["", "value", "95 % interval", "reading", "n"], others) in made
    label, figures = page.labels(page.subjects[2])[0]
    numbers = [figure.value for _, figure in figures.listed if figure is not None]
    assert numbers[:3] == [figures.alpha.value, figures.figures[LABEL_RAW].value, figures.figures[PREVALENCE].value]
    row = [f"{figure.value:.3f}" if figure and figure.value is not None else "" for _, figure in figures.listed]
    line = table([], [[page.label_name(page.subjects[2].target, label), *row]])
    assert line.removeprefix("<table><tr></tr>").removesuffix("</tr></table>") in made


def test_a_team_of_two_has_pairs_alone(store: Store) -> None:
    decide(store, "Ben")
    decide(store, "Cleo", {2: another_speaker})
    made = as_html(agreement_page.load_page(store))
    assert "<h3>Pairs</h3>" in made and "without" not in re.findall(r"<h3>(.*?)</h3>", made)[0]


def test_whiskers_stand_where_their_figures_are() -> None:
    drawn = whiskers([("Ä & B", Figure(0.5, -1.0, 0.8, n=4)), ("undefined", Figure(None, n=0, reason="x"))])
    assert [(x, t) for x, t in re.findall(r'<text x="([\d.]+)" y="74" font-size="11" text-anchor="middle">(.*?)</text>', drawn)] == [
        ("210.0", "−1.0"), ("560.1", ".667"), ("588.0", ".800"), ("630.0", "1"),
    ]  # fmt: skip
    assert '<path d="M210.0 18H588.0"' in drawn and '<circle cx="525.0" cy="18"' in drawn
    assert (
        "Ä &amp; B" in drawn
        and '<text x="196" y="48"' in drawn
        and '<text x="216" y="48" font-size="12">–</text>' in drawn
    )
    assert 'viewBox="0 0 660 82"' in drawn and drawn.count("stroke-dasharray") == 2


def test_names_are_those_of_the_codebook(page: ReportPage) -> None:
    stance = page.subjects[2]
    target = page.codebook.targets[0]
    assert stance.name == target.name and page.target_name("no such") == "no such"
    first, second = target.labels[:2]
    assert page.said(stance, f"{first.id} + {second.id}") == f"{first.name} + {second.name}"
    assert page.said(stance, NO_STANCE) == NO_STANCE and page.said(page.subjects[1], first.id) == first.id
    assert page.label_name("no such", "x") == page.label_name(stance.target, "x") == "x"


def test_a_matrix_says_how_many_values_it_leaves_out(page: ReportPage) -> None:
    behind = page.behind(page.subjects[1])
    every = {value for cell in behind.matrix for value in cell}
    assert len(behind.values) == min(len(every), VALUES) and behind.left_out == len(every) - len(behind.values)


def test_edges_of_several_pieces_are_joined() -> None:
    assert edges(decided(1, 9, content=[(1, 5), (8, 9)])) == "1–5 and 8–9"


def test_csv_names_the_article_of_each_row(page: ReportPage, tmp_path: Path) -> None:
    path, _ = agreement_page.write_page(page, tmp_path / "out.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    of_articles = [r for r in rows if r["article"]]
    assert (
        len(of_articles) == len(page.report.per_article) * len(page.subjects)
        and of_articles[0]["subject"] == Facet.QUOTATION
    )
