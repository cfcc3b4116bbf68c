# ruff: noqa: E501
"""Annotations in the other forms that tools of their kind write: older exports, lists, single tasks, tables, comments with the text."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from annotator.exchange.readers.reading import read_articles
from annotator.store.connection import Store
from tests.exchange.incoming import come_in, held

TEXT = "„Wir bleiben“, sagte Ida Holm.\nOle schwieg."
TRIPLES = [[0, 13, "Quote"], [21, 29, "Source"]]
ALL = ("„Wir bleiben“", "Ida Holm", "")


def said(store: Store) -> list[tuple[str, str, str]]:
    """(words, source, cue) of every decision of the project."""
    every = [d for each in held(store) for d in each.decisions]
    return [(d.words, d.source.words if d.source else "", d.cue.words if d.cue else "") for d in every]


def region(key: str, label: str, start: int, end: int) -> dict[str, object]:
    return {
        "id": key,
        "from_name": "l",
        "to_name": "t",
        "type": "labels",
        "value": {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]},
    }


RESULT = [
    region("a", "Quote", 0, 13),
    region("b", "Source", 21, 29),
    {"type": "relation", "from_id": "b", "to_id": "a"},
]
TASK = {"id": 1, "data": {"text": TEXT}, "annotations": [{"completed_by": 3, "result": RESULT}]}
CONLL = "„ B-Quote\nWir I-Quote\nbleiben I-Quote\n“ I-Quote\n, O\nsagte O\nIda B-Source\nHolm I-Source\n. O\n"
NUMBERED = "".join(f"{n}\t{line.replace(' ', chr(9))}\n" for n, line in enumerate(CONLL.splitlines(), 1))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps([{"id": 1, "text": TEXT, "label": TRIPLES, "Comments": []}])),
        (
            "a.jsonl",
            json.dumps({"id": 1, "text": TEXT, "meta": {"n": 1}, "annotation_approver": None, "labels": TRIPLES}),
        ),
        ("a.json", json.dumps([{**TASK, "annotations": None, "completions": TASK["annotations"]}])),
        ("a.json", json.dumps(TASK)),
        ("a.jsonl", json.dumps(TASK) + "\n"),
        ("a.conll", CONLL),
        ("a.conllu", f"# newdoc id = d\n# text = {TEXT.splitlines()[0]}\n{NUMBERED}"),
    ],
)
def test_other_forms_of_known_formats(empty: Store, tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    come_in(empty, tmp_path / name)
    assert said(empty) == [ALL]
    assert [each.article.text.split("\n")[0] for each in held(empty)] == [TEXT.split("\n")[0]]


def test_brat_without_any_relation_ties_the_nearest(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.ann").write_text(
        "T1\tQuote 0 13\t„Wir bleiben“\nT2\tSource 21 29\tIda Holm\nT3\tSource 31 34\tOle\n", encoding="utf-8"
    )
    report = come_in(empty, tmp_path)
    assert (
        said(empty) == [ALL]
        and report.notes["source linked to the nearest quotation of its paragraph, since it has no relation"] == 1
    )


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "a.jsonl",
            json.dumps({"text": TEXT, "annotations": [{"label": 1, "start_offset": 0, "end_offset": 13, "user": 1}]}),
            "numbers for its labels",
        ),
    ],
)
def test_forms_that_lose_annotations_are_refused(
    empty: Store, tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    (problem,) = come_in(empty, tmp_path / name).problems
    assert sentence in problem and not held(empty)


def test_tokens_with_tags_are_no_article(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("-DOCSTART- -X- O O\n\n" + CONLL, encoding="utf-8")
    with pytest.raises(BadInputError, match=r"call it train\.conll"):
        list(read_articles(tmp_path / "train.txt"))


XMI = """<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///webanno/custom.ecore">
<custom:Rede xmi:id="2" sofa="9" begin="0" end="13" Art="Zitat" Haltung="pro"/><custom:Rede xmi:id="3" sofa="9" begin="21" end="29" Art="Source"/>
<cas:Sofa xmi:id="9" sofaNum="1" sofaID="_InitialView" sofaString="{}"/></xmi:XMI>"""


def test_any_feature_of_a_layer_may_hold_the_label(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.xmi").write_text(XMI.format(TEXT.replace("\n", "&#10;")), encoding="utf-8")
    come_in(empty, tmp_path / "a.xmi", "Zitat=quotation", "pro=favor")
    assert said(empty) == [ALL]
    (decision,) = (d for each in held(empty) for d in each.decisions)
    assert [stance.label for stance in decision.stances] == ["favor"]


QDE = """<Project xmlns="urn:QDA-XML:project:1.0"><Users><User guid="u" name="Ada"/></Users><CodeBook><Codes><Code guid="c" name="Quote"/></Codes></CodeBook>
<Cases><Case guid="k" name="Hafenpost"><SourceRef targetGUID="s"/></Case></Cases><Variables><Variable guid="v" name="year"/></Variables>
<Notes><Note guid="n" name="N"><PlainTextContent>unsicher</PlainTextContent></Note></Notes><Sources>{}</Sources></Project>"""
CODED = '{} creatingUser="u"><Coding><CodeRef targetGUID="c"/></Coding><NoteRef targetGUID="n"/></{}>'


def qdpx(path: Path, sources: str, text: bytes) -> Path:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("project.qde", QDE.format(sources))
        archive.writestr("sources/t.txt", text)
    path.write_bytes(out.getvalue())
    return path


def test_what_a_refi_project_says_of_its_sources(empty: Store, tmp_path: Path) -> None:
    """Offsets count the byte order mark here, and no selection has its words as name: the marks round the words tell."""
    coded = CODED.format('<PlainTextSelection guid="p" startPosition="1" endPosition="14"', "PlainTextSelection")
    more = '<VariableValue><VariableRef targetGUID="v"/><TextValue>2026</TextValue></VariableValue><Coding><CodeRef targetGUID="c"/></Coding>'
    source = f'<TextSource guid="s" name="Brief" plainTextPath="internal://t.txt">{coded}{more}</TextSource>'
    report = come_in(empty, qdpx(tmp_path / "a.qdpx", source, b"\xef\xbb\xbf" + TEXT.encode()))
    (found,) = held(empty)
    assert [d.words for d in found.decisions] == [ALL[0]] and found.decisions[0].comment == "unsicher"
    assert dict(found.article.metadata) == {"year": "2026", "case": "Hafenpost"}
    assert report.notes["code of a whole source: left out"] == 1


def test_a_transcript_of_a_refi_project(empty: Store, tmp_path: Path) -> None:
    points = '<SyncPoint guid="a" position="0"/><SyncPoint guid="b" position="13"/>'
    coded = CODED.format('<TranscriptSelection guid="p" fromSyncPoint="a" toSyncPoint="b"', "TranscriptSelection")
    lost = '<TranscriptSelection guid="q" fromSyncPoint="a" toSyncPoint="z"/>'
    source = f'<AudioSource guid="s" name="Band"><Transcript guid="t" name="Abschrift" plainTextPath="internal://t.txt">{points}{coded}{lost}</Transcript></AudioSource>'
    report = come_in(empty, qdpx(tmp_path / "a.qdpx", source, TEXT.encode()))
    assert [words for words, *_ in said(empty)] == [ALL[0]]
    assert report.notes["selection of a transcript without a place in its text: left out"] == 1


def test_an_item_of_a_list_that_is_no_example_is_told(empty: Store, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text(json.dumps([{"id": 1, "text": TEXT, "label": TRIPLES}, "Wir bleiben"]), encoding="utf-8")
    (problem,) = come_in(empty, file).problems
    assert "example 2: it is not a readable doccano example" in problem


CONLLU = """# newdoc id = d
# text = {}
1\tZum\t_\tADP\t_\t_\t2\tcase\t_\tner=O
2-3\tzum\t_\t_\t_\t_\t_\t_\t_\t_
2\tzu\t_\tADP\t_\t_\t0\troot\t_\tner=B-Quote
3\tdem\t_\tDET\t_\t_\t2\tdet\t_\tner=I-Quote
3.1\tunsichtbar\t_\t_\t_\t_\t_\t_\t_\t_
4\tHafen\t_\tNOUN\t_\t_\t2\tobl\t_\tSpaceAfter=No|ner=I-Quote
5\t.\t_\tPUNCT\t_\t_\t2\tpunct\t_\t_

1\tSagte\t_\tVERB\t_\t_\t0\troot\t_\t_
2\tIda\t_\tPROPN\t_\t_\t1\tnsubj\t_\tner=B-Source
"""


@pytest.mark.parametrize("written", ["Zum zum Hafen.", "anders"])
def test_tags_among_the_pairs_of_conllu_and_words_of_several_tokens(empty: Store, tmp_path: Path, written: str) -> None:
    (tmp_path / "a.conllu").write_text(CONLLU.format(written), encoding="utf-8")
    come_in(empty, tmp_path / "a.conllu")
    (found,) = held(empty)
    assert found.article.text == "Zum zum Hafen.\nSagte Ida" and [d.words for d in found.decisions] == ["zum Hafen"]


def test_predictions_of_label_studio_may_be_numbers(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{**TASK, "predictions": [12]}]), encoding="utf-8")
    come_in(empty, tmp_path / "a.json")
    assert said(empty) == [ALL]


def test_a_row_without_a_token_is_passed_over(empty: Store, tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("No\tB-Quote\n\tI-Quote\n,\tO\nsagte\tO\n", encoding="utf-8")
    come_in(empty, tmp_path / "a.conll")
    assert held(empty)[0].article.text == "No, sagte"
