"""Long work beside the window of which only the last job counts: its progress, what it finds on the way, its answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from annotator.errors import AnnotatorError
from annotator.ui.worker import Worker

EVERY = 0.05  # seconds between two words of progress


class JobWatch:
    """What a job is handed, in the worker's thread: asks whether it still counts, and tells how far it is and what it found."""

    def __init__(self, owner: LatestJob, number: int) -> None:
        self._owner = owner
        self._number = number
        self._told = 0.0

    @property
    def wanted(self) -> bool:
        """Whether somebody waits for this job: no newer one came, and it was not asked to stop."""
        return self._owner.counts(self._number)

    def __call__(self, done: int, detail: object = "") -> bool:
        """Tell how far it is, now and then; False for a job that nobody waits for."""
        if not self.wanted:
            return False
        if monotonic() - self._told > EVERY or done == detail:
            self._told = monotonic()
            self._owner.said.emit(self._number, partial(self._owner.progressed.emit, done, detail))
        return True

    def hand(self, take: Callable[..., object], *found: object) -> None:
        """Have ``take`` called on the main thread with something found on the way, if the job still counts there."""
        self._owner.said.emit(self._number, partial(take, *found))


class LatestJob(QObject):
    """Hands jobs to a worker. Only the last one is heard; older ones are told to stop, and what they say on their way is lost."""

    progressed = Signal(int, object)  # things done; the name of the next, or how many there are
    said = Signal(int, object)  # from the worker: a job's number, and what to do on the main thread

    def __init__(self, worker: Worker, parent: QObject) -> None:
        super().__init__(parent)
        self._worker = worker
        self._last = 0
        self._halted = 0
        self.said.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[JobWatch], Any],
        then: Callable[[Any], object],
        failed: Callable[[AnnotatorError], object],
        broke: Callable[[], object] = lambda: None,
    ) -> None:
        """Run ``work`` in the worker, then ``then`` with its answer, or ``failed`` where it is refused.

        A bug is raised on the main thread; before that ``broke`` clears what the window shows of the job.
        """
        self._last += 1
        number = self._last

        def answered(answer: Any) -> None:
            if number == self._last:
                then(answer)

        def refused(error: Exception) -> None:
            if not isinstance(error, AnnotatorError):
                if number == self._last:
                    broke()
                raise error
            if number == self._last:
                failed(error)

        self._worker.submit(partial(self._work, work, number), answered, refused)

    def _work(self, work: Callable[[JobWatch], Any], number: int) -> Any:
        """In the worker's thread: a job that was overtaken before it began does nothing."""
        return work(JobWatch(self, number)) if number == self._last else None

    def _hear(self, number: int, tell: Callable[[], object]) -> None:
        if number == self._last:
            tell()

    def counts(self, number: int) -> bool:
        """Whether a job is the last one and was not asked to stop; may be asked from any thread."""
        return number == self._last and number != self._halted

    @property
    def halted(self) -> bool:
        """Whether the last job was asked to stop."""
        return self._halted == self._last

    def halt(self) -> None:
        """Ask what runs to stop, and still hear what became of it: it may be too late."""
        self._halted = self._last

    def cancel(self) -> None:
        """Have what runs stop where it stands; its answer is lost."""
        self._last += 1
