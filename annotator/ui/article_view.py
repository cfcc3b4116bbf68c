"""The article: plain text in a readable measure, its quotations painted under it, a caret for selecting by keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QToolTip

from annotator.language import tr
from annotator.records import Mention, Span
from annotator.session.words import snapped
from annotator.ui import page, reading_notes
from annotator.ui import painter as paint
from annotator.ui.highlights import ArticleMarks, Mark
from annotator.ui.offsets import PositionMap, display_text, utf16_length
from annotator.ui.page import GUTTER, NARROW, NORMAL, NOTES, SIZES
from annotator.ui.signs import places, words_of
from annotator.ui.text import plain_tip
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.ui.slide import Slide

REST = 0.33  # of the view's height: where the current quotation comes to rest


class ArticleView(paint.QuotationsView):
    """Shows one article and answers clicks and selections in code points."""

    quotation_clicked = Signal(str)
    caret_changed = Signal(bool)
    zoomed = Signal(int)
    menu_wanted = Signal(QPoint)  # where on the screen

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.text = ""
        self.map = PositionMap("")
        self.zoom = NORMAL
        self._slide: Slide | None = None
        page.give_viewport(self)
        self._set_up()
        theme.changed.connect(self._recolor)
        self._recolor()
        self._apply_font()

    def _set_up(self) -> None:
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Article"))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._forget_places())

    # What is shown

    def show_text(self, text: str) -> None:
        """Show another article, from its top; its quotations follow by :meth:`set_marks`."""
        self._stop_slide()
        self.set_caret(False)
        self.text, self.map = text, PositionMap(text)
        self._forget_places()
        self.marks = ArticleMarks()
        self.current, self.source, self.cue = "", None, None
        self.setPlainText(display_text(text))
        self._apply_format()
        self.verticalScrollBar().setValue(0)

    def set_marks(self, marks: Iterable[Mark]) -> None:
        """Show these quotations from now on; the text and the scroll position stay."""
        self.marks = ArticleMarks(list(marks))
        self.forget_notes()
        self.viewport().update()

    def update_mark(self, mark: Mark) -> bool:
        """Show one quotation in another state; False where it moved or is new."""
        done = self.marks.update(mark)
        self.forget_notes()
        self.viewport().update()
        return done

    def set_current(self, quotation: str, source: Mention | None, cue: Mention | None, *, scroll: bool) -> None:
        """Make a quotation current, with its source and cue marked; bring it to rest at a third of the height."""
        self.current = quotation
        self.source = self.map.span_to_qt(source.span) if source else None
        self.cue = self.map.span_to_qt(cue.span) if cue else None
        mark = self.marks.get(quotation)
        if scroll and mark is not None:
            self.rest_at(mark.start)
        self.viewport().update()

    def rest_at(self, position: int) -> None:
        """Scroll smoothly and shortly until a position stands at a third of the height."""
        found = paint.pieces(self.document(), position, position + 1)
        if not found:
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        goal = min(max(int(found[0].rect.top() - REST * height), bar.minimum()), bar.maximum())
        self._stop_slide()
        if self._slide is None or not self._slide.wanted():
            bar.setValue(goal)
        else:
            self._slide.to(goal)

    def let_slide(self) -> None:
        """Slide from now on to where the reader is taken; until then the page stands there at once."""
        from annotator.ui.slide import Slide

        self._slide = Slide(self)

    def _stop_slide(self) -> None:
        if self._slide is not None:
            self._slide.stop()

    # Selecting

    def selected_span(self) -> Span | None:
        """The selected stretch in code points, without blanks at its ends; None where nothing is selected."""
        cursor = self.textCursor()
        words = cursor.selectedText()
        start = cursor.selectionStart() + utf16_length(words) - utf16_length(words.lstrip())
        end = cursor.selectionEnd() - utf16_length(words) + utf16_length(words.rstrip())
        return self.map.span_of(start, end) if end > start else None

    def caret_place(self) -> int:
        """Where the caret stands, or the article was clicked last (code points)."""
        return self.map.to_points(self.textCursor().position())

    def select_span(self, span: Span) -> None:
        """Select a stretch (code points) and bring it to rest at a third of the height."""
        start, end = self.map.span_to_qt(span)
        self._select(start, end)
        self.rest_at(start)

    def drop_selection(self) -> None:
        """Select nothing; the caret goes too, and the page stays where it is."""
        bar = self.verticalScrollBar()
        rested, cursor = bar.value(), self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)  # scrolls to the cursor, which may be far from what is read
        bar.setValue(rested)
        self.set_caret(False)

    def toggle_caret(self) -> None:
        """Start selecting by keyboard with the current quotation selected, or stop."""
        mark = self.marks.get(self.current)
        if not self.caret and mark is not None and not self.textCursor().hasSelection():
            self._select(mark.start, mark.end)
        self.set_caret(not self.caret)

    def _select(self, start: int, end: int) -> None:
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def set_caret(self, shown: bool) -> None:
        """Arrows move a caret (shown) or go from quotation to quotation (not shown)."""
        if shown == self.caret:
            return
        self.caret = shown
        flags = Qt.TextInteractionFlag.TextSelectableByMouse
        self.setTextInteractionFlags(flags | Qt.TextInteractionFlag.TextSelectableByKeyboard if shown else flags)
        self.viewport().update()
        self.caret_changed.emit(shown)

    def event(self, event: QEvent) -> bool:
        """Leave every key to the desk's actions, but for the arrows of the caret and copying."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            copies = event.matches(QKeySequence.StandardKey.Copy) or event.matches(QKeySequence.StandardKey.SelectAll)
            event.setAccepted(copies or self._is_caret_key(event))
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Over a quotation or the signs beside it: who speaks and which labels it has, in words."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self.words_at(event.pos())), self.viewport())
            return True
        return super().viewportEvent(event)

    def words_at(self, spot: QPoint) -> str:
        """What was decided at a point of the viewport, in words; "" where nothing was."""
        top, position = self.verticalScrollBar().value(), QPointF(spot)
        shown = [] if self.reading else paint.in_view(self, top)  # the notes of reading mode say it all
        where = {mark.id: self.where(mark.start, mark.end) for mark in shown}
        for sign, box, _ in places(shown, where):
            if box.contains(position + QPointF(0, top)):
                return sign.words
        hit = self.document().documentLayout().hitTest(position + QPointF(0, top), Qt.HitTestAccuracy.ExactHit)
        return "\n".join(dict.fromkeys(words_of(mark) for mark in self.marks.at(hit))) if hit >= 0 else ""

    def _is_caret_key(self, event: QKeyEvent) -> bool:
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return event.key() in arrows and (self.caret or shift)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift with an arrow starts the caret at the current quotation."""
        if self._is_caret_key(event) and not self.caret:
            mark = self.marks.get(self.current)
            if mark is not None and not self.textCursor().hasSelection():
                self._select(mark.start, mark.end)
            self.set_caret(True)
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu; the quotation under the mouse becomes current, unless words are selected."""
        here = self._quotations_at(event.pos().toPointF())
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse and not self.textCursor().hasSelection()
        if by_mouse and here and self.current not in here:
            self.quotation_clicked.emit(here[0])
        self.menu_wanted.emit(event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click makes the quotation under it current; again at the same place, the next one around it."""
        super().mouseReleaseEvent(event)
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._snap()
        if event.button() is Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self._click(event)

    def _snap(self) -> None:
        """Widen what was selected by mouse to whole words."""
        span = self.selected_span()
        if span is not None and (whole := snapped(self.text, span)) != span:
            self._select(*self.map.span_to_qt(whole))

    def _quotations_at(self, spot: QPointF) -> list[str]:
        """The quotations at a point of the viewport, the innermost first."""
        on_page = spot + QPointF(0, self.verticalScrollBar().value())
        position = self.document().documentLayout().hitTest(on_page, Qt.HitTestAccuracy.ExactHit)
        return [mark.id for mark in self.marks.at(position)] if position >= 0 else []

    def _click(self, event: QMouseEvent) -> None:
        here = self._quotations_at(event.position())
        if here:
            after = here.index(self.current) + 1 if self.current in here else 0
            self.quotation_clicked.emit(here[after % len(here)])

    # Size

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller text by so many steps."""
        self.set_zoom(self.zoom + steps)

    def reset_zoom(self) -> None:
        """Show the text in its usual size."""
        self.set_zoom(NORMAL)

    def set_zoom(self, step: int) -> None:
        """Use the text size of that step (see SIZES); the reading position stays."""
        self.zoom = min(max(step, 0), len(SIZES) - 1)
        top = self.cursorForPosition(self.viewport().rect().topLeft()).position()
        self._apply_font()
        self._apply_format()
        found = paint.pieces(self.document(), top, top + 1)
        if found:
            self.verticalScrollBar().setValue(int(found[0].rect.top()))
        self.zoomed.emit(self.zoom)

    def _apply_font(self) -> None:
        font = page.font(SIZES[self.zoom])
        self.setFont(font)
        self.document().setDefaultFont(font)
        self._fit()

    def _apply_format(self) -> None:
        page.apply_format(self.document(), SIZES[self.zoom], self.notes)
        self._forget_places()

    def _fit(self) -> None:
        """Give the text its measure and center it; the layout is made again only when the measure has to change."""
        measure = page.measure(self.font())
        room = self.width() - self.verticalScrollBar().sizeHint().width()
        notes = NOTES if room >= measure + GUTTER + NOTES else NARROW
        if self.reading:
            notes = reading_notes.margin(room)
        width = GUTTER + notes + min(measure, max((room - GUTTER - notes) // 40 * 40, 240))
        if (width, notes) != (self.lineWrapColumnOrWidth(), self.notes):
            self.notes = notes
            self.setLineWrapColumnOrWidth(width)
            self._apply_format()
        side = max((room - width + (notes - GUTTER if notes == NARROW else 0)) // 2, 0)
        self.setViewportMargins(side, 0, max(room - width - side, 0), 0)

    def set_reading(self, reading: bool) -> None:
        """Show whole words beside the quotations (reading mode), or names alone; the reading position stays."""
        if reading != self.reading:
            self.reading = reading
            self.set_zoom(self.zoom)

    def _forget_places(self) -> None:
        """The text is laid out anew."""
        self._places.clear()
        self.forget_notes()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text centered."""
        super().resizeEvent(event)
        self.forget_notes()
        self._fit()

    # Painting

    def _recolor(self) -> None:
        colors = self.theme.colors
        made = self.palette()
        for role, name in ((QPalette.ColorRole.Base, colors.page), (QPalette.ColorRole.Text, colors.text),
                           (QPalette.ColorRole.Window, colors.page), (QPalette.ColorRole.Highlight, colors.selection),
                           (QPalette.ColorRole.HighlightedText, colors.text)):  # fmt: skip
            made.setColor(role, QColor(name))
        self.setPalette(made)
        self.viewport().setPalette(made)  # a style sheet keeps the one it had
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page with its quotations (see :mod:`annotator.ui.painter`)."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.paint_page(painter, self, event.rect())
        painter.end()
