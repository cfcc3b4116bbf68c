"""Downloads of databases as they are beside their texts: unknown labels, feet, lists of contents, other languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.readers.support import made, read

TAIL = (
    "Subject: Ferries", "Business indexing term: Subject: Transport", "New label of this year: x", "Location: Harbor", "Title: Ferry stays",
    "Publication title: The Post; Harbor", "Publication date: Mar 3, 2026", "Section: News", "e-ISSN: 1111-1111", "ProQuest document ID: 1",
    "Full text availability: Restricted.", "Database: Global",
)  # fmt: skip
FOOT = (
    "Bibliography",
    "Citation style: APA",
    "Lee, K. (2026). Ferry stays. The Post.",
    "Database copyright © 2026 ProQuest LLC. All rights reserved.",
    "Terms and Conditions",
    "Contact ProQuest",
)
TEXT = ("“We stay,” said Ida Holm.", "Note: She smiled.", "It was late.")


def proquest(link: str, full: str, head: tuple[str, ...], tail: tuple[str, ...]) -> str:
    lines = ("Ferry stays", *head, link)
    return "".join(f"<p>{line}</p>" for line in (*lines, f"{full}: {TEXT[0]}", *TEXT[1:], *tail))


@pytest.mark.parametrize("mail", [False, True])
def test_labels_that_nobody_knows_stay_out_of_the_text(tmp_path: Path, mail: bool) -> None:
    one = proquest("ProQuest document link", "Full text", ("Author: Lee, Kim",), TAIL)
    html = f"<html><body>{one}{one.replace('stays', 'goes')}{''.join(f'<p>{line}</p>' for line in FOOT)}</body></html>"
    head = "Subject: ProQuest\nContent-Type: text/html; charset=utf-8\n\n" if mail else ""
    found, _ = read(made(tmp_path, "a.eml" if mail else "a.html", head + html))
    assert [(each.title, each.text) for each in found] == [
        ("Ferry stays", "\n".join(TEXT)),
        ("Ferry goes", "\n".join(TEXT)),
    ]
    for each in found:
        about = each.metadata
        assert (about["source"], about["date"], about["author"]) == ("The Post; Harbor", "2026-03-03", "Lee, Kim")
        assert about["business_term"] == "Subject: Transport" and "New label of this year: x" in about["about"]
    assert "Contact ProQuest" in found[1].metadata["about"]


@pytest.mark.parametrize(
    ("link", "full", "head", "tail"),
    [
        ("Enlace de documentos de ProQuest", "Texto completo", ("Autor: Lee, Kim",),
         ("Materia: Ferris", "Título de publicación: El Muelle", "Fecha de publicación: Mar 3, 2026", "ID del documento de ProQuest: 1")),
        ("Lien vers le document ProQuest", "Texte intégral", ("Auteur: Lee, Kim",),
         ("Sujet: Ferries", "Titre de la publication: El Muelle", "Date de publication: Mar 3, 2026", "ID de document ProQuest: 1")),
        ("ProQuest-Dokumentlink", "Volltext", ("Autor: Lee, Kim",),
         ("Thema: Fähren", "Titel der Publikation: El Muelle", "Publikationsdatum: Mar 3, 2026", "ProQuest-Dokument-ID: 1")),
    ],
)  # fmt: skip
def test_proquest_in_other_languages(
    tmp_path: Path, link: str, full: str, head: tuple[str, ...], tail: tuple[str, ...]
) -> None:
    (article,), _ = read(made(tmp_path, "a.html", f"<html><body>{proquest(link, full, head, tail)}</body></html>"))
    assert (article.title, article.text) == ("Ferry stays", "\n".join(TEXT))
    about = {key: article.metadata[key] for key in ("source", "date", "author", "document")}
    assert about == {"source": "El Muelle", "date": "2026-03-03", "author": "Lee, Kim", "document": "1"}


@pytest.mark.parametrize(
    ("words", "day", "number"),
    [
        ("1.295 Wörter", "3 März 2026", "Dokument"), ("1 295 mots", "3 mars 2026", "Document"),
        ("295 palabras", "3 marzo 2026", "Documento"),
        ("295 слов", "3 марта 2026", "Документ"), ("295 słów", "3 marca 2026", "Dokument"), ("295 文字", "2026年3月3日", "文書"),
    ],
)  # fmt: skip
def test_what_stands_round_the_paragraphs_of_factiva(tmp_path: Path, words: str, day: str, number: str) -> None:
    paragraphs = "".join(f'<p class="articleParagraph xxarticleParagraph">{line}</p>' for line in TEXT)
    rest = "".join(
        f"<div>{each}</div>"
        for each in (words, day, "15:32", "Hafenpost", "HAFPO", "4", "Deutsch", "(c) 2026 Hafenpost")
    )
    article = (
        '<div class="article xxArticle"><div>Politik</div><div id="hd"><span class="xxHeadline">Anleger bleibt</span></div>'
        f'<div class="author">Von Ida</div>{rest}{paragraphs}<p>Hafenpost GmbH</p><p>{number} HAFPO00020260303em330000a</p></div>'
    )
    html = f"<html><body><h1>Factiva</h1>{article}<table><tr><td>Text</td><td>Fähre</td></tr></table></body></html>"
    (found,), notes = read(made(tmp_path, "a.html", html))
    assert (found.title, found.text) == ("Anleger bleibt", "\n".join(TEXT))
    about = {
        key: found.metadata[key] for key in ("section", "author", "length", "date", "source", "publisher", "document")
    }
    assert about == {
        "section": "Politik", "author": "Von Ida", "length": words, "date": "2026-03-03", "source": "Hafenpost",
        "publisher": "Hafenpost GmbH",
        "document": "HAFPO00020260303em330000a",
    }  # fmt: skip
    assert notes["words of a download outside its articles: left out (3: “Factiva Text Fähre”)"] == 1


@pytest.mark.parametrize(
    ("head", "about"),
    [
        (
            "Politique, mardi 10 mars 2020 1234 mots, p. 12",
            {"section": "Politique", "length": "1234 mots", "page": "12"},
        ),
        (
            "Politique, mardi 10 mars 2020, 1 234 mots, p. 12",
            {"section": "Politique", "length": "1 234 mots", "page": "12"},
        ),
        ("Tuesday, March 10, 2020 - 950 words, p. A12", {"length": "950 words", "page": "A12"}),
        ("Le Quai.fr, 10 mars 2020 - 11:23", {"section": "Le Quai.fr", "time": "11:23"}),
    ],
)
def test_heads_of_europresse(tmp_path: Path, head: str, about: dict[str, str]) -> None:
    article = (
        f'<article><header><span class="DocPublicationName">Le Quai</span><div><span class="DocHeader">{head}</span></div>'
        '<div class="titreArticle"><p class="titreArticleVisu">Titre</p></div></header><section><div class="docOcurrContainer">'
        "<p>« Nous restons », dit Ida.</p></div></section><footer><div>news·20200310·QU·1</div></footer></article>"
    )
    html = f"<html><body><ul><li>Titre</li></ul>{article}</body></html>"
    (found,), notes = read(made(tmp_path, "a.html", html))
    assert found.text == "« Nous restons », dit Ida." and found.metadata["date"] == "2020-03-10"
    kept = {
        key: value for key, value in found.metadata.items() if key in ("section", "length", "page", "time", "header")
    }
    assert kept == about and found.metadata["document"] == "news·20200310·QU·1"
    assert notes["words of a download outside its articles: left out (1: “Titre”)"] == 1
