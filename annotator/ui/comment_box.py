"""The box for the comment on a quotation, on the card of the desk and on that of adjudication."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from annotator.language import tr
from annotator.ui.text import plain_tip, show_hint

PAUSE = 1500  # milliseconds without typing until a comment is handed in
LONG_COMMENT = 50_000  # characters beyond which the control would take seconds: only the beginning is shown


class CommentBox(QPlainTextEdit):
    """A comment: Enter or Esc ends it, Shift+Enter starts a line; a pause, and leaving it in any way, hand it in."""

    ended = Signal()
    handed_in = Signal(str, str)  # the quotation's id, what was typed

    def __init__(self) -> None:
        super().__init__()
        self._of = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        show_hint(self, tr("c  comment; Enter ends it"))
        self.setAccessibleName(tr("Comment"))
        self.setTabChangesFocus(True)
        self._fit()
        self.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self.hand_in)

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 2 + 22)

    def show_comment(self, quotation: str, text: str) -> None:
        """Show the comment on a quotation ("": there is none), unless it is just being typed."""
        if quotation == self._of and (self.toPlainText() == text or self.hasFocus()):
            return
        self._of = quotation
        blocked = self.blockSignals(True)
        long = len(text) > LONG_COMMENT
        self.setReadOnly(long)
        self.setToolTip(plain_tip(tr("Too long to edit here; only its beginning is shown")) if long else "")
        self.setPlainText(text[:LONG_COMMENT])
        self.blockSignals(blocked)

    def drop(self) -> None:
        """Forget what was typed; the comment that is kept is shown next."""
        self._pause.stop()
        self._of = ""

    def hand_in(self) -> None:
        """Hand in what was typed."""
        self._pause.stop()
        if self._of and not self.isReadOnly():
            self.handed_in.emit(self._of, self.toPlainText().strip())

    def changeEvent(self, event: QEvent) -> None:
        """Keep room for two lines where the letters have another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End at Enter and Esc."""
        ends = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        if ends and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.hand_in()
            self.ended.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hand in what was typed."""
        super().focusOutEvent(event)
        self.hand_in()
