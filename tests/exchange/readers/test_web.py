# ruff: noqa: E501
"""Web pages: what a reader sees of the article, in order; what stays out is told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.exchange.readers.support import made, read

LEAD = "The harbour council met on Tuesday evening to decide what becomes of the old ferry landing, and many residents came to listen."
MORE = "Three engineers had spent the summer measuring the piles, and their report runs to ninety pages with drawings of every beam."
LAST = "The council will meet again in the first week of March, when the cost of the repairs is to be laid before the members."
PAGE = """<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>Ferry landing to stay</title>{head}</head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav><main><article><h1>Ferry landing to stay</h1><p>{lead}</p><p>{more}</p>{inside}<p>{last}</p>
</article></main><aside class="related"><h3>More stories</h3><p><a href="/x">Mill to close in spring after a year of strikes</a></p></aside>
<footer><p>Copyright 2019 Harbour Post. All rights reserved.</p></footer></body></html>"""


def page(inside: str, lang: str = "en", head: str = "", last: str = LAST) -> str:
    return PAGE.format(inside=inside, lang=lang, head=head, lead=LEAD, more=MORE, last=last)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (
            "<blockquote><p>The landing is ours.</p><cite>Ida Holm, chair</cite></blockquote>",
            "The landing is ours.\nIda Holm, chair",
        ),
        (
            "<blockquote class='twitter-tweet'><p>We keep it!</p>— Ida Holm (@ida)</blockquote>",
            "We keep it!\n— Ida Holm (@ida)",
        ),
        ("<p>She said <q>we go on</q>.</p>", "She said “we go on”."),
        ("<p>She said “<q>we go on</q>”.</p>", "She said ““we go on””."),
        ("<p>One<br>two <b>three</b>&nbsp;four</p>", "One\ntwo three\xa0four"),
        (
            "<ul><li>“First,” she said to the hall.</li><li>“Second,” he said.</li></ul>",
            "“First,” she said to the hall.\n“Second,” he said.",
        ),
        ("<p>We <del>sell</del><ins>keep</ins> the landing, she said.</p>", "We keep the landing, she said."),
    ],
)
def test_what_stands_in_the_article(tmp_path: Path, inside: str, expected: str) -> None:
    (article,), _ = read(made(tmp_path, "p.html", page(inside)))
    assert article.text == "\n".join(["Ferry landing to stay", LEAD, MORE, expected, LAST])


@pytest.mark.parametrize(("lang", "marks"), [("de", "„weiter“"), ("fr-FR", "«weiter»"), ("xx", "“weiter”")])
def test_marks_of_a_language(tmp_path: Path, lang: str, marks: str) -> None:
    (article,), notes = read(
        made(tmp_path, "p.html", page("<p>Sie sagte <q>weiter</q> und ging nach Hause in die Stadt.</p>", lang))
    )
    assert f"Sie sagte {marks} und" in article.text and "quotation marks of <q>: added" in notes


def test_words_outside_the_article_are_told(tmp_path: Path) -> None:
    inside = "</article><div class='box'><p>A second story stands here, of the mill that closes in the spring, with seventeen words or more of it.</p></div><article>"
    html = page("").replace("</main>", inside.replace("</article>", "").replace("<article>", "") + "</main>")
    (article,), _ = read(made(tmp_path, "p.html", html))
    told = [note for note in article.import_notes if "left out (" in note]
    assert ("A second story" in article.text) != bool(told)


@pytest.mark.parametrize(
    ("inside", "note"),
    [
        (
            "<p>We <span style='text-decoration: line-through'>sell</span> keep it, she said.</p>",
            "struck-out words of a page: left out",
        ),
        (
            "<p>We <span class='sr-only'>(advertisement)</span> keep it, she said.</p>",
            "hidden words of a page: left out",
        ),
        (
            "<aside><p>A box of facts about ferries, with nine words in it.</p></aside>",
            "words of a page outside its article: left out",
        ),
    ],
)
def test_what_is_left_out_of_an_article_is_told(tmp_path: Path, inside: str, note: str) -> None:
    (article,), notes = read(made(tmp_path, "p.html", page(inside)))
    assert notes[note] == 1
    assert not any(words in article.text for words in ("sell", "advertisement", "box of facts"))


def test_a_quotation_in_the_foot_of_an_article_stays(tmp_path: Path) -> None:
    html = page("").replace(
        "</article>", "<footer><p>“I was there myself,” said Per Lund of the yard.</p></footer></article>"
    )
    (article,), _ = read(made(tmp_path, "p.html", html))
    assert article.text.endswith("“I was there myself,” said Per Lund of the yard.")


def test_no_day_is_made_of_a_copyright_year(tmp_path: Path) -> None:
    (article,), _ = read(made(tmp_path, "p.html", page("")))
    assert "date" not in article.metadata
    head = (
        '<meta property="article:published_time" content="2026-03-03T10:00:00Z"><meta name="author" content="Eve Kim">'
    )
    (article,), _ = read(made(tmp_path, "q.html", page("", head=head)))
    assert (article.metadata["date"], article.metadata["author"]) == ("2026-03-03", "Eve Kim")


def test_a_live_blog_inside_an_article_and_by_class(tmp_path: Path) -> None:
    posts = [f"<h2>Post {n}</h2><p>{LEAD}</p><p>“Words {n},” said Ida Holm of the council.</p>" for n in range(3)]
    nested = (
        "<html><body><article><h1>Live</h1>"
        + "".join(f"<article>{post}</article>" for post in posts)
        + "</article></body></html>"
    )
    classes = (
        "<html><body><main>"
        + "".join(f"<div class='live-blog-post'>{post}</div>" for post in posts)
        + "</main></body></html>"
    )
    for html in (nested, classes):
        found, notes = read(made(tmp_path, "p.html", html))
        assert [a.title for a in found] == ["Post 0", "Post 1", "Post 2"]
        assert [f"“Words {n},”" in a.text for n, a in enumerate(found)] == [True] * 3
        assert notes["page with several articles: each is an article"] == 3


def test_an_article_with_a_comment_of_the_same_element_is_one(tmp_path: Path) -> None:
    html = page("").replace("</main>", "</main><article class='comment'><p>Nice.</p></article>")
    found, _ = read(made(tmp_path, "p.html", html))
    assert len(found) == 1 and LAST in found[0].text


def test_a_page_that_declares_another_encoding_than_its_own(tmp_path: Path) -> None:
    html = page("<p>„Wir bleiben“, sagte Ida Holm im Rat.</p>").replace("utf-8", "windows-1252")
    (article,), _ = read(made(tmp_path, "p.html", html.encode("utf-8")))
    assert "„Wir bleiben“" in article.text
    (article,), _ = read(made(tmp_path, "q.html", html.encode("cp1252")))
    assert "„Wir bleiben“" in article.text


@pytest.mark.parametrize("control", ["\x01", "&#1;", "&#x1F;", "&#27"])
def test_control_characters_of_a_page_harm_nothing(tmp_path: Path, control: str) -> None:
    inside = f"<p>She said <q>we{control} go on</q> and<del>{control}</del>{control} left. &#8220;Yes&#8221;</p>"
    (article,), _ = read(made(tmp_path, "p.html", page(inside)))
    assert "She said “we go on” and left. “Yes”" in article.text


@pytest.mark.parametrize("between", ["</p><p>", "<br><br>", "</p></blockquote><blockquote><p>", "</p><p class='x'>"])
def test_a_long_page_is_read_in_linear_time(tmp_path: Path, between: str) -> None:
    words = between.join(f"Sentence number {n} stands here, of a length that pages have." for n in range(8_000))
    begun = time.process_time()
    (article,), _ = read(made(tmp_path, "p.html", page(f"<blockquote><p>{words}</p></blockquote>")))
    assert "Sentence number 7999 stands" in article.text and time.process_time() - begun < 30
