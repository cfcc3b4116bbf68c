"""TEI: texts of corpora and parliaments."""

from __future__ import annotations

from pathlib import Path

from tests.exchange.readers.support import made, read

NAMESPACE = 'xmlns="http://www.tei-c.org/ns/1.0"'
HEADER = """<teiHeader><fileDesc><titleStmt><title type="main">Council keeps the landing</title><title type="sub">x</title>
<author>Anna Smith</author></titleStmt><publicationStmt><date when="2027-01-01"/></publicationStmt>
<sourceDesc><bibl><title level="j">The Port</title><date when="2026-03-03">3 March</date></bibl></sourceDesc></fileDesc></teiHeader>"""
NEWS = """<text><body><head>Council keeps
  the landing</head><p>It <choice><sic>raind</sic><corr>rained</corr></choice>.<note>As always.</note>
<said who="#ida">“We keep <del>it</del> it,”</said> said <persName>Ida Holm</persName> of the har-<lb break="no"/>bor.</p>
<table><row><cell>a</cell><cell>b</cell></row></table><lg><l>The boats come in,</l><l>the boats go out.</l></lg></body></text>"""
DEBATE = """<text><body><div type="debateSection"><note type="speaker">Ole Berg:</note><u who="#OleBerg" xml:id="u0"><seg>No.</seg></u>
<u who="#IdaHolm" xml:id="u1"><seg><s><w>We</w> <w>keep</w> <w join="right">it</w> <pc>.</pc></s></seg><vocal><desc>laughter</desc></vocal>
<seg>Nobody needs a marina.</seg></u><note type="comment">Applause</note></div></body></text>"""
PEOPLE = """<particDesc><listPerson><person xml:id="IdaHolm"><persName><surname>Holm</surname><forename>Ida</forename></persName></person>
</listPerson></particDesc>"""


def test_a_text_with_its_header(tmp_path: Path) -> None:
    (article,), _ = read(made(tmp_path, "a.xml", f'<?xml version="1.0"?>\n<TEI {NAMESPACE}>{HEADER}{NEWS}</TEI>'))
    assert article.text.split("\n") == [
        "Council keeps the landing", "It rained. “We keep it,” said Ida Holm of the harbor.", "a b", "The boats come in,",
        "the boats go out.", "As always.",
    ]  # fmt: skip
    about = {key: value for key, value in article.metadata.items() if key != "import_notes"}
    assert (article.title, about) == (
        "Council keeps the landing", {"author": "Anna Smith", "source": "The Port", "date": "2026-03-03"}
    )  # fmt: skip
    for note in (
        "deleted words",
        "the correction is taken",
        "put behind the text",
        "who says words marked as said",
        "without their hyphens",
    ):
        assert any(note in each for each in article.import_notes)


def test_a_debate(tmp_path: Path) -> None:
    header = HEADER.replace("</teiHeader>", f"<profileDesc>{PEOPLE}</profileDesc></teiHeader>")
    (article,), _ = read(made(tmp_path, "a.xml", f"<TEI {NAMESPACE} xml:lang='en'>{header}{DEBATE}</TEI>"))
    assert article.text.split("\n") == [
        "Ole Berg:",
        "No.",
        "Ida Holm:",
        "We keep it.",
        "Nobody needs a marina.",
        "Applause",
    ]
    assert article.metadata["language"] == "en"
    assert any("a line before their words" in each for each in article.import_notes)
    assert any("sounds and gestures" in each for each in article.import_notes)


def test_a_corpus(tmp_path: Path) -> None:
    one, two = (f"<TEI>{HEADER.replace('landing', name)}{NEWS}</TEI>" for name in ("ferry", "tower"))
    found, notes = read(
        made(tmp_path, "a.xml", f"<teiCorpus {NAMESPACE}><teiHeader/>{one}{two}<TEI><text/></TEI></teiCorpus>")
    )
    assert [a.title for a in found] == ["Council keeps the ferry", "Council keeps the tower"]
    assert notes["TEI text without words: left out"] == 1


def test_annotations_beside_the_text_are_told(tmp_path: Path) -> None:
    beside = '<standOff><spanGrp type="quotation"><span from="#a" to="#b">x</span></spanGrp></standOff>'
    (article,), _ = read(made(tmp_path, "a.xml", f"<TEI {NAMESPACE}>{HEADER}{beside}{NEWS}</TEI>"))
    assert "annotations beside the text of a TEI file (standoff): left out" in article.import_notes
