"""Reads the queue beside the window: the rest of a long one, or the articles in which a search has a hit."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.records import ArticleRow
from annotator.ui.controller import Controller
from annotator.ui.rows import Narrowed
from annotator.ui.worker import Worker
from annotator.workflow import desk as work
from annotator.workflow import project


class QueueReader(QObject):
    """Answers the controller's wish for rows; of several wishes only the last one counts."""

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self.controller = controller
        self.worker = Worker("queue", self)
        controller.rows_wanted.connect(self._read)
        controller.rows_known.connect(self.worker.drop)

    def _read(self) -> None:
        controller = self.controller
        self.worker.drop()
        job = partial(_rows, controller.store.path, controller.annotator, controller.narrowed)
        self.worker.submit(job, partial(controller.take_whole, controller.annotator), self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.controller.problem.emit(str(error))

    def stop(self) -> None:
        """End the thread; call before the window goes."""
        self.worker.stop()


def _rows(path: Path, annotator: str, narrowed: Narrowed | None) -> tuple[ArticleRow, ...]:
    """In the worker's thread, with a connection of its own."""
    with closing(project.read_project(path)) as store:
        if narrowed is None:
            return work.load_queue(store, annotator)
        from annotator.workflow import search

        return search.matching_rows(store, annotator, narrowed.search)
