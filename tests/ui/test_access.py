"""Reaching everything: names for those who cannot see, Tab and the space bar for those who use no mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from tests.ui.driving import Desk


def test_every_control_has_a_name_for_those_who_cannot_see_it(desk: Desk) -> None:
    desk.press("g", "2")
    kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QAbstractItemView)
    nameless = [
        widget
        for widget in desk.window.findChildren(QWidget)
        if isinstance(widget, kinds)
        and not isinstance(widget.parent(), (QComboBox, QLineEdit, QScrollBar))
        and not widget.objectName().startswith("qt_")
        and widget.window() is desk.window
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and not widget.isHidden()
    ]
    assert nameless == []


def test_tab_goes_from_the_article_through_the_card(desk: Desk) -> None:
    desk.window.article.setFocus()
    met = []
    for _ in range(40):
        desk.press("Tab")
        met.append(QApplication.focusWidget())
    card = desk.window.card
    order = [card.kind, card.flag, card.speakers.rows[0], card.speakers.search, card.stances.targets["river-buoys"],
             card.comment, card.confirm]  # fmt: skip
    places = [met.index(widget) for widget in order]
    assert places == sorted(places)


def test_the_space_bar_works_the_control_that_has_the_focus(desk: Desk) -> None:
    desk.window.card.flag.setFocus()
    desk.press("Space")
    assert desk.decision.flagged and desk.window.navigator.position() == 1
    row = desk.window.card.stances.labels[next(iter(desk.window.card.stances.labels))]
    row.setFocus()
    desk.press("Space")
    assert len(desk.decision.stances) == 1


def test_a_control_that_came_after_the_window_keeps_its_keys(desk: Desk) -> None:
    late, clicked = QPushButton("Late"), []
    late.clicked.connect(lambda: clicked.append(late.text()))
    desk.window.status.addWidget(late)
    late.setFocus()
    desk.press("Space")
    assert clicked == ["Late"] and desk.window.navigator.position() == 1


def test_undo_in_a_text_box_undoes_typing_not_decisions(desk: Desk) -> None:
    desk.press("Enter", "c")
    desk.type("abc")
    desk.press("Ctrl+Z")
    assert len(desk.decided()) == 1 and desk.window.card.comment.toPlainText() == ""


def test_scroll_areas_take_no_focus_of_their_own(desk: Desk) -> None:
    for area in desk.window.card.findChildren(QAbstractScrollArea):
        if type(area).__name__ == "QScrollArea":
            assert area.focusPolicy() is Qt.FocusPolicy.NoFocus
