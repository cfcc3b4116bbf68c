"""Collect Python's garbage in the thread of the window alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 1000  # milliseconds between two looks


class GarbageCollector(QObject):
    """Collects garbage in the thread of the window, as often as Python's own thresholds ask for it, looked at every second.

    Python collects in whichever thread makes the next object. A thread that works beside the window would then destroy objects of
    Qt's that belong to the window's thread, which ends the process.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that is due, with all younger ones."""
        due = [
            n for n, (count, limit) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if count > limit
        ]
        if due:
            gc.collect(due[-1])

    def stop(self) -> None:
        """Collect all garbage now, then let Python collect by itself again, in any thread."""
        self._timer.stop()
        gc.collect()
        gc.enable()
