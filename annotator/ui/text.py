"""Text from outside (articles, codebooks, names) shown as it is: never as HTML, never as a menu's mnemonic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.language import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog  # the desk is shown without dialogs

FRAME = 16  # pixels that a window manager may put around a window; above it three times as much
BESIDE_WORDS = 40  # pixels of a field beside its words: frame, arrow, the sign that clears it
OWN_SIZE = "systemTextSize"  # the property of the application that keeps the size of its letters as it came, in points
TIP = 80  # characters of a line of a tool tip
_NO_TAG = "\u2060"  # a word joiner, which is not seen: after it, what looks like a tag is none


class PlainLabel(QLabel):
    """A label that shows plain text whatever it holds, and says it under a name: “Progress: 3 of 18”."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.name = name
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text)
        self.say(text)

    def say(self, text: str) -> None:
        """Have screen readers say a text in the place of the one that is shown, which may be cut."""
        if self.name:
            self.setAccessibleName(f"{self.name}: {text}" if text else "")


def plain_label(text: str = "", *, muted: bool = False, wrap: bool = False, name: str = "") -> PlainLabel:
    """A label that shows plain text whatever it holds; ``name`` is said before it to those who cannot see where it stands."""
    label = PlainLabel(name)
    label.setText(text)
    label.setWordWrap(wrap)
    label.setProperty("muted", muted)
    return label


def show_hint(field: QLineEdit | QPlainTextEdit, text: str) -> None:
    """Show what an empty field is for, and say it."""
    field.setPlaceholderText(text)
    field.setAccessibleDescription(text)


class ElidedLabel(PlainLabel):
    """A line of plain text that is cut with an ellipsis where there is no room: it never widens what it is in."""

    def __init__(self, name: str, *, muted: bool = False) -> None:
        super().__init__(name)
        self.setProperty("muted", muted)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, cut at its end."""
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self.alignment(), elided(self.text(), self, self.width()))
        painter.end()


class SideBySide(QWidget):
    """Groups of controls on one line where there is room for them, else one under the other."""

    def __init__(self, *groups: QWidget, spacing: int = 6) -> None:
        super().__init__()
        self.groups = groups
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(spacing)
        for group in groups:
            self._line.addWidget(group, 1)

    def wanted_width(self) -> int:
        """The width in pixels on which all groups stand on one line and their words can be read."""
        return sum(_readable(group) for group in self.groups) + self._line.spacing() * (len(self.groups) - 1)

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest group: the others go under it."""
        least = super().minimumSizeHint()
        return QSize(max(group.minimumSizeHint().width() for group in self.groups), least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose by the new width."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Share the room by what the controls say now; call where they say something else."""
        for at, group in enumerate(self.groups):
            self._line.setStretch(at, _readable(group))
            _share_by_words(group)
        fits = self.wanted_width() <= self.width()
        self._line.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)


def _readable(group: QWidget) -> int:
    """The width in pixels of a row of controls whose hints and choices can be read whole."""
    row = group.layout()
    if row is None:
        return max(_words(group) + BESIDE_WORDS, group.minimumWidth())
    parts = [item.widget() for at in range(row.count()) if (item := row.itemAt(at)) is not None]
    return sum(_readable(part) for part in parts if part is not None) + max(row.spacing(), 0) * (len(parts) - 1)


def _share_by_words(group: QWidget) -> None:
    """Have the parts of a row that take what room there is take it in proportion to their words."""
    row = group.layout()
    if isinstance(row, QBoxLayout):
        for at in range(row.count()):
            item = row.itemAt(at)
            part = item.widget() if item is not None else None
            if part is not None and row.stretch(at):
                row.setStretch(at, max(_readable(part), 1))


def _words(control: QWidget) -> int:
    """The width in pixels of what a control says before anything is typed or chosen; of other parts what they ask for."""
    if isinstance(control, QLineEdit):
        return control.fontMetrics().horizontalAdvance(control.placeholderText())
    if isinstance(control, QComboBox):
        field = control.lineEdit()
        return control.fontMetrics().horizontalAdvance(field.placeholderText() if field else control.currentText())
    return control.sizeHint().width() - BESIDE_WORDS


class ChoiceBox(QComboBox):
    """A box in which each choice is a decision: neither a held key nor the wheel over it chooses."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys choose as in any such box, once each."""
        if not event.isAutoRepeat():
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls what is around the box."""
        event.ignore()


def plain_tip(text: str) -> str:
    """A tool tip that shows ``text`` as it stands, in lines of a readable width; Qt would guess at HTML otherwise.

    Screen readers take it for the control's description, so that it holds no markup either.
    """
    lines = [line for whole in cut(text, 3000).split("\n") for line in _lines(whole)]
    return "\n".join(lines).replace("<", "<" + _NO_TAG).replace("&lt;", f"&{_NO_TAG}lt;")


def _lines(text: str) -> list[str]:
    """A line cut at blanks, so that each part has at most TIP characters where there are blanks."""
    if len(text) <= TIP:
        return [text.lstrip(" ")]
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= TIP:
            lines.append(word)
        else:
            lines[-1] += (" " if lines[-1] else "") + word
    return lines


def cut(text: str, most: int) -> str:
    """``text`` of at most so many characters: Qt lays all of a text out before it shows some of it, which takes its time."""
    return text if len(text) <= most else text[: most - 1] + "…"


def menu_text(text: str) -> str:
    """``text`` for a menu or button: an ampersand stays an ampersand."""
    return cut(text, 120).replace("&", "&&")


def elided(text: str, widget: QWidget, width: int) -> str:
    """``text`` on one line, cut with an ellipsis to ``width`` pixels in the widget's font."""
    line = " ".join(cut(text, 1000).split())
    return QFontMetrics(widget.font()).elidedText(line, Qt.TextElideMode.ElideRight, width)


def set_tone(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and have the widget restyled when it differs and has been styled before."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            return  # it will be styled when it is first shown; to ask for the style costs the start 20 ms
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def grown(pixels: int) -> int:
    """A length in pixels that grows with the window's text, for parts that know no theme."""
    app = QApplication.instance()
    own = app.property(OWN_SIZE) if isinstance(app, QApplication) else None
    return round(pixels * app.font().pointSizeF() / own) if isinstance(app, QApplication) and own else pixels


def open_at(dialog: QWidget, width: int, height: int) -> None:
    """Open a window of its own so large, in pixels, for letters of the system's size; larger for larger ones.

    It is never larger than its screen has room for, with the frame around it.
    """
    room = dialog.screen().availableGeometry()
    dialog.resize(min(grown(width), room.width() - FRAME), min(grown(height), room.height() - 3 * FRAME))


def rule() -> QFrame:
    """A thin line between parts."""
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line


def button_row(*buttons: QPushButton, left: Sequence[QPushButton] = ()) -> QHBoxLayout:
    """The foot of a dialog: its buttons at the right end in their order, and those of ``left`` at the other end."""
    row = QHBoxLayout()
    for button in left:
        row.addWidget(button)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row


def take_or_leave(dialog: QDialog, text: str) -> tuple[QPushButton, QPushButton]:
    """The two answers of a dialog: a button with a text, which Enter presses and which accepts, and Cancel, which does not."""
    take, leave = QPushButton(text), QPushButton(tr("Cancel"))
    take.setProperty("primary", True)
    take.setDefault(True)
    leave.setAutoDefault(False)
    take.clicked.connect(dialog.accept)
    leave.clicked.connect(dialog.reject)
    return take, leave


def close_row(dialog: QDialog) -> QHBoxLayout:
    """The foot of a dialog in which nothing is to be confirmed: Close, at the right."""
    close = QPushButton(tr("Close"))
    close.clicked.connect(dialog.accept)
    return button_row(close)


def framed(card: QWidget, area: QScrollArea, main: QWidget, other: QWidget, empty: QWidget) -> QStackedWidget:
    """Lay a card out: what scrolls, its two buttons under it (the first twice as wide); ``empty`` is shown in its place.

    From the outside to the inside: a part that moves into another one is dressed again with all that is in it.
    """
    stack, full = QStackedWidget(card), QWidget()
    whole = QVBoxLayout(card)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(stack)
    stack.addWidget(full)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    buttons = QHBoxLayout()
    buttons.setContentsMargins(16, 10, 16, 12)
    buttons.setSpacing(8)
    buttons.addWidget(main, 2)
    buttons.addWidget(other, 1)
    rows = QVBoxLayout(full)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(0)
    rows.addWidget(area, 1)
    rows.addWidget(rule())
    rows.addLayout(buttons)
    stack.addWidget(empty)
    return stack
