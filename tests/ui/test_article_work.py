"""Whole articles on the desk: excluded, deleted, renamed, tagged and reopened from menus, by mouse and by the palette."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from annotator.records import Article
from annotator.store.connection import Store
from annotator.ui.dialogs.article_form import ArticleForm
from annotator.ui.dialogs.excluded import ExcludedDialog
from annotator.workflow import articles, corpus, project
from annotator.workflow import desk as work
from tests.support import ANNOTATOR, seed_sha
from tests.ui.driving import Desk

pytestmark = pytest.mark.qt_log_ignore("grabbing the (keyboard|mouse)", extend=True)  # menus, offscreen


def rows(desk: Desk) -> dict[str, str]:
    return {row.sha256: row.title for row in desk.window.navigator.queue.rows}


def other(desk: Desk) -> str:
    """An article that is not the one shown."""
    return next(sha for sha in rows(desk) if sha != desk.window.navigator.sha256)


def open_menu(desk: Desk, sha256: str) -> QMenu:
    """The context menu of an article of the list, by the right button on its line."""
    view, model = desk.window.queue.view, desk.window.queue.model
    index = model.index_of(desk.window.navigator.queue.row_at(sha256))
    view.scrollTo(index)
    spot = view.visualRect(index).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, view.viewport().mapToGlobal(spot))
    QApplication.sendEvent(view.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def choose(menu: QMenu, name: str) -> None:
    item = next(item for item in menu.actions() if item.objectName() == name)
    assert item.isEnabled()
    menu.close()
    item.trigger()


def dialog_of(desk: Desk, kind: type) -> ArticleForm | ExcludedDialog:
    desk.wait(lambda: isinstance(QApplication.activeWindow(), kind) and QApplication.focusWidget() is not None)
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())


def test_the_menu_of_the_list_acts_on_the_article_under_the_mouse(desk: Desk, store: Store) -> None:
    shown, aside = desk.window.navigator.sha256, other(desk)
    menu = open_menu(desk, aside)
    assert [item.objectName() for item in menu.actions()] == [
        "article-title", "article-tags", "article-notes", "article-exclude", "article-delete", "excluded", "finish",
    ]  # fmt: skip
    choose(menu, "article-exclude")
    assert desk.window.navigator.sha256 == shown and aside not in rows(desk)
    assert desk.window.queue.view.currentIndex().data() == rows(desk)[shown]
    assert "excluded" in desk.window.notice.label.text()
    desk.press("Ctrl+Z")
    assert aside in rows(desk) and articles.excluded(store) == ()
    choose(open_menu(desk, aside), "finish")
    row = work.load_row(store, aside, ANNOTATOR)
    assert row is not None and row.finished
    choose(open_menu(desk, aside), "finish")
    row = work.load_row(store, aside, ANNOTATOR)
    assert row is not None and not row.finished
    assert desk.window.navigator.sha256 == shown


def test_the_article_shown_is_excluded_and_the_next_one_follows(desk: Desk, store: Store) -> None:
    shown = desk.window.navigator.sha256
    after = desk.window.navigator.queue.beside(1)
    assert after is not None
    desk.window.menus.items["article-exclude"].trigger()
    assert desk.window.navigator.sha256 == after.sha256 and shown not in rows(desk)
    desk.window.menus.items["excluded"].trigger()
    dialog = dialog_of(desk, ExcludedDialog)
    assert isinstance(dialog, ExcludedDialog) and not dialog.take.isEnabled()
    desk.press("Space")
    assert dialog.take.isEnabled() and dialog.take.text() == "Include 1"
    desk.click(dialog.take)
    assert desk.window.navigator.sha256 == shown and shown in rows(desk)
    desk.wait(lambda: desk.window.article.hasFocus())
    desk.press("Ctrl+Z")
    assert shown not in rows(desk) and desk.window.navigator.sha256 != shown
    desk.press("Ctrl+Z")
    assert shown in rows(desk)


def test_title_and_tags_are_typed_and_the_list_is_narrowed_by_a_tag(desk: Desk, store: Store) -> None:
    shown, aside = desk.window.navigator.sha256, other(desk)
    desk.window.menus.items["article-title"].trigger()
    dialog_of(desk, ArticleForm)
    desk.type("Another title")
    desk.press("Enter")
    assert rows(desk)[shown] == "Another title" and desk.window.annotation.pane.title.text() == "Another title"
    desk.wait(lambda: desk.window.article.hasFocus())
    choose(open_menu(desk, aside), "article-tags")
    form = dialog_of(desk, ArticleForm)
    assert isinstance(form, ArticleForm) and form.tags.hasFocus() and not form.known.isVisible()
    desk.type("pilot, late ,pilot")
    desk.press("Enter")
    assert articles.tags_of(store, aside) == ("late", "pilot") and rows(desk)[shown] == "Another title"
    desk.wait(lambda: desk.window.article.hasFocus())
    bar, model = desk.window.queue.bar, desk.window.queue.model
    bar.open_narrower()
    assert bar.narrower is not None
    box = bar.narrower.tag
    assert [box.itemText(n) for n in range(box.count())] == ["any tag", "late", "pilot"]
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert model.kept() == {aside} and bar.words.text().startswith("#pilot")
    desk.click(bar.words)
    assert len(model.kept()) == len(rows(desk))
    desk.press("Ctrl+T")
    desk.type("late")
    desk.wait(lambda: aside in model.kept() and shown not in model.kept())
    index = model.index_of(desk.window.navigator.queue.row_at(aside))
    assert "tags: late, pilot" in index.data(0x000B)  # what screen readers are told
    desk.window.navigator.show_article(aside)
    assert "#late  ·  #pilot" in desk.window.annotation.pane.about.text()


def test_only_an_article_without_decisions_is_deleted(desk: Desk, store: Store) -> None:
    assert desk.window.navigator.sha256 == seed_sha()
    desk.press("x")
    desk.window.menus.items["article-delete"].trigger()
    assert "cannot be deleted" in desk.window.notice.label.text() and seed_sha() in rows(desk)
    assert desk.window.notice.act.text() == "Exclude"
    desk.click(desk.window.notice.act)
    assert seed_sha() not in rows(desk) and [each.sha256 for each in articles.excluded(store)] == [seed_sha()]
    desk.press("Ctrl+Z")
    desk.window.navigator.show_article(seed_sha())
    aside = other(desk)
    choose(open_menu(desk, aside), "article-delete")
    assert aside not in rows(desk) and articles.excluded(store) == ()
    desk.press("Ctrl+Z")
    assert aside in rows(desk)


def test_the_card_has_a_menu_of_commands(desk: Desk) -> None:
    card, menus = desk.window.annotation.card, desk.window.menus
    menu = menus.card_menu(card, card.speakers.chosen.mapToGlobal(QPoint(3, 3)))
    names = [item.objectName() for item in menu.actions()]
    assert menu.actions()[0].text().startswith("Concordance of ") and "flag" in names and "finish" in names
    about = menu.actions()[-1].menu()
    assert isinstance(about, QMenu) and menus.items["article-exclude"] in about.actions()
    menu.aboutToHide.emit()
    bare = menus.card_menu(card, card.mapToGlobal(QPoint(1, 1)))
    assert not any(item.text().startswith("Concordance") for item in bare.actions()) and len(bare.actions()) > 5
    bare.aboutToHide.emit()


def test_what_another_window_excludes_goes_here_too(desk: Desk, store: Store) -> None:
    aside = other(desk)
    there = project.open_project(store.path)
    try:
        project.add_annotator(there, "Bob")
        articles.exclude(there, [aside], annotator="Bob")
        desk.window.watcher.look()
        desk.wait(lambda: aside not in rows(desk))
        articles.rename(there, desk.window.navigator.sha256, "By Bob", annotator="Bob")
        desk.window.watcher.look()
        desk.wait(lambda: desk.window.annotation.pane.title.text() == "By Bob")
        shown = desk.window.navigator.sha256
        articles.exclude(there, [shown], annotator="Bob")
        desk.window.watcher.look()
        desk.wait(lambda: desk.window.navigator.sha256 not in ("", shown) and shown not in rows(desk))
        work.undo(there, "Bob")
        desk.window.watcher.look()
        desk.wait(lambda: shown in rows(desk))
    finally:
        there.close()


def test_the_last_article_excluded_leaves_an_empty_desk(desk: Desk, store: Store) -> None:
    window = desk.window
    corpus.import_text(store, Article("more", "Bo said “no”.\n", "More"))
    for _ in range(len(rows(desk)) + 1):
        if window.navigator.sha256:
            window.menus.items["article-exclude"].trigger()
    assert rows(desk) == {} and window.navigator.sha256 == ""
    window.menus.items["article-title"].trigger()
    assert "No article is open." in window.notice.label.text()
    desk.press("Ctrl+Z")
    assert len(rows(desk)) == 1 and window.navigator.sha256 in rows(desk)
