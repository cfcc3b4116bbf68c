"""The dock of the review list: a table with an entry a line, and the two things that can be done with one."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from annotator.language import counted, later, sentence, tr, trn, trs
from annotator.ui.list_dock import ListDock
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import plain_label
from annotator.ui.theme import Theme
from annotator.workflow.review import ReviewRow

HEAD = (later("Words as they were"), later("Article"), later("Why it waits"))
EMPTY = later(
    "Nothing waits for review. When an article comes again with edited text, decisions whose words, source or cue were changed wait here."
)
HINT = later("The likely place is selected in the article; select other words where it is wrong, then place it again.")


class ReviewDock(ListDock[ReviewRow]):
    """A table with an entry a line, and the two things that can be done with one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        grid = Grid(theme, tr("Decisions to look at again"), most=5, stretch=0, widest=420)
        super().__init__(tr("Review"), "review", grid, tr(EMPTY), parent)
        self.place = QPushButton(tr("Place again"))
        self.place.setProperty("primary", True)
        self.dismiss = QPushButton(tr("Dismiss"))
        foot = QHBoxLayout()
        foot.addWidget(plain_label(tr(HINT), muted=True, wrap=True), 1)
        foot.addWidget(self.dismiss)
        foot.addWidget(self.place)
        self.lay_out(foot)

    def show_entries(self, entries: tuple[ReviewRow, ...]) -> None:
        """Show these decisions."""
        self.show_lines(
            trs(HEAD), entries, lambda e: [Cell(e.words), Cell(e.title or e.article_id), Cell(sentence(e.reason))]
        )
        self.setWindowTitle(
            trn(
                len(entries),
                "Review: {} decision to look at again",
                "Review: {} decisions to look at again",
                counted(len(entries)),
            )
        )
