"""Tables of the agreement page: cells with text and, in heat maps, a ground as strong as their figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from annotator.ui.text import plain_tip
from annotator.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ROW = 27  # pixels
READABLE = 180  # pixels
KEPT = 200  # rows that were made and are kept: Qt asks for a cell's text, ground and so on one by one, and by columns
MEASURED = 40  # rows by which columns are made as wide as what is in them: Qt would look at a thousand

# Looked up once: Qt asks for thousands of cells before a page is shown.
_TEXT, _TIP, _ALIGNMENT, _GROUND, _INK = _ROLES = (
    int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole), int(Qt.ItemDataRole.TextAlignmentRole),
    int(Qt.ItemDataRole.BackgroundRole), int(Qt.ItemDataRole.ForegroundRole),
)  # fmt: skip
_LEFT, _RIGHT = (
    int(side | Qt.AlignmentFlag.AlignVCenter) for side in (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. ``heat`` and ``clash`` (0 to 1) give it a ground; ``right``: it is a figure.

    ``tip``: words, or what makes them when the mouse rests on the cell.
    """

    text: str
    tip: str | Callable[[], str] = ""
    heat: float | None = None
    clash: float | None = None
    right: bool = False
    muted: bool = False


class TableModel(QAbstractTableModel):
    """Rows made when they are looked at, so that a hundred thousand cost nothing."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.head: Sequence[str] = ()
        self.side: Sequence[str] = ()
        self.tips: Sequence[str] = ()
        self._count = 0
        self._row: Callable[[int], Sequence[Cell]] = lambda _: ()
        self._made: dict[int, Sequence[Cell]] = {}  # rows that were looked at

    def fill(
        self,
        head: Sequence[str],
        count: int,
        row: Callable[[int], Sequence[Cell]],
        side: Sequence[str] = (),
        tips: Sequence[str] = (),
    ) -> None:
        """Show ``count`` rows under a head; ``side`` are the names of rows, where they have any, ``tips`` say what the head means."""
        self.beginResetModel()
        self.tips = tips
        self.head, self._count, self._row, self.side = head, count, row, side
        self._made.clear()
        self.endResetModel()

    def cell(self, at: int, column: int) -> Cell:
        """A cell."""
        row = self._made.get(at)
        if row is None:
            if len(self._made) >= KEPT:
                self._made.clear()
            row = self._made[at] = self._row(at)
        return row[column]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """All rows."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As the head has."""
        return 0 if parent.isValid() else len(self.head)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The head's names and the side's."""
        names = self.head if orientation is Qt.Orientation.Horizontal else self.side
        if section >= len(names):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return names[section]
        if role != Qt.ItemDataRole.ToolTipRole:
            return None
        told = self.tips[section] if orientation is Qt.Orientation.Horizontal and section < len(self.tips) else ""
        return plain_tip(told or names[section])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, tip, ground, alignment."""
        if role not in _ROLES or not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == _TEXT:
            return in_a_line(cell)
        if role == _TIP:
            return plain_tip((cell.tip() if callable(cell.tip) else cell.tip) or cell.text)
        if role == _ALIGNMENT:
            return _RIGHT if cell.right else _LEFT
        if role == _GROUND:
            return self._ground(cell)
        return QColor(self.theme.colors.muted) if cell.muted else None

    def _ground(self, cell: Cell) -> QColor | None:
        colors = self.theme.colors
        if cell.heat is not None:
            return mixed(colors.field, colors.heat, cell.heat)
        return mixed(colors.field, colors.clash, cell.clash) if cell.clash is not None else None


def in_a_line(cell: Cell) -> str:
    """The text of a cell as it is shown: on one line."""
    return " ".join(cell.text.split())


def mixed(weak: str, strong: str, share: float) -> QColor:
    """A color between two grounds; text that can be read on both can be read on it."""
    one, other, share = QColor(weak), QColor(strong), min(max(share, 0.0), 1.0)
    parts = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(a + (b - a) * share) for a, b in parts))


class Grid(QTableView):
    """A table that is as high as its rows, up to ``most``; Enter and a click on a cell say which.

    Columns are as wide as what is in them, up to ``widest`` (pixels). The column ``stretch`` takes the room that is left beside them, and
    keeps ``READABLE`` of what is in it; -1: the table is only as wide as what is in it.
    """

    picked = Signal(int, int)  # row, column

    def __init__(
        self,
        theme: Theme,
        name: str,
        most: int = 12,
        *,
        stretch: int = 0,
        widest: int = 260,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.widest = widest
        self.made = TableModel(theme, self)
        self.most = most
        self.stretch = stretch
        self._least = 0  # pixels, of the column that takes the room that is left
        self.setModel(self.made)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setHighlightSections(False)
        for bar in (self.horizontalHeader(), self.verticalHeader()):
            bar.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.clicked.connect(self._pick)
        self.activated.connect(self._pick)
        theme.changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.made.theme.px(ROW))
        self._fit_height()
        self.viewport().update()

    def show_rows(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[Cell]] | Callable[[int], Sequence[Cell]],
        *,
        count: int | None = None,
        side: Sequence[str] = (),
        tips: Sequence[str] = (),
    ) -> None:
        """Show these rows, or ``count`` that are made when they are looked at."""
        made = rows if callable(rows) else rows.__getitem__
        number = count if count is not None else (0 if callable(rows) else len(rows))
        self.made.fill(head, number, made, side, tips)
        self.verticalHeader().setVisible(bool(side))
        bar = self.horizontalHeader()
        bar.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column in range(len(head)):
            fitting = max(self.sizeHintForColumn(column), bar.sectionSizeHint(column))
            bar.resizeSection(column, min(max(fitting + 6, 64), self.widest))
        self._least = min(bar.sectionSize(self.stretch), READABLE) if 0 <= self.stretch < len(head) else 0
        self._fit_width()
        if self.stretch < 0:  # no wider than what is in it
            side_width = self.verticalHeader().sizeHint().width() if side else 0
            self.setMaximumWidth(side_width + bar.length() + 2 * self.frameWidth() + 2)
        self._fit_height()

    def sizeHintForColumn(self, column: int) -> int:
        """The width in pixels that the rows in sight need, ``MEASURED`` at most.

        Qt is asked for the cell with the widest text alone: for each cell that it measures, it asks Python for ten things.
        """
        top = max(self.rowAt(0), 0)
        rows = range(top, min(top + MEASURED, self.made.rowCount()))
        texts = {in_a_line(self.made.cell(row, column)): row for row in rows}
        if not texts:
            return -1
        widest = max(texts, key=self.fontMetrics().horizontalAdvance)
        return self.sizeHintForIndex(self.made.index(texts[widest], column)).width() + int(self.showGrid())

    def _fit_width(self) -> None:
        """Give one column the room that is left; where it could not be read then, the table scrolls."""
        if self._least:
            bar, mode = self.horizontalHeader(), QHeaderView.ResizeMode
            fits = bar.width() - bar.length() + bar.sectionSize(self.stretch) >= self._least
            bar.setSectionResizeMode(self.stretch, mode.Stretch if fits else mode.Interactive)
            if not fits:
                bar.resizeSection(self.stretch, self._least)

    def _fit_height(self) -> None:
        """As high as the rows shown, with the scroll bar under them where columns reach beyond."""
        shown = max(min(self.made.rowCount(), self.most), 1)
        under = self.horizontalScrollBar()
        height = (
            self.horizontalHeader().sizeHint().height()
            + shown * self.verticalHeader().defaultSectionSize()
            + 2 * self.frameWidth()
            + 2
        )
        height += under.sizeHint().height() if under.maximum() > 0 else 0
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns may fit now, or not any more."""
        super().resizeEvent(event)
        self._fit_width()
        self._fit_height()

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid():
            self.picked.emit(index.row(), index.column())
