"""The headline figures with their intervals as whiskers on one scale; each row chooses what the page below is about."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from annotator.agreement.intervals import RELIABLE, TENTATIVE, Figure
from annotator.agreement.page import ReportPage, Subject
from annotator.agreement.text import number
from annotator.language import counted, pointed, sentence, tr
from annotator.ui.badges import KeyRow
from annotator.ui.team.terms import HEADLINES
from annotator.ui.text import plain_tip
from annotator.ui.theme import Colors, Theme

NAMES, FIGURES = 240, 252  # pixels left and right of the scale
NAMES_SHARE, NAMES_MOST = 0.28, 360  # of a wide page: share of it, and pixels at most
HEIGHT = 38
EXPLAINED = 16  # pixels that a row with a reason is higher


class Scale:
    """Where a value stands: from ``least`` to 1 over a stretch of pixels."""

    def __init__(self, least: float = 0.0) -> None:
        self.least = least

    @classmethod
    def of(cls, figures: list[Figure]) -> Scale:
        """From 0, or from below the lowest end of an interval, in steps of a fifth."""
        lows = [f.low if f.low is not None else f.value for f in figures if f.value is not None]
        lowest = min((low for low in lows if low is not None), default=0.0)
        return cls(max(min(0.0, math.floor(lowest * 5) / 5), -1.0))

    def x(self, value: float, area: QRectF) -> float:
        """The pixel of a value; one below the scale stands at its edge."""
        share = (min(max(value, self.least), 1.0) - self.least) / (1.0 - self.least)
        return area.left() + share * area.width()


def names_room(theme: Theme, width: int) -> int:
    """The pixels left of the scale on a page so wide."""
    return max(theme.px(NAMES), min(round(NAMES_SHARE * width), theme.px(NAMES_MOST)))


def scale_area(theme: Theme, width: int, height: int) -> QRectF:
    """The stretch of a row that the scale takes."""
    names, figures = names_room(theme, width), theme.px(FIGURES)
    return QRectF(names, 0, max(width - names - figures, 60), height)


def paint_zones(painter: QPainter, scale: Scale, area: QRectF, colors: Colors) -> None:
    """The ground from .800 on, and the two lines that figures are read by."""
    reliable = QRectF(QPointF(scale.x(RELIABLE, area), area.top()), area.bottomRight())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colors.confirmed))
    painter.drawRect(reliable)  # fillRect would have the binding make the classes of gradients
    for value, style in ((TENTATIVE, Qt.PenStyle.DashLine), (RELIABLE, Qt.PenStyle.SolidLine)):
        painter.setPen(QPen(QColor(colors.muted), 1, style))
        x = scale.x(value, area)
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    if scale.least < 0:
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.drawLine(QPointF(scale.x(0, area), area.top()), QPointF(scale.x(0, area), area.bottom()))


class FigureRow(KeyRow):
    """One figure: its name, its whisker, its value in words. Checked: what the page below is about."""

    def __init__(self, theme: Theme, subject: Subject, figure: Figure, scale: Scale) -> None:
        super().__init__(theme, HEIGHT + (EXPLAINED if figure.reason else 0))
        self.subject, self.figure, self.scale = subject, figure, scale
        self.term = HEADLINES[subject.about]
        self.setAccessibleName(f"{subject_name(subject)}, {tr(self.term.name)}: {in_words(figure)}")
        self.setAccessibleDescription(tr(self.term.tip))
        self.setToolTip(plain_tip(f"{subject_name(subject)}: {in_words(figure)}\n{tr(self.term.tip)}"))

    def paint_inside(self, painter: QPainter) -> None:
        """Name, whisker, figure; a reason takes as many lines as it needs."""
        middle, figure, colors = self.px(HEIGHT) // 2, self.figure, self.theme.colors
        names = names_room(self.theme, self.width()) - 30
        self.paint_text(painter, QRect(12, 2, names, middle), subject_name(self.subject), bold=self.isChecked())
        self.paint_text(painter, QRect(12, middle - 1, names, middle - 2), tr(self.term.name), muted=True, small=True)
        area = scale_area(self.theme, self.width(), self.height())
        if figure.value is None:
            room = QRect(int(area.left()), 0, self.width() - int(area.left()) - 12, self.height())
            self.paint_wrapped(painter, room, f"–   {sentence(figure.reason)}", self.small_font(), muted=True)
            return
        paint_zones(painter, self.scale, area, colors)
        self._paint_whisker(painter, area)
        left = int(area.right()) + 16
        interval = _interval(figure) or tr("no interval")
        self.paint_text(painter, QRect(left, 2, self.px(60), middle), pointed(number(figure.value)), bold=True)
        self.paint_text(painter, QRect(left + self.px(56), 2, self.px(FIGURES - 76), middle), interval)
        below = " · ".join(
            part for part in (tr(figure.reading) or sentence(self.why), f"n\u00a0{counted(figure.n)}") if part
        )
        room = QRect(left, middle - 1, self.px(FIGURES) - 20, self.height() - middle - 1)
        self.paint_wrapped(painter, room, below, self.small_font(), muted=True)

    @property
    def why(self) -> str:
        """Why there is no interval, without saying again that there is none."""
        return self.figure.reason.removeprefix("no interval: ")

    def _paint_whisker(self, painter: QPainter, area: QRectF) -> None:
        figure, middle = self.figure, self.height() / 2
        assert figure.value is not None
        color = QColor(self.theme.colors.accent)
        if figure.low is not None and figure.high is not None:
            low, high = self.scale.x(figure.low, area), self.scale.x(figure.high, area)
            painter.setPen(QPen(color, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(QPointF(low, middle), QPointF(high, middle))
            for end in (low, high):
                painter.drawLine(QPointF(end, middle - 6), QPointF(end, middle + 6))
        painter.setPen(QPen(QColor(self.theme.colors.field), 1.5))
        painter.setBrush(color)
        painter.drawEllipse(QPointF(self.scale.x(figure.value, area), middle), 6, 6)


class ScaleAxis(QWidget):
    """The scale's numbers under the rows."""

    def __init__(self, theme: Theme, scale: Scale) -> None:
        super().__init__()
        self.theme, self.scale = theme, scale
        self.setFixedHeight(theme.px(34))
        ends = ", ".join(self.ticks().values())
        self.setAccessibleName(f"{ends}. {self.words}")
        theme.changed.connect(self._fit)

    def ticks(self) -> dict[float, str]:
        """The values that are written under the scale, with their words, from the right to the left."""
        least = f"{self.scale.least:z.1f}".replace("-", "−") if self.scale.least else "0"
        ends = {0.0: "0", self.scale.least: pointed(least), 1.0: "1"}
        lines = {TENTATIVE: pointed(".667"), RELIABLE: pointed(".800")}
        return dict(sorted((ends | lines).items(), reverse=True))

    @property
    def words(self) -> str:
        """What the intervals are, and what the two lines say."""
        return tr(
            "95 % intervals, articles resampled. By its lower end a figure is reliable (.800 or more), tentative (.667 or more) "
            "or not reliable"
        )

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() - 1, 7.5))
        return font

    def _below(self) -> QRect:
        """Where the words stand, in as many lines as they need; in the widget's coordinates."""
        top, flags = self.theme.px(17), Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextWordWrap
        room = QRect(12, top, max(self.width() - 24, 60), 1000)
        return QFontMetrics(self._font()).boundingRect(room, flags, self.words)

    def _fit(self) -> None:
        self.setFixedHeight(self._below().bottom() + 4)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words may need another line."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ends, zero, and what the two lines say."""
        painter = QPainter(self)
        area = scale_area(self.theme, self.width(), self.height())
        painter.setFont(self._font())
        painter.setPen(QColor(self.theme.colors.muted))
        free = float(self.width())  # what is right of it is taken
        for value, name in self.ticks().items():
            wide = painter.fontMetrics().horizontalAdvance(name)
            left = min(self.scale.x(value, area) - wide / 2, free - wide)
            painter.drawText(QRectF(left, 0, wide + 1, self.theme.px(17)), Qt.AlignmentFlag.AlignVCenter, name)
            free = left - 6
        flags = Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextWordWrap
        painter.drawText(QRect(12, self._below().top(), self.width() - 24, self.height()), flags, self.words)
        painter.end()


class Whiskers(QWidget):
    """All headline figures of a page."""

    chosen = Signal(object)  # Subject

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.rows: list[FigureRow] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def minimumSizeHint(self) -> QSize:
        """Room for names, scale and figures."""
        return QSize(self.theme.px(NAMES + FIGURES) + 160, 3 * self.theme.px(HEIGHT))

    def show_page(self, page: ReportPage) -> None:
        """Show a page's figures."""
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        figures = [page.headline(subject) for subject in page.subjects]
        scale = Scale.of(figures)
        self.rows = [FigureRow(self.theme, s, f, scale) for s, f in zip(page.subjects, figures, strict=True)]
        for row in self.rows:
            row.clicked.connect(lambda _=False, subject=row.subject: self.chosen.emit(subject))
            self._column.addWidget(row)
        self._column.addWidget(ScaleAxis(self.theme, scale))

    def check(self, subject: Subject) -> None:
        """Mark what the page below is about."""
        for row in self.rows:
            row.setChecked(row.subject == subject)


def subject_name(subject: Subject) -> str:
    """What a figure is about: quotations and speakers in the language in use, a target by its name."""
    return subject.name if subject.target else tr(subject.name)


def _interval(figure: Figure) -> str:
    """“.512 to .734”; "" where there is none."""
    return tr("{} to {}", pointed(number(figure.low)), pointed(number(figure.high))) if figure.low is not None else ""


def in_words(figure: Figure) -> str:
    """A figure as a sentence reads it."""
    if figure.value is None:
        return tr("undefined, {}", sentence(figure.reason))
    interval = _interval(figure)
    return ", ".join(
        part
        for part in (
            pointed(number(figure.value)),
            interval,
            tr(figure.reading) or sentence(figure.reason),
            f"n {counted(figure.n)}",
        )
        if part
    )
