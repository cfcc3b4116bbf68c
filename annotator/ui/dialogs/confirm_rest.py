"""What "Confirm the rest" would confirm: the undecided quotations of an article above a probability, each of which can be left out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from annotator.language import counted, decimals, later, tr, trn, trs
from annotator.records import Codebook
from annotator.ui.dialogs.checked_table import CheckedDialog, labels_of, speaker_of
from annotator.ui.text import open_at, plain_label
from annotator.workflow.bulk import Sure

HEADS = (later("Probability"), later("Quotation"), later("Speaker"), later("Labels"))


class ConfirmRestDialog(CheckedDialog):
    """Lists them, the least probable first; Confirm hands those that are ticked on with ``wanted``."""

    wanted = Signal(object)  # list[Sure]
    least_chosen = Signal(int)  # percent

    def __init__(self, found: Sequence[Sure], codebook: Codebook, least: int, parent: QWidget) -> None:
        super().__init__(
            tr("Confirm the rest"),
            trs(HEADS),
            parent,
            wide=1,
            table=tr("Quotations to confirm"),
            summary=tr("What would be confirmed"),
        )
        self.found = sorted(found, key=lambda sure: (sure.probability, sure.quotation.span))
        self.codebook = codebook
        self.listed: list[Sure] = []
        self.least = QSpinBox(minimum=50, maximum=100, suffix=" %", value=least)
        self._fill_frame()
        self.least.valueChanged.connect(self._list)
        self.model.ticked.connect(self._count)
        self._list()
        self.take.setFocus() if self.listed else self.least.setFocus()

    def _fill_frame(self) -> None:
        self.least.setAccessibleName(tr("Least probability, in percent"))
        top = QHBoxLayout()
        top.addWidget(
            plain_label(tr("Undecided quotations of this article that are right with a probability of at least"))
        )
        top.addWidget(self.least)
        top.addStretch(1)
        self.lay_out(top)
        open_at(self, 860, 520)
        self.table.setColumnWidth(0, 110)
        self.table.setColumnWidth(2, 200)
        self.table.setColumnWidth(3, 150)

    def _list(self) -> None:
        least = self.least.value() / 100
        self.listed = [sure for sure in self.found if sure.probability >= least]
        self.model.show_lines([self._line(sure) for sure in self.listed])
        self._count()

    def _line(self, sure: Sure) -> tuple[str, ...]:
        made, percent = sure.decision, int(sure.probability * 1000) / 10
        return f"{decimals(percent)} %", made.words, speaker_of(made), labels_of(made, self.codebook)

    def _count(self) -> None:
        count, below = self.model.count, len(self.found) - len(self.listed)
        self.take.setText(tr("Confirm {}", count))
        self.take.setEnabled(bool(count))
        left = (
            trn(below, "{} more is less probable.", "{} more are less probable.", counted(below)) + " " if below else ""
        )
        self.summary.setText(
            left
            + tr(
                "Flagged ones, hand-made ones and those with withheld suggestions are left out. One undo takes all back."
            )
        )

    def done(self, result: int) -> None:
        """Close; Confirm hands what is ticked on."""
        super().done(result)
        self.least_chosen.emit(self.least.value())
        if result:
            self.wanted.emit(self.model.chosen(self.listed))
