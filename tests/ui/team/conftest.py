"""The window on a project of a team."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtTest import QTest

from annotator.store.connection import Store
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from tests.support import seed_sha
from tests.teamwork import another_speaker, decide, no_stance, other_stance, rejected
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.team.views import NOT_SPEECH, SPEAKER


@pytest.fixture
def opened() -> Iterator[list[Desk]]:
    desks: list[Desk] = []
    yield desks
    for desk in desks:
        desk.close()


@pytest.fixture
def start(settings: Settings, theme: Theme, opened: list[Desk]) -> Callable[[Store, str], Desk]:
    """Opens the window on a project for a person, on the seed article."""

    def run(store: Store, name: str) -> Desk:
        settings.set_number("greeted", 1)
        window = DeskWindow(store, settings, theme, NoModel)
        window.resize(1366, 860)
        window.show()
        assert QTest.qWaitForWindowActive(window)
        window.begin()
        window.welcome.hide()
        window.annotate_as(name)
        window.navigator.show_article(seed_sha())
        desk = Desk(window)
        opened.append(desk)
        return desk

    return run


@pytest.fixture
def disputed(store: Store) -> Store:
    """The seed article by two who differ in five quotations."""
    decide(store, "Ben")
    changes = {SPEAKER: another_speaker, 6: no_stance, NOT_SPEECH: rejected, 16: other_stance, 17: no_stance}
    decide(store, "Cleo", changes)
    return store
