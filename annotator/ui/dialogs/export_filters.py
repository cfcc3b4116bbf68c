"""The filters of an export: whose decisions, on which articles, in which states, of which kinds, with which label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QWidget

from annotator.language import tr
from annotator.records import Codebook, Kind
from annotator.workflow.selection import STATES, Selection

KINDS = {"direct": Kind.DIRECT, "mixed": Kind.MIXED, "indirect": Kind.INDIRECT}  # whether not speech goes in is a state


class ExportFilters(QWidget):
    """Controls that make a :class:`Selection`; ``changed`` is sent with every one that changes."""

    changed = Signal()

    def __init__(
        self,
        annotator: str,
        first: Sequence[tuple[str, QWidget]] = (),
        some: Sequence[tuple[str, frozenset[str]]] = (),
    ) -> None:
        super().__init__()
        self.first = first  # rows above the filters, for one column of names
        self.whose = QComboBox()
        self.whose.addItem(tr("Mine ({})", annotator), Selection(annotators=frozenset({annotator})))
        self.whose.addItem(tr("Everybody's decisions"), Selection())
        self.whose.addItem(tr("Settled by adjudication"), Selection(adjudicated=True))
        self.articles = QComboBox()
        self.articles.addItem(tr("All articles"), frozenset())
        for text, hashes in some:  # checksums of the articles that a choice stands for
            self.articles.addItem(text, hashes)
        self.articles.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.label = QComboBox()
        self.label.addItem(tr("Any or none"), None)
        self.flagged = QComboBox()
        self.flagged.addItem(tr("Included if the format can store the flag"), None)
        self.flagged.addItem(tr("Included"), True)
        self.flagged.addItem(tr("Left out"), False)
        self.finished = QCheckBox(tr("Only articles that are finished"))
        self.states = {text.replace("-", " "): status for text, status in STATES.items()}
        self.state_boxes = {text: _ticked(text) for text in self.states}
        self.kind_boxes = {text: _ticked(text) for text in KINDS}
        self._lay_out()
        for combo in (self.whose, self.articles, self.label, self.flagged):
            combo.currentIndexChanged.connect(self.changed)
        for box in (self.finished, *self.state_boxes.values(), *self.kind_boxes.values()):
            box.toggled.connect(self.changed)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for name, control in self.first:
            form.addRow(name, control)
        form.addRow(tr("Decisions"), self.whose)
        form.addRow(tr("Articles"), self.articles)
        form.addRow(tr("States"), _row(self.state_boxes))
        form.addRow(tr("Kinds"), _row(self.kind_boxes))
        form.addRow(tr("Label"), self.label)
        form.addRow(tr("Flagged"), self.flagged)
        form.addRow("", self.finished)
        for name, control in (
            (tr("Decisions"), self.whose),
            (tr("Articles"), self.articles),
            (tr("Label"), self.label),
            (tr("Flagged"), self.flagged),
        ):
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
        for told, boxes in (
            (tr("Choose at least one state."), self.state_boxes),
            (tr("Choose at least one kind."), self.kind_boxes),
        ):
            if not any(box.isChecked() for box in boxes.values()):
                return told
        return ""

    @property
    def selection(self) -> Selection:
        """What is chosen."""
        whose: Selection = self.whose.currentData()
        label = self.label.currentData()
        kinds = _chosen(self.kind_boxes, KINDS)
        return Selection(
            annotators=whose.annotators,
            adjudicated=whose.adjudicated,
            articles=self.articles.currentData(),
            states=_chosen(self.state_boxes, self.states),
            kinds=kinds | {Kind.NOT_SPEECH} if kinds else kinds,
            labels=frozenset({label} if label else ()),
            flagged=self.flagged.currentData(),
            finished=self.finished.isChecked(),
        )


def _ticked(text: str) -> QCheckBox:
    box = QCheckBox(tr(text.capitalize()))
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
