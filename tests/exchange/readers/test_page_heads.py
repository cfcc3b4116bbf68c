# ruff: noqa: E501
"""What pages set round a text: bylines, days, buttons and words that announce advertisements go to the metadata and the note."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.records import Article
from tests.exchange.readers.support import made, read

STORY = (
    "The harbor council will keep the old landing for another ten years, its chair said on Tuesday evening, after many had come to listen.",
    "“We keep the landing,” said Ida Holm of the council. “Nobody needs another marina, and the boats have come here for eighty years.”",
    "Ole Berg, who runs the ferry, was less sure. “A landing costs money every winter,” he said, and pointed to the ice on the posts.",
    "The council meets again in June. Until then the builders may repair what the storm of January has broken, but nothing else.",
)
TITLE = "Council keeps the landing"
DATA = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","author":[{"@type":"Person","name":"Anna Smith"}],"datePublished":"2026-03-03T08:00:00Z"}</script>'
META = (
    '<meta name="author" content="Anna Smith"><meta property="article:published_time" content="2026-03-03T08:00:00Z">'
)


def imported(folder: Path, top: str, head: str = "", story: tuple[str, ...] = STORY, end: str = "") -> Article:
    """The article of a page with this between its title and its paragraphs."""
    body = "".join(f"<p>{each}</p>" for each in story)
    page = f"<html><head><title>{TITLE}</title>{head}</head><body><nav><a href='/'>Home</a></nav><main><article><h1>{TITLE}</h1>{top}{body}{end}</article></main></body></html>"
    (article,), _ = read(made(folder, "a.html", page))
    return article


@pytest.mark.parametrize(
    ("top", "head", "author", "date", "noted"),
    [
        ("<p>By Anna Smith | 3 March 2026 | 5 min read</p>", "", "Anna Smith", "2026-03-03", "By Anna Smith | 3 March 2026 | 5 min read"),
        ("<p>By Anna Smith</p><p>March 3, 2026 10:15 am EST</p>", "", "Anna Smith", "2026-03-03", "By Anna Smith / March 3, 2026 10:15 am EST"),
        ("<p>By Anna Smith<br>Tuesday, March 3, 2026</p>", "", "Anna Smith", "2026-03-03", "Tuesday, March 3, 2026"),
        ("<p>By Anna Smith March 3, 2026</p>", "", "Anna Smith", "2026-03-03", "By Anna Smith March 3, 2026"),
        ("<p>BY ANNA SMITH</p><p>UPDATED: MARCH 3, 2026</p>", "", "ANNA SMITH", "2026-03-03", "UPDATED: MARCH 3, 2026"),
        ('<div class="byline">By <a href="/a">Anna Smith</a></div><div class="date">Tuesday 3 March 2026 06.00 GMT</div>', "", "Anna Smith", "2026-03-03", "Tuesday 3 March 2026 06.00 GMT"),
        ('<p class="byline">By Anna Smith and Bo van der Lind, political correspondents</p><p>Published 3 March 2026, updated 4 March 2026</p>', "", "Anna Smith; Bo van der Lind", "2026-03-03", "updated 4 March 2026"),
        ('<p>Written by <a rel="author" href="/a">Anna Smith</a></p><p>Published: 03 Mar 2026</p>', "", "Anna Smith", "2026-03-03", "Written by Anna Smith"),
        ('<p itemprop="author"><span itemprop="name">Anna Smith</span>, Health Editor</p>', "", "Anna Smith", "", "Anna Smith, Health Editor"),
        ("<p>Anna Smith, Reporter</p><p>3 March 2026</p>", DATA, "Anna Smith", "2026-03-03", "Anna Smith, Reporter / 3 March 2026"),
        ("<p>Anna Smith</p><p>03/03/2026</p>", META, "Anna Smith", "2026-03-03", "Anna Smith / 03/03/2026"),
        ("<p>By Anna Smith</p><p>Listen to this article</p><p>4 min</p><p>Share</p>", "", "Anna Smith", "", "Listen to this article / 4 min / Share"),
        ("<div><span>By</span> <span>Anna Smith</span> <span>•</span> <span>Mar 3, 2026</span> <span>•</span> <span>12 comments</span></div>", "", "Anna Smith", "2026-03-03", "12 comments"),
        ("<h4>By Anna Smith, Associated Press</h4>", "", "Anna Smith", "", "By Anna Smith, Associated Press"),
        ("<p>Haven - <a>03 mar 2026 - 10:15</a><abbr>CET</abbr></p>", "", "", "2026-03-03", "Haven - 03 mar 2026 - 10:15CET"),
        ("<p>HAVEN (Reuters) - March 3, 2026</p>", "", "", "2026-03-03", "HAVEN (Reuters)"),
        ('<div data-testid="byline-new"><p>3 hours ago</p><p>Anna Smith</p><p>Political correspondent, Haven</p></div>', "", "Anna Smith", "", "Political correspondent, Haven"),
        ("<div>Von Anna Schmidt</div><div>03.03.2026, 10.15 Uhr</div><div>Artikel zum Hören • 5 Min</div>", "", "Anna Schmidt", "2026-03-03", "Artikel zum Hören"),
        ("<p>By Our Staff Reporter</p>", "", "Our Staff Reporter", "", "By Our Staff Reporter"),
        ("<p>Von Anna Schmidt</p><p>3. März 2026, 10:15 Uhr</p><p>Lesezeit: 4 Min.</p><p>Artikel anhören</p>", "", "Anna Schmidt", "2026-03-03", "Lesezeit: 4 Min. / Artikel anhören"),
        ("<p>Par Anne Martin, à Brest</p><p>Publié le 3 mars 2026 à 10h15, mis à jour le 4 mars 2026 à 9h00</p>", "", "Anne Martin", "2026-03-03", "mis à jour le 4 mars 2026 à 9h00"),
        ("<p>Por Ana Pérez</p><p>3 de marzo de 2026 - 10:15</p>", "", "Ana Pérez", "2026-03-03", "3 de marzo de 2026 - 10:15"),
        ("<p>Di Anna Rossi</p><p>Pubblicato il 3 marzo 2026 alle 10:15</p>", "", "Anna Rossi", "2026-03-03", "Pubblicato il 3 marzo 2026"),
        ("<p>Door Anna de Vries</p><p>3 maart 2026</p><p>Leestijd: 4 minuten</p>", "", "Anna de Vries", "2026-03-03", "Leestijd: 4 minuten"),
    ],
)  # fmt: skip
def test_lines_above_a_text_are_metadata(
    tmp_path: Path, top: str, head: str, author: str, date: str, noted: str
) -> None:
    article = imported(tmp_path, top, head)
    assert article.text == "\n".join((TITLE, *STORY))
    assert (article.metadata.get("author", ""), article.metadata.get("date", "")) == (author, date)
    assert any("taken out of the text" in note and noted in note for note in article.import_notes)


def test_a_byline_below_a_lead_is_metadata(tmp_path: Path) -> None:
    article = imported(tmp_path, "<p>A marina was planned. It will not be built.</p><p>By Anna Smith</p>")
    assert article.text.split("\n")[1:3] == ["A marina was planned. It will not be built.", STORY[0]]
    assert article.metadata["author"] == "Anna Smith"


def test_lines_of_advertisements_and_buttons_at_the_end_are_named(tmp_path: Path) -> None:
    story = (STORY[0], "Advertisement", STORY[1], "Story continues below advertisement", STORY[2], "Anzeige", STORY[3])
    article = imported(tmp_path, "", "", story, "<p>Share this article</p><p>Facebook</p><p>12 comments</p>")
    assert article.text == "\n".join((TITLE, *STORY))
    (note,) = article.import_notes
    assert all(
        each in note
        for each in ("Advertisement", "Story continues", "Anzeige", "Share this", "Facebook", "12 comments")
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "By Tuesday, the river had risen above the landing and the ferry had stopped.",
        "By Tuesday the river had risen.",
        "By Monday Morning",
        "By Frank Miller’s count, the ferry has failed nine times.",
        "By Anna Smith’s own account she was not there",
        "“By God,” said Ida Holm.",
        "Von Anna Schmidt ist nichts zu hören.",
        "Par Marie Dubois, la ferme avait été vendue.",
        "Ida Holm was angry.",
        "Ida Holm",
        "Haven – the port – is open",
        "Haven | Council",
        "3 March 2026 was a cold day.",
        "On 3 March 2026, at 10:15, the bell rang.",
        "Share the landing, she said.",
        "Advertisement for the ferry was banned.",
        "Five minutes. That was all they gave her.",
        "By the time the boats came in, it was over.",
        "Save the landing!",
        "Print is dead, the editor said.",
    ],
)
def test_a_sentence_is_never_taken_for_a_byline(tmp_path: Path, sentence: str) -> None:
    article = imported(tmp_path, "", META if "Anna" in sentence else "", (sentence, *STORY))
    assert article.text == "\n".join((TITLE, sentence, *STORY)) and not article.import_notes


def test_what_stands_in_the_text_stays_there(tmp_path: Path) -> None:
    story = (*STORY[:3], "By Anna Smith", "3 March 2026", "Share", STORY[3])
    assert imported(tmp_path, "", "", story).text == "\n".join((TITLE, *story))
