"""Long work for a team in a worker of its own, with progress and cancelling in the window's status line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.ui.worker import Worker
from annotator.ui.workspace import Workspace


class Jobs(QObject):
    """Runs functions of the project's path, each of which opens a connection of its own."""

    progressed = Signal(int, int, str)  # from the worker: done, of how many, at what

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.worker = Worker("team", self)
        self.cancelled = False
        self.progressed.connect(self._show_progress)

    def run(self, job: Callable[[Path], Any], then: Callable[[Any], None]) -> None:
        """Run a job in the worker, then the other on the main thread."""
        self.cancelled = False
        self.workspace.status.show_model("Reading the decisions…", busy=True)
        self.worker.submit(partial(job, self.workspace.store.path), then, self.failed)

    def progress(self, done: int, of: int) -> bool:
        """Called by a job after each article; False once it is to stop."""
        self.progressed.emit(done, of, "Reading the decisions" if done < of else "Working out the figures")
        return not self.cancelled

    def _show_progress(self, done: int, of: int, what: str) -> None:
        if self.worker.busy:
            self.workspace.status.show_model(f"{what}… {done} of {of} articles" if done < of else f"{what}…", busy=True)

    def failed(self, error: Exception) -> None:
        """Tell what went wrong."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Have what runs stop at the next article."""
        self.cancelled = True

    def stop(self) -> None:
        """End the worker; call before the window goes."""
        self.cancelled = True
        self.worker.stop()
