"""The first window of a person who has no project yet: try the sample, begin with articles of one's own, or open a project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.language import later, sentence, tr
from annotator.ui import file_dialogs
from annotator.ui.dialogs.project_form import Beginning, ProjectForm
from annotator.ui.file_kinds import PROJECTS
from annotator.ui.text import open_at, plain_label, set_tone
from annotator.workflow import project

SAMPLE = later(
    "Thirty-four short news articles with a codebook about the border between the United States and Mexico. Nothing to prepare."
)
ARTICLES = later(
    "Text, Word, PDF, web pages, tables, downloads of Nexis or Factiva, or a text that you paste, with a codebook of your own."
)
FOOT = later("A project is one file on this computer. Nothing is sent anywhere.")


class StartWindow(QDialog):
    """Asks once what to begin with; the application opens it and closes this window."""

    sample_wanted = Signal()
    begun = Signal(object)  # Beginning
    open_wanted = Signal(object)  # Path

    def __init__(self, annotator: str, sample: Path) -> None:
        super().__init__()
        self.setWindowTitle(tr("Quotation Annotator"))
        self.setWindowFlag(Qt.WindowType.WindowMinMaxButtonsHint)
        self.setAcceptDrops(True)
        self.sample = QPushButton(tr("Try the &sample"))
        self.own = QPushButton(tr("My &articles…"))
        self.other = QPushButton(tr("&Open a project…"))
        self.form = ProjectForm(annotator, tr("Start"))
        self.start = QPushButton(tr("Start"))
        self.back = QPushButton(tr("Back"))
        self.told = plain_label(wrap=True, name=tr("What is wrong"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self._choice(sample))
        self.stack.addWidget(self._articles())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        open_at(self, 760, 470)
        self.sample.clicked.connect(self.sample_wanted)
        self.own.clicked.connect(lambda: self.show_articles())
        self.other.clicked.connect(self._open)
        self.start.clicked.connect(self._begin)
        self.back.clicked.connect(self._show_choice)
        self._show_choice()

    def _choice(self, sample: Path) -> QWidget:
        title = plain_label(tr("Who says what, and what stance do they take?"))
        title.setProperty("title", True)
        cards = QHBoxLayout()
        cards.setSpacing(18)
        cards.addWidget(_card(self.sample, tr(SAMPLE), tr("Kept in {}", str(sample).replace("/", "/\u200b"))))
        cards.addWidget(_card(self.own, tr(ARTICLES), tr("Drop them on this window at any time.")))
        self.other.setProperty("flat", True)
        set_tone(self.told, "tone", "unsure")
        line = QHBoxLayout()
        line.addWidget(self.other)
        line.addStretch(1)
        line.addWidget(plain_label(tr(FOOT), muted=True))
        foot = QVBoxLayout()
        foot.addWidget(self.told)
        foot.addLayout(line)
        middle = QVBoxLayout()
        middle.addLayout(cards)
        middle.addStretch(1)
        return _page(title, middle, foot)

    def _articles(self) -> QWidget:
        title = plain_label(tr("My articles"))
        title.setProperty("title", True)
        self.start.setProperty("primary", True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.start)
        return _page(title, self.form, buttons)

    def _show_choice(self) -> None:
        self.stack.setCurrentIndex(0)
        self.sample.setDefault(True)
        self.sample.setFocus()

    def show_articles(self, paths: Sequence[Path] = ()) -> None:
        """Ask for articles, a codebook, a file and a name."""
        self.stack.setCurrentIndex(1)
        self.start.setDefault(True)
        if paths:
            self.form.bring(paths)
        (self.start if paths else self.form.files).setFocus()

    def _begin(self) -> None:
        beginning: Beginning | None = self.form.beginning()
        if beginning is not None:
            self.begun.emit(beginning)

    def _open(self) -> None:
        if path := file_dialogs.open_file(self, tr("Open project"), kinds=tr(PROJECTS)):
            self.open_wanted.emit(path)

    def tell_problem(self, text: str) -> None:
        """Say what went wrong with what was asked for."""
        (self.form.told if self.stack.currentIndex() else self.told).setText(sentence(text))

    def reject(self) -> None:
        """Esc goes back to the choice, and from there closes the window."""
        if self.stack.currentIndex():
            self._show_choice()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close from whatever is shown; Esc alone goes back."""
        self.stack.setCurrentIndex(0)
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A project is opened, all else is what the new project begins with."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        projects = [path for path in paths if path.suffix.lower() == project.SUFFIX]
        if projects:
            self.open_wanted.emit(projects[0])
        elif paths:
            self.show_articles(paths)


def _page(title: QWidget, middle: QWidget | QLayout, foot: QLayout) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(28, 24, 28, 20)
    column.setSpacing(18)
    column.addWidget(title)
    column.addWidget(middle, 1) if isinstance(middle, QWidget) else column.addLayout(middle, 1)
    column.addLayout(foot)
    return page


def _card(button: QPushButton, words: str, foot: str) -> QFrame:
    card = QFrame()
    card.setProperty("panel", True)
    card.setMinimumHeight(200)
    button.setProperty("primary", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(20, 20, 20, 20)
    column.setSpacing(16)
    column.addWidget(plain_label(words, wrap=True))
    column.addStretch(1)
    column.addWidget(plain_label(foot, muted=True, wrap=True))
    column.addWidget(button)
    return card
