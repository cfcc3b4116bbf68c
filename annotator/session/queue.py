"""The queue: every article's progress, read at once or beside the window, whole or narrowed to a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from annotator.records import ArticleRow
from annotator.session.arrangement import Arrangement
from annotator.session.events import Event
from annotator.session.layer import Layer
from annotator.session.voice import Voice

if TYPE_CHECKING:  # not needed until somebody searches
    from annotator.workflow.search import Search


class Narrowed(NamedTuple):
    """A search that is the queue, and what it is called in the queue's head."""

    name: str
    search: Search


class ArticleQueue:
    """Knows every article's progress in a layer of decisions. Which article is shown is the navigator's to say."""

    def __init__(self, layer: Layer, voice: Voice) -> None:
        self.changed = Event[()]()  # the set of articles
        self.row_changed = Event[str]()  # one article's progress
        self.rows_wanted = Event[()]()  # the rows are to be read beside the window, see take_whole
        self.rows_known = Event[()]()  # all rows were read at once: what is still being read beside the window is older
        self.article_wanted = Event[str]()  # the queue, once read, wants an article of its own to be shown
        self.layer = layer
        self.voice = voice
        self.arrangement = Arrangement()
        self.rows: list[ArticleRow] = []  # in the order that is chosen
        self.whole = True  # whether all rows are here, not the first ones alone
        self.narrowed: Narrowed | None = None
        self.shown = ""  # the article (sha256) that is shown
        self._changed: set[str] = set()  # articles whose row changed since the rows were asked for
        self._leads_in = False  # whether the queue, once read, shows an article of its own
        self._row_at: dict[str, int] = {}
        self._came: dict[str, int] = {}  # where each article stands as it was imported
        self._own: ArticleRow | None = None  # the line of the article shown, as it was read last
        self.arrangement.changed.connect(self.arrange)
        self.arrangement.known_tags = self.tags

    # Reading

    def reload(self) -> None:
        """Read all articles' progress anew: the first ones at once, the rest of a long queue beside the window."""
        if not self.layer.first:
            self.ask_for_rows()
            return
        if self.arrangement.wanted:
            self.arrangement.figures_wanted.emit()
        if self.narrowed is None:
            found = self.voice.told_of(self.layer.first_rows, "queue")
            if found is None:
                return
            rows, self.whole = found
            self.take_rows(rows)
            self.add(self.shown)
        if self.narrowed is not None or not self.whole:
            self.ask_for_rows()
        else:
            self.rows_known.emit()

    def refresh(self) -> None:
        """Read all articles' progress anew; a long queue stays as it is until it is read beside the window."""
        if not self.layer.first or (self.narrowed is None and len(self.rows) <= self.layer.first):
            self.reload()
        else:
            self.ask_for_rows()

    def ask_for_rows(self) -> None:
        """Have the rows read beside the window."""
        self._changed.clear()
        self.rows_wanted.emit()

    def add(self, sha256: str | None) -> None:
        """Put the article that is needed now behind the first ones, until the rest comes."""
        if sha256 and not self.whole and sha256 not in self._row_at:
            row = self.voice.told_of(lambda: self.layer.row(sha256, None))
            if row is not None:
                self.take_rows([*self._as_imported(), row])

    def take_whole(self, annotator: str, rows: Iterable[ArticleRow]) -> None:
        """Show the queue as it was read beside the window, but for what changed here meanwhile."""
        if annotator != self.layer.annotator:
            return
        fresh = {sha: self.rows[self._row_at[sha]] for sha in self._changed if sha in self._row_at}
        self.whole = True
        self.take_rows(fresh.get(row.sha256, row) for row in rows)
        if self.narrowed is not None and not self.rows:
            self.widen()
            self.voice.told.emit("No article of the project has a hit; the queue is the whole project.")
        elif self.narrowed is not None and self._leads_in and self.row_at(self.shown) < 0:
            self.article_wanted.emit(next((row.sha256 for row in self.rows if not row.finished), self.rows[0].sha256))
        self._leads_in = False

    def narrow(self, narrowed: Narrowed) -> None:
        """Make the articles in which a search has a hit the queue; one of them is shown."""
        self.narrowed, self._leads_in = narrowed, True
        self.reload()

    def widen(self) -> None:
        """Make the whole project the queue again."""
        self.narrowed = None
        self.reload()

    def tags(self) -> list[str]:
        """The tags that the articles of the queue bear, in the alphabet."""
        found = {tag for tags in {row.tags for row in self.rows} for tag in tags.split(", ")}
        return sorted(found - {""}, key=str.casefold)

    # Rows

    def take_rows(self, rows: Iterable[ArticleRow]) -> None:
        """Show these articles' progress; they stand as they were imported."""
        came = list(rows)
        self._came = {row.sha256: at for at, row in enumerate(came)}
        self.rows = self.arrangement.arranged(came)
        self._row_at = {row.sha256: at for at, row in enumerate(self.rows)}
        self.changed.emit()

    def arrange(self) -> None:
        """Put the articles in the order that is chosen now."""
        self.take_rows(self._as_imported())

    def _as_imported(self) -> list[ArticleRow]:
        return sorted(self.rows, key=lambda row: self._came[row.sha256])

    def take_row(self, row: ArticleRow) -> None:
        """Show one article's progress as the project has it now."""
        if row.sha256 == self.shown:
            self._own = row
        self._changed.add(row.sha256)
        if (at := self.row_at(row.sha256)) >= 0:
            self.rows[at] = row
        self.row_changed.emit(row.sha256)

    def refresh_row(self) -> None:
        """Read the progress of the article shown anew."""
        row = self.voice.told_of(lambda: self.layer.row(self.shown, self.row())) if self.shown else None
        if row is not None:
            self.take_row(row)

    def row(self) -> ArticleRow | None:
        """The line of the article shown, also where a narrowed queue leaves it out."""
        at = self._row_at.get(self.shown)
        if at is not None:
            return self.rows[at]
        return self._own if self.narrowed is not None and self._own and self._own.sha256 == self.shown else None

    def row_at(self, sha256: str) -> int:
        """Where an article stands in the queue, from 0; -1 where it does not."""
        return self._row_at.get(sha256, -1)

    def open_ahead(self) -> Iterator[ArticleRow]:
        """The other articles in which something is to be done, from the one shown on and round the end of the queue."""
        row = self.row()
        start = self.row_at(row.sha256) + 1 if row else 0
        for at in range(len(self.rows)):
            other = self.rows[(start + at) % len(self.rows)]
            if other is not row and other.unfinished and self.arrangement.passes(other):
                yield other

    def beside(self, by: int) -> ArticleRow | None:
        """The next (1) or previous (-1) article that the queue is narrowed to; None at its ends."""
        row = self.row()
        at = self.row_at(row.sha256) + by if row else 0
        while 0 <= at < len(self.rows):
            if self.arrangement.passes(self.rows[at]):
                return self.rows[at]
            at += by
        return None
