"""What the window costs, offscreen: start-up beside a bare window, and a very long article.

    QT_QPA_PLATFORM=offscreen python -m benchmarks.desk
    QT_QPA_PLATFORM=offscreen python -m benchmarks.desk --project big.annot     # also the window and its memory in a big project
    QT_QPA_PLATFORM=offscreen python -m benchmarks.desk --against 160f41a       # also the long article in turn with an older commit

Exit status 1 where a row does not hold.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from annotator.records import Article, Candidate, Kind, Mention, Proposal, Span
from annotator.store.connection import Store
from annotator.ui.demo import press_key
from annotator.ui.window import DeskWindow
from annotator.workflow import corpus, desk, project
from benchmarks import big_project
from benchmarks.against import in_turn
from benchmarks.table import Row, Times, show, times
from benchmarks.window import ME, opened_window

LENGTH, QUOTATIONS = 300_000, 5_000
KEY = "in it: key pressed to decision on disk, next one painted"
BARE = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit

class Edit(QTextEdit):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, ready)

def ready():
    print("ready", flush=True)
    os._exit(0)

app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(Edit())
window.resize(1366, 860)
window.show()
app.exec()
"""
# What the command ``annotator desk PROJECT`` runs, but for the language model, which loads beside the window. As in the bare
# window, all that was asked for at the first paint has been done when "ready" is said; then a key is pressed.
OURS = """
import gc, os, sys
from annotator import cli
args = cli.build_parser("desk").parse_args(["desk", sys.argv[1]])
gc.disable()  # as the command does before it brings the window in
from annotator.ui import app  # before Qt, as the command does
from PySide6.QtCore import QTimer
from annotator.detection.suggester import TextSuggester
from annotator.ui.article_view import ArticleView

class NoModel(TextSuggester):
    detector_version = "none"
    def propose(self, text):
        return ()

opened, paint, seen = app.App.open, ArticleView.paintEvent, []

def painted(view, event):
    paint(view, event)
    if not seen:
        seen.append(view)
        QTimer.singleShot(0, ready)

def ready():
    try:
        try_a_key(seen[0], seen[0].window())
    except BaseException:
        import traceback
        traceback.print_exc()
        os._exit(1)
    os._exit(0)

def try_a_key(view, window):
    assert window.isActiveWindow() and view.hasFocus() and view.marks and view.toPlainText()
    print("ready", flush=True)
    from PySide6.QtTest import QTest
    count = "SELECT count(*) FROM decision"
    before = window.navigator.store.one(count)[0]
    QTest.keyClick(view, "f")  # a flag is a decision, whatever the quotation's state
    assert window.navigator.store.one(count)[0] == before + 1 and not window.session.acts.saver.waiting
    print("decided", flush=True)

app.App.open = lambda self, store, make: opened(self, store, NoModel)
ArticleView.paintEvent = painted
sys.exit(args.run(args))
"""
SETTINGS = """
import os, sys
os.environ["XDG_CONFIG_HOME"] = sys.argv[2]
from pathlib import Path
from annotator.ui.settings import Settings
settings = Settings()
settings.set_annotator(Path(sys.argv[1]), "Annotator 1")
settings.set_number("greeted", 1)
settings.sync()
"""
MEMORY = """
import sys
from pathlib import Path
from benchmarks.window import opened_window
from PySide6.QtWidgets import QApplication
window = opened_window(Path(sys.argv[1]), Path(sys.argv[2]))
window.grab()
while not window.navigator.queue.whole:  # the rest of a long queue comes beside the window
    QApplication.processEvents()
import resource
from benchmarks.desk import resident
if sys.argv[3] == "model":
    from annotator.detection.pipeline import Detector
    Detector().propose("“Yes,” she said.")
print(resident())
window.close()
"""


def resident() -> int:
    """Bytes of memory that the process holds now (Linux), else the most it ever held."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def process(script: str, *arguments: str | Path) -> str:
    """Run a script in a process of its own; what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    return done.stdout


def started(script: str, folder: Path, *arguments: Path) -> list[float]:
    """Seconds from starting a process to each line that it prints.

    Python keeps the byte code of what it imports beside it, as it does for everybody unless the environment forbids it; settings
    and logs go to ``folder``.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {f"XDG_{kind}_HOME": str(folder / "home") for kind in ("CONFIG", "DATA")}
    begun, found = time.perf_counter(), []
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        for _ in child.stdout or ():
            found.append(time.perf_counter() - begun)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command[:1])
    return found


def starting(path: Path, folder: Path, most: float, runs: int = 9) -> Iterator[Row]:
    """From the command to the painted desk, beside a bare window with an empty QTextEdit; in turn, after one of each to warm up.

    ``most``: how many times the bare window it may take.
    """
    process(SETTINGS, path, folder / "home")
    started(BARE, folder), started(OURS, folder, path)
    bare, ours, keys = [], [], []
    for _ in range(runs):
        bare += started(BARE, folder)
        ready, decided = started(OURS, folder, path)
        ours.append(ready)
        keys.append(decided - ready)
    yield Row(
        "process started until the desk is painted and has the keys",
        Times(tuple(ours)),
        Times(tuple(bare)),
        ratio_at_most=most,
    )
    yield Row("the same, the quickest of both", Times((min(ours),)), Times((min(bare),)))
    yield Row("the first key at that moment: decision on disk", Times(tuple(keys)))


def long_article(seed: int, length: int = LENGTH) -> tuple[Article, tuple[Proposal, ...]]:
    """An article of 300,000 characters with 5,000 quotations, or of another length with as many for each page."""
    words, chance, parts, found, at = big_project.Words(seed, 200), random.Random(seed), [], [], 0
    each = LENGTH // QUOTATIONS
    for _ in range(length // each):
        name = chance.choice(words.names)
        quote = f"“{chance.choice(words.sentences)[: max(each - len(name) - 12, 8)]},”"
        part = f"{quote} said {name}.\n"
        source = Mention(Span(at + len(quote) + 6, at + len(quote) + 6 + len(name)), name)
        cue = Mention(Span(at + len(quote) + 1, at + len(quote) + 5), "said")
        candidates = (Candidate(source, name, 0.95, "subject of the cue"),)
        found.append(Proposal(Span(at, at + len(quote)), quote, Kind.DIRECT, 0.97, candidates, 0.03, True, cue))
        parts.append(part)
        at += len(part)
    return Article("long", "".join(parts), "A very long article"), tuple(found)


def painted(window: DeskWindow) -> None:
    """Handle what waits and paint: the whole window into a picture, as the screen would show it."""
    QApplication.processEvents()


def in_long_article(folder: Path, seed: int) -> Iterator[Row]:
    """Opened, decided key by key, jumped about."""
    path = folder / "long.annot"
    article, found = long_article(seed)
    with closing(project.create_project(path)) as store:
        project.add_annotator(store, ME)
        corpus.import_text(store, Article("short", "“Yes,” she said."))
        desk.save_proposals(store, Article("", "“Yes,” she said.").sha256, (), "cached")
        corpus.import_text(store, article)
        desk.save_proposals(store, article.sha256, found, "cached")
        short = Article("", "“Yes,” she said.").sha256
    window = opened_window(path, folder)
    navigator = window.navigator

    def open_long() -> None:
        navigator.show_article(article.sha256)
        painted(window)

    opens: list[float] = []
    for _ in range(5):
        navigator.show_article(short)
        painted(window)
        opens += times(open_long, 1).seconds
    yield Row(
        f"article of {len(article.text):,} characters, {len(found):,} quotations: painted",
        Times(tuple(opens)),
        at_most=0.3,
    )

    def confirm() -> None:
        press_key(window, "\r")
        painted(window)

    before = _decided(window.navigator.store, article.sha256)
    taken = times(confirm, 300)
    assert _decided(window.navigator.store, article.sha256) == before + 300, "each key is one decision on disk"
    yield Row(KEY, taken, at_most=0.03, tail=0.06)
    chance = random.Random(seed)
    assert navigator.desk is not None
    ids = [q.id for q in navigator.desk.quotations]

    def jump() -> None:
        navigator.make_current(chance.choice(ids))
        painted(window)

    yield Row("in it: jump to any quotation, painted", times(jump, 300), at_most=0.016)
    window.close()


def _decided(store: Store, sha256: str) -> int:
    row = desk.load_row(store, sha256, ME)
    return row.decided if row else 0


def memory(path: Path, folder: Path) -> Iterator[tuple[str, float, int]]:
    """(what, megabytes, at most) of the desk in a project, without and with the language model."""
    for name, most in (("no", 350), ("model", 700)):
        size = int(process(MEMORY, path, folder, name)) / 1e6
        yield f"memory of the desk, language model {'loaded' if name == 'model' else 'not loaded'}", size, most


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--project", type=Path, help="a big project for start-up and memory (else a small one)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--against", metavar="COMMIT", help="an older commit to measure the long article in turn with")
    parser.add_argument("--rounds", type=int, default=5, help="turns with the older commit")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, small = Path(name), Path(name) / "small.annot"
        big_project.make(
            small, articles_=14, decisions=70, annotators=10, speakers=50, words=400, seed=args.seed
        ).close()
        good = show("Start-up, warm", starting(small, folder, 2.3))
        good &= show("A very long article", in_long_article(folder, args.seed))
        if args.against:
            good &= show(
                f"A very long article, in turn with {args.against} (“bare”)",
                in_turn(
                    args.against, "benchmarks.desk:in_long_article", args.seed, limits={KEY: 1.25}, rounds=args.rounds
                ),
            )
        if args.project:
            good &= show("The desk in the big project", starting(args.project, folder, 2.5, 3))
        for what, size, most in memory(args.project or small, folder):
            good &= size <= most
            print(f"{what}: {size:.0f} MB (at most {most})")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
