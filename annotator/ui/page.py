"""The article's page: its letter, its measure, its line height and its margins."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPalette, QTextBlockFormat, QTextCursor, QTextDocument, QTextFrameFormat
from PySide6.QtWidgets import QTextEdit, QWidget

FAMILIES = ["Charter", "Iowan Old Style", "Source Serif 4", "Georgia", "Cambria", "Noto Serif", "P052", "DejaVu Serif"]
SIZES = (14, 16, 18, 20, 22, 25, 28, 32, 38)  # pixels
NORMAL = 2  # the step of SIZES that the desk starts with
MEASURE = 68  # characters a line
SAMPLE = "The officials said in a statement on Monday that they would not change the plan for the river. "
LINE_HEIGHT = 1.58  # of the letter size
GUTTER, NOTES, NARROW = 34, 150, 20  # pixels: left of the text, right of it with and without margin notes
FOOT = 900  # pixels below the text, so that the last quotation, too, can come to rest at a third of the height


class LinePiece(NamedTuple):
    """A stretch of one line: its rectangle around the letters and the baseline, in document coordinates."""

    rect: QRectF
    baseline: float


def font(size: int) -> QFont:
    """The reading face at a size in pixels."""
    made = QFont(FAMILIES)
    made.setPixelSize(size)
    return made


def measure(face: QFont) -> int:
    """The width of a line in pixels: MEASURE characters of running English."""
    return int(QFontMetricsF(face).horizontalAdvance(SAMPLE) / len(SAMPLE) * MEASURE)


def give_viewport(view: QTextEdit) -> None:
    """Give a view a viewport as Qt makes it, but known to be a plain widget.

    To learn what Qt's own is, the binding makes a Python class of every kind of widget that there is, with all enums.
    """
    made = QWidget()
    made.setBackgroundRole(QPalette.ColorRole.Base)
    made.setAutoFillBackground(True)
    made.setMouseTracking(True)
    made.setCursor(Qt.CursorShape.IBeamCursor)
    view.setViewport(made)
    view.document().documentLayout().setPaintDevice(made)  # else it measures on the one that is gone


def apply_format(document: QTextDocument, size: int, notes: int) -> None:
    """Give a document the line height for a letter size and the margins; ``notes`` is the one on the right."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()  # laid out once, not once a change
    cursor.setPosition(document.characterCount() - 1, QTextCursor.MoveMode.KeepAnchor)
    block = QTextBlockFormat()
    block.setLineHeight(round(LINE_HEIGHT * size), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    cursor.setBlockFormat(block)
    frame = QTextFrameFormat()
    frame.setLeftMargin(GUTTER)
    frame.setRightMargin(notes)
    frame.setTopMargin(size * 2)
    frame.setBottomMargin(0 if document.isEmpty() else FOOT)  # nothing is to be scrolled to where there is no text
    document.rootFrame().setFrameFormat(frame)
    cursor.endEditBlock()
