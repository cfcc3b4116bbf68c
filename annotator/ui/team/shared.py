"""The team's shared folder in the window: offers packages, gives them back, offers what came back for merging."""

from __future__ import annotations

import json
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal

from annotator.errors import AnnotatorError
from annotator.language import counted, later, tr, trn
from annotator.session.question import Answer, Question
from annotator.ui.latest_job import LatestJob
from annotator.ui.worker import Worker
from annotator.ui.workspace import Workspace
from annotator.workflow import project

if TYPE_CHECKING:  # only a team that shares a folder needs it
    from annotator.workflow.shared_folder import FolderCheck, Shared, SharedFolder

EVERY = 30_000  # milliseconds between two looks at the folder
FOLDER = "shared_folder"  # the setting that keeps the folder
TAKEN = "shared_taken"  # the setting that keeps, by project id, where packages were copied to, as JSON
KINDS = later("Projects (*.annot)")


class FolderNews(NamedTuple):
    """What a look at the shared folder found, for the project that is open."""

    look: FolderCheck
    to_merge: tuple[Shared, ...]
    done: str  # a sentence where the open package is finished and not given back; "" else


class SharedFolders(QObject):
    """Looks into the folder every half a minute while one is chosen. It asks each question once while the window is open.

    It has a worker of its own: a drive that does not answer holds up nothing else.
    """

    merge_wanted = Signal(object)  # a list of Paths: bring these files in

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.worker = Worker("shared folder", self)
        self._looks, self._copies = LatestJob(self.worker, self), LatestJob(self.worker, self)
        self._shared: SharedFolder | None = None
        self._asked: set[str] = set()
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)

    @property
    def folder(self) -> Path | None:
        """The folder that was chosen, or None."""
        kept = self.workspace.settings.text(FOLDER)
        return Path(kept) if kept else None

    def begin(self) -> None:
        """Look from now on, where a folder was chosen."""
        if self.folder is not None:
            self._timer.start()
            self.look()

    def choose(self) -> None:
        """Choose the folder; where there is one, ask whether it stays."""
        if self.folder is None:
            self._choose()
            return
        answers: list[Answer] = [(tr("Choose another…"), self._choose), (tr("Stop looking"), self._stop_looking)]
        self._ask(Question(tr("Looking for packages in {}.", self.folder), answers))

    def _choose(self) -> None:
        from annotator.ui import file_dialogs

        start = self.folder or Path.home()
        folder = file_dialogs.choose_folder(self.workspace.window, tr("Folder that the team shares"), start)
        if folder is not None:
            self.workspace.settings.set_text(FOLDER, str(folder))
            self._shared = None
            self._asked.clear()
            self.workspace.tell(tr("Looking for packages in {}.", folder))
            self.begin()

    def _stop_looking(self) -> None:
        self.workspace.settings.set_text(FOLDER, "")
        self._timer.stop()

    # Looking

    def look(self) -> None:
        """Look into the folder, beside the window."""
        folder = self.folder
        if folder is None or self.worker.busy or not self.workspace.annotator:
            return
        if self._shared is None:
            from annotator.workflow.shared_folder import SharedFolder

            self._shared = SharedFolder(folder, _cache())
        job = partial(_look, self._shared, self.workspace.store.path)
        self._looks.run(lambda _: job(), self._looked, self._failed)

    def _looked(self, found: FolderNews) -> None:
        for problem in found.look.problems:
            self.workspace.problem(problem)
        for key, question in self._questions(found):
            if key not in self._asked:
                self._asked.add(key)
                self._ask(question)
                return  # the others come with the next looks

    def _questions(self, found: FolderNews) -> list[tuple[str, Question]]:
        """What is to be asked, each with a key by which it is asked once."""
        from annotator.workflow.shared_folder import offers

        asked: list[tuple[str, Question]] = []
        if found.done:
            asked.append((found.done, Question(found.done, [(tr("Give back"), self.give_back)])))
        taken = [identity for identity, path in self._taken().items() if Path(path).exists()]
        for offer in offers(found.look, [self.workspace.annotator], taken):
            text = tr(
                "The shared folder has a package for {}: {}, {}.",
                offer.person,
                offer.path.name,
                _articles(offer.articles),
            )
            asked.append((offer.identity, Question(text, [(tr("Copy and open…"), partial(self._take, offer))])))
        for back in found.to_merge:
            who, whole = back.person or tr("Somebody"), _articles(back.articles)
            text = tr("{} gave {} back, {} of {} finished.", who, back.path.name, back.finished, whole)
            answers: list[Answer] = [(tr("Merge…"), partial(self.merge_wanted.emit, [back.copy]))]
            asked.append((str(back.copy), Question(text, answers)))
        return asked

    def _ask(self, question: Question) -> None:
        self.workspace.view.navigator.voice.asked.emit(question)

    def _failed(self, error: AnnotatorError) -> None:
        if str(error) not in self._asked:  # a drive that is away is told once
            self._asked.add(str(error))
            self.workspace.tell(str(error))

    # Acting

    def _taken(self) -> dict[str, str]:
        try:
            kept = json.loads(self.workspace.settings.text(TAKEN) or "{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def _take(self, offer: Shared) -> None:
        from annotator.ui import file_dialogs
        from annotator.workflow.shared_folder import take

        start = Path.home() / offer.path.name
        target, _ = file_dialogs.save_file(
            self.workspace.window, tr("Copy the package to this computer"), start, tr(KINDS)
        )
        if target is not None:
            self._copies.run(lambda _: take(offer, target), partial(self._took, offer.identity), self._not_done)

    def _took(self, identity: str, path: Path) -> None:
        kept = {**self._taken(), identity: str(path)}
        self.workspace.settings.set_text(TAKEN, json.dumps(kept))
        self.workspace.project_wanted.emit(path, None)

    def give_back(self) -> None:
        """Copy the open package, as it is, into the shared folder."""
        if self.folder is None:
            self.workspace.tell(tr("No shared folder is chosen yet: Team › Shared folder… does that."))
        elif self.workspace.hand_in():
            from annotator.workflow.shared_folder import give_back

            job = partial(give_back, self.workspace.store.path, self.folder, _cache())
            self._copies.run(lambda _: job(), self._gave, self._not_done)

    def _gave(self, where: Path) -> None:
        self.workspace.tell(tr("Given back: {}", where))

    def _not_done(self, error: AnnotatorError) -> None:
        self.workspace.problem(str(error))

    def stop(self) -> None:
        """Look never again, and end the worker; call before the window goes."""
        self._timer.stop()
        self.worker.stop()


def _articles(count: int) -> str:
    return trn(count, "{} article", "{} articles", counted(count))


def _cache() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)) / "shared"


def _look(shared: SharedFolder, path: Path) -> FolderNews:
    """In the worker's thread, with a connection of its own."""
    from annotator.workflow.shared_folder import finished_package, to_merge

    look = shared.look()
    with closing(project.read_project(path)) as store:
        if project.made_for(store):
            return FolderNews(look, (), finished_package(look, store))
        return FolderNews(look, tuple(to_merge(look, store)), "")
