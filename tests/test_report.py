"""The report of a corpus: its figures, the page and the PDF, and that nothing of Qt is needed for them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader

from annotator.cli import main
from annotator.exchange.report import html, pdf
from annotator.exchange.report.values import Bar, BarPart
from annotator.records import Stance
from annotator.store.connection import Store
from annotator.workflow import adjudicate, desk, project, report
from tests.support import ANNOTATOR, SEED, decide_all, gold, load, shown


@pytest.fixture
def decided(store: Store) -> Store:
    decide_all(store)
    return store


def chart(store: Store, title: str) -> dict[str, int]:
    found = next(each for each in report.load_report(store).charts if each.title == title)
    return {bar.name: bar.total for bar in found.bars}


def test_the_figures_are_those_of_the_gold_file(decided: Store) -> None:
    made = report.load_report(decided)
    quotes = gold()["quotes"]
    assert ("1", "of them finished") in made.totals and (str(len(quotes)), "quotations") in made.totals
    said: dict[str, int] = {}
    for quote in quotes:
        said[quote["speaker"]["name"]] = said.get(quote["speaker"]["name"], 0) + 1
    assert chart(decided, "Speakers") == said
    buoys = [s for quote in quotes for s in quote["stances"] if s["target"] == "river-buoys"]
    assert sum(chart(decided, "Stances by speaker: Buoys in the river").values()) == len(buoys)
    unlawful = next(each for each in made.samples if each.label == "unlawful")
    assert unlawful.times == sum(s["label"] == "unlawful" for s in buoys) and len(unlawful.quotations) == 2
    (row,) = made.tables[0].rows
    assert row[1:] == (ANNOTATOR, "18", "2")


def test_a_quotation_that_two_decided_counts_once_and_settled_decisions_stand_for_them(decided: Store) -> None:
    assert ("1", "annotator") in report.load_report(decided).totals
    project.add_annotator(decided, "Ben")
    decide_all(decided, "Ben")
    totals = {what: figure for figure, what in report.load_report(decided).totals}
    assert (totals["quotations"], totals["decisions"], totals["annotators"]) == ("17", "34", "2")
    project.add_annotator(decided, "Lead")
    adjudicate.accept_agreed(decided, adjudicator="Lead")
    totals = {what: figure for figure, what in report.load_report(decided).totals}
    assert (totals["quotations"], totals["decisions"], totals["annotators"]) == ("17", "17", "2")


def test_merged_speakers_count_as_one(decided: Store) -> None:
    before = chart(decided, "Speakers")
    names = {speaker.name: speaker.id for speaker in project.speakers(decided)}
    a, b = sorted(before)[:2]
    project.merge_speakers(decided, names[a], names[b], annotator=ANNOTATOR)
    after = chart(decided, "Speakers")
    assert a not in after and after[b] == before[a] + before[b]


class _Page(HTMLParser):
    """Which tags and addresses a page has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "data", "action")
        ]


def test_the_page_fetches_nothing_and_escapes_what_it_shows(decided: Store, tmp_path: Path) -> None:
    hostile = replace(shown(decided, 0), speaker_id=None, speaker_name="<img src=x onerror=alert(1)>", stances=())
    desk.decide(decided, hostile, action="Speak")
    path = report.write_report(decided, tmp_path / "r.html", title="<script>alert(1)</script>")
    text = path.read_text(encoding="utf-8")
    page = _Page(text)
    assert not page.addresses and not page.tags & {"script", "img", "link", "iframe", "object"}
    assert "svg" in page.tags and "&lt;img src=x" in text
    assert report.write_report(decided, path) == path  # an earlier one is replaced unasked


def test_the_pdf_holds_the_same(decided: Store, tmp_path: Path) -> None:
    other = replace(shown(decided, 0), speaker_id=None, speaker_name="Дмитрий Žižek", stances=())
    desk.decide(decided, other, action="Speak")
    path = report.write_report(decided, tmp_path / "r.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    assert "Richard Verma" in text and "Stances by speaker: Buoys in the river" in text and "Progress" in text
    assert "Richard Verma: unlawful 2, inhumane 1, ineffective 1, environmentally unsound 1" in " ".join(text.split())
    assert "affirms: it is open (Is the border open?), 1 time" in text
    assert "??????? Žižek" in text and "Letters that the PDF's font lacks" in text
    first = path.read_bytes()
    report.write_report(decided, path)
    assert path.read_bytes() == first


def test_no_heading_of_the_pdf_stands_alone_at_the_foot_of_a_page(decided: Store, tmp_path: Path) -> None:
    found, path = report.load_report(decided), tmp_path / "r.pdf"
    for bars in range(1, 45, 2):  # the headings come down the page
        charts = [found.charts[0]._replace(bars=[Bar("Ida Holm", [BarPart("", "#0072b2", 1)])] * bars)]
        pdf.write(path, found._replace(charts=charts))
        for page in (page.extract_text() for page in PdfReader(path).pages):
            assert "Labels" not in page.split("\n") or "in favor (Coop" in page, bars
            assert "Progress" not in page.split("\n") or "Seconds for one" in page, bars


def test_stances_over_time_follow_the_dates_of_articles(decided: Store) -> None:
    assert not [each for each in report.load_report(decided).charts if "over time" in each.title]
    assert report.load_report(decided).notes == (report.NO_MONTHS,)
    with decided.writing():
        decided.execute('UPDATE article SET metadata = \'{"date": "2023-08-05"}\' WHERE id = ?', (SEED,))
    assert not [
        each for each in report.load_report(decided).charts if "over time" in each.title
    ]  # one month is no time
    other = next(row for row in desk.load_queue(decided, ANNOTATOR) if row.id != SEED)
    opened = desk.load_desk(decided, other.sha256, ANNOTATOR)
    with decided.writing():
        decided.execute('UPDATE article SET metadata = \'{"date": "2023-09"}\' WHERE sha256 = ?', (other.sha256,))
    from annotator.records import Span

    made = desk.confirm(desk.new_quotation(opened, Span(0, 12)))
    desk.decide(decided, replace(made, stances=(Stance("river-buoys", "lawful"),)), action="New")
    assert list(chart(decided, "Stances over time: Buoys in the river")) == ["2023-08", "2023-09"]
    assert report.load_report(decided).notes == ()


def test_an_empty_project_has_a_report(store: Store, tmp_path: Path) -> None:
    for name in ("r.html", "r.pdf"):
        assert report.write_report(store, tmp_path / name).stat().st_size > 500


def test_the_command_needs_no_qt(decided: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("r.html", "r.pdf"):
        code = (
            f"import sys; from annotator.cli import main; main(['report', {str(decided.path)!r}, '--output', {str(tmp_path / name)!r}]);"
            "print([m for m in sys.modules if m.startswith('PySide6')])"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.endswith("written.\n[]\n"), done.stdout
    assert main(["report", str(decided.path), "--output", str(tmp_path / "r.doc")]) == 2
    assert "a report is written as .html or .pdf" in capsys.readouterr().err
    (tmp_path / "mine.html").write_text("<p>mine", encoding="utf-8")
    assert main(["report", str(decided.path), "--output", str(tmp_path / "mine.html")]) == 2
    assert html.BEGINNING.startswith("<!DOCTYPE html>") and load(decided).finished
