"""The foot of the window: who annotates, what is saved, the keys that matter, progress, the model."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStatusBar, QToolButton, QWidget

from annotator.errors import AnnotatorError
from annotator.language import sentence, tr
from annotator.session.navigator import Navigator
from annotator.ui.commands.actions import Actions
from annotator.ui.text import ElidedLabel, menu_text, plain_label, plain_tip, set_tone
from annotator.workflow import desk as work
from annotator.workflow import project


class StatusLine(QStatusBar):
    """Quiet counters and states; the annotator's name opens a menu."""

    annotator_chosen = Signal(str)
    ask_annotator = Signal()
    cancel = Signal()

    def __init__(self, navigator: Navigator) -> None:
        super().__init__()
        self.navigator = navigator
        self.counting = True  # False while another view says what is counted
        self.setSizeGripEnabled(False)
        self.annotator = QToolButton()
        self.annotator.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.annotator.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.annotator.setAccessibleName(tr("Annotator"))
        self.annotator.setToolTip(plain_tip(tr("Who annotates; each sees only their own decisions")))
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.annotator.setMenu(self.menu)
        self.saved = plain_label(tr("✓ saved"), name=tr("State of saving"))
        set_tone(self.saved, "tone", "saved")
        self.hints = ElidedLabel(tr("Keys"), muted=True)
        self.hints.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hints.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # what the others leave
        self.counts = ElidedLabel(tr("Progress"), muted=True)
        self.model = ElidedLabel(tr("English model"), muted=True)
        self.stop = QToolButton()
        self.stop.setText(tr("Cancel"))
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.clicked.connect(self.cancel)
        self.stop.hide()
        self._later = QTimer(self, singleShot=True, interval=200)
        self._later.timeout.connect(self.show_counts)
        self._lay_out()
        navigator.queue.row_changed.connect(lambda _: self._later.start())  # never between a key and the next quotation
        navigator.article_shown.connect(self._later.start)

    def _lay_out(self) -> None:
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(8, 3, 12, 3)
        row.setSpacing(18)
        for part in (self.annotator, self.saved):
            row.addWidget(part)
        row.addWidget(self.hints, 1)
        for part in (self.counts, self.model, self.stop):
            row.addWidget(part)
        self.addWidget(inside, 1)

    def show_annotator(self, name: str) -> None:
        """Show who annotates."""
        self.annotator.setText(menu_text(name or tr("nobody yet")) + "  ▾")
        self.annotator.setAccessibleName(tr("Annotator: {}", name or tr("nobody yet")))

    def _fill_menu(self) -> None:
        self.menu.clear()
        for name in project.annotators(self.navigator.store):
            item = self.menu.addAction(menu_text(name))
            item.setCheckable(True)
            item.setChecked(name == self.navigator.annotator)
            item.triggered.connect(lambda _=False, chosen=name: self.annotator_chosen.emit(chosen))
        self.menu.addSeparator()
        self.menu.addAction(tr("Another name…")).triggered.connect(self.ask_annotator)

    def show_hints(self, actions: Actions, wanted: Sequence[tuple[str, str]]) -> None:
        """Name the keys that matter most, as they are now: (a command's id, words), or ("", words) for words alone."""
        named = [(actions.hint(command) if command else "", command, text) for command, text in wanted]
        self.hints.setText(
            "   ·   ".join(f"{key} {tr(text)}".strip() for key, command, text in named if key or not command)
        )

    def show_saved(self, waiting: int) -> None:
        """Say that all is on disk, or how many decisions wait for it."""
        self.saved.setText(tr("✓ saved") if not waiting else tr("{} not saved yet", waiting))
        set_tone(self.saved, "tone", "unsure" if waiting else "saved")

    def show_counts(self, *_: object) -> None:
        """Decided of all in the article, and today's number."""
        row = self.navigator.queue.row()
        if not self.counting:
            return
        if row is None:
            self.counts.setText("")
            return
        try:
            today = work.decided_today(self.navigator.store, self.navigator.annotator)
        except AnnotatorError:
            return  # the next decision tells
        self.counts.setText(
            tr(
                "{} of {} decided here   ·   {} left   ·   {} today",
                row.decided,
                row.quotations,
                row.quotations - row.decided,
                today,
            )
        )

    def show_model(self, text: str, *, busy: bool = False) -> None:
        """Say what the English model is doing; busy work can be canceled."""
        self.model.setText(sentence(text))
        self.stop.setVisible(busy)
