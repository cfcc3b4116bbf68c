"""How far an annotator is, in a line and in pictures: what was decided on each day, how often each label was given, who did how much."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.language import counted, sentence, tr, trn
from annotator.ui.text import elided, plain_label, plain_tip
from annotator.ui.theme import Theme
from annotator.workflow import worktime
from annotator.workflow.worktime import AnnotatorProgress, Day

DAYS = 21  # of the picture
LABELS = 12  # bars of labels at most


class ChartBar(NamedTuple):
    """A bar: what it is about, how long it is, and what is said beside it."""

    name: str
    value: float
    said: str


class DayColumns(QWidget):
    """A column for each of the last days; the tallest reaches the top."""

    def __init__(self, theme: Theme, bars: Sequence[ChartBar], name: str) -> None:
        super().__init__()
        self.theme, self.bars = theme, bars
        self.setFixedHeight(120)
        self.setAccessibleName(f"{name}: " + ", ".join(f"{bar.name} {bar.said}" for bar in bars))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Columns with their number above and the day below."""
        painter, colors = QPainter(self), self.theme.colors
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = painter.fontMetrics().lineSpacing()
        most = max((bar.value for bar in self.bars), default=0) or 1
        room, width = self.height() - 2 * line - 6, self.width() / max(len(self.bars), 1)
        for at, bar in enumerate(self.bars):
            left, tall = at * width, room * bar.value / most
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.accent))
            painter.drawRoundedRect(QRectF(left + width * 0.18, line + 2 + room - tall, width * 0.64, tall), 2, 2)
            painter.setPen(QColor(colors.text))
            above = QRectF(left, line + room - tall - line + 1, width, line)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, bar.said if bar.value else "")
            painter.setPen(QColor(colors.muted))
            painter.drawText(QRectF(left, self.height() - line, width, line), Qt.AlignmentFlag.AlignCenter, bar.name)
        painter.setPen(QColor(colors.line))
        foot = line + 2 + room
        painter.drawLine(QPointF(0, foot), QPointF(self.width(), foot))


class BarRows(QWidget):
    """A bar a line, its name before it and what is said behind it."""

    def __init__(self, theme: Theme, bars: Sequence[ChartBar], name: str) -> None:
        super().__init__()
        self.theme, self.bars = theme, bars
        self.setFixedHeight(max(len(bars), 1) * (self.fontMetrics().lineSpacing() + 6))
        self.setAccessibleName(f"{name}: " + ", ".join(f"{bar.name} {bar.said}" for bar in bars))
        self.setToolTip(plain_tip("\n".join(f"{bar.name}: {bar.said}" for bar in bars)))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names, bars, figures."""
        painter, colors = QPainter(self), self.theme.colors
        tall = self.height() // max(len(self.bars), 1)
        fonts = painter.fontMetrics()
        names = min(self.width() // 3, 260)
        figures = 20 + max((fonts.horizontalAdvance(bar.said) for bar in self.bars), default=0)
        most = max((bar.value for bar in self.bars), default=0) or 1
        for at, bar in enumerate(self.bars):
            top = at * tall
            painter.setPen(QColor(colors.text))
            painter.drawText(
                QRect(0, top, names - 10, tall), Qt.AlignmentFlag.AlignVCenter, elided(bar.name, self, names - 10)
            )
            wide = (self.width() - names - figures) * bar.value / most
            painter.fillRect(QRectF(names, top + 5, max(wide, 1.0), tall - 10), QColor(colors.accent))
            painter.setPen(QColor(colors.muted))
            painter.drawText(QRectF(names + wide + 8, top, figures, tall), Qt.AlignmentFlag.AlignVCenter, bar.said)


class ProgressPage(QScrollArea):
    """The annotator's own progress; of others only how much they decided, never what."""

    def __init__(self, found: AnnotatorProgress, everybody: Sequence[Day], path: Path, theme: Theme) -> None:
        """``path``: of the project, beside which the time report is offered to be saved."""
        super().__init__(widgetResizable=True)
        self.everybody, self.path = everybody, path
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.summary = plain_label(in_words(found), wrap=True, name=tr("Your progress in words"))
        self.save = QPushButton(tr("Save time report…"))
        self.save.setToolTip(plain_tip(tr("What each annotator did on each day, and how long they worked, as CSV")))
        self.told = plain_label(muted=True, wrap=True, name=tr("What was saved"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(10)
        column.addWidget(self.summary)
        self._part(column, tr("Decided by day"), DayColumns(theme, by_day(found.days), tr("Decided by day")))
        if found.labels:
            self._part(column, tr("Your labels"), BarRows(theme, by_label(found), tr("Your labels")))
        if len(people := by_annotator(everybody)) > 1:
            self._part(column, tr("Annotators"), BarRows(theme, people, tr("Annotators")))
        foot = QHBoxLayout()
        foot.addWidget(self.save)
        foot.addWidget(self.told, 1)
        column.addLayout(foot)
        column.addStretch(1)
        self.setWidget(inside)
        self.save.clicked.connect(self._ask)

    def _part(self, column: QVBoxLayout, title: str, picture: QWidget) -> None:
        heading: QLabel = plain_label(title)
        heading.setProperty("heading", True)
        column.addWidget(heading)
        column.addWidget(picture)

    def _ask(self) -> None:
        from annotator.ui import file_dialogs

        guess = self.path.with_name(f"{self.path.stem} time.csv")
        path, _ = file_dialogs.save_file(self, tr("Save the time report"), guess, tr("Tables (*.csv)"))
        if path is None:
            return
        try:
            worktime.write_csv(self.everybody, path, force=True)  # the dialog asked whether to write over it
        except (AnnotatorError, OSError) as error:
            self.told.setText(sentence(str(error)))
            return
        count = len(self.everybody)
        self.told.setText(trn(count, "{}: {} day of work.", "{}: {} days of work.", path.name, counted(count)))


def by_day(days: Sequence[Day], today: datetime.date | None = None) -> list[ChartBar]:
    """A column for each of the last days, named by its number in the month."""
    last = today or worktime.today()
    decided = {day.day: day.decided for day in days}
    shown = [last - datetime.timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return [ChartBar(f"{day.day}", decided.get(day, 0), counted(decided.get(day, 0))) for day in shown]


def by_label(found: AnnotatorProgress) -> list[ChartBar]:
    """A bar for each of the labels given most often."""
    return [ChartBar(f"{label} ({target})", times, counted(times)) for target, label, times in found.labels[:LABELS]]


def by_annotator(days: Sequence[Day]) -> list[ChartBar]:
    """A bar for each annotator: quotations decided, and hours of work."""
    people: dict[str, tuple[int, float]] = {}
    for day in days:
        decided, seconds = people.get(day.annotator, (0, 0.0))
        people[day.annotator] = decided + day.decided, seconds + day.seconds
    return [
        ChartBar(name, decided, tr("{} in {}", counted(decided), duration(seconds)) if seconds else counted(decided))
        for name, (decided, seconds) in sorted(people.items())
    ]


def in_words(found: AnnotatorProgress) -> str:
    """How far somebody is, in a few short sentences."""
    parts = [tr("Quotations decided: today {}, this week {}.", counted(found.today), counted(found.week))]
    worked = sum(day.seconds for day in found.days)
    parts.append(tr("Worked: {}; breaks do not count.", duration(worked)))
    left = trn(found.left, "{} quotation is left", "{} quotations are left", counted(found.left))
    if not found.left:
        parts.append(tr("No quotation is left to decide."))
    elif found.pace is not None and found.hours_left is not None:
        parts.append(
            tr(
                "At your pace of {} an hour, {}: about {}.",
                counted(round(found.pace)),
                left,
                duration(found.hours_left * 3600),
            )
        )
    else:
        parts.append(tr("{}. The time needed is shown once {} are decided.", left, worktime.FEW))
    if found.unread:
        parts.append(
            trn(
                found.unread,
                "{} article is not read yet and not counted.",
                "{} articles are not read yet and not counted.",
                counted(found.unread),
            )
        )
    return " ".join(parts)


def duration(seconds: float) -> str:
    """A time as people say it."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return tr("less than a minute") if seconds else tr("no time")
    if minutes < 60:
        return f"{minutes} min"
    return f"{counted(minutes // 60)} h {minutes % 60:02} min"
