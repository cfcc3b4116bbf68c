"""The queue's rows as a list model that the view reads in batches, so that 100,000 articles cost nothing until scrolled to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from annotator.holdout import OrderReason
from annotator.language import later, tr
from annotator.records import ArticleRow
from annotator.ui.text import plain_tip

BATCH = 200
BY_CHANCE = "by chance"
WHY_CHANCE = "Drawn at random, so that the figures on the stance model stay unbiased."
Index = QModelIndex | QPersistentModelIndex


class RowMark(NamedTuple):
    """A column of the queue: what is painted at the right of a line, "" for nothing, and the words that say it."""

    words: str
    sign: Callable[[ArticleRow], str]


MARKS = (RowMark(later("flagged"), lambda row: "⚑" if row.flagged else ""),)
"""The columns of the queue, from the right."""


def marks(row: ArticleRow) -> list[tuple[str, str]]:
    """(sign, words) of each mark that a line has."""
    return [(sign, tr(mark.words)) for mark in MARKS if (sign := mark.sign(row))]


def glyph(row: ArticleRow) -> str:
    """○ not begun, ◐ begun, ● finished, ◌ not read by the machine yet and nothing by hand."""
    if row.finished:
        return "●"
    if row.decided:
        return "◐"
    return "○" if row.proposed or row.quotations else "◌"


def every(row: ArticleRow) -> bool:
    """Any article."""
    return True


def state_words(row: ArticleRow) -> str:
    """What the signs of a line say: its state, how many quotations are decided, its marks."""
    read = row.proposed or row.quotations
    state = tr("finished" if row.finished else "begun" if row.decided else "not begun" if read else "not read yet")
    decided = tr("{} of {} decided", row.decided, row.quotations) if read else ""
    tags = tr("tags: {}", row.tags) if row.tags else ""
    return ", ".join(part for part in (state, decided, *(words for _, words in marks(row)), tags) if part)


class QueueModel(QAbstractListModel):
    """The articles that pass the filter, in the queue's order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[ArticleRow] = ()
        self._kept: list[int] = []
        self._loaded = 0
        self._words = ""
        self._stays: Callable[[ArticleRow], bool] = every
        self.drawn: Callable[[ArticleRow], str] = lambda _: ""  # why an article has its place; see Arrangement.drawn

    def set_rows(self, rows: Sequence[ArticleRow], stays: Callable[[ArticleRow], bool] | None = None) -> None:
        """Show those of the articles that ``stays`` lets in (None: all) and whose title holds the words of the filter."""
        self._all, self._stays = rows, stays or every
        self._filter()

    def set_filter(self, words: str, stays: Callable[[ArticleRow], bool] | None = None) -> None:
        """Keep the articles whose title, id or tags hold the words, and that ``stays`` lets in."""
        self._words, self._stays = words.casefold().strip(), stays or every
        self._filter()

    def _filter(self) -> None:
        self.beginResetModel()
        self._kept = [at for at, row in enumerate(self._all) if self._passes(row)]
        self._loaded = min(max(BATCH, self._loaded), len(self._kept))
        self.endResetModel()

    def _passes(self, row: ArticleRow) -> bool:
        if not self._stays(row):
            return False
        words = self._words
        if not words or words in row.title.casefold() or words in row.id.casefold():
            return True
        return bool(row.tags) and words in row.tags.casefold()

    def by_chance(self, row: ArticleRow) -> bool:
        """Whether an article was drawn by chance, while others are where the program would learn most."""
        return self.drawn(row) == OrderReason.CHANCE

    def update_row(self, at: int) -> None:
        """One article's progress changed."""
        shown = self.index_of(at)
        if shown.isValid():
            self.dataChanged.emit(shown, shown)

    def index_of(self, at: int) -> QModelIndex:
        """The index of the article at a place in the queue, loaded as far as needed; invalid if filtered out."""
        place = bisect_left(self._kept, at)
        if place >= len(self._kept) or self._kept[place] != at:
            return QModelIndex()
        if place >= self._loaded:
            self._load(place + BATCH)
        return self.index(place, 0)

    def article(self, index: Index) -> ArticleRow:
        """The article at an index."""
        return self._all[self._kept[index.row()]]

    def kept(self) -> frozenset[str]:
        """The checksums of the articles that pass the filter."""
        return frozenset(self._all[at].sha256 for at in self._kept)

    @property
    def passing(self) -> int:
        """How many articles pass the filter."""
        return len(self._kept)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The rows loaded so far."""
        return 0 if parent.isValid() else self._loaded

    def canFetchMore(self, parent: Index) -> bool:
        """Whether more can be loaded."""
        return not parent.isValid() and self._loaded < len(self._kept)

    def fetchMore(self, parent: Index) -> None:
        """Load another batch."""
        if not parent.isValid():
            self._load(self._loaded + BATCH)

    def _load(self, upto: int) -> None:
        upto = min(upto, len(self._kept))
        if upto > self._loaded:
            self.beginInsertRows(QModelIndex(), self._loaded, upto - 1)
            self._loaded = upto
            self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Title; progress in words for screen readers and tool tips."""
        if not index.isValid() or index.row() >= self._loaded:
            return None
        row = self.article(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title or row.id
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            chance = f", {tr(BY_CHANCE)}" if self.by_chance(row) else ""
            return f"{row.title or row.id}, {state_words(row)}{chance}"
        if role == Qt.ItemDataRole.ToolTipRole and self.by_chance(row):
            return tr(WHY_CHANCE)
        if role == Qt.ItemDataRole.ToolTipRole and row.tags:
            return plain_tip(tr("tags: {}", row.tags))
        return None
