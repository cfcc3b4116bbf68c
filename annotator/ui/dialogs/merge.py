"""Files of a team brought together, with a look at what would come before anything is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QDialog, QPushButton, QVBoxLayout, QWidget

from annotator.errors import AnnotatorError
from annotator.language import counted, later, sentence, tr, trn, trs
from annotator.records import Change, person_of
from annotator.store.merge import MergeReport
from annotator.ui import file_dialogs
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import button_row, cut, menu_text, open_at, plain_label, set_tone
from annotator.ui.theme import Theme
from annotator.ui.worker import Worker
from annotator.workflow import project, team

HEAD = (
    later("File"),
    later("New decisions"),
    later("Already here"),
    later("New articles"),
    later("Finished"),
    later("Undone since"),
    later("Set aside (with reasons)"),
)
PROJECTS = later("Projects and packages (*.annot)")
READING, MERGING = later("Reading"), later("Merging")
NO_FILES = later("Add the files that came back, or drop them here; nothing is stored before you have seen the preview.")
Outcome = tuple[Change, list[MergeReport]]


def _merge(
    path: Path,
    files: Sequence[Path],
    annotator: str,
    as_made_for: bool,
    take_codebook: bool,
    dry_run: bool,
    watch: JobWatch,
) -> Outcome:
    with closing(project.open_project(path)) as store:
        return team.merge(
            store, files, annotator=annotator, as_made_for=as_made_for, take_codebook=take_codebook, dry_run=dry_run,
            progress=watch,
        )  # fmt: skip


def row(report: MergeReport) -> list[Cell]:
    """A file's line under HEAD."""
    if report.problem:
        short = sentence(report.problem).removeprefix(f"{report.file}: ")
        return [
            Cell(report.file.name),
            *(Cell("–", right=True, muted=True) for _ in HEAD[1:-1]),
            Cell(tr("the whole file: {}", short)),
        ]
    who = ", ".join(tr("{} of {}", counted(count), name) for name, count in sorted(report.decisions.items()))
    figures = (report.known, report.articles, report.finished, report.undone)
    return [
        Cell(report.file.name, str(report.file)),
        Cell(who or tr("none"), muted=not who),
        *(Cell(counted(figure), right=True, muted=not figure) for figure in figures),
        Cell(" ".join(map(sentence, report.notes)) or tr("nothing"), muted=not report.notes),
    ]


def summary(reports: Sequence[MergeReport]) -> str:
    """What would come of all files together, in one sentence."""
    good = [report for report in reports if not report.problem]
    new = sum(report.decisions.total() for report in good)
    people = len({person_of(name) for report in good for name in report.decisions})
    whose = trn(people, "of {} person", "of {} people", people)
    parts = [f"{trn(new, '{} new decision', '{} new decisions', counted(new))} {whose}"]
    articles, finished = sum(report.articles for report in good), sum(report.finished for report in good)
    parts += [tr("a newer codebook")] if any(report.codebook for report in good) else []
    notes, out = sum(len(report.notes) for report in good), len(reports) - len(good)
    parts += [trn(articles, "{} new article", "{} new articles", counted(articles))] if articles else []
    parts += [trn(finished, "{} article finished", "{} articles finished", counted(finished))] if finished else []
    parts += [trn(notes, "{} remark", "{} remarks", counted(notes))] if notes else []
    parts += [trn(out, "{} file that stays out", "{} files that stay out", counted(out))] if out else []
    return ", ".join(parts) + "." if any(report.brings for report in good) else tr("Nothing new would come in.")


class MergeDialog(QDialog):
    """Reads the files and merges them in the worker; the files that cannot be read stay out."""

    merged = Signal(object)  # Change

    def __init__(self, path: Path, annotator: str, worker: Worker, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Merge files of a team"))
        self.setAcceptDrops(True)
        self.path, self.annotator = path, annotator
        self.job = LatestJob(worker, self)
        self.files: list[Path] = []
        self.reports: list[MergeReport] = []
        self.doing = ""
        self.outcome = plain_label(tr(NO_FILES), wrap=True, name=tr("Outcome of the merge"))
        self.table = Grid(theme, tr("Files"), 10, stretch=len(HEAD) - 1, widest=230)
        self.empty = plain_label(tr("Drop files here"), muted=True, name=tr("Area to drop files"))
        self.detail = plain_label(wrap=True, muted=True, name=tr("The chosen file"))
        self.renamed = QCheckBox(tr("Count decisions under other names as those of the package's annotator"))
        self.renamed.setVisible(False)
        self.codebook = QCheckBox(tr("Use the newer codebook"))
        self.codebook.setChecked(True)
        self.codebook.setVisible(False)
        self.more = QPushButton(tr("&Add files…"))
        self.drop = QPushButton(tr("&Remove"))
        self.take = QPushButton(tr("&Merge"))
        self.stop = QPushButton(tr("Cancel"))
        self.leave = QPushButton(tr("Close"))
        self._lay_out()
        self.renamed.clicked.connect(self.look)
        self.codebook.clicked.connect(self.look)
        self.more.clicked.connect(self._choose)
        self.drop.clicked.connect(self._remove)
        self.take.clicked.connect(self.merge)
        self.stop.clicked.connect(self.job.halt)
        self.leave.clicked.connect(self.reject)
        self.job.progressed.connect(self._show_progress)
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)
        self._show([])
        self._rest(tr(NO_FILES))

    def _lay_out(self) -> None:
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.empty.setProperty("dropping", True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setMinimumHeight(150)
        self.take.setProperty("primary", True)
        self.take.setDefault(True)
        for button in (self.more, self.drop, self.stop, self.leave):
            button.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.outcome)
        column.addWidget(self.empty)
        column.addWidget(self.table)
        column.addWidget(self.detail)
        column.addWidget(self.renamed)
        column.addWidget(self.codebook)
        column.addStretch(1)
        column.addLayout(button_row(self.stop, self.leave, self.take, left=(self.more, self.drop)))
        open_at(self, 1040, 360)

    # Which files

    def add(self, paths: Sequence[Path]) -> None:
        """Add files and look at all of them anew."""
        self.files += [path for path in dict.fromkeys(paths) if path not in self.files]
        self.look()

    def _choose(self) -> None:
        if paths := file_dialogs.open_files(self, tr("Files of the team"), self.path.absolute().parent, tr(PROJECTS)):
            self.add(paths)

    def _remove(self) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.reports):
            gone = self.reports[at].file
            self.files = [path for path in self.files if path != gone]
            self.look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped, unless others are being merged: looking at all of them anew would give that up."""
        if event.mimeData().hasUrls() and self.doing != MERGING:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """What is dropped is added."""
        if self.doing != MERGING:
            self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # What would come

    def look(self) -> None:
        """Say what the files would bring."""
        if not self.files:
            self.job.cancel()
            self._show([])
            self._rest(tr(NO_FILES))
            return
        self._busy(READING)
        merge = self._work(tuple(self.files), dry_run=True)
        self.job.run(merge, self._looked, self._failed)

    def _work(self, files: Sequence[Path], *, dry_run: bool) -> Callable[[JobWatch], Outcome]:
        """What the worker does with files, as the boxes say."""
        chosen = self.renamed.isChecked(), self.codebook.isChecked()
        return partial(_merge, self.path, files, self.annotator, *chosen, dry_run)

    def _looked(self, outcome: Outcome) -> None:
        _, reports = outcome
        self._show(reports)
        self._offer(reports)
        bad = any(report.problem for report in reports)
        self._rest(summary(reports), wrong=bad or any(report.notes for report in reports))
        (self.take if self.take.isEnabled() else self.more).setFocus()

    def _offer(self, reports: Sequence[MergeReport]) -> None:
        """Offer to take what stands under a name that no package was made for as the work of whom it was made for."""
        pairs = dict.fromkeys((name, report.made_for) for report in reports for name in report.strangers)
        if pairs:
            told = ", ".join(tr("{} as {}", cut(name, 40), cut(owner, 40)) for name, owner in pairs)
            self.renamed.setText(menu_text(tr("Take the decisions of {}", told)))
        self.renamed.setVisible(bool(pairs) or self.renamed.isChecked())
        self.codebook.setVisible(any(report.codebook for report in reports) or not self.codebook.isChecked())

    def _show(self, reports: list[MergeReport]) -> None:
        self.reports = reports
        self.table.show_rows(trs(HEAD), [row(report) for report in reports])
        self.table.selectRow(0)
        self.table.setVisible(bool(reports))
        self.empty.setVisible(not reports)
        self.detail.setText("" if not reports else self.detail.text())

    def _show_detail(self, index: QModelIndex, _: QModelIndex) -> None:
        """All that the cells of a row may have cut off."""
        if 0 <= index.row() < len(self.reports):
            report = self.reports[index.row()]
            self.detail.setText("\n".join(sentence(text) for text in (report.message, *report.notes)))

    # Merging

    def merge(self) -> None:
        """Bring the files in that can be read."""
        good = tuple(report.file for report in self.reports if not report.problem)
        self._busy(MERGING)
        merge = self._work(good, dry_run=False)
        self.job.run(merge, self._merged, self._failed)

    def _merged(self, outcome: Outcome) -> None:
        change, reports = outcome
        self.doing = ""
        self.accept()
        self.merged.emit(replace(change, message=tr("Merged: {}", summary(reports))))

    def _failed(self, error: AnnotatorError) -> None:
        if self.doing == READING:
            self._show([])
        self._rest(str(error), wrong=True)

    def _show_progress(self, done: int, name: str) -> None:
        if self.doing and done:
            self.outcome.setText(tr("{}: {}, {} decisions", tr(self.doing), name, counted(done)))
        elif self.doing:
            self.outcome.setText(f"{tr(self.doing)}: {sentence(name)}…")

    def _busy(self, doing: str) -> None:
        self.doing = doing
        set_tone(self.outcome, "tone", "")
        self.outcome.setText(f"{tr(doing)}…")
        self.stop.setVisible(True)
        for button in (self.take, self.more, self.drop, self.renamed, self.codebook):
            button.setEnabled(False)

    def _rest(self, text: str, *, wrong: bool = False) -> None:
        self.doing = ""
        set_tone(self.outcome, "tone", "unsure" if wrong else "")
        self.outcome.setText(sentence(text))
        self.stop.setVisible(False)
        self.more.setEnabled(True)
        self.renamed.setEnabled(True)
        self.codebook.setEnabled(True)
        self.drop.setEnabled(bool(self.reports))
        self.take.setEnabled(any(not report.problem and report.brings for report in self.reports))

    def done(self, result: int) -> None:
        """Close; what still runs is canceled."""
        self.job.cancel()
        super().done(result)
