"""The corpus at a glance: speakers, their stances, labels, time and progress; a line leads to its quotations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from annotator.exchange.report.values import Bar, ReportContent
from annotator.language import counted, day, percent, sentence, tr, trs
from annotator.records import Codebook, Stance
from annotator.ui.dialogs.progress import ProgressPage
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import close_row, open_at, plain_label
from annotator.ui.theme import Theme
from annotator.workflow import project, worktime
from annotator.workflow.report import NO_MONTHS, load_report
from annotator.workflow.worktime import AnnotatorProgress, Day

BY_SPEAKER, OVER_TIME = "Stances by speaker: ", "Stances over time: "  # how the report begins its titles


class Overview(NamedTuple):
    """What the dialog shows: the report's figures, an annotator's progress and everybody's days of work, from one moment of a file."""

    path: Path
    report: ReportContent
    codebook: Codebook
    progress: AnnotatorProgress
    days: Sequence[Day]


def read_overview(path: Path, annotator: str) -> Overview:
    """Read a project for the dialog, with a connection of its own: a large one takes seconds."""
    with closing(project.read_project(path)) as store, store.reading():
        days = worktime.work_days(store)
        own = worktime.progress_of(store, annotator, days)
        return Overview(store.path, load_report(store), project.current_codebook(store), own, days)


class OverviewDialog(QDialog):
    """Tables of the report's figures. ``concordance_wanted``: a speaker's name, or a stance."""

    concordance_wanted = Signal(object)

    def __init__(self, found: Overview, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Overview"))
        self.theme = theme
        report = found.report
        self.stances = {
            (target.name, label.name): Stance(target.id, label.id)
            for target in found.codebook.targets
            for label in target.labels
        }
        self.tabs = QTabWidget()
        self.grids: dict[str, Grid] = {}
        self.progress = ProgressPage(found.progress, found.days, found.path, theme)
        self.tabs.addTab(self.progress, tr("Your progress"))
        self._speakers(report)
        self._shares(
            tr("Stances"), (tr("Target"), tr("Speaker"), tr("Shares"), tr("Stances")), BY_SPEAKER, report, column=1
        )
        self._labels(report)
        self._shares(
            tr("Over time"), (tr("Target"), tr("Month"), tr("Shares"), tr("Stances")), OVER_TIME, report, column=None
        )
        for table in report.tables:
            rows = [
                [Cell(day(cell) if at == 0 else cell, right=at >= table.figures) for at, cell in enumerate(row)]
                for row in table.rows
            ]
            self._add(tr(table.title), trs(table.head), rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        totals = "   ".join(sentence(f"{figure} {what}") for figure, what in report.totals)
        column.addWidget(plain_label(totals, name=tr("Totals"), wrap=True))
        column.addWidget(plain_label(sentence(report.about), muted=True, wrap=True))
        column.addWidget(self.tabs, 1)
        column.addLayout(close_row(self))
        open_at(self, 1080, 600)

    def _add(
        self,
        title: str,
        head: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        stretch: int = 0,
        empty: str = "",
        widest: int = 300,
    ) -> Grid:
        grid = Grid(self.theme, title, most=14, stretch=stretch, widest=widest)
        grid.show_rows(head, rows)
        grid.setVisible(bool(rows))
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(grid)
        if not rows:
            column.addWidget(plain_label(empty or tr("Nothing yet."), muted=True, wrap=True))
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(page)
        self.tabs.addTab(area, title)
        self.grids[title] = grid
        return grid

    def _speakers(self, report: ReportContent) -> None:
        bars = report.charts[0].bars
        rows = [
            [Cell(bar.name), Cell(counted(bar.total), right=True), Cell(sentence(bar.aside), muted=True)]
            for bar in bars
        ]
        grid = self._add(tr("Speakers"), (tr("Speaker"), tr("Quotations"), tr("Where")), rows)
        grid.picked.connect(lambda row, _: self.concordance_wanted.emit(bars[row].name))

    def _shares(
        self, title: str, head: Sequence[str], prefix: str, report: ReportContent, *, column: int | None
    ) -> None:
        found = [
            (chart.title.removeprefix(prefix), bar)
            for chart in report.charts
            if chart.title.startswith(prefix)
            for bar in chart.bars
        ]
        rows = [
            [
                Cell(target),
                Cell(day(bar.name) if column is None else tr(bar.name)),
                Cell(shares := _shares(bar), shares),
                Cell(counted(bar.total), right=True),
            ]
            for target, bar in found
        ]
        empty = tr(NO_MONTHS) if column is None else ""
        grid = self._add(title, head, rows, stretch=2, empty=empty, widest=200)  # the shares are what one came for
        if column is not None:
            grid.picked.connect(lambda row, _: self.concordance_wanted.emit(found[row][1].name))

    def _labels(self, report: ReportContent) -> None:
        samples = report.samples
        rows = [
            [
                Cell(each.target),
                Cell(each.label, each.definition),
                Cell(counted(each.times), right=True, muted=not each.times),
            ]
            for each in samples
        ]
        grid = self._add(tr("Labels"), (tr("Target"), tr("Label"), tr("Times")), rows)

        def pick(row: int, _: int) -> None:
            stance = self.stances.get((samples[row].target, samples[row].label))
            if stance is not None:
                self.concordance_wanted.emit(stance)

        grid.picked.connect(pick)


def _shares(bar: Bar) -> str:
    return ", ".join(f"{part.name} {percent(part.times / bar.total)}" for part in bar.parts) if bar.total else ""
