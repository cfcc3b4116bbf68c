"""The articles of a file that would come in: their titles, and the text of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QListWidget, QPlainTextEdit, QSplitter, QWidget

from annotator.exchange.readers.wrapped import LINE_BREAKS, MARGIN
from annotator.language import counted, sentence, tr
from annotator.records import IMPORT_NOTES
from annotator.ui.text import cut
from annotator.workflow.preview import PreviewItem

MOST = 200  # titles that are listed


class ArticleLook(QSplitter):
    """Titles on the left, on the right the text and what is said about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.titles = QListWidget()
        self.titles.setAccessibleName(tr("Articles of the chosen file"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Text of the chosen article"))
        self.items: list[PreviewItem] = []
        self.addWidget(self.titles)
        self.addWidget(self.text)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 3)
        self.titles.currentRowChanged.connect(self._show)

    def show_items(self, items: Sequence[PreviewItem], nothing: str = "") -> None:
        """List the first articles of a file, and show the first one; ``nothing`` says why there is none."""
        self.items = list(items[:MOST])
        self.titles.clear()
        self.titles.addItems([" ".join(cut(item.title or item.name, 200).split()) for item in self.items])
        if len(items) > MOST:
            self.titles.addItem(tr("… and {} more", counted(len(items) - MOST)))
        self.titles.setCurrentRow(0 if self.items else -1)
        self.titles.setEnabled(bool(self.items))
        if not self.items:
            self.titles.addItem(tr("No article"))
            self.text.setPlainText(nothing)

    def _show(self, row: int) -> None:
        if not 0 <= row < len(self.items):
            return
        item = self.items[row]
        metadata = dict(item.metadata)
        notes = [tr("note: {}", sentence(note)) for note in metadata.pop(IMPORT_NOTES, "").splitlines()]
        about = "\n".join(
            [*(f"{key}: {value}" for key, value in metadata.items() if key not in (LINE_BREAKS, MARGIN)), *notes]
        )
        text = item.text or f"{item.beginning} …"
        self.text.setPlainText(cut(f"{about}\n\n{text}" if about else text, 100_000))
