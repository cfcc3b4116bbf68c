"""Packages out and the team's files back in, from the menu: the dialogs, and what becomes of the desk after a merge."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError
from annotator.language import sentence, tr
from annotator.records import Change
from annotator.session.question import Question
from annotator.store.connection import Store
from annotator.ui.team.jobs import TeamJobs
from annotator.ui.workspace import Workspace
from annotator.workflow import desk as work

if TYPE_CHECKING:
    from annotator.ui.dialogs.merge import MergeDialog
    from annotator.ui.dialogs.package import PackageDialog
    from annotator.ui.dialogs.release import ReleaseDialog


class TeamFiles(QObject):
    """Made with the team's views; the dialogs share their worker."""

    changed = Signal(object)  # a Change of more than a decision

    def __init__(self, workspace: Workspace, jobs: TeamJobs) -> None:
        super().__init__(jobs)
        self.workspace = workspace
        self.jobs = jobs
        self.package: PackageDialog | None = None
        self.merge: MergeDialog | None = None
        self.release: ReleaseDialog | None = None

    def make_packages(self) -> None:
        """Plan and make packages."""
        from annotator.ui.dialogs.package import PackageDialog

        if self._ready():
            shared = self.workspace
            self._leave(self.package)
            self.package = PackageDialog(
                shared.store.path, shared.annotator, self.jobs.worker, shared.theme, shared.window
            )
            self.package.open()

    def make_release(self) -> None:
        """Name a release, see its data card and what leaks, and make it; or make an old one again."""
        from annotator.ui.dialogs.release import ReleaseDialog

        if self._ready():
            shared = self.workspace
            self._leave(self.release)
            self.release = ReleaseDialog(shared.store.path, self.jobs.worker, shared.theme, shared.window)
            self.release.open()

    def merge_files(self, paths: Sequence[Path] = ()) -> None:
        """Look at files of the team and bring them in."""
        from annotator.ui.dialogs.merge import MergeDialog

        if self._ready():
            shared = self.workspace
            self._leave(self.merge)
            self.merge = MergeDialog(shared.store.path, shared.annotator, self.jobs.worker, shared.theme, shared.window)
            self.merge.merged.connect(self._merged)
            self.merge.open()
            self.merge.add(paths) if paths else None

    def undo_merge(self, *, sure: bool = False) -> None:
        """Take back the newest merge that stands, whoever made it; asks where somebody went on with what it brought."""
        beside = self.workspace.view.session.acts.beside
        if beside is not None and self._ready():
            turn = partial(_undo_merge, sure=sure)
            beside("Undoing the newest merge. Esc cancels.", turn, self._undone, self._not_undone)

    def _ready(self) -> bool:
        """Whether somebody annotates and all is on disk: the worker reads and writes the file by itself."""
        return bool(self.workspace.annotator) and self.workspace.hand_in()

    def _leave(self, dialog: PackageDialog | MergeDialog | ReleaseDialog | None) -> None:
        if dialog is not None:
            dialog.reject()
            dialog.deleteLater()

    def _merged(self, change: Change) -> None:
        key = self.workspace.actions.items["undo"].shortcut().toString()
        self._tell(change, tr("{} {} takes it all back.", sentence(change.message), key or tr("Undo")))

    def _undone(self, change: Change | None) -> None:
        if change is not None:
            self._tell(change, change.message)

    def _not_undone(self, error: AnnotatorError) -> None:
        if isinstance(error, work.OthersWorkError):
            answers = [(tr("Take it back"), partial(self.undo_merge, sure=True))]
            self.workspace.view.navigator.voice.asked.emit(Question(str(error), answers))
        elif isinstance(error, work.CanceledTurnError):
            self.workspace.tell(str(error))
        else:
            self.jobs.failed.emit(error)

    def _tell(self, change: Change, told: str) -> None:
        """Show the project as it is now, in whatever view is open."""
        self.changed.emit(Change(change.action, queue=True, speakers=True, codebook=change.codebook, message=told))
        if change.codebook:
            self.workspace.codebook_used.emit()

    def stop(self) -> None:
        """Let go of what the dialogs wait for; call before the worker ends."""
        dialogs: tuple[PackageDialog | MergeDialog | ReleaseDialog | None, ...] = (
            self.package,
            self.merge,
            self.release,
        )
        for dialog in dialogs:
            if dialog is not None:
                dialog.job.cancel()
        if self.release is not None:
            self.release.comparing.cancel()


def _undo_merge(store: Store, _: str, progress: work.Progress | None, *, sure: bool) -> Change:
    from annotator.workflow import team

    return team.undo_merge(store, sure=sure, progress=progress)
