"""What a change of the codebook would do to decisions: a table with examples, before anything is changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.codebook.compare import CodebookDifference
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import cut, plain_label
from annotator.ui.theme import Theme
from annotator.workflow.codebook_change import AffectedDecision, Effect

HEAD = ("Label", "Becomes", "Decisions", "Annotators", "Articles")
UNTOUCHED = "No decision is touched."


class EffectsDialog(QDialog):
    """Says what would become of decisions and what differs; asks why; an example opens in its article."""

    wanted = Signal(str)  # why
    example_wanted = Signal(str, str)  # article (sha256), quotation

    def __init__(
        self,
        effects: Sequence[Effect],
        differences: Sequence[CodebookDifference],
        theme: Theme,
        me: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("What the change does")
        self.head = plain_label(_sentence(effects), wrap=True, name="Summary")
        self.grid = Grid(theme, "What becomes of decisions", most=8, stretch=1, widest=320)
        self.grid.show_rows(HEAD, [_row(effect) for effect in effects])
        self.examples = QListWidget()
        self.examples.setProperty("field", True)
        self.examples.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.examples.setAccessibleName("Examples")
        for effect in effects:
            for example in effect.examples:
                self._add(effect, example, mine=example.annotator == me)
        self.changes = QListWidget()
        self.changes.setProperty("field", True)
        self.changes.setAccessibleName("What differs")
        self.changes.addItems([cut(difference.words(), 300) for difference in differences])
        self.why = QLineEdit(placeholderText="Why (kept with the version)")
        self.why.setAccessibleName("Why")
        self.problem = plain_label(wrap=True, name="Problem")
        self.go = QPushButton("Change the codebook")
        self.go.setProperty("primary", True)
        self.cancel = QPushButton("Back")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.addWidget(self.head)
        if effects:
            column.addWidget(self.grid)
        if self.examples.count():
            column.addWidget(plain_label("Examples; one of yours opens in its article", muted=True))
            column.addWidget(self.examples, 1)
        column.addWidget(plain_label("What differs from the version before", muted=True))
        column.addWidget(self.changes, 1)
        column.addWidget(self.why)
        column.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.go)
        column.addLayout(foot)
        self.cancel.clicked.connect(self.reject)
        self.go.clicked.connect(lambda: self.wanted.emit(self.why.text()))
        self.why.returnPressed.connect(lambda: self.wanted.emit(self.why.text()))
        self.examples.itemActivated.connect(self._open)
        self.examples.itemClicked.connect(self._open)
        self.resize(820, 560)
        self.why.setFocus()

    def _add(self, effect: Effect, example: AffectedDecision, *, mine: bool) -> None:
        """An example; others' quotations are counted and not opened: nobody sees another's decisions."""
        item = QListWidgetItem(
            cut(f"{effect.label.partition(': ')[2]}   {example.words}   ({example.article_id})", 240)
        )
        item.setData(Qt.ItemDataRole.UserRole, (example.article, example.quotation))
        if mine:
            self.examples.addItem(item)

    def _open(self, item: QListWidgetItem) -> None:
        self.example_wanted.emit(*item.data(Qt.ItemDataRole.UserRole))

    def busy(self, said: str) -> None:
        """Show what is being done and lock the button; "" unlocks it."""
        self.head.setText(said or self.head.text())
        self.go.setEnabled(not said)


def _sentence(effects: Sequence[Effect]) -> str:
    touched = sum(effect.decisions for effect in effects)
    if not touched:
        return UNTOUCHED
    choose = sum(effect.decisions for effect in effects if effect.fate.to is None)
    waits = f" {choose:,} times an annotator must choose again." if choose else ""
    return f"Labels of decisions are changed {touched:,} times.{waits} One undo takes it back."


def _row(effect: Effect) -> list[Cell]:
    figures = (effect.decisions, effect.annotators, effect.articles)
    return [
        Cell(effect.label),
        Cell(effect.becomes),
        *(Cell(f"{figure:,}", right=True, muted=not figure) for figure in figures),
    ]
