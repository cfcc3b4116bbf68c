"""Hands for the tests: keys, clicks and selections as the window system would send them, and eyes to read what is shown."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.records import Decision, Quotation
from annotator.ui import painter
from annotator.ui.demo import wait_until
from annotator.ui.window import DeskWindow

KEYS = {
    "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Space": Qt.Key.Key_Space, "Up": Qt.Key.Key_Up,
    "Down": Qt.Key.Key_Down, "Left": Qt.Key.Key_Left, "Right": Qt.Key.Key_Right, "Tab": Qt.Key.Key_Tab, "F7": Qt.Key.Key_F7,
    "F3": Qt.Key.Key_F3, "F1": Qt.Key.Key_F1, "F8": Qt.Key.Key_F8,
}  # fmt: skip
MODIFIERS = {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier,
             "Alt": Qt.KeyboardModifier.AltModifier}  # fmt: skip


class Desk:
    """A window with what a user does to it."""

    def __init__(self, window: DeskWindow) -> None:
        self.window = window
        self.pressed = 0

    def close(self) -> None:
        """Close the window and have it destroyed; a second time does nothing."""
        if shiboken6.isValid(self.window):
            assert self.window.close()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def press(self, *keys: str) -> None:
        """Press keys: ``x``, ``B`` (with Shift), ``Enter``, ``Ctrl+Z`` …, each into whatever has the focus."""
        for key in keys:
            self.pressed += 1
            *held, last = (
                [*key[:-2].split("+"), "+"] if key.endswith("++") else key.split("+") if len(key) > 1 else [key]
            )
            modifiers = Qt.KeyboardModifier.NoModifier
            for name in held:
                modifiers |= MODIFIERS[name]
            if len(last) == 1 and last.isupper() and not held:
                modifiers |= Qt.KeyboardModifier.ShiftModifier
            code = KEYS.get(last, last.lower() if len(last) == 1 and last.isalpha() else last)
            QTest.keyClick(QApplication.focusWidget() or self.window, code, modifiers)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a control."""
        QTest.mouseClick(
            widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center()
        )

    def point(self, position: int, *, inside: float = 0.5) -> QPoint:
        """Where a code point of the article stands on the page, scrolled into view first."""
        view = self.window.article
        unit = view.map.to_qt(position)
        view.rest_at(unit)
        piece = painter.pieces(view.document(), unit, unit + 1)[0].rect
        spot = QPointF(piece.left() + piece.width() * inside, piece.center().y() - view.verticalScrollBar().value())
        return spot.toPoint()

    def click_article(self, position: int) -> None:
        """Click the letter at a code point of the article."""
        self.click(self.window.article.viewport(), self.point(position))

    def select(self, start: int, end: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Drag the mouse over a stretch of the article (code points), with a modifier held."""
        viewport = self.window.article.viewport()
        first = self.point(start, inside=0.1)
        last = self.point(end - 1, inside=0.9)
        first = self.point_now(start, inside=0.1)
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, held, first)
        QTest.mouseMove(viewport, last)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, held, last)

    def point_now(self, position: int, *, inside: float = 0.5) -> QPoint:
        """Where a code point stands in the view as it is scrolled."""
        view = self.window.article
        unit = view.map.to_qt(position)
        piece = painter.pieces(view.document(), unit, unit + 1)[0].rect
        left = piece.left() + piece.width() * inside
        return QPointF(left, piece.center().y() - view.verticalScrollBar().value()).toPoint()

    # What is shown

    @property
    def current(self) -> Quotation:
        """The current quotation."""
        found = self.window.navigator.current
        assert found is not None
        return found

    @property
    def decision(self) -> Decision:
        """The current quotation's decision."""
        assert self.current.decision is not None
        return self.current.decision

    def decided(self) -> list[Decision]:
        """All decisions of the article shown, in text order."""
        desk = self.window.navigator.desk
        assert desk is not None
        return [q.decision for q in desk.quotations if q.decision is not None and q.decided]

    def notice(self) -> str:
        """The sentence over the foot of the article, "" where there is none."""
        return self.window.notice.label.text() if self.window.notice.isVisible() else ""

    def wait(self, ready: Callable[[], bool], patience: int = 10_000) -> None:
        """Let events be handled until something is so."""
        assert wait_until(ready, patience=patience), "it did not come to be"
