"""Ctrl+C ends every command, at any time, with one sentence and exit status 130; the desk closes as by its close button."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from annotator.resources import seed
from annotator.store.connection import Store
from annotator.workflow import maintenance, project
from tests.support import ANNOTATOR, copy_project, decide_all, seed_sha

ROOT = Path(__file__).parent.parent
PATIENCE = 600  # seconds until a command counts as one that hangs
# It says when it begins: the interpreter's own start is nobody's to change.
BEGIN = """
import sys
try:
    from annotator.__main__ import run
    print("begun", file=sys.stderr, flush=True)
    sys.exit(run())
except KeyboardInterrupt:
    sys.exit("Interrupted.")
"""


def begun(words: Sequence[str], **environment: str) -> subprocess.Popen[str]:
    """A command in a process group of its own, as a terminal starts it, when it has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", BEGIN, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, **environment}, start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None and process.stderr.readline() == "begun\n"
    return process


def interrupted(process: subprocess.Popen[str]) -> str:
    """Press Ctrl+C; what the command said on standard error. Its pipes end only when its workers have ended, too."""
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in out + err and "ignored" not in err, err
    return err


def many(path: Path, text: str) -> Path:
    """A file of more articles than any command gets done in the time of a test."""
    path.write_text(
        "".join(json.dumps({"id": str(n), "text": f"{n} {text}"}) + "\n" for n in range(3000)), encoding="utf-8"
    )
    return path


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many articles of the length of the seed article."""
    text = seed("000_915434029b41a593.txt").read_text(encoding="utf-8")
    return many(tmp_path_factory.mktemp("articles") / "many.jsonl", text)


@pytest.fixture(scope="module")
def decided(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, its seed article decided."""
    path = tmp_path_factory.mktemp("decided") / sample.name
    copy_project(sample, path)
    with closing(project.open_project(path)) as store:
        decide_all(store)
    return path


@pytest.mark.parametrize("processes", ["1", "3"])
def test_propose_ends_with_its_workers_while_it_works(tmp_path: Path, processes: str) -> None:
    short = "“The town votes on Monday,” said Ida Holm. " * 3  # the first answer comes soon
    articles = many(tmp_path / "many.jsonl", short)
    process = begun(["propose", str(articles), "--processes", processes])
    assert process.stdout is not None and process.stdout.readline().startswith('{"id": "0"')
    err = interrupted(process)
    assert (process.returncode, err.splitlines()[-1:]) == (130, ["Interrupted."]) and err.count("Interrupted") == 1


HANGS = """
import multiprocessing, threading
from annotator import __main__ as program

program.PATIENCE = 0.1
lock = multiprocessing.get_context("spawn").Lock()
threading.Thread(target=threading.Event().wait).start()
program._leave(130)
"""


def test_what_does_not_end_leaves_no_semaphores_and_no_warning() -> None:
    done = subprocess.run([sys.executable, "-c", HANGS], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (130, "")


PRESSES = """
import os, signal, sys
from annotator.cli import interrupts

interrupts.watch()
pressed = []

def press(event, details):
    if event == "import" and details[0] == "shibokensupport.signature.layout" and not pressed:
        pressed.append(details[0])
        os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(press)
try:
    import annotator.ui
except KeyboardInterrupt:
    sys.exit(f"Interrupted {len(pressed)} time.")
"""


def test_qts_binding_is_whole_before_an_interruption_counts() -> None:
    done = subprocess.run([sys.executable, "-c", PRESSES], capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (1, "Interrupted 1 time.\n")


@pytest.mark.parametrize("number", range(int(os.environ.get("INTERRUPTS", "1"))))
@pytest.mark.parametrize(
    "words",
    [
        "propose ARTICLES --processes 2", "propose ARTICLES", "import NEW ARTICLES", "export PROJECT --format spacy --output OUT",
        "export --formats", "release PROJECT --output OUT", "agreement PROJECT", "search PROJECT buoys", "doctor PROJECT",
        "demo --output OUT",
    ],
)  # fmt: skip
def test_any_command_at_any_time(decided: Path, articles: Path, tmp_path: Path, words: str, number: int) -> None:
    copy_project(decided, tmp_path / decided.name)
    paths = {
        "ARTICLES": articles,
        "NEW": tmp_path / "new.annot",
        "PROJECT": tmp_path / decided.name,
        "OUT": tmp_path / "out",
    }
    process = begun([str(paths.get(word, word)) for word in words.split()], QT_QPA_PLATFORM="offscreen")
    try:  # it works on meanwhile; how far it comes is left to chance
        process.wait(timeout=random.Random(f"{words} {number}").uniform(0, 1.5))
    except subprocess.TimeoutExpired:
        err = interrupted(process)
        done = process.returncode == 0 and "Interrupted" not in err  # it was done by then
        assert done or (process.returncode == 130 and err.splitlines()[-1] == "Interrupted."), err
    else:
        process.communicate()
    for path in (paths["NEW"], paths["PROJECT"]):
        assert not path.exists() or maintenance.examine(path) == ()
    if paths["NEW"].exists():
        with closing(project.open_project(paths["NEW"])) as made:
            assert made.one("SELECT count(*) FROM article") == (3000,)
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


DESK = """
import sys
from pathlib import Path
from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from annotator.cli import main
from annotator.ui import app
from annotator.ui.settings import Settings
from annotator.ui.window import DeskWindow
QStandardPaths.setTestModeEnabled(True)
path, dialog, settings = Path(sys.argv[1]), sys.argv[2], Settings(Path(sys.argv[1]).with_name("settings.ini"))
settings.set_annotator(path, sys.argv[3])
app.Settings = lambda: settings

def look():
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    windows = [w for w in shown if isinstance(w, DeskWindow) and w.navigator.queue.rows]
    if windows and not typed:
        typed.append(windows[0])
        windows[0].navigator.show_article(sys.argv[4])
        windows[0].card.comment.setFocus()
        QTest.keyClicks(windows[0].card.comment, "half a thought")
        if dialog:
            QTimer.singleShot(0, windows[0].menus.items[dialog].trigger)
    if typed and (not dialog or any(isinstance(w, QDialog) for w in shown)):
        timer.stop()
        print("typed", flush=True)

typed = []
app.make_application(["annotator"])
timer = QTimer(interval=20)
timer.timeout.connect(look)
timer.start()
sys.exit(main(["desk", str(path)]))
"""


@pytest.mark.parametrize(
    ("name", "dialog"),
    [("SIGINT", ""), ("SIGTERM", ""), ("SIGHUP", ""), ("SIGINT", "export"), ("SIGTERM", "new"), ("SIGHUP", "speakers")],
)
def test_the_desk_closes_and_saves_a_typed_comment(store: Store, name: str, dialog: str) -> None:
    store.close()
    number = getattr(signal, name)
    process = subprocess.Popen(
        [sys.executable, "-c", DESK, str(store.path), dialog, ANNOTATOR, seed_sha()], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "typed\n", process.communicate()
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + number and "Traceback" not in out + err, err
    assert err.splitlines()[-1] == "Interrupted."
    with closing(project.open_project(store.path)) as found:
        assert found.rows("SELECT comment FROM decision") == [("half a thought",)]
    assert not store.path.with_name(f"{store.path.name}-wal").exists()  # closed properly
