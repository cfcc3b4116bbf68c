"""The dock of decisions that wait for a person to choose or look again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QDockWidget, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.records import Stance
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import menu_text, plain_label
from annotator.ui.theme import Theme
from annotator.workflow.codebook_change import Waiting

HEAD = ("Quotation", "Article", "Label before", "What to do")
EMPTY = "Nothing waits. When the codebook changes, decisions whose label was split or deleted wait here."
MOST = 6  # labels that are offered as buttons


class WaitingDock(QDockWidget):
    """A line for each decision; a button for each label that is offered for the chosen one."""

    chosen = Signal(object)  # the Stance to give
    kept = Signal()

    def __init__(self, theme: Theme, name_of: Callable[[Stance], str], parent: QWidget) -> None:
        super().__init__("Choose again", parent)
        self.setObjectName("choose-again")
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.name_of = name_of
        self.entries: list[Waiting] = []
        self.grid = Grid(theme, "Decisions that wait", most=5, stretch=0, widest=320)
        self.grid.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.hint = plain_label(wrap=True, muted=True, name="What to do")
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.offered: list[QPushButton] = []
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 10, 14, 12)
        column.addWidget(self.grid)
        line = QHBoxLayout()
        line.addWidget(self.hint, 1)
        line.addLayout(self.row)
        column.addLayout(line)
        column.addStretch(1)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        """Low, so that the article keeps its room."""
        return QSize(600, 190)

    def show_entries(self, entries: Sequence[Waiting]) -> None:
        """Show these; the line that was chosen stays chosen, or the one that came into its place."""
        row = max(self.grid.currentIndex().row(), 0)
        self.entries = list(entries)
        self.grid.show_rows(HEAD, [self._line(entry) for entry in entries])
        self.setWindowTitle(f"Choose again: {len(entries):,} decision{'s' * (len(entries) != 1)}")
        if entries:
            self.grid.selectRow(min(row, len(entries) - 1))
        self.offer()

    def _line(self, entry: Waiting) -> list[Cell]:
        before = ", ".join(self.name_of(stance) for stance in entry.before)
        what = "choose again" if entry.why == "choose" else "look again"
        return [Cell(entry.words), Cell(entry.title or entry.article_id), Cell(before), Cell(what)]

    @property
    def entry(self) -> Waiting | None:
        """The entry whose line is chosen."""
        row = self.grid.currentIndex().row()
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def offer(self) -> None:
        """Buttons for the chosen entry."""
        for button in self.offered:
            self.row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.offered = []
        entry = self.entry
        if entry is None:
            self.hint.setText(EMPTY)
            return
        if entry.why == "look":
            self.hint.setText("Its definition was changed. Change its labels on the card, or keep them.")
            self._button("Keep", self.kept.emit)
            return
        more = "" if entry.options else " Its label was deleted."
        self.hint.setText(f"Choose here or on the card; there Enter confirms.{more}")
        for stance in entry.options[:MOST]:
            self._button(self.name_of(stance), partial(self.chosen.emit, stance))

    def _button(self, text: str, act: Callable[[], object]) -> None:
        made = QPushButton(menu_text(text))
        made.clicked.connect(lambda: act())
        self.row.addWidget(made)
        self.offered.append(made)
