"""The desk's real window on a real project file, with settings of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.detection.suggester import TextSuggester
from annotator.records import Proposal
from annotator.store.connection import Store
from annotator.ui.app import make_application
from annotator.ui.garbage import GarbageCollector
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from tests.support import ANNOTATOR, seed_sha
from tests.ui.driving import Desk

QStandardPaths.setTestModeEnabled(True)  # no test writes into the user's own folders


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """pytest-qt makes the application from this."""
    return QApplication


@pytest.fixture(scope="module", autouse=True)
def collector(qapp: QApplication) -> Iterator[None]:
    """Garbage is collected as in the program: objects of windows that are gone must not be destroyed by a worker's thread."""
    made = GarbageCollector(qapp)
    yield
    made.stop()


@pytest.fixture
def application(qapp: QApplication) -> QApplication:
    """The application as it is before a window is made: a style sheet of the test before would restyle every part of the next window."""
    made = make_application([])
    made.setStyleSheet("")
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a temporary file, not the user's."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def theme(application: QApplication) -> Theme:
    """The light scheme."""
    return Theme("light")


class NoModel(TextSuggester):
    """A detector that finds nothing: for tests whose project has its proposals already."""

    detector_version = "none"

    def propose(self, text: str) -> tuple[Proposal, ...]:
        return ()


@pytest.fixture
def desk(store: Store, settings: Settings, theme: Theme) -> Iterator[Desk]:
    """The window, shown, on the seed article with its gold proposals, for Ada."""
    settings.set_annotator(store.path, ANNOTATOR)
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    window.navigator.show_article(seed_sha())
    desk = Desk(window)
    yield desk
    desk.close()
