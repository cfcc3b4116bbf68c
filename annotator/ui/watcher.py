"""Notices what another window or program wrote to the project, and has it shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from annotator.errors import AnnotatorError
from annotator.records import Change
from annotator.ui.controller import Controller
from annotator.ui.order import decided
from annotator.ui.workspace import Workspace
from annotator.workflow import desk as work

EVERY = 1000  # milliseconds between two looks
NEWER = "Somebody decided here in another window; this is the newer state."


class Watcher(QObject):
    """Looks every second while the window can be seen, and whenever it gets the keys."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.window = workspace.window
        self._watch: work.Watch | None = None
        self._missed = False  # whether something came and could not be read
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)

    @property
    def resting(self) -> bool:
        """Whether nothing is looked at."""
        return not self._timer.isActive()

    def begin(self) -> None:
        """From now on whatever others write is news; call before the project is read. AnnotatorError where it cannot be."""
        self._watch = work.Watch(self.workspace.store)
        self.attend()

    def attend(self) -> None:
        """The window was shown, hidden, or got the keys: look, or rest while nobody sees it."""
        if self._watch is None:
            return
        if self.window.isVisible() and not self.window.isMinimized():
            self._timer.start()
            self.look()
        else:
            self.rest()

    def rest(self) -> None:
        """Look no more until the window is shown or gets the keys."""
        self._timer.stop()

    def look(self) -> None:
        """Show what others wrote since the last look; a file that cannot be read is told with the next decision."""
        if self._watch is None or not self.workspace.annotator:
            return
        try:
            news = self._watch.look(self.workspace.annotator)
            if self._missed:
                news = work.News(everything=True)
            self._missed = news is not None
            if news is not None:
                catch_up(self.workspace.view.controller, news)
                self.workspace.caught_up.emit()
            self._missed = False
        except AnnotatorError:
            return

    def stop(self) -> None:
        """Look never again; call before the project is closed."""
        self.rest()
        self._watch = None


def catch_up(controller: Controller, news: work.News) -> None:
    """Have what came shown where the annotator is; a sentence tells where the decisions shown are others than before.

    AnnotatorError where the project cannot be read.
    """
    before, sha256 = controller.desk, controller.desk.article.sha256 if controller.desk else ""
    if news.everything:
        controller.refresh_queue()
        if not controller.show_newest() and (controller.desk is None or controller.gone):
            controller.start()
    for article in controller.concerns(news) - {sha256}:
        controller.reload_row(article)
    if news.everything or sha256 in controller.concerns(news):
        controller.reload_desk()
    for article in news.proposed:
        controller.proposals_came(Change(article=article))
    after = controller.desk
    if before and after and after.article.sha256 == sha256 and decided(before) != decided(after):
        controller.told.emit(NEWER)
