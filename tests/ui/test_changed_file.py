"""Other programs at the file of the open desk: what is saved stays saved, and the window says what happened."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from annotator.store.connection import Store
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import maintenance, project
from tests.processes import comments, decide_elsewhere, lose_locks
from tests.support import ANNOTATOR, load
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.files import answer


def at_rest(desk: Desk) -> None:
    """Nothing reads the project beside the window: another process that takes itself for the first one cuts the log's index off."""
    window = desk.window
    workers = (window.reader.worker, window.files.worker, window.detection.worker, window.team.worker)
    desk.wait(lambda: not any(worker.busy for worker in workers))


def saved(desk: Desk) -> str:
    return desk.window.status.saved.text()


def test_decisions_after_lost_locks_are_in_the_file(desk: Desk, store: Store) -> None:
    desk.press("Enter", "Enter", "Enter")
    at_rest(desk)
    lose_locks(store.path)
    decide_elsewhere(store.path, 40)
    desk.press("Enter")
    assert saved(desk) == "✓ saved" and "deleted the log" in desk.notice()
    desk.press("Enter", "x")
    assert saved(desk) == "✓ saved" and len(desk.decided()) == 6
    assert len(comments(store.path)) == 46  # as another process reads it while the desk is open
    desk.close()
    assert maintenance.examine(store.path) == ()


def test_a_log_that_was_deleted_comes_back_without_a_key(desk: Desk, store: Store) -> None:
    desk.press("Enter", "Enter", "Enter")
    for end in ("-wal", "-shm"):
        Path(f"{store.path}{end}").unlink()
    desk.wait(lambda: "deleted the log" in desk.notice())
    assert len(comments(store.path)) == 3


OVERWRITTEN: dict[str, Callable[[Path, Path], list[str]]] = {
    "cp": lambda path, other: ["cp", str(other), str(path)],
    "truncate": lambda path, other: ["truncate", "-s", "0", str(path)],
    "no project": lambda path, other: ["cp", __file__, str(path)],
}


@pytest.mark.parametrize("how", OVERWRITTEN)
def test_a_file_changed_in_place_is_told_and_decisions_are_kept(
    desk: Desk, store: Store, tmp_path: Path, how: str
) -> None:
    project.create_project(tmp_path / "other.annot").close()
    desk.press("Enter", "Enter")
    subprocess.run(OVERWRITTEN[how](store.path, tmp_path / "other.annot"), check=True)
    desk.press("Enter", "Enter")
    assert saved(desk) == "2 not saved yet"
    assert "wrote into the project file" in desk.notice() and "project.annot" in desk.notice()
    assert len(desk.decided()) == 4
    desk.window.session.acts.saver.waiting.clear()


@pytest.mark.parametrize("how", [*OVERWRITTEN, "rm", "mv over it"])
def test_everything_is_saved_as_a_new_file(desk: Desk, store: Store, tmp_path: Path, how: str) -> None:
    other, target = tmp_path / "other.annot", tmp_path / "saved"
    project.create_project(other).close()
    desk.press("Enter", "Enter")
    if how in OVERWRITTEN:
        subprocess.run(OVERWRITTEN[how](store.path, other), check=True)
    elif how == "rm":
        store.path.unlink()
    else:
        other.rename(store.path)
    put = store.path.read_bytes() if store.path.exists() else b""
    desk.press("x", "Enter")
    assert saved(desk) == "2 not saved yet" and desk.window.notice.act.text() == "Save as a new file…"
    decided = [(d.quotation, d.status) for d in desk.decided()]
    wanted: list[Path] = []
    desk.window.project_wanted.connect(lambda path, _: wanted.append(path))
    answered = answer(target)
    desk.click(desk.window.notice.act)
    desk.wait(lambda: bool(wanted))
    assert answered and wanted == [tmp_path / "saved.annot"] and not desk.window.session.acts.saver.waiting
    assert maintenance.examine(wanted[0]) == ()
    with closing(project.open_project(wanted[0])) as new:
        kept = [(q.id, q.decision.status) for q in load(new).quotations if q.decision and q.decided]
    assert sorted(kept) == sorted(decided) and len(kept) == 4
    assert (store.path.read_bytes() if store.path.exists() else b"") == put


def test_a_file_changed_in_place_is_told_without_a_key(desk: Desk, store: Store, tmp_path: Path) -> None:
    project.create_project(tmp_path / "other.annot").close()
    subprocess.run(["cp", tmp_path / "other.annot", store.path], check=True)
    desk.wait(lambda: "wrote into the project file" in desk.notice())
    desk.window.watch.look()
    desk.click(desk.window.notice.close_button)
    desk.window.watch.look()
    assert desk.notice() == ""  # told once


def test_a_project_in_a_folder_of_a_service_is_warned_about_once(
    tmp_path: Path, settings: Settings, theme: Theme, store: Store
) -> None:
    (tmp_path / "Dropbox").mkdir()
    settings.set_number("greeted", 1)
    for name, told in (("a.annot", True), ("a.annot", False), ("b.annot", True)):
        opened = project.sample_project(tmp_path / "Dropbox" / name)
        project.add_annotator(opened, ANNOTATOR)
        settings.set_annotator(opened.path, ANNOTATOR)
        desk = Desk(DeskWindow(opened, settings, theme, NoModel))
        desk.window.show()
        assert QTest.qWaitForWindowActive(desk.window)
        desk.window.begin()
        assert ("Dropbox" in desk.window.notice.label.text()) is told
        desk.close()
