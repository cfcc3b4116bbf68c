"""Small screens: the window may be 720 pixels wide, panes fold and come back, a monitor that is gone takes no window with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit

from annotator import language
from annotator.ui.panes import ARTICLE, CARD, QUEUE, Panes
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project
from tests.support import copy_project
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk

NARROW = 720  # pixels


@pytest.fixture
def longer() -> Iterator[None]:
    """Every text of the window is 40 % longer."""
    language.use(language.PSEUDO)
    yield
    language.use("en")


def panes(desk: Desk) -> Panes:
    """Those of the view that is shown."""
    return desk.window.view.root


def resize(desk: Desk, width: int) -> None:
    """Make the window so wide, as a user would by its edge, and wait until it is."""
    desk.window.resize(width, 600)
    desk.wait(lambda: desk.window.statusBar().width() == width)


def opened(desk: Desk, what: str) -> None:
    """Open a part of the window."""
    window = desk.window
    {
        "desk": lambda: None, "search": window.panels.search, "guideline": window.panels.toggle_guideline,
        "review": window.review.toggle, "second look": window.second_look.toggle, "choose again": window.codebooks.toggle,
        "agreement": window.team.show_agreement, "adjudication": window.team.adjudicate,
    }[what]()  # fmt: skip


@pytest.mark.parametrize(
    "part", ["desk", "search", "guideline", "review", "second look", "choose again", "agreement", "adjudication"]
)
def test_every_part_fits_into_a_window_of_720_pixels(longer: None, desk: Desk, part: str) -> None:
    opened(desk, part)
    desk.wait(lambda: desk.window.minimumSizeHint().width() <= NARROW)
    resize(desk, NARROW)
    assert desk.window.width() == NARROW


def test_the_search_says_in_720_pixels_what_its_fields_are_for(desk: Desk) -> None:
    opened(desk, "search")
    pane = desk.window.panels.finder
    assert pane is not None
    acts = pane.keep.parentWidget()
    resize(desk, 1280)
    desk.wait(lambda: pane.fields.y() == acts.y())
    resize(desk, NARROW)
    desk.wait(lambda: pane.fields.y() < acts.y())
    for field in (*pane.fields.findChildren(QLineEdit), *pane.fields.filters.findChildren(QLineEdit)):
        assert field.width() > field.fontMetrics().horizontalAdvance(field.placeholderText()) + 16, (
            field.placeholderText()
        )
    for box in (*pane.fields.findChildren(QComboBox), *pane.fields.filters.findChildren(QComboBox)):
        assert box.width() > box.fontMetrics().horizontalAdvance(box.currentText()) + 32, box.currentText()


def test_the_state_and_the_progress_are_read_whole_in_720_pixels(desk: Desk) -> None:
    resize(desk, NARROW)
    status = desk.window.status
    for label in (desk.window.card.state, status.counts, status.model):
        assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), label.text()


@pytest.mark.parametrize(
    "name", ["export", "package", "paste", "release", "overview", "edit-codebook", "keys", "speakers"]
)
def test_no_dialog_is_larger_than_its_screen(desk: Desk, name: str) -> None:
    seen: list[tuple[QSize, QSize]] = []

    def look() -> None:
        dialog = next((w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()), None)
        if dialog is None:
            QTimer.singleShot(20, look)
            return
        seen.append((dialog.size(), dialog.screen().availableSize()))
        dialog.reject()

    QGuiApplication.clipboard().setText("“We will build the bridge,” said Mayor Lena Ortiz.")
    QTimer.singleShot(0, look)
    desk.window.menus.items[name].trigger()
    desk.wait(lambda: bool(seen))
    size, room = seen[0]
    assert size.width() < room.width() and size.height() < room.height()


def test_the_queue_folds_where_there_is_no_room_and_comes_back_with_it(desk: Desk) -> None:
    resize(desk, 1000)
    before = panes(desk).sizes()
    assert all(before)
    resize(desk, NARROW)
    assert panes(desk).folded(QUEUE) and not panes(desk).folded(CARD)
    assert panes(desk).sizes()[ARTICLE] >= panes(desk).least[ARTICLE]
    resize(desk, 1000)
    assert all(panes(desk).sizes()) and panes(desk).sizes()[QUEUE] == before[QUEUE]


def test_a_pane_that_the_user_folded_stays_folded(desk: Desk) -> None:
    resize(desk, 1000)
    desk.window.menus.items["fold-queue"].trigger()
    desk.window.menus.items["fold-card"].trigger()
    assert panes(desk).folded(QUEUE) and panes(desk).folded(CARD)
    resize(desk, NARROW)
    resize(desk, 1200)
    assert panes(desk).folded(QUEUE) and panes(desk).folded(CARD)
    desk.window.menus.items["fold-card"].trigger()
    assert not panes(desk).folded(CARD)


def test_to_go_into_a_folded_pane_shows_it_in_the_place_of_the_other(desk: Desk) -> None:
    resize(desk, NARROW)
    desk.press("Ctrl+T")
    assert desk.window.queue.filter.hasFocus() and not panes(desk).folded(QUEUE) and panes(desk).folded(CARD)
    desk.window.article.setFocus()
    desk.press("c")
    assert desk.window.card.comment.hasFocus() and not panes(desk).folded(CARD) and panes(desk).folded(QUEUE)


def test_what_folded_for_want_of_room_is_there_at_the_next_start(desk: Desk, settings: Settings, theme: Theme) -> None:
    resize(desk, NARROW)
    path = desk.window.navigator.store.path
    desk.close()
    window = DeskWindow(project.open_project(path), settings, theme, NoModel)
    window.resize(1200, 600)
    window.show()
    assert all(window.annotation.root.sizes())
    window.close()


SCRIPT = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from annotator.ui.app import make_application
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project
from tests.support import copy_project
from tests.ui.conftest import NoModel
app = make_application([])
settings = Settings(Path(sys.argv[2]))
window = DeskWindow(project.open_project(Path(sys.argv[1])), settings, Theme("light"), NoModel)
if sys.argv[3] == "leave":
    window.move(2200, 300)
    window.resize(1000, 700)
window.show()
app.processEvents()
there = [screen.name() for screen in app.screens() if screen.availableGeometry().contains(window.frameGeometry())]
print(len(app.screens()), window.screen().devicePixelRatio(), "seen whole" if there else window.frameGeometry())
if sys.argv[3] == "leave":
    window.close()
sys.stdout.flush()
os._exit(0)
"""


def start(store_path: Path, settings: Path, what: str, screens: list[dict[str, object]]) -> str:
    """Start the window on these screens and say where it lies."""
    layout = settings.with_name("screens.json")
    layout.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    environment = os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={layout}"}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, store_path, settings, what], env=environment, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def screen(name: str, x: int, width: int, height: int, ratio: float = 1.0) -> dict[str, object]:
    """A monitor in the offscreen platform's list."""
    return {
        "name": name,
        "x": x,
        "y": 0,
        "width": width,
        "height": height,
        "logicalDpi": 96,
        "logicalBaseDpi": 96,
        "dpr": ratio,
    }


@pytest.fixture(scope="module")
def left(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project beside the settings of a window that was left on a second monitor."""
    path = tmp_path_factory.mktemp("left") / sample.name
    copy_project(sample, path)
    two = [screen("one", 0, 1600, 900), screen("two", 1600, 1920, 1080)]
    assert start(path, path.with_name("kept.ini"), "leave", two) == "2 1.0 seen whole"
    return path


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_window_left_on_a_monitor_that_is_gone_opens_on_one_that_is_there(
    left: Path, tmp_path: Path, ratio: float
) -> None:
    path, kept = tmp_path / left.name, tmp_path / "kept.ini"
    copy_project(left, path)
    shutil.copy(left.with_name("kept.ini"), kept)
    assert start(path, kept, "come back", [screen("one", 0, 1280, 720, ratio)]) == f"1 {ratio} seen whole"
