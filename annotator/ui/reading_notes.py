"""The notes of reading mode: beside each quotation who speaks, each stance in whole words, the flag and the comment.

They stand one under another, each as near to its quotation as those above it allow, so that none hides another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QApplication

from annotator.ui.highlights import Mark, Sign
from annotator.ui.page import LinePiece
from annotator.ui.signs import SIZE, paint_sign, sign_font
from annotator.ui.text import cut
from annotator.ui.theme import Colors

WIDE, LEAST, SHARE = 360, 180, 0.34  # pixels of the notes' margin, at most and at least; its share of a narrow page
MOST = 1200  # characters of a comment; the card holds all of it
_GAP, _BESIDE = 8.0, 20.0  # pixels between two notes; left of the words, for the sign
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
_LONG_WORD = r"\S{20}(?=\S)"  # it may be broken after these


class NoteLine(NamedTuple):
    """A part of a note: its words, its sign (None for the speaker's name), and where it stands, in document coordinates."""

    quotation: str
    words: str
    sign: Sign | None
    box: QRectF


def margin(room: int) -> int:
    """How wide the notes' margin is where the page has so much room, in pixels."""
    return min(WIDE, max(int(room * SHARE), LEAST))


def note_font(*, bold: bool = False) -> QFont:
    """The letter of the notes: that of the window."""
    font = QFont(QApplication.font())
    font.setBold(bold)
    return font


def lay_out(
    marks: Sequence[Mark], where: Callable[[int, int], list[LinePiece]], left: float, room: int
) -> list[NoteLine]:
    """The notes of an article from top to bottom; ``left`` and ``room``: where they begin, and how wide they may be, in pixels."""
    found: list[NoteLine] = []
    plain, bold = QFontMetrics(note_font()), QFontMetrics(note_font(bold=True))
    free = float("-inf")
    for mark in marks:
        parts = list(_parts(mark))
        pieces = where(mark.start, mark.end) if parts else []
        if not pieces:
            continue
        top = max(pieces[0].rect.top(), free)
        for words, sign in parts:
            metrics, beside = (bold, 0.0) if sign is None else (plain, _BESIDE)
            fitted = metrics.boundingRect(QRect(0, 0, int(room - beside), 100_000), _WRAPPED, _breakable(words))
            box = QRectF(left + beside, top, room - beside, fitted.height())
            found.append(NoteLine(mark.id, words, sign, box))
            top = box.bottom() + 2
        free = top + _GAP
    return found


def _parts(mark: Mark) -> Iterator[tuple[str, Sign | None]]:
    """The words of a note, line by line, each with its sign."""
    if mark.name:
        yield mark.name, None
    for sign in mark.signs:
        yield cut(sign.words, MOST), sign


def _breakable(words: str) -> str:
    """The words with places at which one that is wider than the margin may break."""
    return re.sub(_LONG_WORD, "\\g<0>\u200b", words)


def paint_notes(
    painter: QPainter, notes: Sequence[NoteLine], top: float, bottom: float, colors: Colors, current: str
) -> None:
    """Paint the notes between two heights of the document; those of the current quotation in the text's own color."""
    for note in notes:
        if note.box.bottom() < top or note.box.top() > bottom:
            continue
        ink = colors.text if note.quotation == current or note.sign is not None else colors.muted
        if note.sign is not None:
            painter.setFont(sign_font())
            paint_sign(painter, note.sign, QRectF(note.box.left() - _BESIDE, note.box.top() + 2, SIZE, SIZE), colors)
        painter.setFont(note_font(bold=note.sign is None))
        painter.setPen(QColor(ink))
        painter.drawText(note.box, _WRAPPED, _breakable(note.words))
