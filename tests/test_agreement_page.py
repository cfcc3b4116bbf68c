"""The agreement page as data and its exports: figures as measured, every disagreement, and text from outside kept harmless."""

from __future__ import annotations

import csv
import json
from dataclasses import fields, replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from annotator.agreement.material import Material
from annotator.agreement.measures import Facet
from annotator.agreement.page import ReportPage
from annotator.agreement.printed import as_html, table
from annotator.errors import BadInputError, ExportError, StoreError
from annotator.records import Decision, Kind, Origin, Span, Stance, Status
from annotator.store.connection import Store
from annotator.store.left_out import LeftOut
from annotator.workflow import agreement_page, desk, influence, measure, project
from tests.support import load, seed_sha
from tests.teamwork import another_speaker, decide, no_stance, rejected, shorter

HOSTILE = "<script>alert(1)</script> & Co"
FORMULA = "=HYPERLINK(1)"


def hostile_speaker(decision: Decision) -> Decision:
    return replace(decision, speaker_id=None, speaker_name=HOSTILE)


def formula_speaker(decision: Decision) -> Decision:
    return replace(decision, speaker_id=None, speaker_name=FORMULA)


@pytest.fixture
def page(store: Store) -> ReportPage:
    """Three who differ."""
    decide(store, "Ben")
    decide(store, "Cleo", {2: another_speaker, 3: hostile_speaker, 6: shorter, 11: rejected, 17: no_stance})
    decide(store, "<b>Dan</b>", {4: formula_speaker})
    return agreement_page.load_page(store)


class Tags(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_has_the_measured_figures_and_all_disagreements(page: ReportPage, store: Store) -> None:
    report = measure.measure(store)
    assert page.report.as_json() == report.as_json()
    quotations, speakers, *targets = page.subjects
    assert page.headline(quotations) == report.figures.quotations.headline
    assert page.headline(speakers) == report.figures.speakers.headline
    for subject in page.subjects:
        material = measure.material(store)
        found = list(measure.differences(store, material, subject.about, subject.target))
        assert sorted(page.behind(subject).disagreements, key=lambda d: d.span) == sorted(found, key=lambda d: d.span)
    assert len(targets) == 4 and {subject.about for subject in targets} == {Facet.STANCE}


def test_a_cell_names_exactly_its_disagreements(page: ReportPage) -> None:
    speakers = page.subjects[1]
    behind = page.behind(speakers)
    for one in behind.values:
        for other in behind.values:
            cell = behind.disagreements.among((one, other))
            assert bool(cell) == (behind.matrix.get((one, other), 0.0) > 0) or one == other
    article = behind.disagreements[0].article
    assert list(behind.disagreements.among(article=article)) == [
        d for d in behind.disagreements if d.article == article
    ]
    assert not behind.disagreements.among(article="another article")


def test_the_report_holds_text_from_outside_as_text(page: ReportPage) -> None:
    made = as_html(page)
    read = Tags(made)
    assert "script" not in read.tags and "b" not in read.tags and "img" not in read.tags
    assert not {name for name in read.attributes if name.startswith("on")} | ({"src", "href"} & read.attributes)
    text = "".join(read.words)
    assert HOSTILE in text and "<b>Dan</b>" in text
    for subject in page.subjects:
        value = page.headline(subject).value
        assert (f"{value:.3f}" if value is not None else page.headline(subject).reason) in text
    assert "svg" in read.tags and "svg" not in Tags(as_html(page, pictures=False)).tags


def test_csv_has_every_figure_and_no_formula(page: ReportPage, tmp_path: Path) -> None:
    path, beside = agreement_page.write_page(page, tmp_path / "out.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = next(r for r in rows if r["subject"] == "quotation" and r["measure"] == "|u-alpha" and not r["annotators"])
    assert float(whole["value"]) == pytest.approx(page.report.figures.quotations.headline.value, rel=1e-5)
    assert {r["annotators"] for r in rows} >= {"Ben and Cleo", "without Ben"}
    assert {r["group"] for r in rows} == {"all", *page.report.groups}
    undefined = [r for r in rows if r["value"] == ""]
    assert undefined and all(r["reason"] for r in undefined)
    with beside.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert f"'{FORMULA}" in cells and FORMULA not in cells and HOSTILE in cells


def test_json_lines_have_the_report_figures_and_disagreements(page: ReportPage, tmp_path: Path) -> None:
    agreement_page.write_page(page, tmp_path / "out.jsonl")
    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert records[0]["quotations"] == page.report.as_json()["quotations"]
    given = [r for r in records if r["record"] == "disagreement"]
    assert len(given) == sum(len(page.behind(subject).disagreements) for subject in page.subjects)
    for each in given:
        assert set(each["values"]) <= set(page.report.annotators) and len(set(each["values"].values())) > 1


def test_an_html_file_is_written_whole(page: ReportPage, tmp_path: Path) -> None:
    (path,) = agreement_page.write_page(page, tmp_path / "out.html")
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_another_ending_or_folder_is_told(page: ReportPage, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"\.html"):
        agreement_page.write_page(page, tmp_path / "out.docx")
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=r"out\.html"):
        agreement_page.write_page(page, tmp_path / "file" / "out.html")


def test_reading_is_told_as_it_goes_and_can_be_canceled(page: ReportPage, store: Store) -> None:
    seen: list[tuple[int, int]] = []
    agreement_page.load_page(store, progress=lambda done, of: seen.append((done, of)) is None)
    assert seen == [(0, 1), (1, 1)]
    for last in (0, 1):
        with pytest.raises(BadInputError, match="canceled"):
            agreement_page.load_page(store, progress=lambda done, of, last=last: done < last)


def test_an_empty_project_makes_a_page_that_says_why(store: Store) -> None:
    page = agreement_page.load_page(store)
    assert page.headline(page.subjects[0]).reason == "no article was finished by two annotators"
    assert "no article was finished by two annotators" in as_html(page)


def test_a_table_tells_figures_from_text() -> None:
    assert '<td class="n">0.5</td>' in table(["a"], [["0.5"]]) and "<td>a&lt;b</td>" in table([""], [["a<b"]])


def test_columns_read_at_once_say_what_the_records_say(page: ReportPage, store: Store) -> None:
    """With content beyond the span, several stances, edges that differ, and somebody who has not finished."""
    sha, text = seed_sha(), store.rows("SELECT text FROM article")[0][0]
    hand = Decision(
        "by hand", sha, "Ben", Status.CONFIRMED, Span(5, 25), text[5:25], Kind.MIXED, Origin.MANUAL,
        content=(Span(5, 25), Span(30, 40)),
        stances=(Stance("river-buoys", "lawful"), Stance("river-buoys", "unlawful")),
    )  # fmt: skip
    desk.decide(store, hand, action="Add")
    project.add_annotator(store, "Eve")
    desk.decide(store, replace(hand, annotator="Eve", content=()), action="Add")
    read, made = measure.material(store), Material.of(measure.team_articles(store))
    for each in fields(Material):
        one, two = getattr(read, each.name), getattr(made, each.name)
        assert (one.tolist() == two.tolist()) if isinstance(one, np.ndarray) else one == two, each.name
    assert read.annotators == ("<b>Dan</b>", "Ben", "Cleo") and len(read.content_row) == 2


def test_the_page_reads_each_decision_once_for_all_its_reports(page: ReportPage, store: Store) -> None:
    project.add_annotator(store, "Eve")
    opened = load(store, "Eve")
    desk.decide(store, rejected(desk.shown(opened, opened.quotations[0])), action="Reject")  # and has not finished
    read: list[str] = []
    store.connection.set_trace_callback(lambda sql: read.append(sql) if "JOIN decision d" in sql else None)
    made = agreement_page.load_page(store)
    store.connection.set_trace_callback(None)
    assert len(read) == 1
    whole = influence.report(store, left_out=LeftOut())
    assert whole.fields[0].shown and str(made.influence) == str(influence.report(store)) == str(whole)


@pytest.mark.parametrize(
    "damage",
    ["words = words || '.'", "start = start + 1", '"end" = 100000', "kind = 'sung'", "speaker = 999", "content = '[[1]]'",
     "content = '[[0, 100000]]'", "start = -20, \"end\" = -10"],
)  # fmt: skip
def test_columns_hold_nothing_that_a_record_could_not(page: ReportPage, store: Store, damage: str) -> None:
    store.execute("PRAGMA foreign_keys = OFF")
    store.execute("PRAGMA ignore_check_constraints = ON")
    store.execute(f"UPDATE decision SET {damage} WHERE n = (SELECT max(decision) FROM current_decision)")
    store.cache.clear()
    with pytest.raises(StoreError, match="annotator doctor"):
        measure.material(store)
