"""Codebooks from other programs, with what is lost told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from annotator.cli import main
from annotator.codebook import read_codebook
from annotator.codebook.check import faults
from annotator.errors import BadInputError
from annotator.exchange import refi_qda
from annotator.exchange.annotated import ignore
from annotator.records import Codebook
from annotator.resources import resource
from annotator.workflow.codebook_files import import_codebook

LABEL_STUDIO = """<View>
  <Labels name="speech" toName="text">
    <Label value="direct" background="#0072b2" hotkey="d"/>
    <Label value="indirect" background="orange" hotkey="1"/>
  </Labels>
  <Text name="text" value="$text"/>
  <Choices name="stance" toName="text">
    <Choice value="for"/><Choice value="against"/>
  </Choices>
  <TextArea name="comment" toName="text"/>
</View>"""
TAG_SET = {
    "name": "Stance", "language": "en", "description": "Towards the ferry.", "create_tag": False,
    "tags": [{"tag_name": "for", "tag_description": "Wants it."}, {"tag_name": "against", "tag_description": None}],
}  # fmt: skip
TABLE = "target;label;definition;polarity;author\nFares;for;Wants them.;1;Ada\nFares;against;;-1;Ada\nNight;unclear;;x;Bob\n"
QDC = """<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>
<Code guid="1" name="Fares" isCodable="false"><Code guid="2" name="unclear (Fares)" isCodable="true" color="#009E73"/></Code>
</Codes></CodeBook>"""


def read(path: Path) -> tuple[Codebook, set[str]]:
    notes: set[str] = set()
    book = import_codebook(path, notes.add)
    assert not faults(book)
    return book, notes


def names(book: Codebook) -> dict[str, list[str]]:
    return {target.name: [label.name for label in target.labels] for target in book.targets}


def test_label_studio(tmp_path: Path) -> None:
    (tmp_path / "config.xml").write_text(LABEL_STUDIO, encoding="utf-8")
    book, notes = read(tmp_path / "config.xml")
    assert names(book) == {"speech": ["direct", "indirect"], "stance": ["for", "against"]}
    direct, indirect = book.targets[0].labels
    assert (direct.color, direct.key) == ("#0072b2", "d")
    assert indirect.key and indirect.key != "1"
    assert {note.partition(":")[0] for note in notes} == {
        "TextArea", "color that is not written #rrggbb", "key that is not one small letter of its own"
    }  # fmt: skip


def test_prodigy(tmp_path: Path) -> None:
    for name, text in (("a.txt", "for, against\nunclear\n"), ("b.json", '["for", "against", "unclear"]'),
                       ("c.json", '{"theme": "dark", "labels": ["for", "against", "unclear"]}')):  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert names(read(tmp_path / name)[0]) == {"Labels": ["for", "against", "unclear"]}


def test_inception(tmp_path: Path) -> None:
    (tmp_path / "tags.json").write_text(json.dumps(TAG_SET), encoding="utf-8")
    book, notes = read(tmp_path / "tags.json")
    assert names(book) == {"Stance": ["for", "against"]}
    assert book.targets[0].definition == "Towards the ferry." and book.targets[0].labels[0].definition == "Wants it."
    assert notes == {"language of a tag set: a codebook has none"}


def test_a_table(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(TABLE, encoding="utf-8")
    book, notes = read(tmp_path / "labels.csv")
    assert names(book) == {"Fares": ["for", "against"], "Night": ["unclear"]}
    assert [label.polarity for label in book.targets[0].labels] == [1, -1]
    assert notes == {"column “author”: a codebook has no such field", "polarity that is not -1, 0 or 1: set to 0"}


def test_refi_qda_codebook_and_project(tmp_path: Path) -> None:
    (tmp_path / "codes.qdc").write_text(QDC, encoding="utf-8")
    project = QDC.replace("<CodeBook xmlns", '<Project xmlns="urn:QDA-XML:project:1.0"><CodeBook xmlns').replace(
        ' xmlns="urn:QDA-XML:codebook:1.0"', ""
    )
    with zipfile.ZipFile(tmp_path / "work.qdpx", "w") as held:
        held.writestr("project.qde", project + "</Project>")
    for name in ("codes.qdc", "work.qdpx"):
        book, _ = read(tmp_path / name)
        assert names(book) == {"Fares": ["unclear"]}
        assert book.targets[0].labels[0].color == "#009e73"


def test_labels_of_one_name_are_told_apart_in_a_qdc(tmp_path: Path) -> None:
    border = read_codebook(resource("codebooks", "border.toml"))
    text = "\n".join(refi_qda.qdc(border))
    codes = [line.partition('name="')[2].partition('"')[0] for line in text.splitlines() if "isCodable" in line]
    assert len(codes) == len(set(codes))
    (tmp_path / "border.qdc").write_text(text, encoding="utf-8")
    found = {
        name: [label for label, *_ in labels]
        for name, _, labels in refi_qda.read_codes(tmp_path / "border.qdc", ignore)
    }
    assert found == names(border)


def test_more_labels_than_letters(tmp_path: Path) -> None:
    (tmp_path / "many.txt").write_text("\n".join(f"label {n}" for n in range(60)), encoding="utf-8")
    labels = read(tmp_path / "many.txt")[0].targets[0].labels
    assert len(labels) == 60 and sum(not label.key for label in labels) > 40
    assert len({label.id for label in labels}) == 60


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.xml", "<View><Text/></View>", "there is no label in it"),
        ("a.xml", "<View", "it is not readable XML"),
        ("a.json", "{", "it is not readable JSON"),
        ("a.json", "3", "there is no label in it"),
        ("a.csv", "name\nx\n", "needs a column “label”"),
        ("a.csv", 'label\n"x', "it is not a readable table"),
        ("a.txt", "\n", "there is no label in it"),
        ("a.docx", "x", "labels are read from"),
        ("a.qdpx", "x", "it is not a readable REFI-QDA project"),
    ],
)
def test_a_file_without_labels_is_refused(tmp_path: Path, name: str, text: str, reason: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=reason) as caught:
        import_codebook(tmp_path / name, lambda note: None)
    assert name in str(caught.value)


def test_the_commands_import_check_and_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "labels.csv").write_text(TABLE, encoding="utf-8")
    out = tmp_path / "labels.toml"
    assert main(["codebook", "import", str(tmp_path / "labels.csv"), "--output", str(out)]) == 0
    assert "column “author”: a codebook has no such field." in capsys.readouterr().out
    assert main(["codebook", "check", str(out)]) == 0
    assert "2 targets with 3 labels." in capsys.readouterr().out
    assert main(["codebook", "compare", str(out), str(out)]) == 0
    (tmp_path / "b.toml").write_text(out.read_text(encoding="utf-8").replace('"Fares"', '"Prices"'), encoding="utf-8")
    assert main(["codebook", "compare", str(out), str(tmp_path / "b.toml")]) == 1
    assert "renamed: target “Prices”: “Fares” → “Prices”" in capsys.readouterr().out
