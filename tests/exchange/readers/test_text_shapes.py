"""Texts with what stands about them at their top, mailboxes, and UTF-16 that does not say so."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from annotator.errors import BadInputError
from tests.exchange.readers.support import made, read

YAML = """---
title: "Anleger: er bleibt"
author:
  - Ida Holm
  - name: Bob Fox
date: 2026-03-03 # Dienstag
tags: [hafen, 'rat']
summary: >
  Der Rat hat
  entschieden.
source:
  name: Hafenpost
draft:
---
"""
TOML = (
    '+++\ntitle = "Anleger: er bleibt"\ndate = 2026-03-03\ntags = ["hafen", "rat"]\n[source]\nname = "Hafenpost"\n+++\n'
)


@pytest.mark.parametrize("front", [YAML, TOML])
def test_what_stands_about_a_text_at_its_top(tmp_path: Path, front: str) -> None:
    (found,), _ = read(made(tmp_path, "a.md", f"{front}\n> „Nein.“\n"))
    assert (found.title, found.text) == ("Anleger: er bleibt", "> „Nein.“\n")
    about = dict(found.metadata)
    assert (about["tags"], about["source.name"], about["date"]) == ("hafen; rat", "Hafenpost", "2026-03-03")
    if front == YAML:
        assert (about["author"], about["author.name"]) == ("Ida Holm", "Bob Fox")
        assert about["summary"] == "Der Rat hat entschieden." and "draft" not in about


@pytest.mark.parametrize(
    ("front", "title", "about"),
    [
        ("title: 'Es war''s nicht'\nby: \"Zo\\u00eb\"", "Es war's nicht", {"by": "Zoë"}),
        ("title: Bürgermeister: „Nein“\nsource: Hafenpost", "Bürgermeister: „Nein“", {"source": "Hafenpost"}),
        ("title: Nein\ntags: [hafen,\n  rat]\nid: 0815", "Nein", {"tags": "hafen; rat", "id": "0815"}),
        ("title: &a Nein\nagain: *a", "&a Nein", {"again": "*a"}),
    ],
)
def test_yaml_at_the_top_is_read_as_yaml_else_line_by_line(
    tmp_path: Path, front: str, title: str, about: dict[str, str]
) -> None:
    (found,), _ = read(made(tmp_path, "a.md", f"---\n{front}\n---\nEs bleibt.\n"))
    assert (found.title, dict(found.metadata), found.text) == (title, about, "Es bleibt.\n")


@pytest.mark.parametrize(
    "text", ["---\nEin Satz.\n---\n\nMehr.\n", "+++\nkein = = toml\n+++\nMehr.\n", "---\nkein Ende: hier\n"]
)
def test_lines_that_say_nothing_about_a_text_stay_in_it(tmp_path: Path, text: str) -> None:
    (found,), _ = read(made(tmp_path, "a.md", text))
    assert found.text == text


MAILBOX = """From ida@x.org Tue Mar  3 09:14:00 2026
From: Ida <ida@x.org>
Subject: Eins
Date: Tue, 3 Mar 2026 09:14:00 +0100
Content-Type: text/plain; charset=utf-8

„Nein“, sagte Bob.

>From hier an wird es still.

From bob@x.org Tue Mar  3 10:14:00 2026
From: Bob <bob@x.org>
Subject: Zwei
Content-Type: text/plain; charset=utf-8

„Ja.“
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_mailbox_is_an_article_each_mail(tmp_path: Path, newline: str) -> None:
    found, _ = read(made(tmp_path, "a.mbox", MAILBOX.replace("\n", newline)))
    assert [(each.title, each.metadata["author"]) for each in found] == [
        ("Eins", "Ida <ida@x.org>"),
        ("Zwei", "Bob <bob@x.org>"),
    ]
    assert (
        found[0].text.strip() == "„Nein“, sagte Bob.\n\nFrom hier an wird es still."
        and found[1].text.strip() == "„Ja.“"
    )


def test_what_is_no_mailbox_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"not a readable mailbox"):
        read(made(tmp_path, "a.mbox", "From hier an wird es still.\n"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_does_not_say_so(tmp_path: Path, encoding: str) -> None:
    (found,), notes = read(made(tmp_path, "a.txt", "Der Anleger „bleibt“, sagte Zoë.".encode(encoding)))
    assert found.text == "Der Anleger „bleibt“, sagte Zoë."
    assert notes[f"encoding {encoding}, detected: check letters with accents"] == 1


def test_zeros_among_letters_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="not UTF-8 text"):
        read(made(tmp_path, "a.txt", b"ab\0\0cd\0ef"))


def test_cells_that_an_opendocument_table_writes_once(tmp_path: Path) -> None:
    cells = '<t:table-cell><x:p>A</x:p></t:table-cell><t:table-cell t:number-columns-repeated="2"><x:p>B</x:p></t:table-cell>'
    names = ("office", "text", "table")
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in zip("oxt", names, strict=True)
    )
    table = f"<t:table><t:table-row>{cells}</t:table-row></t:table>"
    body = f"<o:body><o:text><x:p>Stimmen</x:p>{table}</o:text></o:body>"
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("content.xml", f"<o:document-content {spaces}>{body}</o:document-content>")
    (found,), _ = read(tmp_path / "a.odt")
    assert found.text == "Stimmen\nA\tB\tB"
