"""Feeds and exports of WordPress."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import BadInputError
from tests.exchange.readers.support import made, read

SAID = "<p>Der Rat hat entschieden.</p><p>„Nein“, sagte Bob.</p>"
TEXT = "Der Rat hat entschieden.\n„Nein“, sagte Bob."
RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Hafenpost</title>
<item><title>Anleger &amp;amp; Rat</title><link>https://x/a</link><dc:creator>Ida Holm</dc:creator>
<pubDate>Tue, 03 Mar 2026 09:14:00 +0100</pubDate><category>Lokales</category><category>Hafen</category>
<description>Kurz gesagt.</description><content:encoded><![CDATA[{SAID}]]></content:encoded></item>
<item><title>Regen</title><description>Es regnete.</description></item>
<item><title>Lücke</title></item>
<item><title>Bild</title><content:encoded>Bild</content:encoded><wp:post_type>attachment</wp:post_type></item>
<item><title>Alt</title><content:encoded>Der Rat hat entschieden.

„Nein“, sagte Bob.</content:encoded><wp:post_type>post</wp:post_type></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Hafenpost</title><entry><title>Anleger</title><id>urn:1</id>
<link href="https://x/a"/><link rel="edit" href="https://x/e"/><author><name>Ida Holm</name></author>
<published>2026-03-03T09:14:00Z</published><updated>2026-03-05T09:14:00Z</updated>{}</entry></feed>"""


def test_the_items_of_a_feed(tmp_path: Path) -> None:
    found, notes = read(made(tmp_path, "a.xml", RSS))
    assert [(each.title, each.text) for each in found] == [
        ("Anleger & Rat", TEXT),
        ("Regen", "Es regnete."),
        ("Alt", TEXT),
    ]
    about = {k: v for k, v in found[0].metadata.items() if k not in ("import_notes", "date_written")}
    assert about == {
        "url": "https://x/a", "author": "Ida Holm", "section": "Lokales; Hafen", "source": "Hafenpost", "date": "2026-03-03",
        "description": "Kurz gesagt.",
    }  # fmt: skip
    for note in (
        "item of a feed without its whole text: its summary is taken",
        "item of a feed without text: left out",
        "picture or menu of an export of WordPress: left out",
    ):
        assert notes[note] == 1


@pytest.mark.parametrize(
    "content",
    [
        f'<content type="html"><![CDATA[{SAID}]]></content>',
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{SAID}</div></content>',
        f'<content type="text">{TEXT}</content>',
    ],
)
def test_the_entries_of_atom(tmp_path: Path, content: str) -> None:
    (found,), notes = read(made(tmp_path, "a.atom", ATOM.format(content)))
    assert found.text == TEXT and not notes
    about = {key: found.metadata[key] for key in ("url", "author", "date")}
    assert about == {"url": "https://x/a", "author": "Ida Holm", "date": "2026-03-03"}


def test_xml_that_is_no_feed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no articles in a known format"):
        read(made(tmp_path, "a.xml", "<channel><item><title>A</title></item></channel>"))
