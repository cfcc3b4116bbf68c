"""Another window on the same project, in a process of its own: it does what it is told by lines of JSON and says what it shows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtTest import QTest

from annotator.ui.app import make_application
from annotator.ui.settings import Settings
from annotator.ui.theme import Theme
from annotator.ui.window import DeskWindow
from annotator.workflow import project
from tests.support import seed_sha
from tests.ui.conftest import NoModel
from tests.ui.driving import Desk

ROOT = Path(__file__).parent.parent.parent


class Elsewhere:
    """The other window, driven from here. Between two calls its events wait, as those of a window that is busy."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def press(self, *keys: str) -> dict[str, Any]:
        """Press keys there; what the window shows then."""
        return self._ask({"press": keys})

    def wait(self, **shown: Any) -> dict[str, Any]:
        """Let events be handled there until the window shows this; all that it shows then."""
        return self._ask({"wait": shown})

    def shown(self) -> dict[str, Any]:
        """What the window shows."""
        return self.press()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps(request), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        assert answer, self._process.communicate()[1]
        found: dict[str, Any] = json.loads(answer)
        return found


@contextmanager
def window_elsewhere(path: Path, annotator: str, folder: Path) -> Iterator[Elsewhere]:
    """A window on the project for an annotator, on the seed article, until the block ends."""
    run = [sys.executable, "-m", "tests.ui.elsewhere", str(path), annotator, str(folder / f"{annotator}.ini")]
    pipe = subprocess.PIPE
    with subprocess.Popen(run, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        other = Elsewhere(process)
        try:
            other.shown()
            yield other
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(timeout=60) == 0, process.stderr and process.stderr.read()
        finally:
            process.kill()


def _shown(desk: Desk) -> dict[str, Any]:
    navigator, items = desk.window.navigator, desk.window.menus.items
    assert navigator.desk is not None
    return {
        "article": navigator.desk.article.id,
        "current": navigator.position(),
        "decided": sum(quotation.decided for quotation in navigator.desk.quotations),
        "speaker": desk.current.decision.speaker_name if desk.current.decision else "",
        "status": str(desk.current.decision.status) if desk.current.decision else "",
        "comment": desk.current.decision.comment if desk.current.decision else "",
        "articles": len(navigator.queue.rows),
        "notice": desk.notice(),
        "undo": items["undo"].text(),
        "redo": items["redo"].text(),
    }


def _obey(desk: Desk, request: dict[str, Any]) -> None:
    if "press" in request:
        desk.press(*request["press"])
    else:
        wanted: dict[str, Any] = request["wait"]
        desk.wait(lambda: wanted.items() <= _shown(desk).items())


def main(path: str, annotator: str, settings_file: str) -> None:
    """Open the window and do what the lines of the standard input say, until it ends."""
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform has no size hints, and says so each time
    make_application([])
    settings = Settings(Path(settings_file))
    settings.set_annotator(Path(path), annotator)
    settings.set_number("greeted", 1)
    desk = Desk(DeskWindow(project.open_project(Path(path)), settings, Theme("light"), NoModel))
    desk.window.show()
    assert QTest.qWaitForWindowActive(desk.window)
    desk.window.begin()
    desk.window.navigator.show_article(seed_sha())
    for line in sys.stdin:
        _obey(desk, json.loads(line))
        print(json.dumps(_shown(desk)), flush=True)
    desk.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
