"""The review list under the article: decisions that an edited text did not take over, to be placed again or given up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.records import ADJUDICATED, Change
from annotator.store.connection import Store
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import plain_label
from annotator.workflow import review
from annotator.workflow.review import ReviewRow

if TYPE_CHECKING:
    from annotator.ui.window import DeskWindow

HEAD = ("Words as they were", "Article", "Why it waits")
EMPTY = (
    "Nothing waits for review. When an article comes again with edited text, "
    "decisions whose words, source or cue were changed wait here."
)
HINT = "The likely place is selected in the article; select other words where it is wrong, then place it again."
SETTLED = "This was settled in adjudication; settle it anew there (Ctrl+Shift+J), then dismiss it here."


class ReviewDock(QDockWidget):
    """A table with an entry a line, and the two things that can be done with one."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__("Review", window)
        self.setObjectName("review")
        self.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        self.entries: tuple[ReviewRow, ...] = ()
        self.grid = Grid(window.theme, "Decisions to look at again", most=5, stretch=0, widest=420)
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


class Review(QObject):
    """Opens the list, goes to an entry's article, and does what is asked for; the dock is made when it is first needed."""

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self.window = window
        self.dock: ReviewDock | None = None

    def toggle(self) -> None:
        """Open the list with the keys in it, or close it."""
        if self.dock is not None and self.dock.isVisible():
            self.dock.hide()
            self.window.article.setFocus()
        elif self._on_desk():
            self._open(self._entries())
            self._go()

    def offer(self) -> None:
        """Open the list where something waits for this annotator; the keys stay where they are."""
        if entries := self._entries():
            self._open(entries)

    def refresh(self) -> None:
        """Read the list anew, if it is open: something was decided, undone or brought in."""
        if self.dock is not None and self.dock.isVisible():
            self.dock.show_entries(self._entries())

    def place(self) -> None:
        """Take the chosen decision again on the words selected in the article."""
        entry = self._chosen()
        if entry is None:
            return
        span = self.window.article.selected_span() if self._at(entry) else None
        if entry.annotator == ADJUDICATED:
            self.window.controller.told.emit(SETTLED)
        elif span is None:
            self._go()
            self.window.controller.told.emit(
                "Look at the place selected, or select the words yourself; then once more."
            )
        else:
            self._act(lambda: review.place_again(self._store, entry, span, annotator=self._me))

    def dismiss(self) -> None:
        """Give the chosen decision up."""
        entry = self._chosen()
        if entry is not None:
            self._act(lambda: review.dismiss(self._store, entry, annotator=self._me))

    def _chosen(self) -> ReviewRow | None:
        """The chosen entry; where the list is closed it is opened first."""
        if not self._on_desk():
            return None
        if self.dock is None or not self.dock.isVisible():
            self.toggle()
            return None
        if self.dock.chosen is None:
            self.window.controller.told.emit("Nothing waits for review.")
        return self.dock.chosen

    def _act(self, act: Callable[[], Change]) -> None:
        controller = self.window.controller
        controller.before_leaving.emit()
        if not self.window.decisions.saver.flush():
            return
        try:
            change = act()
        except AnnotatorError as error:
            controller.problem.emit(str(error))
            return
        self.window.article.drop_selection()
        controller.broadcast(change)
        self.window.decisions.done.emit()

    def _open(self, entries: tuple[ReviewRow, ...]) -> None:
        if self.dock is None:
            self.dock = ReviewDock(self.window)
            self.window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.dock)
            self.dock.grid.picked.connect(lambda *_: self._go())
            self.dock.grid.selectionModel().currentRowChanged.connect(self._row_chosen)
            self.dock.place.clicked.connect(self.place)
            self.dock.dismiss.clicked.connect(self.dismiss)
            for name in ("place", "dismiss"):
                getattr(self.dock, name).setToolTip(self.window.menus.items[f"review-{name}"].toolTip())
            self.window.watch_keys(self.dock)
        self.dock.show_entries(entries)
        self.dock.show()

    def _row_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and self.dock is not None and self.dock.grid.hasFocus():
            self._go()

    def _go(self) -> None:
        """Show the chosen entry's article with the likely place selected; the keys stay in the list."""
        entry = self.dock.chosen if self.dock is not None else None
        if entry is None or self.dock is None:
            return
        if not self._at(entry):
            self.window.controller.show_article(entry.article)
        try:
            span = review.likely_place(self._store, entry)
        except AnnotatorError as error:
            self.window.controller.problem.emit(str(error))
            return
        if span is not None:
            self.window.article.select_span(span)
        else:
            self.window.article.drop_selection()
            self.window.controller.told.emit(
                "These words are not found in the new text: select their place, or dismiss them."
            )
        self.dock.grid.setFocus()

    def _at(self, entry: ReviewRow) -> bool:
        desk = self.window.controller.desk
        return desk is not None and desk.article.sha256 == entry.article

    def _on_desk(self) -> bool:
        return bool(self._me) and self.window.stack.currentWidget() is self.window.splitter

    @property
    def _me(self) -> str:
        return self.window.controller.annotator

    @property
    def _store(self) -> Store:
        return self.window.controller.store

    def _entries(self) -> tuple[ReviewRow, ...]:
        """This annotator's entries and those of the settled layer: nobody sees another's decisions."""
        try:
            mine = review.review_list(self._store, annotator=self._me)
            return (*mine, *review.review_list(self._store, annotator=ADJUDICATED))
        except AnnotatorError as error:
            self.window.controller.problem.emit(str(error))
            return ()
