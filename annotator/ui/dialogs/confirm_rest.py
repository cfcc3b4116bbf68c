"""What "Confirm the rest" would confirm: the undecided quotations of an article above a probability, each of which can be left out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from annotator.records import Codebook, Decision, Kind
from annotator.ui.dialogs.checked_table import CheckedModel, CheckedTable
from annotator.ui.text import plain_label
from annotator.workflow.bulk import Sure

HEADS = ("Right with", "Quotation", "Speaker", "Labels")


def labels_of(decision: Decision, codebook: Codebook) -> str:
    """The labels of a decision by their names."""
    found = [codebook.label(stance) for stance in decision.stances]
    return ", ".join(
        label.name if label else stance.label for label, stance in zip(found, decision.stances, strict=True)
    )


class ConfirmRestDialog(QDialog):
    """Lists them, the least probable first; Confirm hands those that are ticked on with ``wanted``."""

    wanted = Signal(object)  # list[Sure]
    least_chosen = Signal(int)  # percent

    def __init__(self, found: Sequence[Sure], codebook: Codebook, least: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Confirm the rest")
        self.found = sorted(found, key=lambda sure: (sure.probability, sure.quotation.span))
        self.codebook = codebook
        self.listed: list[Sure] = []
        self.least = QSpinBox(minimum=50, maximum=100, suffix=" %", value=least)
        self.model = CheckedModel(HEADS, self)
        self.table = CheckedTable(self.model, wide=1, name="Quotations to confirm")
        self.summary = plain_label(wrap=True, muted=True, name="What would be confirmed")
        self.take = QPushButton()
        self.leave = QPushButton("Cancel")
        self._lay_out()
        self.least.valueChanged.connect(self._list)
        self.model.ticked.connect(self._count)
        self.take.clicked.connect(self.accept)
        self.leave.clicked.connect(self.reject)
        self._list()
        self.take.setFocus() if self.listed else self.least.setFocus()

    def _lay_out(self) -> None:
        self.least.setAccessibleName("Least probability, in percent")
        self.take.setProperty("primary", True)
        self.take.setDefault(True)
        self.leave.setAutoDefault(False)
        top = QHBoxLayout()
        top.addWidget(plain_label("Undecided quotations of this article that are right with a probability of at least"))
        top.addWidget(self.least)
        top.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.summary)
        column.addLayout(buttons)
        self.resize(860, 520)
        self.table.setColumnWidth(0, 110)
        self.table.setColumnWidth(2, 200)
        self.table.setColumnWidth(3, 150)

    def _list(self) -> None:
        least = self.least.value() / 100
        self.listed = [sure for sure in self.found if sure.probability >= least]
        self.model.show_lines([self._line(sure) for sure in self.listed])
        self._count()

    def _line(self, sure: Sure) -> tuple[str, ...]:
        decision = sure.decision
        said = decision.kind is not Kind.NOT_SPEECH
        who = (decision.speaker_name or "no source named") if said else "not speech"
        return f"{int(sure.probability * 1000) / 10:.1f} %", decision.words, who, labels_of(decision, self.codebook)

    def _count(self) -> None:
        count, below = self.model.count, len(self.found) - len(self.listed)
        self.take.setText(f"Confirm {count}")
        self.take.setEnabled(bool(count))
        left = f"{below} more {'is' if below == 1 else 'are'} less probable. " if below else ""
        self.summary.setText(
            f"{left}Flagged ones, hand-made ones and those with withheld suggestions are left out. One undo takes all back."
        )

    def done(self, result: int) -> None:
        """Close; Confirm hands what is ticked on."""
        super().done(result)
        self.least_chosen.emit(self.least.value())
        if result:
            self.wanted.emit([sure for sure, on in zip(self.listed, self.model.on, strict=True) if on])
