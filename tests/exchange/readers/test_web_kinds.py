# ruff: noqa: E501
"""Pages as sites really write them: rules that hide, embedded posts, pictures of emoji, formulas, tickers, damaged encodings."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.exchange.readers.base import ReadOptions
from tests.exchange.readers.support import made, read

L = "Der Rat der Stadt hat am Dienstagabend nach langer Aussprache entschieden, den alten Anleger am Hafen zu behalten und zu erneuern."
M = "Mehr als zweihundert Bewohner waren in den Saal gekommen, um die Aussprache zu hören, und viele blieben bis kurz vor Mitternacht."
ARTICLE = f"<article><h1>Anleger bleibt</h1><p>{L}</p>{{}}<p>{M}</p></article>"


def page(body: str, head: str = "") -> str:
    return f'<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Anleger</title>{head}</head><body>{body}</body></html>'


@pytest.mark.parametrize(
    ("inside", "expected", "note"),
    [
        ('<p class="weg">Fort von hier.</p>', "", "hidden words"),
        ('<p class="print">Nur gedruckt.</p>', "Nur gedruckt.", ""),
        ('<p class="a"><b class="gross">Bleibt stehen.</b></p>', "Bleibt stehen.", ""),
        ('<aside class="pullquote"><p>„Das steht sonst nirgends im Text“, sagt Ida.</p></aside>', "„Das steht sonst nirgends im Text“, sagt Ida.", ""),
        ('<aside class="pullquote"><p>Mehr als zweihundert Bewohner waren in den Saal gekommen</p></aside>', "", "pull quote"),
        ('<blockquote class="instagram-media"><a href="x">„Wir bleiben“, schreibt Ida Holm.</a></blockquote>', "„Wir bleiben“, schreibt Ida Holm.", ""),
        ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> steht da.</p>", "漢 steht da.", "ruby"),
        ('<p>Danke <img class="emoji" alt="😀" src="x"><img alt="Ein Bild" src="y">!</p>', "Danke 😀!", ""),
        ("<p>Es gilt <math><mi>x</mi><mo>=</mo><mn>2</mn><annotation>x=2</annotation></math>.</p>", "Es gilt x=2.", ""),
        ('<p>Es gilt <span class="katex"><span class="katex-mathml"><math><mi>x</mi></math></span><span>x</span></span>.</p>', "Es gilt x.", ""),
        ("<p>Das Land&shy;rats\u00adamt sagt ja.</p>", "Das Landratsamt sagt ja.", "soft hyphens"),
        ("<svg><text>In der Zeichnung</text></svg>", "", "drawings and frames"),
    ],
)  # fmt: skip
def test_what_a_reader_of_a_page_sees(tmp_path: Path, inside: str, expected: str, note: str) -> None:
    rules = "<style>/* .a{display:none} */ .weg , #x{display: none} @media print{.print{display:none}} nav .gross{display:none}</style>"
    (article,), notes = read(made(tmp_path, "a.html", page(ARTICLE.format(inside), rules)))
    assert article.text.split("\n") == ["Anleger bleibt", L, *([expected] if expected else []), M]
    assert [each for each in notes if note in each] if note else not notes


def test_a_rule_does_not_hide_the_article_itself(tmp_path: Path) -> None:
    body = f'<div class="js">{ARTICLE.format("")}</div>'
    (article,), _ = read(made(tmp_path, "a.html", page(body, "<style>.js{visibility:hidden}</style>")))
    assert L in article.text and M in article.text


def test_a_lead_beside_the_title_and_short_paragraphs_behind_a_long_one(tmp_path: Path) -> None:
    body = f'<header><h1>Anleger</h1><p class="article__lead lead">„Wir geben ihn nicht her“, heißt es.</p></header><main><p>{L}</p><p>„Ja“, sagte sie.</p></main>'
    (article,), notes = read(made(tmp_path, "a.html", page(body)))
    assert article.text.split("\n") == ["„Wir geben ihn nicht her“, heißt es.", L, "„Ja“, sagte sie."] and not notes


def test_headings_of_sections_stay(tmp_path: Path) -> None:
    body = (
        "<main>"
        + "".join(
            f'<section class="s{n}"><h2>Teil {n}</h2><p>{text}</p></section>' for n, text in enumerate((L, M, L[::-1]))
        )
        + "</main>"
    )
    (article,), _ = read(made(tmp_path, "a.html", page(body)))
    assert article.text.split("\n") == ["Teil 0", L, "Teil 1", M, "Teil 2", L[::-1]]


@pytest.mark.parametrize(
    "entry",
    [
        '<li class="ticker-entry"><time datetime="2026-03-03T19:40">{0}:40 Uhr</time><h2>Punkt {0}</h2><p>{1}</p></li>',
        '<li><span class="zeit">{0}.40 Uhr</span><h2>Punkt {0}</h2><p>{1}</p></li>',
        '<li class="x"><time>vor {0} Stunden</time><h2>Punkt {0}</h2><p>{1}</p></li>',
    ],
)  # fmt: skip
def test_tickers_in_other_words(tmp_path: Path, entry: str) -> None:
    body = (
        "<main><h1>Ticker</h1><ol>"
        + "".join(entry.format(19 - n, text) for n, text in enumerate((L, M, L[::-1])))
        + "</ol></main>"
    )
    found, _ = read(made(tmp_path, "a.html", page(body)))
    assert [article.title for article in found] == ["Punkt 19", "Punkt 18", "Punkt 17"]
    assert [L in found[0].text, M in found[1].text] == [True, True]


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("<dt>{0}:40</dt><dd>{1}</dd><dd>„Ja“, sagte sie um {0}:41.</dd>", "{1}"),
        ("<h3>{0}.40 Uhr</h3><p>{1}</p><p>„Ja“, sagte sie um {0}:41.</p>", "{0}.40 Uhr"),
        ("<h3>{0}.40 Uhr: Der Rat tagt</h3><p>{1}</p><p>„Ja“, sagte sie um {0}:41.</p>", "{0}.40 Uhr: Der Rat tagt"),
        ("<p><strong>{0}:40 pm</strong></p><p>{1}</p><p>„Ja“, sagte sie um {0}:41.</p>", "{1}"),
    ],
)
def test_posts_that_are_only_headed_by_their_times(tmp_path: Path, entry: str, title: str) -> None:
    texts = (L, M, L[::-1])
    posts = "".join(entry.format(19 - n, text) for n, text in enumerate(texts))
    tag = "dl" if "<dt>" in entry else "div"
    path = made(tmp_path, "a.html", page(f"<main><h1>Ticker</h1><{tag}>{posts}</{tag}></main>"))
    found, notes = read(path)
    assert [each.title for each in found] == [title.format(19 - n, text) for n, text in enumerate(texts)]
    for n, (text, each) in enumerate(zip(texts, found, strict=True)):
        assert text in each.text and f"„Ja“, sagte sie um {19 - n}:41." in each.text
    assert sum("each is an article" in note for note in notes) == 1
    (together,), _ = read(path, ReadOptions(together=True))
    assert [together.text.index(text) for text in texts] == sorted(together.text.index(text) for text in texts)


def test_an_article_with_a_program_of_events_stays_one(tmp_path: Path) -> None:
    events = "".join(f"<p>{hour}:00</p><p>Punkt {hour}</p>" for hour in (10, 11, 12))
    (article,), _ = read(made(tmp_path, "a.html", page(ARTICLE.format(f"<div>{events}</div>"))))
    assert L in article.text and "Punkt 11" in article.text and M in article.text


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        (page(ARTICLE.format("<p>„Süß“, sagte Jörg.</p>")).encode() + b"<!-- \xff -->", "„Süß“, sagte Jörg.", "damaged letters"),
        (page(ARTICLE.format("<p>„Ja“, sagte André.</p>")).replace("utf-8", "iso-8859-1").encode("cp1252"), "„Ja“, sagte André.", ""),
        (('<?xml version="1.0" encoding="windows-1252"?>' + page(ARTICLE.format("<p>“Ja”, sagte er.</p>")).replace('<meta charset="utf-8">', "")).encode("cp1252"),
         "“Ja”, sagte er.", ""),
    ],
)  # fmt: skip
def test_encodings_of_pages(tmp_path: Path, data: bytes, text: str, note: str) -> None:
    (article,), notes = read(made(tmp_path, "a.html", data))
    assert text in article.text.split("\n")
    assert [each for each in notes if note in each] if note else not notes
