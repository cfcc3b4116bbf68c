"""What can happen to a laptop, through the real window: each fault one sentence with what to do, nothing called saved that is not."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.errors import StoreError
from annotator.records import Span
from annotator.store.connection import Store
from annotator.ui.app import App
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import desk as work
from annotator.workflow import maintenance, project
from tests.reliability.test_disk import largest, no_file_longer_than
from tests.support import ANNOTATOR, gold_proposals, seed_sha
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk
from tests.ui.files import answer
from tests.ui.test_exchange import choose, exporting


def on_disk(desk: Desk, annotator: str = ANNOTATOR) -> int:
    """How many quotations the file itself holds as decided, read by a connection of its own."""
    with closing(project.read_project(desk.window.navigator.store.path)) as store:
        return sum(q.decided for q in work.load_desk(store, seed_sha(), annotator).quotations)


def saved(desk: Desk) -> str:
    return desk.window.status.saved.text()


def one_sentence(told: str, *parts: str) -> None:
    assert told.endswith(".") and "\n" not in told and all(part in told for part in parts), told


def test_a_full_disk(desk: Desk, store: Store) -> None:
    with no_file_longer_than(largest(store) + 30_000):
        desk.press("Enter", "Enter")
        for _ in range(100):
            if saved(desk) != "✓ saved":
                break
            assert on_disk(desk) == 2, "what is shown as saved is on the disk"
            desk.press("f")
        one_sentence(desk.notice(), "Not saved yet", "project.annot", "has room")
        waiting = len(desk.window.session.acts.saver.waiting)
        desk.press("j", "f")
        assert saved(desk) == f"{waiting + 1} not saved yet", "what is decided meanwhile is kept too"
        flagged = desk.current.id
    desk.wait(lambda: saved(desk) == "✓ saved")  # tried again by itself
    assert desk.notice() == "" and desk.window.navigator.quotation(flagged).decision.flagged
    store.close()
    assert maintenance.examine(store.path) == ()


def test_a_file_that_vanished(desk: Desk, store: Store) -> None:
    desk.press("Enter")
    store.path.rename(store.path.with_name("away.annot"))
    first = desk.current.id
    desk.press("Enter")
    one_sentence(desk.notice(), "Not saved yet", "no longer there", "put it back")
    assert saved(desk) == "1 not saved yet"
    store.path.with_name("away.annot").rename(store.path)
    assert desk.window.notice.other.text() == "Try again"
    desk.click(desk.window.notice.other)
    assert saved(desk) == "✓ saved" and desk.window.navigator.quotation(first).decided and on_disk(desk) == 2


@contextmanager
def as_nobody(path: Path, mode: int) -> Iterator[None]:
    """A file's mode changed; who runs as root, whom no mode stops, goes on as somebody without rights."""
    before, me = path.stat().st_mode, os.geteuid()
    path.chmod(mode)
    if me == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(me)
        path.chmod(before)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter and write to, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


def test_a_project_without_permission_is_told_and_the_one_that_is_open_stays(
    store: Store, settings: Settings, application: QApplication, open_folder: Path
) -> None:
    path = open_folder / "locked.annot"
    project.create_project(path).close()
    app = App(settings)
    settings.set_annotator(store.path, ANNOTATOR)
    desk = Desk(app.open(store, NoModel))
    desk.wait(lambda: desk.window.navigator.annotator == ANNOTATOR and desk.window.article.hasFocus())
    with as_nobody(path, 0o000):
        desk.window.project_wanted.emit(path, None)
    one_sentence(desk.notice(), "locked.annot", "cannot be opened", "check that")
    assert app.window is desk.window
    desk.window.navigator.show_article(seed_sha())
    desk.press("Enter")
    assert on_disk(desk) == 1
    desk.close()


def test_a_project_that_can_only_be_read_says_so_before_anything_is_decided(
    settings: Settings, application: QApplication, open_folder: Path
) -> None:
    path = open_folder / "locked.annot"
    project.create_project(path).close()
    with as_nobody(path, 0o444):
        desk = Desk(App(settings).open(project.open_project(path), NoModel))
        desk.wait(desk.window.welcome.isVisible)
        desk.click(desk.window.welcome.start)
        one_sentence(desk.notice(), "locked.annot", "cannot be written", "check its permissions")
        assert desk.window.navigator.annotator == ""
        desk.close()


def test_an_export_to_a_place_that_is_closed_or_taken(
    settings: Settings, application: QApplication, theme: Theme, open_folder: Path
) -> None:
    store = project.sample_project(open_folder / "project.annot")
    project.add_annotator(store, ANNOTATOR)
    settings.set_annotator(store.path, ANNOTATOR)
    desk = Desk(DeskWindow(store, settings, theme, NoModel))
    desk.window.show()
    desk.window.begin()
    dialog = exporting(desk)
    choose(desk, dialog, "jsonl")
    (open_folder / "closed").mkdir()
    for file in open_folder.glob("project.annot*"):
        file.chmod(0o666)
    with as_nobody(open_folder / "closed", 0o555):
        dialog.write(open_folder / "closed" / "out.jsonl")
        desk.wait(lambda: not dialog.doing)
    one_sentence(dialog.counts.text(), "out.jsonl", "choose another folder")
    (open_folder / "out").mkdir()
    (open_folder / "out" / "mine.txt").write_text("mine", encoding="utf-8")
    choose(desk, dialog, "brat")
    dialog.write(open_folder / "out")
    desk.wait(lambda: not dialog.doing)
    one_sentence(dialog.counts.text(), "out", "choose a new or empty one")
    assert [p.name for p in (open_folder / "out").iterdir()] == ["mine.txt"] and not any(
        (open_folder / "closed").iterdir()
    )
    dialog.reject()
    desk.close()


def test_a_folder_that_may_not_be_entered_is_told(open_folder: Path) -> None:
    (open_folder / "inner").mkdir()
    project.create_project(open_folder / "inner" / "p.annot").close()
    with (
        as_nobody(open_folder / "inner", 0o000),
        pytest.raises(StoreError, match="check the permissions of its folder") as caught,
    ):
        project.open_project(open_folder / "inner" / "p.annot")
    one_sentence(str(caught.value), "p.annot")


def test_a_name_that_gets_its_suffix_never_writes_over_a_file_unasked(desk: Desk, tmp_path: Path) -> None:
    desk.press("Enter")
    dialog = exporting(desk)
    choose(desk, dialog, "csv")
    (tmp_path / "out.csv").write_text("mine", encoding="utf-8")
    answered = answer(tmp_path / "out")
    desk.click(dialog.save)
    desk.wait(lambda: bool(answered) and not dialog.doing)
    one_sentence(dialog.counts.text(), "out.csv", "exists already")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "mine"


def test_two_windows_on_one_file_as_different_annotators(
    desk: Desk, store: Store, tmp_path: Path, theme: Theme
) -> None:
    settings = Settings(tmp_path / "other.ini")
    work.save_proposals(store, seed_sha(), gold_proposals(), "gold")
    project.add_annotator(store, "Bob")
    settings.set_annotator(store.path, "Bob")
    other = Desk(DeskWindow(project.open_project(store.path), settings, theme, NoModel))
    other.window.show()
    assert QTest.qWaitForWindowActive(other.window)
    other.window.begin()
    other.window.navigator.show_article(seed_sha())
    for _ in range(4):
        for one in (desk, other):
            one.window.activateWindow()
            assert QTest.qWaitForWindowActive(one.window)
            one.window.article.setFocus()
            one.press("p", "Enter", "x", "Ctrl+Z")
            assert saved(one) == "✓ saved"
    assert len(desk.decided()) == on_disk(desk, ANNOTATOR) >= 4
    assert len(other.decided()) == on_disk(other, "Bob") >= 4
    assert {d.annotator for d in desk.decided()} == {ANNOTATOR} and {d.annotator for d in other.decided()} == {"Bob"}
    other.close()
    assert [f.told for f in maintenance.examine(store.path)] == []


def test_a_bug_in_one_decision_does_not_hold_up_the_next(desk: Desk) -> None:
    """A decision whose words are not those of its span is refused by the store as what it is, a bug of ours."""
    wrong = replace(desk.window.navigator.shown(), span=Span(3, 40), words="something else")
    with pytest.raises(ValueError, match="something else"):
        desk.window.session.acts.write(wrong, "Set edges")
    assert desk.current.decision is None, "it is not shown as decided"
    desk.press("Enter")
    assert saved(desk) == "✓ saved" and on_disk(desk) == 1
