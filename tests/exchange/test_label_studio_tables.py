"""Label Studio's CSV and TSV: a row an annotation, regions as JSON in the cells of their control."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from annotator.store.connection import Store
from tests.exchange.incoming import come_in, held

TEXT = "„Wir bleiben“, sagte Ida Holm.\nOle schwieg."
REGIONS = [
    {"start": 0, "end": 13, "text": TEXT[:13], "labels": ["Quote"]},
    {"start": 21, "end": 29, "text": TEXT[21:29], "labels": ["Source"]},
]


def table(*rows: dict[str, object], sep: str = ",", plain: bool = False) -> str:
    out = io.StringIO(newline="")
    names = sorted({name for row in rows for name in row})
    quoting = csv.QUOTE_MINIMAL if plain else csv.QUOTE_NONNUMERIC
    writer = csv.DictWriter(out, names, delimiter=sep, quoting=quoting, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def row(**more: object) -> dict[str, object]:
    return {
        "id": 7, "annotation_id": 1, "annotator": "ada@x.org", "created_at": "2026-03-03T09:00:00Z",
        "updated_at": "2026-03-03T09:00:00Z", "lead_time": 2.5, "was_cancelled": False, "text": TEXT, "source": "Hafenpost",
        "label": json.dumps(REGIONS, ensure_ascii=False), **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "sep", "plain"),
    [("a.csv", ",", False), ("a.tsv", "\t", False), ("a.csv", ";", True), ("a.csv", "\t", True)],
)
def test_regions_and_annotators_of_a_table(empty: Store, tmp_path: Path, name: str, sep: str, plain: bool) -> None:
    rows = [
        row(position="favor"),
        row(annotation_id=2, annotator="bob@x.org", label="", position=""),
        row(annotation_id=3, annotator="eve@x.org", was_cancelled=True),
    ]
    (tmp_path / name).write_text("\ufeff" * plain + table(*rows, sep=sep, plain=plain), encoding="utf-8", newline="")
    report = come_in(empty, tmp_path / name)
    by = {each.annotator: each for each in held(empty)}
    assert not report.problems and set(by) == {"ada@x.org", "bob@x.org"}
    (decision,) = by["ada@x.org"].decisions
    assert decision.words == "„Wir bleiben“" and decision.source and decision.source.words == "Ida Holm"
    assert [stance.label for stance in decision.stances] == ["favor"]
    assert dict(by["ada@x.org"].article.metadata) == {"source": "Hafenpost"}
    assert report.notes["annotation that its annotator skipped: left out"] == 1
    assert any(note.startswith("relations, which JSON-MIN, CSV and TSV") for note in report.notes)


def test_a_text_that_begins_with_a_bracket_is_a_text(empty: Store, tmp_path: Path) -> None:
    text = "[Aus dem Archiv] „Nein.“ {sic}"
    region = [{"start": 17, "end": 24, "text": text[17:24], "labels": ["Quote"]}]
    (tmp_path / "a.csv").write_text(table(row(text=text, label=json.dumps(region))), encoding="utf-8")
    come_in(empty, tmp_path / "a.csv")
    assert [d.words for each in held(empty) for d in each.decisions] == ["„Nein.“"]
