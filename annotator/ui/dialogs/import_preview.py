"""A look at what an import would bring: a line for each file, before anything is stored."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from annotator.errors import AnnotatorError
from annotator.exchange.readers.base import ReadOptions
from annotator.exchange.readers.posts import EACH, TOGETHER
from annotator.language import counted, later, sentence, tr, trn, trs
from annotator.ui.dialogs.import_text import ArticleLook
from annotator.ui.dialogs.label_map import LabelMap
from annotator.ui.dialogs.own_project import OwnProject
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.team.grids import Cell, Grid
from annotator.ui.text import button_row, open_at, plain_label, set_tone, take_or_leave
from annotator.ui.theme import Theme
from annotator.ui.worker import Worker
from annotator.workflow import preview, project
from annotator.workflow.preview import AnnotationItem, ImportPreview, PreviewItem

HEAD = (
    later("File"),
    later("Kind"),
    later("Title"),
    later("Articles"),
    later("Quotations"),
    later("Speakers"),
    later("Stances"),
    later("What becomes of it"),
    later("Notes"),
)
FIGURES = range(HEAD.index("Articles"), HEAD.index("Stances") + 1)
NO_COUNTS = ("", "", "")
Line = tuple[str, ...]


def lines(found: ImportPreview) -> list[Line]:
    """A line for each file, under HEAD: those that cannot be read first, so that none is missed."""
    made: list[Line] = []
    items: dict[Path, list[PreviewItem]] = {}
    for item in found.items:
        items.setdefault(item.path, []).append(item)
    for path, problem in found.failed:
        before = len(items.pop(path, []))  # the whole file stays out, also what was read before the trouble
        made.append(
            (
                path.name,
                _kind(path),
                "",
                counted(before) if before else "",
                *NO_COUNTS,
                _short(problem, path),
                _told(found, path),
            )
        )
    made += [_annotated(item, _told(found, item.path)) for item in found.annotated]
    for path, inside in items.items():
        fates = Counter(item.fate for item in inside)
        fate = (
            sentence(inside[0].words)
            if len(inside) == 1
            else ", ".join(f"{counted(n)} {sentence(what)}" for what, n in fates.items())
        )
        moved = [item.moved for item in inside if item.moved is not None]
        if moved and len(inside) > 1:
            fate += " " + tr(
                "({} decisions move over, {} to review)",
                counted(sum(m.moved for m in moved)),
                counted(sum(m.to_review for m in moved)),
            )
        more = "  " + tr("and {} more", counted(len(inside) - 1)) if len(inside) > 1 else ""
        made.append(
            (path.name, _kind(path), inside[0].title + more, counted(len(inside)), *NO_COUNTS, fate, _told(found, path))
        )
    return made


def row_paths(found: ImportPreview) -> list[Path]:
    """The file of each of ``lines``."""
    failed = [path for path, _ in found.failed]
    inside = list(dict.fromkeys(item.path for item in found.items))
    return [*failed, *(item.path for item in found.annotated), *(path for path in inside if path not in set(failed))]


def _annotated(item: AnnotationItem, told: str) -> Line:
    """The line of a file of annotations, or of a codebook."""
    cannot = tr("This format cannot store: {}", sentence(item.cannot_say)) if item.cannot_say else ""
    notes = ". ".join(note for note in (told, cannot) if note)
    if any(item.codes):
        return (
            item.path.name,
            tr(item.title),
            "",
            "",
            *NO_COUNTS,
            tr("becomes the codebook: {}", sentence(item.message)),
            notes,
        )
    counts = (item.counts.articles, item.counts.quotations, len(item.speakers), item.counts.stances)
    people = (
        tr("annotations of {} come in", ", ".join(sorted(item.annotators))) if item.annotators else tr("holds nothing")
    )
    return (item.path.name, tr(item.title), "", *(counted(n) for n in counts), people, notes)


def _inside(found: ImportPreview, path: Path | None) -> tuple[list[PreviewItem], str]:
    """The articles that a file brings, and a sentence for where it brings none."""
    problem = next((problem for file, problem in found.failed if file == path), "")
    if problem:
        return [], tr("Nothing of this file comes in.\n\n{}", sentence(problem))
    marked = next((item for item in found.annotated if item.path == path), None)
    if marked is not None:
        kind = tr("the codebook") if any(marked.codes) else tr("annotations, with the articles that they are about")
        return [], tr("This file brings {}: {}.", kind, sentence(marked.message))
    return [item for item in found.items if item.path == path], tr("This file brings no article.")


def _kind(path: Path) -> str:
    return path.suffix.lower().lstrip(".") or tr("file")


def _told(found: ImportPreview, path: Path) -> str:
    return "; ".join(sentence(note) for note in found.told.get(path, ()))


def _short(problem: str, path: Path) -> str:
    """The problem without the file's name, which stands beside it."""
    told = sentence(problem).removeprefix(str(path))
    line = re.match(r":(\d+)", told)
    rest = tr("line {}", line[1]) + told[line.end() :] if line else told.lstrip(": ")
    return tr("stays out: {}", rest)


def summary(found: ImportPreview) -> str:
    """The outcome in one sentence."""
    bad = {path for path, _ in found.failed}
    fates = Counter(item.fate for item in found.items if item.path not in bad)
    total = fates.total()
    parts = []
    if total:
        each = ", ".join(f"{counted(n)} {sentence(what)}" for what, n in fates.most_common())
        parts.append(f"{trn(total, '{} article', '{} articles', counted(total))}: {each}")
    if n := len(found.annotated):
        parts.append(trn(n, "{} file with annotations or codes", "{} files with annotations or codes", counted(n)))
    if n := len(bad):
        parts.append(trn(n, "{} file cannot be read", "{} files cannot be read", counted(n)))
    return " ".join([f"{'; '.join(parts) or tr('Nothing was found')}.", *(f"{sentence(line)}." for line in found.left)])


class ImportDialog(QDialog):
    """Reads the files in the worker; Import asks for them with ``wanted``."""

    wanted = Signal(object, object, object, object)  # paths, options, what was read of them, LABEL=MEANING words
    own_wanted = Signal(object)  # paths: a new project is to begin with them

    def __init__(
        self,
        project_path: Path,
        paths: Sequence[Path],
        worker: Worker,
        theme: Theme,
        parent: QWidget,
        *,
        sample: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Import"))
        self.project_path = project_path
        self.paths = tuple(paths)
        self.job = LatestJob(worker, self)
        self.found: ImportPreview | None = None
        self.paths_of_rows: list[Path] = []
        self.columns = QComboBox()
        self.columns.addItem(tr("Found automatically"), None)
        self.columns.setAccessibleName(tr("Column with the text"))
        self.columns_label = QLabel(tr("Column with the &text"))
        self.columns_label.setBuddy(self.columns)
        self.together = QCheckBox(tr("Import the articles of one &page as one article"))
        self.inside = ArticleLook()
        self.labels = LabelMap()
        self.summary = plain_label(wrap=True, name=tr("What would come in"))
        self.detail = plain_label(wrap=True, muted=True, name=tr("The chosen file"))
        self.lines: list[Line] = []
        self.table = Grid(theme, tr("Files"), 6, widest=250)
        self.take, self.leave = take_or_leave(self, tr("Import"))
        self.own = OwnProject(shown=sample)
        self._lay_out()
        self.own.wanted.connect(self._begin_own)
        self.columns.currentIndexChanged.connect(self.look)
        self.together.toggled.connect(self.look)
        self.labels.changed.connect(self.look)
        self.job.progressed.connect(self._show_progress)
        self.table.selectionModel().currentRowChanged.connect(self._show_detail)
        self.look()

    def _lay_out(self) -> None:
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        choose = QHBoxLayout()
        choose.setSpacing(12)
        choose.addWidget(self.columns_label)
        choose.addWidget(self.columns)
        choose.addWidget(self.together)
        choose.addStretch(1)
        self.together.hide()
        self.columns.setMinimumWidth(220)
        self._show_columns(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.own)
        column.addWidget(self.summary)
        column.addLayout(choose)
        column.addWidget(self.table)
        column.addWidget(self.detail)
        column.addWidget(self.labels)
        column.addWidget(self.inside, 1)
        column.addLayout(button_row(self.leave, self.take))
        open_at(self, 1260, 700)

    def _show_columns(self, shown: bool) -> None:
        self.columns.setVisible(shown)
        self.columns_label.setVisible(shown)

    @property
    def chosen(self) -> ReadOptions | None:
        """The column of the text and whether pages are one article, where something was chosen."""
        name, together = self.columns.currentData(), self.together.isChecked()
        return ReadOptions(text=name, together=together) if name is not None or together else None

    def look(self) -> None:
        """Read the files and show what they would bring."""
        self.take.setEnabled(False)
        set_tone(self.summary, "tone", "")
        self.summary.setText(tr("Reading…"))
        job = partial(_look, self.project_path, self.paths, self.chosen, self.labels.words)
        self.job.run(job, self._looked, self._failed)

    def _looked(self, found: ImportPreview) -> None:
        self.found = found
        self.lines = lines(found)
        self.paths_of_rows = row_paths(found)
        self._fill()
        self.table.selectRow(0)
        self.summary.setText(summary(found))
        set_tone(self.summary, "tone", "unsure" if found.failed else "")
        self.labels.show_labels(found.labels, found.meanings)
        self.columns.blockSignals(True)
        for name in found.columns:
            if self.columns.findData(name) < 0:
                self.columns.addItem(name, name)
        self.columns.blockSignals(False)
        self._show_columns(self.columns.count() > 1)
        self.together.setVisible(bool(found.notes[EACH] or found.notes[TOGETHER]))
        bad = {path for path, _ in found.failed}
        self.take.setEnabled(bool(found.annotated) or any(item.path not in bad for item in found.items))
        (self.take if self.take.isEnabled() else self.leave).setFocus()

    def _fill(self) -> None:
        """Show the lines, without columns in which nothing stands; the last one takes what room there is."""
        shown = [at for at in range(len(HEAD)) if not at or any(line[at] for line in self.lines)]
        self.table.stretch = shown[-1]
        self.table.show_rows(
            trs(HEAD),
            lambda row: [Cell(text, right=at in FIGURES) for at, text in enumerate(self.lines[row])],
            count=len(self.lines),
        )
        for at in range(len(HEAD)):
            self.table.setColumnHidden(at, at not in shown)

    def _show_detail(self, index: QModelIndex) -> None:
        """All that the cells of a row may have cut off."""
        line = self.lines[index.row()] if 0 <= index.row() < len(self.lines) else ()
        texts = (text for at, text in enumerate(line) if at not in FIGURES)
        self.detail.setText("   ·   ".join(text for text in texts if text))
        path = self.paths_of_rows[index.row()] if 0 <= index.row() < len(self.paths_of_rows) else None
        if self.found is not None:
            self.inside.show_items(*_inside(self.found, path))

    def _failed(self, error: AnnotatorError) -> None:
        set_tone(self.summary, "tone", "unsure")
        self.summary.setText(sentence(str(error)))

    def _show_progress(self, done: int, name: str) -> None:
        if not self.take.isEnabled():
            self.summary.setText(tr("Reading: {} files done, {}", counted(done), name))

    def _begin_own(self) -> None:
        self.reject()
        self.own_wanted.emit(self.paths)

    def done(self, result: int) -> None:
        """Close; what is still being read is let go. Import asks for the files."""
        self.job.cancel()
        super().done(result)
        if result:
            self.wanted.emit(self.paths, self.chosen, self.found.kept if self.found else None, self.labels.words)


def _look(
    project_path: Path, paths: Sequence[Path], options: ReadOptions | None, meanings: Sequence[str], watch: JobWatch
) -> ImportPreview:
    with closing(project.read_project(project_path)) as store:
        return preview.preview_import(paths, options=options, store=store, progress=watch, meanings=meanings)
