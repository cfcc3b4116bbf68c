"""Rows of the card that say their key: painted buttons for speakers, targets and labels, quiet until they matter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from annotator.language import clauses, tr
from annotator.ui.text import cut
from annotator.ui.theme import Theme, contrast, label_color

BADGE = 18  # pixels square, at the system's size of letters, as are all measures here
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)


class KeyRow(QAbstractButton):
    """A checkable row that shows its key. Reached by Tab, not by a click: the keys stay with the article."""

    def __init__(self, theme: Theme, height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.key = ""
        self._height = height
        self._beside = 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._changed)

    def _changed(self) -> None:
        self.updateGeometry()  # the letters may have another size
        self.update()

    def px(self, pixels: int) -> int:
        """A measure at the size that letters have now."""
        return self.theme.px(pixels)

    def let_wrap(self, left: int, right: int) -> None:
        """Have a long name take several lines, ``left`` and ``right`` pixels from the edges, instead of being cut."""
        self._beside = left + right
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """As high as the name needs."""
        room = max(width - self.px(self._beside), 40)
        box = QFontMetrics(self.name_font()).boundingRect(QRect(0, 0, room, 2000), _WRAPPED, cut(self.wrapped, 300))
        return max(self.px(self._height), box.height() + 10)

    @property
    def wrapped(self) -> str:
        """The name that may take several lines; for subclasses."""
        return ""

    def name_font(self) -> QFont:
        """The font of the name."""
        return self.font()

    def nextCheckState(self) -> None:
        """The desk decides what is checked; a click only asks."""

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(120, self.px(self._height))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a small card."""
        return QSize(60, self.px(self._height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, badge, then what the kind of row adds."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, area = self.theme.colors, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isChecked() or self.underMouse() or self.hasFocus():
            painter.setBrush(QColor(colors.chosen) if self.isChecked() or self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colors.accent), 1.2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(area, 5, 5)
        self.paint_inside(painter)
        painter.end()

    def paint_inside(self, painter: QPainter) -> None:
        """What stands in the row; for subclasses."""

    def paint_badge(self, painter: QPainter, left: int, middle: int) -> None:
        """The key in a small frame; nothing where there is no key."""
        if not self.key:
            return
        colors = self.theme.colors
        side = self.px(BADGE)
        box = QRectF(left, middle - side / 2, side, side)
        painter.setBrush(QColor(colors.field))
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(self.small_font())
        painter.setPen(QColor(colors.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)

    def shown(self, color: str) -> str:
        """A label's color in the scheme in use."""
        return label_color(color, self.theme.colors)

    def small_font(self, bold: bool = False) -> QFont:
        """The row's font, a little smaller."""
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() - 1, 7.5))
        font.setBold(bold)
        return font

    def paint_wrapped(self, painter: QPainter, area: QRect, text: str, font: QFont, *, muted: bool = False) -> None:
        """Text on as many lines as it needs, in the middle of its area."""
        painter.setFont(font)
        painter.setPen(QColor(self.theme.colors.muted if muted else self.theme.colors.text))
        painter.drawText(area, _WRAPPED | int(Qt.AlignmentFlag.AlignVCenter), cut(text, 300))

    def paint_text(self, painter: QPainter, area: QRect, text: str, *, bold: bool = False, muted: bool = False,
                   small: bool = False, cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:  # fmt: skip
        """Text on one line, cut to its area."""
        font = self.small_font() if small else QFont(self.font())
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.colors.muted if muted else self.theme.colors.text))
        shown = QFontMetrics(font).elidedText(text, cut, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


class SpeakerRow(KeyRow):
    """A candidate speaker: key, name, probability, and the reason below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, 40, parent)
        self.name = self.reason = self.percent = ""

    def show_choice(self, key: str, name: str, percent: str, reason: str, chosen: bool) -> None:
        """Show a candidate."""
        self.key, self.name, self.percent, self.reason = key, name, percent, clauses(reason)
        self.setChecked(chosen)
        self.setAccessibleName(f"{key} {name} {percent}".strip())
        self.setAccessibleDescription(self.reason)
        self.update()

    def paint_inside(self, painter: QPainter) -> None:
        """Two lines: who, and why."""
        width, px = self.width(), self.px
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.colors.accent))
            painter.drawRoundedRect(QRectF(1, 6, 3, self.height() - 12), 1.5, 1.5)
        self.paint_badge(painter, px(10), px(14))
        share, left = QFontMetrics(self.font()).horizontalAdvance("100 %") + 8, px(36)
        self.paint_text(painter, QRect(left, px(3), width - left - 4 - share, px(20)), self.name, bold=self.isChecked())
        self.paint_text(painter, QRect(left, px(21), width - left - 8, px(16)), self.reason, muted=True, small=True)
        painter.setFont(self.small_font())
        painter.setPen(QColor(self.theme.colors.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(width - share - 8, px(3), share, px(20)), right, self.percent)


class TargetRow(KeyRow):
    """A target: its key, its name, and a colored square for each label that is set."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, 30, parent)
        self.name = ""
        self.colors_set: list[str] = []
        self.let_wrap(34, 44)

    def show_set(self, colors: list[str], names: list[str]) -> None:
        """Show which of its labels are set: their colors, and their names for those who do not see them."""
        self.colors_set = colors
        self.setAccessibleName(
            ", ".join([tr("Target {}", self.name), *([tr("key {}", self.key)] if self.key else []), *names])
        )
        self.update()

    @property
    def wrapped(self) -> str:
        """The target's name."""
        return self.name

    def name_font(self) -> QFont:
        """Bold where it is the active one."""
        font = QFont(self.font())
        font.setBold(self.isChecked())
        return font

    def paint_inside(self, painter: QPainter) -> None:
        """One line."""
        self.paint_badge(painter, self.px(8), self.height() // 2)
        left = self.px(34)
        room = self.width() - left - 10 - 16 * len(self.colors_set)
        self.paint_wrapped(painter, QRect(left, 0, room, self.height()), self.name, self.name_font())
        for at, color in enumerate(self.colors_set):
            paint_square(
                painter, QRectF(self.width() - 22 - 16 * at, self.height() / 2 - 6, 12, 12), self.shown(color), True
            )


class LabelRow(KeyRow):
    """A stance label: its key in a square of its color (filled when set), its name, a tick when set, a ring when likely."""

    def __init__(self, theme: Theme, color: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, 28, parent)
        self.color = color
        self.name = ""
        self.likely = False  # the annotator's other decisions make it likely; never the same as set
        self.let_wrap(33, 18)

    def show_label(self, key: str, name: str, *, likely: bool = False) -> None:
        """Show a label, and say it."""
        self.key, self.name, self.likely = key, name, likely
        self.setAccessibleName(
            ", ".join([name, *([tr("key {}", key)] if key else []), *([tr("likely")] if likely else [])])
        )
        self.update()

    @property
    def wrapped(self) -> str:
        """The label's name."""
        return self.name

    def name_font(self) -> QFont:
        """A little smaller than a target's."""
        return self.small_font()

    def paint_inside(self, painter: QPainter) -> None:
        """One line."""
        middle, ticked, color = self.height() // 2, self.isChecked(), self.shown(self.color)
        side, left = self.px(BADGE), self.px(33)
        box = QRectF(8, middle - side / 2, side, side)
        paint_square(painter, box, color, ticked)
        painter.setFont(self.small_font(bold=ticked))
        painter.setPen(QColor(ink_on(color) if ticked else self.theme.colors.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.key)
        self.paint_wrapped(
            painter, QRect(left, 0, self.width() - left - 18, self.height()), self.name, self.name_font()
        )
        if ticked:
            tick = QRect(self.width() - 18, 0, 16, self.height())
            painter.drawText(tick, Qt.AlignmentFlag.AlignCenter, "✓")
        elif self.likely:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.colors.accent), 1.6))
            painter.drawEllipse(QRectF(self.width() - 14, middle - 4, 8, 8))


LONG_WORD, LONG_NAME = 12, 26  # characters beyond which a label has a line of its own


def place_labels(grid: QGridLayout, rows: Sequence[LabelRow]) -> None:
    """Two labels a line; one with a long word or name has a line of its own, so that it is not cut."""
    line, column = 0, 0
    for row in rows:
        wide = len(row.name) > LONG_NAME or any(len(word) > LONG_WORD for word in row.name.split())
        if wide and column:
            line, column = line + 1, 0
        grid.addWidget(row, line, column, 1, 2 if wide else 1)
        line, column = (line + 1, 0) if wide or column else (line, 1)
    for each in (0, 1):
        grid.setColumnStretch(each, 1)


def ink_on(color: str) -> str:
    """Black or white, whichever is easier to read on a label's color."""
    return max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, color))


def paint_square(painter: QPainter, box: QRectF, color: str, filled: bool) -> None:
    """A square in a label's color: an outline, or filled."""
    painter.setPen(QPen(QColor(color).darker(115), 1.8))
    painter.setBrush(QColor(color) if filled else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 4, 4)
