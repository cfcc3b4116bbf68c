"""Signs of what was decided beside a quotation: a letter in a shape for each stance, a flag, a comment; whole words on hover.

The shape says the polarity, so that color is not needed: a square for the target, a circle against it, an outline for neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QApplication

from annotator.language import tr, trn
from annotator.records import Codebook, Quotation, Stance
from annotator.ui.badges import ink_on
from annotator.ui.highlights import Mark, Sign
from annotator.ui.page import LinePiece
from annotator.ui.theme import Colors, label_color, strong

SIZE, STEP, LEFT = 13.0, 15.0, 1.0  # pixels: a sign, from one to the next below it, from the edge of the page
FLAG, COMMENT = "⚑", "…"


def signs_of(quotation: Quotation, codebook: Codebook) -> tuple[Sign, ...]:
    """The signs of what was decided about a quotation: stances in the order of the codebook, then flag and comment."""
    decision = quotation.decision
    if decision is None:
        return ()
    given = set(decision.stances)
    found = [
        Sign(label.key or label.name[:1], label.color, label.polarity, f"{target.name}: {label.name}")
        for target in codebook.targets
        for label in target.labels
        if Stance(target.id, label.id) in given
    ]
    gone = sum(not codebook.has(stance) for stance in given)
    found += [Sign("?", "#808080", 0, trn(gone, "{} retired label", "{} retired labels", gone))] if gone else []
    found += [Sign(FLAG, "", None, tr("flagged"))] if decision.flagged else []
    found += [Sign(COMMENT, "", None, decision.comment)] if decision.comment else []
    return tuple(found)


def words_of(mark: Mark) -> str:
    """What the signs of a quotation and the name beside it say, a line each; "" where there is nothing to say."""
    return "\n".join(line for line in (mark.name, *(sign.words for sign in mark.signs)) if line)


def places(shown: Sequence[Mark], where: Mapping[str, Sequence[LinePiece]]) -> Iterator[tuple[Sign, QRectF, str]]:
    """(sign, its place in document coordinates, quotation) down the left edge, none over another."""
    free = float("-inf")
    for mark in sorted(
        (mark for mark in shown if mark.signs and where.get(mark.id)), key=lambda m: where[m.id][0].rect.top()
    ):
        line = where[mark.id][0].rect
        top = max(line.center().y() - SIZE / 2, free)
        for sign in mark.signs:
            yield sign, QRectF(LEFT, top, SIZE, SIZE), mark.id
            top += STEP
        free = top


def paint_signs(
    painter: QPainter, shown: Sequence[Mark], where: Mapping[str, Sequence[LinePiece]], colors: Colors, current: str
) -> None:
    """Paint the signs of the quotations in view; those of the current one are not dimmed."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(sign_font())
    for sign, box, quotation in places(shown, where):
        painter.setOpacity(1.0 if quotation == current or strong(colors) else 0.75)
        paint_sign(painter, sign, box, colors)
    painter.restore()


def sign_font() -> QFont:
    """The letter of a sign."""
    font = QFont(QApplication.font())
    font.setPixelSize(10)
    font.setBold(True)
    return font


def paint_sign(painter: QPainter, sign: Sign, box: QRectF, colors: Colors) -> None:
    """Paint one sign: its letter in the shape of its polarity."""
    ink = colors.text
    if sign.polarity is not None:
        color = label_color(sign.color, colors)
        painter.setPen(QPen(QColor(color).darker(115), 1.4))
        painter.setBrush(QColor(color) if sign.polarity else Qt.BrushStyle.NoBrush)
        radius = SIZE / 2 if sign.polarity < 0 else 2
        painter.drawRoundedRect(box, radius, radius)
        ink = ink_on(color) if sign.polarity else colors.text
    painter.setPen(QColor(ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign.letter)
