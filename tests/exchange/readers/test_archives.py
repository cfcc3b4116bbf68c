# ruff: noqa: E501
"""Downloads of databases and files of agencies: split, with what they say of each article as metadata and nothing of it in the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.exchange.readers.dates import iso_day
from tests.exchange.readers.support import docx, made, p, read

UNI = [
    "Date and Time: Friday, 5 June 2026 09:31:00 CEST", "Job Number: 1", "Documents (2)", "1. Ferry landing to stay", "Search Terms: ferry",
    "", "Ferry landing to stay", "Harbour Post", "March 3, 2026 Tuesday 9:20 AM GMT", "", "Copyright 2026 Harbour Post Ltd All Rights Reserved",
    "Section:\xa0NEWS; Pg. 4", "Length:\xa052 words", "Byline:\xa0Ada Reporter", "Highlight: The council voted.", "Body", "",
    "“We will keep it,” said Ida Holm.", "", "Correction: the hall was full.", "Holm was asked twice.", "Load-Date:\xa0March 4, 2026", "",
    "End of Document", "", "Mill to close in spring", "Harbour Post", "March 3, 2026 Tuesday", "Length: 41 words", "Body",
    "“It is over,” the owner said.", "Classification", "Language:\xa0ENGLISH", "Person:\xa0OLE BRANDT (79%)", "End of Document", "",
]  # fmt: skip


def test_nexis_uni_in_word(tmp_path: Path) -> None:
    found, notes = read(made(tmp_path, "n.docx", docx(p(*UNI))))
    assert [(a.title, a.text) for a in found] == [
        (
            "Ferry landing to stay",
            "“We will keep it,” said Ida Holm.\n\nCorrection: the hall was full.\nHolm was asked twice.",
        ),
        ("Mill to close in spring", "“It is over,” the owner said."),
    ]
    assert dict(found[0].metadata) == {
        "source": "Harbour Post", "date": "2026-03-03", "date_written": "March 3, 2026 Tuesday 9:20 AM GMT", "section": "NEWS; Pg. 4",
        "copyright": "Copyright 2026 Harbour Post Ltd All Rights Reserved", "length": "52 words", "author": "Ada Reporter",
        "highlight": "The council voted.", "load_date": "March 4, 2026",
    }  # fmt: skip
    assert found[1].metadata["person"] == "OLE BRANDT (79%)"
    assert [note for note in notes if "cover" in note]


def test_captions_behind_the_text_of_nexis_uni_are_metadata(tmp_path: Path) -> None:
    lines = [
        "Ferry",
        "Post",
        "March 3, 2026",
        "Body",
        "“Yes,” she said.",
        "",
        "Graphic",
        "",
        "Image, a ferry at sea.",
        "Load-Date: March 4, 2026",
        "End of Document",
    ]
    (article,), _ = read(made(tmp_path, "n.docx", docx(p(*lines))))
    assert (article.text, article.metadata["graphic"]) == ("“Yes,” she said.", "Image, a ferry at sea.")


def test_an_older_layout_of_lexisnexis(tmp_path: Path) -> None:
    text = """
                               1 of 1 DOCUMENT

                       Copyright 2009 The Harbour Company

                                 Harbour Post

                             July 4, 2009 Saturday
                              Late Edition - Final

Ferry landing to stay

BYLINE: By IDA REPORTER

SECTION: Section A; Column 0; Pg. 4

LENGTH: 12 words

DATELINE: ESBJERG

BODY:
“We keep it,” said Ida Holm.

URL: https://example.org

LOAD-DATE: July 4, 2009
"""
    (article,), _ = read(made(tmp_path, "l.txt", text))
    assert (article.title, article.text) == ("Ferry landing to stay", "“We keep it,” said Ida Holm.")
    about = {key: article.metadata[key] for key in ("source", "date", "author", "place", "copyright", "url")}
    assert about == {"source": "Harbour Post", "date": "2009-07-04", "author": "By IDA REPORTER", "place": "ESBJERG",
                     "copyright": "Copyright 2009 The Harbour Company", "url": "https://example.org"}  # fmt: skip


def test_nexis_uni_in_rich_text_says_that_it_is_untried(tmp_path: Path) -> None:
    rtf = "{\\rtf1\\ansi " + "\\par ".join(line.encode("ascii", "ignore").decode() for line in UNI) + "}"
    found, notes = read(made(tmp_path, "n.rtf", rtf))
    assert [a.title for a in found] == ["Ferry landing to stay", "Mill to close in spring"]
    assert any("untried" in note for note in notes)


LEXIS = """<html><body><div>Download Request: Selected Items: 1-2</div><p>1 of 2 DOCUMENTS</p><div>Harbour Post</div>
<div>March 3, 2026 Tuesday</div><div>Ferry landing to stay</div><p>BYLINE: Ida Reporter</p><p>LENGTH: 92 words</p>
<p>“We keep it,” said Ida Holm.</p><p>Others left.</p><p>LOAD-DATE: March 4, 2026</p><p>Copyright 2026 Harbour Post Ltd</p>
<p>2 of 2 DOCUMENTS</p><div>Harbour Post</div><div>March 3, 2026 Tuesday</div><div>Mill to close</div><p>LENGTH: 9 words</p>
<p>“It is over.”</p><p>LANGUAGE: ENGLISH</p></body></html>"""


def test_lexisnexis_as_a_page(tmp_path: Path) -> None:
    found, notes = read(made(tmp_path, "l.html", LEXIS))
    assert [(a.title, a.text) for a in found] == [
        ("Ferry landing to stay", "“We keep it,” said Ida Holm.\nOthers left."),
        ("Mill to close", "“It is over.”"),
    ]
    assert found[0].metadata["author"] == "Ida Reporter" and found[0].metadata["date"] == "2026-03-03"
    assert any("cover" in note for note in notes)


FIELDS = """<html><body><div class="article deArticle"><table>
<tr><td class="index"><b>SE</b>&nbsp;</td><td>Lokales</td></tr><tr><td><b>HD</b></td><td><b class='deHeadline'>Anleger bleibt</b></td></tr>
<tr><td><b>BY</b></td><td>Von Ida Reporter</td></tr><tr><td><b>WC</b></td><td>52 Wörter</td></tr><tr><td><b>PD</b></td><td>3. März 2026</td></tr>
<tr><td><b>SN</b></td><td>Hafenpost</td></tr><tr><td><p><b>LP</b></p></td><td><p class="articleParagraph dearticleParagraph">„Ja“, sagte Ida Holm.</p></td></tr>
<tr><td><p><b>TD</b></p></td><td><p class="articleParagraph dearticleParagraph">Dann ging sie.</p><p class="articleParagraph">Alle gingen.</p></td></tr>
<tr><td><b>AN</b></td><td>Document HPOST00020260303em33</td></tr></table></div></body></html>"""


def test_factiva_by_fields(tmp_path: Path) -> None:
    (article,), _ = read(made(tmp_path, "f.html", FIELDS))
    assert (article.title, article.text) == ("Anleger bleibt", "„Ja“, sagte Ida Holm.\nDann ging sie.\nAlle gingen.")
    assert dict(article.metadata) == {
        "section": "Lokales", "author": "Von Ida Reporter", "length": "52 Wörter", "date": "2026-03-03", "date_written": "3. März 2026",
        "source": "Hafenpost", "document": "HPOST00020260303em33",
    }  # fmt: skip


PPS = """<PPSResponse><ppsArticleResponse xmlns="http://global.factiva.com/pps/2.0"><ppsarticleResultSet count="1"><ppsarticle><article>
<accessionNo>HP1</accessionNo><byline>By Ida Reporter</byline><headline><paragraph><hlt>Ferry</hlt> landing to stay</paragraph></headline>
<leadParagraph><paragraph>“We keep <hlt>it</hlt>,” said Ida Holm.</paragraph></leadParagraph><publicationDate><dateTime>2026-03-03T01:00:00Z</dateTime>
</publicationDate><sourceName>Harbour Post</sourceName><tailParagraphs><paragraph>Others left.</paragraph></tailParagraphs>
<wordCount>9</wordCount></article></ppsarticle></ppsarticleResultSet></ppsArticleResponse></PPSResponse>"""


def test_factiva_as_xml(tmp_path: Path) -> None:
    (article,), _ = read(made(tmp_path, "f.xml", PPS))
    assert (article.title, article.text) == ("Ferry landing to stay", "“We keep it,” said Ida Holm.\nOthers left.")
    assert (article.metadata["date"], article.metadata["author"]) == ("2026-03-03", "By Ida Reporter")


EUROPRESSE = """<html><body><article><header><span class="DocPublicationName">Le Port</span>
<div><span class="DocHeader">Politique, mardi 3 mars 2026, p. 12</span></div><div><p>POLITIQUE</p></div>
<div class="titreArticle"><p class="titreArticleVisu">Le quai reste</p></div><div>Ida Reporter</div></header><section><div class="DocText">
<div class='docOcurrContainer'><p>« Oui », a dit <mark>Ida Holm</mark>.</p><p>Puis elle partit.</p></div></div></section><aside><p>Une photo.</p></aside>
<footer><small>© 2026 Le Port.</small><p>Numéro de document : news·20260303·LP·1</p></footer></article></body></html>"""


def test_europresse(tmp_path: Path) -> None:
    (article,), _ = read(made(tmp_path, "e.html", EUROPRESSE))
    assert (article.title, article.text) == ("Le quai reste", "« Oui », a dit Ida Holm.\nPuis elle partit.")
    assert dict(article.metadata) == {
        "source": "Le Port", "section": "Politique; POLITIQUE", "date": "2026-03-03", "date_written": "mardi 3 mars 2026", "page": "12",
        "author": "Ida Reporter", "aside": "Une photo.", "copyright": "© 2026 Le Port.", "document": "news·20260303·LP·1",
    }  # fmt: skip


PROQUEST = "".join(
    f"""<div><p style="font-weight:bold">{title}</p><p><strong>Author: </strong>{author}</p><p><a href="x">ProQuest document link</a></p>
<p><strong>Abstract: </strong></p><p>A short summary.</p><p><strong>Full text: </strong><text><p>{one}</p><p>{two}</p></text></p>
<p><strong>Subject: </strong>Ferries</p><p><strong>Publication title: </strong>Harbour Post</p><p><strong>Publication date: </strong>Mar 3, 2026</p>
<p><strong>ProQuest document ID: </strong>{number}</p></div>"""
    for title, author, one, two, number in (
        ("Ferry landing to stay", "Reporter, Ida", "“We keep it,” said Ida Holm.", "Note: she smiled.", "1"),
        ("Mill to close", "Writer, Per", "“It is over,” he said.", "Then he left.", "2"),
    )
)
PROQUEST_TEXT = """Ferry landing to stay

Author: Reporter, Ida

ProQuest document link

Abstract: A short summary.

Full text: “We keep it,” said Ida Holm.

Note: she smiled.

Subject: Ferries

Publication title: Harbour Post

Publication date: Mar 3, 2026

ProQuest document ID: 1
"""


@pytest.mark.parametrize("kind", ["page", "mail with a page", "mail with text"])
def test_proquest(tmp_path: Path, kind: str) -> None:
    head = "From: a@b\nSubject: ProQuest Documents\nContent-Type: text/{}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    path = {
        "page": lambda: made(tmp_path, "p.html", f"<html><body>{PROQUEST}</body></html>"),
        "mail with a page": lambda: made(
            tmp_path, "p.eml", head.format("html") + f"<html><body>{PROQUEST}</body></html>"
        ),
        "mail with text": lambda: made(tmp_path, "p.eml", head.format("plain") + PROQUEST_TEXT),
    }[kind]()
    found, _ = read(path)
    assert [a.title for a in found] == ["Ferry landing to stay", "Mill to close"][: len(found)]
    assert len(found) == (1 if kind == "mail with text" else 2)
    assert found[0].text == "“We keep it,” said Ida Holm.\nNote: she smiled."
    about = {key: found[0].metadata[key] for key in ("author", "source", "date", "abstract", "document", "subject")}
    assert about == {"author": "Reporter, Ida", "source": "Harbour Post", "date": "2026-03-03", "abstract": "A short summary.", "document": "1",
                     "subject": "Ferries"}  # fmt: skip


NITF = """<nitf><head><docdata><doc-id id-string="n1"/><date.issue norm="20260303T070000Z"/></docdata></head><body><body.head><hedline><hl1>Ferry
landing to stay</hl1></hedline><byline>By Ida Reporter</byline><dateline>ESBJERG</dateline></body.head><body.content>
<p>“We keep it,” said <person>Ida Holm</person>.</p><media media-type="image"><media-caption>A picture.</media-caption></media>
<hl2>Later</hl2><p>Others left.</p></body.content></body></nitf>"""


def test_nitf(tmp_path: Path) -> None:
    (article,), notes = read(made(tmp_path, "n.xml", NITF))
    assert (article.title, article.text) == (
        "Ferry landing to stay",
        "“We keep it,” said Ida Holm.\nLater\nOthers left.",
    )
    assert (article.metadata["date"], article.metadata["author"], article.metadata["place"]) == (
        "2026-03-03",
        "By Ida Reporter",
        "ESBJERG",
    )
    assert list(notes) == ["pictures and their captions: left out"]


def test_newsml_g2(tmp_path: Path) -> None:
    item = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:1"><itemMeta><provider literal="Harbour Wire"/>
    <versionCreated>2026-03-03T07:00:00Z</versionCreated></itemMeta><contentMeta><headline>{0}</headline><by>Ida Reporter</by></contentMeta>
    <contentSet>{1}</contentSet></newsItem>"""
    xhtml = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>
    <p>“We keep it,” said Ida Holm.</p><p>Others left.</p></body></html></inlineXML>"""
    message = "<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{}</itemSet></newsMessage>".format(
        item.format("Ferry", xhtml)
        + item.format("Picture", "<remoteContent href='x.jpg'/>")
        + item.format("Mill", f"<inlineXML>{NITF}</inlineXML>")
    )
    found, notes = read(made(tmp_path, "g.xml", message))
    assert [(a.title, a.text) for a in found] == [
        ("Ferry", "“We keep it,” said Ida Holm.\nOthers left."),
        ("Mill", "“We keep it,” said Ida Holm.\nLater\nOthers left."),
    ]
    assert (found[0].metadata["source"], found[0].metadata["date"]) == ("Harbour Wire", "2026-03-03")
    assert notes["item without text (a picture, say): left out"] or notes["item without text: left out"]


@pytest.mark.parametrize(
    "item",
    [
        '{"uri": "n:1", "headline": "Ferry", "byline": "Ida", "versioncreated": "2026-03-03T07:00:00Z", "body_text": "“Yes,” she said.\\nThen."}',
        '{"uri": "n:1", "headline": "Ferry", "byline": "Ida", "versioncreated": "2026-03-03T07:00:00Z", "body_xhtml": "<p>“Yes,” she said.</p><p>Then.</p>"}',
        """{"uri": "n:1", "headlines": [{"value": "Ferry"}], "by": "Ida", "contentcreated": "2026-03-03T07:00:00Z",
         "bodies": [{"role": "main", "contenttype": "text/html", "value": "<p>“Yes,” she said.</p><p>Then.</p>"}]}""",
    ],
)
def test_ninjs(tmp_path: Path, item: str) -> None:
    (article,), _ = read(made(tmp_path, "n.json", item))
    assert (article.title, article.text) == ("Ferry", "“Yes,” she said.\nThen.")
    assert (article.metadata["author"], article.metadata["date"]) == ("Ida", "2026-03-03")
    several, _ = read(made(tmp_path, "n.jsonl", "\n".join([" ".join(item.split())] * 2)))
    assert [a.text for a in several] == ["“Yes,” she said.\nThen."] * 2


@pytest.mark.parametrize(
    ("written", "day"),
    [("March 3, 2026 Tuesday", "2026-03-03"), ("3 March 2026", "2026-03-03"), ("mardi 14 mars 2006", "2006-03-14"), ("3. März 2026", "2026-03-03"),
     ("29 décembre 2011", "2011-12-29"), ("3 de marzo de 2026", "2026-03-03"), ("20260303T070000Z", "2026-03-03"), ("2026-3-3", "2026-03-03"),
     ("May 8, 2010", "2010-05-08"), ("3/4/2026", ""), ("Spring 2026", ""), ("31 February 2026", ""), ("1er mars 2026", "2026-03-01")],
)  # fmt: skip
def test_days_of_databases(written: str, day: str) -> None:
    assert iso_day(written) == day
