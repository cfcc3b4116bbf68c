"""Export with a look at it first: the counts, the first record, the format, whose decisions."""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.records import ADJUDICATED
from annotator.ui.text import plain_label, set_tone
from annotator.ui.worker import Worker
from annotator.workflow import export, project
from annotator.workflow.export import ExportPreview, ExportReport

NAMES = {"jsonl": "JSON Lines, one article a line", "jsonl-quotations": "JSON Lines, one quotation a line"}
LONGEST = 6000  # characters of the first record that are shown


def _preview(path: Path, annotator: str | None, fmt: str) -> ExportPreview:
    with closing(project.read_project(path)) as store:
        return export.preview_export(store, annotator=annotator, fmt=fmt)


def _export(path: Path, target: Path, annotator: str | None, fmt: str) -> ExportReport:
    with closing(project.read_project(path)) as store:
        return export.export(store, target, annotator=annotator, fmt=fmt)


class ExportDialog(QDialog):
    """Reads and writes in the worker; the desk behind it stays usable."""

    told = Signal(str)

    def __init__(self, path: Path, annotator: str, worker: Worker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.path = path
        self.worker = worker
        self.format = QComboBox()
        for fmt in export.FORMATS:
            self.format.addItem(NAMES.get(fmt, fmt), fmt)
        self.whose = QComboBox()
        self.whose.addItem(f"Mine ({annotator})", annotator)
        self.whose.addItem("Everybody's", None)
        self.whose.addItem("Settled by adjudication", ADJUDICATED)
        self.counts = plain_label("Reading…", wrap=True, name="What the export holds")
        self.record = QPlainTextEdit(readOnly=True)
        self.record.setAccessibleName("First record")
        self.record.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.save = QPushButton("Save…")
        self.save.setProperty("primary", True)
        self._lay_out()
        self.format.currentIndexChanged.connect(self.preview)
        self.whose.currentIndexChanged.connect(self.preview)
        self.save.clicked.connect(self._choose)
        self.preview()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("Format", self.format)
        form.addRow("Decisions", self.whose)
        buttons = QDialogButtonBox()
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.counts)
        column.addWidget(plain_label("First record", muted=True))
        column.addWidget(self.record, 1)
        column.addWidget(buttons)
        self.resize(680, 560)

    def preview(self) -> None:
        """Show the counts and the first record of what is chosen."""
        self.save.setEnabled(False)
        self.counts.setText("Reading…")
        job = partial(_preview, self.path, self.whose.currentData(), self.format.currentData())
        self.worker.submit(job, self._previewed, self._failed)

    def _previewed(self, found: ExportPreview) -> None:
        set_tone(self.counts, "tone", "")
        self.counts.setText(found.counts.message)
        record = json.dumps(json.loads(found.first_record), ensure_ascii=False, indent=2) if found.first_record else ""
        cut = record if len(record) <= LONGEST else record[:LONGEST] + "\n…"
        self.record.setPlainText(cut or "Nothing is decided yet.")
        self.save.setEnabled(True)

    def _choose(self) -> None:
        guess = Path("exports" if Path("exports").is_dir() else "") / f"{self.path.stem}.jsonl"
        name, _ = QFileDialog.getSaveFileName(self, "Export", str(guess), "JSON Lines (*.jsonl)")
        if name:
            self.write(Path(name))

    def write(self, target: Path) -> None:
        """Write the export to a path."""
        self.save.setEnabled(False)
        self.counts.setText(f"Writing {target.name}…")
        job = partial(_export, self.path, target, self.whose.currentData(), self.format.currentData())
        self.worker.submit(job, self._written, self._failed)

    def _written(self, report: ExportReport) -> None:
        self.told.emit(f"{report.path}: {report.counts.message}")
        self.accept()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        set_tone(self.counts, "tone", "unsure")
        self.counts.setText(str(error))
        self.save.setEnabled(True)
