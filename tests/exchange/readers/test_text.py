# ruff: noqa: E501
"""Texts, mails and rich texts: paragraphs of a fixed width joined, encodings told apart, nothing invented."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from annotator.exchange import western
from annotator.exchange.readers import wrapped
from tests.exchange.readers.support import made, read

PARAGRAPHS = [
    "The harbour council met on Tuesday evening to decide what becomes of the old ferry landing, and two hundred residents came.",
    "“We will keep the old landing, whatever the neighbours in the next town may say about it in the well-known papers,” said Ida Holm. "
    "Nobody had expected the vote to be so clear. The hall was quiet for a long time, and then the members went home.",
    "Ole Brandt, who runs the boatyard, disagreed.",
]


@pytest.mark.parametrize("width", [60, 72, 76, 80])
def test_paragraphs_of_a_fixed_width_are_joined_and_the_text_of_the_file_is_kept(tmp_path: Path, width: int) -> None:
    written = "Ferry landing to stay\n\n" + "\n\n".join(textwrap.fill(each, width) for each in PARAGRAPHS) + "\n"
    (article,), notes = read(made(tmp_path, "a.txt", written))
    assert article.text == "Ferry landing to stay\n\n" + "\n\n".join(PARAGRAPHS) + "\n"
    assert list(notes) == list(article.import_notes) == ["lines of a fixed width: joined to paragraphs"]
    assert wrapped.original(article.text, article.metadata[wrapped.LINE_BREAKS]) == written


def test_paragraphs_without_blank_lines_between_them(tmp_path: Path) -> None:
    written = "\n".join(textwrap.fill(each, 66) for each in PARAGRAPHS)
    (article,), _ = read(made(tmp_path, "a.txt", written))
    assert article.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "text",
    [
        "Ferry landing to stay\n“We keep it,” said Ida Holm.\nOthers left.\n",
        "\n".join(PARAGRAPHS),
        "Members of the harbour council who voted on it\nIda Holm\nOle Brandt\nPer Lund\n",
        "Who has seen the wind and where it goes tonight\nNeither you nor I nor anybody on the quay\nBut when the leaves hang trembling in the park\n",
        "IDA HOLM: We keep the landing as it is, and that is all.\nOLE BRANDT: Who pays for the repairs, then, if not the town?\n",
        "- the old landing stays where it is for the next ten years\n- the mill closes in the spring after a year of long strikes\n",
    ],
)
def test_other_texts_stay_as_they_are(tmp_path: Path, text: str) -> None:
    (article,), notes = read(made(tmp_path, "a.txt", text))
    assert article.text == text and not notes


def test_control_characters_of_an_agency_are_left_out_and_told(tmp_path: Path) -> None:
    (article,), notes = read(made(tmp_path, "a.txt", b'\x01wire 12\x02"No," she said.\r\n\x03\x04'))
    assert article.text == 'wire 12"No," she said.\n' and "control characters in a text: left out" in notes


TEXTS = {
    "cp1252": "“Così è la vita,” disse Nicolò. L’été fut très chaud – où était-il? Der Bürgermeister sagte: „Wir müssen größer werden.“",
    "mac_roman": "“Così è la vita,” disse Nicolò. L’été fut très chaud – où était-il? Der Bürgermeister sagte: „Wir müssen größer werden.“",
    "cp1250": "„Zażółć gęślą jaźń”, powiedział burmistrz. Řekl to příliš žluťoučký kůň – a všichni šli domů.",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_encodings_of_latin_letters_are_told_apart(tmp_path: Path, encoding: str) -> None:
    for repeat in (1, 5):
        data = (TEXTS[encoding] + "\n").encode(encoding) * repeat
        (article,), notes = read(made(tmp_path, "a.txt", data))
        assert article.text == (TEXTS[encoding] + "\n") * repeat
        assert next(iter(notes)).startswith(f"encoding {encoding}, detected")


def test_other_letters_are_not_judged() -> None:
    assert western.encoding_of("«Привет», сказал он.".encode("cp1251")) == ""
    assert western.encoding_of("日本の首相は「はい」と言った。".encode("cp932")) == ""
    assert western.encoding_of(b"plain") == ""


MAIL = "From: a@b\nSubject: {}\nMIME-Version: 1.0\nContent-Type: {}\nContent-Transfer-Encoding: 8bit\n\n"


def test_a_flowed_mail_is_joined(tmp_path: Path) -> None:
    written = (
        MAIL.format("x", "text/plain; charset=utf-8; format=flowed")
        + "“We keep \nthe landing,” \nsaid Ida Holm.\n\n From here.\n-- \nIda\n"
    )
    (article,), notes = read(made(tmp_path, "a.eml", written))
    assert article.text == "“We keep the landing,” said Ida Holm.\n\nFrom here.\n-- \nIda\n"
    assert "lines of a fixed width: joined to paragraphs" in notes


def test_a_mail_of_two_like_parts_is_its_text(tmp_path: Path) -> None:
    parts = "--b\nContent-Type: text/plain; charset=utf-8\n\n“We keep it,” said Ida Holm.\n--b\nContent-Type: text/html; charset=utf-8\n\n<p>“We keep it,” said Ida Holm.</p>\n--b--\n"
    (article,), notes = read(
        made(tmp_path, "a.eml", MAIL.format("=?utf-8?q?=C3=9Cber?=", "multipart/alternative; boundary=b") + parts)
    )
    assert (article.text.strip(), article.title, dict(notes)) == ("“We keep it,” said Ida Holm.", "Über", {})


@pytest.mark.parametrize("charset", ['" utf-8"', "undefined", "unknown-8bit", "idna", "hex", "iso-8859-1", ""])
def test_a_mail_with_an_odd_charset_is_read(tmp_path: Path, charset: str) -> None:
    (article,), _ = read(
        made(tmp_path, "a.eml", f"From: a@b\nSubject: x\nContent-Type: text/plain; charset={charset}\n\nhello there\n")
    )
    assert article.text == "hello there\n"


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (r"{\rtf1\ansi {\*\fldinst HYPERLINK x}{\v hidden}{\v0 seen}\par}", "seen"),
        (r"{\rtf1\ansi{\header Page head}{\footnote A note.}Text.\par}", "Text."),
        (r"{\rtf1\ansi\ansicpg1250 Za\'bf\'f3\'b3\'e6\par}", "Zażółć"),
        ("{\\rtf1\\ansi “x” text}", "“x” text"),
        (r"{\rtf1\ansi\ansicpg10000 \'d2Yes,\'d3 she said.}", "“Yes,” she said."),
        (
            r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fnil\fcharset0 A;}{\f3\fnil\fcharset77 G;}}{\f3 \'d2Yes,\'d3} \f0 \'93No,\'94 he said.}",
            "“Yes,” “No,” he said.",
        ),
        (r"{\rtf1\ansi\trowd Ida\cell “No.”\cell\row After.\par}", "Ida\t“No.”\t\nAfter."),
        (r"{\rtf1\ansi \u-10179?\u-8704?\u99999999999999?!}", "😀�?!"),
    ],
)
def test_rich_text(tmp_path: Path, rtf: str, text: str) -> None:
    (article,), _ = read(made(tmp_path, "a.rtf", rtf))
    assert article.text == text
