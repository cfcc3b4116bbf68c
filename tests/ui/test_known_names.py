"""A speaker whom the annotator confirmed before gives the full name to a last name in a later article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from annotator.learning.items import Item
from annotator.store import proposals
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import desk as work
from annotator.workflow import project
from tests.learning.projects import ANNOTATOR, decide, make_project
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk


def _said(article: str, name: str, words: str) -> Item:
    return Item(article, f"“The plan {words},” {name} said.", article, name)


FIRST = _said("a1", "Richard Verma", "is sound")
OTHER = _said("a2", "Ana Verma", "is late")
COUNCIL = _said("a3", "City Council", "is ours")
LATER = _said("a4", "Verma", "will pass")
BODY = _said("a5", "Council", "will wait")


@pytest.fixture
def desk(tmp_path: Path, settings: Settings, theme: Theme) -> Iterator[Desk]:
    store = make_project(tmp_path / "names.annot", [FIRST, OTHER, COUNCIL, LATER, BODY])
    project.add_annotator(store, "Ben")
    settings.set_annotator(store.path, ANNOTATOR)
    window = DeskWindow(store, settings, theme, NoModel)
    window.show()
    assert QTest.qWaitForWindowActive(window)
    window.begin()
    opened = Desk(window)
    yield opened
    opened.close()


def _go_to(desk: Desk, item: Item) -> None:
    queue = desk.window.navigator.queue
    desk.window.navigator.show_article(next(row.sha256 for row in queue.rows if row.id == item.article))


def test_a_last_name_gets_the_name_that_was_confirmed(desk: Desk) -> None:
    store = desk.window.navigator.store
    _go_to(desk, LATER)
    assert desk.window.navigator.shown().speaker_name == "Verma"
    _go_to(desk, FIRST)
    desk.press("Enter")
    known = desk.decision.speaker_id
    _go_to(desk, LATER)
    assert desk.window.navigator.shown().speaker_name == "Richard Verma"
    (choice,) = desk.window.session.choices()
    assert choice.name == "Richard Verma" and choice.reason.endswith("last name of a speaker you confirmed")
    desk.press("Enter")
    assert (desk.decision.speaker_name, desk.decision.speaker_id) == ("Richard Verma", known)
    (stored,) = (proposals.proposals(store, desk.window.navigator.sha256, ANNOTATOR) or {}).values()
    assert stored.candidates[0].name == "Verma"
    theirs = work.load_desk(store, desk.window.navigator.sha256, "Ben")
    assert work.shown(theirs, theirs.quotations[0]).speaker_name == "Verma"  # Ben confirmed nobody


def test_two_with_one_last_name_are_both_offered_and_enter_asks(desk: Desk) -> None:
    decide(desk.window.navigator.store, [FIRST, OTHER])
    _go_to(desk, LATER)
    assert [choice.name for choice in desk.window.session.choices()] == ["Ana Verma", "Richard Verma"]
    desk.press("Enter")
    assert "who speaks?" in desk.window.card.speakers.hint.text()
    desk.press("2", "Enter")
    assert desk.decision.speaker_name == "Richard Verma"


def test_a_body_lends_its_name_to_nobody(desk: Desk) -> None:
    decide(desk.window.navigator.store, [COUNCIL])
    _go_to(desk, BODY)
    assert desk.window.navigator.shown().speaker_name == "Council"
