# ruff: noqa: E501
"""Word files and OpenDocument texts: the words of the finished text, and what was left out or put elsewhere is told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx as python_docx
import pytest

from annotator.errors import BadInputError
from tests.exchange.readers.support import docx, made, p, read

R = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "text", "note"),
    [
        ("<w:p>" + R.format("“We keep ") + "<w:ins>" + R.format("the landing") + "</w:ins>" + R.format(",” she said.") + "</w:p>",
         "“We keep the landing,” she said.", ""),
        ("<w:p>" + R.format("We ") + "<w:del><w:r><w:delText>sell</w:delText></w:r></w:del>" + R.format("keep it.") + "</w:p>",
         "We keep it.", "deleted words"),
        ("<w:p><w:moveFrom>" + R.format("Gone.") + "</w:moveFrom><w:moveTo>" + R.format("Here.") + "</w:moveTo></w:p>", "Here.", ""),
        ("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + R.format("One ") + "</w:p><w:p>" + R.format("sentence.") + "</w:p>", "One sentence.", ""),
        ("<w:p>" + R.format("See ") + "<w:fldSimple w:instr='REF x'>" + R.format("page nine") + "</w:fldSimple></w:p>", "See page nine", ""),
        ("<w:p><w:r><w:instrText>HYPERLINK x</w:instrText></w:r>" + R.format("Ida") + "</w:p>", "Ida", ""),
        ("<w:sdt><w:sdtContent>" + p("In a control.") + "</w:sdtContent></w:sdt>" + p("After."), "In a control.\nAfter.", ""),
        ("<w:p><w:smartTag>" + R.format("Ida Holm") + "</w:smartTag><w:customXml>" + R.format(" spoke") + "</w:customXml></w:p>", "Ida Holm spoke", ""),
        ("<w:p><w:r><w:ruby><w:rt>" + R.format("kana") + "</w:rt><w:rubyBase>" + R.format("字") + "</w:rubyBase></w:ruby></w:r></w:p>", "字", "ruby"),
        ("<w:p><w:r><w:t>Seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> not</w:t></w:r></w:p>", "Seen", "hidden words"),
        ("<w:p><w:r><w:t>One</w:t><w:br w:type='page'/><w:t>Two</w:t><w:tab/><w:t>x</w:t><w:noBreakHyphen/><w:t>y</w:t></w:r></w:p>",
         "One\nTwo\tx\u2011y", ""),
        ("<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>" + R.format("No tab.") + "</w:p>", "No tab.", ""),
        ("<w:p><w:r><w:sym w:font='Symbol' w:char='F0B7'/><w:t> a</w:t></w:r></w:p>", "• a", ""),
        ("<w:p>" + R.format("before ") + "<w:r><w:pict><w:txbxContent>" + p("“In a box,” she said.") + "</w:txbxContent></w:pict></w:r>"
         + R.format("after") + "</w:p>", "before after\n“In a box,” she said.", "text box"),
        ("<w:tbl><w:tr><w:tc>" + p("Ida Holm") + "</w:tc><w:tc>" + p("“No.”") + "</w:tc></w:tr></w:tbl>" + p("After."),
         "Ida Holm\t“No.”\nAfter.", "table in a Word file"),
        ("<w:p><m:oMath xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'><m:r><m:t>x=2</m:t></m:r></m:oMath></w:p>", "x=2", ""),
        ("<w:tbl><w:tr><w:tc>" + p("One.", "Two.") + "</w:tc><w:tc>" + p("Three.") + "</w:tc></w:tr></w:tbl>", "One.\nTwo.\nThree.", ""),
    ],
)  # fmt: skip
def test_words_that_a_reader_sees(tmp_path: Path, body: str, text: str, note: str) -> None:
    (article,), notes = read(made(tmp_path, "a.docx", docx(body)))
    assert article.text == text
    assert any(note in each for each in notes) if note else not notes


def test_footnotes_stand_at_the_end_and_comments_and_heads_are_told(tmp_path: Path) -> None:
    body = p("Text.") + "<w:p><w:r><w:footnoteReference w:id='2'/><w:commentReference w:id='1'/></w:r></w:p>"
    notes = (
        "<w:footnote w:id='1'>"
        + p("Never shown.")
        + "</w:footnote><w:footnote w:id='2'>"
        + p("“A note,” she said.")
        + "</w:footnote>"
    )
    (article,), told = read(made(tmp_path, "a.docx", docx(body, footnotes=notes)))
    assert article.text.split("\n")[0] == "Text." and article.text.endswith("“A note,” she said.")
    assert "Never shown" not in article.text
    assert set(told) == {"footnotes: put at the end", "comments in a Word file: left out"}


def test_no_day_nor_author_of_a_template(tmp_path: Path) -> None:
    document = python_docx.Document()
    document.add_paragraph("Ferry landing to stay")
    document.add_paragraph("“We keep it,” said Ida Holm.")
    document.save(str(tmp_path / "a.docx"))
    (article,), notes = read(tmp_path / "a.docx")
    assert (article.title, dict(article.metadata), dict(notes)) == ("Ferry landing to stay", {}, {})


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no", b"no archive"])
@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.xlsx", "a.zip", "a.wacz"])
def test_what_is_no_archive_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(BadInputError, match=rf"{name}: it is not a readable "):
        read(made(tmp_path, name, data))


def odt(body: str) -> bytes:
    out = io.BytesIO()
    names = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text", "table")}
    spaces = (
        " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
        + ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return out.getvalue()


def test_an_open_document_text(tmp_path: Path) -> None:
    body = """<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted words.</text:p></text:deletion></text:changed-region>
    </text:tracked-changes><text:h>Ferry <text:span>landing</text:span></text:h><text:p>“We<text:s text:c="2"/>keep
    it,”<office:annotation><text:p>A comment.</text:p></office:annotation> said<text:tab/>Ida<text:note><text:note-citation>1</text:note-citation>
    <text:note-body><text:p>“A note.”</text:p></text:note-body></text:note> Holm.</text:p><text:list><text:list-item><text:p>One</text:p></text:list-item>
    </text:list><table:table><table:table-row><table:table-cell><text:p>Ida</text:p></table:table-cell><table:table-cell><text:p>“No.”</text:p>
    </table:table-cell></table:table-row></table:table><text:p><draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box></draw:frame>After.</text:p>"""
    (article,), notes = read(made(tmp_path, "a.odt", odt(body)))
    assert article.text == "Ferry landing\n“We  keep it,” said\tIda Holm.\nOne\nIda\t“No.”\nAfter.\nBoxed.\n“A note.”"
    assert {note.split(":")[0] for note in notes} == {
        "deleted words in an OpenDocument text", "comments in an OpenDocument text", "table in an OpenDocument text",
        "text box in an OpenDocument text", "footnotes", "numbers and bullets of lists in an OpenDocument text",
    }  # fmt: skip
