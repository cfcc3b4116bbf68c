"""What ``make formats`` gives to other tools: a project that holds every hard case, and its quotations as marked texts."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from annotator.records import Status
from tests.exchange.corpora import hard_cases
from tools.formats import expected, make_project, marked


def test_the_project_holds_the_hard_cases_and_marks_their_words(tmp_path: Path) -> None:
    hard = [d for a in hard_cases() for d in a.decisions if d.status is Status.CONFIRMED]
    with closing(make_project(tmp_path / "p.annot")) as store:
        words = [words for words, _, _ in expected(store, "jsonl")]
        cut = [
            article["text"][slice(*quote["span"])]
            for article in marked(store) for quote in article["quotes"]
        ]  # fmt: skip
    assert {d.words for d in hard} <= set(words)
    assert sorted(cut) == sorted(words) and len(words) > len(hard)
