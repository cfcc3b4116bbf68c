#!/usr/bin/env python3
"""Draw the pictures of the team's views and dialogs in docs/, of a simulated team (tools/demo_team.py), light and dark.

Offscreen, by real key events; the same pictures on every machine with the same fonts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import demo_team  # beside this file
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotator.detection.suggester import TextSuggester
from annotator.records import Proposal
from annotator.ui.app import make_application
from annotator.ui.demo import press_key, save_picture, wait_until
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project, team

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1440, 900


class NoModel(TextSuggester):
    """The project has its proposals already."""

    detector_version = "none"

    def propose(self, text: str) -> tuple[Proposal, ...]:
        """Nothing."""
        return ()


def main() -> int:
    """Write docs/{packages,merge,agreement,adjudication}-{light,dark}.png."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    make_application(["annotator"])
    theme = Theme("light")
    with tempfile.TemporaryDirectory() as temporary:
        store = demo_team.make(Path(temporary) / "team.annot", settled=12)
        window = DeskWindow(store, Settings(Path(temporary) / "settings.ini"), theme, NoModel)
        window.resize(WIDTH, HEIGHT)
        window.show()
        window.begin()
        window.annotate_as(demo_team.ADJUDICATOR)
        window.welcome.hide()
        dialogs(window, theme, Path(temporary))
        window.team.show_agreement()
        wait_until(lambda: window.team.page is not None and window.team.page.disagreements.ready)
        page = window.team.page
        assert page is not None and page.page is not None
        page.show_subject(page.page.subjects[-1])
        wait_until(lambda: page.disagreements.ready)
        _save(window, theme, "agreement")
        window.team.adjudicate()
        wait_until(lambda: window.team.adjudication is not None and window.team.adjudication.session.case is not None)
        for key in "1\r2":
            press_key(window, key)
        window.notice.hide()
        _save(window, theme, "adjudication")
        window.close()
    return 0


def dialogs(window: DeskWindow, theme: Theme, folder: Path) -> None:
    """Packages for three people, and what two of them would bring, beside a file that is none."""
    files = window.team.files
    files.make_packages()
    package = files.package
    assert package is not None
    package.people.setPlainText("Eve\nFrank\nGloria")
    wait_until(package.make.isEnabled)
    package.folder.setText("packages")
    package.overlap.setValue(2)
    package.without.setValue(10)
    wait_until(package.make.isEnabled)
    _save(package, theme, "packages")
    package.reject()
    team.packages(window.navigator.store, folder / "back", ["Eve", "Frank"])
    made = sorted((folder / "back").glob("*.annot"))
    for number, path in enumerate(made):
        with closing(project.open_project(path)) as store:
            (name,) = project.annotators(store)
            demo_team.annotate_all(store, demo_team.Member(name, 0.05, 0.04, 0.05, 0.1, 0.1, 0.05), number)
    (folder / "back" / "notes.annot").write_text("not a project", encoding="utf-8")
    files.merge_files([*made, folder / "back" / "notes.annot"])
    merge = files.merge
    assert merge is not None
    wait_until(merge.take.isEnabled)
    _save(merge, theme, "merge")
    merge.reject()


def _save(window: QWidget, theme: Theme, name: str) -> None:
    for scheme in ("dark", "light"):
        theme.choose(scheme)
        QTest.qWait(400)
        path = ROOT / "docs" / f"{name}-{scheme}.png"
        save_picture(window, path, force=True)
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
