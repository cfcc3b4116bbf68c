"""Agreement before and after: split by version of the codebook or by week, with the changes between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.agreement.intervals import Figure
from annotator.agreement.periods import Period, PeriodChange, headlines
from annotator.language import counted, later, pointed, sentence, tr
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import plain_label
from annotator.ui.theme import Theme
from annotator.workflow.agreement_periods import NOT_TWICE, how, shown, shown_change

_EMPTY = later("No article was finished by two annotators yet.")
_ONE = {
    "version": later("Everything was decided under one version of the codebook; there is nothing to compare yet."),
    "week": later("Everything was decided in one week; there is nothing to compare yet."),
}
_FEW = later("too few articles")


class BeforeAfter(QWidget):
    """Two buttons, and under them the periods with their figures; a row under each says what changed."""

    wanted = Signal(str)  # "version" or "week": the figures are to be worked out

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.head = plain_label(tr("Before and after"))
        self.head.setProperty("heading", True)
        self.buttons = {"version": QPushButton(tr("By codebook version")), "week": QPushButton(tr("By week"))}
        self.told = plain_label(muted=True, wrap=True, name=tr("How it changed"))
        self.list = Grid(theme, tr("Agreement before and after"), 12, stretch=-1, widest=340)
        self.by = ""
        self.own = False  # whether annotators are compared with their own second readings
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.head)
        for by, button in self.buttons.items():
            button.setCheckable(True)
            button.clicked.connect(lambda _, by=by: self.ask(by))
            line.addWidget(button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (line, self.list, self.told):
            column.addLayout(part) if isinstance(part, QHBoxLayout) else column.addWidget(part)
        self.clear()

    def clear(self) -> None:
        """Show nothing: other decisions are shown above."""
        self.by = ""
        for button in self.buttons.values():
            button.setChecked(False)
        self.list.hide()
        self.told.setText(tr("Did agreement change with the codebook, or from week to week?"))

    def ask(self, by: str) -> None:
        """Have one of the two worked out; asked again, show nothing."""
        if self.by == by:
            self.clear()
            return
        self.by = by
        for each, button in self.buttons.items():
            button.setChecked(each == by)
        self.list.hide()
        self.told.setText(tr("Computing the figures…"))
        self.wanted.emit(by)

    def show_periods(self, by: str, periods: Sequence[Period], names: Mapping[str, str]) -> None:
        """Show what was worked out, where it is still wanted. ``names``: what the figures are about."""
        if by != self.by:
            return
        rows: list[list[Cell]] = []
        for period in periods:
            figures = headlines(period.report) if period.report else {}
            cells = [_cell(figures.get(what)) for what in names]
            about = Cell("" if period.report else tr(_FEW), muted=True)
            rows.append([Cell(sentence(period.name)), Cell(counted(period.articles), right=True), *(cells or [about])])
            if period.changes:
                changed = (period.changes.get(what) for what in names)
                cells = [_changed(each) for each in changed]
                rows.append([Cell(tr("changed by"), muted=True), Cell(""), *cells])
        self.list.show_rows([tr("period"), tr("articles"), *(map(tr, names.values()) if names else [""])], rows)
        self.list.setVisible(bool(rows))
        one = tr(_ONE[by]) if len(periods) == 1 else ""
        told = f"{one} {sentence(how(periods, by, own=self.own))}".strip()
        self.told.setText(told if periods else sentence(NOT_TWICE) if self.own else tr(_EMPTY))


def _cell(figure: Figure | None) -> Cell:
    return Cell(pointed(shown(figure)), sentence(figure.reason), right=True) if figure else Cell("")


def _changed(change: PeriodChange | None) -> Cell:
    return (
        Cell(pointed(sentence(shown_change(change))), sentence(change.figure.reason), right=True, muted=True)
        if change
        else Cell("")
    )
