"""Looks after the project's file while nobody decides: what other programs did to it is told, or repaired, within seconds."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from annotator.errors import ProjectChangedError, StoreError
from annotator.session.navigator import Navigator

EVERY = 2000  # milliseconds between two looks


class FileWatch(QObject):
    """Looks at the files from :meth:`start` on; each trouble is told once."""

    def __init__(self, navigator: Navigator, parent: QObject) -> None:
        super().__init__(parent)
        self.navigator = navigator
        self._told = ""
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on."""
        self._timer.start()

    def look(self) -> None:
        """Have the store look at its files; a log that was taken away is repaired by that."""
        try:
            self.navigator.store.check_files()
            self._told = ""
        except ProjectChangedError as error:
            if str(error) != self._told:
                self._told = str(error)
                self.navigator.voice.problem.emit(self._told)
        except StoreError:
            return  # it cannot be fixed yet: the next look, or the next decision, tries again
