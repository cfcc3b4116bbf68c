"""Long names of targets and speakers leave what stands behind them in sight: labels, shares, how much somebody says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.store.connection import Store
from annotator.ui.dialogs.overview import OverviewDialog
from annotator.ui.dialogs.speakers import SpeakersDialog
from annotator.workflow import codebook_change
from annotator.workflow import desk as work
from tests import teamwork
from tests.recoding import LAWFUL, UNLAWFUL, at, merge
from tests.support import ANNOTATOR, decide_all, shown
from tests.ui.driving import Desk
from tests.ui.saying import painted

LONG = "Night boats between the outer islands and the mainland harbor in winter"


@pytest.fixture
def named(desk: Desk, store: Store) -> Desk:
    """The desk, where a target and a speaker have long names."""
    decide_all(store)
    work.decide(store, replace(shown(store), speaker_id=None, speaker_name=LONG), action="Choose speaker")
    draft = codebook_change.open_draft(store)
    draft.set(at(draft, UNLAWFUL)[:1], "name", LONG)
    codebook_change.change_codebook(store, draft, annotator=ANNOTATOR)
    desk.window.navigator.reload_desk()
    return desk


def test_the_preview_of_a_change_names_each_label(named: Desk, store: Store) -> None:
    draft = codebook_change.open_draft(store)
    merge(UNLAWFUL, LAWFUL)(draft)
    named.window.codebooks.look_at(draft)
    effects = named.window.codebooks.effects
    assert effects is not None
    cells = painted(effects.grid.viewport())
    assert [text.rpartition(": ")[2] for text in cells[:2]] == ["unlawful", "lawful"], cells


def test_shares_are_whole_beside_long_names(named: Desk) -> None:
    named.window.panels.overview()
    named.wait(lambda: named.window.findChild(OverviewDialog) is not None)
    dialog = named.window.findChild(OverviewDialog)
    assert dialog is not None
    dialog.resize(1080, 600)  # the screen of the tests is smaller than any that people have
    dialog.tabs.setCurrentIndex(2)
    grid = dialog.grids["Stances"]
    shares = [grid.made.index(row, 2).data() for row in range(grid.made.rowCount())]
    assert any(share.count("%") > 1 for share in shares)
    assert set(shares[: grid.most]) <= set(painted(grid.viewport()))


def test_how_much_a_speaker_says_stands_behind_a_long_name(named: Desk) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, SpeakersDialog):
            QTimer.singleShot(10, look)
            return
        seen.append(painted(dialog.list.viewport()))
        dialog.reject()

    QTimer.singleShot(0, look)
    named.window.panels.edit_speakers()
    named.wait(lambda: bool(seen))
    assert any(text.startswith("Night boats") and text.endswith("article") for text in seen[0]), seen[0]


def test_people_whose_names_differ_at_the_end_are_told_apart(desk: Desk, store: Store) -> None:
    people = [f"annotator {number}" for number in range(10)]
    for number, name in enumerate(people):
        teamwork.decide(store, name, {4: teamwork.rejected} if number else {})
    desk.window.team.show_agreement()
    desk.wait(lambda: desk.window.team.page is not None and desk.window.team.page.disagreements.ready, 60_000)
    page = desk.window.team.page
    assert page is not None
    pairs = [text for text in painted(page.labels.viewport()) if text.startswith("annot")]
    assert len(pairs) >= page.labels.most and len(set(pairs)) == len(pairs), pairs
    desk.window.team.adjudicate()
    bench = desk.window.team.adjudication
    assert bench is not None
    desk.wait(lambda: bench.session.case is not None)

    def heads() -> set[str]:
        return {text for head in bench.card.columns.heads for text in painted(head) if text.startswith("an")}

    desk.wait(lambda: len(heads()) == len(people))
