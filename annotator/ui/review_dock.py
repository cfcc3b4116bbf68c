"""The dock of the review list: a table with an entry a line, and the two things that can be done with one."""

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
from annotator.workflow.review import ReviewRow

HEAD = ("Words as they were", "Article", "Why it waits")
EMPTY = (
    "Nothing waits for review. When an article comes again with edited text, "
    "decisions whose words, source or cue were changed wait here."
)
HINT = "The likely place is selected in the article; select other words where it is wrong, then place it again."


class ReviewDock(QDockWidget):
    """A table with an entry a line, and the two things that can be done with one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("Review", parent)
        self.setObjectName("review")
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.entries: tuple[ReviewRow, ...] = ()
        self.grid = Grid(theme, "Decisions to look at again", most=5, stretch=0, widest=420)
        self.grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.place = QPushButton("Place again")
        self.place.setProperty("primary", True)
        self.dismiss = QPushButton("Dismiss")
        self.hint = plain_label(HINT, muted=True, wrap=True)
        self.empty = plain_label(EMPTY, muted=True, wrap=True, name="Empty review list")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.hint, 1)
        buttons.addWidget(self.dismiss)
        buttons.addWidget(self.place)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        column.addWidget(self.grid)
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
        return QSize(600, 190)

    def show_entries(self, entries: tuple[ReviewRow, ...]) -> None:
        """Show these; the line that was chosen stays chosen, or the one that came into its place."""
        row = max(self.grid.currentIndex().row(), 0)
        self.entries = entries
        self.grid.show_rows(HEAD, [[Cell(e.words), Cell(e.title or e.article_id), Cell(e.reason)] for e in entries])
        self.setWindowTitle(f"Review: {len(entries):,} decision{'s' * (len(entries) != 1)} to look at again")
        self.stack.setCurrentIndex(0 if entries else 1)
        if entries:
            self.grid.selectRow(min(row, len(entries) - 1))

    @property
    def chosen(self) -> ReviewRow | None:
        """The entry whose line is chosen."""
        row = self.grid.currentIndex().row()
        return self.entries[row] if 0 <= row < len(self.entries) else None
