"""The dock of decisions worth a second look: a decision a line with the reason, and the nearest own examples of the chosen one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import plain_label
from annotator.ui.theme import Theme
from annotator.workflow.second_look import Example, LookRow

HEAD = ("Quotation", "Article", "Why")
EXAMPLES = ("Like it: your own decision", "Label")
HINT = "Enter goes to the quotation, where keys change it as always. Keep says that it is right."


class SecondLookDock(QDockWidget):
    """Two tables: the decisions, and under them the examples of the chosen one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("Worth a second look", parent)
        self.setObjectName("second-look")
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.rows: tuple[LookRow, ...] = ()
        self.grid = Grid(theme, "Decisions worth a second look", most=5, stretch=2, widest=380)
        self.grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.examples = Grid(theme, "Your decisions most like it", most=3, stretch=0, widest=380)
        self.examples.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.keep = QPushButton("Keep")
        self.keep.setProperty("primary", True)
        self.empty = plain_label("", muted=True, wrap=True, name="No decisions worth a second look")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(plain_label(HINT, muted=True, wrap=True), 1)
        buttons.addWidget(self.keep)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        for part in (self.grid, self.examples):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addStretch(1)
        blank = QWidget()
        middle = QVBoxLayout(blank)
        middle.setContentsMargins(24, 16, 24, 16)
        middle.addWidget(self.empty)
        for page in (full, blank):
            self.stack.addWidget(page)
        self.setWidget(self.stack)

    def sizeHint(self) -> QSize:
        """Low, so that the article keeps its room."""
        return QSize(600, 260)

    def show_rows(self, rows: tuple[LookRow, ...], empty: str) -> None:
        """Show these decisions, or the sentence that says why there are none; the line that was chosen stays chosen."""
        at = max(self.grid.currentIndex().row(), 0)
        self.rows = rows
        self.empty.setText(empty)
        self.grid.show_rows(HEAD, [[Cell(r.words), Cell(r.article_id), Cell(r.reason, tip=r.reason)] for r in rows])
        self.stack.setCurrentIndex(0 if rows else 1)
        if rows:
            self.grid.selectRow(min(at, len(rows) - 1))
        self.show_examples()

    def show_examples(self) -> None:
        """Show the examples of the chosen decision."""
        found = self.chosen.examples if self.chosen else ()
        self.examples.show_rows(EXAMPLES, [[Cell(e.words), Cell(e.labels)] for e in found])

    @property
    def chosen(self) -> LookRow | None:
        """The decision whose line is chosen."""
        at = self.grid.currentIndex().row()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    @property
    def example(self) -> Example | None:
        """The example whose line is chosen."""
        at = self.examples.currentIndex().row()
        found = self.chosen.examples if self.chosen else ()
        return found[at] if 0 <= at < len(found) else None
