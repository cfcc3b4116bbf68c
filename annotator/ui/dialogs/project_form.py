"""What a new project begins with: its articles, its codebook, its file, and who annotates. Nothing is written here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.language import later, sentence, tr
from annotator.records import Codebook
from annotator.ui import file_dialogs
from annotator.ui.file_kinds import readable
from annotator.ui.text import cut, plain_label, set_tone
from annotator.workflow import codebook_files, project

OWN = later("My own: in favor, against, neutral")
EMPTY = later("Empty: targets and labels are made in the window")
OTHER = later("From a file or another project…")
KINDS = later("Codebooks, projects and lists of labels (*.toml *.annot *.qdc *.qdpx *.xml *.json *.csv *.tsv *.txt)")
NO_ARTICLES = later("Drop files or a folder here.")
NO_TARGETS = later(
    "No stances at first: quotations and speakers only. File › Codebook… adds targets and labels at any time."
)
BLANK = later(
    "If you leave this empty, there is one target, “The proposal”. File › Codebook… changes targets and labels at any time."
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a new project begins with. ``text`` is an article to look over, "" for none; ``annotator`` "" is asked for later."""

    path: Path
    codebook: Codebook
    articles: tuple[Path, ...] = ()
    text: str = ""
    annotator: str = ""


def own_folder() -> Path:
    """Where a new file is offered: the current folder, or the user's own where that cannot be written."""
    here = Path.cwd()
    return here if os.access(here, os.W_OK) else Path.home()


class ProjectForm(QWidget):
    """Filled in by the person; :meth:`beginning` checks it and says in ``told`` what is wrong. ``again`` names the button that goes on."""

    brought = Signal()  # articles were given, or taken away

    def __init__(self, annotator: str, again: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.again = again
        self.articles: tuple[Path, ...] = ()
        self.text = ""
        self.shown = plain_label(tr(NO_ARTICLES), wrap=True, name=tr("Articles of the new project"))
        self.files = QPushButton(tr("&Files…"))
        self.folder = QPushButton(tr("F&older…"))
        self.paste = QPushButton(tr("&Paste text"))
        self.forget = QPushButton(tr("Remove"))
        self.codebooks = QComboBox()
        self.targets = QLineEdit(placeholderText=tr("for example: the bridge, the mayor"))
        self.asks = plain_label(muted=True, wrap=True, name=tr("What the codebook asks"))
        self.place = QLineEdit(str(own_folder() / "project.annot"))
        self.choose = QPushButton(tr("&Choose…"))
        self.name = QLineEdit(annotator)
        self.name_label = QLabel(tr("&Your name"))
        self.told = plain_label(wrap=True, name=tr("What is wrong"))
        self._towards = QLabel(tr("Stances &towards"))
        self._other: tuple[Path, Codebook] | None = None  # the file looked at last, and its codebook
        self._agreed: Path | None = None  # a missing folder that was told of
        self._fill()
        self._lay_out()
        self._connect()

    def _fill(self) -> None:
        self.codebooks.addItem(tr(OWN), OWN)
        for codebook in codebook_files.shipped_codebooks():
            self.codebooks.addItem(codebook.name, codebook)
        self.codebooks.addItem(tr(EMPTY), EMPTY)
        self.codebooks.addItem(tr(OTHER), OTHER)
        self.shown.setProperty("dropping", True)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setMinimumHeight(64)
        self.shown.setContentsMargins(10, 6, 10, 6)
        self.forget.hide()
        self.setAcceptDrops(True)
        set_tone(self.told, "tone", "unsure")
        self._show_asked()

    def _lay_out(self) -> None:
        bring = QHBoxLayout()
        bring.setSpacing(6)
        for button in (self.files, self.folder, self.paste, self.forget):
            button.setAutoDefault(False)
            bring.addWidget(button)
        bring.addStretch(1)
        self.choose.setAutoDefault(False)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(9)
        grid.setColumnStretch(1, 1)
        file = QHBoxLayout()
        file.setSpacing(6)
        file.addWidget(self.place, 1)
        file.addWidget(self.choose)
        brought, codebook, place = QLabel(tr("Articles")), QLabel(tr("Code&book")), QLabel(tr("Project &file"))
        codebook.setBuddy(self.codebooks)
        place.setBuddy(self.place)
        self._towards.setBuddy(self.targets)
        self.name_label.setBuddy(self.name)
        articles = QVBoxLayout()
        articles.addWidget(self.shown)
        articles.addLayout(bring)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(brought, 0, 0, top)
        grid.addLayout(articles, 0, 1)
        for row, (label, field) in enumerate(
            ((codebook, self.codebooks), (self._towards, self.targets), (None, self.asks)), start=1
        ):
            grid.addWidget(label, row, 0) if label is not None else None
            grid.addWidget(field, row, 1)
        grid.addWidget(place, 4, 0)
        grid.addLayout(file, 4, 1)
        grid.addWidget(self.name_label, 5, 0)
        grid.addWidget(self.name, 5, 1)
        grid.addWidget(self.told, 6, 1)
        grid.setRowStretch(7, 1)

    def _connect(self) -> None:
        self.files.clicked.connect(lambda: self.bring(file_dialogs.open_files(self, tr("Articles"), kinds=readable())))
        self.folder.clicked.connect(self._bring_folder)
        self.paste.clicked.connect(self._paste)
        self.forget.clicked.connect(lambda: self.bring(()))
        self.codebooks.currentIndexChanged.connect(self._show_asked)
        self.codebooks.activated.connect(self._ask_other)
        self.targets.textChanged.connect(self._show_asked)
        self.choose.clicked.connect(self._choose)

    # Articles

    def bring(self, paths: Sequence[Path], text: str = "") -> None:
        """Begin with these files and folders, or with a text from the clipboard; with neither, without articles."""
        self.articles, self.text = tuple(paths), text
        names = ", ".join(path.name for path in paths)
        many = tr("{} files or folders:", len(paths)) + " " if len(paths) > 1 else ""
        shown = (
            f"{many}{names}"
            if paths
            else tr("From the clipboard: {}", " ".join(text.split()))
            if text
            else tr(NO_ARTICLES)
        )
        self.shown.setText(cut(shown, 180))
        self.forget.setVisible(bool(paths or text))
        self.told.clear()
        self.brought.emit()

    def _bring_folder(self) -> None:
        if (folder := file_dialogs.choose_folder(self, tr("Folder of articles"))) is not None:
            self.bring([folder])

    def _paste(self) -> None:
        held = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in (held.urls() if held else []) if url.isLocalFile()]
        text = held.text() if held else ""
        if paths or text.strip():
            self.bring(paths, "" if paths else text)
        else:
            self.told.setText(tr("The clipboard holds no text and no files: copy an article first."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin with what was dropped."""
        self.bring([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # Codebook and file

    def _show_asked(self, *_: object) -> None:
        """Say what the chosen codebook asks, and let targets be named where it is one's own."""
        chosen, own = self.codebooks.currentData(), self.codebooks.currentData() == OWN
        self.targets.setVisible(own)
        self._towards.setVisible(own)
        if own:
            self.asks.setText(tr(BLANK) if not self.targets.text().strip() else "")
        elif chosen == OTHER:
            chosen = self._other[1] if self._other is not None else None
        if chosen == EMPTY:
            self.asks.setText(tr(NO_TARGETS))
        elif not own:
            self.asks.setText(_asked(chosen) if chosen else "")
        self.asks.setVisible(bool(self.asks.text()))

    def _ask_other(self, at: int) -> None:
        if self.codebooks.itemData(at) == OTHER:
            self._other = None
            self._open_other()

    def _open_other(self) -> None:
        path = file_dialogs.open_file(self, tr("Codebook"), kinds=tr(KINDS))
        if path is not None:
            self.take_codebook(path)

    def take_codebook(self, path: Path) -> bool:
        """Begin with the codebook of a file or project; what it loses or what is wrong is told. Whether there is one."""
        losses: dict[str, None] = {}
        try:
            self._other = (path, codebook_files.codebook_in(path, lambda note: losses.setdefault(note)))
        except AnnotatorError as error:
            self._other = None
            self.told.setText(sentence(str(error)))
            return False
        self.told.setText(
            tr("{} cannot be kept as it is: {}.", path.name, "; ".join(map(sentence, losses))) if losses else ""
        )
        self.codebooks.setItemText(self.codebooks.count() - 1, tr(OTHER))
        self._show_asked()
        return True

    def _codebook(self) -> Codebook | None:
        if self.codebooks.currentData() == OWN:
            return codebook_files.own_codebook(
                self.path.stem, [name for name in self.targets.text().split(",") if name.strip()]
            )
        chosen: Codebook | str = self.codebooks.currentData()
        if chosen == EMPTY:
            return codebook_files.empty_codebook(self.path.stem)
        if isinstance(chosen, Codebook):
            return chosen
        return self._other[1] if self._other is not None else None

    @property
    def path(self) -> Path:
        """The project's file, with its ending."""
        typed = Path(self.place.text().strip() or "project").expanduser()
        return typed if typed.suffix == project.SUFFIX else typed.with_name(typed.name + project.SUFFIX)

    def select_name(self) -> None:
        """Put the keys into the file's name, so that typing replaces it and keeps folder and ending."""
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)
        stem = self.path.stem
        self.place.setSelection(self.place.text().rindex(stem), len(stem))

    def _choose(self) -> None:
        path, _ = file_dialogs.save_file(
            self, tr("New project"), self.place.text(), tr("Projects (*{})", project.SUFFIX)
        )
        if path is not None:
            self.place.setText(str(path))

    # The outcome

    def beginning(self) -> Beginning | None:
        """What was filled in; None where something is missing or wrong, which is told. A missing folder is told of once."""
        if self.codebooks.currentData() == OTHER and self._other is None:
            self._open_other()
            if self._other is None or self.told.text():
                return None
        name = " ".join(self.name.text().split())
        try:
            trouble, field = self._trouble(name)
            codebook = self._codebook() if not trouble else None
        except AnnotatorError as error:
            trouble, field, codebook = sentence(str(error)), self.targets, None
        if codebook is None:
            self.told.setText(trouble)
            field.setFocus()
            return None
        return Beginning(self.path.absolute(), codebook, self.articles, self.text, name)

    def _trouble(self, name: str) -> tuple[str, QWidget]:
        """What keeps the project from being made, in a sentence, and the field where it is put right."""
        path = self.path.absolute()
        if os.path.lexists(path):
            return tr("{}: the file is already there; choose another name.", path), self.place
        if not path.parent.is_dir() and self._agreed != path.parent:
            self._agreed = path.parent
            return tr("There is no folder {} yet. Choose {} again to create it.", path.parent, self.again), self.place
        if not name and not self.name.isHidden():
            return tr("Type your name: your decisions are kept under it."), self.name
        return "", self.place


def _asked(codebook: Codebook) -> str:
    """The targets of a codebook, in words."""
    names = ", ".join(target.name for target in codebook.targets)
    return tr("Asks for the stance towards: {}", names) if names else tr(NO_TARGETS)
