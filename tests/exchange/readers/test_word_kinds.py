# ruff: noqa: E501
"""Word files and OpenDocument texts of many producers: what stands in them in unusual ways is read as a reader sees it, or told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.exchange.readers.support import docx, made, p, read

R = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
BOX = (
    "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:Choice><w:drawing>"
    "<w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


def field(kind: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def styled(kind: str, name: str, looks: str, based: str = "") -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{base}{looks}</w:style>'


HIDDEN = styled("character", "Geheim", "<w:rPr><w:vanish/></w:rPr>") + styled("paragraph", "Notiz", "", "Geheim")
LISTED = styled("paragraph", "Liste", "<w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr>") + styled(
    "paragraph", "Punkte", "", "Liste"
)


@pytest.mark.parametrize(
    ("body", "styles", "text", "note"),
    [
        ("<w:p>" + BOX.format(p("Erste Box.")) + BOX.format(p("Zweite Box.")) + R.format("Absatz.") + "</w:p>", "",
         "Absatz.\nErste Box.\nZweite Box.", "text box"),
        ("<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>Sichtbar</w:t></w:r></w:p>", "", "Sichtbar", ""),
        ('<w:p>' + R.format("Da") + '<w:r><w:rPr><w:rStyle w:val="Geheim"/></w:rPr><w:t> weg</w:t></w:r></w:p>', HIDDEN, "Da", "hidden words"),
        ('<w:p><w:pPr><w:pStyle w:val="Notiz"/></w:pPr>' + R.format("weg") + "</w:p>" + p("Da"), HIDDEN, "\nDa", "hidden words"),
        ('<w:p><w:r><w:rPr><w:rStyle w:val="Geheim"/><w:vanish w:val="0"/></w:rPr><w:t>Da</w:t></w:r></w:p>', HIDDEN, "Da", ""),
        ('<w:p><w:pPr><w:pStyle w:val="Punkte"/></w:pPr>' + R.format("Punkt") + "</w:p>", LISTED, "Punkt", "numbers and bullets"),
        ('<w:p><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>' + R.format("Satz") + "</w:p>", "", "Satz", ""),
        ("<w:p>" + field("begin") + "<w:r><w:instrText> IF </w:instrText></w:r>" + field("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
         + field("separate") + R.format("3") + field("end") + field("separate") + R.format("Ergebnis") + field("end") + "</w:p>", "", "Ergebnis", ""),
        ("<w:p><w:pPr><w:framePr w:dropCap='drop' w:lines='3'/></w:pPr>" + R.format("D") + "</w:p><w:bookmarkStart/><w:p>" + R.format("er Rat tagt.") + "</w:p>",
         "", "Der Rat tagt.", "drop cap"),
        ("<w:p><w:r><w:t>Der Rat\n    tagt.</w:t></w:r></w:p>", "", "Der Rat tagt.", ""),
        ("<w:p><w:r><w:sym w:font='Symbol' w:char='F061'/><w:t>-Test </w:t><w:sym w:font='Wingdings' w:char='F0FC'/><w:sym w:char='zz'/></w:r></w:p>",
         "", "α-Test ✓\ufffd", ""),
        ("<w:p><w:r><w:rPr><w:rFonts w:ascii='Symbol'/></w:rPr><w:t>\uf06dm</w:t></w:r></w:p>", "", "μm", ""),
        ("<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>nie</w:t></w:r></w:p>", "", "nie", "struck-out words in a Word file: kept"),
        ("<w:p><w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t>nie</w:t></w:r></w:p>", "", "nie", ""),
        ("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("weg") + "</w:tc></w:tr><w:tr><w:tc>" + p("da") + "</w:tc></w:tr></w:tbl>", "",
         "da", "deleted words"),
        ("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + R.format("Eins ") + "</w:p><w:proofErr/><w:sdt><w:sdtContent>" + p("zwei.") + "</w:sdtContent></w:sdt>",
         "", "Eins zwei.", ""),
        ("<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textpath string='Große Worte'/></v:shape></w:pict></w:r></w:p>",
         "", "Große Worte", ""),
        ("<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='ja'/><w:listEntry w:val='nein'/>"
         "</w:ddList></w:ffData></w:fldChar></w:r>" + field("end") + "</w:p>", "", "nein", ""),
        (p("a") + "<w:subDoc/>", "", "a", "document inside"),
    ],
)  # fmt: skip
def test_words_of_word_files(tmp_path: Path, body: str, styles: str, text: str, note: str) -> None:
    (article,), notes = read(made(tmp_path, "a.docx", docx(body, **({"styles": styles} if styles else {}))))
    assert article.text == text
    assert [each for each in notes if note in each] if note else not notes


def test_a_note_of_deleted_words_is_not_put_at_the_end(tmp_path: Path) -> None:
    body = (
        p("Text") + "<w:p><w:del><w:r><w:footnoteReference w:id='2'/><w:commentReference w:id='1'/></w:r></w:del></w:p>"
    )
    (article,), notes = read(
        made(tmp_path, "a.docx", docx(body, footnotes="<w:footnote w:id='2'>" + p("weg") + "</w:footnote>"))
    )
    assert article.text.strip() == "Text" and not notes


URNS = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text", "table", "style")}
SPACES = " ".join(f'xmlns:{name}="{urn}"' for name, urn in URNS.items()) + (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
)


def odt(body: str, looks: str = "", styles: str = "") -> bytes:
    """An OpenDocument text with this body, the properties of style T1, and what its styles.xml holds."""
    out = io.BytesIO()
    automatic = f'<office:automatic-styles><style:style style:name="T1">{looks}</style:style></office:automatic-styles>'
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}>{automatic}<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        if styles:
            archive.writestr("styles.xml", f"<office:document-styles {SPACES}>{styles}</office:document-styles>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "looks", "text", "note"),
    [
        ('<text:p>Da<text:span text:style-name="T1"> weg</text:span></text:p>', '<style:text-properties text:display="none"/>', "Da", "hidden words"),
        ('<text:section text:display="none"><text:p>weg</text:p></text:section><text:p>Da</text:p>', "", "Da", "hidden words"),
        ('<text:p><text:hidden-paragraph text:is-hidden="true"/>weg</text:p><text:p>Da</text:p>', "", "Da", "hidden words"),
        ("<text:list><text:list-item><text:p>eins</text:p></text:list-item></text:list>", "", "eins", "numbers and bullets"),
        ("<text:p>A<draw:frame><draw:image/><svg:title>Titel</svg:title><svg:desc>Bild</svg:desc></draw:frame>B</text:p>", "", "AB", ""),
        ("<text:p>A<draw:custom-shape><text:p>In der Form.</text:p></draw:custom-shape>B</text:p>", "", "AB\nIn der Form.", "text box"),
        ("<text:p><draw:frame><draw:text-box><text:p>Eins.</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>Zwei.</text:p>"
         "</draw:text-box></draw:frame>Absatz</text:p>", "", "Absatz\nEins.\nZwei.", "text box"),
        ("<table:table><table:table-row><table:table-cell><text:p>a</text:p><table:table><table:table-row><table:table-cell><text:p>c</text:p>"
         "</table:table-cell><table:table-cell><text:p>d</text:p></table:table-cell></table:table-row></table:table></table:table-cell>"
         "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>", "", "a\nc\td\nb", "table"),
        ('<text:p>Wir <text:span text:style-name="T1">nie</text:span></text:p>', '<style:text-properties style:text-line-through-style="solid"/>',
         "Wir nie", "struck-out"),
        ('<text:p>\n  a <text:span> b</text:span><text:s text:c="x"/>c<text:script>x()</text:script></text:p>', "", "a b c", ""),
    ],
)  # fmt: skip
def test_words_of_open_document_texts(tmp_path: Path, body: str, looks: str, text: str, note: str) -> None:
    (article,), notes = read(made(tmp_path, "a.odt", odt(body, looks)))
    assert article.text == text
    assert [each for each in notes if note in each] if note else not notes


def test_heads_of_pages_of_an_open_document_text_are_told(tmp_path: Path) -> None:
    pages = "<office:master-styles><style:master-page><style:{0}><text:p>{1}</text:p></style:{0}></style:master-page></office:master-styles>"
    _, notes = read(made(tmp_path, "a.odt", odt("<text:p>Da</text:p>", styles=pages.format("header", "Kopf"))))
    assert list(notes) == ["headers and footers in an OpenDocument text: left out"]
    _, notes = read(made(tmp_path, "b.odt", odt("<text:p>Da</text:p>", styles=pages.format("footer", ""))))
    assert not notes


def test_places_where_a_word_may_be_broken_are_not_seen(tmp_path: Path) -> None:
    (article,), notes = read(made(tmp_path, "a.docx", docx(p("Das Land\xadrats\xadamt sagt ja."))))
    assert article.text == "Das Landratsamt sagt ja." and notes["soft hyphens in a Word file: left out"] == 1


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
)
TITLES = styled("paragraph", "Titel", '<w:name w:val="Title"/>')
TITLED = '<w:p><w:pPr><w:pStyle w:val="Titel"/></w:pPr>' + R.format("Harbor to be sold") + "</w:p>"


@pytest.mark.parametrize(
    ("said", "body", "title"),
    [
        ("Press release template", p("FOR IMMEDIATE RELEASE") + TITLED + p("It is sold."), "Harbor to be sold"),
        ("Press release template", p("Harbor to be sold by March", "It is sold, the mayor said."), "Harbor to be sold by March"),
        ("Old ferry sinks", p("News", "“We sell the harbor,” mayor says", "It is sold."), "“We sell the harbor,” mayor says"),
        ("Harbor to be sold", p("The city owes ten million.", "HARBOR TO BE  SOLD", "It is."), "Harbor to be sold"),
        ("Harbor to be sold", p("By Ida Holm", "The city sells its harbor, said the mayor."), "Harbor to be sold"),
        ("", p("Harbor", "It is sold."), "Harbor"),
    ],
)  # fmt: skip
def test_the_title_of_a_word_file_is_the_one_that_a_reader_sees(
    tmp_path: Path, said: str, body: str, title: str
) -> None:
    (article,), _ = read(made(tmp_path, "a.docx", docx(body, core=CORE.format(said), styles=TITLES)))
    assert article.title == title


def test_the_title_of_an_opendocument_text_is_the_one_that_a_reader_sees(tmp_path: Path) -> None:
    looks = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    body = '<text:p>Press</text:p><text:p text:style-name="P1">Harbor to be sold</text:p><text:p>It is.</text:p>'
    (article,), _ = read(made(tmp_path, "a.odt", odt(body, looks)))
    assert article.title == "Harbor to be sold"
