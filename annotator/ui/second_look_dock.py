"""The dock of decisions worth a second look: a decision a line with the reason, and the nearest own examples of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QWidget

from annotator.language import later, sentence, tr, trs
from annotator.ui.list_dock import ListDock
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import plain_label
from annotator.ui.theme import Theme
from annotator.workflow.second_look import LookRow, NearestDecision

HEAD = (later("Quotation"), later("Article"), later("Why"))
TEAM_HEAD = (*HEAD, later("Annotator"))
EXAMPLES = (later("Similar, by the same annotator"), later("Label"))
HINT = later("Enter goes to the quotation, where keys change it as usual. Keep says that it is right.")
TEAM_HINT = later(
    "Enter goes to the quotation, where it is settled as usual. Keep says that the annotator's decision is right."
)


class SecondLookDock(ListDock[LookRow]):
    """Two tables: the decisions, and under them the examples of the chosen one."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        grid = Grid(theme, tr("Decisions worth a second look"), most=3, stretch=2, widest=380)
        super().__init__(tr("Worth a second look"), "second-look", grid, "", parent)
        self.height_wanted = 300
        self.examples = Grid(theme, tr("Most similar decisions"), most=2, stretch=0, widest=380)
        self.examples.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.keep = QPushButton(tr("Keep"))
        self.keep.setProperty("primary", True)
        self.hint = plain_label(tr(HINT), muted=True, wrap=True)
        foot = QHBoxLayout()
        foot.addWidget(self.hint, 1)
        foot.addWidget(self.keep)
        self.lay_out(foot, self.examples)

    def show_rows(self, rows: Sequence[LookRow], empty: str, remarks: Sequence[str] = ()) -> None:
        """Show these decisions, or the sentence that says why there are none; ``remarks``: what else to know of them."""
        self.empty.setText(" ".join(sentence(text) for text in (empty, *remarks)))
        self.hint.setText(" ".join(sentence(text) for text in (HINT, *remarks)))
        self.show_lines(
            trs(HEAD),
            rows,
            lambda r: [Cell(r.words), Cell(r.article_id), Cell(sentence(r.reason), tip=sentence(r.reason))],
        )

    def show_team(self, rows: Sequence[LookRow], empty: str, remarks: Sequence[str], *, hide_names: bool) -> None:
        """Show the decisions of a team, or why there are none; ``remarks``: whose were not compared, and what else to know."""
        self.empty.setText(" ".join(sentence(text) for text in (empty, *remarks)))
        self.hint.setText(" ".join(sentence(text) for text in (TEAM_HINT, *remarks)))

        def cells(row: LookRow) -> list[Cell]:
            who = [] if hide_names else [Cell(row.annotator)]
            return [Cell(row.words), Cell(row.article_id), Cell(sentence(row.reason), tip=sentence(row.reason)), *who]

        self.show_lines(trs(HEAD if hide_names else TEAM_HEAD), rows, cells)

    def show_chosen(self) -> None:
        """Show the examples of the chosen decision."""
        found = self.chosen.examples if self.chosen else ()
        self.examples.show_rows(trs(EXAMPLES), [[Cell(e.words), Cell(e.labels)] for e in found])

    @property
    def example(self) -> NearestDecision | None:
        """The example whose line is chosen."""
        at = self.examples.currentIndex().row()
        found = self.chosen.examples if self.chosen else ()
        return found[at] if 0 <= at < len(found) else None
