# ruff: noqa: E501
"""Files of news agencies as they are really sent: entities, wire codes, wrong encodings, several forms of one text, older standards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.readers.support import made, read

NITF = (
    "<nitf><body><body.head><hedline><hl1>Titel</hl1><hl2>Eins</hl2><hl2>Zwei</hl2></hedline><byline>Von Ida</byline><byline>Und Ole</byline>"
    "<abstract><p>Kurz.</p></abstract><note><body.content><p>An die Redaktion.</p></body.content></note></body.head><body.content>{}</body.content>"
    "</body></nitf>"
)
G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="t"><contentMeta><headline>Titel</headline><description>Kurz.</description>'
    "<by>Ida</by><by>Ole</by></contentMeta><contentSet>{}</contentSet></newsItem>"
)
XHTML = '<inlineXML><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de"><body>{}</body></html></inlineXML>'
DTD = '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf.dtd" [<!ENTITY ag "dpa"><!ENTITY a "&b;&b;"><!ENTITY b "x">]>'


@pytest.mark.parametrize(
    ("content", "text", "note"),
    [
        (NITF.format("<p>Der Rat.</p>"), "Der Rat.", ""),
        (DTD + NITF.format("<p>Der &ldquo;Rat&rdquo; &mdash; so &ag; &amp; Ole&nbsp;Per &unknown; &a;.</p>"), "Der “Rat” — so dpa & Ole\xa0Per &unknown; &a;.", ""),
        (('<?xml version="1.0" encoding="iso-8859-1"?>' + NITF.format("<p>“Ja,” sagte André.</p>")).encode("cp1252"), "“Ja,” sagte André.", ""),
        (NITF.format("<p>Der\x01 Rat&#2;&#x1a;.</p>"), "Der Rat.", "control characters"),
        (('<?xml version="1.0" encoding="utf-16"?>' + NITF.format("<p>Der Rat.</p>")).encode("utf-16"), "Der Rat.", ""),
        (NITF.format("<p>Vor</p><p>da <media><media-caption>Bild</media-caption></media>nach.</p>"), "Vor\nda nach.", "pictures"),
        (NITF.format("<p>“<q>Ja</q>,” sagte sie.</p><p><q>Nein</q>.</p>"), "“Ja,” sagte sie.\n“Nein”.", "marks of <q>"),
        (G2.format(XHTML.format("<p>Der Rat.</p>") + "<inlineData contenttype='text/plain'>Der Rat.</inlineData>"), "Der Rat.", ""),
        (G2.format(XHTML.format("<p><q>Ja</q>, sagte sie.</p>")), "„Ja“, sagte sie.", "marks of <q>"),
        (G2.format("<inlineData contenttype='TEXT/HTML'><![CDATA[<p>Der&nbsp;Rat.</p><p>Zwei</p>]]></inlineData>"), "Der\xa0Rat.\nZwei", ""),
        (G2.format("<inlineData encoding='base64' contenttype='text/plain'>RGVyIFJhdC4=</inlineData>"), "Der Rat.", ""),
        (G2.format("<inlineData contenttype='text/plain'>Der Rat tagt am Abend.</inlineData><inlineData contenttype='text/plain'>Ganz anders.</inlineData>"),
         "Der Rat tagt am Abend.", "another form"),
        ("<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Titel</HeadLine></NewsLines><NewsComponent><ContentItem><DataContent><p>Der Rat.</p>"
         "<p>Zwei.</p></DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>", "Der Rat.\nZwei.", ""),
        ("<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Titel</HeadLine><ByLine>Ida</ByLine></NewsLines><ContentItem><DataContent>"
         + NITF.format("<p>Der Rat.</p>") + "</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>", "Der Rat.", ""),
    ],
)  # fmt: skip
def test_agency_xml(tmp_path: Path, content: str | bytes, text: str, note: str) -> None:
    (article,), notes = read(made(tmp_path, "n.xml", content))
    assert (article.title, article.text) == ("Titel", text)
    assert [each for each in notes if note in each] if note else not notes


def test_all_that_the_head_of_an_item_says_is_metadata(tmp_path: Path) -> None:
    (article,), _ = read(made(tmp_path, "n.xml", NITF.format("<p>Der Rat.</p>")))
    assert dict(article.metadata) == {
        "subtitle": "Eins; Zwei",
        "author": "Von Ida; Und Ole",
        "abstract": "Kurz.",
        "note": "An die Redaktion.",
    }
    (article,), _ = read(made(tmp_path, "g.xml", G2.format(XHTML.format("<p>Der Rat.</p>"))))
    assert dict(article.metadata) == {"author": "Ida; Ole", "description": "Kurz.", "document": "t"}


@pytest.mark.parametrize(
    ("item", "text", "about"),
    [
        ({"uri": "u", "versionCreated": "2026-03-03T10:00:00Z", "copyrightHolder": "dpa", "headlines": [{"role": "main", "value": "Titel"}],
          "bodies": [{"role": "html", "contentType": "text/html", "value": "<p>Ida sagte «Ja».</p><p>Ole nicht.</p>"}], "by": "Ida"},
         "Ida sagte «Ja».\nOle nicht.", {"source": "dpa", "date": "2026-03-03", "author": "Ida"}),
        ({"uri": "u", "headlines": [{"role": "teaser", "value": "Kurz"}, {"role": "main", "value": "Titel"}],
          "bodies": [{"role": "lead", "value": "Vorspann."}, {"role": "main", "contenttype": "text/plain", "value": "Haupttext."}]},
         "Haupttext.", {"body_lead": "Vorspann.", "headline_teaser": "Kurz"}),
        ({"uri": "u", "headline": "Titel", "body_text": "Lang.\nText.", "body_xhtml": "<p>Lang.</p><p>Text.</p>", "description_text": "Kurz."},
         "Lang.\nText.", {"description": "Kurz."}),
        ({"uri": "u", "headline": "Titel", "body_text": "Lang.", "body_html": "<p>Lang.</p><p>Und noch viel mehr Text.</p>",
          "infosources": [{"name": "dpa"}, {"name": "afp"}]}, "Lang.\nUnd noch viel mehr Text.", {"source": "dpa; afp"}),
    ],
)  # fmt: skip
def test_ninjs_of_all_versions(tmp_path: Path, item: dict[str, Any], text: str, about: dict[str, str]) -> None:
    (article,), _ = read(made(tmp_path, "n.json", json.dumps(item)))
    assert (article.title, article.text) == ("Titel", text)
    assert {key: article.metadata.get(key) for key in about} == about


def test_breaks_and_fixed_lines_of_factiva_xml(tmp_path: Path) -> None:
    article = (
        "<article><headline><paragraph>Titel</paragraph></headline><tailParagraphs><paragraph>Eins.<br/>Zwei</paragraph>"
        '<paragraph display="Fixed">a  b\nc  d</paragraph></tailParagraphs><artWork><paragraph>Grafik</paragraph></artWork></article>'
    )
    (found,), _ = read(made(tmp_path, "f.xml", f"<ppsArticleResponse>{article}</ppsArticleResponse>"))
    assert found.text == "Eins.\nZwei\na  b\nc  d" and found.metadata["art"] == "Grafik"


def test_facts_of_nitf_and_g2_that_stand_in_parts(tmp_path: Path) -> None:
    nitf = (
        '<nitf><head><docdata><key-list><keyword key="ferry"/><keyword key="vote"/></key-list></docdata>'
        '<pubdata name="The Post" position.section="News" position.sequence="A1"/></head><body><body.head><hedline><hl1>T</hl1></hedline>'
        "<byline>By <person>KIM LEE</person><byttl>Staff</byttl></byline><distributor>AP</distributor></body.head>"
        "<body.content><p>Ja.</p></body.content><body.end><tagline>Kim in Harbor.</tagline><bibliography>B.</bibliography></body.end></body></nitf>"
    )
    (article,), _ = read(made(tmp_path, "a.xml", nitf))
    kept = {
        key: article.metadata[key] for key in ("author", "source", "publication", "section", "page", "keywords", "end")
    }
    assert kept == {
        "author": "By KIM LEE Staff", "source": "AP", "publication": "The Post", "section": "News", "page": "A1", "keywords": "ferry; vote",
        "end": "Kim in Harbor. B.",
    }  # fmt: skip
    item = G2.format(XHTML.format("<p>Ja.</p>")).replace(
        "<contentMeta>",
        "<itemMeta><edNote>Adds quote.</edNote></itemMeta><contentMeta><subject><name>Ferries</name></subject><headline>Titel</headline>"
        '<headline role="h:sub">Untertitel</headline>',
    )
    (article,), _ = read(made(tmp_path, "b.xml", item))
    kept = {key: article.metadata[key] for key in ("note", "subject", "headline_sub")}
    assert article.title == "Titel" and kept == {
        "note": "Adds quote.",
        "subject": "Ferries",
        "headline_sub": "Untertitel",
    }
