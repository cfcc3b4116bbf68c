"""Downloads of databases in other shapes than those that came first: rights above the source, numbers without links, bare cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.readers.support import docx, made, p, read

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


@pytest.mark.parametrize(
    ("day", "byline", "body", "said", "tail", "end"),
    [
        (
            "mardi 3 mars 2026",
            "Signature",
            "Corps",
            "« Non », a dit Bob.",
            "Date de chargement: 4 mars 2026",
            "Fin du document",
        ),
        (
            "3 marzo 2026 martedì",
            "Autore",
            "Corpo",
            "«No», ha detto Bob.",
            "Data caricamento: 4 marzo 2026",
            "Fine del documento",
        ),
        (
            "3 maart 2026 dinsdag",
            "Auteur",
            "Tekst",
            "‘Nee’, zei Bob.",
            "Ladingsdag: 4 maart 2026",
            "Einde van document",
        ),
    ],
)
def test_nexis_uni_in_other_languages(
    tmp_path: Path, day: str, byline: str, body: str, said: str, tail: str, end: str
) -> None:
    lines = (
        "Titel",
        "Hafenpost",
        day,
        "Copyright 2026 Hafenpost",
        f"{byline}: Ida Holm",
        body,
        "Eins.",
        said,
        tail,
        end,
    )
    (found,), notes = read(made(tmp_path, "a.docx", docx(p(*lines))))
    assert (found.title, found.text) == ("Titel", f"Eins.\n{said}") and not notes
    about = {key: found.metadata[key] for key in ("source", "date", "author")}
    assert about == {"source": "Hafenpost", "date": "2026-03-03", "author": "Ida Holm"}
    assert any("2026" in value for key, value in found.metadata.items() if key in ("load_date", "ladingsdag"))


def test_nexis_uni_in_rich_text_in_german(tmp_path: Path) -> None:
    def article(title: str, text: str) -> list[str]:
        return [
            title,
            "Hafenpost",
            "3. M\\'e4rz 2026",
            "Textk\\'f6rper",
            text,
            "Load-Date: 4. M\\'e4rz 2026",
            "Ende des Dokuments",
        ]

    lines = [*article("Der Anleger bleibt", "Eins."), *article("Regen", "Es regnete.")]
    rtf = "{\\rtf1\\ansi\\ansicpg1252 " + "".join(f"\\pard {line}\\par\n" for line in lines) + "}"
    found, _ = read(made(tmp_path, "a.rtf", rtf))
    assert [(each.title, each.text) for each in found] == [("Der Anleger bleibt", "Eins."), ("Regen", "Es regnete.")]


NITF = """<nitf><head><docdata><series series.name="Port"/><identified-content><classifier>Piers</classifier>
<person>Lee, Kim</person></identified-content></docdata><pubdata date.publication="20260303T000000" ex-ref="https://x/a" item-length="98"
 name="Harbor Post"/></head><body><body.head><hedline><hl1>The Pier</hl1></hedline></body.head><body.content>
<block class="lead_paragraph"><p>The council decided.</p></block>
<block class="full_text"><p>The council decided.</p><p>“No,” said Bob.</p></block></body.content></body></nitf>"""


def test_nitf_of_a_newspaper_corpus(tmp_path: Path) -> None:
    (found,), _ = read(made(tmp_path, "a.xml", NITF))
    assert found.text == "The council decided.\n“No,” said Bob."
    about = {k: v for k, v in found.metadata.items() if k not in ("date_written", "import_notes")}
    assert about == {
        "series": "Port", "subject": "Piers", "person": "Lee, Kim", "date": "2026-03-03", "url": "https://x/a", "length": "98",
        "source": "Harbor Post",
    }  # fmt: skip


def test_what_an_item_of_ninjs_is_about(tmp_path: Path) -> None:
    about = '"subject":[{"name":"Piers"}],"person":[{"name":"Kim Lee"}],"keywords":["pier","port"],"ednote":"Check."'
    (found,), _ = read(made(tmp_path, "a.json", f'{{"uri":"u","headline":"A","body_text":"“No,” said Bob.",{about}}}'))
    kept = {key: found.metadata[key] for key in ("subject", "person", "keywords", "note")}
    assert kept == {"subject": "Piers", "person": "Kim Lee", "keywords": "pier; port", "note": "Check."}
