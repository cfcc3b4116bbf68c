"""The application around the window: how it starts, how it ends, what it makes of its own faults."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from annotator.errors import StoreError
from annotator.records import Kind, Proposal, Span
from annotator.store.connection import Store
from annotator.ui import app as desk_app
from annotator.ui.settings import Settings
from annotator.ui.theme import DARK, LIGHT, Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import desk as work
from annotator.workflow import maintenance
from tests.support import ANNOTATOR, gold_proposals, seed_sha
from tests.ui.driving import Desk


def test_the_desk_starts_copies_the_project_beside_itself_and_is_closed(
    store: Store, settings: Settings, application: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    QStandardPaths.setTestModeEnabled(True)
    path = store.path
    settings.set_annotator(path, ANNOTATOR)
    seen: list[str] = []

    def look() -> None:
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, DeskWindow) and w.isVisible())
        Desk(window).wait(lambda: bool(maintenance.list_snapshots(path)))
        seen.append(window.navigator.annotator)
        window.close()

    QTimer.singleShot(300, look)
    assert desk_app.main(path, settings=settings) == 0
    assert seen == [ANNOTATOR]
    QStandardPaths.setTestModeEnabled(False)


def test_a_project_that_is_not_there_is_refused_before_a_window_opens(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"gone\.annot"):
        desk_app.main(tmp_path / "gone.annot", settings=settings)


def test_the_scheme_follows_the_system_unless_the_user_chose_one(application: QApplication) -> None:
    hints = QGuiApplication.styleHints()
    theme, fixed = Theme("system"), Theme("light")
    changes: list[bool] = []
    theme.changed.connect(lambda: changes.append(theme.dark))
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.colors is DARK and changes == [True]
    assert fixed.colors is LIGHT
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.colors is LIGHT


def test_indirect_proposals_are_shown_when_the_project_asks_for_them(desk: Desk, store: Store) -> None:
    text = desk.window.navigator.desk.article.text
    at = text.index("The Department of Homeland Security has been a partner")
    indirect = Proposal(Span(at, at + 40), text[at : at + 40], Kind.INDIRECT, 0.8)
    work.save_proposals(store, seed_sha(), [*gold_proposals(), indirect], "indirect")
    desk.window.navigator.reload_desk()
    assert len(desk.window.navigator.desk.quotations) == 18
    desk.window.menus.items["indirect-proposals"].trigger()
    assert len(desk.window.navigator.desk.quotations) == 19 and "shown" in desk.notice()
    desk.window.menus.items["indirect-proposals"].trigger()
    assert len(desk.window.navigator.desk.quotations) == 18


def test_proposals_inside_others_are_kept_while_the_project_asks_for_them(desk: Desk, store: Store) -> None:
    outer, *others = gold_proposals()
    text = desk.window.navigator.desk.article.text
    span = Span(outer.span.start + 1, outer.span.start + 9)
    inner = Proposal(span, span.words(text), Kind.MIXED, 0.8)

    def kept() -> int:
        work.save_proposals(store, seed_sha(), [outer, inner, *others], "nested")
        desk.window.navigator.reload_desk()
        return len(desk.window.navigator.desk.quotations)

    assert kept() == 19
    desk.window.menus.items["nested-proposals"].trigger()
    assert kept() == 18 and "left out" in desk.notice()
    desk.window.menus.items["nested-proposals"].trigger()
    assert kept() == 19
