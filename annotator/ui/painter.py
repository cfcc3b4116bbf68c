"""Grounds, lines and margin notes of the quotations in view, painted under the document's own text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLine,
)
from PySide6.QtWidgets import QApplication, QTextEdit

from annotator.session.states import QuotationState
from annotator.ui.highlights import ArticleMarks, Mark, depths
from annotator.ui.page import GUTTER, NARROW, LinePiece
from annotator.ui.reading_notes import NoteLine, lay_out, paint_notes
from annotator.ui.signs import paint_signs
from annotator.ui.theme import Colors, Theme, strong

LEAST_NAME = 24  # pixels of room below which no further name is begun in the margin
# Hebrew to Arabic and their presentation forms, the right-to-left planes, and the marks that turn direction.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def pieces(document: QTextDocument, start: int, end: int) -> list[LinePiece]:
    """Where ``start`` to ``end`` (UTF-16 positions) stands on the page, line by line."""
    found: list[LinePiece] = []
    layout = document.documentLayout()
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        corner = layout.blockBoundingRect(block).topLeft()
        first, last = max(start - block.position(), 0), min(end - block.position(), block.length() - 1)
        found.extend(_block_pieces(block, corner, first, last))
        block = block.next()
    return found


def _block_pieces(block: QTextBlock, corner: QPointF, first: int, last: int) -> Iterable[LinePiece]:
    text_layout = block.layout()
    if first >= last or not text_layout.lineCount():
        return
    mixed = _is_mixed(block)
    for number in range(text_layout.lineForTextPosition(first).lineNumber(), text_layout.lineCount()):
        line = text_layout.lineAt(number)
        begin, stop = max(first, line.textStart()), min(last, line.textStart() + line.textLength())
        if begin >= last:
            return
        baseline = line.y() + line.ascent()
        for left, right in _ranges(line, begin, stop, mixed):
            rect = QRectF(
                corner.x() + left, corner.y() + baseline - _ASCENT * _em(block), right - left, _HEIGHT * _em(block)
            )
            yield LinePiece(rect, corner.y() + baseline)


def _is_mixed(block: QTextBlock) -> bool:
    """Whether writing directions may mix in a block; looked for once and kept in the block's state."""
    if block.userState() == -1:
        block.setUserState(int(_RIGHT_TO_LEFT.search(block.text()) is not None))
    return block.userState() == 1


_ASCENT, _HEIGHT = 1.0, 1.3  # of the letter size: from above the capitals to below the descenders


def _em(block: QTextBlock) -> float:
    return float(block.document().defaultFont().pixelSize())


def _ranges(line: QTextLine, begin: int, stop: int, mixed: bool) -> list[tuple[float, float]]:
    """Left and right edges of a stretch of a line; several where writing directions mix."""
    if mixed:
        boxes = [run.boundingRect() for run in line.glyphRuns(begin, stop - begin)]
        return [(box.left(), box.right()) for box in boxes if box.width() > 0]
    left = _x(line, begin)
    right = min(_x(line, stop), line.naturalTextRect().right())
    return [(left, right)] if right > left else []


def _x(line: QTextLine, position: int) -> float:
    answer = line.cursorToX(position)  # the stubs say object; it is (x, position)
    return float(answer[0])  # type: ignore[index]


def paint_ground(painter: QPainter, where: Iterable[LinePiece], color: str, *, grow: float = 0.0) -> None:
    """Fill the ground of a stretch, with softly rounded ends."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(color))
    for piece in where:
        painter.drawRoundedRect(piece.rect.adjusted(-1.5, -grow, 1.5, grow), 3, 3)


def paint_box(painter: QPainter, where: Iterable[LinePiece], ground: str, line: str, style: Qt.PenStyle) -> None:
    """A ground with an outline: how the source and the cue of the current quotation differ from quotations."""
    painter.setPen(QPen(QColor(line), 1.2, style))
    painter.setBrush(QColor(ground))
    for piece in where:
        painter.drawRoundedRect(piece.rect.adjusted(-1.5, 0.5, 1.5, -0.5), 3, 3)


def paint_line(
    painter: QPainter, where: Iterable[LinePiece], mark: Mark, colors: Colors, depth: int, current: bool
) -> None:
    """The line under a quotation: dotted while proposed, dashed once begun, solid when confirmed (thin: agreed), none when not speech."""
    style = {
        QuotationState.PROPOSED: Qt.PenStyle.DotLine,
        QuotationState.BEGUN: Qt.PenStyle.DashLine,
        QuotationState.CONFIRMED: Qt.PenStyle.SolidLine,
        QuotationState.AGREED: Qt.PenStyle.SolidLine,
    }.get(mark.state)
    if style is None:
        return
    decided = mark.state in (QuotationState.CONFIRMED, QuotationState.AGREED)
    color = colors.confirmed_line if decided else colors.proposed_line
    if current and not decided:
        color = colors.current_line
    width = 1.0 if mark.state is QuotationState.AGREED else 1.8
    pen = QPen(QColor(color), 2.6 if current else width, style)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    for piece in where:
        y = piece.baseline + 4.5 + 3.5 * depth
        painter.drawLine(QPointF(piece.rect.left(), y), QPointF(piece.rect.right(), y))


def ground_of(mark: Mark, colors: Colors, current: bool) -> str | None:
    """The ground color of a quotation, or None for words that are not speech."""
    if current:
        return colors.current
    if mark.state in (QuotationState.REJECTED, QuotationState.AGREED):
        return None
    return colors.confirmed if mark.state is QuotationState.CONFIRMED else colors.proposed


class QuotationsView(QTextEdit):
    """A text with quotations to paint: which there are, which one is current, and where a stretch stands on the page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.marks = ArticleMarks()
        self.current = ""
        self.source: tuple[int, int] | None = None
        self.cue: tuple[int, int] | None = None
        self.caret = False
        self.notes = NARROW  # pixels right of the text
        self.reading = False  # whole words beside the quotations
        self._reading_notes: list[NoteLine] | None = None
        self._places: dict[tuple[int, int], list[LinePiece]] = {}

    def reading_notes(self) -> list[NoteLine]:
        """The notes of reading mode; kept until the text is laid out anew or other quotations are shown."""
        if self._reading_notes is None:
            left = self.viewport().width() - self.notes + 20
            self._reading_notes = lay_out(self.marks.all, self.where, left, self.notes - 28)
        return self._reading_notes

    def forget_notes(self) -> None:
        """Lay the notes out anew when they are painted next."""
        self._reading_notes = None

    def where(self, start: int, end: int) -> list[LinePiece]:
        """Where a stretch (UTF-16 positions) stands on the page; kept until the text is laid out anew."""
        found = self._places.get((start, end))
        if found is None:
            found = self._places[start, end] = pieces(self.document(), start, end)
        return found


def paint_page(painter: QPainter, view: QuotationsView, exposed: QRect) -> None:
    """Grounds first, the document's text over them, then lines, the margin and the caret."""
    top = view.verticalScrollBar().value()
    painter.translate(0, -top)
    shown = in_view(view, top)
    where = {mark.id: view.where(mark.start, mark.end) for mark in shown}
    _paint_grounds(painter, view, shown, where)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette = view.palette()
    context.clip = QRectF(exposed.translated(0, top))
    context.selections = text_colors(view, shown)
    view.document().documentLayout().draw(painter, context)
    colors, inside = view.theme.colors, depths(shown)
    for mark in shown:
        paint_line(painter, where[mark.id], mark, colors, inside[mark.id], mark.id == view.current)
    _paint_bar(painter, view, where)
    if view.reading:
        paint_notes(painter, view.reading_notes(), top, top + view.viewport().height(), colors, view.current)
    else:
        _paint_names(painter, view, shown, where)
        paint_signs(painter, shown, where, colors, view.current)
    if view.caret and view.hasFocus():
        painter.fillRect(QRectF(view.cursorRect().translated(0, top)).adjusted(-0.5, 2, 0.5, 0), QColor(colors.accent))


def in_view(view: QuotationsView, top: int) -> list[Mark]:
    """The marks in view, a line more above and below."""
    layout, size, more = view.document().documentLayout(), view.viewport().size(), 40
    first = layout.hitTest(QPointF(0, max(top - more, 0)), Qt.HitTestAccuracy.FuzzyHit)
    last = layout.hitTest(QPointF(size.width(), top + size.height() + more), Qt.HitTestAccuracy.FuzzyHit)
    return view.marks.within(max(first - 1, 0), last + 1)


def _paint_grounds(
    painter: QPainter, view: QuotationsView, shown: list[Mark], where: dict[str, list[LinePiece]]
) -> None:
    colors = view.theme.colors
    for mark in shown:  # outer before inner; the current one over all it overlaps but the quotations inside it
        ground = ground_of(mark, colors, mark.id == view.current)
        if ground:
            paint_ground(painter, where[mark.id], ground, grow=2.0 if mark.id == view.current else 0.0)
    if view.cue:
        paint_box(painter, view.where(*view.cue), colors.cue, colors.cue_line, Qt.PenStyle.DashLine)
    if view.source:
        paint_box(painter, view.where(*view.source), colors.source, colors.source_line, Qt.PenStyle.SolidLine)


def text_colors(view: QuotationsView, shown: list[Mark]) -> list[QAbstractTextDocumentLayout.Selection]:
    """Gray words that are not speech, and the user's selection over everything."""
    made = []
    gray = QTextCharFormat()
    gray.setForeground(QColor(view.theme.colors.muted))
    gray.setFontStrikeOut(strong(view.theme.colors))  # where gray and black are near each other
    for mark in shown:
        if mark.state is QuotationState.REJECTED and mark.id != view.current:
            made.append(_stretch(view, mark.start, mark.end, gray))
    cursor = view.textCursor()
    if cursor.hasSelection():
        chosen = QTextCharFormat()
        chosen.setBackground(QColor(view.theme.colors.selection))
        chosen.setForeground(QColor(view.theme.colors.text))
        made.append(_stretch(view, cursor.selectionStart(), cursor.selectionEnd(), chosen))
    return made


def _stretch(
    view: QuotationsView, start: int, end: int, style: QTextCharFormat
) -> QAbstractTextDocumentLayout.Selection:
    cursor = QTextCursor(view.document())
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    selection = QAbstractTextDocumentLayout.Selection()
    selection.cursor = cursor
    selection.format = style
    return selection


def _paint_bar(painter: QPainter, view: QuotationsView, where: dict[str, list[LinePiece]]) -> None:
    """A bar left of the current quotation."""
    if where.get(view.current):
        first, last = where[view.current][0].rect, where[view.current][-1].rect
        bar = QRectF(GUTTER - 18, first.top() - 2, 4, last.bottom() - first.top() + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(view.theme.colors.current_line))
        painter.drawRoundedRect(bar, 2, 2)


def _paint_names(painter: QPainter, view: QuotationsView, shown: list[Mark], where: dict[str, list[LinePiece]]) -> None:
    """Right of the text the speakers' names, where there is room."""
    room = view.notes - 28
    if room < 60:
        return
    for baseline, current, others in margin_names(shown, where, view.current):
        left = float(view.viewport().width() - view.notes + 20)
        right = left + room
        if current:
            left = _paint_name(painter, current, QPointF(left, baseline), right, view.theme.colors.text, bold=True)
        if others and right - left > LEAST_NAME:
            told = (" · " if current else "") + " · ".join(others)
            _paint_name(painter, told, QPointF(left, baseline), right, view.theme.colors.muted)


def margin_names(
    shown: Iterable[Mark], where: Mapping[str, Sequence[LinePiece]], current: str
) -> list[tuple[float, str, list[str]]]:
    """(baseline, name of the current quotation or "", other names) for each line on which quotations begin, each name once.

    The current quotation's name comes first and is never the one left out.
    """
    lines: dict[int, tuple[float, list[Mark]]] = {}
    for mark in shown:
        if mark.name and where[mark.id]:
            baseline = where[mark.id][0].baseline
            lines.setdefault(round(baseline), (baseline, []))[1].append(mark)
    found = []
    for baseline, marks in lines.values():
        first = next((mark.name for mark in marks if mark.id == current), "")
        found.append((baseline, first, [name for name in dict.fromkeys(mark.name for mark in marks) if name != first]))
    return found


def _paint_name(painter: QPainter, name: str, at: QPointF, right: float, ink: str, *, bold: bool = False) -> float:
    """Paint names from a point, cut before ``right``; where they end."""
    font = QFont(QApplication.font())
    font.setBold(bold)
    font.setPointSizeF(max(font.pointSizeF() - 0.5, 8))
    painter.setFont(font)
    painter.setPen(QColor(ink))
    metrics = QFontMetricsF(font)
    told = metrics.elidedText(name, Qt.TextElideMode.ElideRight, right - at.x())
    painter.drawText(at, told)
    return at.x() + metrics.horizontalAdvance(told)
