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


def wrapped_at(text: str, width: int) -> str:
    """Lines of a text as a typesetter fills them: long words divided by a hyphen, others broken behind their own."""
    lines, line = [], ""
    for word in text.split():
        room = width - len(line) - 1
        if len(word) <= room or not line:
            line = f"{line} {word}" if line else word
            continue
        own = word.find("-") + 1
        divides = room > 3 and len(word) > 7 and word.strip("„“.,").isalpha()
        cut = own if 0 < own <= room else min(room - 1, len(word) - 5) if divides else 0
        lines.append(f"{line} {word[:cut]}{'-' if cut and not own else ''}" if cut else line)
        line = word[cut:]
    return "\n".join([*lines, line])


DIVIDED = (
    "Der Rat hat am Montag entschieden, die altgediente Fähre weiterhin verkehren zu lassen, nach wochenlangem Streit um Finanzierung und "
    "Eisgang. „Wir bleiben hier“, versicherte die Vorsitzende Ida Holm, die sich entschlossen für einen Nord-Süd-Verkehr und gegen das "
    "CDU-Papier aussprach. Unterschiedliche Meinungen herrschten bei den benachbarten Gemeinden, deren Verwaltungen bisher gemeinsam planten. "
    "Bürgermeisterinnen anderer Ortschaften befürchteten unvorhersehbare Belastungen ihrer Haushaltskassen durch Instandhaltungsarbeiten, "
    "während Beobachterinnen zuversichtlich blieben, dass Verhandlungen mit den Schifffahrtsgesellschaften baldmöglichst abgeschlossen würden."
)


@pytest.mark.parametrize("width", [48, 54, 60])
def test_words_divided_at_line_ends_are_put_together(tmp_path: Path, width: int) -> None:
    written = wrapped_at(DIVIDED, width) + "\n"
    assert sum(line.endswith("-") for line in written.split("\n")) > 2
    (article,), notes = read(made(tmp_path, "a.txt", written))
    assert article.text == DIVIDED + "\n"
    assert notes["words divided at line ends: put together, without their hyphens"] == 1
    assert original(article.text, article.metadata[LINE_BREAKS]) == written


def test_a_word_with_a_hyphen_of_its_own_keeps_it(tmp_path: Path) -> None:
    text = "The council voted on Monday to keep the old ferry, said Ida Holm, a well-known councillor who has lived there for long."
    written = textwrap.fill(text, 76) + "\n"
    assert "a well-\nknown" in written
    (article,), notes = read(made(tmp_path, "a.txt", written))
    assert article.text == text + "\n" and list(notes) == ["lines of a fixed width: joined to paragraphs"]


QUOTED = (
    "We stay.\n\nOn Monday Kim wrote:\n> Do you stay or leave? We ask since a reader wrote to us that you would\n"
    "> leave in the spring and never come back to the island again, which is sad\n> for all.\n>\n"
    ">> I think they leave. My neighbor told me so on the boat last week, and\n>> she knows.\n> So please answer.\n"
)


def test_lines_that_quote_are_joined_with_those_of_their_depth(tmp_path: Path) -> None:
    (article,), _ = read(made(tmp_path, "a.eml", f"Subject: T\nContent-Type: text/plain; charset=utf-8\n\n{QUOTED}"))
    assert article.text.split("\n")[3:] == [
        "> Do you stay or leave? We ask since a reader wrote to us that you would leave in the spring and never come back to the island "
        "again, which is sad for all.",
        ">", ">> I think they leave. My neighbor told me so on the boat last week, and she knows.", "> So please answer.", "",
    ]  # fmt: skip
    assert original(article.text, article.metadata[LINE_BREAKS]) == QUOTED


def test_flowed_lines_that_quote_are_joined_with_those_of_their_depth(tmp_path: Path) -> None:
    flowed = "Ja, wir \nbleiben.\n> Bleibt ihr auf \n> der Insel?\n>> Sie \n>>  gehen. \n> Kim\n-- \nIda\n"
    head = "Subject: T\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
    (article,), _ = read(made(tmp_path, "a.eml", head + flowed))
    assert article.text == "Ja, wir bleiben.\n> Bleibt ihr auf der Insel?\n>> Sie  gehen. \n> Kim\n-- \nIda\n"
    assert original(article.text, article.metadata[LINE_BREAKS]) == flowed


@pytest.mark.parametrize(
    ("extra", "told"), [("<blockquote><p>Zitat aus der Antwort.</p></blockquote>", 1), ("<p>„Wir bleiben“</p>", 0)]
)
def test_words_that_only_the_page_of_a_mail_has_are_told(tmp_path: Path, extra: str, told: int) -> None:
    text = "„Wir bleiben“, sagte Ida Holm, die seit ihrer Kindheit auf der Insel lebt und den Rat leitet."
    parts = ("text/plain", text), ("text/html", f"<p>{text}</p>{extra}")
    body = "".join(f"--b\nContent-Type: {kind}; charset=utf-8\n\n{content}\n" for kind, content in parts)
    mail = f'Subject: T\nContent-Type: multipart/alternative; boundary="b"\n\n{body}--b--\n'
    (article,), notes = read(made(tmp_path, "a.eml", mail))
    assert article.text.strip() == text
    assert notes["words of a mail's web page that its text part lacks: left out"] == told
