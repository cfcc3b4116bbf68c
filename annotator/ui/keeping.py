"""Which keys a control keeps for itself before the desk's single-letter actions see them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_LISTS = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp,
                    Qt.Key.Key_PageDown, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})  # fmt: skip
_TEXT_COMMANDS = frozenset("ZYAXCV")


class KeepKeys(QObject):
    """An event filter for windows: text boxes keep what is typed, lists their arrows, buttons the space bar.

    A window is asked last, after the control that has the focus and all that is around it, so that controls may come and go.
    """

    def watch(self, window: QWidget) -> None:
        """Watch the controls of a window, or of a dock that may become one."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept the override of a shortcut where the control with the focus itself has a use for the key."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if _keeps(QApplication.focusWidget(), event):
            event.accept()
            return True
        return False


def _keeps(control: QWidget | None, event: QKeyEvent) -> bool:
    plain = not event.modifiers() & _COMMANDS
    if isinstance(control, (QLineEdit, QPlainTextEdit)):
        return not control.isReadOnly() and ((plain and event.key() < Qt.Key.Key_F1) or _is_text_command(event))
    if isinstance(control, (QAbstractItemView, QComboBox)):
        return plain and event.key() in _LISTS
    return isinstance(control, QAbstractButton) and plain and event.key() == Qt.Key.Key_Space


def _is_text_command(event: QKeyEvent) -> bool:
    control = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier == Qt.KeyboardModifier.ControlModifier
    return control and event.key() in {ord(letter) for letter in _TEXT_COMMANDS}
