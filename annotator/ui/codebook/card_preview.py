"""The part of the card that shows a codebook, as the annotator will see it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.language import tr
from annotator.records import Codebook
from annotator.ui.badges import LabelRow, TargetRow, place_labels
from annotator.ui.text import plain_label
from annotator.ui.theme import Theme


class CardPreview(QScrollArea):
    """Targets, and the labels of one; a click on a part asks for it."""

    picked = Signal(int, int)  # target, label (-1: the target itself)

    def __init__(self, theme: Theme) -> None:
        super().__init__(widgetResizable=True)
        self.theme = theme
        self.setAccessibleName(tr("The card as the annotator sees it"))
        self.setMinimumWidth(250)
        self.names: list[str] = []

    def show_book(self, book: Codebook, active: int) -> None:
        """Show a codebook with the labels of the target ``active`` (-1: of the first)."""
        active = active if 0 <= active < len(book.targets) else 0
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(2)
        column.addWidget(plain_label(tr("As the annotator sees it"), muted=True))
        self.names = []
        if not book.targets:
            column.addWidget(plain_label(tr("Targets and labels that you add stand here."), muted=True, wrap=True))
        for t, target in enumerate(book.targets):
            row = TargetRow(self.theme)
            row.key, row.name = target.key, target.name
            row.show_set([], [])
            row.setChecked(t == active)
            row.clicked.connect(lambda _=False, at=t: self.picked.emit(at, -1))
            column.addWidget(row)
            self.names.append(target.name)
            if t == active:
                column.addWidget(self._labels(book, t))
        column.addStretch(1)
        self.setWidget(inside)

    def _labels(self, book: Codebook, t: int) -> QWidget:
        panel = QWidget()
        grid = QGridLayout(panel)
        grid.setContentsMargins(8, 0, 0, 6)
        grid.setSpacing(1)
        rows = []
        for at, label in enumerate(book.targets[t].labels):
            row = LabelRow(self.theme, label.color)
            row.show_label(label.key, label.name)
            row.clicked.connect(lambda _=False, n=at: self.picked.emit(t, n))
            rows.append(row)
            self.names.append(label.name)
        place_labels(grid, rows)
        return panel
