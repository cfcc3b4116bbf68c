"""What screen readers find in the article: its text with the quotations announced, and each quotation as a part of its own.

Qt keeps a reference to what it was given and asks at any time; an object of these that dies before its view ends the process. What
was handed out is therefore kept as long as the process lives, and used again for the next article.
"""

from __future__ import annotations

from weakref import ref

import shiboken6
from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from annotator.ui import painter
from annotator.ui.article_view import ArticleView
from annotator.ui.spoken_text import SpokenText, quotation_words

_kept: list[QAccessibleInterface] = []


class SpokenLines(QAccessibleTextInterface):
    """The article's text; positions are those of :class:`SpokenText`."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__()
        self._view = ref(view)
        self._made_of: object = None
        self._text = SpokenText("", ())

    @property
    def read(self) -> SpokenText:
        """What is read now; made again when the text, its lines or its quotations have changed."""
        view = self._view()
        if view is None or not shiboken6.isValid(view):
            return SpokenText("", ())
        now = (view.document().revision(), view.map, view.lineWrapColumnOrWidth(), view.zoom, tuple(view.marks.all))
        if now != self._made_of:
            self._made_of, self._text = now, SpokenText(view.toPlainText(), view.marks.all, _wraps(view))
        return self._text

    def _place(self, position: int) -> int:
        return self.read.written(position)

    def _cursor(self) -> QTextCursor:
        view = self._view()
        return view.textCursor() if view is not None and shiboken6.isValid(view) else QTextCursor()

    def characterCount(self) -> int:
        """How many code units are read."""
        return len(self.read)

    def text(self, start: int, end: int) -> str:
        """A part of what is read."""
        return self.read.part(start, end)

    def attributes(self, offset: int) -> tuple[str, int, int]:
        """None: states are said in the text."""
        return "", offset, offset + 1

    def cursorPosition(self) -> int:
        """Where the caret stands."""
        return self.read.spoken(self._cursor().position())

    def setCursorPosition(self, position: int) -> None:
        """Move the caret."""
        self._select(position, position)

    def selectionCount(self) -> int:
        """One, where words are selected."""
        return int(self._cursor().hasSelection())

    def selection(self, number: int) -> tuple[int, int]:
        """The selected stretch."""
        cursor = self._cursor()
        return self.read.spoken(cursor.selectionStart()), self.read.spoken(cursor.selectionEnd())

    def addSelection(self, start: int, end: int) -> None:
        """Select a stretch."""
        self._select(start, end)

    def setSelection(self, number: int, start: int, end: int) -> None:
        """Select a stretch."""
        self._select(start, end)

    def removeSelection(self, number: int) -> None:
        """Select nothing."""
        self._select(self.cursorPosition(), self.cursorPosition())

    def _select(self, start: int, end: int) -> None:
        view = self._view()
        if view is not None and shiboken6.isValid(view):
            cursor = view.textCursor()
            cursor.setPosition(self._place(start))
            cursor.setPosition(self._place(end), QTextCursor.MoveMode.KeepAnchor)
            view.setTextCursor(cursor)

    def characterRect(self, offset: int) -> QRect:
        """Where a character stands on the screen."""
        view = self._view()
        place = self._place(offset)
        return _on_screen(view, place, place + 1) if view is not None and shiboken6.isValid(view) else QRect()

    def offsetAtPoint(self, point: QPoint) -> int:
        """The character at a point of the screen."""
        view = self._view()
        if view is None or not shiboken6.isValid(view):
            return -1
        return self.read.spoken(view.cursorForPosition(view.viewport().mapFromGlobal(point)).position())

    def scrollToSubstring(self, start: int, end: int) -> None:
        """Bring a stretch into view."""
        view = self._view()
        if view is not None and shiboken6.isValid(view):
            view.rest_at(self._place(start))


class _Part(QAccessibleInterface):
    """What the article and its quotations have in common."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__()
        self._ref = ref(view)
        _kept.append(self)

    @property
    def view(self) -> ArticleView | None:
        """The article's view; None once it is gone."""
        view = self._ref()
        return view if view is not None and shiboken6.isValid(view) else None

    def isValid(self) -> bool:
        """Whether the view is there."""
        return self.view is not None

    def window(self) -> None:  # type: ignore[override]
        """That of the view."""

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Nothing can be written here."""

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """No part has the keys for itself."""
        return None


class SpokenArticle(_Part):
    """The article: its lines, and a part for each quotation."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view)
        self.lines = SpokenLines(view)
        self._parts: list[SpokenQuotation] = []
        view.cursorPositionChanged.connect(self._tell_caret)

    def _tell_caret(self) -> None:
        if QAccessible.isActive() and self.view is not None:
            QAccessible.updateAccessibility(QAccessibleTextCursorEvent(self.view, self.lines.cursorPosition()))

    def interface_cast(self, t: QAccessible.InterfaceType) -> QAccessibleTextInterface | None:  # type: ignore[override]
        """The lines, for those who read text."""
        return self.lines if t == QAccessible.InterfaceType.TextInterface else None

    def object(self) -> QObject | None:  # type: ignore[override]
        """The view."""
        return self.view

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """What the view is in."""
        around = self.view.parentWidget() if self.view is not None else None
        return QAccessible.queryAccessibleInterface(around) if around is not None else None

    def childCount(self) -> int:
        """As many as there are quotations."""
        return len(self.view.marks.all) if self.view is not None else 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A quotation, by its place in the text."""
        if self.view is None or not 0 <= index < self.childCount():
            return None
        while len(self._parts) <= index:
            self._parts.append(SpokenQuotation(self.view, self, len(self._parts)))
        return self._parts[index]

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The innermost quotation at a point of the screen."""
        if self.view is None:
            return None
        here = self.view.marks.at(self.lines.read.written(self.lines.offsetAtPoint(QPoint(x, y))))
        return self.child(self.view.marks.all.index(here[0])) if here else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The place of a quotation."""
        return child.at if isinstance(child, SpokenQuotation) and child in self._parts else -1

    def rect(self) -> QRect:
        """Where the page lies on the screen."""
        view = self.view
        return QRect(view.mapToGlobal(QPoint()), view.size()) if view is not None else QRect()

    def role(self) -> QAccessible.Role:
        """A document."""
        return QAccessible.Role.Document

    def state(self) -> QAccessible.State:
        """Read only; the keys are here while a person decides."""
        state, view = QAccessible.State(), self.view
        if view is not None:
            state.readOnly = state.focusable = state.multiLine = state.selectableText = True
            state.focused = view.hasFocus()
            state.invisible = not view.isVisible()
        return state

    def text(self, t: QAccessible.Text) -> str:
        """The name."""
        return self.view.accessibleName() if self.view is not None and t == QAccessible.Text.Name else ""


class SpokenQuotation(_Part):
    """The quotation that has a place in the text: number, state, speaker, stances, words."""

    def __init__(self, view: ArticleView, article: SpokenArticle, at: int) -> None:
        super().__init__(view)
        self.at = at
        self._article = article

    def isValid(self) -> bool:
        """Whether there is such a quotation."""
        return self.view is not None and self.at < len(self.view.marks.all)

    def object(self) -> None:  # type: ignore[override]
        """No widget of its own."""

    def parent(self) -> QAccessibleInterface:
        """The article."""
        return self._article

    def childCount(self) -> int:
        """None."""
        return 0

    def child(self, index: int) -> None:  # type: ignore[override]
        """None."""

    def childAt(self, x: int, y: int) -> None:  # type: ignore[override]
        """None."""

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """None."""
        return -1

    def rect(self) -> QRect:
        """Its first line on the screen."""
        view = self.view
        if view is None or not self.isValid():
            return QRect()
        mark = view.marks.all[self.at]
        return _on_screen(view, mark.start, mark.end)

    def role(self) -> QAccessible.Role:
        """A note."""
        return QAccessible.Role.Note

    def state(self) -> QAccessible.State:
        """Selected: it is the current one."""
        state, view = QAccessible.State(), self.view
        if view is not None and self.isValid():
            state.readOnly = state.selectable = True
            state.selected = view.marks.all[self.at].id == view.current
        return state

    def text(self, t: QAccessible.Text) -> str:
        """Its words and what was decided."""
        view = self.view
        if view is None or not self.isValid() or t != QAccessible.Text.Name:
            return ""
        mark = view.marks.all[self.at]
        words = view.toPlainText().encode("utf-16-le")[2 * mark.start : 2 * mark.end].decode("utf-16-le", "replace")
        return f"{quotation_words(mark, self.at + 1, len(view.marks.all))}: {' '.join(words.split())}"


def make_spoken(name: str, thing: QObject | None) -> QAccessibleInterface | None:
    """For :meth:`QAccessible.installFactory`: the interface of an article's view; Qt makes its own for all others."""
    return SpokenArticle(thing) if isinstance(thing, ArticleView) and name == ArticleView.__name__ else None


def _wraps(view: ArticleView) -> list[int]:
    """Where the page begins a line inside a paragraph."""
    found = []
    block = view.document().firstBlock()
    while block.isValid():
        layout = block.layout()
        found += [block.position() + layout.lineAt(line).textStart() for line in range(1, layout.lineCount())]
        block = block.next()
    return found


def _on_screen(view: ArticleView, start: int, end: int) -> QRect:
    pieces = painter.pieces(view.document(), start, end)
    if not pieces:
        return QRect()
    rect = pieces[0].rect.translated(0, -view.verticalScrollBar().value()).toRect()
    page: QWidget = view.viewport()
    return QRect(page.mapToGlobal(rect.topLeft()), rect.size())
