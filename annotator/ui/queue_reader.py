"""Reads the queue beside the window: the rest of a long one, the articles in which a search has a hit, what orders need."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.records import ArticleRow
from annotator.session.navigator import Navigator
from annotator.session.orders import OUTLET, QueueFigure, Values
from annotator.session.queue import Narrowed
from annotator.ui.latest_job import LatestJob
from annotator.ui.worker import Worker
from annotator.workflow import desk as work
from annotator.workflow import project


class QueueReader(QObject):
    """Answers a session's wish for rows; of several wishes only the last one counts."""

    def __init__(self, navigator: Navigator, parent: QObject) -> None:
        super().__init__(parent)
        self.navigator = navigator
        self.worker = Worker("queue", self)
        self._job = LatestJob(self.worker, self)
        self._figures = LatestJob(self.worker, self)
        navigator.queue.rows_wanted.connect(self._read)
        navigator.queue.arrangement.figures_wanted.connect(self._read_figures)
        navigator.queue.rows_known.connect(self._job.cancel)

    def _read(self) -> None:
        queue, annotator = self.navigator.queue, self.navigator.annotator
        rows = partial(_rows, self.navigator.store.path, annotator, queue.narrowed)
        self._job.run(lambda _: rows(), partial(queue.take_whole, annotator), self._failed)

    def _read_figures(self) -> None:
        """Read what the order and the filters of the queue need, and who published the articles, for the field of the source."""
        arrangement, annotator = self.navigator.queue.arrangement, self.navigator.annotator
        wanted = {figure.id: figure for figure in (*arrangement.wanted, OUTLET)}
        read = partial(_figures, self.navigator.store.path, annotator, tuple(wanted.values()))

        def take(figures: dict[str, Values]) -> None:
            if annotator == self.navigator.annotator:
                arrangement.take(figures)

        self._figures.run(lambda _: read(), take, self._failed)

    def _failed(self, error: AnnotatorError) -> None:
        self.navigator.voice.problem.emit(str(error))

    def stop(self) -> None:
        """End the thread; call before the window goes."""
        self._job.cancel()
        self._figures.cancel()
        self.worker.stop()


def _figures(path: Path, annotator: str, figures: tuple[QueueFigure, ...]) -> dict[str, Values]:
    """In the worker's thread, with a connection of its own."""
    with closing(project.read_project(path)) as store:
        return {figure.id: figure.read(store, annotator) for figure in figures}


def _rows(path: Path, annotator: str, narrowed: Narrowed | None) -> tuple[ArticleRow, ...]:
    """In the worker's thread, with a connection of its own."""
    with closing(project.read_project(path)) as store:
        if narrowed is None:
            return work.load_queue(store, annotator)
        from annotator.workflow import search

        return search.matching_rows(store, annotator, narrowed.search)
