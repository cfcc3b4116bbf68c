# ruff: noqa: E501
"""Tables and JSON of many producers and languages: rows, names, quotation marks and markup as a reader of the file sees them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from annotator.exchange.readers.base import ReadOptions
from tests.exchange.readers.support import made, read
from tests.exchange.readers.test_tables import xlsx


@pytest.mark.parametrize(
    ("value", "expected", "note"),
    [
        ([{"id": "1", "text": ["Erster Absatz.", "Zweiter."]}], [("1", "Erster Absatz.", "Erster Absatz.\nZweiter.")], ""),
        ([{"id": "1", "text": "<p>Ida: <q>Ja</q>.</p><p>Ole &amp; Per.</p>"}], [("1", "Ida: “Ja”.", "Ida: “Ja”.\nOle & Per.")], "markup of a text"),
        ([{"id": "1", "text": "If a < b, then <p> is a tag."}], [("1", "If a < b, then <p> is a tag.", "If a < b, then <p> is a tag.")], ""),
        ([{"id": 5, "title": {"rendered": "Titel &#8211; neu"}, "content": {"rendered": "<p>Der Rat tagt.</p>"}}], [("5", "Titel – neu", "Der Rat tagt.")], "markup"),
        ({"maintext": "Der Rat tagt.", "title": "Titel", "authors": ["Ida"]}, [("a", "Titel", "Der Rat tagt.")], ""),
        ({"2025": [{"id": "1", "text": "Eins."}], "2026": [{"id": "2", "text": "Zwei."}, {"id": "3", "text": "Drei."}]},
         [("1", "Eins.", "Eins."), ("2", "Zwei.", "Zwei."), ("3", "Drei.", "Drei.")], ""),
        ({"articles": [{"id": "1", "title": "T", "text": "Eins."}] * 2, "comments": [{"user": "x", "level": 1, "text": "Na ja."}]},
         [("1", "T", "Eins.")] * 2, "other lists of texts"),
        ({"a1": {"text": "Eins."}, "a2": {"text": "Zwei."}}, [("a1", "Eins.", "Eins."), ("a2", "Zwei.", "Zwei.")], ""),
        ([{"id": "1", "text": "Eins."}, "Zwei."], [("1", "Eins.", "Eins.")], "no objects"),
        ([{"ID": "7", "Title": "Titel", "Text": "Der Rat."}], [("7", "Titel", "Der Rat.")], ""),
        ([{"Titel": "T", "Volltext": "Der Rat."}], [("a-1", "T", "Der Rat.")], ""),
        ([{"titre": "T", "texte": "Le conseil."}], [("a-1", "T", "Le conseil.")], ""),
        ([{"título": "T", "contenido": "El consejo."}], [("a-1", "T", "El consejo.")], ""),
    ],
)  # fmt: skip
def test_json_of_many_producers(tmp_path: Path, value: object, expected: list[tuple[str, str, str]], note: str) -> None:
    found, notes = read(made(tmp_path, "a.json", json.dumps(value, ensure_ascii=False)))
    assert [(a.id, a.title, a.text) for a in found] == expected
    assert [each for each in notes if note in each] if note else not notes


def test_nothing_that_a_json_object_says_is_lost(tmp_path: Path) -> None:
    record = {
        "id": "1",
        "text": "Der Rat.",
        "authors": [{"name": "Ida", "role": "x"}, {"name": "Ole"}],
        "meta": {"a": {"b": "tief"}, "n": [1, 2], "ok": True},
    }
    (article,), _ = read(made(tmp_path, "a.jsonl", json.dumps(record)))
    assert dict(article.metadata) == {
        "authors.name": "Ida; Ole",
        "authors.role": "x",
        "meta.a.b": "tief",
        "meta.n": "1; 2",
        "meta.ok": "True",
    }


@pytest.mark.parametrize(
    ("name", "table", "texts", "about"),
    [
        ("a.csv", "id;text;note;note\n1;Der Rat.;a;b\n", ["Der Rat."], {"note": "a", "note (2)": "b"}),
        ("a.csv", "id;text;\n1;Der Rat.;;\n", ["Der Rat."], {}),
        ("a.csv", '"id, Nummer";"Inhalt"\n1;Der Rat, sagt er.\n', ["Der Rat, sagt er."], {"id, Nummer": "1"}),
        ("a.csv", 'id,text\n1,"Er sagte \\"Ja\\" und ging."\n', ['Er sagte "Ja" und ging.'], {}),
        ("a.csv", 'id,text\n1,"Er sagte ""Ja""."\n2,"C:\\neu"\n', ['Er sagte "Ja".', "C:\\neu"], {}),
        ("a.csv", "sep=\t\r\nid\ttext\r\n1\tDer Rat.\r\n", ["Der Rat."], {}),
        ("a.csv", "id,text\n1,NULL\n2,\n3,Ja.\n4,NaN\n", ["Ja."], {}),
        ("a.csv", 'id,text\n1,"<p>Der Rat.</p><p>Ja &amp; nein.</p>"\n', ["Der Rat.\nJa & nein."], {}),
        ("a.csv", ",Texto,Fecha\n0,El consejo.,2026\n", ["El consejo."], {"column 1": "0", "Fecha": "2026"}),
        ("a.tsv", 'id\ttext\n1\t"Ja," sagte er.\n2\t"Offen gelassen\n3\tEr sagte "Nein"\n', ['"Ja," sagte er.', '"Offen gelassen', 'Er sagte "Nein"'], {}),
        ("a.tsv", 'id\ttext\n1\t"Er sagte ""Ja"".\nNeu"\n', ['Er sagte "Ja".\nNeu'], {}),
        ("a.tsv", 'id\ttext\n1\t"Der Rat."\n', ["Der Rat."], {}),
    ],
)  # fmt: skip
def test_tables_of_many_producers(
    tmp_path: Path, name: str, table: str, texts: list[str], about: dict[str, str]
) -> None:
    found, _ = read(made(tmp_path, name, table))
    assert [a.text for a in found] == texts
    assert {key: value for key, value in found[0].metadata.items() if key != "import_notes"} == about


def test_a_cell_too_many_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="row 2: it has more cells"):
        read(made(tmp_path, "a.csv", "id,text\n1,Der Rat, sagte er.\n"))


def test_rows_above_the_names_and_columns_of_one_name_in_a_spreadsheet(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        "a.xlsx",
        xlsx(["Auswertung 2026"], ["ID", "Titel", "Text", "x", "x"], ["7", "T", "Der Rat.", "a", "b"]),
    )
    (article,), notes = read(path)
    assert (article.id, article.title, article.text, dict(article.metadata)) == (
        "7",
        "T",
        "Der Rat.",
        {"x": "a", "x (2)": "b"},
    )
    assert list(notes) == ["rows above the names of the columns: left out"]
    assert read(path, ReadOptions("Titel"))[0][0].text == "T"
