"""Notices what another window or program wrote to the project, and has it shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from annotator.errors import AnnotatorError
from annotator.session.news import catch_up
from annotator.ui.workspace import Workspace
from annotator.workflow import desk as work

EVERY = 1000  # milliseconds between two looks


class Watcher(QObject):
    """Looks every second while the window can be seen, and whenever it gets the keys."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.workspace = workspace
        self.window = workspace.window
        self._watch: work.ProjectWatch | None = None
        self._missed = False  # whether something came and could not be read
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)

    @property
    def resting(self) -> bool:
        """Whether nothing is looked at."""
        return not self._timer.isActive()

    def begin(self) -> None:
        """From now on whatever others write is news; call before the project is read. AnnotatorError where it cannot be."""
        self._watch = work.ProjectWatch(self.workspace.store)
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
                catch_up(self.workspace.view.session, news)
                self.workspace.caught_up.emit()
            self._missed = False
        except AnnotatorError:
            return

    def stop(self) -> None:
        """Stop looking for good; call before the project is closed."""
        self.rest()
        self._watch = None
