"""The team's shared folder through the real window: a package out, work, and back to the lead."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from annotator.store.connection import Store
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import desk as work
from annotator.workflow import project, team
from annotator.workflow.shared_folder import RETURNED, SharedFolder, offers, take
from tests.support import ANNOTATOR, decide_all, seed_sha
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.files import answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "drive"
    made.mkdir()
    return made


def run(desk: Desk, command: str) -> None:
    desk.window.commands.items[command].trigger()


def choose(desk: Desk, folder: Path) -> None:
    seen = answer(folder)
    run(desk, "shared-folder")
    desk.wait(lambda: bool(seen))


def question(desk: Desk, words: str) -> None:
    desk.wait(lambda: desk.window.notice.question is not None and words in desk.window.notice.question.text)


def test_a_package_is_offered_copied_and_opened(desk: Desk, store: Store, folder: Path, tmp_path: Path) -> None:
    team.packages(store, folder, [ANNOTATOR])
    wanted: list[Path] = []
    desk.window.project_wanted.connect(lambda path, _: wanted.append(path))
    choose(desk, folder)
    question(desk, f"a package for {ANNOTATOR}")
    seen = answer(tmp_path / "mine.annot")
    desk.click(desk.window.notice.act)
    desk.wait(lambda: bool(wanted))
    assert wanted == [tmp_path / "mine.annot"] and seen
    with closing(project.read_project(wanted[0])) as package:
        assert project.made_for(package) == ANNOTATOR

    desk.window.team.shared.look()
    desk.wait(lambda: not desk.window.team.shared.worker.busy)
    assert desk.window.notice.question is None, "it is on this computer already"


def test_what_came_back_is_offered_for_merging(desk: Desk, store: Store, folder: Path, tmp_path: Path) -> None:
    team.packages(store, folder, ["Bo"])
    (folder / RETURNED).mkdir()
    (offer,) = offers(SharedFolder(folder, tmp_path / "cache").look(), ["Bo"], [])
    with closing(project.open_project(take(offer, folder / RETURNED / "bo.annot"))) as package:
        decide_all(package, "Bo")
    choose(desk, folder)
    question(desk, "Bo gave bo.annot back, 1 of")
    desk.click(desk.window.notice.act)
    dialog = desk.window.team.files.merge
    assert dialog is not None and dialog.isVisible()
    desk.wait(dialog.take.isEnabled)
    desk.click(dialog.take)
    desk.wait(lambda: "Bo" in project.annotators(store))
    row = work.load_row(store, seed_sha(), "Bo")
    assert row is not None and row.decided == row.quotations


def test_a_finished_package_is_given_back(
    store: Store, settings: Settings, theme: Theme, folder: Path, tmp_path: Path
) -> None:
    sha = seed_sha()
    path = tmp_path / "for-bo.annot"
    team.package(store, path, "Bo", [sha])
    package = project.open_project(path)
    decide_all(package, "Bo")
    settings.set_text("shared_folder", str(folder))
    window = DeskWindow(package, settings, theme, NoModel)
    window.show()
    window.begin()
    desk = Desk(window)
    try:
        question(desk, "All articles of this package are finished")
        desk.click(window.notice.act)
        desk.wait(lambda: (folder / RETURNED / "for-bo.annot").exists())
        desk.wait(lambda: "Given back" in desk.notice())
        window.team.shared.look()
        desk.wait(lambda: not window.team.shared.worker.busy)
        assert window.notice.question is None, "all of it is there"
    finally:
        desk.close()


def test_without_a_folder_a_sentence_says_what_to_do(desk: Desk) -> None:
    run(desk, "give-back")
    assert "Shared folder…" in desk.notice()


def test_a_drive_that_is_away_is_told_and_work_goes_on(desk: Desk, folder: Path) -> None:
    choose(desk, folder)
    desk.wait(lambda: not desk.window.team.shared.worker.busy)
    folder.rmdir()
    desk.window.team.shared.look()
    desk.wait(lambda: "the shared folder cannot be read" in desk.notice() and desk.window.article.hasFocus())
    desk.press("Enter")
    desk.wait(lambda: bool(desk.decided()))
