"""Emoji, joined emoji, combining accents, right-to-left words, CRLF: what is seen, stored and exported is the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest

from annotator.records import Span
from annotator.ui.offsets import display_text
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import export, project
from tests.support import ANNOTATOR, import_article
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk

QUOTES = [
    "“We launch 🚀 today, said my 👩\u200d🚀 friend”",
    "“Cafe\u0301 Zu\u0308rich is nai\u0308ve”",
    "“השלום הוא הדרך 🕊”",
    "“One line 🧨\nand the next 🎉 one”",
    "“plain after all that”",
]
SOURCE = "🧕 Ley\u0301la Ağaoğlu"


@pytest.fixture
def hard(tmp_path: Path, settings: Settings, theme: Theme) -> Iterator[Desk]:
    """A desk on an article with all of that before and inside its quotations, imported from a file with CRLF."""
    lines = ["🗞 Head\u200dline 📰 with 𝔉𝔯𝔞𝔨𝔱𝔲𝔯"]
    lines += [f"{SOURCE} said 🎤 so: {quote} 🙂 and went." for quote in QUOTES]
    file = tmp_path / "hard.txt"
    file.write_bytes("\n\n".join(lines).replace("\n", "\r\n").encode("utf-8"))
    store = project.create_project(tmp_path / "hard.annot")
    import_article(store, file)
    project.add_annotator(store, ANNOTATOR)
    settings.set_annotator(store.path, ANNOTATOR)
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    desk = Desk(window)
    desk.wait(lambda: window.navigator.desk is not None and window.navigator.desk.proposed)
    yield desk
    desk.close()


def seen(desk: Desk, span: Span) -> str:
    """What the document itself has at a span, as its own selection says it."""
    cursor = QTextCursor(desk.window.article.document())
    start, end = desk.window.article.map.span_to_qt(span)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText().replace("\u2029", "\n")


def test_highlights_stored_spans_and_export_agree_to_the_character(hard: Desk, tmp_path: Path) -> None:
    text = hard.window.navigator.desk.article.text
    assert "\r" not in text
    for quote in QUOTES:
        start = text.index(quote)
        hard.select(start, start + len(quote))
        assert hard.window.article.textCursor().selectedText().replace("\u2029", "\n") == quote
        hard.press("n")
        assert hard.decision.words == quote
        at = text.rindex(SOURCE, 0, start)
        hard.select(at, at + len(SOURCE))
        hard.press("s", "Enter")

    quotations = hard.window.navigator.desk.quotations
    assert [q.decision.words for q in quotations] == QUOTES
    for quotation in quotations:
        mark = hard.window.article.marks.get(quotation.id)
        assert hard.window.article.map.span_of(mark.start, mark.end) == quotation.span
        assert seen(hard, quotation.span) == quotation.decision.words == quotation.span.words(text)
        assert seen(hard, quotation.decision.source.span) == SOURCE

    export.export(hard.window.navigator.store, tmp_path / "hard.jsonl")
    record = json.loads((tmp_path / "hard.jsonl").read_text(encoding="utf-8"))
    assert [record["text"][q["start"] : q["end"]] for q in record["quotes"]] == QUOTES
    assert [q["text"] for q in record["quotes"]] == QUOTES
    assert {q["speaker"]["text"] for q in record["quotes"]} == {SOURCE}


def test_the_whole_document_is_the_text(hard: Desk) -> None:
    text = hard.window.navigator.desk.article.text
    assert hard.window.article.toPlainText() == display_text(text)
    assert seen(hard, Span(0, len(text))) == text


def test_the_ground_of_right_to_left_words_lies_under_them(hard: Desk) -> None:
    from annotator.ui.painter import pieces

    view = hard.window.article
    text = hard.window.navigator.desk.article.text
    start = text.index("השלום")
    first = pieces(view.document(), view.map.to_qt(start), view.map.to_qt(start + 1))[0].rect
    last = pieces(view.document(), view.map.to_qt(start + 4), view.map.to_qt(start + 5))[0].rect
    whole = pieces(view.document(), *view.map.span_to_qt(Span(start, start + 5)))
    assert last.center().x() < first.center().x()
    assert whole[0].rect.left() <= last.left() + 0.5 and whole[-1].rect.right() >= first.right() - 0.5


def test_markup_in_an_article_is_shown_and_never_read(tmp_path: Path, hard: Desk) -> None:
    file = tmp_path / "markup.txt"
    markup = "<h1>Big</h1> <img src='http://example.invalid/x.png'> &amp; <script>alert(1)</script>"
    file.write_text(markup, encoding="utf-8")
    store = hard.window.navigator.store
    hard.window.session.broadcast(import_article(store, file))
    hard.press("J")
    assert hard.window.article.toPlainText() == markup
