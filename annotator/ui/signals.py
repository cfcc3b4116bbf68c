"""Signals of the terminal: Ctrl+C, a closed terminal and a polite kill close the window as its close button does.

Qt's event loop gives Python no turn by itself, so that a handler of Python's would run at the next event, whenever that is.
Python writes the signal's number to a pipe at once, and Qt watches the pipe.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


class ClosingSignals(QObject):
    """Calls ``close``, which answers whether it did, when a signal comes; ``came`` is then its number, 0 before."""

    def __init__(self, close: Callable[[], bool]) -> None:
        super().__init__()
        self.came = 0
        self._close = close

    def watch(self, reading: int) -> QSocketNotifier:
        """Listen to the end of a pipe into which Python writes."""
        notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, self)
        notifier.activated.connect(lambda: self._take(reading))
        return notifier

    def _take(self, reading: int) -> None:
        from PySide6.QtWidgets import QDialog, QMessageBox  # the desk is shown without them

        with suppress(BlockingIOError):
            self.came = os.read(reading, 64)[-1]
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and not isinstance(widget, QMessageBox) and widget.isVisible():
                widget.reject()  # it would hold the window open, and holds nothing that was decided
        if not self._close():
            self.came = 0


@contextmanager
def closing_signals(close: Callable[[], bool]) -> Iterator[ClosingSignals]:
    """Have ``close`` called in the event loop when one of the signals comes while the block runs; in the main thread."""
    watch = ClosingSignals(close)
    if sys.platform == "win32":  # Qt watches no pipe there; Ctrl+C raises KeyboardInterrupt at Python's next turn
        yield watch
        return
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.set_blocking(end, False)
    before = {name: signal.signal(getattr(signal, name), lambda *_: None) for name in NAMES}
    other = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    notifier = watch.watch(reading)
    try:
        yield watch
    finally:
        signal.set_wakeup_fd(other)
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
        notifier.setEnabled(False)
        os.close(reading)
        os.close(writing)
