"""Pages and saved pages in other shapes: layout by tables, headings that are links, teasers beside the title, bylines of posts."""

from __future__ import annotations

import plistlib
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import BadInputError
from tests.exchange.readers.support import made, read
from tests.exchange.readers.test_web_kinds import L, M, page

N = "Die Arbeiten sollen im Herbst beginnen, sagte die Bürgermeisterin, und bis zum Sommer des nächsten Jahres dauern."


def test_line_breaks_in_a_table_for_layout_stay(tmp_path: Path) -> None:
    cell = f"<td><b>Anleger bleibt</b><br><br>{L}<br><br>„Nein“, sagte Bob.<br><br>{M}</td>"
    for row in (cell, f"<td>Hafenpost</td>{cell}"):
        source = f'<html><head><meta charset="utf-8"></head><body><table><tr>{row}</tr></table></body></html>'
        (found,), _ = read(made(tmp_path, "a.html", source))
        assert found.text.endswith(f"Anleger bleibt\n{L}\n„Nein“, sagte Bob.\n{M}")


def test_headings_that_are_links_stay(tmp_path: Path) -> None:
    parts = "".join(
        f'<section><h2><a href="/{n}">Teil {n}</a></h2><p>{t}</p><p>{N}</p></section>' for n, t in enumerate((L, M), 1)
    )
    (found,), _ = read(made(tmp_path, "a.html", page(f"<main>{parts}</main>")))
    assert found.text == f"Teil 1\n{L}\n{N}\nTeil 2\n{M}\n{N}"


def test_a_teaser_beside_the_title_is_the_lead(tmp_path: Path) -> None:
    head = '<header><h1>Anleger bleibt</h1><p class="teaser">Der Vorspann steht nur hier.</p></header>'
    (found,), notes = read(made(tmp_path, "a.html", page(f"<article>{head}<p>{L}</p><p>{M}</p><p>{N}</p></article>")))
    assert found.text == f"Anleger bleibt\nDer Vorspann steht nur hier.\n{L}\n{M}\n{N}" and not notes


def test_the_byline_of_a_post_is_its_author(tmp_path: Path) -> None:
    post = '<div class="liveblog-post"><h3>Titel</h3><p>{}</p><span class="author">{}</span></div>'
    found, _ = read(made(tmp_path, "a.html", page(post.format(L, "Ida Holm") + post.format(M, "Bob Fox"))))
    assert [(each.text, each.metadata["author"]) for each in found] == [
        (f"Titel\n{L}", "Ida Holm"),
        (f"Titel\n{M}", "Bob Fox"),
    ]


@pytest.mark.parametrize("fmt", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_saved_page_of_safari(tmp_path: Path, fmt: Any) -> None:
    html = f"<html><body><article><h1>Anleger</h1><p>{L}</p><p>{M}</p></article></body></html>"
    main = {
        "WebResourceData": html.encode("cp1252"), "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "windows-1252", "WebResourceURL": "https://hafen.example/a",
    }  # fmt: skip
    (tmp_path / "a.webarchive").write_bytes(
        plistlib.dumps({"WebMainResource": main, "WebSubframeArchives": [{}]}, fmt=fmt)
    )
    (found,), notes = read(tmp_path / "a.webarchive")
    assert found.text == f"Anleger\n{L}\n{M}" and found.metadata["url"] == "https://hafen.example/a"
    assert notes["frames of a saved page: left out"] == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"bplist00", b"<plist><dict/></plist>", plistlib.dumps({"WebMainResource": {"WebResourceData": b" "}})],
)
def test_a_damaged_page_of_safari_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadInputError, match=r"a\.webarchive: .*save the page again"):
        read(made(tmp_path, "a.webarchive", content))


def test_who_says_a_pull_quote_goes_with_it(tmp_path: Path) -> None:
    pull = f"<figure><blockquote><p>{L[:70]}</p><cite>Ida Holm</cite></blockquote></figure>"
    (found,), notes = read(made(tmp_path, "a.html", page(f"<article><p>{L}</p>{pull}<p>{M}</p><p>{N}</p></article>")))
    assert found.text == f"{L}\n{M}\n{N}" and notes["pull quote that repeats the text: left out"] == 1


def test_an_index_page_of_neighbors_with_headings_that_are_links(tmp_path: Path) -> None:
    entry = '<div class="entry"><h2><a href="/{0}">Teil {0}</a></h2><div><p>{1}</p><p>{2}</p></div></div>'
    found, notes = read(made(tmp_path, "a.html", page("".join(entry.format(n, t, N) for n, t in enumerate((L, M), 1)))))
    assert [(each.title, each.text) for each in found] == [
        ("Teil 1", f"Teil 1\n{L}\n{N}"),
        ("Teil 2", f"Teil 2\n{M}\n{N}"),
    ]
    assert notes["page with several articles: each is an article"] == 2


def test_the_time_of_a_post_that_is_only_written(tmp_path: Path) -> None:
    post = '<div class="post"><span class="date">{}</span><h2>Titel</h2><p>{}</p></div>'
    found, _ = read(made(tmp_path, "a.html", page(post.format("8.14 Uhr", L) + post.format("07:14", M))))
    assert [(each.text, each.metadata["time"]) for each in found] == [
        (f"Titel\n{L}", "8.14 Uhr"), (f"Titel\n{M}", "07:14")
    ]  # fmt: skip
