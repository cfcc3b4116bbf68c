"""What the labels of other people's files mean here: a line for each label with a list to choose from, in the preview of an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.language import tr
from annotator.ui.text import plain_label

MOST = 60  # labels that are shown
HIGHEST = 190  # pixels


class LabelMap(QWidget):
    """Shows the labels that the files have, those without a meaning first; ``changed`` when one was given another meaning."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, QComboBox] = {}
        self.given: dict[str, str] = {}  # what was chosen here, by the label
        self.heading = plain_label(
            tr("What the labels of these files mean here (kept with the project)"), muted=True, wrap=True
        )
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(2, 1)
        inside = QWidget()
        inside.setLayout(self._grid)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setMaximumHeight(HIGHEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.heading)
        column.addWidget(area)
        self.hide()

    def show_labels(self, labels: Mapping[str, str], meanings: Sequence[tuple[str, str]]) -> None:
        """Show the labels with what each is taken for; ``meanings`` are (meaning, how it is called)."""
        ordered = sorted(labels, key=lambda name: (bool(labels[name]), name.casefold()))[:MOST]
        if set(ordered) != set(self.boxes):
            self._build(ordered, meanings)
        for name, box in self.boxes.items():
            box.blockSignals(True)
            box.setCurrentIndex(max(box.findData(self.given.get(name, labels.get(name, ""))), 0))
            box.blockSignals(False)
        self.setVisible(bool(ordered))

    def _build(self, names: Sequence[str], meanings: Sequence[tuple[str, str]]) -> None:
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        self.boxes = {}
        for row, name in enumerate(names):
            shown = " ".join(name.split())
            label = plain_label(shown if len(shown) <= 80 else shown[:79] + "…")
            box = QComboBox()
            box.setAccessibleName(tr("What {} means", shown))
            box.setMinimumWidth(260)
            box.addItem(tr("Unknown: left out"), "")
            for meaning, title in meanings:
                box.addItem(tr(title), meaning)
            box.currentIndexChanged.connect(lambda _, name=name, box=box: self._chosen(name, box))
            label.setBuddy(box)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(box, row, 1)
            self.boxes[name] = box

    def _chosen(self, name: str, box: QComboBox) -> None:
        self.given[name] = box.currentData() or "nothing"
        self.changed.emit()

    @property
    def words(self) -> tuple[str, ...]:
        """What was chosen, as ``LABEL=MEANING``."""
        return tuple(f"{name}={meaning}" for name, meaning in self.given.items())
