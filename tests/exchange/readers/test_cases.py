# ruff: noqa: E501
"""Files of one fault each: what comes in is what a reader of the file sees, and what was left out, added or joined is told."""

from __future__ import annotations

import pytest

from annotator.exchange.readers.base import ReadOptions
from tests.exchange.readers.support import DATA, read

COUNCIL = "The council will meet again in the first week of March, when the cost of the repairs is to be laid before the members and the public can speak once more."


@pytest.mark.parametrize(
    ("name", "texts", "note"),
    [
        ("hard-wrapped.txt", ['"We will keep the old landing, whatever the neighbours in the next town may say about it," said Ida Holm.'], "fixed width"),
        ("web-q.html", ["Ida Holm said “we will not sell the landing” before the meeting closed."], "marks of <q>: added"),
        ("web-q-nested.html", ["Ida Holm said “he told us ‘never’ twice” in the hall after the vote."], "marks of <q>: added"),
        ("web-bq-footer.html", ["The chair wrote to the members:\nThe landing belongs to everyone in the town.\n— Ida Holm, chair\n" + COUNCIL], ""),
        ("web-figquote.html", ["“The landing belongs to everyone in this town.”\nIda Holm, chair of the council\n" + COUNCIL], ""),
        ("web-table.html", ["Ida Holm\t“We will not sell.”\nOle Brandt\t“Who pays for the repairs?”\n" + COUNCIL], "table of a page"),
        ("web-utf8-says-1252-de.html", ["„Wir behalten den Anleger“, sagte Ida Holm"], ""),
        ("mail-stub-alternative.eml", ["“We keep the landing,” said Ida Holm of the harbour council"], "text part of a mail"),
        ("mail-latin1-curly.eml", ["“We keep the landing,” said André Holm."], ""),
        ("rtf-mac.rtf", ["“We keep the landing,” said Ida Holm."], ""),
        ("rtf-wordpad-link.rtf", ["The chair of the council, Ida Holm, spoke first."], ""),
        ("rtf-word-link.rtf", ["said Ida Holm of the council.\nOle Brandt read the landing report."], "deleted words"),
        ("rtf-emoji.rtf", ["“Thanks 😀,” wrote Ida Holm."], ""),
        ("pdf-two-pages.pdf", ["because it was built by the people of this town and not by anybody else,” said Ida Holm"], "headers, footers and page numbers"),
        ("pdf-rows.pdf", ["said Ida Holm, who chairs the council. Nobody had expected the vote to be so clear.\nOle Brandt disagreed."], "columns of a page"),
        ("pdf-ligature.pdf", ["“The office was first,” said Ida Griffin. “We find it fine,” Griffin added."], "ligatures"),
        ("excel-sep.csv", ["“We keep it,” said Ida Holm."], ""),
    ],
)  # fmt: skip
def test_one_article(name: str, texts: list[str], note: str) -> None:
    (article,), notes = read(DATA / name)
    for text in texts:
        assert text in article.text
    assert (
        any(note in each for each in notes) and any(note in each for each in article.import_notes)
        if note
        else not notes
    )


def test_a_pull_quote_comes_once_and_hidden_words_not_at_all() -> None:
    (article,), notes = read(DATA / "web-pullquote.html")
    assert article.text.count("it is not for sale") == 1 and any("pull quote" in note for note in notes)
    (article,), notes = read(DATA / "web-hidden.html")
    assert "Nobody" not in article.text and "“We keep it,” said Ida Holm." in article.text
    assert any("hidden words" in note for note in notes)


def test_paragraphs_that_come_again_stay() -> None:
    (article,), _ = read(DATA / "web-bare-p-repeat.html")
    lines = article.text.split("\n")
    assert len(lines) == 6 and lines[0] == lines[3] and lines[1] == lines[4]


@pytest.mark.parametrize(
    ("name", "titles", "spoken", "metadata"),
    [
        ("nexis-wrapped.txt", ["Ferry landing to stay", "Mill to close in spring"],
         ['"Who pays for the repairs?" he asked.', '"It is over."'],
         {"source": "Harbour Post", "date": "2026-03-03", "author": "Ida Reporter", "length": "92 words", "language": "ENGLISH"}),
        ("factiva-three-long.html", ["Story 1", "Story 2", "Story 3"], ["said Ida Holm", "said Ole Brandt", "said Per Lund"],
         {"source": "Harbour Post", "date": "2026-03-03", "length": "312 words"}),
        ("europresse-three.html", ["Story 1", "Story 2", "Story 3"], ["said Ida Holm", "said Ole Brandt", "said Per Lund"],
         {"source": "Harbour Post"}),
        ("live-blog.html", ["The vote is in", "Boatyard answers", "Doors open"], ["said Ida Holm", "asked Ole Brandt", "said Per Lund"],
         {"time": "19:40"}),
        ("web-two-articles.html", ["Ferry landing to stay", "Mill to close in spring", "Bridge painted again"],
         ["said Ida Holm", "said Ole Brandt", "said Per Lund"], {}),
    ],
)  # fmt: skip
def test_several_articles(name: str, titles: list[str], spoken: list[str], metadata: dict[str, str]) -> None:
    found, _ = read(DATA / name)
    assert [article.title for article in found] == titles
    for article, words in zip(found, spoken, strict=True):
        assert words in article.text
        assert not any(
            label in article.text for label in ("BYLINE", "LOAD-DATE", "312 words", "Document HPOST", "All Rights")
        )
    assert {key: found[0].metadata.get(key) for key in metadata} == metadata
    assert len({article.id for article in found}) == len(found)


def test_no_word_of_a_long_article_is_lost() -> None:
    found, _ = read(DATA / "factiva-three-long.html")
    source = (DATA / "factiva-three-long.html").read_text(encoding="utf-8")
    paragraphs = [part.split("</p>")[0].split(">", 1)[1] for part in source.split("<p")[1:]]
    text = "\n".join(article.text for article in found)
    assert len(paragraphs) == 60
    assert [part for part in paragraphs if part not in text and not part.startswith("Document")] == []


def test_a_page_of_several_articles_is_one_where_that_is_chosen() -> None:
    (article,), notes = read(DATA / "live-blog.html", ReadOptions(together=True))
    places = [article.text.index(name) for name in ("Ida Holm", "Ole Brandt", "Per Lund")]
    assert places == sorted(places) and article.title == "Council vote: live"
    assert any("taken together" in note for note in notes)
