"""Pages whose text stands in the data of their own program: Next.js and its kin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import BadInputError
from tests.exchange.readers.support import made, read
from tests.exchange.readers.test_page_data import SAID
from tests.exchange.readers.test_web_kinds import L, M, page

ONLY = "text of a page that stands in the data of its program (JSON) alone: taken from there"
TEXT = f"{L}\n{SAID}\n{M}"
ABOUT = {"headline": "Anleger bleibt", "publishedAt": "2026-03-03T09:00:00Z", "authors": [{"name": "Kim Lee"}]}
PICTURE = {"type": "image", "caption": "Der alte Anleger am Morgen im Nebel"}
RELATED = {"headline": "Ein anderer Fall", "slug": "x", "body": f"<p>{M} {L} {SAID} {M} {L}</p>"}


def next_page(props: Any, body: str = '<div id="__next"></div>') -> str:
    data = json.dumps({"props": {"pageProps": props}, "page": "/[slug]", "buildId": "x"})
    return page(f'{body}<script id="__NEXT_DATA__" type="application/json">{data}</script>')


def arc(text: str) -> dict[str, Any]:
    return {"type": "text", "_id": "a", "content": text}


def rich(kind: str, leaf: str, inside: str) -> list[dict[str, Any]]:
    """Paragraphs as an editor keeps them, the second in two stretches."""
    begin, end = SAID[:20], SAID[20:]
    return [
        {"type": kind, inside: [{"type": "text", leaf: part} for part in parts]} for parts in ((L,), (begin, end), (M,))
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"body": f"<p>{L}</p><p>{SAID}</p><p>{M}</p>"},
        {"articleBody": TEXT},
        {"paragraphs": [L, SAID, M]},
        {"content": [{"type": "paragraph", "text": each} for each in (L, SAID, M)]},
        {"content_elements": [arc(f"<b>{L}</b>"), PICTURE, arc(SAID), arc(M)]},
        {"body": {"type": "doc", "content": rich("paragraph", "text", "content")}},
        {"body": {"nodeType": "document", "content": rich("paragraph", "value", "content")}},
        {"blocks": [{**each, "_type": "block"} for each in rich("block", "text", "children")]},
        {"components": [{"__typename": "TextBlock", "model": {"text": f"<p>{each}</p>"}} for each in (L, SAID, M)]},
    ],
)  # fmt: skip
def test_the_forms_of_a_body(tmp_path: Path, body: dict[str, Any]) -> None:
    source = next_page(
        {"menu": [{"title": "Politik", "url": "/p"}], "article": {**ABOUT, **body, "related": [RELATED]}}
    )
    source = source.replace("<title>Anleger</title>", "<title>Anleger bleibt | Hafenpost</title>")
    (found,), notes = read(made(tmp_path, "a.html", source))
    assert found.text == TEXT and notes[ONLY] == 1
    assert (found.title, found.metadata["author"], found.metadata["date"]) == (
        "Anleger bleibt",
        "Kim Lee",
        "2026-03-03",
    )
    assert any("Nebel" in note for note in found.import_notes) == ("content_elements" in body)


@pytest.mark.parametrize(
    "script",
    [
        "window.__INITIAL_STATE__ = {};",
        "window.a=1;window.__PRELOADED_STATE__={};\nwindow.b=2;",
        "Fusion.contextPath='/x';Fusion.globalContent={};Fusion.c=3;",
    ],
)
def test_data_that_a_script_assigns(tmp_path: Path, script: str) -> None:
    data = json.dumps({"article": {**ABOUT, "body": TEXT}})
    source = page(f'<div id="app"></div><script>{script.replace("{}", data)}</script>')
    (found,), notes = read(made(tmp_path, "a.html", source))
    assert found.text == TEXT and notes[ONLY] == 1


def test_data_in_a_text_that_a_script_reads(tmp_path: Path) -> None:
    data = json.dumps(json.dumps({"article": {**ABOUT, "body": TEXT}}))
    source = page(f'<div id="app"></div><script>window.__STATE__ = JSON.parse({data});</script>')
    (found,), _ = read(made(tmp_path, "a.html", source))
    assert found.text == TEXT


def test_a_page_that_shows_its_text_is_read_as_it_shows_it(tmp_path: Path) -> None:
    shown = f"<article><h1>Anleger bleibt</h1><p>{L}</p><p>{SAID}</p><p>{M}</p></article>"
    props = {"article": {**ABOUT, "body": f"<p>{L}</p><p>{SAID}</p><p>{M}</p>"}, "more": [RELATED]}
    (found,), notes = read(made(tmp_path, "a.html", next_page(props, shown)))
    assert found.text.endswith(TEXT) and not notes


def test_a_page_that_shows_a_part_tells_the_rest(tmp_path: Path) -> None:
    shown = f"<article><h1>Anleger bleibt</h1><p>{L}</p><p>Weiter mit Abo.</p></article>"
    (found,), _ = read(made(tmp_path, "a.html", next_page({"article": {**ABOUT, "body": TEXT}}, shown)))
    assert found.text.endswith(f"{L}\nWeiter mit Abo.") and len(found.import_notes) == 1
    assert "that it does not show: left out" in found.import_notes[0]


def test_another_article_in_the_data_is_not_taken(tmp_path: Path) -> None:
    shown = f"<article><h1>Anleger bleibt</h1><p>{L}</p><p>{M}</p></article>"
    (found,), notes = read(made(tmp_path, "a.html", next_page({"more": [RELATED]}, shown)))
    assert found.text.endswith(f"{L}\n{M}") and not notes


def test_a_page_without_an_article_in_its_data_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no article was found in the page"):
        read(made(tmp_path, "a.html", next_page({"menu": [{"title": "Politik", "url": "/p"}] * 30})))
