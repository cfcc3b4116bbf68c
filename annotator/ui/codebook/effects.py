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
from annotator.language import counted, later, sentence, tr, trn, trs
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import cut, open_at, plain_label
from annotator.ui.theme import Theme
from annotator.workflow.codebook_change import AffectedDecision, Effect

HEAD = (later("Label"), later("Becomes"), later("Decisions"), later("Annotators"), later("Articles"))
UNTOUCHED = later("No decision is touched.")


class EffectsDialog(QDialog):
    """Says what would become of decisions and what differs; asks why; an example opens in its article."""

    wanted = Signal(str)  # why
    stop_wanted = Signal()  # of the change that is being made
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
        self.setWindowTitle(tr("What the change does"))
        self.head = plain_label(_sentence(effects), wrap=True, name=tr("Summary"))
        self.grid = Grid(theme, tr("What becomes of decisions"), most=8, stretch=1, widest=280)
        self.grid.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # a label's own name comes last
        self.grid.show_rows(trs(HEAD), [_row(effect) for effect in effects])
        self.examples = QListWidget()
        self.examples.setProperty("field", True)
        self.examples.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.examples.setAccessibleName(tr("Examples"))
        for effect in effects:
            for example in effect.examples:
                self._add(effect, example, mine=example.annotator == me)
        self.changes = QListWidget()
        self.changes.setProperty("field", True)
        self.changes.setAccessibleName(tr("What differs"))
        self.changes.setWordWrap(True)
        self.changes.addItems([cut(sentence(difference.words()), 300) for difference in differences])
        self.why = QLineEdit(placeholderText=tr("Why (kept with the version)"))
        self.why.setAccessibleName(tr("Why"))
        self.problem = plain_label(wrap=True, name=tr("Problem"))
        self.go = QPushButton(tr("Change the codebook"))
        self.go.setProperty("primary", True)
        self.cancel = QPushButton(tr("Back"))
        self.cancel.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.addWidget(self.head)
        if effects:
            column.addWidget(self.grid)
        if self.examples.count():
            column.addWidget(plain_label(tr("Examples; one of yours opens in its article"), muted=True))
            column.addWidget(self.examples, 1)
        column.addWidget(plain_label(tr("What differs from the version before"), muted=True))
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
        self.why.returnPressed.connect(self.go.click)
        self.examples.itemActivated.connect(self._open)
        self.examples.itemClicked.connect(self._open)
        open_at(self, 820, 560)
        self.why.setFocus()

    def _add(self, effect: Effect, example: AffectedDecision, *, mine: bool) -> None:
        """An example; others' quotations are counted and not opened: nobody sees another's decisions."""
        item = QListWidgetItem(
            cut(f"{effect.label.partition(': ')[2]}   {example.words}   ({example.title or example.article_id})", 240)
        )
        item.setData(Qt.ItemDataRole.UserRole, (example.article, example.quotation))
        if mine:
            self.examples.addItem(item)

    def _open(self, item: QListWidgetItem) -> None:
        self.example_wanted.emit(*item.data(Qt.ItemDataRole.UserRole))

    def busy(self, said: str) -> None:
        """Show what is being done; the change can be stopped meanwhile, and not be begun again."""
        self.problem.setText(said)
        self.go.setEnabled(False)
        self.cancel.setText(tr("Cancel"))

    def rest(self, problem: str) -> None:
        """Say why nothing was changed; it can be tried again."""
        self.problem.setText(sentence(problem))
        self.go.setEnabled(True)
        self.cancel.setText(tr("Back"))

    def reject(self) -> None:
        """Close, or stop the change that is being made: nothing of it stays then."""
        if self.go.isEnabled():
            super().reject()
        else:
            self.stop_wanted.emit()


def _sentence(effects: Sequence[Effect]) -> str:
    touched = sum(effect.decisions for effect in effects)
    if not touched:
        return tr(UNTOUCHED)
    choose = sum(effect.decisions for effect in effects if effect.fate.to is None)
    said = [trn(touched, "{} label of a decision changes.", "{} labels of decisions change.", counted(touched))]
    if choose:
        said.append(tr("For {} of them the annotator has to choose again.", counted(choose)))
    return " ".join([*said, tr("One undo takes it back.")])


def _row(effect: Effect) -> list[Cell]:
    figures = (effect.decisions, effect.annotators, effect.articles)
    return [
        Cell(effect.label),
        Cell(sentence(effect.becomes)),
        *(Cell(counted(figure), right=True, muted=not figure) for figure in figures),
    ]
