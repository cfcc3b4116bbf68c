"""The desk on a project as a user gets it, with no module in memory that the program would not load: what is timed as start-up."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from annotator.detection.suggester import TextSuggester
from annotator.records import Proposal
from annotator.ui.app import make_application
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project

ME = "Annotator 1"


class NoModel(TextSuggester):
    """A detector that finds nothing: proposals are cached."""

    detector_version = "none"

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """Nothing."""
        return ()


def opened_window(path: Path, folder: Path) -> DeskWindow:
    """The desk on a project, shown, active, at the place where its annotator was, painted."""
    qInstallMessageHandler(lambda *_: None)
    make_application(["annotator"])
    settings = Settings(folder / "settings.ini")
    store = project.open_project(path)
    settings.set_annotator(path, ME)
    window = DeskWindow(store, settings, Theme("light"), NoModel)
    window.show()
    while not window.isActiveWindow():
        QApplication.processEvents()
    window.begin()
    window.article.setFocus()
    QApplication.processEvents()
    return window
