"""The form of the packages for a team: its fields, and where they stand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.language import tr
from annotator.ui.team.grids import Grid
from annotator.ui.text import button_row, open_at, plain_label, show_hint
from annotator.ui.theme import Theme


class PackageForm(QDialog):
    """What is asked for, the plan below it, and the buttons; nothing of it does anything yet."""

    def __init__(self, path: Path, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Packages for a team"))
        self.people = QPlainTextEdit()
        show_hint(self.people, tr("One name a line"))
        self.filter = QLineEdit()
        show_hint(self.filter, tr("A part of their names"))
        self.articles = QListView()
        self.names = QStringListModel(self)
        self.chosen = plain_label(muted=True, wrap=True, name=tr("Which articles"))
        self.overlap = QSpinBox()
        self.without = QSpinBox()
        self.folder = QLineEdit(str(path.absolute().parent / "packages"))
        self.choose = QPushButton(tr("Choose…"))
        self.fields = (self.people, self.filter, self.articles, self.overlap, self.without, self.folder, self.choose)
        self.table = Grid(theme, tr("Who gets what"), 6, stretch=3, widest=260)
        self.outcome = plain_label(wrap=True, name=tr("What would be made"))
        self.make = QPushButton(tr("Make packages"))
        self.stop = QPushButton(tr("Cancel"))
        self.leave = QPushButton(tr("Close"))
        self._lay_out()

    def _lay_out(self) -> None:
        self.people.setFixedHeight(96)
        self.people.setTabChangesFocus(True)
        self.articles.setModel(self.names)
        self.articles.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.articles.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.articles.setUniformItemSizes(True)
        self.articles.setProperty("field", True)
        self.articles.setFixedHeight(128)
        self.overlap.setRange(1, 1)
        for box in (self.overlap, self.without):
            box.setMaximumWidth(130)
            box.lineEdit().setTextMargins(6, 0, 0, 0)  # the style's padding is not for what stands in the box
        self.without.setRange(0, 100)
        self.without.setSuffix(" %")
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.folder, 1)
        place.addWidget(self.choose)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        rows: tuple[tuple[str, QWidget], ...] = (
            (tr("A&nnotators"), self.people), (tr("A&rticles"), self.filter), ("", self.articles), ("", self.chosen),
            (tr("Annotators &per article"), self.overlap), (tr("Shown &without proposals"), self.without),
        )  # fmt: skip
        for text, field in rows:
            form.addRow(text, field)
            field.setAccessibleName(field.accessibleName() or text.replace("&", "") or tr("Articles to choose from"))
        label = QLabel(tr("&Folder"))
        label.setBuddy(self.folder)
        form.addRow(label, place)
        self.folder.setAccessibleName(tr("Folder"))
        self.choose.setAccessibleName(tr("Choose the folder"))
        self.without.setToolTip(
            tr(
                "Share of the quotations without proposals, different ones for each annotator; it shows whether people lean on the machine"
            )
        )
        self.make.setProperty("primary", True)
        self.make.setDefault(True)
        for button in (self.stop, self.leave, self.make):
            button.setAutoDefault(button is self.make)
        self.choose.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(self.table)
        column.addWidget(self.outcome)
        column.addStretch(1)
        column.addLayout(button_row(self.stop, self.leave, self.make))
        open_at(self, 760, 720)
