"""Downloads of Factiva as text, rich text and Word, by lines and by fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.readers.support import docx, made, p, read

HEAD = "Page {} of 3 © 2026 Factiva, Inc. All rights reserved.\n"
ONE = """Council keeps the landing
Anna Smith
512 words
3 March 2026
08:00
The Port
PORT
12
English
(c) 2026 The Port. All rights reserved.

The harbor council will keep the old landing for another ten years, its chair said on Tuesday.

“We keep the landing,” said Ida Holm of the harbor council.

Document PORT000020260303em3300001
"""
TWO = """World
Ferry stops in winter, and nobody knows for how long
By Bo Lind and Cy Ott in Haven
1,204 words
4 March 2026
The Port
PORT
English
Copyright 2026. The Port

The ferry stops. “It is the ice,” said Ole Berg.

Document PORT000020260304em3400002
"""
THREE = """Fähre steht still
315 Wörter
5 März 2026
Hafenblatt
HAFBL
Deutsch

Die Fähre steht. „Es ist das Eis“, sagte Ole Berg.

Dokument HAFBL00020260305em3500003
"""
END = "Search Summary\nText\nlanding and ferry\nResults Found\n3\nTimestamp\n6 March 2026 10:15\n"
WHOLE = HEAD.format(1) + ONE + "\n" + HEAD.format(2) + TWO + "\n" + THREE + "\n" + END + HEAD.format(3)
FIELDS = (
    ("HD", "Council keeps the landing"), ("BY", "Anna Smith"), ("WC", "512 words"), ("PD", "3 March 2026"), ("SN", "The Port"),
    ("SC", "PORT"), ("LA", "English"), ("LP", "The harbor council will keep it."), ("TD", "“We keep it,” said Ida Holm."),
    ("NS", "gpol : Politics"), ("AN", "Document PORT000020260303em3300001"),
)  # fmt: skip


def escaped(line: str) -> str:
    """A line as rich text writes it."""
    return "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in line)


def rtf(*lines: str) -> str:
    """A rich text with these lines as paragraphs."""
    paragraphs = "".join(f"{{\\pard\\f0 {escaped(line)}\\par}}\n" for line in lines if line.strip())
    return "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}" + paragraphs + "}"


def files(folder: Path) -> dict[str, Path]:
    """The same download in three kinds of files."""
    lines = WHOLE.split("\n")
    return {
        ".txt": made(folder, "f.txt", WHOLE),
        ".rtf": made(folder, "f.rtf", rtf(*lines)),
        ".docx": made(folder, "f.docx", docx(p(*filter(str.strip, lines)))),
    }


@pytest.mark.parametrize("suffix", [".txt", ".rtf", ".docx"])
def test_each_article_of_a_download(tmp_path: Path, suffix: str) -> None:
    found, notes = read(files(tmp_path)[suffix])
    assert [a.title for a in found] == [
        "Council keeps the landing", "Ferry stops in winter, and nobody knows for how long", "Fähre steht still"
    ]  # fmt: skip
    assert [a.text.split("\n")[-1] for a in found] == [
        "“We keep the landing,” said Ida Holm of the harbor council.", "The ferry stops. “It is the ice,” said Ole Berg.",
        "Die Fähre steht. „Es ist das Eis“, sagte Ole Berg.",
    ]  # fmt: skip
    one, two, three = (dict(a.metadata) for a in found)
    assert one == {
        "author": "Anna Smith", "length": "512 words", "date": "2026-03-03", "date_written": "3 March 2026", "time": "08:00",
        "source": "The Port", "source_code": "PORT", "page": "12", "language": "English",
        "copyright": "(c) 2026 The Port. All rights reserved.", "document": "PORT000020260303em3300001",
    }  # fmt: skip
    assert (two["section"], two["author"], two["date"]) == ("World", "By Bo Lind and Cy Ott in Haven", "2026-03-04")
    assert (three["source"], three["language"], three["date"]) == ("Hafenblatt", "Deutsch", "2026-03-05")
    assert notes["heads of pages of a Factiva download: left out"] == 3
    assert any("Search Summary" in note for note in notes)


@pytest.mark.parametrize("kind", ["lines", "values below", "table"])
def test_articles_by_fields(tmp_path: Path, kind: str) -> None:
    if kind == "table":
        rows = "".join(f"\\trowd\\cellx1000\\cellx9000\\intbl {k}\\cell {escaped(v)}\\cell\\row\n" for k, v in FIELDS)
        path = made(tmp_path, "f.rtf", "{\\rtf1\\ansi " + rows * 2 + "}")
    else:
        between = "   " if kind == "lines" else "\n"
        path = made(tmp_path, "f.txt", "\n".join(f"{k}{between}{v}" for k, v in FIELDS * 2))
    found, _ = read(path)
    assert len(found) == 2
    for article in found:
        assert article.text == "The harbor council will keep it.\n“We keep it,” said Ida Holm."
        about = dict(article.metadata)
        assert (article.title, about["source"], about["subject"], about["document"]) == (
            "Council keeps the landing", "The Port", "gpol : Politics", "PORT000020260303em3300001"
        )  # fmt: skip


def test_other_texts_are_no_downloads(tmp_path: Path) -> None:
    text = "Factiva was a database.\n\n512 words\nwere too many, she said.\nDocument 3\n"
    (article,), notes = read(made(tmp_path, "a.txt", text))
    assert article.text == text and not notes


def test_the_bytes_of_a_picture_do_not_end_a_rich_text(tmp_path: Path) -> None:
    content = b"{\\rtf1\\ansi One.\\par {\\pict\\wmetafile8\\bin10 }}}{{\x00}\\ab}Two.\\par Three \\\\bin2 of us.}"
    (article,), _ = read(made(tmp_path, "a.rtf", content))
    assert article.text == "One.\nTwo.\nThree \\bin2 of us."
