"""The agreement page in plain words: terms and their sources stand in tool tips, reasons are never cut."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

from annotator.agreement.additive import NO_PAIRS, NO_VARIATION
from annotator.agreement.intervals import Figure
from annotator.agreement.measures import Facet
from annotator.agreement.page import Subject
from annotator.store.connection import Store
from annotator.ui.team.agreement import AgreementPage
from annotator.ui.team.grids import Grid
from annotator.ui.team.whiskers import FIGURES, HEIGHT, NAMES, FigureRow, Scale
from annotator.ui.theme import Theme
from tests.teamwork import decide
from tests.ui.driving import Desk

JARGON = re.compile(r"alpha|\bagr\b|MASI|AC1|F1|prevalence|\braw\b", re.IGNORECASE)
SOURCE = re.compile(r"\(.+ \d{4}\)")


@pytest.fixture
def page(desk: Desk, store: Store) -> AgreementPage:
    """The page of two who agree."""
    decide(store, "Ben")
    decide(store, "Cleo")
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.team.page is not None and desk.window.team.page.disagreements.ready)
    made = desk.window.team.page
    assert made is not None
    return made


def heads(grid: Grid, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[str]:
    return [str(grid.made.headerData(at, Qt.Orientation.Horizontal, role)) for at in range(grid.made.columnCount())]


def test_figures_have_plain_names_and_their_terms_in_tool_tips(page: AgreementPage, desk: Desk) -> None:
    assert page.page is not None
    for row in page.whiskers.rows:
        assert not JARGON.search(f"{row.subject.name} {row.term.name} {row.accessibleName()}")
        assert "alpha" in row.toolTip() and SOURCE.search(row.toolTip())
    for subject in page.page.subjects:
        page.show_subject(subject)
        desk.wait(lambda: page.disagreements.ready)
        shown = [page.also.text(), *(head for grid in page.grids for head in heads(grid))]
        assert not [text for text in shown if JARGON.search(text)]
        if subject.about is not Facet.SPEAKER:
            tips = heads(page.labels, Qt.ItemDataRole.ToolTipRole)
            assert any(SOURCE.search(tip) for tip in tips) and len(set(tips)) == len(tips)


@pytest.mark.parametrize(
    "figure",
    [
        Figure(1.0, n=1_234_567, articles=1, reason="no interval: it wants at least 4 articles, there is 1"),
        Figure(
            0.5, n=123, articles=9, reason="no interval: undefined in over 5% of the jackknife's samples of articles"
        ),
        Figure(None, reason=NO_VARIATION),
        Figure(None, reason=NO_PAIRS),
    ],
)
def test_a_reason_is_not_cut(theme: Theme, figure: Figure) -> None:
    theme.dress()
    row = FigureRow(theme, Subject(Facet.STANCE, "b", "Buoys"), figure, Scale())
    undefined = figure.value is None
    room = QRect(0, 0, 720 - 56 - NAMES - 12 if undefined else FIGURES - 20, 1000)
    text = f"–   {figure.reason}" if undefined else f"{row.why} · n\u00a0{figure.n:,}"
    needed = QFontMetrics(row.small_font()).boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
    assert needed.height() <= row.sizeHint().height() - HEIGHT // 2 + 1
    assert needed.width() <= room.width()
    assert figure.reason in " ".join(row.toolTip().split())
