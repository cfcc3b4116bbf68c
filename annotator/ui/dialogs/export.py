"""Export with a look at it first: the format and what it cannot carry, filters, the counts, how the file begins."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError, OccupiedError
from annotator.exchange.formats import Format
from annotator.language import counted, sentence, tr, trn, trs
from annotator.records import Codebook
from annotator.ui import file_dialogs
from annotator.ui.dialogs.export_filters import ExportFilters
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.text import button_row, open_at, plain_label, set_tone
from annotator.ui.worker import Worker
from annotator.workflow import export, project
from annotator.workflow.export import ExportPreview, ExportReport
from annotator.workflow.selection import Selection

LONGEST = 6000  # characters of the sample that are shown

Offer = tuple[tuple[Format, ...], tuple[str, ...], Codebook]


def _offer(path: Path, watch: JobWatch) -> Offer:
    """What can be chosen; making the list of formats imports their libraries, which is for the worker."""
    with closing(project.read_project(path)) as store:
        return export.all_formats(), project.annotators(store), project.current_codebook(store)


def _preview(path: Path, fmt: str, selection: Selection, watch: JobWatch) -> ExportPreview:
    with closing(project.read_project(path)) as store:
        return export.preview_export(store, fmt=fmt, selection=selection, progress=watch)


def _export(
    path: Path, target: Path, fmt: str, selection: Selection, force: bool, watch: JobWatch
) -> ExportReport | OccupiedError:
    """The report; or what is in the place of the export, about which the user is to be asked."""
    try:
        with closing(project.read_project(path)) as store:
            return export.export(store, target, fmt=fmt, selection=selection, progress=watch, force=force)
    except OccupiedError as error:
        return error


class ExportDialog(QDialog):
    """Reads and writes in the worker; the desk behind it stays usable."""

    told = Signal(str)

    def __init__(
        self,
        path: Path,
        annotator: str,
        worker: Worker,
        parent: QWidget,
        some: Sequence[tuple[str, frozenset[str]]] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self.path = path
        self.annotator = annotator
        self.job = LatestJob(worker, self)
        self.formats: dict[str, Format] = {}
        self.doing = ""
        self.format = QComboBox()
        self.format.setAccessibleName(tr("Format"))
        self.lost = plain_label(muted=True, wrap=True, name=tr("What the format cannot carry"))
        self.filters = ExportFilters(annotator, ((tr("Format"), self.format), ("", self.lost)), some)
        self.counts = plain_label(wrap=True, name=tr("What the export holds"))
        self.heading = plain_label(tr("Beginning of the file"), muted=True)
        self.record = QPlainTextEdit(readOnly=True)
        self.record.setAccessibleName(tr("Preview"))
        self.record.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.save = QPushButton(tr("Save…"))
        self.save.setProperty("primary", True)
        self.replace = QPushButton(tr("Replace it"))
        self.occupied: Path | None = None  # where something else is, which the button may replace
        self.stop = QPushButton(tr("Cancel"))
        self.leave = QPushButton(tr("Close"))
        self._lay_out()
        self.format.currentIndexChanged.connect(self.preview)
        self.filters.changed.connect(self.preview)
        self.job.progressed.connect(self._show_progress)
        self.save.clicked.connect(self._choose)
        self.replace.clicked.connect(self._replace)
        self.stop.clicked.connect(self.job.halt)
        self.leave.clicked.connect(self.reject)
        self._busy(tr("Reading"))
        self.job.run(partial(_offer, path), self._offered, self._failed)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for part in (self.filters, self.counts, self.heading):
            column.addWidget(part)
        column.addWidget(self.record, 1)
        column.addLayout(button_row(self.stop, self.leave, self.replace, self.save))
        self.save.setDefault(True)
        open_at(self, 720, 740)

    @property
    def chosen(self) -> Format:
        """The format that is chosen."""
        return self.formats[self.format.currentData()]

    def _offered(self, offer: Offer) -> None:
        formats, names, codebook = offer
        self.formats = {fmt.name: fmt for fmt in formats}
        self.filters.offer([name for name in names if name != self.annotator], codebook)
        self.format.blockSignals(True)
        for fmt in formats:
            self.format.addItem(tr(fmt.title), fmt.name)
        self.format.blockSignals(False)
        self.preview()

    def preview(self) -> None:
        """Show what the format loses, the counts and the beginning of what is chosen."""
        if not self.formats:
            return
        lost = export.lost_by(self.chosen)
        whole = (
            tr("Carries everything.")
            if self.chosen.carries
            else tr("Holds the codebook alone, no articles or decisions.")
        )
        if self.chosen.suffix == ".pdf":
            whole = tr("For people to read; no program loads it.")
        self.lost.setText(tr("Does not carry: {}.", "; ".join(trs(lost.split("; ")))) if lost else whole)
        if self.filters.missing:
            self.job.cancel()
            self._show_nothing(self.filters.missing)
            return
        self._busy(tr("Reading"))
        job = partial(_preview, self.path, self.chosen.name, self.filters.selection)
        self.job.run(job, self._previewed, self._not_seen)

    def _previewed(self, found: ExportPreview) -> None:
        self._rest(found.counts.message)
        sample, record = found.sample, found.first_record
        own = not sample or sample.startswith(record) or record.startswith(sample)
        if own and record:
            sample = json.dumps(json.loads(record), ensure_ascii=False, indent=2)
        binary = not found.sample and record
        self.heading.setText(
            tr("The first record (the file itself is binary)") if binary else tr("Beginning of the file")
        )
        cut = sample if len(sample) <= LONGEST else sample[:LONGEST] + "\n…"
        self._wrap(own)
        self.record.setPlainText(cut or tr("Nothing is decided yet."))

    def _wrap(self, wrap: bool) -> None:
        """Long texts are wrapped, rows of a table are not."""
        modes = QPlainTextEdit.LineWrapMode
        self.record.setLineWrapMode(modes.WidgetWidth if wrap else modes.NoWrap)

    def _choose(self) -> None:
        fmt, folder = self.chosen, Path("exports" if Path("exports").is_dir() else "")
        if fmt.folder:
            chosen = file_dialogs.choose_folder(self, tr("Export into a new folder inside"), folder)
            if chosen is not None:
                self.check_and_write(chosen / f"{self.path.stem}-{fmt.name}")
            return
        kind = f"{tr(fmt.title).split(',')[0]} (*{fmt.suffix})"
        chosen, _ = file_dialogs.save_file(self, tr("Export"), folder / f"{self.path.stem}{fmt.suffix}", kind)
        if chosen is None:
            return
        target = chosen if chosen.name.endswith(fmt.suffix) else chosen.with_name(chosen.name + fmt.suffix)
        if target != chosen and target.exists():  # the question about writing over it was asked of another name
            self._rest(tr("{}: it exists already; type its full name to replace it.", target), wrong=True)
        else:
            self.check_and_write(target)

    def check_and_write(self, target: Path) -> None:
        """Write the export to a path, unless something else is there: then ask, by a button."""
        try:
            export.check_target(target, self.chosen.name)
        except OccupiedError as error:
            self._ask(target, error)
        except AnnotatorError as error:
            self._rest(str(error), wrong=True)
        else:
            self.write(target)

    def _ask(self, target: Path, error: OccupiedError) -> None:
        """Say what is in the place of the export, with a button that replaces it."""
        self._rest(str(error), wrong=True)
        self.occupied = target
        self.replace.show()

    def _replace(self) -> None:
        if self.occupied is not None:
            self.write(self.occupied, force=True)

    def write(self, target: Path, *, force: bool = False) -> None:
        """Write the export to a path; ``force`` where what else is there is to be replaced."""
        self._busy(tr("Writing {}", target.name))
        self.filters.setEnabled(False)  # a change would look anew, which would give up the export
        job = partial(_export, self.path, target, self.chosen.name, self.filters.selection, force)
        self.job.run(job, partial(self._written, target), self._failed)

    def _written(self, target: Path, report: ExportReport | OccupiedError) -> None:
        if isinstance(report, OccupiedError):
            self._ask(target, report)
            return
        checked = (
            " "
            + trn(
                report.checked,
                "{} quotation was read back and is equal.",
                "{} quotations were read back and are equal.",
                counted(report.checked),
            )
            if report.checked
            else ""
        )
        counts = sentence(report.counts.message)
        self._rest(tr("Written: {}.{}\n{}\nTo load it: {}", report.path, checked, counts, report.load))
        self.heading.setText(tr("What the format could not carry"))
        self._wrap(True)
        beside = [tr("Also written: {}", path.name) for path in report.beside]
        beside += [
            tr("Left alone, because no export wrote it or it was changed since: {}", path) for path in report.kept
        ]
        lost = [f"{counted(loss.count)} × {sentence(loss.what)}" for loss in report.losses] or [tr("Nothing was lost.")]
        self.record.setPlainText("\n".join([*beside, *lost]))
        self.told.emit(f"{report.path}: {counts}")
        self.leave.setFocus()

    def _not_seen(self, error: AnnotatorError) -> None:
        self._show_nothing(str(error))

    def _show_nothing(self, sentence: str) -> None:
        """There is no preview: nothing can be saved either, unless it was the user who did not want to wait for it."""
        self._rest(sentence, wrong=True)
        self.save.setEnabled(self.job.halted)
        self.record.clear()

    def _failed(self, error: AnnotatorError) -> None:
        self._rest(str(error), wrong=True)

    def _show_progress(self, done: int, _: str) -> None:
        if self.doing:
            self.counts.setText(tr("{}: {} articles done", self.doing, counted(done)))

    def _busy(self, doing: str) -> None:
        self.doing = doing
        set_tone(self.counts, "tone", "")
        self.counts.setText(f"{doing}…")
        self.save.setEnabled(False)
        self.stop.setVisible(True)
        self.replace.hide()

    def _rest(self, text: str, *, wrong: bool = False) -> None:
        self.doing = ""
        self.filters.setEnabled(True)
        set_tone(self.counts, "tone", "unsure" if wrong else "")
        self.counts.setText(sentence(text))
        self.save.setEnabled(bool(self.formats))
        self.stop.setVisible(False)
        self.replace.hide()

    def done(self, result: int) -> None:
        """Close; what still runs is canceled."""
        self.job.cancel()
        super().done(result)
