"""The queue: every article with its progress, loaded as far as it is scrolled, narrowed by words and by state."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.records import ArticleRow
from annotator.ui.controller import Controller
from annotator.ui.text import plain_label
from annotator.ui.theme import Theme

BATCH = 200
TO_DO, FLAGGED, DONE, ALL = "to do", "flagged", "done", "all articles"
Index = QModelIndex | QPersistentModelIndex


def glyph(row: ArticleRow) -> str:
    """○ not begun, ◐ begun, ● finished, ◌ not read by the machine yet and nothing by hand."""
    if row.finished:
        return "●"
    if row.decided:
        return "◐"
    return "○" if row.proposed or row.quotations else "◌"


class QueueModel(QAbstractListModel):
    """The rows that pass the filter; the view sees them in batches, so that 100,000 articles cost nothing until scrolled to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[ArticleRow] = ()
        self._kept: list[int] = []
        self._loaded = 0
        self._words = ""
        self._state = ALL

    def set_rows(self, rows: Sequence[ArticleRow]) -> None:
        """Show these articles."""
        self._all = rows
        self._filter()

    def set_filter(self, words: str, state: str) -> None:
        """Keep the articles whose title or id holds the words, in a state."""
        self._words, self._state = words.casefold().strip(), state
        self._filter()

    def _filter(self) -> None:
        self.beginResetModel()
        self._kept = [at for at, row in enumerate(self._all) if self._passes(row)]
        self._loaded = min(BATCH, len(self._kept))
        self.endResetModel()

    def _passes(self, row: ArticleRow) -> bool:
        if self._state == TO_DO and row.finished or self._state == FLAGGED and not row.flagged:
            return False
        if self._state == DONE and not row.finished:
            return False
        return not self._words or self._words in row.title.casefold() or self._words in row.id.casefold()

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
            return f"{row.title or row.id}, {row.decided} of {row.quotations} decided"
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints an article: state, title, progress."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines: a title and its progress."""
        return QSize(100, option.fontMetrics.lineSpacing() * 2 + 18)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The current article on its own ground; a flag where something is flagged."""
        model = index.model()
        assert isinstance(model, QueueModel)
        row, colours = model.article(index), self.theme.colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect.adjusted(6, 1, -6, -1)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.chosen))
            painter.drawRoundedRect(area, 6, 6)
        line = option.fontMetrics.lineSpacing()
        painter.setFont(option.font)
        painter.setPen(QColor(colours.confirmed_line if row.finished else colours.text))
        painter.drawText(QRect(area.left() + 8, area.top() + 6, 18, line), Qt.AlignmentFlag.AlignCenter, glyph(row))
        font = QFont(option.font)
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        room = area.width() - 46 - (18 if row.flagged else 0)
        title = painter.fontMetrics().elidedText(row.title or row.id, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(area.left() + 32, area.top() + 6, room, line), Qt.AlignmentFlag.AlignVCenter, title)
        if row.flagged:
            painter.drawText(QRect(area.right() - 22, area.top() + 6, 18, line), Qt.AlignmentFlag.AlignCenter, "⚑")
        self._paint_progress(painter, option, row, QRect(area.left() + 32, area.top() + 8 + line, area.width() - 42, line))
        painter.restore()

    def _paint_progress(self, painter: QPainter, option: QStyleOptionViewItem, row: ArticleRow, area: QRect) -> None:
        colours = self.theme.colours
        counted = f"{row.decided}/{row.quotations}" if row.proposed or row.quotations else "not read yet"
        width = painter.fontMetrics().horizontalAdvance("000/000" if row.proposed or row.quotations else counted) + 8
        painter.setFont(option.font)
        painter.setPen(QColor(colours.muted))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, counted)
        bar = QRectF(area.left(), area.center().y() - 2, area.width() - width, 5)
        if not (row.proposed or row.quotations) or bar.width() < 8:
            return
        painter.setPen(QPen(QColor(colours.muted), 0.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(bar, 2.5, 2.5)
        share = row.decided / row.quotations if row.quotations else 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.confirmed_line))
        if share > 0:
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(bar.width() * min(share, 1.0), 4), bar.height()), 2.5, 2.5)


class QueuePane(QWidget):
    """The list of articles with its filter."""

    left = Signal()

    def __init__(self, controller: Controller, theme: Theme) -> None:
        super().__init__()
        self.setProperty("pane", "queue")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.controller = controller
        self.model = QueueModel(self)
        self.view = QListView()
        self.filter = QLineEdit(placeholderText="Filter articles")
        self.state = QComboBox()
        self.count = plain_label(muted=True, name="Articles shown")
        self._later = QTimer(self, singleShot=True, interval=120)
        self._recount = QTimer(self, singleShot=True, interval=200)
        self._recount.timeout.connect(self._count)
        self._prepare(theme)
        self._lay_out()
        controller.queue_changed.connect(self._reload)
        controller.row_changed.connect(self._row_changed)
        controller.article_shown.connect(self._select_current)

    def _prepare(self, theme: Theme) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(RowDelegate(theme, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setAccessibleName("Articles")
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(self._open)
        self.view.activated.connect(self._open)
        self.filter.setAccessibleName("Filter articles")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._later.start)
        self.filter.returnPressed.connect(self._open_first)
        self._later.timeout.connect(self.apply_filter)
        self.state.addItems([ALL, TO_DO, FLAGGED, DONE])
        self.state.setAccessibleName("Show articles in this state")
        self.state.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.state.currentTextChanged.connect(self.apply_filter)
        theme.changed.connect(self.view.viewport().update)

    def _lay_out(self) -> None:
        heading = plain_label("Articles")
        heading.setProperty("heading", True)
        top = QHBoxLayout()
        top.addWidget(heading)
        top.addStretch(1)
        top.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        for part in (top, self.filter, self.state):
            line = QHBoxLayout()
            line.setContentsMargins(14, 0, 12, 0)
            line.addLayout(part) if isinstance(part, QHBoxLayout) else line.addWidget(part)
            column.addLayout(line)
        column.addWidget(self.view, 1)

    def focus_filter(self) -> None:
        """Put the keys into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def apply_filter(self) -> None:
        """Narrow the list to what the filter says."""
        self.model.set_filter(self.filter.text(), self.state.currentText())
        self._select_current()

    def _reload(self) -> None:
        self.model.set_rows(self.controller.rows)
        self._select_current()

    def _row_changed(self, sha256: str) -> None:
        row = self.controller.row()
        if row is not None and row.sha256 == sha256:
            self.model.update_row(self.controller.row_at(sha256))
            self._recount.start()

    def _select_current(self) -> None:
        row = self.controller.row()
        index = self.model.index_of(self.controller.row_at(row.sha256)) if row else QModelIndex()
        self.view.setCurrentIndex(index)
        if index.isValid():
            self.view.scrollTo(index)
        self._count()

    def _count(self) -> None:
        rows, passing = len(self.controller.rows), self.model.passing
        done = sum(row.finished for row in self.controller.rows)
        self.count.setText(f"{done} / {rows}" if passing == rows else f"{passing} of {rows}")
        self.count.setToolTip("finished / all" if passing == rows else "shown of all")

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.controller.show_article(self.model.article(index).sha256)
            self.left.emit()

    def _open_first(self) -> None:
        self.apply_filter()
        if self.model.rowCount():
            self._open(self.model.index(0, 0))
