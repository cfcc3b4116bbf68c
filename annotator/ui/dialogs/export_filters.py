"""The filters of an export: whose decisions, in which states, of which kinds, with which label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QWidget

from annotator.records import Codebook, Kind
from annotator.workflow.selection import STATES, Selection

KINDS = {"direct": Kind.DIRECT, "mixed": Kind.MIXED, "indirect": Kind.INDIRECT, "not speech": Kind.NOT_SPEECH}


class ExportFilters(QWidget):
    """Controls that make a :class:`Selection`; ``changed`` is sent with every one that changes."""

    changed = Signal()

    def __init__(self, annotator: str) -> None:
        super().__init__()
        self.whose = QComboBox()
        self.whose.addItem(f"Mine ({annotator})", Selection(annotators=frozenset({annotator})))
        self.whose.addItem("Everybody's", Selection())
        self.whose.addItem("Settled by adjudication", Selection(adjudicated=True))
        self.label = QComboBox()
        self.label.addItem("Any or none", None)
        self.flagged = QComboBox()
        self.flagged.addItem("Where the format can say that they are flagged", None)
        self.flagged.addItem("Always", True)
        self.flagged.addItem("Never", False)
        self.finished = QCheckBox("Only articles that are finished")
        self.states = {text.replace("-", " "): status for text, status in STATES.items()}
        self.state_boxes = {text: _ticked(text) for text in self.states}
        self.kind_boxes = {text: _ticked(text) for text in KINDS}
        self._lay_out()
        for combo in (self.whose, self.label, self.flagged):
            combo.currentIndexChanged.connect(self.changed)
        for box in (self.finished, *self.state_boxes.values(), *self.kind_boxes.values()):
            box.toggled.connect(self.changed)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow("Decisions", self.whose)
        form.addRow("States", _row(self.state_boxes))
        form.addRow("Kinds", _row(self.kind_boxes))
        form.addRow("Label", self.label)
        form.addRow("Flagged", self.flagged)
        form.addRow("", self.finished)
        for name, control in (("Decisions", self.whose), ("Label", self.label), ("Flagged", self.flagged)):
            control.setAccessibleName(name)

    def offer(self, others: Sequence[str], codebook: Codebook) -> None:
        """Offer the other annotators and the codebook's labels."""
        for combo in (self.whose, self.label):
            combo.blockSignals(True)
        for number, name in enumerate(others, 1):
            self.whose.insertItem(number, name, Selection(annotators=frozenset({name})))
        for target in codebook.targets:
            self.label.addItem(target.name, target.id)
            for label in target.labels:
                self.label.addItem(f"{target.name}: {label.name}", f"{target.id}:{label.id}")
        for combo in (self.whose, self.label):
            combo.blockSignals(False)

    @property
    def missing(self) -> str:
        """What must be chosen before anything can be exported, as a sentence; "" where nothing is missing."""
        for what, boxes in (("state", self.state_boxes), ("kind", self.kind_boxes)):
            if not any(box.isChecked() for box in boxes.values()):
                return f"Choose at least one {what}."
        return ""

    @property
    def selection(self) -> Selection:
        """What is chosen."""
        whose: Selection = self.whose.currentData()
        label = self.label.currentData()
        return Selection(
            annotators=whose.annotators,
            adjudicated=whose.adjudicated,
            states=_chosen(self.state_boxes, self.states),
            kinds=_chosen(self.kind_boxes, KINDS),
            labels=frozenset({label} if label else ()),
            flagged=self.flagged.currentData(),
            finished=self.finished.isChecked(),
        )


def _ticked(text: str) -> QCheckBox:
    box = QCheckBox(text.capitalize())
    box.setChecked(True)
    return box


def _row(boxes: dict[str, QCheckBox]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(14)
    for box in boxes.values():
        row.addWidget(box)
    row.addStretch(1)
    return row


def _chosen(boxes: dict[str, QCheckBox], values: dict[str, Any]) -> frozenset[Any]:
    """The values of the boxes that are on; all of them is no filter."""
    on = frozenset(values[text] for text, box in boxes.items() if box.isChecked())
    return frozenset() if len(on) == len(boxes) else on
