"""The project's register of speakers: rename, add an alias, say that two are one. Each can be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.records import Change, Speaker
from annotator.session.navigator import Navigator
from annotator.ui.text import plain_label
from annotator.workflow import project


class SpeakersDialog(QDialog):
    """A searchable list with three acts on the chosen speaker."""

    changed = Signal(object)  # Change

    def __init__(self, navigator: Navigator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Speakers")
        self.navigator = navigator
        self.search = QLineEdit(placeholderText="Search")
        self.search.setAccessibleName("Search speakers")
        self.list = QListWidget()
        self.list.setProperty("field", True)
        self.list.setAccessibleName("Speakers of the project")
        self.problem = plain_label(wrap=True, name="Problem")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.problem)
        row = QHBoxLayout()
        for text, act in (("Rename…", self._rename), ("Add alias…", self._alias), ("Is the same as…", self._merge)):
            button = QPushButton(text)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        row.addWidget(close)
        column.addLayout(row)
        self.search.textChanged.connect(self._fill)
        self._fill()
        self.resize(520, 520)

    def _fill(self) -> None:
        self.list.clear()
        for speaker in project.search_speakers(self.navigator.store, self.search.text(), limit=200):
            also = f"   ({', '.join(speaker.aliases)})" if speaker.aliases else ""
            item = QListWidgetItem(speaker.name + also)
            item.setData(Qt.ItemDataRole.UserRole, speaker)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _chosen(self) -> Speaker | None:
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    def _act(self, act: Callable[[], Change]) -> None:
        try:
            change = act()
        except AnnotatorError as error:
            self.problem.setText(str(error))
            return
        self.problem.setText("")
        self.changed.emit(change)
        self._fill()

    def _ask(self, title: str, label: str, text: str = "") -> str:
        answer, given = QInputDialog.getText(self, title, label, QLineEdit.EchoMode.Normal, text)
        return " ".join(answer.split()) if given else ""

    def _rename(self) -> None:
        speaker = self._chosen()
        name = self._ask("Rename speaker", "Name", speaker.name) if speaker else ""
        if speaker and name:
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: project.rename_speaker(store, speaker.id, name, annotator=me))

    def _alias(self) -> None:
        speaker = self._chosen()
        alias = self._ask("Add alias", f"Another name of {speaker.name}") if speaker else ""
        if speaker and alias:
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: project.add_alias(store, speaker.id, alias, annotator=me))

    def _merge(self) -> None:
        speaker = self._chosen()
        if speaker is None:
            return
        others = {s.name: s.id for s in project.speakers(self.navigator.store) if s.id != speaker.id}
        name, given = QInputDialog.getItem(
            self, "The same speaker", f"{speaker.name} is the same as", sorted(others), 0, False
        )
        if given and name in others:
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: project.merge_speakers(store, speaker.id, others[name], annotator=me))
