"""The frame of a dock under the article that lists decisions to go through: a table, what stands under it, and a page for none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QDockWidget, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from annotator.language import tr
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import plain_label

Entry = TypeVar("Entry")
HEIGHT = 190  # pixels: low, so that the article keeps its room


class ListDock(QDockWidget, Generic[Entry]):
    """Lists entries, one on each line of ``grid``. Subclasses give the cells, and may show more about the chosen entry."""

    picked = Signal()  # a click or Enter on the chosen line
    walked = Signal()  # another line was chosen while the table has the keys

    def __init__(self, title: str, name: str, grid: Grid, empty: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.entries: Sequence[Entry] = ()
        self.height_wanted = HEIGHT
        self.grid = grid
        self.grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.grid.picked.connect(lambda *_: self.picked.emit())
        self.grid.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.empty = plain_label(empty, muted=True, wrap=True, name=tr("Why the list is empty"))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self.setWidget(self.stack)

    def lay_out(self, foot: QHBoxLayout, *below: QWidget) -> None:
        """Put other parts below the table, and ``foot`` under all of them."""
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        for part in (self.grid, *below):
            column.addWidget(part)
        foot.setSpacing(8)
        column.addLayout(foot)
        column.addStretch(1)
        blank = QWidget()
        middle = QVBoxLayout(blank)
        middle.setContentsMargins(24, 16, 24, 16)
        middle.addWidget(self.empty)
        for page in (full, blank):
            self.stack.addWidget(page)

    def sizeHint(self) -> QSize:
        """As high as the list wants to be."""
        return QSize(600, self.height_wanted)

    def show_lines(self, head: Sequence[str], entries: Sequence[Entry], cells: Callable[[Entry], list[Cell]]) -> None:
        """Show these; the line that was chosen stays chosen, or the one that came into its place."""
        row = max(self.grid.currentIndex().row(), 0)
        self.entries = entries
        self.grid.show_rows(head, [cells(entry) for entry in entries])
        self.stack.setCurrentIndex(0 if entries else 1)
        if entries:
            self.grid.selectRow(min(row, len(entries) - 1))
        self.show_chosen()

    @property
    def chosen(self) -> Entry | None:
        """The entry whose line is chosen."""
        row = self.grid.currentIndex().row()
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def show_chosen(self) -> None:
        """Show more about the chosen entry; for subclasses."""

    def _row_chosen(self, index: QModelIndex) -> None:
        if index.isValid():
            self.show_chosen()
            if self.grid.hasFocus():
                self.walked.emit()
