"""A table of things that are ticked, one a line: what an act on many of them takes along."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from annotator.ui.text import cut, plain_tip

Index = QModelIndex | QPersistentModelIndex
LONGEST = 300  # characters of a cell


class CheckedModel(QAbstractTableModel):
    """Lines of texts; each is ticked at first, and ticked or not as somebody wants."""

    ticked = Signal()  # a tick was set or taken off

    def __init__(self, heads: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.heads = tuple(heads)
        self.lines: list[tuple[str, ...]] = []
        self.on: list[bool] = []

    def show_lines(self, lines: Sequence[tuple[str, ...]]) -> None:
        """Show other lines, all of them ticked."""
        self.beginResetModel()
        self.lines = [tuple(" ".join(cut(text, LONGEST).split()) for text in line) for line in lines]
        self.on = [True] * len(self.lines)
        self.endResetModel()

    @property
    def count(self) -> int:
        """How many lines are ticked."""
        return sum(self.on)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The texts of a line."""
        return 0 if parent.isValid() else len(self.heads)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first text of a line has its tick."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() and index.column() == 0 else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Plain texts; the tick; the whole line for screen readers."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(line[index.column()])
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if self.on[index.row()] else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(text for text in line if text)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Set a tick or take it off."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or index.column() != 0:
            return False
        self.on[index.row()] = Qt.CheckState(value) is Qt.CheckState.Checked
        self.dataChanged.emit(index, index, [role])
        self.ticked.emit()
        return True

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The names of the columns."""
        return (
            self.heads[section] if side == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole else None
        )


class CheckedTable(QTableView):
    """Shows a :class:`CheckedModel`; Space ticks the current line. ``wide`` is the column that takes what room there is."""

    def __init__(self, model: CheckedModel, *, wide: int, name: str) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 9)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        model.modelReset.connect(lambda: self.setCurrentIndex(model.index(0, 0)))
