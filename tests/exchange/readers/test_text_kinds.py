# ruff: noqa: E501
"""Texts with a margin or in capitals alone, damaged UTF-8, and mails whose headers and parts are not as the standards want them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from annotator.exchange.readers.wrapped import LINE_BREAKS, MARGIN, original
from tests.exchange.readers.support import made, read

ONE = "Der Rat der Stadt hat am Dienstagabend nach langer Aussprache entschieden, den alten Anleger am Hafen zu behalten. „Wir geben ihn nicht her“, sagte Ida Holm."
TWO = "Ole Brandt widersprach. „Wer bezahlt das alles?“, fragte er und verwies auf die Schulden der Stadt, die in den letzten Jahren stark gestiegen sind."


@pytest.mark.parametrize("margin", [0, 3])
@pytest.mark.parametrize("capitals", [False, True])
def test_wrapped_texts_with_a_margin_or_in_capitals(tmp_path: Path, margin: int, capitals: bool) -> None:
    paragraphs = [each.upper() if capitals else each for each in (ONE, TWO)]
    written = "\n\n".join(textwrap.indent(textwrap.fill(each, 60), " " * margin) for each in paragraphs) + "\n"
    (article,), notes = read(made(tmp_path, "a.txt", written))
    assert article.text == "\n\n".join(paragraphs) + "\n"
    assert original(article.text, article.metadata[LINE_BREAKS], article.metadata.get(MARGIN, "")) == written
    assert list(notes) == ["lines of a fixed width: joined to paragraphs"]


def test_utf8_with_bad_bytes_is_utf8(tmp_path: Path) -> None:
    (article,), notes = read(made(tmp_path, "a.txt", "Über Geschäfte für Süßes.".encode() + b"\xff"))
    assert article.text == "Über Geschäfte für Süßes.\ufffd" and any("damaged" in note for note in notes)


@pytest.mark.parametrize(
    ("mail", "title", "text", "note"),
    [
        ("Subject: Geschäft – „neu“\nContent-Type: text/plain; charset=utf-8\n\nJa.".encode(), "Geschäft – „neu“", "Ja.", ""),
        ("Subject: Geschäft\nContent-Type: text/plain; charset=iso-8859-1\n\nGeschäft – ja.".encode("cp1252"), "Geschäft", "Geschäft – ja.", ""),
        ("Subject: T\nContent-Type: text/html; charset=windows-1252\n\n<p>„Ja“, sagte Ida.</p>".encode(), "T", "„Ja“, sagte Ida.", ""),
        (b"Subject: WG\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSiehe unten.\n--b\nContent-Type: message/rfc822\n\n"
         b"Subject: Orig\n\nJa.\n--b--\n", "WG", "Siehe unten.", "attachment of a mail"),
    ],
)  # fmt: skip
def test_mails(tmp_path: Path, mail: bytes, title: str, text: str, note: str) -> None:
    (article,), notes = read(made(tmp_path, "a.eml", mail))
    assert (article.title, article.text) == (title, text)
    assert [each for each in notes if note in each] if note else not notes
