"""Pages whose text stands in their data for search engines, alone or beside what the page shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.readers.support import made, read
from tests.exchange.readers.test_web_kinds import L, M, page

SAID = "„Wir geben ihn nicht her“, sagte Ida Holm nach der Aussprache am späten Abend vor dem Saal."
ONLY, NOT_SHOWN = (
    "text of a page that stands in its data (JSON-LD) alone: taken from there",
    "words in the data of a page (JSON-LD) that it does not show: left out",
)
BODY = f"{L}\n\n{SAID}\n{M}"


def with_data(value: Any, body: str = '<div id="root"></div>', end: str = "") -> str:
    return page(
        body,
        f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}{end}</script>',
    )


def article(body: str, **more: Any) -> dict[str, Any]:
    about = {
        "headline": "Anleger bleibt",
        "datePublished": "2026-03-03T09:00:00+01:00",
        "author": [{"name": "Kim Lee"}],
    }
    return {"@type": "NewsArticle", **about, "publisher": {"name": "Hafenpost"}, "articleBody": body, **more}


MARKUP = "".join(f"&lt;p&gt;{part.replace('„', '&amp;bdquo;')}&lt;/p&gt;" for part in (L, SAID, M))


@pytest.mark.parametrize(
    "source",
    [
        with_data(article(BODY)),
        with_data([{"@type": "Organization"}, article(BODY)]),
        with_data({"@graph": [{"@type": "WebPage"}, article(BODY)]}, '<div id="app">Lädt…</div>', ";"),
        with_data(article(MARKUP)),
        with_data(
            json.dumps(article(f"{L} {SAID} {M}")).replace(" Mehr als", "\nMehr als"),
            "<p>Bitte JavaScript einschalten.</p>",
        ),
        with_data(json.dumps(article(BODY)).replace("\\n", "\n").replace('"}', '",\n}')),
    ],
)
def test_the_text_of_a_page_that_shows_none(tmp_path: Path, source: str) -> None:
    (found,), notes = read(made(tmp_path, "a.html", source))
    assert found.text.split() == BODY.split() and notes[ONLY] == 1
    about = {key: found.metadata[key] for key in ("author", "date", "source")}
    assert (found.title, about) == (
        "Anleger bleibt",
        {"author": "Kim Lee", "date": "2026-03-03", "source": "Hafenpost"},
    )
    shown = {word for word in ("Lädt", "JavaScript") if word in source}
    assert all(any(word in note for note in found.import_notes) for word in shown)


def test_a_page_that_shows_a_part_is_read_as_it_shows_it(tmp_path: Path) -> None:
    source = with_data(article(BODY), f"<article><h1>Anleger bleibt</h1><p>{L}</p><p>Weiter mit Abo.</p></article>")
    (found,), notes = read(made(tmp_path, "a.html", source))
    assert found.text.endswith(f"{L}\nWeiter mit Abo.") and SAID not in found.text and notes[NOT_SHOWN] == 1


@pytest.mark.parametrize("body", [BODY, f"{L}{SAID}{M}"])
def test_a_page_that_shows_all_of_it_says_nothing(tmp_path: Path, body: str) -> None:
    shown = "".join(f"<p>{part}</p>" for part in (L, SAID, M))
    (found,), notes = read(made(tmp_path, "a.html", with_data(article(body), f"<article>{shown}</article>")))
    assert found.text == BODY.replace("\n\n", "\n") and not notes


def test_the_posts_of_a_live_blog(tmp_path: Path) -> None:
    data = {
        "@type": "LiveBlogPosting",
        "liveBlogUpdate": [article(f"{L} {SAID}", headline="Zwei"), article(M, headline="Eins")],
    }
    found, notes = read(made(tmp_path, "a.html", with_data(data)))
    assert [(each.title, each.text) for each in found] == [("Zwei", f"{L} {SAID}"), ("Eins", M)] and notes[ONLY] == 2


def test_what_the_head_of_a_page_says_that_shows_no_text(tmp_path: Path) -> None:
    head = '<meta property="og:site_name" content="Hafenpost"><link rel="canonical" href="https://hafen.example/a">'
    source = with_data({"@type": "NewsArticle", "headline": "Anleger bleibt", "articleBody": BODY})
    (found,), _ = read(made(tmp_path, "a.html", source.replace("</head>", f"{head}</head>")))
    assert (found.metadata["source"], found.metadata["url"]) == ("Hafenpost", "https://hafen.example/a")


def test_data_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    deep = '{"articleBody": ' + "[" * 100_000
    (found,), _ = read(made(tmp_path, "a.html", with_data(deep, f"<article><h1>T</h1><p>{L}</p><p>{M}</p></article>")))
    assert found.text.endswith(M)
