"""The second reader over a team: slips found and settled by keys in adjudication, and a quiet line before a release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from annotator.cli import main
from annotator.records import Stance
from annotator.store.connection import Store
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import adjudicate, project, team_look
from annotator.workflow.selection import Selection
from tests.learning.made import items
from tests.learning.projects import ANNOTATOR, decide, make_project
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk

SECOND = "Ben"
COUNT, SLIPS = 60, 3


@pytest.fixture
def team(tmp_path: Path) -> Store:
    """Two people decided the same articles; one of them turned three clear stances."""
    made = items(COUNT)
    clear = [n for n, item in enumerate(made) if item.stances and item.speaker != "Lena Moor"]
    turned = list(made)
    for n in (clear[3], clear[12], clear[21]):
        (stance,) = made[n].stances
        other = Stance(stance.target, "against" if stance.label == "favor" else "favor")
        turned[n] = replace(made[n], stances=frozenset({other}))
    store = make_project(tmp_path / "plans.annot", made)
    project.add_annotator(store, SECOND)
    decide(store, turned)
    decide(store, made, SECOND)
    return store


@pytest.fixture
def start(settings: Settings, theme: Theme) -> Iterator[Callable[[Store], Desk]]:
    opened: list[Desk] = []

    def begin(store: Store) -> Desk:
        settings.set_annotator(store.path, ANNOTATOR)
        settings.set_number("hide_names", 0)
        window = DeskWindow(store, settings, theme, NoModel)
        window.show()
        assert QTest.qWaitForWindowActive(window)
        window.begin()
        opened.append(Desk(window))
        return opened[-1]

    yield begin
    for desk in opened:
        desk.close()


def _open_list(desk: Desk) -> None:
    desk.press("Ctrl+Shift+J")
    desk.wait(lambda: desk.window.team.adjudicating and desk.window.navigator.desk is not None)
    desk.wait(lambda: bool(desk.window.navigator.queue.rows))
    desk.press("Ctrl+Shift+Y")
    looks = desk.window.second_look
    desk.wait(lambda: looks.dock is not None and bool(looks.dock.entries), patience=60_000)


def _shown(desk: Desk) -> str:
    grid = desk.window.second_look.dock.grid
    model = grid.model()
    return "\n".join(
        str(model.index(row, column).data()) for row in range(model.rowCount()) for column in range(model.columnCount())
    )


def test_slips_of_a_team_are_settled_from_the_list(team: Store, start: Callable[[Store], Desk]) -> None:
    store = team
    desk = start(store)
    _open_list(desk)
    dock = desk.window.second_look.dock
    assert all(row.reason.startswith((ANNOTATOR, SECOND)) for row in dock.entries)
    articles = {row.article for row in dock.entries}
    differing = {c.id for sha in articles for c in adjudicate.article_cases(store, sha) if c.differs}
    found = [row for row in dock.entries if row.annotator == ANNOTATOR and row.quotation in differing]
    assert len(found) == SLIPS
    for row in found:
        dock.grid.selectRow(dock.entries.index(row))
        dock.grid.setFocus()
        desk.press("Enter")
        case = desk.window.session.case
        assert case is not None and case.id == row.quotation and case.differs
        desk.press(str(1 + desk.window.session.people().index(SECOND)), "Enter")
        settled = {each.id: each.settlement for each in adjudicate.article_cases(store, row.article)}[row.quotation]
        assert settled is not None
        assert all(other.quotation != row.quotation for other in dock.entries)
    again = team_look.look(store)
    assert not {row.quotation for row in again.rows} & {row.quotation for row in found}


def test_names_are_hidden_in_the_list_too(team: Store, start: Callable[[Store], Desk]) -> None:
    desk = start(team)
    _open_list(desk)
    dock = desk.window.second_look.dock
    assert ANNOTATOR in _shown(desk)
    before = dock.entries
    desk.press("Ctrl+Shift+H")
    desk.wait(lambda: bool(dock.entries) and dock.entries is not before, patience=60_000)
    assert ANNOTATOR not in _shown(desk) and SECOND not in _shown(desk)
    desk.press("Ctrl+Shift+J")
    assert desk.window.workspace.on_desk and not dock.isVisible()


def test_a_release_tells_what_the_second_reader_found(
    team: Store, start: Callable[[Store], Desk], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = team
    desk = start(store)
    desk.press("Ctrl+Shift+I")
    dialog = desk.window.team.files.release
    assert dialog is not None and not dialog.second_reader.isVisible()
    desk.click(dialog.look)
    desk.wait(lambda: "worth a second look" in dialog.second_reader.text(), patience=60_000)
    told = dialog.second_reader.text()
    assert f"of {2 * COUNT} decisions" in told and ANNOTATOR in told and dialog.make.isEnabled()
    desk.close()
    assert main(["release", str(store.path), "--output", str(tmp_path / "made")]) == 0
    assert told in capsys.readouterr().err


def test_a_release_says_why_nothing_was_compared(tmp_path: Path) -> None:
    made = items(12)
    store = make_project(tmp_path / "few.annot", made)
    decide(store, made)
    told = team_look.check(store, Selection())
    assert told == (
        "Second reader: nothing was compared. Ada: 12 quotations are decided; at least 20 are needed "
        "before the program learns from them."
    )
    assert "Adjudication: 0 quotations" in team_look.check(store, Selection(adjudicated=True))
    store.close()
