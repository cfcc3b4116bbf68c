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
        "author": "Ida; Ole",
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


_TEXT = "Der Rat tagt heute."


@pytest.mark.parametrize(
    ("names", "cells", "expected"),
    [
        ("ID;Titel;Zeitung;Datum;Autor;Text;Link", "7;T;Der Steg;03.04.2026;Ida Holm;{};https://example.org/a", {"date_written": "03.04.2026"}),
        ("Artikel-ID;Überschrift;Quelle;Erscheinungsdatum;Verfasserin;Volltext;URL", "7;T;Der Steg;3. April 2026;Ida Holm;{};https://example.org/a", {"date_written": "3. April 2026"}),
        ("DOKUMENT_ID;ARTIKELTITEL;MEDIUM;VERÖFFENTLICHT AM;AUTOR*IN;TEXT DES ARTIKELS;WEBADRESSE", "7;T;Der Steg;2026-04-03;Ida Holm;{};www.example.org/a", {"url": "www.example.org/a"}),
        ("identifiant;titre de l’article;nom du journal;date de publication;nom de l’auteur;texte de l’article;lien", "7;T;Der Steg;03/04/2026;Ida Holm;{};https://example.org/a", {"date_written": "03/04/2026"}),
        ("Id;Título;Periódico;Fecha de publicación;Autora;Texto completo;Enlace", "7;T;Der Steg;3 de abril de 2026;Ida Holm;{};https://example.org/a", {"date_written": "3 de abril de 2026"}),
        ("id;manchete;jornal;data_de_publicação;autores;corpo;endereço", "7;T;Der Steg;03/04/2026;Ida Holm;{};https://example.org/a", {"date_written": "03/04/2026"}),
        ("identificativo;Titolo articolo;Testata;Data;Autrice;Testo;Indirizzo web", "7;T;Der Steg;3/4/2026;Ida Holm;{};https://example.org/a", {"date_written": "3/4/2026"}),
        ("Artikelnummer;Kop;Krant;Datum;Schrijver;Volledige tekst;Webadres", "7;T;Der Steg;03-04-2026;Ida Holm;{};https://example.org/a", {"date_written": "03-04-2026"}),
        ("article_id;headline;newspaper;pub_date;byline;full-text;permalink", "7;T;Der Steg;2026-04-03T10:00:00Z;Ida Holm;{};https://example.org/a", {"date_written": "2026-04-03T10:00:00Z"}),
        ("docID;Title;sourceName;publishedAt;Author Name;articleBody;web-url", "7;T;Der Steg;20260403101500;Ida Holm;{};https://example.org/a", {"date_written": "20260403101500"}),
        ("uid;Heading;Publication;day;Written by;Body;link", "7;T;Der Steg;April 3, 2026;Ida Holm;{};https://example.org/a", {"date_written": "April 3, 2026"}),
        ("guid;title;media outlet;published;creator;content;href", "7;T;Der Steg;1775210400;Ida Holm;{};https://example.org/a", {"date_written": "1775210400"}),
        ("guid;title;source;Date;author;content;url", "7;T;Der Steg;2026/04/03;Ida Holm;{};https://example.org/a", {"date_written": "2026/04/03"}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names_in_many_languages(
    tmp_path: Path, names: str, cells: str, expected: dict[str, str]
) -> None:
    (article,), _ = read(made(tmp_path, "a.csv", f"{names}\n{cells.format(_TEXT)}\n"))
    about = {key: value for key, value in article.metadata.items() if key != "import_notes"}
    assert (article.id, article.title, article.text) == ("7", "T", _TEXT)
    assert about == {
        "source": "Der Steg", "date": "2026-04-03", "author": "Ida Holm", "url": "https://example.org/a", **expected
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "cells"),
    [
        ("text,Tag,data,link", "{},Politik,roh,nein"),
        ("text,day,media,Autor", "{},Monday,3,12"),
        ("text,Fecha,website", "{},2026,7"),
        ("text,date,published", "{},unknown,2026-04-03"),
        ("text,outlet,publisher", "{},Der Steg,Hafen"),
        ("text,updated_at,crawl date", "{},2026-04-03,2026-04-03"),
    ],
)
def test_columns_of_other_values_keep_their_names(tmp_path: Path, names: str, cells: str) -> None:
    (article,), notes = read(made(tmp_path, "a.csv", f"{names}\n{cells.format(_TEXT)}\n"))
    assert dict(article.metadata) == dict(zip(names.split(",")[1:], cells.split(",")[1:], strict=True)) and not notes


@pytest.mark.parametrize(
    ("days", "expected", "note"),
    [
        (["3/4/2026", "14/4/2026"], ["2026-04-03", "2026-04-14"], "read as day, month, year"),
        (["3/4/2026", "4/14/2026"], ["2026-03-04", "2026-04-14"], "read as month, day, year"),
        (["3/4/26 10:15", "14/4/26 9:00"], ["2026-04-03", "2026-04-14"], "read as day, month, year"),
        (["3/4/2026", "5/6/2026"], ["", ""], "left as written"),
        (["3/14/2026", "14/3/2026"], ["", ""], "left as written"),
        (["3.4.2026", "31.2.2026"], ["2026-04-03", ""], ""),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a.xlsx"])
def test_the_order_of_days_in_figures_is_that_of_the_whole_column(
    tmp_path: Path, name: str, days: list[str], expected: list[str], note: str
) -> None:
    rows = [{"text": f"The council met, {at}.", "pub date": day} for at, day in enumerate(days)]
    content: str | bytes = {
        "a.csv": "\n".join(["text;pub date", *(";".join(each.values()) for each in rows)]),
        "a.jsonl": "\n".join(map(json.dumps, rows)),
        "a.json": json.dumps(rows),
        "a.xlsx": xlsx(["text", "pub date"], *([each["text"], each["pub date"]] for each in rows)),
    }[name]
    found, notes = read(made(tmp_path, name, content))
    assert [a.metadata.get("date", "") for a in found] == expected
    assert [a.metadata.get("date_written", a.metadata.get("pub date")) for a in found] == days
    told = [each for article in found for each in article.import_notes]
    assert (len(told) == 2 and all(note in each for each in told)) if note else not told and not notes


def test_json_lines_may_be_called_json(tmp_path: Path) -> None:
    lines = [{"headline": "A", "text": _TEXT}, {"headline": "B", "text": f"{_TEXT} Ja."}]
    found, notes = read(made(tmp_path, "a.json", "\n".join(map(json.dumps, lines))))
    assert [(a.title, a.text) for a in found] == [("A", _TEXT), ("B", f"{_TEXT} Ja.")] and not notes
    with pytest.raises(BadInputError, match="the line is not JSON"):
        read(made(tmp_path, "b.json", '{"text": "a"}\n{"text": '))


def test_a_text_that_a_service_cut_off_is_told(tmp_path: Path) -> None:
    articles = [{"source": {"id": None, "name": "Hafen"}, "title": "A", "content": f"{_TEXT}… [+2312 chars]"}]
    (article,), _ = read(made(tmp_path, "a.json", json.dumps({"status": "ok", "articles": articles})))
    assert article.metadata["source"] == "Hafen" and "cut off" in "".join(article.import_notes)


def test_what_trafilatura_writes(tmp_path: Path) -> None:
    whole = f"{_TEXT} {_TEXT} {_TEXT}"
    record = {"title": "A", "author": "Ida", "hostname": "a.org", "date": "2026-04-03", "raw_text": whole, "text": whole,
              "source": "https://a.org/b", "source-hostname": "Hafen"}  # fmt: skip
    (article,), notes = read(made(tmp_path, "a.json", json.dumps(record)))
    assert article.text == whole and not notes
    assert dict(article.metadata) == {
        "author": "Ida", "hostname": "a.org", "date": "2026-04-03", "url": "https://a.org/b", "source": "Hafen"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["speech", "documents", "selftext"])
def test_texts_of_political_scientists(tmp_path: Path, name: str) -> None:
    (article,), _ = read(made(tmp_path, "a.csv", f"id,{name},created_at\n1,{_TEXT},03-Apr-26\n"))
    assert (article.text, article.metadata["date"]) == (_TEXT, "2026-04-03")


def test_annotations_of_no_known_format_are_told(tmp_path: Path) -> None:
    annotations = [{"tag": "Quote", "start": 0, "end": 7, "value": "Der Rat"}]
    value = {"examples": [{"example_id": "1", "content": _TEXT, "annotations": annotations}]}
    (article,), _ = read(made(tmp_path, "a.json", json.dumps(value)))
    assert article.metadata["annotations.tag"] == "Quote"
    assert "in no format of annotations that is known" in "".join(article.import_notes)


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


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "cp1250"])
@pytest.mark.parametrize("between", [";", ",", "\t", "|"])
def test_marks_at_the_edges_of_cells_tell_the_encoding(tmp_path: Path, encoding: str, between: str) -> None:
    text = "„Ja“ sagte Ida."
    (article,), _ = read(
        made(tmp_path, "a.csv", f"id{between}text{between}ort\n1{between}{text}{between}Hafen\n".encode(encoding))
    )
    assert article.text == text
