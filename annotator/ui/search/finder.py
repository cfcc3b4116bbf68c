"""Searches in a worker with a connection of its own: the first page at once, the index beside it, more pages when asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError, StoreError
from annotator.store.connection import Store
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.search.fields import Asked
from annotator.ui.worker import Worker
from annotator.workflow import project
from annotator.workflow import search as find
from annotator.workflow.search import Search, SearchPage

if TYPE_CHECKING:
    from annotator.workflow.bulk import FoundDecision

PAGE = 100  # hits read at once


class Finder(QObject):
    """Runs searches of one annotator; what an older search answers, or is refused for, is lost, also where it is on its way."""

    found = Signal(
        object, object, bool
    )  # Search with the speaker's id, SearchPage, whether the page goes below what is shown
    indexing = Signal(int)  # articles and decisions that are still to be indexed; 0: done
    own = Signal(object)  # list[FoundDecision]: the viewer's own decisions among all hits
    failed = Signal(str)

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.path = path
        self.worker = Worker("search", self)
        self._searches, self._pages = LatestJob(self.worker, self), LatestJob(self.worker, self)
        self._owns = LatestJob(self.worker, self)
        self._reading: Store | None = None  # what the worker reads from now

    def search(self, asked: Asked, viewer: str) -> None:
        """The first page; where the index lacks something, it is completed and the search made again."""
        self.cancel()
        self.indexing.emit(0)  # how far the index is matters to a search with words alone, which tells it anew
        self._searches.run(partial(self._search, asked, viewer), _nothing, self._refused)

    def more(self, wanted: Search, viewer: str, after: int) -> None:
        """The page after ``after``."""
        self._pages.run(partial(self._page, wanted, viewer, after), _nothing, self._refused)

    def all_own(self, wanted: Search, viewer: str) -> None:
        """Read the viewer's own decisions among all hits; ``own`` tells them."""

        def read(_: JobWatch) -> list[FoundDecision]:
            from annotator.workflow import bulk

            with closing(project.read_project(self.path)) as store:
                return bulk.hits(store, viewer, wanted)

        self._owns.run(read, self.own.emit, self._refused)

    def cancel(self) -> None:
        """Have what runs stop at once; its answer is lost."""
        self._searches.cancel()
        self._pages.cancel()
        self._owns.cancel()
        if (reading := self._reading) is not None:
            reading.interrupt()

    def stop(self) -> None:
        """End the thread; call before the window goes."""
        self.cancel()
        self.worker.stop()

    def _refused(self, error: AnnotatorError) -> None:
        self.failed.emit(str(error))

    # In the worker's thread

    def _search(self, asked: Asked, viewer: str, watch: JobWatch) -> None:
        self._first(asked, viewer, watch)
        if asked.search.words and watch.wanted and self._complete(watch):
            self._first(asked, viewer, watch)

    def _first(self, asked: Asked, viewer: str, watch: JobWatch) -> None:
        def read(store: Store) -> tuple[Search, SearchPage]:
            wanted = asked.search
            if asked.speaker:
                wanted = replace(wanted, speaker=find.speaker_called(store, asked.speaker))
            indexed = _indexed(store, wanted)
            return wanted, find.search(store, wanted, limit=PAGE, viewer=viewer) if indexed else SearchPage(())

        self._read(read, watch, False)

    def _complete(self, watch: JobWatch) -> bool:
        """Complete the index; whether it lacked something."""
        with closing(project.open_project(self.path)) as store:
            left = lacked = find.unindexed(store)
            while left and watch.wanted:
                watch.hand(self.indexing.emit, left)
                left = find.index_more(store)
        watch.hand(self.indexing.emit, left)
        return bool(lacked)

    def _page(self, wanted: Search, viewer: str, after: int, watch: JobWatch) -> None:
        def read(store: Store) -> tuple[Search, SearchPage]:
            return wanted, find.search(store, wanted, limit=PAGE, after=after, viewer=viewer)

        self._read(read, watch, True)

    def _read(self, read: Callable[[Store], tuple[Search, SearchPage]], watch: JobWatch, below: bool) -> None:
        """Read unless somebody typed on meanwhile, and tell what was found."""
        if not watch.wanted:
            return
        try:
            with closing(project.read_project(self.path)) as store:
                self._reading = store
                with store.reading():
                    found = read(store)
        except StoreError:
            if not watch.wanted:
                return  # it was told to stop
            raise
        finally:
            self._reading = None
        watch.hand(self.found.emit, *found, below)


def _nothing(answer: None) -> None:
    """All that a search has to say it has said on its way."""


def _indexed(store: Store, wanted: Search) -> bool:
    """Whether there is an index to look words up in."""
    return not wanted.words or find.has_index(store)
