"""The way out where another program took the project's file away or wrote into it: a new file of all that was saved and waits."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.errors import AnnotatorError
from annotator.language import tr
from annotator.ui.file_kinds import PROJECTS
from annotator.ui.worker import Worker
from annotator.ui.workspace import Workspace
from annotator.workflow import desk as work
from annotator.workflow import project

if TYPE_CHECKING:
    from annotator.store.recovery import Recovered


class SavingAnew(QObject):
    """Asks for a name, makes the file from snapshots, journal and what the old file gives, adds what waits, and opens it."""

    def __init__(self, workspace: Workspace, worker: Worker) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.worker = worker
        self.project = ""  # its id, read while the file was ours

    def begin(self) -> None:
        """Note whose file it is; call once the window is painted."""
        try:
            self.project = project.project_id(self.workspace.store)
        except AnnotatorError:
            self.project = ""

    def ask(self) -> None:
        """Ask for the new file's name and make it, beside the window."""
        from annotator.ui import file_dialogs

        old = self.workspace.store
        guess = old.path.absolute().with_name(f"{old.path.stem}-saved{project.SUFFIX}")
        chosen, _ = file_dialogs.save_file(self.workspace.window, tr("Save as a new file"), guess, tr(PROJECTS))
        if chosen is None:
            return
        path = chosen if chosen.suffix == project.SUFFIX else chosen.with_name(chosen.name + project.SUFFIX)
        self.workspace.view.navigator.before_leaving.emit()
        old.close()  # no connection of this process may be left: it would share the old log
        self.workspace.status.show_model(tr("Saving as a new file…"))
        job = partial(_make, old.path, path, self.project)
        self.worker.submit(job, partial(self._made, path), self._failed)

    def _made(self, path: Path, report: Recovered) -> None:
        """Write what waits into the new file, and open it."""
        waiting = self.workspace.view.session.acts.saver.waiting
        self.workspace.status.show_model("")
        try:
            store = project.open_project(path)
            try:
                while waiting:
                    decision, action = waiting[0]
                    work.decide(store, decision, action=action)
                    waiting.pop(0)
            finally:
                store.close()
        except AnnotatorError as error:
            self.workspace.problem(str(error))
            return
        self.workspace.settings.set_annotator(path, self.workspace.annotator)
        self.workspace.project_wanted.emit(path, None)

    def _failed(self, error: Exception) -> None:
        self.workspace.status.show_model("")
        if not isinstance(error, AnnotatorError):
            raise error
        self.workspace.problem(str(error))


def _make(old: Path, path: Path, identity: str) -> Recovered:
    from annotator.workflow import maintenance

    return maintenance.recover(old, path, project=identity)
