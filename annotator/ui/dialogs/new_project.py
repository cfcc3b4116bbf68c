"""A new project: its articles, its codebook, and where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from annotator.language import tr
from annotator.ui.dialogs.project_form import Beginning, ProjectForm
from annotator.ui.text import open_at


class NewProjectDialog(QDialog):
    """``beginning`` is set once it was accepted."""

    def __init__(self, annotator: str, parent: QWidget, articles: Sequence[Path] = (), text: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("New project"))
        self.beginning: Beginning | None = None
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.form = ProjectForm(annotator, buttons.button(QDialogButtonBox.StandardButton.Ok).text().replace("&", ""))
        for part in (self.form.name, self.form.name_label):
            part.setHidden(bool(annotator))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.form, 1)
        column.addWidget(buttons)
        open_at(self, 700, 420)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.form.bring(articles, text)
        self.form.select_name()

    def accept(self) -> None:
        """Take what is filled in, where nothing is wrong with it."""
        self.beginning = self.form.beginning()
        if self.beginning is not None:
            super().accept()
