"""The agreement page and adjudication in a test's window."""

from __future__ import annotations

from typing import Any

from annotator.ui.team.adjudication_view import AdjudicationView
from annotator.ui.team.agreement import AgreementPage
from tests.ui.driving import Desk

JUDGE = "Grace"


SPEAKER, LABEL, NOT_SPEECH = 4, 15, 11  # numbers in text order of what Cleo decides otherwise


def page_of(desk: Desk) -> AgreementPage:
    """The agreement page, shown and worked out."""
    desk.press("Ctrl+Shift+G")
    desk.wait(lambda: desk.window.team.page is not None)
    page = desk.window.team.page
    assert page is not None
    desk.wait(lambda: page.disagreements.ready)
    return page


def bench_of(desk: Desk, key: str = "Ctrl+Shift+J") -> AdjudicationView:
    """Adjudication, with its articles read."""
    desk.press(key)
    bench = desk.window.team.adjudication
    assert bench is not None
    desk.wait(lambda: bool(bench.navigator.queue.rows))
    return bench


def cells(grid: Any) -> list[list[str]]:
    """What a table shows."""
    model = grid.model()
    return [[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())]
