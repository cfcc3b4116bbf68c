"""Reading articles in a second process beside the detector's own thread, while all articles are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.ui.worker import Worker
from annotator.workflow.second_core import Found

Next = Callable[[], tuple[str, str] | None]  # the next article's sha256 and text; None where nothing is left for it
Take = Callable[[str, Found | None], None]  # takes what was found in an article; None: it was not read


class Core(Protocol):
    """What reads texts: see :class:`annotator.workflow.second_core.SecondCore`."""

    def propose(self, text: str) -> Found:
        """What is found in a text; EndedError where the process ended."""

    def close(self) -> None:
        """End the process."""


class SecondReaderProcess(QObject):
    """Asks for one article after the other until nothing is left, then ends its process."""

    def __init__(self, make: Callable[[], Core], following: Next, take: Take, parent: QObject) -> None:
        super().__init__(parent)
        self.worker = Worker("second core", self)
        self.running = ""  # the article (sha256) that it reads
        self._make, self._following, self._take = make, following, take
        self._core: Core | None = None
        self._ended = False

    def go(self) -> None:
        """Read the next article, unless one is being read."""
        if self.running:
            return
        found = self._following()
        if found is None:
            self._close()
            return
        self.running, text = found
        self.worker.submit(partial(self._read, text), self._read_one, self._failed)

    def _read(self, text: str) -> Found:
        """In the worker's thread."""
        core = self._core = self._core or self._make()
        if self._ended:  # the window went meanwhile
            core.close()
        return core.propose(text)

    def _read_one(self, found: Found) -> None:
        sha256, self.running = self.running, ""
        self._take(sha256, found)
        self.go()

    def _failed(self, error: Exception) -> None:
        """The article goes back to the detector's own thread, which reads on alone."""
        sha256, self.running = self.running, ""
        self._close()
        self._take(sha256, None)
        if not isinstance(error, AnnotatorError):
            raise error

    def cancel(self) -> None:
        """Listen no more to what is read, and end the process."""
        self.running = ""
        self.worker.drop()
        self._close()

    def stop(self) -> None:
        """End process and thread; call before the window goes."""
        self._ended = True
        self.cancel()
        self.worker.stop()
        self._close()

    def _close(self) -> None:
        core, self._core = self._core, None
        if core is not None:
            core.close()
