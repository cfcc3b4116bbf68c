"""What is to become of everything that a search found among one's own decisions: a label, a flag, not speech, confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annotator.records import Codebook, Decision, Kind, Stance, Status
from annotator.ui.dialogs.checked_table import CheckedModel, CheckedTable
from annotator.ui.dialogs.confirm_rest import labels_of
from annotator.ui.text import plain_label
from annotator.workflow import bulk
from annotator.workflow.bulk import Act, Found

HEADS = ("Quotation", "Speaker", "Labels", "Article")
SET, OFF, REPLACE = "Set a label", "Take a label off", "Put a label in the place of another"
PLAIN: dict[str, Callable[[], Act]] = {
    "Flag": lambda: bulk.flag(True),
    "Remove the flag": lambda: bulk.flag(False),
    "Not speech": bulk.not_speech,
    "Confirm what was begun": bulk.confirm,
}
NONE_FOUND = (
    "The search found no decisions of yours. Look in quotations or comments, or choose a filter: "
    "words in articles alone belong to no decision."
)


class ChangeHitsDialog(QDialog):
    """Asks for the act and lists the decisions that it changes; Change hands the ticked ones on with ``wanted``."""

    wanted = Signal(object, str)  # list[Decision], what was done

    def __init__(self, found: Sequence[Found], codebook: Codebook, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Change what was found")
        self.found, self.codebook = found, codebook
        self.made: list[Decision] = []
        self.what = QComboBox()
        self.old = QComboBox()
        self.new = QComboBox()
        self.model = CheckedModel(HEADS, self)
        self.table = CheckedTable(self.model, wide=0, name="Decisions to change")
        self.summary = plain_label(wrap=True, muted=True, name="What would be changed")
        self.take = QPushButton()
        self.leave = QPushButton("Cancel")
        self._lay_out()
        for box in (self.what, self.old, self.new):
            box.currentIndexChanged.connect(self._list)
        self.model.ticked.connect(self._count)
        self.take.clicked.connect(self.accept)
        self.leave.clicked.connect(self.reject)
        self._list()
        self.what.setFocus()

    def _lay_out(self) -> None:
        self.what.addItems([SET, OFF, REPLACE, *PLAIN])
        for box, name in ((self.what, "What to do"), (self.old, "Label to take off"), (self.new, "Label to set")):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for target in self.codebook.targets:
            for label in target.labels:
                for box in (self.old, self.new):
                    box.addItem(f"{label.name} ({target.name})", Stance(target.id, label.id))
        self.take.setProperty("primary", True)
        self.take.setDefault(True)
        self.leave.setAutoDefault(False)
        top, buttons = QHBoxLayout(), QHBoxLayout()
        for box in (self.what, self.old, self.new):
            top.addWidget(box, 1)
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
        self.resize(900, 540)
        for at, width in ((1, 170), (2, 170), (3, 190)):
            self.table.setColumnWidth(at, width)

    def _act(self) -> Act | None:
        """What is chosen; None where the codebook has no label to choose."""
        what = self.what.currentText()
        if what in PLAIN:
            return PLAIN[what]()
        old = self.old.currentData() if what != SET else None
        new = self.new.currentData() if what != OFF else None
        if (what != SET and old is None) or (what != OFF and new is None) or old == new:
            return None
        names = [self.codebook.label(stance) for stance in (old, new) if stance is not None]
        return bulk.relabel(old, new, f"{what}: {', '.join(label.name for label in names if label)}")

    def _list(self) -> None:
        what = self.what.currentText()
        self.old.setVisible(what in (OFF, REPLACE))
        self.new.setVisible(what in (SET, REPLACE))
        act = self._act()
        self.made = bulk.changed(self.found, act) if act is not None else []
        titles = {(found.decision.article, found.decision.quotation): found.title for found in self.found}
        self.model.show_lines(
            [(d.words, _speaker(d), labels_of(d, self.codebook), titles[d.article, d.quotation]) for d in self.made]
        )
        self._count()

    def _count(self) -> None:
        count, alike = self.model.count, len(self.found) - len(self.made)
        self.take.setText(f"Change {count:,}")
        self.take.setEnabled(bool(count))
        kept = f"{alike:,} of the {len(self.found):,} stay as they are. " if alike else ""
        told = f"{kept}Listed is what they will say. One undo takes all back."
        self.summary.setText(told if self.found else NONE_FOUND)

    def done(self, result: int) -> None:
        """Close; Change hands what is ticked on."""
        super().done(result)
        act = self._act()
        if result and act is not None:
            self.wanted.emit([made for made, on in zip(self.made, self.model.on, strict=True) if on], act.text)


def _speaker(decision: Decision) -> str:
    if decision.kind is Kind.NOT_SPEECH or decision.status is Status.WITHDRAWN:
        return "not speech"
    return decision.speaker_name or "no source named"
