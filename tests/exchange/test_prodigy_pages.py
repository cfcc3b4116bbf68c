"""Tasks of Prodigy with several pages, relations between tokens, and stretches without labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotator.store.connection import Store
from tests.exchange.incoming import come_in, held

ONE, TWO = "“Never,” said Ida Holm.", "Ole Berg said: “We will see.”"


def span(text: str, words: str, label: str | None) -> dict[str, Any]:
    """A span of these words, with the tokens of a text split at its blanks."""
    start = text.index(words)
    end = start + len(words)
    first, last = text[:start].count(" "), text[:end].count(" ")
    found = {"start": start, "end": end, "token_start": first, "token_end": last}
    return found if label is None else {**found, "label": label}


def page(text: str, quote: str, source: str) -> dict[str, Any]:
    """A page with a quotation and its source, tied by their last tokens."""
    spans = [span(text, quote, "QUOTE"), span(text, source, "SOURCE")]
    head, child = spans[0]["token_end"], spans[1]["token_end"]
    return {
        "text": text,
        "view_id": "relations",
        "spans": spans,
        "relations": [{"head": head, "child": child, "label": "SAID_BY"}],
    }


def test_the_pages_of_a_task_are_one_article(empty: Store, tmp_path: Path) -> None:
    pages = [
        page(ONE, "“Never,”", "Ida Holm"),
        {"view_id": "html", "html": "<b>x</b>"},
        page(TWO, "“We will see.”", "Ole Berg"),
    ]
    task = {
        "pages": pages,
        "meta": {"source": "a7", "paper": "The Port"},
        "_annotator_id": "news-ada",
        "_view_id": "pages",
        "answer": "accept",
    }
    (tmp_path / "a.jsonl").write_text(
        json.dumps(task) + "\n" + json.dumps({**task, "answer": "ignore"}), encoding="utf-8"
    )
    report = come_in(empty, tmp_path / "a.jsonl")
    (found,) = held(empty)
    assert not report.problems and found.article.text == f"{ONE}\n\n{TWO}" and found.annotator == "news-ada"
    assert (found.article.id, dict(found.article.metadata)["paper"]) == ("a7", "The Port")
    assert [(d.words, d.source.words if d.source else "") for d in found.decisions] == [
        ("“Never,”", "Ida Holm"), ("“We will see.”", "Ole Berg")
    ]  # fmt: skip
    assert report.notes["pages of a task: one article, a blank line between them"] == 1
    assert report.notes["page of a task without a text: left out"] == 1


def test_relations_of_tokens_and_stretches_without_a_label(empty: Store, tmp_path: Path) -> None:
    task = page(ONE, "“Never,”", "Ida Holm")
    bare = {"start": 8, "end": 12, "token_start": 1, "token_end": 1, "label": None}
    task["relations"].append(
        {"head": 0, "child": 1, "label": "CUED_BY", "head_span": task["spans"][0], "child_span": bare}
    )
    task["spans"].append(span(ONE, "said", None))
    (tmp_path / "a.jsonl").write_text(json.dumps({**task, "_session_id": "bo"}), encoding="utf-8")
    report = come_in(empty, tmp_path / "a.jsonl")
    (found,) = held(empty)
    assert not report.problems and found.annotator == "bo"
    assert [(d.words, d.source.words if d.source else "") for d in found.decisions] == [("“Never,”", "Ida Holm")]
    assert report.notes["stretch without a label: left out"] == 1
    assert report.notes["relation that does not link a quotation to a source or cue: left out"] == 1
