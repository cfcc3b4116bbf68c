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
from annotator.exchange.readers import formats as kinds
from annotator.records import Article, Change
from annotator.ui.worker import Worker
from annotator.workflow import project

if TYPE_CHECKING:
    from annotator.exchange.readers.base import ReadOptions
    from annotator.exchange.readers.kept import Kept
    from annotator.ui.dialogs.export import ExportDialog
    from annotator.ui.dialogs.import_preview import ImportDialog
    from annotator.ui.dialogs.paste import PasteDialog
    from annotator.ui.window import DeskWindow
    from annotator.workflow.corpus import ImportReport

SNAPSHOT_EVERY = 10 * 60 * 1000  # milliseconds
PROJECTS = "Projects (*.annot)"
KINDS = (
    ("Articles", " ".join(f"*{suffix}" for suffix in kinds.SUFFIXES)),
    ("Annotations", "*.jsonl *.json"),  # a folder of brat files is dropped on the window
    ("Codebooks", "*.qdc"),
)
_EVERY = " ".join(dict.fromkeys(" ".join(names for _, names in KINDS).split()))
READABLE = ";;".join(
    f"{what} ({names})" for what, names in (("All that can be read", _EVERY), *KINDS, ("All files", "*"))
)


class Files(QObject):
    """Asks for paths and hands them on; tells the outcome in the window's notice."""

    progressed = Signal(int, str)  # from the worker: files done, the name of the next

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self.window = window
        self.worker = Worker("files", self)
        self.copier = Worker("snapshots", self)  # a copy may take seconds, which a preview should not wait for
        self.clock = QTimer(self, interval=SNAPSHOT_EVERY)
        self.clock.timeout.connect(self.snapshot)
        self._unsecured = ""
        self.cancelled = False
        self.dialog: ExportDialog | None = None
        self.look: ImportDialog | None = None
        self.pasting: PasteDialog | None = None
        self.progressed.connect(self._show_progress)

    def new_project(self) -> None:
        """Ask for a place and a codebook, and open the new project."""
        from annotator.ui.dialogs.new_project import NewProjectDialog

        dialog = NewProjectDialog(self.window)
        if dialog.exec() and dialog.path is not None:
            self.window.project_wanted.emit(dialog.path, dialog.codebook)

    def open_project(self) -> None:
        """Ask for a project file and open it."""
        from annotator.ui import file_dialogs

        folder = self.window.controller.store.path.parent
        if path := file_dialogs.open_file(self.window, "Open project", folder, PROJECTS):
            self.window.project_wanted.emit(path, None)

    def import_files(self) -> None:
        """Ask for articles or annotations and show what would come in."""
        from annotator.ui import file_dialogs

        self.preview_import(file_dialogs.open_files(self.window, "Import", kinds=READABLE))

    def paste(self) -> None:
        """Bring in what the clipboard holds: files as if they were dropped, a text after a look at it."""
        held = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in (held.urls() if held else []) if url.isLocalFile()]
        if paths or not self.window.controller.annotator:
            self.take(paths)
            return
        from annotator.ui.dialogs.paste import PasteDialog

        dialog = PasteDialog(self.window.controller.store, held.text() if held else "", self.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._bring_text)
        dialog.open()
        self.pasting = dialog

    def _bring_text(self, article: Article) -> None:
        from annotator.workflow import corpus

        controller = self.window.controller
        try:
            self._brought(corpus.import_text(controller.store, article, annotator=controller.annotator))
        except AnnotatorError as error:
            controller.problem.emit(str(error))

    def use_codebook(self) -> None:
        """Ask for a codebook file and make it the project's."""
        from annotator.ui import file_dialogs

        path = file_dialogs.open_file(self.window, "Use codebook", kinds="Codebooks (*.toml)")
        if path is not None:
            controller = self.window.controller
            try:
                controller.broadcast(project.use_codebook(controller.store, path, annotator=controller.annotator))
            except AnnotatorError as error:
                controller.problem.emit(str(error))
            self.window.codebook_changed()
            self.window.menus.name_history()

    def take(self, paths: Sequence[Path]) -> None:
        """What was dropped on the window: a project is opened, several are merged, all else is looked at and brought in."""
        projects = [path for path in paths if path.suffix.lower() == project.SUFFIX]
        if len(projects) > 1 and self.window.controller.annotator:
            self.window.team.files.merge_files(projects)
        elif projects:
            self.window.project_wanted.emit(projects[0], None)
        elif paths:
            self.preview_import(paths)

    def preview_import(self, paths: Sequence[Path]) -> None:
        """Show what would come in; Import brings it in."""
        if not paths or not self.window.controller.annotator:
            return
        from annotator.ui.dialogs.import_preview import ImportDialog

        if self.look is not None:
            self.look.reject()
            self.look.deleteLater()
        path = self.window.controller.store.path
        self.look = ImportDialog(path, paths, self.worker, self.window.theme, self.window)
        self.look.wanted.connect(self.bring_in)
        self.look.open()

    def bring_in(self, paths: Sequence[Path], options: ReadOptions | None = None, kept: Kept | None = None) -> None:
        """Bring articles in, beside the window; ``kept`` is what a preview read of them."""
        if not paths or not self.window.controller.annotator:
            return
        self.cancelled = False
        controller = self.window.controller
        job = partial(self._import, controller.store.path, tuple(paths), options, controller.annotator, kept)
        self.window.status.show_model(f"Importing {len(paths)} file{'s' * (len(paths) != 1)}…", busy=True)
        self.worker.submit(job, self._brought, self._failed)

    def _import(
        self, path: Path, paths: Sequence[Path], options: ReadOptions | None, annotator: str, kept: Kept | None
    ) -> tuple[Change, ImportReport]:
        from annotator.workflow import corpus  # the readers of all formats are not needed to start

        with closing(project.open_project(path)) as store:
            return corpus.import_paths(
                store, paths, options=options, annotator=annotator, progress=self._progress, kept=kept
            )

    def _progress(self, done: int, name: str) -> bool:
        self.progressed.emit(done, name)
        return not self.cancelled

    def _show_progress(self, done: int, name: str) -> None:
        self.window.status.show_model(f"Importing: {done} done, {name}", busy=True)

    def _brought(self, outcome: tuple[Change, ImportReport]) -> None:
        change, report = outcome
        self.window.status.show_model("")
        self.window.controller.broadcast(change)
        if report.problems:
            more = f" ({len(report.problems) - 1} more could not be read.)" if len(report.problems) > 1 else ""
            self.window.controller.problem.emit(report.problems[0] + more)
        self.window.decisions.done.emit()
        if report.moved.to_review:
            self.window.review.offer()

    def _failed(self, error: Exception) -> None:
        self.window.status.show_model("")
        if not isinstance(error, AnnotatorError):
            raise error
        self.window.controller.problem.emit(str(error))

    def warm_up(self) -> None:
        """Bring in what the first decision needs to be written, in the worker, while the article is being read."""
        self.worker.submit(_bring_library, lambda _: None, self._failed)

    def snapshot(self) -> None:
        """Copy the project beside itself where it changed, in a worker, and again from time to time; what prevents it is told once."""
        self.clock.start()
        if not self.copier.busy:
            self.copier.submit(partial(_snapshot, self.window.controller.store.path), lambda _: None, self._not_copied)

    def _not_copied(self, error: Exception) -> None:
        if str(error) != self._unsecured:
            self._unsecured = str(error)
            self._failed(error)

    def export(self) -> None:
        """Preview an export and write it."""
        from annotator.ui.dialogs.export import ExportDialog

        self.window.controller.before_leaving.emit()
        if self.window.decisions.saver.flush():
            if self.dialog is not None:
                self.dialog.reject()
                self.dialog.deleteLater()
            self.dialog = ExportDialog(
                self.window.controller.store.path,
                self.window.controller.annotator,
                self.worker,
                self.window,
                self._some_articles(),
            )
            self.dialog.told.connect(self.window.controller.told)
            self.dialog.open()

    def _some_articles(self) -> list[tuple[str, frozenset[str]]]:
        """What an export may be narrowed to: the article shown, and those that the queue's filter lets pass."""
        row, queue = self.window.controller.row(), self.window.queue.model
        some = [(f"The one shown: {' '.join((row.title or row.id).split())}", frozenset({row.sha256}))] if row else []
        if 0 < queue.passing < len(self.window.controller.rows):
            some.append((f"The {queue.passing:,} that the queue's filter shows", queue.kept()))
        return some

    def cancel(self) -> None:
        """Have the import stop at the next file; nothing of it is kept."""
        self.cancelled = True

    def stop(self) -> None:
        """End the worker; call before the window goes."""
        self.cancelled = True
        for dialog in (self.dialog, self.look):
            if dialog is not None:
                dialog.turns.cancel()
        self.worker.stop()
        self.clock.stop()
        self.copier.stop()


def _bring_library() -> None:
    import uuid  # noqa: F401

    import annotator.store.journal
    import annotator.store.library  # noqa: F401


def _snapshot(path: Path) -> None:
    from annotator.workflow import care

    care.take_snapshot(path)
