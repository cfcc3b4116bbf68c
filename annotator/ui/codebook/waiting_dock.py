"""The dock of decisions that wait for a person to choose or look again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from annotator.language import counted, later, tr, trn, trs
from annotator.records import Stance
from annotator.ui.list_dock import ListDock
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import menu_text, plain_label
from annotator.ui.theme import Theme
from annotator.workflow.codebook_change import RecodedDecision

HEAD = (later("Quotation"), later("Article"), later("Label before"), later("What to do"))
EMPTY = later(
    "Nothing to choose again. When the codebook changes, decisions whose label was split or deleted are listed here."
)
MOST = 6  # labels that are offered as buttons


class WaitingDock(ListDock[RecodedDecision]):
    """A line for each decision; a button for each label that is offered for the chosen one."""

    label_chosen = Signal(object)  # the Stance to give
    kept = Signal()

    def __init__(self, theme: Theme, name_of: Callable[[Stance], str], parent: QWidget) -> None:
        grid = Grid(theme, tr("Decisions to choose again"), most=5, stretch=0, widest=320)
        super().__init__(tr("Choose again"), "choose-again", grid, tr(EMPTY), parent)
        self.name_of = name_of
        self.hint = plain_label(wrap=True, muted=True, name=tr("What to do"))
        self.row = QHBoxLayout()
        self.row.setSpacing(8)
        self.offered: list[QPushButton] = []
        foot = QHBoxLayout()
        foot.addWidget(self.hint, 1)
        foot.addLayout(self.row)
        self.lay_out(foot)

    def show_entries(self, entries: Sequence[RecodedDecision]) -> None:
        """Show these decisions."""
        self.show_lines(trs(HEAD), entries, self._line)
        count = len(entries)
        self.setWindowTitle(tr("Choose again: {}", trn(count, "{} decision", "{} decisions", counted(count))))

    def _line(self, entry: RecodedDecision) -> list[Cell]:
        before = ", ".join(self.name_of(stance) for stance in entry.before)
        what = tr("choose again") if entry.why == "choose" else tr("look again")
        return [Cell(entry.words), Cell(entry.title or entry.article_id), Cell(before), Cell(what)]

    def show_chosen(self) -> None:
        """Show a button for each label that the chosen decision may get, or one that keeps it as it is."""
        for button in self.offered:
            self.row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.offered = []
        entry = self.chosen
        if entry is None:
            return
        if entry.why == "look":
            self.hint.setText(tr("Its definition was changed. Change its labels on the card, or keep them."))
            self._button(tr("Keep"), self.kept.emit)
            return
        more = "" if entry.options else " " + tr("Its label was deleted.")
        self.hint.setText(tr("Choose here or on the card; there Enter confirms.") + more)
        for stance in entry.options[:MOST]:
            self._button(self.name_of(stance), partial(self.label_chosen.emit, stance))

    def _button(self, text: str, act: Callable[[], object]) -> None:
        made = QPushButton(menu_text(text))
        made.clicked.connect(lambda: act())
        self.row.addWidget(made)
        self.offered.append(made)
