"""A table whose lines are ticked, and the frame of the dialogs that do one act with everything that is ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QDialog,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.language import tr
from annotator.records import Codebook, Decision, Kind, Status
from annotator.ui.text import button_row, cut, plain_label, plain_tip, take_or_leave

Index = QModelIndex | QPersistentModelIndex
Thing = TypeVar("Thing")
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

    def chosen(self, things: Sequence[Thing]) -> list[Thing]:
        """Of the things that the lines show, one a line, those that are ticked."""
        return [thing for thing, on in zip(things, self.on, strict=True) if on]

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


class CheckedDialog(QDialog):
    """A :class:`CheckedTable` with what is chosen above it, a summary below it, and two buttons: ``take`` accepts, ``leave`` does not.

    Each such dialog fills ``model``, and whenever a tick changes it says in ``summary`` and on ``take`` what would be done.
    ``heads`` and ``wide``: see the table; ``table`` and ``summary`` are what screen readers call these two.
    """

    def __init__(
        self, title: str, heads: Sequence[str], parent: QWidget, *, wide: int, table: str, summary: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.model = CheckedModel(heads, self)
        self.table = CheckedTable(self.model, wide=wide, name=table)
        self.summary = plain_label(wrap=True, muted=True, name=summary)
        self.take, self.leave = take_or_leave(self, "")

    def lay_out(self, above: QBoxLayout) -> None:
        """Put everything in its place, ``above`` at the top."""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(above)
        column.addWidget(self.table, 1)
        column.addWidget(self.summary)
        column.addLayout(button_row(self.leave, self.take))


def speaker_of(decision: Decision) -> str:
    """Who speaks in a decision, for a line of the table; "not speech" where nobody does, or the quotation was taken away."""
    if decision.kind is Kind.NOT_SPEECH or decision.status is Status.WITHDRAWN:
        return tr("not speech")
    return decision.speaker_name or tr("no source named")


def labels_of(decision: Decision, codebook: Codebook) -> str:
    """The labels of a decision by their names."""
    found = [codebook.label(stance) for stance in decision.stances]
    return ", ".join(
        label.name if label else stance.label for label, stance in zip(found, decision.stances, strict=True)
    )
