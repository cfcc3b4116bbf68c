"""The versions of the project's codebook: who, when, why, and what differs between two of them in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFormLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.language import day, later, sentence, tr, trs
from annotator.store.connection import Store
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import close_row, open_at, plain_label
from annotator.ui.theme import Theme
from annotator.workflow import codebook_change
from annotator.workflow.codebook_change import CodebookVersion

SIDES = (later("What differs"), later("Before"), later("After"))
MOST = 600  # characters of a text that are shown beside the other one
HEAD = (later("Version"), later("Date"), later("By"), later("Why"), "")
EQUAL = later("The two versions are the same.")


class VersionsDialog(QDialog):
    """A line for each version; below, two of them compared: at first the newest with the one that it was made from."""

    def __init__(self, store: Store, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Versions of the codebook"))
        self.store = store
        self.versions: Sequence[CodebookVersion] = codebook_change.versions(store)
        self.grid = Grid(theme, tr("Versions"), most=6, stretch=3, widest=280)
        self.grid.show_rows(trs(HEAD), [_row(version) for version in self.versions])
        self.before, self.after = QComboBox(), QComboBox()
        for box, name in ((self.before, tr("Before")), (self.after, tr("After"))):
            box.setAccessibleName(name)
            for version in self.versions:
                box.addItem(_named(version), version.hash)
            box.currentIndexChanged.connect(lambda _: self._compare())
        self.differences = QTableWidget(0, 3)
        self.differences.setHorizontalHeaderLabels(trs(SIDES))
        self.differences.setAccessibleName(tr("What differs"))
        self.differences.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.differences.setTabKeyNavigation(False)
        self.differences.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.differences.verticalHeader().hide()
        self.differences.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.differences.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.differences.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.equal = plain_label(tr(EQUAL), muted=True, name=tr("What differs"))
        form = QFormLayout()
        form.addRow(tr("Before"), self.before)
        form.addRow(tr("After"), self.after)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.addWidget(self.grid)
        column.addLayout(form)
        column.addWidget(plain_label(tr("What differs"), muted=True))
        column.addWidget(self.equal)
        column.addWidget(self.differences, 1)
        column.addLayout(close_row(self))
        self.grid.picked.connect(lambda row, _: self._show(row))
        self._show(len(self.versions) - 1)
        open_at(self, 960, 600)

    def _show(self, row: int) -> None:
        """Compare a version with the one that it was made from."""
        hashes = [version.hash for version in self.versions]
        parent = self.versions[row].parent
        self.before.setCurrentIndex(hashes.index(parent) if parent in hashes else max(row - 1, 0))
        self.after.setCurrentIndex(row)
        self._compare()

    def _compare(self) -> None:
        found = codebook_change.compare_versions(self.store, self.before.currentData(), self.after.currentData())
        self.equal.setVisible(not found)
        self.differences.setRowCount(len(found))
        for row, difference in enumerate(found):
            for column, text in enumerate((sentence(difference.what()), *difference.sides(MOST))):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                self.differences.setItem(row, column, item)


def _named(version: CodebookVersion) -> str:
    return ", ".join(part for part in (f"{version.name} {version.version}", day(version.at), version.annotator) if part)


def _row(version: CodebookVersion) -> list[Cell]:
    gone = "" if version.stands else tr("undone")
    when = f"{day(version.at)} {version.at[11:16]}"
    return [
        Cell(version.version),
        Cell(when),
        Cell(version.annotator or "–"),
        Cell(tr("joins changes made apart") if version.joins else sentence(version.why)),
        Cell(gone, muted=True),
    ]
