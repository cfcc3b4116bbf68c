"""Words looked for in the article that is shown: a line over its upper edge, each place selected in turn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from annotator.language import tr
from annotator.records import Span
from annotator.session.words import found_in
from annotator.ui.article_view import ArticleView
from annotator.ui.overlay import Overlay
from annotator.ui.text import plain_label, plain_tip, set_tone

WIDTH = 380  # pixels


class FindBar(Overlay):
    """Belongs to an article's view. Closing it leaves the words selected: they can become a quotation, a source, a cue."""

    left = Signal()  # the keys go back to the article

    def __init__(self, view: ArticleView) -> None:
        super().__init__(view)
        self.setProperty("panel", True)
        self.view = view
        self.words = QLineEdit(placeholderText=tr("Find in this article"))
        self.words.setAccessibleName(tr("Find in this article"))
        self.count = plain_label(muted=True, name=tr("Which hit"))
        self.places: list[Span] = []
        self.at = -1
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 7, 7)
        row.setSpacing(4)
        row.addWidget(self.words, 1)
        row.addWidget(self.count)
        for text, name, step in (
            ("↑", tr("Previous hit (Shift+Enter)"), -1),
            ("↓", tr("Next hit (Enter)"), 1),
            ("✕", tr("Close (Esc)"), 0),
        ):
            button = QPushButton(text)
            button.setProperty("flat", True)
            button.setAccessibleName(name)
            button.setToolTip(plain_tip(name))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setFixedWidth(30)
            button.clicked.connect(lambda _=False, by=step: self.step(by) if by else self.leave())
            row.addWidget(button)
        self.words.textChanged.connect(self._find)
        self.words.installEventFilter(self)
        self.hide()

    def begin(self) -> None:
        """Show the line with the words selected in the article, or those looked for last, and put the keys into it."""
        span = self.view.selected_span()
        if span is not None and "\n" not in (chosen := span.words(self.view.text)):
            self.words.setText(chosen)
        self.place()
        self.show()
        self.raise_()
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()
        self._find()

    def _find(self) -> None:
        """Look for what is typed, from the place shown on."""
        here = self.places[self.at].start if self.at >= 0 else 0
        self.places = found_in(self.view.text, self.words.text())
        after = [at for at, span in enumerate(self.places) if span.start >= here]
        self.at = after[0] if after else len(self.places) - 1
        self._show()

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) place, round the ends of the article."""
        self.places = found_in(self.view.text, self.words.text())  # another article may be shown by now
        self.at = (self.at + by) % len(self.places) if self.places else -1
        self._show()

    def _show(self) -> None:
        asked = bool(self.words.text().strip())
        self.count.setText(f"{self.at + 1} of {len(self.places)}" if self.places else "nothing" if asked else "")
        set_tone(self.words, "wrong", asked and not self.places)
        if self.places:
            self.view.select_span(self.places[self.at])

    def leave(self) -> None:
        """Close the line; what it found stays selected."""
        self.hide()
        self.left.emit()

    def place(self) -> None:
        """At the upper right of the article."""
        width = min(WIDTH, self.room.width() - 20)
        self.setGeometry(self.room.width() - width - 18, 6, width, self.sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes to the next place, with Shift to the one before; Esc closes."""
        if watched is self.words and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.leave()
                return True
        return super().eventFilter(watched, event)
