"""A new project: where it lies and which codebook it starts with."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.resources import resource
from annotator.ui import file_dialogs
from annotator.ui.text import plain_label

OTHER = "From a file…"


class NewProjectDialog(QDialog):
    """``path`` and ``codebook`` are set once it was accepted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("New project")
        self.path: Path | None = None
        self.codebook: Path | None = None
        self.place = QLineEdit(str(Path.cwd() / "project.annot"))
        self.place.setMinimumWidth(380)
        self.choose = QPushButton("Choose…")
        self.codebooks = QComboBox()
        for file in sorted(resource("codebooks").glob("*.toml"), key=lambda f: f.stem != "favor"):
            self.codebooks.addItem({"favor": "favor / against / neutral"}.get(file.stem, file.stem), file)
        self.codebooks.addItem(OTHER, None)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        form = QFormLayout()
        form.addRow("File", self.place)
        form.addRow("", self.choose)
        form.addRow("Codebook", self.codebooks)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(
            plain_label(
                "A codebook can be changed later; decisions remember which one they were made with.",
                muted=True,
                wrap=True,
            )
        )
        column.addWidget(buttons)
        self.choose.clicked.connect(self._choose)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)

    def _choose(self) -> None:
        path, _ = file_dialogs.save_file(self, "New project", self.place.text(), "Projects (*.annot)")
        if path is not None:
            self.place.setText(str(path))

    def accept(self) -> None:
        """Take what is filled in; ask for the codebook's file where another one is wanted."""
        self.codebook = self.codebooks.currentData()
        if self.codebooks.currentText() == OTHER:
            self.codebook = file_dialogs.open_file(self, "Codebook", kinds="Codebooks (*.toml)")
            if self.codebook is None:
                return
        typed = Path(self.place.text().strip() or "project")
        self.path = typed if typed.suffix == ".annot" else typed.with_name(typed.name + ".annot")
        super().accept()
