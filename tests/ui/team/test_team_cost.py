"""What the views of a team cost the window's thread: the work that is saved, not the time it takes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from annotator.store.connection import Store
from annotator.ui.team.adjudication_view import AdjudicationView
from annotator.ui.team.columns import CaseCell, CaseColumns, rows_of
from tests.processes import ROOT
from tests.ui.driving import Desk
from tests.ui.team.views import JUDGE, bench_of

SCRIPT = """
import os, sys
from pathlib import Path
from annotator.ui.app import make_application
make_application([])
from PySide6 import QtGui, QtWidgets
from annotator.ui.demo import wait_until
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project
from tests.ui.conftest import NoModel
path = Path(sys.argv[1])
window = DeskWindow(project.open_project(path), Settings(path.with_suffix(".ini")), Theme("light"), NoModel)
window.show()
window.begin()
window.annotate_as("Grace")
window.welcome.hide()
team = window.team
team.show_agreement()
shown = [wait_until(lambda: team.page is not None and team.page.disagreements.ready)]
window.grab()
team.adjudicate()
shown.append(wait_until(lambda: team.adjudication.session.case is not None))
window.grab()
made = [name for qt in (QtGui, QtWidgets) for name, kind in vars(qt).items() if isinstance(kind, type)]
print(shown, *made, sep="\\n", flush=True)
os._exit(0)
"""
NEVER = (
    "QGradient",
    "QWizard",
    "QGraphicsView",
    "QMessageBox",
    "QCalendarWidget",
)  # of those that the binding may make unasked


def test_the_binding_makes_no_classes_that_no_view_needs(disputed: Store, tmp_path: Path) -> None:
    disputed.close()
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    environment |= {f"XDG_{kind}_HOME": str(tmp_path / "home") for kind in ("CONFIG", "DATA")}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, disputed.path],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    shown, *made = done.stdout.splitlines()
    assert shown == "[True, True]" and "QTableView" in made, done.stderr
    assert [name for name in made if name in NEVER] == []


class Dressed(QObject):
    """Counts how often the style sheet is put on any widget."""

    times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.times += event.type() == QEvent.Type.StyleChange
        return False


def test_the_parts_of_adjudication_do_not_move_from_one_widget_into_another(
    disputed: Store, start: Callable[[Store, str], Desk], qapp: QApplication
) -> None:
    window, dressed = start(disputed, JUDGE).window, Dressed()
    qapp.installEventFilter(dressed)
    view = AdjudicationView(disputed, JUDGE, window.workspace.theme, window, window.workspace.stack)
    qapp.removeEventFilter(dressed)
    parts = len(view.root.findChildren(QWidget))
    assert (
        parts <= dressed.times < 2.5 * parts
    )  # with all that is around it, each would be dressed more than three times


def said(columns: CaseColumns) -> list[tuple[str, object, object]]:
    """The labels that are shown, with what they look like."""
    labels = [label for label in columns.findChildren(QLabel) if not label.isHidden()]
    return [(label.text(), label.property("cell"), label.property("heading")) for label in labels]


def test_what_was_made_for_one_case_shows_the_others(disputed: Store, start: Callable[[Store, str], Desk]) -> None:
    bench = bench_of(start(disputed, JUDGE))
    columns, opened = bench.card.columns, bench.navigator.desk
    assert opened is not None
    heads, most = list(columns.heads), 0
    for quotation in opened.quotations:
        bench.navigator.make_current(quotation.id)
        case = bench.session.case
        assert case is not None
        anew = CaseColumns(bench.session, columns.theme, bench.session.choose)
        anew.show_case(case, opened.codebook)
        assert said(columns) == said(anew)
        most = max(most, len(rows_of(case, opened.codebook)))
    assert columns.heads == heads
    assert len(columns.findChildren(CaseCell)) == most * len(heads)
