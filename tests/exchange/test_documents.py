"""Articles in the files people have: what comes in, what is told, and bad files by name."""

from __future__ import annotations

import zipfile
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from annotator.exchange.readers.base import ReadOptions
from annotator.exchange.readers.pdf import unwrapped
from annotator.exchange.readers.reading import read_articles
from annotator.records import Article

STORY = "“It is inhumane,” she said on Tuesday, as the first of the buoys was put into the river near the town."
SECOND = "Officials said that the work would go on for the rest of the month, whatever the court decides about it."
PAGE = f"""<html><head><meta charset="{{charset}}"><title>Buoys | News</title><meta property="og:title" content="Buoys">
<meta name="author" content="Eve Kim"><meta property="article:published_time" content="2023-07-05T10:00:00Z">
<meta property="og:site_name" content="The Wire"><script>alert("x")</script></head><body><nav><a href="/">Home</a></nav>
<article><h1>Buoys</h1><p>{STORY}</p><p>{SECOND}</p></article><footer>Copyright 2023. All rights reserved.</footer></body></html>"""


def read(path: Path, columns: ReadOptions | None = None) -> tuple[list[Article], Counter[str]]:
    notes: Counter[str] = Counter()
    return list(read_articles(path, columns, lambda note: notes.update([note]))), notes


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("utf-8", "cp1252")])
def test_a_web_page_is_its_article_with_title_author_date_and_source(
    tmp_path: Path, charset: str, encoding: str
) -> None:
    (tmp_path / "p.html").write_bytes(PAGE.replace("{charset}", charset).encode(encoding))
    (article,), notes = read(tmp_path / "p.html")
    assert STORY in article.text and SECOND in article.text
    assert not any(words in article.text for words in ("Home", "Copyright", "alert"))
    assert article.title == "Buoys"
    assert (article.metadata["author"], article.metadata["date"], article.metadata["source"]) == (
        "Eve Kim",
        "2023-07-05",
        "The Wire",
    )
    assert bool(notes) == (charset == "utf-8" and encoding == "cp1252")  # a page that is wrong about itself is told


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1252", "“Già,” disse l’uomo; perché così è."), ("cp1251", "«Привет», сказал он. Это хорошая новость для всех."),
     ("cp932", "日本の首相は「はい」と言った。それは良い知らせです。"), ("cp1252", "café")],
)  # fmt: skip
def test_an_encoding_is_detected_and_told(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    (article,), notes = read(tmp_path / "a.txt")
    assert article.text == text
    assert [note.split(",")[0] for note in notes] == [f"encoding {encoding}"]


def test_a_word_file_is_its_paragraphs(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.core_properties.title, document.core_properties.author = "Buoys", "Eve Kim"
    for paragraph in (STORY, SECOND):
        document.add_paragraph(paragraph)
    document.add_table(1, 2).rows[0].cells[1].text = "A cell."
    document.save(str(tmp_path / "a.docx"))
    (article,), notes = read(tmp_path / "a.docx")
    assert (article.text, article.title) == (f"{STORY}\n{SECOND}\n\tA cell.", "Buoys")
    assert article.metadata["author"] == "Eve Kim"
    assert "table in a Word file: a line for each row, tabs between its cells" in notes


def pdf_of(lines: list[str]) -> bytes:
    """A PDF of one page with a text layer, written by hand."""
    text = " T* ".join(
        "({}) Tj".format(line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")) for line in lines
    )
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td {text} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def test_a_pdf_is_its_text_layer_with_lines_joined(tmp_path: Path) -> None:
    lines = [
        '"It is wrong," she said on Tuesday, as the first of the',
        "buoys was put into the river near the town, on a windy",
        "day.",
    ]
    (tmp_path / "a.pdf").write_bytes(pdf_of(lines))
    (article,), notes = read(tmp_path / "a.pdf")
    assert article.text == " ".join(lines)
    assert any("line breaks" in note for note in notes)
    (tmp_path / "empty.pdf").write_bytes(pdf_of([]))
    with pytest.raises(BadInputError, match=r"empty\.pdf: the PDF has no text layer"):
        read(tmp_path / "empty.pdf")


def test_lines_of_a_page_are_joined_inside_paragraphs_only() -> None:
    page = "A line that is broken to fit the page and goes on\nwith the next, where a long word is hyphen-\nated by the printer.\n\nNext."
    assert (
        unwrapped(page)
        == "A line that is broken to fit the page and goes on with the next, where a long word is hyphenated by the printer.\n\nNext."
    )


def test_a_mail_is_its_text_with_subject_and_sender(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = (
        "Über die Bojen",
        "Eve <eve@example.org>",
        "Wed, 05 Jul 2023 10:00:00 +0000",
    )
    message.set_content(STORY)
    message.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="x.bin")
    (tmp_path / "a.eml").write_bytes(message.as_bytes())
    (article,), notes = read(tmp_path / "a.eml")
    assert (article.text.strip(), article.title, article.metadata["author"]) == (
        STORY,
        "Über die Bojen",
        "Eve <eve@example.org>",
    )
    assert "attachment of a mail: left out" in notes


def test_rich_text_and_markdown(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi\ansicpg1252 {\b Bold} \u8220?Gi\'e0,\u8221? she said.\par Next.}")
    assert read(tmp_path / "a.rtf")[0][0].text == "Bold “Già,” she said.\nNext."
    (tmp_path / "a.md").write_text("---\nauthor: Eve\n---\n\n# A *head*\n\n“Yes,” she said.\n", encoding="utf-8")
    (article,) = read(tmp_path / "a.md")[0]
    assert (article.title, article.metadata["author"], article.text) == (
        "A *head*",
        "Eve",
        "# A *head*\n\n“Yes,” she said.\n",
    )


def test_a_table_gives_an_article_a_row_from_the_chosen_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('nr;when;story\n7;2023;"“Yes,”\r\nshe said."\n8;;No.\n', encoding="utf-8-sig")
    found, _ = read(tmp_path / "a.csv", ReadOptions("story", "nr"))
    assert [(a.id, a.text, dict(a.metadata)) for a in found] == [
        ("7", "“Yes,”\nshe said.", {"when": "2023"}),
        ("8", "No.", {}),
    ]
    with pytest.raises(BadInputError, match=r"a\.csv: row 2: .*--text-column\), one of: nr, when, story"):
        read(tmp_path / "a.csv")
    (tmp_path / "a.jsonl").write_text('{"body": "One.", "id": 3, "x": [1]}\n{"body": "Two."}', encoding="utf-8")
    assert [(a.id, a.text) for a in read(tmp_path / "a.jsonl")[0]] == [("3", "One."), ("a-2", "Two.")]


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.rtf", "a.html", "a.csv", "a.txt"])
@pytest.mark.parametrize("data", [b"\x00\x01\x02 nothing of the kind", b"", b"PK\x03\x04 broken", b"%PDF-1.4 broken"])
def test_a_file_that_is_not_what_its_name_says_is_told(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    try:
        read(tmp_path / name)
    except BadInputError as error:
        assert name in str(error) and "\n" not in str(error)
    else:
        assert name in ("a.txt", "a.html", "a.csv") and b"\0" not in data and data  # then it is text after all


def test_a_word_file_with_a_hostile_archive_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')
    with pytest.raises(BadInputError, match=r"a\.docx: it is not a readable Word file"):
        read(tmp_path / "a.docx")


def test_a_row_without_text_is_told_and_the_others_come_in(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text,place\n1,It rained.,\n2,,Rome\n3,  ,Oslo\n", encoding="utf-8")
    found, notes = read(tmp_path / "a.csv")
    assert [(a.id, dict(a.metadata)) for a in found] == [("1", {})]
    assert notes == {"row without text: left out": 2}
    (tmp_path / "b.jsonl").write_text('{"id": "1", "text": ""}\n{"id": "2", "text": "It rained."}\n', encoding="utf-8")
    assert [a.id for a in read(tmp_path / "b.jsonl")[0]] == ["2"]
    (tmp_path / "c.csv").write_text("id,text\n1,\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="there is no article in it"):
        read(tmp_path / "c.csv")
