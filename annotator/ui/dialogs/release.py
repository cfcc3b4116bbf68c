"""A release from the window: its name, splits and filters, its data card and what leaks before it is made; old ones again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.language import counted, day, later, sentence, tr, trs
from annotator.store.releases import ReleaseRow
from annotator.ui import file_dialogs
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.markdown_view import MarkdownView
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import button_row, open_at, plain_label
from annotator.ui.theme import Theme
from annotator.ui.worker import Worker
from annotator.workflow import project, release
from annotator.workflow.release import ReleaseReport, ReleaseSettings
from annotator.workflow.selection import Selection

HEAD = (later("Number"), later("Name"), later("Date"), later("Files"))
COMPARING = later("Second reader: each annotator's decisions are compared with their own others…")
SPLITS = ("train", "validation", "test")


def _preview(path: Path, settings: ReleaseSettings, watch: JobWatch) -> tuple[ReleaseReport, str]:
    with closing(project.read_project(path)) as store:
        return release.preview(store, settings, progress=lambda stage, done: watch(done, stage))


def _compare(path: Path, selection: Selection, watch: JobWatch) -> str:
    from annotator.workflow import team_look

    with closing(project.read_project(path)) as store:
        return team_look.check(store, selection, watch=watch)


def _make(path: Path, aim: Path, settings: ReleaseSettings, watch: JobWatch) -> ReleaseReport:
    with closing(project.open_project(path)) as store:
        return release.publish(store, aim, settings, progress=lambda stage, done: watch(done, stage))


def _again(path: Path, aim: Path, number: int, watch: JobWatch) -> ReleaseReport:
    with closing(project.open_project(path)) as store:
        return release.publish_again(store, number, aim, progress=lambda stage, done: watch(done, stage))


class ReleaseDialog(QDialog):
    """All work runs in the team's worker; nothing is made before its card was shown."""

    def __init__(self, path: Path, worker: Worker, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Release"))
        self.path = path
        self.job = LatestJob(worker, self)
        self.comparing = LatestJob(worker, self)
        self.name = QLineEdit(path.stem)
        self.name.setAccessibleName(tr("Name"))
        self.folder = QLineEdit(str(path.with_name(f"{path.stem}-release")))
        self.folder.setAccessibleName(tr("Folder"))
        self.shares = {split: QSpinBox(minimum=0, maximum=100, suffix=" %") for split in SPLITS}
        for (split, box), value in zip(self.shares.items(), (80, 10, 10), strict=True):
            box.setValue(value)
            box.setAccessibleName(tr("Share of {}", tr(split)))
        self.finished_only = QCheckBox(tr("Only articles that their annotator finished"))
        self.settled = QCheckBox(tr("The settled decisions in the place of the annotators' own"))
        self.by_speaker = QCheckBox(tr("Articles with the same speaker in one split"))
        self.card = MarkdownView(tr("Data card"))
        hint = tr("Preview shows here what the release would hold: its data card, with counts, splits and license.")
        self.card.setPlaceholderText(hint)
        self.card.setAccessibleDescription(hint)
        self.problem = plain_label(wrap=True, name=tr("Outcome"))
        self.second_reader = plain_label(muted=True, wrap=True, name=tr("Second reader"))
        self.second_reader.hide()
        self.earlier = Grid(theme, tr("Earlier releases"), most=4, stretch=1)
        self.no_earlier = plain_label(tr("No release was made of this project yet."), muted=True)
        self.earlier.setSelectionBehavior(Grid.SelectionBehavior.SelectRows)
        self.rows: Sequence[ReleaseRow] = ()
        self.look, self.make = QPushButton(tr("Preview")), QPushButton(tr("Make the release"))
        self.again, self.stop = QPushButton(tr("Make this one again…")), QPushButton(tr("Stop"))
        self._lay_out()
        self.look.clicked.connect(self.preview)
        self.make.clicked.connect(self.publish)
        self.again.clicked.connect(self.publish_again)
        self.stop.clicked.connect(self.job.halt)
        self.job.progressed.connect(
            lambda done, stage: self.problem.setText(tr("{}: {} articles…", sentence(stage), counted(done)))
        )
        self._list()
        self._busy("")
        self.make.setEnabled(False)
        open_at(self, 860, 620)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(tr("Name"), self.name)
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        self.choose = QPushButton(tr("Choose…"))
        self.choose.clicked.connect(self._choose)
        place.addWidget(self.choose)
        form.addRow(tr("Folder"), place)
        shares = QHBoxLayout()
        for split, box in self.shares.items():
            shares.addWidget(plain_label(tr(split)))
            shares.addWidget(box)
        shares.addStretch(1)
        form.addRow(tr("Splits"), shares)
        for choice in (self.finished_only, self.settled, self.by_speaker):
            form.addRow("", choice)
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        for button in (self.stop, close, self.look, self.make):
            button.setAutoDefault(False)
        self.make.setProperty("primary", True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 14)
        whole.addLayout(form)
        whole.addWidget(self.card, 1)
        whole.addWidget(plain_label(tr("Earlier releases"), muted=True))
        whole.addWidget(self.earlier)
        whole.addWidget(self.no_earlier)
        whole.addWidget(self.problem)
        whole.addWidget(self.second_reader)
        whole.addLayout(button_row(self.stop, close, self.look, self.make, left=(self.again,)))

    def settings(self) -> ReleaseSettings:
        """What is filled in."""
        return ReleaseSettings(
            self.name.text().strip() or self.path.stem,
            shares={split: box.value() / 100 for split, box in self.shares.items()},
            group_by=("speaker",) if self.by_speaker.isChecked() else (),
            selection=Selection(finished=self.finished_only.isChecked(), adjudicated=self.settled.isChecked()),
        )

    def _choose(self) -> None:
        if (found := file_dialogs.choose_folder(self, tr("Folder for releases"), self.path.parent)) is not None:
            self.folder.setText(str(found / f"{self.path.stem}-release"))

    def _list(self) -> None:
        with closing(project.read_project(self.path)) as store:
            self.rows = release.releases_of(store)
        rows = [(str(row.number), row.name, day(row.at), str(len(row.checksums))) for row in self.rows]
        self.earlier.show_rows(trs(HEAD), [[Cell(cell) for cell in row] for row in rows])
        if self.rows:
            self.earlier.selectRow(len(self.rows) - 1)
        self.earlier.setVisible(bool(self.rows))
        self.no_earlier.setVisible(not self.rows)
        self.again.setEnabled(bool(self.rows))

    def preview(self) -> None:
        """Show the data card and what leaks."""
        self._busy(tr("Preparing the preview…"))
        self.job.run(partial(_preview, self.path, self.settings()), self._shown, self._failed)

    def _shown(self, found: tuple[ReleaseReport, str]) -> None:
        report, text = found
        self.card.show_markdown(text)
        self._busy("")
        self.problem.setText(
            f"{sentence(report.message)} "
            + tr("Articles that are nearly the same stay in one split, so that nothing leaks.")
        )
        self.make.setEnabled(True)
        self._say(tr(COMPARING))
        self.comparing.run(
            partial(_compare, self.path, self.settings().selection), self._say, lambda error: self._say(str(error))
        )

    def _say(self, told: str) -> None:
        """What the second reader has to say; it holds nothing up."""
        self.second_reader.setText(sentence(told))
        self.second_reader.setVisible(bool(told))

    def publish(self) -> None:
        """Make the release that was previewed, of the project as it is now."""
        self._busy(tr("Making the release…"))
        self.job.run(partial(_make, self.path, Path(self.folder.text()), self.settings()), self._made, self._failed)

    def publish_again(self) -> None:
        """Make the chosen release again, to the byte."""
        row = self.earlier.currentIndex().row()
        if 0 <= row < len(self.rows):
            self._busy(tr("Making the release again…"))
            work = partial(_again, self.path, Path(self.folder.text()), self.rows[row].number)
            self.job.run(work, self._made, self._failed)

    def _made(self, report: ReleaseReport) -> None:
        self._busy("")
        self._list()
        self.problem.setText(f"{report.path}: {sentence(report.message)}")

    def _failed(self, error: AnnotatorError) -> None:
        self._busy("")
        self.problem.setText(sentence(str(error)))

    def _busy(self, said: str) -> None:
        if said:  # what runs now does not wait until the decisions are compared
            self.comparing.cancel()
            self._say("")
        self.problem.setText(said)
        for button in (self.look, self.make, self.again):
            button.setEnabled(not said)
        self.again.setEnabled(not said and bool(self.rows))
        self.stop.setEnabled(bool(said))

    def done(self, result: int) -> None:
        """What runs is told to stop, and not waited for."""
        self.job.cancel()
        self.comparing.cancel()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field makes no release by accident."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
