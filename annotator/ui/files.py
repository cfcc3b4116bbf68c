"""The window's file work: new, open, import, export. What may take long runs in a worker with a connection of its own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from annotator.errors import AnnotatorError
from annotator.language import counted, sentence, tr, trn
from annotator.records import Article, Change
from annotator.session.question import Answer, Question
from annotator.ui.file_kinds import PROJECTS, readable
from annotator.ui.latest_job import JobWatch, LatestJob
from annotator.ui.worker import Worker
from annotator.ui.workspace import Workspace
from annotator.workflow import project

if TYPE_CHECKING:
    from annotator.exchange.readers.base import ReadOptions
    from annotator.ui.dialogs.export import ExportDialog
    from annotator.ui.dialogs.import_preview import ImportDialog
    from annotator.ui.dialogs.paste import PasteDialog
    from annotator.ui.dialogs.project_form import Beginning
    from annotator.workflow.corpus import ImportReport, KeptImport

SNAPSHOT_EVERY = 10 * 60 * 1000  # milliseconds
IMPORT, CODEBOOK = "import", "codebook"  # what sentences about something wrong are about


class Files(QObject):
    """Asks for paths and hands them on; tells the outcome in the window's notice."""

    merge_wanted = Signal(object)  # the Paths of several projects
    codebook_wanted = Signal(object)  # a draft with another codebook in the place of the project's
    review_wanted = Signal()  # an import left something to be looked at again

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.window = workspace.window
        self.worker = Worker("files", self)
        self.importing = LatestJob(self.worker, self)
        self.copier = Worker("snapshots", self)  # a copy may take seconds, which a preview should not wait for
        self.clock = QTimer(self, interval=SNAPSHOT_EVERY)
        self.clock.timeout.connect(self.snapshot)
        self._unsecured = ""
        self.dialog: ExportDialog | None = None
        self.look: ImportDialog | None = None
        self.pasting: PasteDialog | None = None
        self.importing.progressed.connect(self._show_progress)

    def new_project(self, articles: Sequence[Path] = (), text: str = "") -> None:
        """Ask what a new project begins with, and open it; ``articles`` or a ``text`` are what it is made for."""
        from annotator.ui.dialogs.new_project import NewProjectDialog

        dialog = NewProjectDialog(self.workspace.annotator, self.window, articles, text)
        if dialog.exec() and dialog.beginning is not None:
            self.workspace.project_wanted.emit(dialog.beginning.path, dialog.beginning)

    def begin_with(self, beginning: Beginning) -> None:
        """Look at the articles that a new project begins with."""
        if beginning.text:
            self.look_at_text(beginning.text)
        else:
            self.preview_import(beginning.articles)

    def open_project(self) -> None:
        """Ask for a project file and open it."""
        from annotator.ui import file_dialogs

        folder = self.workspace.store.path.parent
        if path := file_dialogs.open_file(self.window, tr("Open project"), folder, tr(PROJECTS)):
            self.workspace.project_wanted.emit(path, None)

    def import_files(self) -> None:
        """Ask for articles or annotations and show what would come in."""
        from annotator.ui import file_dialogs

        self.preview_import(file_dialogs.open_files(self.window, tr("Import"), kinds=readable()))

    def paste(self) -> None:
        """Bring in what the clipboard holds: files as if they were dropped, a text after a look at it."""
        held = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in (held.urls() if held else []) if url.isLocalFile()]
        if paths or not self.workspace.annotator:
            self.take(paths)
        else:
            self.look_at_text(held.text() if held else "")

    def look_at_text(self, text: str) -> None:
        """Show a text before it becomes an article."""
        from annotator.ui.dialogs.paste import PasteDialog

        dialog = PasteDialog(self.workspace.store, text, self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._bring_text)
        dialog.own_wanted.connect(lambda text: self.new_project(text=text))
        dialog.open()
        self.pasting = dialog

    def _bring_text(self, article: Article) -> None:
        from annotator.workflow import corpus

        try:
            self._brought(corpus.import_text(self.workspace.store, article, annotator=self.workspace.annotator))
        except AnnotatorError as error:
            self.workspace.problem(str(error), IMPORT)

    def use_codebook(self) -> None:
        """Ask for a codebook file and make it the project's, after a look at what that does where decisions are touched."""
        from annotator.codebook import read_codebook
        from annotator.ui import file_dialogs
        from annotator.workflow import codebook_change

        path = file_dialogs.open_file(self.window, tr("Use codebook"), kinds=tr("Codebooks (*.toml)"))
        if path is not None:
            navigator = self.workspace.view.navigator
            try:
                draft = codebook_change.swap(navigator.store, read_codebook(path), path.name)
                if any(effect.decisions for effect in codebook_change.preview(navigator.store, draft, most=0)):
                    self.codebook_wanted.emit(draft)
                    return
                self.workspace.view.session.broadcast(
                    codebook_change.change_codebook(navigator.store, draft, annotator=navigator.annotator)
                )
            except AnnotatorError as error:
                self.workspace.problem(str(error), CODEBOOK)
            else:
                self.workspace.settle(CODEBOOK)
            self.workspace.codebook_used.emit()
            self.workspace.history_changed.emit()

    def take(self, paths: Sequence[Path]) -> None:
        """What was dropped on the window: a project is opened, several are merged, all else is looked at and brought in."""
        projects = [path for path in paths if path.suffix.lower() == project.SUFFIX]
        if len(projects) > 1 and self.workspace.annotator:
            self.merge_wanted.emit(projects)
        elif projects:
            self.workspace.project_wanted.emit(projects[0], None)
        elif paths:
            self.preview_import(paths)

    def preview_import(self, paths: Sequence[Path]) -> None:
        """Show what would come in; Import brings it in."""
        if not paths or not self.workspace.annotator:
            return
        from annotator.ui.dialogs.import_preview import ImportDialog

        if self.look is not None:
            self.look.reject()
            self.look.deleteLater()
        path = self.workspace.store.path
        self.look = ImportDialog(
            path, paths, self.worker, self.workspace.theme, self.window, sample=project.is_sample(self.workspace.store)
        )
        self.look.wanted.connect(self.bring_in)
        self.look.own_wanted.connect(self.new_project)
        self.look.open()

    def bring_in(
        self,
        paths: Sequence[Path],
        options: ReadOptions | None = None,
        kept: KeptImport | None = None,
        meanings: Sequence[str] = (),
    ) -> None:
        """Bring articles in, beside the window; ``kept`` is what a preview read of them, ``meanings`` what labels were given."""
        if not paths or not self.workspace.annotator:
            return
        navigator = self.workspace.view.navigator
        job = partial(self._import, navigator.store.path, tuple(paths), options, navigator.annotator, kept, meanings)
        self.workspace.status.show_model(
            trn(len(paths), "Importing {} file…", "Importing {} files…", counted(len(paths))), busy=True
        )
        self.importing.run(job, self._brought, self._refused, self._ended)

    def _import(
        self,
        path: Path,
        paths: Sequence[Path],
        options: ReadOptions | None,
        annotator: str,
        kept: KeptImport | None,
        meanings: Sequence[str],
        watch: JobWatch,
    ) -> tuple[Change, ImportReport]:
        from annotator.workflow import corpus  # the readers of all formats are not needed to start

        with closing(project.open_project(path)) as store:
            return corpus.import_paths(
                store,
                paths,
                options=options,
                annotator=annotator,
                progress=watch,
                kept=kept,
                meanings=meanings,
            )

    def _show_progress(self, done: int, name: str) -> None:
        self.workspace.status.show_model(tr("Importing: {} done, {}", done, name), busy=True)

    def _brought(self, outcome: tuple[Change, ImportReport]) -> None:
        change, report = outcome
        self._ended()
        self.workspace.settle(IMPORT)
        self.workspace.view.session.broadcast(change)
        if report.first and self.workspace.on_desk:
            self._show_new(report.first)
        if report.problems:
            more = (
                " " + tr("({} more could not be read.)", len(report.problems) - 1) if len(report.problems) > 1 else ""
            )
            self.workspace.problem(sentence(report.problems[0]) + more, IMPORT)
        acts = self.workspace.view.session.acts
        acts.done.emit()
        if report.first and not report.problems:
            answers: list[Answer] = [(tr("Show"), partial(self._show_new, report.first)), (tr("Undo"), acts.undo)]
            self.workspace.view.navigator.voice.asked.emit(Question(change.message, answers))
        if report.moved.to_review:
            self.review_wanted.emit()

    def _show_new(self, sha256: str) -> None:
        """Open an article that came in, with its line in the queue in sight."""
        if not self.workspace.show_desk():
            return
        desk = self.workspace.annotation
        desk.navigator.queue.add(sha256)
        if desk.navigator.sha256 != sha256:
            desk.navigator.show_article(sha256)
        desk.queue.reveal(sha256)

    def _ended(self) -> None:
        self.workspace.status.show_model("")

    def _refused(self, error: AnnotatorError) -> None:
        self._ended()
        self.workspace.problem(str(error), IMPORT)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.workspace.problem(str(error), IMPORT)

    def warm_up(self) -> None:
        """Bring in what the first decision needs to be written, in the worker, while the article is being read."""
        self.worker.submit(_bring_library, lambda _: None, self._failed)

    def snapshot(self) -> None:
        """Copy the project beside itself where it changed, in a worker, and again from time to time; what prevents it is told once."""
        self.clock.start()
        if not self.copier.busy:
            self.copier.submit(partial(_snapshot, self.workspace.store.path), lambda _: None, self._not_copied)

    def _not_copied(self, error: Exception) -> None:
        if str(error) != self._unsecured:
            self._unsecured = str(error)
            self._failed(error)

    def export(self) -> None:
        """Preview an export and write it."""
        from annotator.ui.dialogs.export import ExportDialog

        if self.workspace.hand_in():
            if self.dialog is not None:
                self.dialog.reject()
                self.dialog.deleteLater()
            self.dialog = ExportDialog(
                self.workspace.store.path,
                self.workspace.annotator,
                self.worker,
                self.window,
                self._some_articles(),
            )
            self.dialog.told.connect(self.workspace.tell)
            self.dialog.open()

    def _some_articles(self) -> list[tuple[str, frozenset[str]]]:
        """What an export may be narrowed to: the article shown, and those that the queue's filter lets pass."""
        row, queue = self.workspace.view.navigator.queue.row(), self.workspace.view.queue.model
        some = (
            [(tr("The article shown: {}", " ".join((row.title or row.id).split())), frozenset({row.sha256}))]
            if row
            else []
        )
        if 0 < queue.passing < len(self.workspace.view.navigator.queue.rows):
            some.append((tr("The {} that the queue's filter shows", counted(queue.passing)), queue.kept()))
        return some

    def cancel(self) -> None:
        """Have the import stop at the next file; nothing of it is kept."""
        self.importing.halt()

    def stop(self) -> None:
        """End the worker; call before the window goes."""
        self.importing.cancel()
        for dialog in (self.dialog, self.look):
            if dialog is not None:
                dialog.job.cancel()
        self.worker.stop()
        self.clock.stop()
        self.copier.stop()


def _bring_library() -> None:
    import uuid  # noqa: F401

    import annotator.store.journal  # noqa: F401


def _snapshot(path: Path) -> None:
    from annotator.workflow import maintenance

    maintenance.take_snapshot(path)
