"""The project's register of speakers: who says how much, names, who is the same, and who is two. Each act can be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.language import counted, later, sentence, tr, trn
from annotator.records import Change, Speaker
from annotator.session.navigator import Navigator
from annotator.ui.asking import ask_line, ask_text
from annotator.ui.dialogs.speaker_form import SpeakerForm
from annotator.ui.text import SideBySide, close_row, cut, open_at, plain_label
from annotator.workflow import desk, project, speakers
from annotator.workflow.speakers import Duplicate, RegisterRow

MOST = 200  # speakers listed at once
_HELD = Qt.ItemDataRole.UserRole


class SpeakersDialog(QDialog):
    """Three lists: all speakers, what the chosen one says, and who may be the same."""

    changed = Signal(object)  # Change
    quotation_wanted = Signal(str, str)  # article (sha256), quotation

    def __init__(self, navigator: Navigator, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Speakers"))
        self.navigator = navigator
        self.rows: dict[str, RegisterRow] = {}
        self.search = QLineEdit(placeholderText=tr("Search"))
        self.search.setAccessibleName(tr("Search speakers"))
        self.list = _list(tr("Speakers of the project"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # how much somebody says comes last
        self.said = _list(tr("What the speaker says, as you decided"))
        self.said.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.pairs = _list(tr("Speakers who may be the same"))
        self.nothing = plain_label(tr("You gave this speaker no quotation."), muted=True)
        self.unlike = plain_label(tr("No two speakers look like one person."), muted=True)
        self.form = SpeakerForm()
        self.problem = plain_label(wrap=True, name=tr("Problem"))
        self.buttons: dict[str, QPushButton] = {}
        self.acts = 0  # done here, which can be undone here
        self._lay_out()
        self.search.textChanged.connect(lambda: self._fill())
        self.list.currentItemChanged.connect(lambda *_: self._show_speaker())
        self.said.itemActivated.connect(lambda item: self.quotation_wanted.emit(*item.data(_HELD)[:3:2]))
        self.form.described.connect(self._describe)
        self._read()
        open_at(self, 1000, 600)

    def _lay_out(self) -> None:
        register = QWidget()
        grid = QGridLayout(register)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.addWidget(self.search, 0, 0)
        grid.addWidget(self.list, 1, 0)
        right = QVBoxLayout()
        right.addWidget(self.form)
        right.addWidget(self.nothing)
        right.addWidget(self.said, 1)
        grid.addLayout(right, 0, 1, 2, 1)
        names = self._row(
            register,
            (later("Rename…"), "F2", self._rename),
            (later("Add alias…"), "Ctrl+N", self._alias),
            (later("Remove alias…"), "Ctrl+R", self._unalias),
        )
        whole_ones = self._row(
            register,
            (later("Is the same as…"), "Ctrl+M", self._merge),
            (later("Is somebody else…"), "Ctrl+B", self._split),
            (later("Delete"), "Ctrl+D", self._delete),
        )
        for column, acts in enumerate((names, whole_ones)):
            grid.addWidget(acts, 2, column, Qt.AlignmentFlag.AlignTop)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        likely = QWidget()
        under = QVBoxLayout(likely)
        under.setContentsMargins(8, 8, 8, 8)
        under.addWidget(self.unlike)
        under.addWidget(self.pairs, 1)
        under.addWidget(self._button(later("They are the same"), "", self._join, likely), 0, Qt.AlignmentFlag.AlignLeft)
        self.tabs = QTabWidget()
        self.tabs.addTab(register, tr("All speakers"))
        self.tabs.addTab(likely, tr("Likely the same"))
        foot = close_row(self)
        foot.insertWidget(0, self._button(later("Undo"), "Ctrl+Z", self._undo, self))
        self.buttons["Undo"].setEnabled(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 14, 20, 14)
        whole.addWidget(self.tabs, 1)
        whole.addWidget(self.problem)
        whole.addLayout(foot)
        self.buttons["They are the same"].setText(f"{tr('They are the same')}  ⏎")
        self.pairs.itemActivated.connect(lambda _: self._join())
        self.tabs.currentChanged.connect(lambda at: self.pairs.setFocus() if at else self.list.setFocus())
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in a field saves what was typed

    def _row(self, within: QWidget, *buttons: tuple[str, str, Callable[[], None]]) -> SideBySide:
        return SideBySide(*(self._button(text, key, act, within) for text, key, act in buttons))

    def _button(self, text: str, key: str, act: Callable[[], None], within: QWidget) -> QPushButton:
        """A button with its key, which acts while the focus is within a part of the dialog."""
        button = QPushButton(tr(text))
        button.clicked.connect(act)
        if key:
            button.setText(f"{tr(text)}  {key}")
            shortcut = QShortcut(QKeySequence(key), within)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)
        self.buttons[text] = button
        return button

    # What is shown

    def _read(self, chosen: str = "") -> None:
        """Read the register anew."""
        rows = speakers.load_register(self.navigator.store)
        self.rows = {row.speaker.id: row for row in rows}
        self._fill(chosen)
        self.pairs.clear()
        for pair in speakers.likely_duplicates(rows):
            _add(self.pairs, f"{pair.speaker.name} = {pair.into.name}?   {sentence(pair.why)}", pair)
        self.pairs.setCurrentRow(0)
        self.unlike.setVisible(not self.pairs.count())
        self.buttons["They are the same"].setEnabled(bool(self.pairs.count()))
        self.tabs.setTabText(1, tr("Likely the same ({})", self.pairs.count()))

    def _fill(self, chosen: str = "") -> None:
        """List who is searched for; the fields keep the keys meanwhile."""
        with QSignalBlocker(self.list):
            self._list(chosen)
        self._show_speaker()

    def _list(self, chosen: str) -> None:
        self.list.clear()
        for speaker in project.search_speakers(self.navigator.store, self.search.text(), limit=MOST):
            use = self.rows[speaker.id].use if speaker.id in self.rows else speakers.NOTHING
            also = " " + tr("(also {})", ", ".join(speaker.aliases)) if speaker.aliases else ""
            quotations = trn(use.quotations, "{} quotation", "{} quotations", counted(use.quotations))
            articles = trn(use.articles, "{} article", "{} articles", counted(use.articles))
            item = _add(
                self.list,
                f"{speaker.name}: {quotations}, {articles}{also}",
                speaker,
            )
            if speaker.id == chosen:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def _show_speaker(self) -> None:
        self.said.clear()
        speaker = self._chosen()
        self.form.show_speaker(speaker)
        store, me = self.navigator.store, self.navigator.annotator  # nobody sees what others decided
        for each in speakers.said_by(store, speaker.id, me) if speaker else ():
            _add(self.said, f"{each.words}   ({each.source}, {each.article_id})", each)
        self.nothing.setVisible(not self.said.count())

    def _chosen(self) -> Speaker | None:
        item = self.list.currentItem()
        return item.data(_HELD) if item else None

    # What can be done

    def _act(self, act: Callable[[], Change | None], chosen: str = "", by: int = 1) -> bool:
        """Do something with the register and show it; False, with a sentence, where it cannot be done."""
        try:
            change = act()
        except AnnotatorError as error:
            self.problem.setText(sentence(str(error)))
            return False
        self.problem.setText("")
        if change is not None:
            self.acts += by
            self.changed.emit(change)
        self.buttons["Undo"].setEnabled(self.acts > 0)
        self._read(chosen)
        return True

    def _undo(self) -> None:
        """Take back what was done last in this dialog."""
        store, me, speaker = self.navigator.store, self.navigator.annotator, self._chosen()
        if self.acts:
            self._act(lambda: desk.undo(store, me), speaker.id if speaker else "", by=-1)

    def _describe(self, note: str, uri: str) -> None:
        speaker = self.form.speaker
        if speaker:
            store, me = self.navigator.store, self.navigator.annotator

            def describe() -> Change | None:
                change = speakers.describe_speaker(store, speaker.id, note=note, uri=uri, annotator=me)
                return change if change.speakers else None

            chosen = self._chosen()
            self._act(describe, chosen.id if chosen else speaker.id)

    def _delete(self) -> None:
        speaker = self._chosen()
        if speaker:
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: speakers.remove_speaker(store, speaker.id, annotator=me))

    def _rename(self) -> None:
        speaker = self._chosen()
        name = ask_text(self, tr("Rename speaker"), tr("Name"), speaker.name) if speaker else ""
        if speaker and name:
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: project.rename_speaker(store, speaker.id, name, annotator=me), speaker.id)

    def _alias(self) -> None:
        speaker = self._chosen()
        alias = ask_text(self, tr("Add alias"), tr("Another name of {}", speaker.name)) if speaker else ""
        if speaker and alias:
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: project.add_alias(store, speaker.id, alias, annotator=me), speaker.id)

    def _unalias(self) -> None:
        speaker = self._chosen()
        if speaker is None or not speaker.aliases:
            self.problem.setText(tr("This speaker has no other name.") if speaker else "")
            return
        asked = tr("Not a name of {}", speaker.name)
        if alias := ask_line(self, tr("Remove alias"), asked, speaker.aliases):
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: speakers.remove_alias(store, speaker.id, alias, annotator=me), speaker.id)

    def _merge(self) -> None:
        speaker = self._chosen()
        if speaker is None:
            return
        others = speakers.by_likeness(speaker, project.speakers(self.navigator.store))
        names = ["", *(other.name for other in others)]
        name = ask_line(self, tr("The same speaker"), tr("{} is the same as", speaker.name), names)
        into = next((other for other in others if other.name == name), None)
        if into is not None:
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: project.merge_speakers(store, speaker.id, into.id, annotator=me), into.id)

    def _split(self) -> None:
        speaker, said = self._chosen(), [item.data(_HELD) for item in self.said.selectedItems()]
        if speaker is None or not said:
            self.problem.setText(tr("In the list on the right, choose the quotations of the other person."))
            return
        name = ask_text(
            self,
            tr("Somebody else"),
            trn(len(said), "Who says this quotation", "Who says these {} quotations", counted(len(said))),
        )
        if name:
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: speakers.split_speaker(store, speaker.id, name, said, annotator=me), speaker.id)

    def _join(self) -> None:
        item = self.pairs.currentItem()
        if item is not None:
            pair: Duplicate = item.data(_HELD)
            store, me = self.navigator.store, self.navigator.annotator
            self._act(lambda: project.merge_speakers(store, pair.speaker.id, pair.into.id, annotator=me), pair.into.id)


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setProperty("field", True)
    made.setAccessibleName(name)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _add(holder: QListWidget, text: str, held: object) -> QListWidgetItem:
    item = QListWidgetItem(cut(" ".join(text.split()), 300))
    item.setData(_HELD, held)
    holder.addItem(item)
    return item
