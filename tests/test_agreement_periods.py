"""Agreement by version of the codebook and by week, and how it changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.agreement.intervals import Figure
from annotator.agreement.measures import SAME_LABELS
from annotator.agreement.periods import QUOTATIONS, difference, headlines, paired
from annotator.cli import main
from annotator.records import Span, Stance
from annotator.store.connection import Store
from annotator.workflow import agreement_periods, codebook_change, corpus, desk, measure, project


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Store]:
    """Eight articles of two annotators: under the first version they differ in two of four, under the second in none."""
    lines = [
        json.dumps({"id": f"a{n}", "text": f"“Yes, we do {n},” she said. “Surely,” he said. Number {n}."})
        for n in range(8)
    ]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with closing(project.create_project(tmp_path / "p.annot")) as store:
        for name in ("Ada", "Ben", "Lead"):
            project.add_annotator(store, name)
        corpus.import_paths(store, [tmp_path / "articles.jsonl"])
        rows = desk.load_queue(store, "Ada")
        for number, row in enumerate(rows):
            if number == 4:
                draft = codebook_change.open_draft(store)
                draft.set((0, 0), "definition", "Clearer now.")
                codebook_change.change_codebook(store, draft, annotator="Lead")
            for name in ("Ada", "Ben"):
                opened = desk.load_desk(store, row.sha256, name)
                for start, end in ((0, 14), (27, 34)):
                    label = "against" if name == "Ben" and number < 2 and start else "favor"
                    decision = replace(
                        desk.new_quotation(opened, Span(start, end)), stances=(Stance("proposal", label),)
                    )
                    desk.decide(store, desk.confirm(decision), action="New")
                desk.set_finished(store, row.sha256, name, finished=True)
        yield store


def test_agreement_rose_with_the_new_version(made: Store) -> None:
    first, second = agreement_periods.by_period(made, "version")
    assert (first.name, first.articles, second.name, second.articles) == ("version 1.0", 4, "version 1.1", 4)
    text = agreement_periods.as_text([first, second], "version")
    (line,) = [line for line in text.splitlines() if "stances proposal" in line and "changed by" in line]
    assert "changed by +" in line or "–" in line
    (week,) = agreement_periods.by_period(made, "week")
    assert week.articles == 8 and week.name[4:6] == "-W"


def test_a_difference_has_the_interval_of_mover() -> None:
    # Zou and Donner: limits of a difference from those of its two parts.
    found = difference(Figure(0.5, 0.4, 0.7), Figure(0.8, 0.75, 0.9))
    assert found.value == pytest.approx(0.3)
    assert found.low == pytest.approx(0.3 - (0.05**2 + 0.2**2) ** 0.5)
    assert found.high == pytest.approx(0.3 + (0.1**2 + 0.1**2) ** 0.5)
    assert difference(Figure(None), Figure(0.8)).value is None
    assert difference(Figure(0.5), Figure(0.8)).low is None


def test_the_command_prints_them(made: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", str(made.path), "--by", "version"]) == 0
    told = capsys.readouterr().out
    assert "version 1.0: 4 articles" in told and "changed by" in told and "MOVER" in told
    assert main(["agreement", str(made.path), "--by", "week", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["by"] == "week" and [each["articles"] for each in found["periods"]] == [8]
    assert main(["agreement", str(made.path), "--by", "week", "--output", "x.csv"]) == 2


def do_again(store: Store) -> None:
    """Both decide the first quotation of the four oldest articles again, and Ben as Ada does."""
    for row in desk.load_queue(store, "Ada")[:4]:
        for name in ("Ada", "Ben"):
            opened = desk.load_desk(store, row.sha256, name)
            for quotation in opened.quotations:
                assert quotation.decision is not None
                desk.decide(
                    store, replace(quotation.decision.anew(), stances=(Stance("proposal", "favor"),)), action="Again"
                )
            desk.set_finished(store, row.sha256, name, finished=True)


def test_articles_that_were_done_again_count_in_both_versions_and_are_paired(made: Store) -> None:
    (alone, _) = agreement_periods.by_period(made, "version")
    do_again(made)
    first, second = agreement_periods.by_period(made, "version")
    assert (first.articles, second.articles) == (4, 8)
    assert first.report is not None and second.report is not None and alone.report is not None
    assert headlines(first.report) == headlines(alone.report), "as it stood before they were done again"
    was, now = (found.figures.stances["proposal"].figures[SAME_LABELS].value for found in (first.report, second.report))
    assert was is not None and was < 1.0 and now == 1.0
    assert {change.paired for change in second.changes.values()} == {4}
    quotations = second.changes[QUOTATIONS].figure
    assert (quotations.value, quotations.low, quotations.high) == (0.0, 0.0, 0.0), "the same quotations in both"
    assert quotations.method == "jackknife, paired"
    text = agreement_periods.as_text([first, second], "version")
    assert "paired (4 articles)" in text and "MOVER" not in text
    as_json = agreement_periods.as_json([first, second], "version")
    assert as_json["periods"][1]["changes"][QUOTATIONS]["paired_articles"] == 4


def test_weeks_are_told_by_the_time_of_each_decision(made: Store) -> None:
    with made.writing():
        made.execute("UPDATE decision SET decided_at = '2026-03-02T10:00:00+00:00'")
    do_again(made)
    first, second = agreement_periods.by_period(made, "week")
    assert first.name == "2026-W10" and (first.articles, second.articles) == (8, 4)
    assert {change.paired for change in second.changes.values()} == {4}


def test_an_article_of_which_a_part_was_decided_later_does_not_count_before(made: Store) -> None:
    row = desk.load_queue(made, "Ada")[0]
    with made.writing():
        made.execute(
            """UPDATE decision SET codebook = (SELECT hash FROM codebook ORDER BY n DESC LIMIT 1), origin = 'proposal'
            WHERE article = (SELECT n FROM article WHERE sha256 = ?) AND start > 0""",
            (row.sha256,),
        )
    first, second = agreement_periods.by_period(made, "version")
    assert (first.articles, second.articles) == (3, 5)


def test_a_paired_change_is_the_change_of_the_same_articles(made: Store) -> None:
    before = measure.material(made)
    do_again(made)
    after = measure.material(made)
    found = paired(before, after)
    reports = [measure.measure_of(made, material) for material in (before, after)]
    for what, figure in found.items():
        was, now = (headlines(report)[what].value for report in reports)
        if was is None or now is None:
            assert figure.value is None
        else:
            assert figure.value == pytest.approx(now - was) and figure.low is not None and figure.high is not None
            assert figure.low <= figure.value <= figure.high
    assert all(figure.value in (0.0, None) for figure in paired(after, after).values())
