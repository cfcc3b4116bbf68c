"""Whether suggestions lead the annotators: in the agreement page, its report, and the data card of a release."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from annotator.agreement.influence_report import NONE_NOTED
from annotator.store.connection import Store
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import agreement_page, influence, project, release
from tests.learning.made import items
from tests.learning.projects import ANNOTATOR, decide, make_project
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk

SECOND = "Ben"


@pytest.fixture
def team(tmp_path: Path) -> Callable[[float], Store]:
    """A project of two people from whom this share of the speakers was withheld."""

    def make(share: float) -> Store:
        made = items(40)
        store = make_project(tmp_path / "plans.annot", made)
        influence.set_hold_out(store, share, 0.0)
        for name in (ANNOTATOR, SECOND):
            project.add_annotator(store, name)
            decide(store, made, name)
        return store

    return make


@pytest.fixture
def start(settings: Settings, theme: Theme) -> Iterator[Callable[[Store], Desk]]:
    opened: list[Desk] = []

    def begin(store: Store) -> Desk:
        settings.set_annotator(store.path, ANNOTATOR)
        window = DeskWindow(store, settings, theme, NoModel)
        window.show()
        assert QTest.qWaitForWindowActive(window)
        window.begin()
        opened.append(Desk(window))
        opened[-1].press("Ctrl+Shift+G")
        opened[-1].wait(lambda: window.team.page is not None and window.team.page.page is not None, patience=60_000)
        return opened[-1]

    yield begin
    for desk in opened:
        desk.close()


def test_the_page_and_the_card_tell_the_influence_by_field(
    team: Callable[[float], Store], start: Callable[[Store], Desk], tmp_path: Path
) -> None:
    store = team(0.5)
    desk = start(store)
    part = desk.window.team.page.suggestions
    model = part.list.model()
    rows = [[str(model.index(r, c).data()) for c in range(model.columnCount())] for r in range(model.rowCount())]
    (speaker,) = [row for row in rows if row[0] == "speaker"]
    assert speaker[1].startswith("100% of") and speaker[2].startswith("0% of") and speaker[3].startswith("+100 points")
    assert "needed" in speaker[4] or "enough" in speaker[4]
    page = agreement_page.load_page(store)
    agreement_page.write_page(page, tmp_path / "page.html")
    assert "speaker: shown 100% of" in (tmp_path / "page.html").read_text(encoding="utf-8")
    agreement_page.write_page(page, tmp_path / "page.jsonl")
    records = [json.loads(line) for line in (tmp_path / "page.jsonl").read_text(encoding="utf-8").splitlines()]
    (told,) = [record for record in records if record["record"] == "influence"]
    assert told["fields"][1]["difference"] == 1
    _, card = release.preview(store, release.ReleaseSettings("plans"))
    assert "## Whether suggestions led the annotators" in card and "speaker: shown 100% of" in card


def test_where_nothing_was_withheld_a_sentence_says_so(
    team: Callable[[float], Store], start: Callable[[Store], Desk]
) -> None:
    store = team(0.0)
    desk = start(store)
    part = desk.window.team.page.suggestions
    assert part.list.isHidden() and NONE_NOTED in part.note.text() and "hold-out" in part.note.text()
    _, card = release.preview(store, release.ReleaseSettings("plans"))
    assert NONE_NOTED in card
