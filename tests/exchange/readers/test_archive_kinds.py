# ruff: noqa: E501
"""Downloads in other languages, and archives of files as other programs make them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.readers.support import docx, made, p, read

LEXIS = "\n\n".join(("{mark}", "Hafenpost", "{day}", "Anleger bleibt", "{head}", "{body}", "{tail}", "{rights}")) + "\n"


@pytest.mark.parametrize(
    ("mark", "day", "head", "tail", "rights"),
    [
        ("Dokument 1 von 1", "3. März 2026 Dienstag", "AUTOR: Ida\n\nRUBRIK: POLITIK; S. 4\n\nLÄNGE: 92 Wörter\n\nHIGHLIGHT: Kurz.",
         "UPDATE: 4. März 2026\n\nSPRACHE: Deutsch\n\nPUBLICATION-TYPE: Zeitung\n\nZEITUNGS-ART: X", "Copyright 2026 Hafenpost\nAlle Rechte vorbehalten"),
        ("1 de 1 DOCUMENTS", "mardi 3 mars 2026", "AUTEUR: Ida\n\nRUBRIQUE: POLITIQUE; Pg. 4\n\nLONGUEUR: 92 mots\n\nENCART: Kurz.",
         "DATE-CHARGEMENT: 4 mars 2026\n\nLANGUE: Deutsch\n\nTYPE-PUBLICATION: Zeitung\n\nLOCALISATION-GEO: X", "Tous droits réservés"),
        ("1 de 1 DOCUMENTO", "3 de marzo de 2026 martes", "AUTOR: Ida\n\nSECCIÓN: POLÍTICA; Pág. 4\n\nLONGITUD: 92 palabras\n\nRESALTADO: Kurz.",
         "FECHA-CARGA: 4 de marzo de 2026\n\nIDIOMA: Deutsch\n\nTIPO-PUBLICACIÓN: Zeitung", "Todos los derechos reservados"),
        ("1 van 1 DOCUMENT", "3 maart 2026 dinsdag", "BYLINE: Ida\n\nSECTIE: Politiek\n\nLENGTE: 92 woorden\n\nHIGHLIGHT: Kurz.",
         "LAADDATUM: 4 maart 2026\n\nTAAL: Deutsch\n\nPUBLICATIETYPE: Zeitung", "Alle rechten voorbehouden"),
    ],
)  # fmt: skip
def test_labels_of_lexisnexis_in_other_languages(
    tmp_path: Path, mark: str, day: str, head: str, tail: str, rights: str
) -> None:
    body = "„Wir behalten ihn“, sagte Ida Holm.\n\nNote: Sie lachte.\n\nHOLM: Nein."
    text = LEXIS.format(mark=mark, day=day, head=head, body=body, tail=tail, rights=rights)
    (article,), _ = read(made(tmp_path, "a.txt", text))
    assert (article.title, article.text) == ("Anleger bleibt", body)
    about = {
        key: article.metadata[key] for key in ("source", "date", "author", "highlight", "language", "publication_type")
    }
    assert about == {
        "source": "Hafenpost",
        "date": "2026-03-03",
        "author": "Ida",
        "highlight": "Kurz.",
        "language": "Deutsch",
        "publication_type": "Zeitung",
    }
    assert {"section", "length", "load_date"} <= set(article.metadata)


@pytest.mark.parametrize(
    ("lines", "date", "text"),
    [
        (["3. März 2026 Dienstag", "Rubrik: POLITIK", "Länge: 92 words", "Textkörper", "„Ja“, sagte Ida.", "Klassifizierung", "Ladedatum: March 4, 2026", "Ende des Dokuments"],
         "2026-03-03", "„Ja“, sagte Ida."),
        (["3 de marzo de 2026 martes", "Derechos de autor 2026 El Faro", "Sección: POLÍTICA", "Longitud: 92 palabras", "Cuerpo", "«Sí», dijo.", "Clasificación",
          "Fecha de carga: 4 de marzo", "Fin del documento"], "2026-03-03", "«Sí», dijo."),
        (["March 2026", "Section: NEWS", "Length: 9 words", "Body", "“Yes,” she said.", "Note: She smiled.", "Load-Date: March 4, 2026", "End of Document"],
         "March 2026", "“Yes,” she said.\nNote: She smiled."),
    ],
)  # fmt: skip
def test_nexis_uni_in_other_languages(tmp_path: Path, lines: list[str], date: str, text: str) -> None:
    (article,), _ = read(
        made(tmp_path, "n.docx", docx("".join(p(line) for line in ("Der Anleger", "Hafenpost", *lines))))
    )
    assert (article.title, article.text) == ("Der Anleger", text)
    assert (article.metadata["source"], article.metadata["date"]) == ("Hafenpost", date)
    assert {"section", "length", "load_date"} <= set(article.metadata) and "head" not in article.metadata


PAGE = "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>„Wir behalten den Anleger am Hafen“, sagte Ida Holm am Abend.</p></article></body></html>"


def record(name: str, kind: str, body: bytes, declared: str, status: str = "200 OK") -> bytes:
    """A record of a web archive: an answer with its own head, or a resource or text that was made of a page."""
    if kind == "response":
        about = f"Content-Type: {declared}\r\n" if declared else ""
        body = f"HTTP/1.1 {status}\r\n{about}\r\n".encode() + body
        declared = "application/http; msgtype=response"
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://a.example/{name}\r\nWARC-Date: 2026-03-03T10:00:00Z\r\n"
    return f"{head}Content-Type: {declared}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


def test_every_page_of_a_web_archive(tmp_path: Path) -> None:
    records = [
        record("one", "response", PAGE.format("Eins").encode(), "text/html; charset=utf-8"),
        record("two", "response", PAGE.format("Zwei").encode(), ""),
        record("three", "response", PAGE.format("Drei").encode(), "text/html", "206 Partial Content"),
        record("four", "resource", PAGE.format("Vier").encode(), "text/html"),
        record("five", "conversion", "Fünf\nDer Rat tagt.".encode(), "text/plain"),
        record("six", "response", b"%PDF-1.4", "application/pdf"),
        record("seven", "response", PAGE.format("Sieben").encode(), "text/html", "404 Not Found"),
    ]
    found, notes = read(made(tmp_path, "a.warc", b"".join(records)))
    assert [article.title for article in found] == ["Eins", "Zwei", "Drei", "Vier", "Fünf"]
    assert dict(notes) == {"file of a web archive that is no page: left out": 1}


def test_a_web_archive_that_was_cut_short_is_told(tmp_path: Path) -> None:
    data = record("one", "response", PAGE.format("Eins").encode(), "text/html")
    _, notes = read(made(tmp_path, "a.warc", data[:-60]))
    assert any("the page is cut short" in note for note in notes)


FACTIVA = """<div class="article deArticle"><div id="hd"><span class="deHeadline">Anleger bleibt</span></div><div class="author">Von Ida</div><div>92 Wörter</div>
<div>3 März 2026</div><div>Hafenpost</div><div>HAFPO</div><div>Deutsch</div><p class="articleParagraph dearticleParagraph">„Ja“, sagte Ida.</p>
<p>Dokument HAFPO00020260303em330000a</p></div>"""


@pytest.mark.parametrize("start", ["", '; start="<main>"'])
def test_the_page_of_a_saved_page_is_the_one_that_was_saved(tmp_path: Path, start: str) -> None:
    parts = [
        ("http://a.example/ad", "frame", "<p>Werbung</p>"),
        ("http://a.example/", "main", f"<html><body>{FACTIVA}</body></html>"),
    ]
    body = "".join(
        f"--b\nContent-Type: text/html; charset=utf-8\nContent-Location: {at}\nContent-ID: <{name}>\n\n{html}\n"
        for at, name, html in parts
    )
    data = f'Snapshot-Content-Location: http://a.example/\nContent-Type: multipart/related; boundary="b"{start}\n\n{body}--b--\n'
    (article,), notes = read(made(tmp_path, "a.mht", data))
    assert (article.title, article.text, article.metadata["source"]) == (
        "Anleger bleibt",
        "„Ja“, sagte Ida.",
        "Hafenpost",
    )
    assert dict(notes) == {"frames of a saved page: left out": 1}


@pytest.mark.parametrize(
    ("body", "classification", "end"),
    [
        ("Textkörper", "Klassifikation", "Ende des Dokuments"),
        ("Corps", "Classification", "Fin du document"),
        ("Cuerpo", "Clasificación", "Fin del documento"),
        ("Corpo", "Classificazione", "Fine del documento"),
        ("Corpo", "Classificação", "Fim do documento"),
        ("Hoofdtekst", "Classificatie", "Einde van document"),
    ],
)
def test_the_line_behind_the_text_of_nexis_uni_in_its_languages(
    tmp_path: Path, body: str, classification: str, end: str
) -> None:
    lines = [
        "Rat behält den Steg",
        "Hafenblatt",
        "3. März 2026",
        body,
        "„Ja“, sagte Ida Holm.",
        classification,
        "Language: German",
        end,
    ]
    (article,), _ = read(made(tmp_path, "a.docx", docx(p(*lines))))
    assert (article.title, article.text) == ("Rat behält den Steg", "„Ja“, sagte Ida Holm.")
