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


XMI = """<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:ner="http:///webanno/custom.ecore"
 xmlns:m="http:///de/tudarmstadt/ukp/dkpro/core/api/metadata/type.ecore">
<m:DocumentMetaData xmi:id="1" sofa="9" begin="0" end="44" {}/><ner:Rede xmi:id="2" sofa="9" begin="0" end="13" label="Quote"/>
<cas:Sofa xmi:id="9" sofaNum="1" sofaID="_InitialView" sofaString="{}"/></xmi:XMI>"""


@pytest.mark.parametrize("about", ["", 'documentTitle="brief.txt" documentId="x"'])
def test_a_cas_in_the_folders_of_a_project(empty: Store, tmp_path: Path, about: str) -> None:
    for user in ("ada", "bob", "INITIAL_CAS"):
        (tmp_path / "annotation" / "brief.txt").mkdir(parents=True, exist_ok=True)
        file = tmp_path / "annotation" / "brief.txt" / f"{user}.xmi"
        file.write_text(XMI.format(about, TEXT.replace("\n", "&#10;")), encoding="utf-8")
    come_in(empty, tmp_path)
    assert {(each.article.id, each.annotator) for each in held(empty)} == {("brief.txt", "ada"), ("brief.txt", "bob")}


def test_whose_annotations_a_cas_of_inception_holds(empty: Store, tmp_path: Path) -> None:
    about = 'documentTitle="brief.txt" documentId="ada" collectionId="p" documentBaseUri="p" documentUri="p/brief.txt"'
    (tmp_path / "a.xmi").write_text(XMI.format(about, TEXT.replace("\n", "&#10;")), encoding="utf-8")
    come_in(empty, tmp_path / "a.xmi")
    assert [(each.article.id, each.annotator) for each in held(empty)] == [("brief.txt", "ada")]


def test_codings_without_a_user_in_a_project_of_one(empty: Store, tmp_path: Path) -> None:
    coding = '<Coding><CodeRef targetGUID="q"/></Coding>'
    coded = f'<PlainTextSelection guid="p" startPosition="0" endPosition="13">{coding}</PlainTextSelection>'
    source = f'<TextSource guid="t" name="Brief"><PlainTextContent>{TEXT}</PlainTextContent>{coded}</TextSource>'
    codes = '<CodeBook><Codes><Code guid="q" name="Quote"/></Codes></CodeBook>'
    users = '<Users><User guid="u" name="Ada"/></Users>'
    project = f'<Project xmlns="urn:QDA-XML:project:1.0">{users}{codes}<Sources>{source}</Sources></Project>'
    with zipfile.ZipFile(tmp_path / "a.qdpx", "w") as archive:
        archive.writestr("project.qde", project)
    come_in(empty, tmp_path / "a.qdpx")
    assert [each.annotator for each in held(empty)] == ["Ada"]


TABLE = 'Sentence #,Word,POS,Tag\nSentence: 1,No,UH,B-Quote\n,",",",",O\n,said,VB,O\n,Ida,NN,B-Source\nSentence: 2,It,X,O\n,rained,X,O\n'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", TABLE),
        ("a.csv", "\ufeffsentence_id;token;tag\n1;No;B-Quote\n1;,;O\n1;said;O\n1;Ida;B-Source\n2;It;O\n2;rained;O\n"),
        ("a.tsv", "token\tlabel\nNo\tB-Quote\n,\tO\nsaid\tO\nIda\tB-Source\n\nIt\tO\nrained\tO\n"),
    ],
)
def test_tables_of_tokens_that_name_their_columns(empty: Store, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    report = come_in(empty, tmp_path / name)
    assert not report.problems and said(empty) == [("No", "Ida", "")]
    assert held(empty)[0].article.text == "No, said Ida\nIt rained"


def test_a_list_of_prodigy_tasks(empty: Store, tmp_path: Path) -> None:
    spans = [{"start": 0, "end": 13, "label": "Quote"}, {"start": 21, "end": 29, "label": "Source"}]
    task = {"text": TEXT, "spans": spans, "answer": "accept", "_annotator_id": "ada"}
    (tmp_path / "a.json").write_text(json.dumps([task, {**task, "answer": "reject"}]), encoding="utf-8")
    report = come_in(empty, tmp_path / "a.json")
    assert said(empty) == [ALL] and held(empty)[0].annotator == "ada"
    assert report.notes["task that was answered with reject: left out"] == 1


def test_a_first_token_that_is_called_word_stays(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("Word\tO\nsaid\tO\nIda\tB-Quote\n", encoding="utf-8")
    come_in(empty, tmp_path / "a.tsv")
    assert held(empty)[0].article.text == "Word said Ida"
