"""The queue as the window holds it: its rows, read at once or beside the window, whole or narrowed to a search."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError
from annotator.records import ArticleRow, Desk
from annotator.store.connection import Store
from annotator.workflow import desk as work

if TYPE_CHECKING:  # not needed until somebody searches
    from annotator.workflow.search import Search

Read = TypeVar("Read")
FIRST = 300  # articles of the queue that the window waits for; those of a longer one follow from the worker
PATIENCE = 0.15  # seconds that the window's thread waits for a lock: a decision that meets one is kept and tried again


class Narrowed(NamedTuple):
    """A search that is the queue, and what it is called in the queue's head."""

    name: str
    search: Search


class Rows(QObject):
    """The part of the controller that knows every article's progress. Which article is shown is the controller's to say."""

    queue_changed = Signal()  # the set of articles
    rows_wanted = Signal()  # the queue's rows are to be read beside the window, see take_whole
    rows_known = Signal()  # all rows were read at once: what is still being read beside the window is older
    row_changed = Signal(str)  # one article's progress
    told = Signal(str)  # a sentence for the reader, nothing is wrong
    problem = Signal(str)  # a sentence about something that went wrong
    asked = Signal(object)  # a Question, for the notice line

    def __init__(self, store: Store, annotator: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        store.wait_at_most(PATIENCE)
        self.annotator = annotator
        self.rows: list[ArticleRow] = []
        self.whole = True  # whether all rows are here, not the first ones alone
        self.narrowed: Narrowed | None = None
        self._changed: set[str] = set()  # articles whose row changed since the rows were asked for
        self._leads_in = False  # whether the queue, once read, shows an article of its own
        self.desk: Desk | None = None
        self.awaited: frozenset[str] = frozenset()  # articles (sha256) whose proposals are on their way
        self._row_at: dict[str, int] = {}
        self._own: ArticleRow | None = None  # the line of the article shown, as it was read last

    def show_article(self, sha256: str, quotation: str | None = None) -> None:
        """Show an article."""
        raise NotImplementedError

    def reload_queue(self) -> None:
        """Read all articles' progress anew: the first ones at once, the rest of a long queue beside the window."""
        if self.narrowed is None:
            found = self._told(lambda: work.load_queue_start(self.store, self.annotator, FIRST))
            if found is None:
                return
            rows, self.whole = found
            self.take_rows(rows)
            self._add_row(self.desk.article.sha256 if self.desk else None)
        if self.narrowed is not None or not self.whole:
            self._changed.clear()
            self.rows_wanted.emit()
        else:
            self.rows_known.emit()

    def refresh_queue(self) -> None:
        """Read all articles' progress anew; a long queue stays as it is until it is read beside the window."""
        if self.narrowed is None and len(self.rows) <= FIRST:
            self.reload_queue()
        else:
            self._changed.clear()
            self.rows_wanted.emit()

    @property
    def gone(self) -> bool:
        """Whether the article shown was taken back."""
        return self.desk is not None and work.load_row(self.store, self._sha, self.annotator) is None

    def _add_row(self, sha256: str | None) -> None:
        """Put the article that is needed now behind the first ones, until the rest comes."""
        if sha256 and not self.whole and sha256 not in self._row_at:
            row = self._told(lambda: work.load_row(self.store, sha256, self.annotator))
            if row is not None:
                self.take_rows([*self.rows, row])

    def take_whole(self, annotator: str, rows: Iterable[ArticleRow]) -> None:
        """Show the queue as it was read beside the window, but for what changed here meanwhile."""
        if annotator != self.annotator:
            return
        fresh = {sha: self.rows[self._row_at[sha]] for sha in self._changed if sha in self._row_at}
        self.whole = True
        self.take_rows(fresh.get(row.sha256, row) for row in rows)
        if self.narrowed is not None and not self.rows:
            self.widen()
            self.told.emit("No article of the project has a hit; the queue is the whole project.")
        elif self.narrowed is not None and self._leads_in and self.row_at(self._sha) < 0:
            self.show_article(next((row.sha256 for row in self.rows if not row.finished), self.rows[0].sha256))
        self._leads_in = False

    def narrow(self, narrowed: Narrowed) -> None:
        """Make the articles in which a search has a hit the queue; one of them is shown."""
        self.narrowed, self._leads_in = narrowed, True
        self.reload_queue()

    def widen(self) -> None:
        """Make the whole project the queue again."""
        self.narrowed = None
        self.reload_queue()

    @property
    def _sha(self) -> str:
        return self.desk.article.sha256 if self.desk else ""

    def take_rows(self, rows: Iterable[ArticleRow]) -> None:
        """Show these articles' progress."""
        self.rows = list(rows)
        self._row_at = {row.sha256: at for at, row in enumerate(self.rows)}
        self.queue_changed.emit()

    def reload_row(self, sha256: str) -> None:
        """Read one article's progress anew."""
        row = work.load_row(self.store, sha256, self.annotator)
        if row is None or sha256 not in self._row_at:
            self.reload_queue()
        else:
            self.take_row(row)

    def take_row(self, row: ArticleRow) -> None:
        """Show one article's progress as the project has it now."""
        if row.sha256 == self._sha:
            self._own = row
        self._changed.add(row.sha256)
        if (at := self.row_at(row.sha256)) >= 0:
            self.rows[at] = row
        self.row_changed.emit(row.sha256)

    def _told(self, read: Callable[[], Read]) -> Read | None:
        """What was read; None, and a sentence, where the file cannot be read: what is shown then stays."""
        try:
            return read()
        except AnnotatorError as error:
            self.problem.emit(str(error))
            return None

    def row(self) -> ArticleRow | None:
        """The queue's line of the article shown, also where a narrowed queue leaves it out."""
        at = self._row_at.get(self._sha)
        if at is not None:
            return self.rows[at]
        return self._own if self.narrowed is not None and self._own and self._own.sha256 == self._sha else None

    def row_at(self, sha256: str) -> int:
        """Where an article stands in the queue, from 0; -1 where it does not."""
        return self._row_at.get(sha256, -1)

    def refresh_row(self) -> None:
        """Read the progress of the article shown anew."""
        row = self._told(lambda: work.load_row(self.store, self._sha, self.annotator)) if self.desk else None
        if row is not None:
            self.take_row(row)
