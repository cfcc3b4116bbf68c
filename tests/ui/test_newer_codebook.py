"""A package with a newer codebook is merged in the window: told before, taken or not, shown at once, undone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint

from annotator.records import Stance
from annotator.ui.dialogs.merge import MergeDialog
from annotator.workflow import codebook_change, project, team
from tests.support import decide_all, seed_sha
from tests.test_codebook_swap import ILLEGAL, other
from tests.ui.driving import Desk
from tests.ui.files import answer as answer_file

UNLAWFUL = Stance("river-buoys", "unlawful")


@pytest.fixture
def newer(desk: Desk, tmp_path: Path) -> Path:
    """Ada decided; Ben's package has a codebook without one of the labels."""
    store, path = desk.window.navigator.store, tmp_path / "ben.annot"
    decide_all(store)
    desk.window.navigator.reload_desk()
    team.package(store, path, "Ben", [seed_sha()])
    with closing(project.open_project(path)) as other:
        draft = codebook_change.open_draft(other)
        place = draft.place_of(UNLAWFUL)
        assert place is not None
        draft.remove(place, retire=False)
        codebook_change.change_codebook(other, draft, annotator="Ben")
    return path


def looked(desk: Desk, path: Path) -> MergeDialog:
    desk.window.team.files.merge_files([path])
    dialog = desk.window.team.files.merge
    assert dialog is not None
    desk.wait(dialog.codebook.isVisible)
    return dialog


def test_a_newer_codebook_is_told_taken_and_undone(desk: Desk, newer: Path) -> None:
    store = desk.window.navigator.store
    dialog = looked(desk, newer)
    assert dialog.codebook.isChecked() and "becomes the project's" in dialog.detail.text()
    desk.wait(dialog.take.isEnabled)
    desk.click(dialog.take)
    desk.wait(lambda: "Merged" in desk.notice())
    assert not project.current_codebook(store).has(UNLAWFUL)
    assert UNLAWFUL not in desk.window.annotation.card.stances.labels
    dock = desk.window.codebooks.dock
    assert dock is not None and dock.isVisible() and len(dock.entries) == 2
    assert "a newer codebook" in desk.notice()
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow)
    desk.window.article.setFocus()
    desk.press("Ctrl+Z")
    desk.wait(lambda: "Undone" in desk.notice())
    assert UNLAWFUL in desk.window.annotation.card.stances.labels


def test_a_newer_codebook_may_stay_out(desk: Desk, newer: Path) -> None:
    dialog = looked(desk, newer)
    desk.wait(dialog.take.isEnabled)
    desk.click(dialog.codebook, QPoint(8, dialog.codebook.height() // 2))
    desk.wait(lambda: dialog.codebook.isEnabled() and "it was not brought in" in dialog.detail.text())
    assert not dialog.take.isEnabled()  # there is nothing else in the package
    dialog.reject()
    assert project.current_codebook(desk.window.navigator.store).has(UNLAWFUL)


def test_a_codebook_that_takes_the_place_is_looked_at_first(desk: Desk, tmp_path: Path) -> None:
    store = desk.window.navigator.store
    decide_all(store)
    answer_file(other(tmp_path))
    desk.window.files.use_codebook()
    effects = desk.window.codebooks.effects
    assert effects is not None and "has to choose again" in effects.head.text() and effects.examples.count()
    assert project.current_codebook(store).has(UNLAWFUL), "nothing is changed yet"
    effects.why.setText("The court has spoken.")
    desk.click(effects.go)
    desk.wait(lambda: desk.window.codebooks.editor is None)
    assert codebook_change.versions(store)[-1].why == "The court has spoken."
    assert ILLEGAL in desk.window.annotation.card.stances.labels
    dock = desk.window.codebooks.dock
    assert dock is not None and len(dock.entries) == 1
    assert desk.window.menus.items["undo"].text().startswith("Undo: Use codebook")
