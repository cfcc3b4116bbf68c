"""What the desk may need until its first paint: the design that keeps its start short, not the time it takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from annotator.ui.settings import Settings
from annotator.workflow import project

# What a start must not wait for: the language model and its library, numpy, the library that writes, the readers and writers
# of formats, figures of agreement, dialogs and pages, the log; of Qt, kinds of widgets that are not in sight, the style with its 600
# enum members, icons; the rest of a long queue. A process starts the desk as the command does and says, at the first paint of the
# article, what it has brought in.
SCRIPT = """
import gc, linecache, os, sys
from pathlib import Path
from annotator import cli
args = cli.build_parser("desk").parse_args(["desk", sys.argv[1]])
from annotator.session.layer import OwnDecisions
from annotator.ui import app, queue_reader
from PySide6 import QtGui, QtWidgets
from PySide6.QtCore import QTimer
from annotator.ui.article_view import ArticleView
paint, read, asked = ArticleView.paintEvent, queue_reader._rows, []
OwnDecisions.first = 3

def noted(*job):
    asked.append(job)
    return read(*job)

def painted(view, event):
    paint(view, event)
    QTimer.singleShot(0, lambda: tell(view))

def tell(view):
    window = view.window()
    shown = bool(view.toPlainText()) and window.isActiveWindow() and view.hasFocus()
    made = [name for qt in (QtGui, QtWidgets) for name, kind in vars(qt).items() if isinstance(kind, type)]
    rest = "the whole queue" if asked else "the first of the queue"
    read = [name for name in linecache.cache if "annotator" in name]
    sources = f"Qt's binding read {read[:3]}" if read else "no source was read"
    print("shown" if shown else "nothing shown", rest, sources, *sys.modules, *made, sep="\\n", flush=True)
    window.navigator.queue.changed.connect(lambda: last(len(window.navigator.queue.rows)))

def last(articles):
    from annotator.ui.garbage import GarbageCollector
    collected = QtWidgets.QApplication.instance().findChild(GarbageCollector) is not None and not gc.isenabled()
    print("garbage is collected" if collected else "garbage piles up", f"{articles} articles", sep="\\n", flush=True)
    os._exit(0)

queue_reader._rows = noted
ArticleView.paintEvent = painted
sys.exit(args.run(args))
"""
NOT_YET = (
    "spacy", "numpy", "sqlite_utils", "rapidfuzz", "lxml", "logging.handlers", "importlib.metadata", "annotator.store.schema",
    "annotator.store.search", "annotator.store.merge", "annotator.workflow.team", "annotator.workflow.review",
    "annotator.detection", "annotator.workflow.speakers", "annotator.store.left_out", "annotator.ui.key_positions",
    "annotator.workflow.corpus", "annotator.workflow.export",
    "annotator.workflow.maintenance", "annotator.exchange", "annotator.quotations", "annotator.speakers", "annotator.agreement",
    "annotator.ui.help", "annotator.ui.palette",
    "annotator.ui.guideline", "annotator.ui.search", "annotator.ui.dialogs.export", "annotator.ui.team.agreement",
    "annotator.ui.team.adjudication_view", "annotator.ui.slide", "annotator.cli.propose", "annotator.cli.corpus",
    "QDialog", "QWizard", "QTableView", "QGraphicsView", "QStyle", "QIcon",
)  # fmt: skip


def test_the_article_is_on_screen_with_the_keys_before_anything_is_brought_in_that_it_does_not_need(
    tmp_path: Path,
) -> None:
    path = tmp_path / "sample.annot"
    with_annotator = project.sample_project(path)
    project.add_annotator(with_annotator, "Ada")
    with_annotator.close()
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    environment |= {f"XDG_{kind}_HOME": str(tmp_path / "home") for kind in ("CONFIG", "DATA")}
    remember = (
        "import sys; from pathlib import Path; from annotator.ui.settings import Settings; kept = Settings();"
        "kept.set_annotator(Path(sys.argv[1]), 'Ada'); kept.set_number('greeted', 1); kept.sync()"
    )
    subprocess.run([sys.executable, "-c", remember, path], env=environment, check=True)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, path], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    said, queue, sources, *modules, collected, articles = done.stdout.splitlines()
    assert (said, queue) == ("shown", "the first of the queue"), done.stderr
    assert sources == "no source was read"
    assert "annotator.ui.window" in modules
    early = [m for m in modules for late in NOT_YET if m == late or m.startswith(late + ".")]
    assert early == []
    assert collected == "garbage is collected"
    assert articles == "34 articles"


def test_what_the_settings_keep_already_waits_for_no_disk(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    kept = Settings(path)
    kept.set_annotator(tmp_path / "sample.annot", "Ada")
    kept.add_recent(tmp_path / "sample.annot")
    kept.set_number("greeted", 1)
    kept.sync()
    before = path.stat()
    again = Settings(path)
    again.set_annotator(tmp_path / "sample.annot", "Ada")
    again.add_recent(tmp_path / "sample.annot")
    again.set_number("greeted", 1)
    again.sync()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    again.set_number("greeted", 2)
    again.sync()
    assert path.stat().st_ino != before.st_ino or path.stat().st_mtime_ns != before.st_mtime_ns
    assert Settings(path).number("greeted", 0) == 2
