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

from annotator.errors import AnnotatorError
from annotator.resources import resource
from annotator.ui import file_dialogs
from annotator.ui.text import plain_label
from annotator.workflow import codebook_files

OTHER = "From a file or another project…"
KINDS = "Codebooks, projects and lists of labels (*.toml *.annot *.qdc *.qdpx *.xml *.json *.csv *.tsv *.txt)"


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
        self.told = plain_label(wrap=True, name="What the file's labels lose")
        self._looked_at: Path | None = None
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
        column.addWidget(self.told)
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
            self.codebook = self._looked_at or file_dialogs.open_file(self, "Codebook", kinds=KINDS)
            if self.codebook is None or not self._sound(self.codebook):
                return
        typed = Path(self.place.text().strip() or "project")
        self.path = typed if typed.suffix == ".annot" else typed.with_name(typed.name + ".annot")
        super().accept()

    def _sound(self, path: Path) -> bool:
        """Whether a project can begin with the codebook of a file; what is lost is told first, and a second Ok goes on."""
        if path == self._looked_at:
            return True
        losses: dict[str, None] = {}
        try:
            codebook_files.codebook_in(path, lambda note: losses.setdefault(note))
        except AnnotatorError as error:
            self.told.setText(str(error))
            return False
        self._looked_at = path
        self.told.setText(
            f"{path.name} cannot be kept as it is: {'; '.join(losses)}. OK makes the project." if losses else ""
        )
        return not losses
