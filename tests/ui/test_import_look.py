"""What an import would bring, looked at in the window, and its notes in the article's header afterwards."""

from __future__ import annotations

from annotator.ui.article_pane import ArticlePane
from tests.exchange.readers.support import DATA
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
    pane = desk.window.findChild(ArticlePane)
    assert not pane.notes.isVisible()
    desk.window.files.bring_in([DATA / "hard-wrapped.txt"])
    desk.wait(lambda: any(row.id == "hard-wrapped" for row in desk.window.navigator.queue.rows))
    row = next(row for row in desk.window.navigator.queue.rows if row.id == "hard-wrapped")
    desk.window.navigator.show_article(row.sha256)
    desk.wait(pane.notes.isVisible)
    assert pane.notes.text().startswith("Import: lines of a fixed width: joined")
