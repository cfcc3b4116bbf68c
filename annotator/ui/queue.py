"""The queue: every article with its progress, loaded as far as it is scrolled, narrowed by words and by state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetrics, QMouseEvent, QPainter, QPen, QTextLayout
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.language import counted, tr
from annotator.records import ArticleRow
from annotator.session.arrangement import QueueChoice
from annotator.session.navigator import Navigator
from annotator.ui.queue_bar import QueueBar
from annotator.ui.queue_model import BY_CHANCE, Index, QueueModel, glyph, marks
from annotator.ui.text import ElidedLabel, plain_label, plain_tip
from annotator.ui.theme import Theme


class RowDelegate(QStyledItemDelegate):
    """Paints an article: state, title, progress.

    Which row is current or under the mouse is asked of the view: reading the option's state would bring all of QStyle in.
    """

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self.theme = theme
        self.view = view
        self.entered = -1  # the row that the mouse came to last
        view.entered.connect(self._enter)
        view.viewportEntered.connect(self._enter)

    def _enter(self, index: QModelIndex | None = None) -> None:
        self.entered = index.row() if index is not None else -1

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Up to two lines of title and one of progress."""
        return QSize(100, option.fontMetrics.lineSpacing() * 3 + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The current article on its own ground; its marks at the right."""
        model = index.model()
        assert isinstance(model, QueueModel)
        row, colors = model.article(index), self.theme.colors
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect.adjusted(6, 1, -6, -1)
        chosen = index.row() == self.view.currentIndex().row()
        if chosen or (index.row() == self.entered and self.view.viewport().underMouse()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colors.chosen))
            painter.drawRoundedRect(area, 6, 6)
        line = option.fontMetrics.lineSpacing()
        painter.setFont(option.font)
        painter.setPen(QColor(colors.confirmed_line if row.finished else colors.text))
        painter.drawText(QRect(area.left() + 8, area.top() + 6, 18, line), Qt.AlignmentFlag.AlignCenter, glyph(row))
        font = QFont(option.font)
        font.setBold(chosen)
        painter.setFont(font)
        painter.setPen(QColor(colors.text))
        signs = [sign for sign, _ in marks(row)]
        room = area.width() - 42 - 18 * len(signs)
        self._paint_title(painter, row.title or row.id, QRect(area.left() + 32, area.top() + 5, room, line * 2))
        for at, sign in enumerate(signs):
            place = QRect(area.right() - 22 - 18 * at, area.top() + 6, 18, line)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, sign)
        self._paint_progress(
            painter,
            option,
            row,
            QRect(area.left() + 32, area.top() + 6 + 2 * line, area.width() - 42, line),
            by_chance=model.by_chance(row),
        )
        painter.restore()

    def _paint_title(self, painter: QPainter, title: str, area: QRect) -> None:
        """Two lines at most, the second one elided."""
        layout = QTextLayout(" ".join(title.split())[:200], painter.font())
        layout.beginLayout()
        first = layout.createLine()
        first.setLineWidth(area.width())
        layout.endLayout()
        at = first.textLength()
        line = painter.fontMetrics().lineSpacing()
        painter.drawText(area.left(), area.top() + painter.fontMetrics().ascent(), layout.text()[:at].rstrip())
        if at < len(layout.text()):
            rest = painter.fontMetrics().elidedText(layout.text()[at:], Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area.left(), area.top() + line + painter.fontMetrics().ascent(), rest)

    def _paint_progress(
        self, painter: QPainter, option: QStyleOptionViewItem, row: ArticleRow, area: QRect, *, by_chance: bool
    ) -> None:
        colors = self.theme.colors
        counted = f"{row.decided}/{row.quotations}" if row.proposed or row.quotations else tr("not read yet")
        room = "000/000" if row.proposed or row.quotations else counted
        if by_chance:
            counted, room = (f"{tr(BY_CHANCE)}  {text}" for text in (counted, room))
        width = painter.fontMetrics().horizontalAdvance(room) + 8
        painter.setFont(option.font)
        painter.setPen(QColor(colors.muted))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, counted)
        bar = QRectF(area.left(), area.center().y() - 2, area.width() - width, 5)
        if not (row.proposed or row.quotations) or bar.width() < 8:
            return
        painter.setPen(QPen(QColor(colors.muted), 0.8))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(bar, 2.5, 2.5)
        share = row.decided / row.quotations if row.quotations else 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.confirmed_line))
        if share > 0:
            painter.drawRoundedRect(
                QRectF(bar.left(), bar.top(), max(bar.width() * min(share, 1.0), 4), bar.height()), 2.5, 2.5
            )


class QueueList(QListView):
    """The list itself: the left button opens an article, the others leave the mark on the one that is open."""

    menu_wanted = Signal(object, QPoint)  # QModelIndex, where on the screen

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Only the left button chooses."""
        if event.button() is Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        else:
            event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the article under the mouse; by key, of the one that is marked."""
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        if index.isValid():
            spot = event.globalPos() if by_mouse else self.viewport().mapToGlobal(self.visualRect(index).center())
            self.menu_wanted.emit(index, spot)


class QueuePane(QWidget):
    """The list of articles with its filter."""

    left = Signal()
    widened = Signal()  # back to the whole project
    menu_wanted = Signal(str, QPoint)  # sha256, where on the screen

    def __init__(self, navigator: Navigator, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("pane", "queue")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.navigator = navigator
        self.model = QueueModel(self)
        self.model.drawn = navigator.queue.arrangement.drawn
        self.view = QueueList()
        self.filter = QLineEdit(placeholderText=tr("Filter articles"))
        self.arrangement = navigator.queue.arrangement
        self.bar = QueueBar(self.arrangement, figures=bool(navigator.layer.first))
        self.count = ElidedLabel(tr("Articles shown"), muted=True)  # the heading keeps its room
        self.heading = plain_label(tr("Articles"))
        self.widen = QPushButton(tr("Whole queue"))
        self._later = QTimer(self, singleShot=True, interval=120)
        self._recount = QTimer(self, singleShot=True, interval=200)
        self._recount.timeout.connect(self._count)
        self._prepare(theme)
        self._lay_out()
        navigator.queue.changed.connect(self._reload)
        navigator.queue.row_changed.connect(self._row_changed)
        navigator.article_shown.connect(self._select_current)

    def _prepare(self, theme: Theme) -> None:
        self.view.setModel(self.model)
        self.view.setItemDelegate(RowDelegate(theme, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setAccessibleName(tr("Articles"))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(self._open)
        self.view.activated.connect(self._open)
        self.view.menu_wanted.connect(lambda index, spot: self.menu_wanted.emit(self.model.article(index).sha256, spot))
        self.filter.setAccessibleName(tr("Filter articles"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._later.start)
        self.filter.returnPressed.connect(self._open_first)
        self._later.timeout.connect(self.apply_filter)
        theme.changed.connect(self._recolor)

    def _lay_out(self) -> None:
        self.heading.setProperty("heading", True)
        bold = QFont(self.heading.font())
        bold.setBold(True)
        wanted = QFontMetrics(bold).horizontalAdvance(self.heading.text())
        self.heading.setMinimumWidth(min(wanted + 2, 96))  # the count gives way, not the name of the list
        self.heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.widen.setProperty("flat", True)
        self.widen.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.widen.setToolTip(
            plain_tip(tr("The queue shows only the articles of a search; click to show the whole project"))
        )
        self.widen.clicked.connect(self.widened)
        self.widen.hide()
        top = QHBoxLayout()
        top.addWidget(self.heading, 1)
        top.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        for part in (top, self.widen, self.filter, self.bar):
            line = QHBoxLayout()
            line.setContentsMargins(14, 0, 12, 0)
            line.addLayout(part) if isinstance(part, QHBoxLayout) else line.addWidget(part)
            column.addLayout(line)
        column.addWidget(self.view, 1)

    def _recolor(self) -> None:
        self.view.viewport().update()

    def focus_filter(self) -> None:
        """Put the keys into the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def apply_filter(self) -> None:
        """Narrow the list to what the filter says."""
        self.model.set_filter(self.filter.text(), self._stays())
        self._select_current()

    def _stays(self) -> Callable[[ArticleRow], bool] | None:
        return self.arrangement.passes if self.arrangement.narrows else None

    def reveal(self, sha256: str) -> None:
        """Have an article's line in sight: a search or a filter that leaves it out is given up."""
        if self.navigator.queue.narrowed is not None:
            self.navigator.queue.widen()
        if not self.model.index_of(self.navigator.queue.row_at(sha256)).isValid():
            self.filter.clear()
            self.arrangement.choose(QueueChoice(order=self.arrangement.choice.order))
            self.apply_filter()
        self._select_current()

    def _reload(self) -> None:
        narrowed = self.navigator.queue.narrowed
        self.heading.setText(tr("Search: {}", narrowed.name) if narrowed else tr("Articles"))
        self.heading.setToolTip(plain_tip(narrowed.name) if narrowed else "")
        self.widen.setVisible(narrowed is not None)
        bar, before = self.view.verticalScrollBar(), self._chosen()
        rested = bar.value()
        self.model.set_rows(self.navigator.queue.rows, self._stays())
        self._select_current()
        if self._chosen() == before:
            bar.setValue(rested)  # rows that came leave the reader where the reader was

    def _chosen(self) -> str:
        """The article that is current in the list."""
        index = self.view.currentIndex()
        return self.model.article(index).sha256 if index.isValid() else ""

    def _row_changed(self, sha256: str) -> None:
        if (at := self.navigator.queue.row_at(sha256)) >= 0:
            self.model.update_row(at)
            self._recount.start()

    def _select_current(self) -> None:
        row = self.navigator.queue.row()
        index = self.model.index_of(self.navigator.queue.row_at(row.sha256)) if row else QModelIndex()
        self.view.setCurrentIndex(index)
        if index.isValid():
            self.view.scrollTo(index)
        self._count()

    def _count(self) -> None:
        rows, passing = len(self.navigator.queue.rows), self.model.passing
        done = sum(row.finished for row in self.navigator.queue.rows)
        whole = passing == rows
        self.count.setText(
            tr("{} of {} finished", counted(done), counted(rows))
            if whole
            else tr("{} of {} shown", counted(passing), counted(rows))
        )

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.navigator.show_article(self.model.article(index).sha256)
            self.left.emit()

    def _open_first(self) -> None:
        self.apply_filter()
        if self.model.rowCount():
            self._open(self.model.index(0, 0))
