"""The card's speakers: numbered candidates with reasons, a search over the project's register, a new one in place."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.language import clauses, tr
from annotator.records import fold
from annotator.session.choices import MOST, SpeakerChoice
from annotator.session.protocol import Session
from annotator.ui.badges import SpeakerRow
from annotator.ui.text import ElidedLabel, plain_label, plain_tip
from annotator.ui.theme import Theme
from annotator.workflow import project

ROW = 41  # pixels of a candidate
HEIGHT = 4 * ROW  # as many as are in sight in a small window; the stances below never move from quotation to quotation
BESIDE = 520  # pixels of a card that everything else takes


class SpeakerBox(QWidget):
    """Shows who may have said it; a click, a digit or a search chooses."""

    left = Signal()  # the search is over, the keys go back to the article

    def __init__(self, session: Session, theme: Theme, *, candidates: bool = True) -> None:
        super().__init__()
        self.session = session
        self.navigator = session.navigator
        self.theme = theme
        self.rows = [SpeakerRow(theme) for _ in range(MOST if candidates else 0)]
        self.chosen = ElidedLabel(tr("Speaker of the quotation"))
        self.hint = plain_label(name=tr("How sure the speaker is"))
        self.search = QLineEdit(placeholderText=tr("/  search or add"))
        self.stack = QStackedWidget()
        self.nobody = QPushButton(tr("0  no source named"))
        self._lay_out()
        self._connect()
        self._height = HEIGHT if candidates else 132
        self._fit()
        theme.changed.connect(self._fit)
        if not candidates:  # the digits are not for speakers: the search is all there is
            self.stack.currentChanged.connect(lambda at: self.stack.setVisible(at == 1))
            self.stack.hide()

    def _lay_out(self) -> None:
        heading = plain_label(tr("Speaker"))
        heading.setProperty("heading", True)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addSpacing(6)
        top.addWidget(self.chosen, 1)
        self.hint.setProperty("tone", "unsure")  # it is empty where the speaker is sure
        top.addWidget(self.hint)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for row in self.rows:
            column.addWidget(row)
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.stack.addWidget(area)
        self.search.setAccessibleName(tr("Search or add a speaker"))
        self.search.setClearButtonEnabled(True)
        self.nobody.setProperty("flat", True)
        self.nobody.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.nobody.setToolTip(plain_tip(tr("The article names nobody for these words (0)")))
        foot = QHBoxLayout()
        foot.addWidget(self.search, 1)
        foot.addWidget(self.nobody)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(top)
        whole.addWidget(self.stack)
        whole.addLayout(foot)

    @cached_property
    def results(self) -> QListWidget:
        """What a search found, in the place of the candidates; made by the first search."""
        found = QListWidget()
        found.setProperty("field", True)
        found.setAccessibleName(tr("Speakers found"))
        found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        found.itemClicked.connect(self._take)
        self.stack.addWidget(found)
        return found

    def _fit(self) -> None:
        self.stack.setFixedHeight(self.theme.px(self._height))

    def _connect(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            row.clicked.connect(lambda _=False, n=number: self.session.choose(n))
        self.nobody.clicked.connect(self.session.acts.nobody)
        self.search.textEdited.connect(self._find)
        self.search.installEventFilter(self)

    def show_current(self, choices: list[SpeakerChoice], name: str, unsure: bool, speech: bool) -> None:
        """Show the current quotation's candidates; ``name`` is the speaker as decided or proposed ("" for none)."""
        chosen = "" if unsure or not speech else fold(name)
        for number, row in enumerate(self.rows, start=1):
            row.setVisible(number <= len(choices))
            if number <= len(choices):
                choice = choices[number - 1]
                percent = percentage(choice.score)
                row.show_choice(str(number), choice.name, percent, choice.reason, fold(choice.name) == chosen)
                row.setToolTip(plain_tip(f"{choice.name}\n{clauses(choice.reason)}"))
        self.chosen.setText((name or tr("no source named")) if speech and not unsure else "")
        self.chosen.setToolTip(plain_tip(name))
        self.hint.setText(tr("unsure") if unsure else "")
        self.stack.setCurrentIndex(0)
        self.search.clear()

    def give_room(self, height: int) -> None:
        """Show as many candidates without scrolling as a card of some pixels has room for."""
        if self.rows:
            self.stack.setFixedHeight(min(max(height - BESIDE, HEIGHT), MOST * ROW))

    def name_at(self, spot: QPoint) -> str:
        """The speaker whose name stands at a point of the screen; "" where none does."""
        named = [(row, row.name) for row in self.rows] + [(self.chosen, self.chosen.toolTip() and self.chosen.text())]
        return next((n for w, n in named if w.isVisible() and w.rect().contains(w.mapFromGlobal(spot))), "")

    def ask(self) -> None:
        """Say that the speaker has to be chosen; a second Enter takes the first."""
        first = self.rows[0].name if not self.rows[0].isHidden() else "nobody"
        self.hint.setText(tr("who speaks?"))
        self.navigator.voice.told.emit(
            f"Unsure who speaks: press a digit to choose, / to search, 0 for nobody; Enter again takes {first}."
        )

    # Searching

    def start_search(self) -> None:
        """Put the keys into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        self._find(self.search.text())

    def _find(self, text: str) -> None:
        try:
            found = project.search_speakers(self.navigator.store, text, limit=20)
        except AnnotatorError as error:
            self.navigator.voice.problem.emit(str(error))
            found = ()
        self.results.clear()
        for speaker in found:
            also = f"   {', '.join(speaker.aliases)}" if speaker.aliases else ""
            self._add(speaker.name + also, speaker.name)
        typed = " ".join(text.split())
        known = {fold(speaker.name) for speaker in found}
        for name in self.session.names():
            if fold(typed) in fold(name) and fold(name) not in known:
                self._add(tr("{}   in this article", name), name)
                known.add(fold(name))
        if typed and fold(typed) not in known:
            self._add(tr("+ new speaker “{}”", typed), typed)
        self.results.setCurrentRow(0)
        self.stack.setCurrentIndex(1 if self.results.count() else 0)

    def _add(self, shown: str, name: str) -> None:
        item = QListWidgetItem(shown)
        item.setData(Qt.ItemDataRole.UserRole, name)
        self.results.addItem(item)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.session.acts.speak(item.data(Qt.ItemDataRole.UserRole))
        self._leave()

    def _leave(self) -> None:
        self.search.clear()
        self.stack.setCurrentIndex(0)
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down walk through what was found, Enter takes it, Esc leaves."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = (event.key() == Qt.Key.Key_Down) - (event.key() == Qt.Key.Key_Up)
            if step:
                row = self.results.currentRow() + step
                self.results.setCurrentRow(min(max(row, 0), self.results.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.results.currentItem())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
                return True
        if watched is self.search and event.type() == QEvent.Type.FocusOut and not self.search.text():
            self.stack.setCurrentIndex(0)
        return super().eventFilter(watched, event)


def percentage(score: float | None) -> str:
    """A probability as people read it; nothing where the machine has no opinion."""
    if score is None:
        return ""
    return "< 1 %" if score < 0.005 else f"{score:.0%}".replace("%", " %")
