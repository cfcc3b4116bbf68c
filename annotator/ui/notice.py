"""A line over the foot of the article: what was done, what went wrong, who annotates. It covers, it never shifts or blocks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.ui.text import plain_label, set_tone

SHORT, LONG = 4000, 12000  # milliseconds that a line stays: a notice, the first line of all


class Notice(QFrame):
    """One sentence over the foot of its parent, with at most one thing to do about it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = plain_label(wrap=True, name="Notice")
        self.act = QPushButton()
        self.close_button = QPushButton("✕")
        self._do: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 10, 9)
        row.addWidget(self.label, 1)
        row.addWidget(self.act)
        row.addWidget(self.close_button)
        for button in (self.act, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName("Close the notice")
        self.act.clicked.connect(self._run)
        self.close_button.clicked.connect(self.hide)
        self._timer.timeout.connect(self.hide)
        self.room = parent
        parent.installEventFilter(self)
        self.hide()

    def tell(self, text: str, *, stay: int = SHORT) -> None:
        """Show a sentence for a while; a problem that stands is not covered by it."""
        if self.isVisible() and self.property("notice") == "problem":
            return
        self._show(text, True, "", None)
        self._timer.start(stay)

    def warn(self, text: str, action: str = "", do: Callable[[], None] | None = None) -> None:
        """Show a sentence about something wrong until it is closed or put right."""
        self._timer.stop()
        self._show(text, "problem", action, do)

    def settle(self) -> None:
        """What was wrong is put right."""
        if self.property("notice") == "problem":
            self.hide()

    def _show(self, text: str, tone: object, action: str, do: Callable[[], None] | None) -> None:
        self._do = do
        self.label.setText(text)
        self.act.setText(action)
        self.act.setVisible(bool(action))
        self.close_button.setVisible(tone == "problem")
        set_tone(self, "notice", tone)
        for part in (self.label, self.act, self.close_button):
            part.style().unpolish(part)
            part.style().polish(part)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()

    def _run(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()

    def _place(self) -> None:
        room = self.room.rect()
        width = min(room.width() - 40, 660)
        self.label.setFixedWidth(
            max(width - 24 - 80 * bool(self.act.text()) - 44 * (not self.close_button.isHidden()), 80)
        )
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        self.setGeometry((room.width() - width) // 2, room.height() - height - 18, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot when the article's pane changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)


class Welcome(QFrame):
    """Asks once who annotates, over the article; the rest of the window stays in sight."""

    answered = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.title = plain_label("Who annotates?")
        self.title.setProperty("heading", True)
        self.name = QLineEdit()
        self.name.setAccessibleName("Your name")
        self.name.setMinimumWidth(260)
        self.start = QPushButton("Start")
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
        column.addWidget(plain_label(note, muted=True, wrap=True))
        column.addLayout(row)
        self.start.clicked.connect(self._answer)
        self.name.returnPressed.connect(self._answer)
        self.room = parent
        parent.installEventFilter(self)
        self.hide()

    def ask(self, guess: str) -> None:
        """Ask, with a first guess that Enter takes."""
        self.name.setText(guess)
        self._place()
        self.show()
        self.raise_()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _answer(self) -> None:
        name = " ".join(self.name.text().split())
        if name:
            self.hide()
            self.answered.emit(name)

    def _place(self) -> None:
        room = self.room.rect()
        width = min(460, room.width() - 40)
        self.setGeometry((room.width() - width) // 2, max(room.height() // 4, 20), width, self.heightForWidth(width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle when the window changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
