"""A dialog's long work in a worker it shares: one job at a time counts, a newer one or closing the dialog cancels it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from annotator.errors import AnnotatorError
from annotator.ui.worker import Worker

Watch = Callable[..., bool]  # (done, name = "") -> whether to go on
EVERY = 0.05  # seconds between two words of progress


class Turns(QObject):
    """Hands jobs to the worker. Only the last one is listened to; the others are told to stop and their answers are lost."""

    progressed = Signal(int, str)  # things done, the name of the next
    _done = Signal(int, int, str)  # the same from the worker, with the job's number

    def __init__(self, worker: Worker, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._turn = 0
        self._halted = 0
        self._told = 0.0
        self._done.connect(self._progress, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[Watch], Any], then: Callable[[Any], None], failed: Callable[[str], None]) -> None:
        """Run ``work`` (given a function to tell progress to) in the worker, then ``then`` or, with a sentence, ``failed``."""
        self._turn += 1
        turn = self._turn

        def answered(answer: Any) -> None:
            if turn == self._turn:
                then(answer)

        def refused(error: Exception) -> None:
            if not isinstance(error, AnnotatorError):
                raise error
            if turn == self._turn:
                failed(str(error))

        self._worker.submit(partial(work, partial(self._watch, turn)), answered, refused)

    def _watch(self, turn: int, done: int, name: str = "") -> bool:
        """In the worker's thread: tell how far it is, now and then; False for a job that nobody waits for."""
        if turn != self._turn or turn == self._halted:
            return False
        if monotonic() - self._told > EVERY:
            self._told = monotonic()
            self._done.emit(turn, done, name)
        return True

    def _progress(self, turn: int, done: int, name: str) -> None:
        if turn == self._turn:
            self.progressed.emit(done, name)

    @property
    def halted(self) -> bool:
        """Whether the last job was asked to stop."""
        return self._halted == self._turn

    def halt(self) -> None:
        """Ask what runs to stop, and still hear what became of it: it may be too late."""
        self._halted = self._turn

    def cancel(self) -> None:
        """Have what runs stop where it stands; its answer is lost."""
        self._turn += 1
