"""Long work beside the window: one thread, plain values in, an answer with a job's number out on the main thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

Work = Callable[[], Any]
Then = Callable[[Any], None]
Failed = Callable[[Exception], None]


class _Runner(QObject):
    """Lives in the thread and runs one job after the other."""

    finished = Signal(int, object, object)  # job, answer, error

    def __init__(self) -> None:
        super().__init__()
        self.dropped: set[int] = set()  # jobs nobody waits for any more; a set's add and in are atomic

    @Slot(int, object)
    def run(self, job: int, work: Work) -> None:
        """Run a job unless it was dropped meanwhile."""
        if job in self.dropped:
            return
        try:
            answer, error = work(), None
        except Exception as caught:  # handed to the main thread, which tells or raises it
            answer, error = None, caught
        self.finished.emit(job, answer, error)


class Worker(QObject):
    """Runs jobs in a thread of its own. Answers to dropped jobs, or after :meth:`stop`, are lost."""

    _asked = Signal(int, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = QThread()
        self._thread.setObjectName(name)
        self._runner = _Runner()
        self._runner.moveToThread(self._thread)
        self._asked.connect(self._runner.run, Qt.ConnectionType.QueuedConnection)
        self._runner.finished.connect(self._answered, Qt.ConnectionType.QueuedConnection)
        self._waiting: dict[int, tuple[Then, Failed]] = {}
        self._last = 0
        self._held = False
        self._stopped = False

    @property
    def busy(self) -> bool:
        """Whether an answer is waited for."""
        return bool(self._waiting)

    def hold(self) -> None:
        """Do not begin the thread until :meth:`release`: where it runs Python, it slows the window's own."""
        self._held = True

    def release(self) -> None:
        """Begin what was asked for meanwhile."""
        self._held = False
        self._begin()

    def _begin(self) -> None:
        if self._waiting and not self._held and not self._thread.isRunning():
            self._thread.start(QThread.Priority.LowPriority)

    def submit(self, work: Work, then: Then, failed: Failed) -> int:
        """Run ``work`` in the thread, then one of the two others on the main thread; the job's number.

        After :meth:`stop` nothing is run any more: a window may be closed before all that follows its first paint has come.
        """
        self._last += 1
        if self._stopped:
            return self._last
        self._waiting[self._last] = (then, failed)
        self._asked.emit(self._last, work)
        self._begin()
        return self._last

    def drop(self) -> None:
        """Wait for nothing any more: what has not begun never does, what runs is not listened to."""
        self._runner.dropped.update(self._waiting)
        self._waiting.clear()

    @Slot(int, object, object)
    def _answered(self, job: int, answer: Any, error: Exception | None) -> None:
        waiting = self._waiting.pop(job, None)
        if waiting is None:
            return
        then, failed = waiting
        if error is None:
            then(answer)
        else:
            failed(error)

    def stop(self) -> None:
        """Drop all jobs and end the thread, once what runs has ended."""
        self._stopped = True
        self.drop()
        self._thread.quit()
        self._thread.wait()
