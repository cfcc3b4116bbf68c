"""A training round: words whose label is known, one after the other; what is known is told after each answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from annotator.agreement.known_answers import AgreementShare
from annotator.language import counted, later, percent, tr
from annotator.records import Codebook
from annotator.ui import page
from annotator.ui.badges import LabelRow
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import open_at, plain_label, set_tone
from annotator.ui.theme import Theme
from annotator.workflow.training_round import KnownLabel, TrainingResult

NOTHING = later(
    "There are no questions with a known answer yet. They come from the examples and counter-examples of labels (File › Codebook…) "
    "and from settled quotations (Team › Adjudicate) in articles that you have finished."
)
APART = later("First answers count. They are kept apart: decisions, exports and agreement know nothing of them.")
NONE_KEY = "0"


class TrainingDialog(QDialog):
    """Asks one after the other. ``answer`` keeps an answer and says whether it is right; ``outcome`` reads what came of all of them.

    A label's key, or a click on it, answers; 0 says that none fits; Enter goes on.
    """

    ended = Signal()  # the round is over, and what came of it is shown

    def __init__(
        self,
        asked: list[KnownLabel],
        answer: Callable[[KnownLabel, str], bool | None],
        outcome: Callable[[], TrainingResult | None],
        codebook: Codebook,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Training round"))
        self.asked, self.answer, self.outcome, self.codebook, self.theme = asked, answer, outcome, codebook, theme
        self.at, self.right = 0, 0
        self.waits = False  # whether an answer is waited for
        self.rows: dict[str, LabelRow] = {}
        self.place = plain_label(muted=True, name=tr("Place in the round"))
        self.towards = plain_label(wrap=True, name=tr("Target"))
        self.towards.setProperty("heading", True)
        self.about = plain_label(muted=True, wrap=True, name=tr("What the target is"))
        self.words = plain_label(wrap=True, name=tr("Words"))
        self.words.setFont(page.font(page.SIZES[page.NORMAL]))
        self.context = plain_label(muted=True, wrap=True, name=tr("Where they stand"))
        self.told = plain_label(wrap=True, name=tr("Right answer"))
        self.why = plain_label(wrap=True, name=tr("Why"))
        self.note = plain_label(wrap=True, name=tr("About the round"))
        self.labels = QWidget()
        self.labels.setProperty("clear", True)
        self.grid = Grid(theme, tr("Right answers by label"), 10, stretch=2)
        self.go = QPushButton(tr("Next  ⏎"))
        self.go.setProperty("primary", True)
        self.leave = QPushButton(tr("Close"))
        self._lay_out()
        self.go.clicked.connect(self.go_on)
        self.leave.clicked.connect(self.accept)
        open_at(self, 680, 560)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._show() if asked else self._say_nothing()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("clear", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        for part in (self.words, self.context, self.towards, self.about, self.labels, self.note, self.grid):
            column.addWidget(part)
        column.addStretch(1)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setWidget(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        QVBoxLayout(self.labels).setContentsMargins(0, 0, 0, 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self.place, 1)
        for button in (self.leave, self.go):
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            buttons.addWidget(button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 16)
        whole.setSpacing(12)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.told)
        whole.addWidget(self.why)
        whole.addLayout(buttons)

    # Asking

    @property
    def question(self) -> KnownLabel:
        """What is asked now."""
        return self.asked[self.at]

    def _show(self) -> None:
        """Ask the next one."""
        asked = self.question
        self.waits = True
        self.place.setText(tr("{} of {}", self.at + 1, len(self.asked)))
        self.words.setText(asked.words)
        self.context.setText(asked.context)
        self.context.setVisible(bool(asked.context))
        self.towards.setText(tr("Which stance towards: {}", asked.target.name))
        self.about.setText(asked.target.definition)
        self.about.setVisible(bool(asked.target.definition))
        self._fill_labels(asked)
        for part in (self.told, self.why, self.note, self.grid):
            part.hide()
        self.go.setEnabled(False)
        self.area.verticalScrollBar().setValue(0)
        self.setFocus()

    def _fill_labels(self, asked: KnownLabel) -> None:
        column = self.labels.layout()
        assert column is not None
        for row in self.rows.values():
            column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        choices = [(label.id, label.key, label.name, label.color) for label in asked.target.labels]
        for given, key, name, color in (*choices, ("", NONE_KEY, tr("none of these"), "#777777")):
            row = LabelRow(self.theme, color)
            row.show_label(key, name)
            row.clicked.connect(lambda _=False, chosen=given: self.choose(chosen))
            column.addWidget(row)
            self.rows[given] = row

    def choose(self, given: str) -> None:
        """Answer with a label's id, "" for none of them, and tell what is known."""
        if not self.waits:
            return
        asked = self.question
        right = self.answer(asked, given)
        if right is None:  # it could not be kept, and that was told
            return
        self.waits = False
        self.right += right
        self.rows[given].setChecked(True)
        self.told.setText(self._verdict(asked, given, right))
        set_tone(self.told, "tone", "saved" if right else "unsure")
        self.why.setText(asked.why)
        self.told.show()
        self.why.setVisible(bool(asked.why))
        for row in self.rows.values():
            row.setEnabled(False)
        self.go.setEnabled(True)
        self.go.setDefault(True)
        self.setFocus()

    def _verdict(self, asked: KnownLabel, given: str, right: bool) -> str:
        name = asked.label.name
        if asked.holds:
            return (
                tr("Right: {}.", name)
                if right
                else tr("You chose {}; the right answer is {}.", self.rows[given].name, name)
            )
        return (
            tr("Right: it is not {}.", name) if right else tr("You chose {}; the right answer is that it is not.", name)
        )

    def go_on(self) -> None:
        """Ask the next one, or show what came of the round."""
        if self.waits or not self.asked:
            return
        self.at += 1
        if self.at < len(self.asked):
            self._show()
        else:
            self._sum_up()

    def _sum_up(self) -> None:
        self.asked = []
        self.words.setText(tr("{} of {} right in this round.", counted(self.right), counted(self.at)))
        for part in (self.context, self.about, self.labels, self.told, self.why, self.go):
            part.hide()
        self.place.setText("")
        self.note.setText(tr(APART))
        self.note.show()
        found = self.outcome()
        rows = [
            [Cell(self._target(target)), Cell(self._label(target, label)), Cell(_shown(share), right=True)]
            for (target, label), share in (found.labels.items() if found else ())
        ]
        self.towards.setText(tr("All your first answers: {}", _shown(found.all)) if found else "")
        self.grid.show_rows([tr("Target"), tr("Label"), tr("Right (95 % interval; answers)")], rows)
        self.grid.setVisible(bool(rows))
        self.leave.setDefault(True)
        self.leave.setFocus()
        self.ended.emit()

    def _target(self, target: str) -> str:
        found = self.codebook.target(target)
        return found.name if found else target

    def _label(self, target: str, label: str) -> str:
        found = self.codebook.target(target)
        return next((each.name for each in found.labels if each.id == label), label) if found else label

    def _say_nothing(self) -> None:
        self.words.hide()
        for part in (self.context, self.towards, self.about, self.labels, self.told, self.why, self.grid, self.go):
            part.hide()
        self.note.setText(tr(NOTHING))
        open_at(self, 560, 180)
        self.leave.setDefault(True)
        self.leave.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A label's key answers, Enter goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.asked:
            self.go_on()
            return
        key = event.text().lower()
        given = next((given for given, row in self.rows.items() if row.key and row.key == key), None)
        if self.waits and given is not None and not event.isAutoRepeat():
            self.choose(given)
            return
        super().keyPressEvent(event)


def _shown(share: AgreementShare) -> str:
    """A share with its interval and the number of answers."""
    assert share.low is not None and share.high is not None, "the interval holds from one answer on"
    return tr("{} ({} to {}; {})", percent(share.value), percent(share.low), percent(share.high), counted(share.cases))
