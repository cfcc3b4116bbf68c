"""Long work for a team in a worker of its own, with progress and canceling in the window's status line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.language import tr
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.worker import Worker
from annotator.ui.workspace import Workspace

Job = Callable[[JobWatch, Path], Any]  # progress (articles done, of how many; False: stop), the project's file


class TeamJobs(QObject):
    """Runs functions of the project's path, each of which opens a connection of its own.

    Of what is read only the last answer counts; what was written is always told.
    """

    failed = Signal(object)  # an AnnotatorError

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.worker = Worker("team", self)
        self._reads = self._runs()
        self._writing: set[LatestJob] = set()

    def _runs(self) -> LatestJob:
        made = LatestJob(self.worker, self)
        made.progressed.connect(self._show_progress)
        return made

    def read(self, job: Job, then: Callable[[Any], object]) -> None:
        """Run a job that only reads, then the other with its answer on the main thread."""
        self._start(self._reads, job, then)

    def write(self, job: Job, then: Callable[[Any], object]) -> None:
        """Run a job that writes, then the other with its answer on the main thread, whatever runs by then."""
        runs = self._runs()
        self._writing.add(runs)
        self._start(runs, job, then)

    def _start(self, runs: LatestJob, job: Job, then: Callable[[Any], object]) -> None:
        path, ended = self.workspace.store.path, partial(self._ended, runs)
        self.workspace.status.show_model(tr("Reading the decisions…"), busy=True)
        broke = partial(ended, lambda _: None, None)
        runs.run(lambda watch: job(watch, path), partial(ended, then), partial(ended, self.failed.emit), broke)

    def _ended(self, runs: LatestJob, tell: Callable[[Any], object], outcome: object) -> None:
        self.workspace.status.show_model("")
        if runs in self._writing:
            self._writing.discard(runs)
            runs.deleteLater()
        tell(outcome)

    def _show_progress(self, done: int, of: int) -> None:
        if self.worker.busy:
            reading = tr("Reading the decisions… {} of {} articles", done, of)
            self.workspace.status.show_model(reading if done < of else tr("Computing the figures…"), busy=True)

    def cancel(self) -> None:
        """Have what runs stop at the next article."""
        for runs in (self._reads, *self._writing):
            runs.halt()

    def stop(self) -> None:
        """End the worker; call before the window goes."""
        self.cancel()
        self.worker.stop()
