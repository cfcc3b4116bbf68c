"""What other tools keep beside labels: choices of whole texts, dialogues, nested values, small exports, and how it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.store.connection import Store
from tests.exchange.incoming import come_in, held

TEXT = "Die Fähre 🐟\n“We stay,” said Ida Holm.\n\n“No,” said Ole."
STAY, IDA, NO = "“We stay,”", "Ida Holm", "“No,”"


def points(words: str) -> list[int]:
    """Where words stand, in code points."""
    return [TEXT.index(words), TEXT.index(words) + len(words)]


def units(words: str) -> dict[str, Any]:
    """Where words stand, in UTF-16 units, with the words."""
    start = len(TEXT[: TEXT.index(words)].encode("utf-16-le")) // 2
    return {"start": start, "end": start + len(words), "text": words}


def lines(path: Path, *records: dict[str, Any]) -> Path:
    """A file with a line of JSON for each record."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def said(store: Store) -> list[tuple[str, str, list[str]]]:
    """(words, speaker or source, labels) of every decision."""
    return [
        (d.words, d.speaker_name or (d.source.words if d.source else ""), sorted(s.label for s in d.stances))
        for each in held(store)
        for d in each.decisions
    ]


@pytest.mark.parametrize(
    "entities",
    [
        [[*points(STAY), "Quote"], [*points(IDA), "Source"]],
        [
            {"id": 1, "label": "Quote", "start_offset": points(STAY)[0], "end_offset": points(STAY)[1]},
            {"id": 2, "label": "Source", "start_offset": points(IDA)[0], "end_offset": points(IDA)[1]},
        ],
    ],
)
def test_categories_of_doccano_s_whole_texts(empty: Store, tmp_path: Path, entities: list[Any]) -> None:
    example = {
        "id": 1,
        "text": TEXT,
        "cats": ["favor"],
        "entities": entities,
        "meta": {"desk": "city"},
        "urls": ["a", "b"],
    }
    report = come_in(empty, lines(tmp_path / "a.jsonl", example))
    assert said(empty) == [(STAY, IDA, ["favor"])]
    assert report.notes["category favor, given to a whole text: applied to its only quotation"] == 1
    assert dict(held(empty)[0].article.metadata) == {"meta.desk": "city", "urls": "a; b"}


def test_spans_of_prodigy_beside_a_choice(empty: Store, tmp_path: Path) -> None:
    spans = [
        {"start": a, "end": b, "label": label} for (a, b), label in ((points(STAY), "QUOTE"), (points(NO), "QUOTE"))
    ]
    task = {
        "text": TEXT, "spans": spans, "options": [{"id": "favor", "text": "Favor"}], "accept": ["favor"], "answer": "accept",
        "_view_id": "blocks", "remark": "look again", "meta": {"urls": ["a", "b"]},
    }  # fmt: skip
    report = come_in(empty, lines(tmp_path / "a.jsonl", task))
    assert [words for words, _, _ in said(empty)] == [STAY, NO]
    assert report.notes["choice favor, given to a whole text: left out"] == 1
    assert dict(held(empty)[0].article.metadata) == {"remark": "look again", "urls": "a; b"}


def result(kind: str, value: dict[str, Any], key: str = "r", name: str = "label") -> dict[str, Any]:
    return {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": value}


def place(first: int, start: int, last: int, end: int) -> dict[str, Any]:
    """Where a region of a dialogue begins and ends: the turns and the places in them."""
    return {"start": str(first), "startOffset": start, "end": str(last), "endOffset": end}


TURNS = [
    {"author": "Ida Holm", "text": "We stay 🐟 here.\nAlways.", "start": 0.5},
    {"author": "Ole", "text": "No, never."},
    {"author": "Kim", "text": "So it is."},
]
DIALOGUE = [
    result("paragraphlabels", {**place(0, 8, 0, 16), "text": "🐟 here.", "paragraphlabels": ["Quote"]}),
    result("choices", {**place(0, 8, 0, 16), "choices": ["favor"]}, name="stance"),
    result("paragraphlabels", {**place(1, 4, 2, 5), "paragraphlabels": ["Quote"]}, "s"),
]  # fmt: skip


@pytest.mark.parametrize("names", [("author", "text"), ("who", "phrase")])
def test_the_turns_of_a_dialogue(empty: Store, tmp_path: Path, names: tuple[str, str]) -> None:
    turns = [{{"author": names[0], "text": names[1]}.get(k, k): v for k, v in turn.items()} for turn in TURNS]
    task = {"id": 1, "data": {"talk": turns}, "annotations": [{"completed_by": 3, "result": DIALOGUE}]}
    report = come_in(empty, lines(tmp_path / "a.jsonl", task))
    (found,) = held(empty)
    assert found.article.text == "Ida Holm: We stay 🐟 here.\nAlways.\nOle: No, never.\nKim: So it is."
    assert said(empty) == [("🐟 here.", "Ida Holm", ["favor"]), ("never.\nKim: So it", "Ole", [])]
    assert report.notes["paragraphs of a dialogue: a line each behind the name of its author"] == 1
    assert report.notes["speaker of a quotation in a dialogue: the author of its paragraph"] == 2
    assert report.notes["start of the paragraphs of a dialogue: left out"] == 1


def test_a_dialogue_that_nobody_annotated_is_an_article(empty: Store, tmp_path: Path) -> None:
    task = {"id": 1, "data": {"talk": TURNS[:1]}, "annotations": []}
    assert come_in(empty, lines(tmp_path / "a.jsonl", task)).added == 1


def test_words_of_a_dialogue_that_are_others_are_told(empty: Store, tmp_path: Path) -> None:
    wrong = result(
        "paragraphlabels",
        {**place(0, 0, 0, 2), "text": "No", "paragraphlabels": ["Quote"]},
    )
    task = {"id": 1, "data": {"talk": TURNS}, "annotations": [{"completed_by": 3, "result": [wrong]}]}
    assert "not the ones given" in come_in(empty, lines(tmp_path / "a.jsonl", task)).problems[0]


def test_what_label_studio_keeps_beside_labels(empty: Store, tmp_path: Path) -> None:
    results = [
        result("labels", {**units(STAY), "labels": ["Quote"]}, "a"),
        result("labels", {**units(NO), "labels": []}, "b"),
        result("taxonomy", {**units(STAY), "taxonomy": [["proposal", "favor"]]}, "a", "tree"),
        result("rating", {**units(STAY), "rating": 4}, "a", "sure"),
        result("choices", {"choices": ["against"]}, "w", "tone"),
    ]
    task = {
        "id": 1,
        "data": {"text": TEXT, "more": {"desk": "city"}},
        "annotations": [{"completed_by": 3, "result": results}],
    }
    report = come_in(empty, lines(tmp_path / "a.jsonl", task), "sure=comment")
    (found,) = held(empty)
    assert said(empty) == [(STAY, "", ["against", "favor"])] and found.decisions[0].comment == "4"
    assert dict(found.article.metadata) == {"more.desk": "city"}
    assert report.notes["stretch without a label: left out"] == 1
    assert report.notes["tone against, given to a whole text: applied to its only quotation"] == 1


def test_an_annotation_of_whole_texts_alone_is_not_finished(empty: Store, tmp_path: Path) -> None:
    task = {
        "id": 1,
        "data": {"text": TEXT},
        "annotations": [{"completed_by": 3, "result": [result("choices", {"choices": ["favor"]}, name="tone")]}],
    }
    report = come_in(empty, lines(tmp_path / "a.jsonl", task))
    assert report.notes["tone favor, given to a whole text: left out"] == 1
    assert not any(each.finished for each in held(empty))


def test_label_studio_s_small_export(empty: Store, tmp_path: Path) -> None:
    record = {
        "id": 1, "annotation_id": 3, "annotator": 7, "lead_time": 2.5, "text": TEXT, "desk": "city",
        "label": [{**units(STAY), "labels": ["Quote"]}, {**units(IDA), "labels": ["Source"]}],
        "stance": [{**units(STAY), "choices": ["favor"]}],
    }  # fmt: skip
    (tmp_path / "min.json").write_text(json.dumps([record]), encoding="utf-8")
    report = come_in(empty, tmp_path / "min.json")
    (found,) = held(empty)
    assert said(empty) == [(STAY, IDA, ["favor"])] and found.annotator == "7"
    assert dict(found.article.metadata) == {"desk": "city"}
    assert (
        report.notes["relations, which JSON-MIN, CSV and TSV do not hold: export the project as JSON to have them"] == 1
    )
