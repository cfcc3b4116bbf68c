"""The line under the article: what was done, what went wrong, a question; and the panel that asks who annotates.

The line takes its room from the foot of the article's view: it covers no words, moves none, and blocks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from annotator.language import sentence, tr
from annotator.session.question import Answer, Question
from annotator.ui.overlay import Overlay
from annotator.ui.text import menu_text, plain_label, set_tone

SHORT, LONG = 4000, 12000  # milliseconds that a line stays: a notice, the first line of all


class Notice(QFrame):
    """One sentence with at most two things to do about it; hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.label = plain_label(wrap=True, name=tr("Notice"))
        self.act = QPushButton()
        self.other = QPushButton()
        self.close_button = QPushButton("✕")
        self.question: Question | None = None
        self._answers: Sequence[Answer] = ()
        self._timer = QTimer(self, singleShot=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 10, 9)
        row.addWidget(self.label, 1)
        for at, button in enumerate((self.act, self.other, self.close_button)):
            row.addWidget(button)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, at=at: self._answer(at))
        self.close_button.setAccessibleName(tr("Close the notice"))
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str, *, stay: int = SHORT) -> None:
        """Show a sentence for a while; a problem that stands is not covered by it."""
        if self.isVisible() and self.property("notice") == "problem":
            return
        self._show(text, True, ())
        self._timer.start(stay)

    def warn(self, text: str, *answers: Answer) -> None:
        """Show a sentence about something wrong, with at most two answers, until it is closed or put right."""
        self._show(text, "problem", answers)

    def ask(self, question: Question) -> None:
        """Show a question until it is answered or closed, or until something else is told."""
        self._show(question.text, "question", question.answers)
        self.question = question

    def settle(self) -> None:
        """What was wrong is put right."""
        if self.property("notice") == "problem":
            self.hide()

    def drop_problem(self, text: str) -> None:
        """Take back a sentence about something wrong that is not so any more."""
        if self.property("notice") == "problem" and self.label.text() == sentence(text):
            self.hide()

    def drop_told(self) -> None:
        """Take back what was told of something that is over."""
        if self.property("notice") is True:
            self.hide()

    def drop_question(self) -> None:
        """Take back a question that is not answered: what it asked about has changed."""
        if self.question is not None:
            self.hide()

    def _show(self, text: str, tone: object, answers: Sequence[Answer]) -> None:
        self._timer.stop()
        self._leave_question()
        self._answers = answers
        text = sentence(text)
        self.label.setText(text)
        for at, button in enumerate((self.act, self.other)):
            button.setText(menu_text(sentence(answers[at][0])) if at < len(answers) else "")
            button.setVisible(at < len(answers))
        self.close_button.setVisible(tone in ("problem", "question"))
        set_tone(self, "notice", tone)
        for part in (self.label, self.act, self.other, self.close_button):
            part.style().unpolish(part)
            part.style().polish(part)
        self.setAccessibleName(text)
        self.show()

    def _answer(self, at: int) -> None:
        """Do what a button says; the last one only closes."""
        answers = self._answers
        self.hide()
        if at < len(answers):
            answers[at][1]()

    def _leave_question(self) -> None:
        if self.question is not None:
            self.question.stands = False
            self.question = None

    def hideEvent(self, event: QHideEvent) -> None:
        """A question that is not seen is not asked any more; neither is one in a view that was left."""
        super().hideEvent(event)
        if self.question is not None and not event.spontaneous():  # a window that is minimized still asks
            self._leave_question()
            self.hide()


class Welcome(Overlay):
    """Asks once who annotates, over the article; the rest of the window stays in sight."""

    answered = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.title = plain_label(tr("Who annotates?"))
        self.title.setProperty("heading", True)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Your name"))
        self.name.setMinimumWidth(120)
        self.start = QPushButton(tr("Start"))
        self.start.setProperty("primary", True)
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 20)
        column.setSpacing(10)
        column.addWidget(self.title)
        note = (
            "Your decisions are kept under this name; others can work in the same project under theirs, unseen by you."
        )
        column.addWidget(plain_label(tr(note), muted=True, wrap=True))
        column.addLayout(row)
        self.start.clicked.connect(self._answer)
        self.name.returnPressed.connect(self._answer)
        self.hide()

    def ask(self, guess: str) -> None:
        """Ask, with a first guess that Enter takes."""
        self.name.setText(guess)
        self.place()
        self.show()
        self.raise_()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _answer(self) -> None:
        name = " ".join(self.name.text().split())
        if name:
            self.hide()
            self.answered.emit(name)

    def place(self) -> None:
        """In the upper half of the article's pane."""
        room = self.room.rect()
        width = min(460, room.width() - 40)
        self.setGeometry((room.width() - width) // 2, max(room.height() // 4, 20), width, self.heightForWidth(width))
