"""Agreement by version of the codebook and by week, and how it changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.agreement.intervals import Figure
from annotator.agreement.periods import difference
from annotator.cli import main
from annotator.records import Span, Stance
from annotator.store.connection import Store
from annotator.workflow import agreement_periods, codebook_change, corpus, desk, project


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
    assert main(["agreement", str(made.path), "--by", "week", "--json"]) == 2
