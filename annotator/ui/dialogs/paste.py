"""An article from the clipboard: its text to look over and its name, before it is stored."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.language import counted, later, sentence, tr
from annotator.records import Article
from annotator.store.connection import Store
from annotator.ui.dialogs.own_project import OwnProject
from annotator.ui.text import button_row, open_at, plain_label, take_or_leave
from annotator.workflow import corpus, preview, project

EMPTY = later("Paste or type the text of an article.")


class PasteDialog(QDialog):
    """Asks for a text and a name; Import hands the article on with ``wanted``."""

    wanted = Signal(object)  # Article
    own_wanted = Signal(str)  # the text: a new project is to begin with it

    def __init__(self, store: Store, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Paste article"))
        self.store = store
        self.article: Article | None = None
        self.name = QLineEdit(placeholderText=tr("If you leave this empty, the first line becomes its name"))
        self.name.setAccessibleName(tr("Name of the article"))
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(tr("Text of the article"))
        self.text.setTabChangesFocus(True)
        self.summary = plain_label(wrap=True, name=tr("What would come in"))
        self.take, self.leave = take_or_leave(self, tr("Import"))
        self.own = OwnProject(shown=project.is_sample(store))
        self.own.wanted.connect(self._begin_own)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for part in (self.own, self.summary, self.name, self.text):
            column.addWidget(part)
        column.addLayout(button_row(self.leave, self.take))
        open_at(self, 720, 520)
        for changed in (self.name.textChanged, self.text.textChanged):
            changed.connect(self._look)
        self._look()
        self.take.setFocus() if self.article is not None else self.text.setFocus()

    def _look(self) -> None:
        """Say what the text would be here."""
        self.article = None
        text = self.text.toPlainText()
        try:
            if text.strip():
                self.article = corpus.pasted_article(text, self.name.text())
                fate = preview.fate_of(self.store, self.article)
                told = tr("{} characters, {}: {}", counted(len(text)), sentence(fate.words), self.article.title)
                self.summary.setText(told)
            else:
                self.summary.setText(tr(EMPTY))
        except AnnotatorError as error:
            self.summary.setText(sentence(str(error)))
        self.take.setEnabled(self.article is not None)

    def _begin_own(self) -> None:
        self.reject()
        self.own_wanted.emit(self.text.toPlainText())

    def done(self, result: int) -> None:
        """Close; Import hands the article on."""
        super().done(result)
        if result and self.article is not None:
            self.wanted.emit(self.article)
