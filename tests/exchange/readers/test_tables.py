# ruff: noqa: E501
"""Tables, spreadsheets, JSON and archives: a row, an object or a file is an article; what is left out is told."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from annotator.exchange.readers.base import ReadOptions
from tests.exchange.readers.support import DATA, docx, made, p, read

STORY = "“We keep the landing,” said Ida Holm of the harbour council on Tuesday evening, when more than two hundred residents had come to listen."
PAGE = f"<html><head><title>Landing</title></head><body><article><h1>Landing</h1><p>{STORY}</p></article></body></html>"


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_line_by_which_excel_names_its_separator(tmp_path: Path, first: str) -> None:
    (article,), _ = read(made(tmp_path, "a.csv", f"\ufeff{first}\nid;text\n1;“Yes,” she said, and left.\n"))
    assert (article.id, article.text) == ("1", "“Yes,” she said, and left.")


def test_rows_without_text_are_left_out_and_told(tmp_path: Path) -> None:
    lines = [{"id": "1", "text": None}, {"id": "2", "text": "It rained."}, {"id": "3", "text": ""}]
    found, notes = read(made(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines))))
    assert [a.id for a in found] == ["2"] and notes == {"row without text: left out": 2}


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ([{"text": "One."}, {"text": "Two."}], ["One.", "Two."]),
        ({"status": "ok", "articles": [{"content": "One."}, {"content": "Two."}]}, ["One.", "Two."]),
        ({"response": {"total": 1, "results": [{"webTitle": "T", "fields": {"bodyText": "One."}}]}}, ["One."]),
    ],
)
def test_lists_of_json(tmp_path: Path, value: object, texts: list[str]) -> None:
    found, _ = read(made(tmp_path, "a.json", json.dumps(value)))
    assert [a.text for a in found] == texts


def test_json_of_another_kind_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"a\.json: it holds no articles in a known format"):
        read(made(tmp_path, "a.json", '{"a": {"b": 1}}'))


def xlsx(*rows: list[str | float]) -> bytes:
    """A workbook of one sheet with texts in the cells, and numbers as numbers."""
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{c}</v></c>" if isinstance(c, float) else f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in row
        )
        + "</row>"
        for row in rows
    )
    main, office = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="News" sheetId="1" r:id="b"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="b" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return out.getvalue()


def test_a_spreadsheet(tmp_path: Path) -> None:
    path = made(
        tmp_path,
        "a.xlsx",
        xlsx(["id", "text", "page"], ["007", "“Yes,” she said.", 12.0], ["008", "", 1.5], ["009", "No.", 1.5]),
    )
    found, notes = read(path)
    assert [(a.id, a.text, dict(a.metadata)) for a in found] == [
        ("007", "“Yes,” she said.", {"page": "12"}),
        ("009", "No.", {"page": "1.5"}),
    ]
    assert notes == {"row without text: left out": 1}
    assert read(path, ReadOptions("page"))[0][0].text == "12"


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return out.getvalue()


def test_an_archive_of_files(tmp_path: Path) -> None:
    inner = packed(deep__txt=b"Deep words.")
    data = packed(
        a__txt=b"Plain words.",
        b__docx=docx(p("Word’s words.")),
        c__html=PAGE.encode(),
        d__docx=b"broken",
        e__xyz=b"?",
        f__csv=b"text\nOne.\nTwo.\n",
        g__zip=inner,
    )
    found, notes = read(made(tmp_path, "all.zip", data))
    assert [(a.id, a.text.split("\n")[-1]) for a in found] == [
        ("a", "Plain words."), ("b", "Word’s words."), ("c", STORY), ("f-2", "One."), ("f-3", "Two."), ("deep", "Deep words."),
    ]  # fmt: skip
    assert [note for note in notes if "d.docx" in note and note.startswith("file in an archive that cannot be read")]
    assert notes["file of a kind that is not read, in an archive: left out (e.xyz)"] == 1 and len(notes) == 2


def test_archives_in_archives_have_an_end(tmp_path: Path) -> None:
    data = packed(a__txt=b"Words.")
    for _ in range(6):
        data = packed(b__txt=b"Words.", a__zip=data)
    found, notes = read(made(tmp_path, "all.zip", data))
    assert len(found) == 3 and any("cannot be read" in note for note in notes)


def test_a_saved_page(tmp_path: Path) -> None:
    mht = (
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/landing\nSubject: Landing\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n'
        b"Content-Location: https://example.org/landing\n\n" + PAGE.replace("=", "=3D").replace("“", "=E2=80=9C").replace("”", "=E2=80=9D").encode()
        + b"\n--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n"
    )  # fmt: skip
    (article,), _ = read(made(tmp_path, "a.mht", mht))
    assert STORY in article.text and article.metadata["url"] == "https://example.org/landing"


@pytest.mark.parametrize("name", ["landing.warc", "landing.warc.gz", "landing.wacz"])
def test_a_web_archive(tmp_path: Path, name: str) -> None:
    path = DATA / name
    if name.endswith(".wacz"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(DATA / "landing.warc.gz", "archive/data.warc.gz")
            archive.writestr("datapackage.json", "{}")
    (article,), notes = read(path)
    assert STORY in article.text
    assert (article.metadata["url"], article.metadata["archived"]) == ("https://example.org/a", "2026-03-03")
    assert notes == {"page that a web archive holds twice: left out": 1}
