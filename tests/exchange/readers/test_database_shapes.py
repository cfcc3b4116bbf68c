"""Downloads of databases in other shapes than those that came first: rights above the source, numbers without links, bare cells."""

from __future__ import annotations

from pathlib import Path

from tests.exchange.readers.support import made, read

LEXIS = """Page 1

                               1 of 1 DOCUMENT

                     Copyright 2026 The Harbor Post Company
                              All Rights Reserved
                                The Harbor Post

                            March 3, 2026 Tuesday
                              Late Edition - Final

The Pier Stays

BYLINE: By IDA HOLM

LENGTH: 98 words

The council decided. "No," said Bob.

LOAD-DATE: March 5, 2026
"""


def test_a_source_right_below_its_rights(tmp_path: Path) -> None:
    (found,), _ = read(made(tmp_path, "a.txt", LEXIS))
    assert found.metadata["source"] == "The Harbor Post"
    assert found.metadata["copyright"] == "Copyright 2026 The Harbor Post Company All Rights Reserved"
    assert (found.title, found.text) == ("The Pier Stays", 'The council decided. "No," said Bob.')


def test_a_europresse_header_of_spans(tmp_path: Path) -> None:
    header = """<header><span class="DocPublicationName">Harbor Post</span>
        <span class="DocHeader">News, Tuesday, March 3, 2026 312 words, p. A4</span>
        <div class="titreArticle"><p class="titreArticleVisu">The pier stays</p></div></header>"""
    text = '<section><div class="docOcurrContainer"><p>“No,” said Bob.</p></div></section>'
    (found,), notes = read(made(tmp_path, "a.html", f"<html><body><article>{header}{text}</article></body></html>"))
    about = {key: found.metadata.get(key) for key in ("source", "section", "date", "length", "page")}
    assert about == {
        "source": "Harbor Post", "section": "News", "date": "2026-03-03", "length": "312 words", "page": "A4"
    }  # fmt: skip
    assert (found.title, found.text) == ("The pier stays", "“No,” said Bob.") and not notes


def test_factiva_fields_in_bare_cells(tmp_path: Path) -> None:
    fields = {
        "SE": "Local", "HD": "<b>The pier stays</b>", "BY": "Ida Holm", "PD": "3 March 2026", "SN": "Harbor Post",
        "LP": "<p>The council decided.</p>", "TD": "<p>“No,” said Bob.</p>", "AN": "Document HARB000020260303",
    }  # fmt: skip
    rows = "".join(f"<tr><td><b>{code}</b></td><td>{value}</td></tr>" for code, value in fields.items())
    page = f'<html><body><div class="article enArticle"><table>{rows}</table></div></body></html>'
    (found,), notes = read(made(tmp_path, "a.html", page))
    assert (found.title, found.text) == ("The pier stays", "The council decided.\n“No,” said Bob.") and not notes
    assert (found.metadata["date"], found.metadata["section"]) == ("2026-03-03", "Local")


def test_proquest_documents_that_are_numbered(tmp_path: Path) -> None:
    def document(number: int, title: str, text: str, link: str) -> str:
        lines = (
            f"Document {number} of 2",
            title,
            "Publication info: Harbor Post. 03 Mar 2026.",
            link,
            f"Full text: {text}",
        )
        return "".join(
            f"<p>{line}</p>" for line in (*lines, f"Title: {title}", "Publication date: Mar 3, 2026") if line
        )

    both = document(1, "The pier stays", "“No,” said Bob.", "ProQuest document link") + document(
        2, "Rain", "It rained.", ""
    )
    found, _ = read(made(tmp_path, "a.html", f"<html><body><p>ProQuest</p>{both}</body></html>"))
    assert [(each.title, each.text) for each in found] == [
        ("The pier stays", "“No,” said Bob."),
        ("Rain", "It rained."),
    ]
