"""Rows of data sets, in Parquet and JSON Lines: texts alone, with labeled stretches, tokens with tags, and exports of ours."""

from __future__ import annotations

import datetime
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from annotator.exchange import annotation_formats
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.readers.base import ReadOptions
from annotator.store.connection import Store
from annotator.workflow import export, project
from tests.exchange.incoming import come_in, held
from tests.exchange.readers.support import read
from tests.exchange.test_foreign_values import IDA, NO, STAY, TEXT, lines, points, said


def parquet(path: Path, *rows: dict[str, Any], features: dict[str, Any] | None = None) -> Path:
    """A Parquet file with these rows, with the features that Hugging Face writes beside them."""
    table = pyarrow.Table.from_pylist(list(rows))
    if features:
        table = table.replace_schema_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    pyarrow.parquet.write_table(table, path)
    return path


def test_a_row_of_parquet_is_an_article(tmp_path: Path) -> None:
    rows = [
        {
            "id": "a",
            "text": TEXT,
            "headline": "Ferry",
            "day": datetime.date(2026, 3, 3),
            "tags": ["x", "y"],
            "about": {"desk": "city"},
            "img": b"x",
        },
        {"id": "b", "text": None, "headline": "None", "day": None, "tags": [], "about": {"desk": None}, "img": None},
    ]
    (article,), notes = read(parquet(tmp_path / "a.parquet", *rows))
    assert (article.id, article.title, article.text) == ("a", "Ferry", TEXT)
    assert {k: v for k, v in article.metadata.items() if k != "import_notes"} == {
        "date": "2026-03-03",
        "tags": "x; y",
        "about.desk": "city",
    }
    assert dict(notes) == {"row without text: left out": 1, "bytes in a column of a Parquet file: left out": 1}


def test_the_column_of_a_parquet_file_can_be_chosen(tmp_path: Path) -> None:
    (article,), _ = read(parquet(tmp_path / "a.parquet", {"nr": 7, "letter": TEXT}), ReadOptions("letter", "nr"))
    assert (article.id, article.text) == ("7", TEXT)


SPANS = [
    {"start": points(w)[0], "end": points(w)[1], "label": label}
    for w, label in ((STAY, "Quote"), (IDA, "Source"), (STAY, "favor"))
]
LISTS = {key: [span[key] for span in SPANS] for key in ("start", "end", "label")}
NUMBERED = [{**span, "label": ["Quote", "Source", "favor"].index(str(span["label"]))} for span in SPANS]
NAMES = {
    "spans": [{"start": {"dtype": "int64"}, "label": {"names": ["Quote", "Source", "favor"], "_type": "ClassLabel"}}]
}


@pytest.mark.parametrize(("spans", "features"), [(SPANS, None), (LISTS, None), (NUMBERED, NAMES)])
def test_stretches_of_a_row(empty: Store, tmp_path: Path, spans: Any, features: dict[str, Any] | None) -> None:
    row = {"id": "a", "text": TEXT, "spans": spans, "desk": "city", "annotator": "ada"}
    report = come_in(empty, parquet(tmp_path / "a.parquet", row, features=features))
    (found,) = held(empty)
    assert (found.article.id, found.annotator, dict(found.article.metadata)) == ("a", "ada", {"desk": "city"})
    assert said(empty) == [(STAY, IDA, ["favor"])] and not report.problems


def test_stretches_beyond_a_text_are_told(empty: Store, tmp_path: Path) -> None:
    row = {"text": TEXT, "passages": [{"start": 5, "end": 5000, "label": "Quote"}]}
    (problem,) = come_in(empty, lines(tmp_path / "a.jsonl", row)).problems
    assert "not a readable row" in problem and not held(empty)


@pytest.mark.parametrize("numbers", [False, True])
def test_tokens_with_tags(empty: Store, tmp_path: Path, numbers: bool) -> None:
    names = ["O", "B-QUOTE", "I-QUOTE", "B-SOURCE"]
    tags = ["B-QUOTE", "I-QUOTE", "I-QUOTE", "O", "O", "B-SOURCE", "O"]
    row = {
        "id": "7",
        "tokens": ["“", "No", "”", ",", "said", "Ole", "."],
        "ner_tags": [names.index(t) for t in tags] if numbers else tags,
    }
    features = {"ner_tags": {"feature": {"names": names, "_type": "ClassLabel"}, "_type": "Sequence"}}
    report = come_in(
        empty, parquet(tmp_path / "a.parquet", row, features=features) if numbers else lines(tmp_path / "a.jsonl", row)
    )
    assert said(empty) == [("“No”", "Ole", [])] and held(empty)[0].article.text == "“No”, said Ole."
    assert report.notes["text assembled from tokens: what was between them is not in the file"] == 1


def test_numbers_without_names_are_refused(empty: Store, tmp_path: Path) -> None:
    (problem,) = come_in(empty, parquet(tmp_path / "a.parquet", {"tokens": ["No", "."], "ner_tags": [1, 0]})).problems
    assert "numbers whose names are not in the file" in problem


def test_an_export_for_hugging_face_comes_back(empty: Store, tmp_path: Path) -> None:
    label = [[*points(STAY), "Quote"], [*points(IDA), "Source"], [*points(NO), "Quote"]]
    come_in(
        empty, lines(tmp_path / "a.jsonl", {"id": 3, "text": TEXT, "label": label, "cats": ["favor"], "desk": "city"})
    )
    before = held(empty)
    export.export(empty, tmp_path / "out", fmt="huggingface")
    with closing(project.create_project(tmp_path / "other.annot")) as store:
        come_in(store, tmp_path / "out")
        after = held(store)
        assert store.one("SELECT count(*) FROM article") == (1,)  # its card is no article
    assert [(e.article, e.annotator, e.finished) for e in after] == [
        (e.article, e.annotator, e.finished) for e in before
    ]
    assert _compared(after) == _compared(before)


def _compared(found: list[AnnotatedArticle]) -> list[list[Any]]:
    keep = ("quotation", "span", "words", "kind", "source", "cue", "speaker_name", "stances", "comment")
    return [[getattr(d, key) for key in keep] for each in found for d in each.decisions]


def test_seconds_of_a_transcript_are_no_stretches(tmp_path: Path) -> None:
    segments = [{"start": 0.0, "end": 2.5, "text": "“We stay,”"}, {"start": 3, "end": 4, "text": "said Ida Holm."}]
    path = lines(tmp_path / "a.jsonl", {"id": "a", "text": TEXT, "segments": segments})
    assert annotation_formats.format_of(path) is None
    (article,), _ = read(path)
    assert article.text == TEXT and article.metadata["segments.text"] == "“We stay,”; said Ida Holm."


def test_entities_with_start_and_end_are_rows(empty: Store, tmp_path: Path) -> None:
    come_in(empty, lines(tmp_path / "a.jsonl", {"text": TEXT, "entities": SPANS}))
    assert said(empty) == [(STAY, IDA, ["favor"])]


def test_quotes_of_rows_without_ids_are_rows(empty: Store, tmp_path: Path) -> None:
    start, end = points(NO)
    quote = {"start": start, "end": end, "label": "quote", "speaker": "Ole", "kind of speech": "straight"}
    report = come_in(empty, lines(tmp_path / "a.jsonl", {"text": TEXT, "quotes": [quote]}), "straight=indirect")
    ((decision,),) = [each.decisions for each in held(empty)]
    assert not report.problems
    assert (decision.words, decision.speaker_name, str(decision.kind)) == (NO, "Ole", "indirect")
