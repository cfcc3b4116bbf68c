"""Timers of a session: one writes the place after a pause, one saves again what the disk refused."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from annotator.session.protocol import Session

PLACE_AFTER = 3000  # milliseconds without a move until the place is written
RETRY = 1000  # milliseconds between attempts while the disk refuses


class SessionTimers(QObject):
    """Belongs to a view; ends with it."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._place = QTimer(self, singleShot=True, interval=PLACE_AFTER)
        self._place.timeout.connect(session.save_place)
        self._retry = QTimer(self, singleShot=True, interval=RETRY)
        self._retry.timeout.connect(session.acts.saver.flush)
        session.navigator.moved.connect(self._place.start)
        session.navigator.current_touched.connect(session.navigator.stopwatch.touch)
        session.acts.saver.refused.connect(self._retry.start)
