"""What the views of a team cost the window's thread: the work that is saved, not the time it takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from annotator.store.connection import Store
from tests.processes import ROOT

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
