"""Annotations of known tools in shapes that came in empty, under a wrong name, or not at all."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from annotator.store.connection import Store
from tests.exchange.incoming import come_in, held
from tests.exchange.test_foreign_kinds import ALL, RESULT, TASK, TEXT, said

TSV = """#FORMAT=WebAnno TSV 3.3
#T_SP=webanno.custom.Span|label


#Text=No, said Ida.
1-1\t0-2\tNo\tQuote\t
1-2\t2-3\t,\t_\t
1-3\t4-8\tsaid\t_\t
1-4\t9-12\tIda\tSource\t
1-5\t12-13\t.\t_\t
"""


def test_a_project_of_inception_with_tables(empty: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "project.zip", "w") as archive:
        archive.writestr("exportedproject.json", "{}")
        archive.writestr("source/a.txt", "No, said Ida.")
        for user in ("ada", "bob", "INITIAL_CAS"):
            archive.writestr(f"annotation/a.txt/{user}.tsv", TSV)
        archive.writestr("curation/a.txt/CURATION_USER.tsv", TSV)
    report = come_in(empty, tmp_path / "project.zip")
    assert not report.problems
    assert {(each.article.id, each.annotator) for each in held(empty)} == {
        ("a.txt", "ada"), ("a.txt", "bob"), ("a.txt", "curation")
    }  # fmt: skip
    assert [words for words, *_ in said(empty)] == ["No"] * 3


def test_a_table_in_the_folders_of_a_project(empty: Store, tmp_path: Path) -> None:
    folder = tmp_path / "annotation" / "a.txt"
    folder.mkdir(parents=True)
    (folder / "ada.tsv").write_text(TSV, encoding="utf-8")
    come_in(empty, tmp_path)
    assert [(each.article.id, each.annotator) for each in held(empty)] == [("a.txt", "ada")]


def test_a_project_of_inception_without_annotations_says_so(empty: Store, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "project.zip", "w") as archive:
        archive.writestr("exportedproject.json", "{}")
    (problem,) = come_in(empty, tmp_path / "project.zip").problems
    assert "there are no annotated documents in it" in problem


def test_notes_on_regions_of_label_studio(empty: Store, tmp_path: Path) -> None:
    first, second, *rest = [{**each, "meta": {"text": ["unsicher"]}} for each in RESULT]
    task = {**TASK, "annotations": [{"completed_by": 3, "result": [first, second, *rest]}]}
    (tmp_path / "a.json").write_text(json.dumps([task]), encoding="utf-8")
    report = come_in(empty, tmp_path / "a.json")
    (decision,) = held(empty)[0].decisions
    assert decision.comment == "unsicher" and report.notes["comment unsicher, which cannot be kept: left out"] == 1


PAIR = [TEXT, {"entities": [[0, 13, "Quote"], [21, 29, "Source"]]}]


@pytest.mark.parametrize("value", [[PAIR], {"classes": ["QUOTE"], "annotations": [None, PAIR]}])
def test_the_pairs_of_spacy_2(empty: Store, tmp_path: Path, value: object) -> None:
    (tmp_path / "train.json").write_text(json.dumps(value, indent=1), encoding="utf-8")
    report = come_in(empty, tmp_path / "train.json")
    assert not report.problems and said(empty) == [ALL] and held(empty)[0].annotator == "train"


def test_pairs_that_are_damaged_are_told(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "train.json").write_text(json.dumps([[TEXT, {"entities": [[0, 13]]}]]), encoding="utf-8")
    (problem,) = come_in(empty, tmp_path / "train.json").problems
    assert "item 1: it is not a text with its entities" in problem
