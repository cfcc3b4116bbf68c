"""Offered where articles would come into the sample project: a project of one's own, whose codebook asks what one wants to know."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from annotator.language import later, tr
from annotator.ui.text import plain_label

TOLD = later("This is the sample project: its codebook asks about the border between the United States and Mexico.")


class OwnProject(QWidget):
    """A line with a button; hidden where the project is one's own."""

    wanted = Signal()

    def __init__(self, *, shown: bool) -> None:
        super().__init__()
        self.button = QPushButton(tr("A project of my &own…"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(plain_label(tr(TOLD), wrap=True), 1)
        row.addWidget(self.button)
        self.setVisible(shown)
