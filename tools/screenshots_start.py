#!/usr/bin/env python3
"""Draw the pictures of the first start in docs/: the choice, one's own articles, an empty project and the tour, light and dark.

Offscreen, at 1280 by 720 pixels; the same pictures on every machine with the same fonts.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotator.store.connection import Store
from annotator.ui.app import App, make_application
from annotator.ui.demo import save_picture, wait_until
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1280, 720
STEP = 2  # of the tour, from 0: which stance


def main() -> int:
    """Write docs/{start,articles,empty,tour}-{light,dark}.png."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    make_application(["annotator"])
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.chdir(folder)
        app = App(Settings(folder / "settings.ini"))
        first = app.ask(Path("sample.annot"))
        _save(first, app.theme, "start")
        first.show_articles([folder / "interview.docx", folder / "council.pdf"])
        first.form.targets.setText("the bridge, the mayor")
        first.form.place.setText("bridge.annot")
        first.form.name.setText("Ada")
        _save(first, app.theme, "articles")
        first.close()
        theme = Theme("light")
        window = _window(project.create_project(folder / "bridge.annot"), folder, theme)
        _save(window, theme, "empty")
        window.close()
        window = _window(project.sample_project(folder / "sample.annot"), folder, theme)
        if not wait_until(lambda: window.navigator.current is not None):
            print("The English model found no quotation.", file=sys.stderr)
            return 1
        tour = window.panels.tour()
        tour.begin()
        tour.show_step(STEP)
        _save(window, theme, "tour")
        window.close()
    return 0


def _window(store: Store, folder: Path, theme: Theme) -> DeskWindow:
    window = DeskWindow(store, Settings(folder / "settings.ini"), theme)
    window.resize(WIDTH, HEIGHT)
    window.show()
    window.begin()
    window.annotate_as("Ada")
    window.welcome.hide()
    window.notice.hide()
    return window


def _save(window: QWidget, theme: Theme, name: str) -> None:
    for scheme in ("dark", "light"):
        theme.choose(scheme)
        QTest.qWait(400)
        path = ROOT / "docs" / f"{name}-{scheme}.png"
        save_picture(window, path, force=True)
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
