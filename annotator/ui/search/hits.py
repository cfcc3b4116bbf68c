"""The hits of a search as keyword in context: what was found stands in the middle column, its context to both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.language import tr
from annotator.ui.text import plain_tip
from annotator.workflow.search import Hit, Search, keyword

ARTICLE, LEFT, WORD, RIGHT, WHO = range(5)
WIDEST = 0.34  # of the view: the keyword, where it is a whole quotation
SHOWN = 160  # characters of a keyword and of each context at most
Index = QModelIndex | QPersistentModelIndex


class Line(NamedTuple):
    """One hit as it is shown; white space is one blank."""

    hit: Hit
    left: str
    word: str
    right: str
    who: str


class HitsModel(QAbstractTableModel):
    """The hits read so far; the view asks for more when it is scrolled to their end."""

    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []
        self.more = False  # whether there is another page

    def show_hits(self, hits: Sequence[Hit], wanted: Search, *, more: bool) -> None:
        """Show the first page."""
        self.beginResetModel()
        self.lines = [_line(hit, wanted) for hit in hits]
        self.more = more
        self.endResetModel()

    def add_hits(self, hits: Sequence[Hit], wanted: Search, *, more: bool) -> None:
        """Show another page below."""
        self.more = more
        if hits:
            self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(hits) - 1)
            self.lines += [_line(hit, wanted) for hit in hits]
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The hits read so far."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Article, left context, keyword, right context, whose."""
        return 0 if parent.isValid() else 5

    def canFetchMore(self, parent: Index) -> bool:
        """Whether another page can be asked for."""
        return not parent.isValid() and self.more

    def fetchMore(self, parent: Index) -> None:
        """Ask for it; it comes from the worker."""
        self.more = False
        self.more_wanted.emit()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The parts of a line, plain text; the context's sides lean on the keyword."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line, column = self.lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (line.hit.title or line.hit.article_id, line.left, line.word, line.right, line.who)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == LEFT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and column == WORD:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(line.who if column == WHO else line.hit.title if column == ARTICLE else line.hit.words)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.hit.title}: {line.left} {line.word} {line.right} {line.who}"
        return None


def _line(hit: Hit, wanted: Search) -> Line:
    left, word, right = (" ".join(part.split()) for part in keyword(hit, wanted))
    who = " · ".join(part for part in (hit.annotator, " ".join(hit.comment.split())) if part)
    return Line(hit, left[-SHOWN:], word[:SHOWN] + "…" * (len(word) > SHOWN), right[:SHOWN], who)


class _Sides(QStyledItemDelegate):
    """Cuts the left context at its left end."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Elide on the side that is away from the keyword."""
        super().initStyleOption(option, index)
        left = index.column() == LEFT
        option.textElideMode = Qt.TextElideMode.ElideLeft if left else Qt.TextElideMode.ElideRight


class HitsView(QTableView):
    """The table; Enter or a double click opens a hit."""

    opened = Signal(object)  # Hit
    left = Signal()

    def __init__(self, model: HitsModel) -> None:
        super().__init__()
        self.setModel(model)
        self.hits = model
        self.setItemDelegate(_Sides(self))
        self.setAccessibleName(tr("Hits in context"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(30)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 9)
        self.doubleClicked.connect(self.open_index)
        model.modelReset.connect(self.fit)

    def open_index(self, index: Index) -> None:
        """Open the hit of a row."""
        if index.isValid():
            self.opened.emit(self.hits.lines[index.row()].hit)

    def go(self, by: int) -> bool:
        """Open the next (1) or previous (-1) hit; False at the ends."""
        row = self.currentIndex().row() + by if self.currentIndex().isValid() else 0
        if not 0 <= row < len(self.hits.lines):
            return False
        self.selectRow(row)
        self.open_index(self.hits.index(row, WORD))
        return True

    def fit(self) -> None:
        """Give the keyword what it needs, the article's name and whose it is a part, the rest to the two sides alike."""
        room = self.viewport().width()
        font = QFont(self.font())
        font.setBold(True)
        bold = self.fontMetrics().__class__(font)
        words = [bold.horizontalAdvance(line.word) for line in self.hits.lines[:200]]
        who = any(line.who for line in self.hits.lines)
        widths = {ARTICLE: room * 0.17, WHO: room * 0.11 if who else 0}
        widths[WORD] = min(max(words, default=60) + 30, room * WIDEST)
        widths[LEFT] = widths[RIGHT] = (room - sum(widths.values())) / 2
        self.setColumnHidden(WHO, not who)
        for column, width in widths.items():
            self.setColumnWidth(column, int(width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the keyword in the middle."""
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Esc goes back to the article."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_index(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
