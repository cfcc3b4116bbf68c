"""Searches in a worker with a connection of its own: the first page at once, the index beside it, more pages when asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from annotator.errors import AnnotatorError, StoreError
from annotator.store.connection import Store
from annotator.ui.search.fields import Asked
from annotator.ui.worker import Worker
from annotator.workflow import project
from annotator.workflow import search as find
from annotator.workflow.search import Page, Search

PAGE = 100  # hits read at once
ANY = -1  # the turn of what is true for any search


class Finder(QObject):
    """Runs searches of one annotator; what an older search answers, or is refused for, is lost, also where it is on its way."""

    found = Signal(
        object, object, bool
    )  # Search with the speaker's id, Page, whether the page goes below what is shown
    indexing = Signal(int)  # articles and decisions that are still to be indexed; 0: done
    failed = Signal(str)
    _said = Signal(int, object)  # from the worker: the search's number, what to tell on the main thread

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.path = path
        self.worker = Worker("search", self)
        self._turn = 0
        self._reading: Store | None = None  # what the worker reads from now
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def search(self, asked: Asked, viewer: str) -> None:
        """The first page; where the index lacks something, it is completed and the search made again."""
        self.cancel()
        self.indexing.emit(0)  # how far the index is matters to a search with words alone, which tells it anew
        self._submit(partial(self._first, asked, viewer), self._turn)
        if asked.search.words:
            self._submit(partial(self._complete, asked, viewer), self._turn)

    def more(self, wanted: Search, viewer: str, after: int) -> None:
        """The page after ``after``."""
        self._submit(partial(self._page, wanted, viewer, after), self._turn)

    def cancel(self) -> None:
        """Have what runs stop at once; its answer is lost."""
        self._turn += 1
        if (reading := self._reading) is not None:
            reading.interrupt()

    def stop(self) -> None:
        """End the thread; call before the window goes."""
        self.cancel()
        self.worker.stop()

    def _submit(self, job: Callable[[int], None], turn: int) -> None:
        self.worker.submit(partial(job, turn), lambda _: None, partial(self._refused, turn))

    def _refused(self, turn: int, error: Exception) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self._hear(turn, partial(self.failed.emit, str(error)))

    def _hear(self, turn: int, tell: Callable[[], None]) -> None:
        """Tell what a search said, unless another one began or it was cancelled meanwhile."""
        if turn in (self._turn, ANY):
            tell()

    # In the worker's thread

    def _first(self, asked: Asked, viewer: str, turn: int) -> None:
        def read(store: Store) -> tuple[Search, Page]:
            wanted = asked.search
            if asked.speaker:
                wanted = replace(wanted, speaker=find.speaker_called(store, asked.speaker))
            return wanted, find.search(store, wanted, limit=PAGE, viewer=viewer) if _indexed(store, wanted) else Page(
                ()
            )

        self._read(read, turn, False)

    def _complete(self, asked: Asked, viewer: str, turn: int) -> None:
        with closing(project.open_project(self.path)) as store:
            left = find.unindexed(store)
            if not left:
                return
            while left and turn == self._turn:
                self._said.emit(turn, partial(self.indexing.emit, left))
                left = find.index_more(store)
        if not left:
            self._said.emit(
                ANY, partial(self.indexing.emit, 0)
            )  # on the way of the counts before it, lest it overtake them
        if turn == self._turn:
            self._first(asked, viewer, turn)

    def _page(self, wanted: Search, viewer: str, after: int, turn: int) -> None:
        self._read(
            lambda store: (wanted, find.search(store, wanted, limit=PAGE, after=after, viewer=viewer)), turn, True
        )

    def _read(self, read: Callable[[Store], tuple[Search, Page]], turn: int, below: bool) -> None:
        """Read unless somebody typed on meanwhile, and tell what was found."""
        if turn != self._turn:
            return
        try:
            with closing(project.read_project(self.path)) as store:
                self._reading = store
                with store.reading():
                    found = read(store)
        except StoreError:
            if turn != self._turn:
                return  # it was told to stop
            raise
        finally:
            self._reading = None
        self._said.emit(turn, partial(self.found.emit, *found, below))


def _indexed(store: Store, wanted: Search) -> bool:
    """Whether there is an index to look words up in."""
    return not wanted.words or find.has_index(store)
