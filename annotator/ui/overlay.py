"""What lies over a part of the window without moving it: notices, the question who annotates, the keys, the command palette."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QWidget


class Overlay(QFrame):
    """Subclasses say in :meth:`place` where it lies, and hide it at first; it is placed again when ``room`` changes its size."""

    takes_all_keys = False  # whether no command's key runs the command while the keys go to the overlay

    def __init__(self, room: QWidget) -> None:
        super().__init__(room)
        self.room = room
        room.installEventFilter(self)

    def place(self) -> None:
        """Set the geometry for the size that ``room`` has now; for subclasses."""

    def event(self, event: QEvent) -> bool:
        """Keep keys from the window's commands where the overlay takes all of them."""
        if self.takes_all_keys and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place the overlay again when the part below changes its size."""
        if watched is self.room and event.type() == QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)
