"""What an import would bring, looked at in the window, and its notes in the article's header afterwards."""

from __future__ import annotations

import textwrap
from pathlib import Path

from annotator.ui.article_pane import ArticlePane
from annotator.ui.dialogs.import_preview import HEAD
from tests.exchange.readers.support import DATA
from tests.support import seed_sha
from tests.ui.driving import Desk


def test_the_articles_of_a_file_are_shown_and_chosen_together(desk: Desk) -> None:
    files = desk.window.files
    files.take([DATA / "live-blog.html", DATA / "hard-wrapped.txt"])
    dialog = files.look
    assert dialog is not None
    desk.wait(dialog.take.isEnabled)
    titles = [dialog.inside.titles.item(n).text() for n in range(dialog.inside.titles.count())]
    assert titles == ["The vote is in", "Boatyard answers", "Doors open"]
    assert "“We have waited long enough,” said Ida Holm." in dialog.inside.text.toPlainText()
    assert dialog.together.isVisible() and "page with several articles" in dialog.detail.text()
    dialog.inside.titles.setCurrentRow(2)
    assert "said Per Lund" in dialog.inside.text.toPlainText()
    dialog.together.setChecked(True)
    desk.wait(dialog.take.isEnabled)
    assert dialog.inside.titles.count() == 1
    desk.click(dialog.take)
    desk.wait(lambda: any(row.id == "hard-wrapped" for row in desk.window.navigator.queue.rows))
    assert [row.title for row in desk.window.navigator.queue.rows if row.id.startswith("live-blog")] == [
        "Council vote: live"
    ]


def test_the_notes_of_an_import_stand_in_the_header(desk: Desk) -> None:
    desk.window.resize(1366, 860)  # a narrow pane cuts the line, and says all of it in the tool tip
    pane = desk.window.findChild(ArticlePane)
    assert not pane.notes.isVisible()
    desk.window.files.bring_in([DATA / "hard-wrapped.txt"])
    desk.wait(lambda: any(row.id == "hard-wrapped" for row in desk.window.navigator.queue.rows))
    row = next(row for row in desk.window.navigator.queue.rows if row.id == "hard-wrapped")
    desk.window.navigator.show_article(row.sha256)
    desk.wait(pane.notes.isVisible)
    assert pane.notes.text().startswith("Import: lines of a fixed width: joined")


def test_the_first_new_article_is_opened_and_shown_in_the_queue(desk: Desk, tmp_path: Path) -> None:
    for name in ("bridge", "ferry"):
        (tmp_path / f"{name}.txt").write_text(f"The {name}\n\n“Go,” she said.", encoding="utf-8")
    window = desk.window
    window.queue.filter.setText("State Department")
    window.queue.apply_filter()
    window.files.bring_in([tmp_path / "bridge.txt", tmp_path / "ferry.txt"])
    desk.wait(lambda: "2 articles added" in desk.notice())
    assert window.annotation.pane.title.text() == "The bridge"
    assert window.queue.filter.text() == "" and window.queue.view.currentIndex().data() == "The bridge"
    bridge = window.navigator.sha256
    window.navigator.show_article(seed_sha())
    assert desk.notice() == ""
    window.files.bring_in([tmp_path / "bridge.txt"])
    desk.wait(lambda: "already here" in desk.notice())
    assert window.navigator.sha256 == seed_sha(), "nothing new is to be shown"
    assert bridge != seed_sha()


def test_the_notice_of_an_import_shows_it_and_takes_it_back(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("The bridge\n\n“Go,” she said.", encoding="utf-8")
    before = len(desk.window.navigator.queue.rows)
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: not desk.window.workspace.on_desk)
    desk.window.files.bring_in([tmp_path / "bridge.txt"])
    desk.wait(lambda: len(desk.window.navigator.queue.rows) == before + 1)
    notice = desk.window.annotation.notice
    assert notice.act.text() == "Show" and notice.other.text() == "Undo"
    notice.act.click()
    assert desk.window.workspace.on_desk and desk.window.annotation.pane.title.text() == "The bridge"
    (tmp_path / "ferry.txt").write_text("The ferry\n\n“Stay,” she said.", encoding="utf-8")
    desk.window.files.bring_in([tmp_path / "ferry.txt"])
    desk.wait(lambda: "1 article added" in desk.notice())
    notice.other.click()
    assert len(desk.window.navigator.queue.rows) == before + 1 and desk.notice().startswith("Undone")


def test_a_word_file_is_called_by_its_text(desk: Desk, tmp_path: Path) -> None:
    from docx import Document

    made = Document()
    made.core_properties.title = "Word Document"
    made.add_paragraph("A town votes")
    made.add_paragraph("“We will build the bridge,” said Mayor Lena Ortiz.")
    made.save(str(tmp_path / "final-2.docx"))
    desk.window.files.take([tmp_path / "final-2.docx"])
    look = desk.window.files.look
    assert look is not None
    desk.wait(look.take.isEnabled)
    assert look.inside.titles.item(0).text() == "A town votes"
    assert "Lena Ortiz" in look.inside.text.toPlainText()
    desk.click(look.take)
    desk.wait(lambda: desk.window.annotation.pane.title.text() == "A town votes")


def test_a_file_without_an_article_says_so_where_its_text_would_be(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "broken.jsonl").write_text('{"text": "An article\n', encoding="utf-8")
    (tmp_path / "whole.txt").write_text("“Go,” she said.", encoding="utf-8")
    desk.window.files.take([tmp_path / "broken.jsonl", tmp_path / "whole.txt"])
    look = desk.window.files.look
    assert look is not None
    desk.wait(look.take.isEnabled)
    assert look.inside.titles.item(0).text() == "No article" and not look.inside.titles.isEnabled()
    assert "broken.jsonl" in look.inside.text.toPlainText() and "fix it" in look.inside.text.toPlainText()
    look.table.selectRow(1)
    assert look.inside.titles.isEnabled() and "“Go,” she said." in look.inside.text.toPlainText()


def test_columns_are_as_wide_as_what_they_say_and_empty_ones_are_not_there(desk: Desk, tmp_path: Path) -> None:
    name = "interview-with-the-harbor-master.txt"
    said = "“The bridge stays open,” the harbor master said on Monday, “and whoever wants to close it can come and ask me.” "
    (tmp_path / name).write_text("A bridge stays\n\n" + textwrap.fill(said * 5, 70) + "\n", encoding="utf-8")
    desk.window.files.take([tmp_path / name])
    look = desk.window.files.look
    assert look is not None
    desk.wait(look.take.isEnabled)
    look.resize(1260, 700)
    table, shown = look.table, [word for at, word in enumerate(HEAD) if not look.table.isColumnHidden(at)]
    assert shown == ["File", "Kind", "Title", "Articles", "What becomes of it", "Notes"]
    widths = {word: table.columnWidth(HEAD.index(word)) for word in shown}
    assert widths["File"] >= table.sizeHintForColumn(0)
    assert max(widths, key=lambda word: widths[word]) == "Notes"
    assert sum(widths.values()) <= table.viewport().width()


def test_files_of_a_folder_that_are_not_read_are_told_before_the_import(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "new.txt").write_text("“Go,” she said.", encoding="utf-8")
    desk.window.files.take([folder])
    look = desk.window.files.look
    assert look is not None
    desk.wait(look.take.isEnabled)
    assert look.summary.text() == "1 article: 1 new. 1 × file of a kind that is not read: left out (.doc)."
