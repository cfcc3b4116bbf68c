"""Import, detection with the real language model, annotation, search and export, and the window, with every socket forbidden."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GUARD = """
import sys
from pathlib import Path

FORBIDDEN = ("socket.", "urllib.Request", "http.client", "ftplib.", "smtplib.", "imaplib.", "poplib.", "webbrowser.")
def forbid(event, arguments):
    if event.startswith(FORBIDDEN):
        raise RuntimeError(f"a network call: {event} {arguments}")
sys.addaudithook(forbid)
"""
PROBE = """
try:
    import socket
    socket.create_connection(("127.0.0.1", 9))
except RuntimeError as err:
    print("refused:", err)
"""
SCRIPT = """
from annotator.workflow import corpus, desk, export, maintenance, project, release, search
from annotator.detection.pipeline import Detector

folder = Path(sys.argv[1])
store = project.create_project(folder / "p.annot")
project.add_annotator(store, "Ada")
_, report = corpus.import_paths(store, [folder / "a.txt", folder / "b.html"])
assert report.problems == [] and report.added == 2, report
row, page = desk.load_queue(store, "Ada")
detector = Detector()
text = desk.load_desk(store, row.sha256, "Ada").article.text
desk.save_proposals(store, row.sha256, detector.propose(text), detector.detector_version)
opened = desk.load_desk(store, row.sha256, "Ada")
for quotation in opened.quotations:
    desk.decide(store, desk.confirm(desk.shown(opened, quotation)), action="Confirm quotation")
search.index_all(store)
assert search.search(store, search.Search("ferry")).hits
maintenance.take_snapshot(store.path)
export.export(store, folder / "out.jsonl")
for fmt in ("csv", "brat", "w3c", "spacy", "uima-cas"):
    export.export(store, folder / fmt, fmt=fmt)
release.publish(store, folder / "release", release.ReleaseSettings("One"))
"""


WINDOW = """
import os

from annotator.ui import demo

assert demo.run(Path(sys.argv[1])) == 0
if Path("/proc/self/fd").exists():  # what a library in C would open, which no audit hook of Python's hears of
    links = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if os.path.islink(f"/proc/self/fd/{fd}")]
    assert not [link for link in links if link.startswith("socket:")], links
assert "PySide6.QtNetwork" not in sys.modules
"""


def guarded(script: str, folder: Path) -> str:
    """Run a script with sockets forbidden, and see that the guard does guard; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", GUARD + script + PROBE, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("refused: a network call: socket."), done.stdout
    return done.stdout


def test_nothing_opens_a_socket_a_socket(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "“The ferry will sail on Tuesday,” the captain, Ida Holm, said.\n\n“We are ready,” said her mate, Jon Ask.\n",
        encoding="utf-8",
    )
    links = (
        '<link rel="stylesheet" href="http://example.invalid/x.css"><script src="http://example.invalid/x.js"></script>'
    )
    picture = '<img src="http://example.invalid/x.png">'
    (tmp_path / "b.html").write_text(
        f"<html><head><title>News</title>{links}</head><body><article>{picture}"
        + "<p>The harbour was closed on Monday because of the storm, and no boat went out.</p>" * 5 + "</article></body></html>",
        encoding="utf-8",
    )  # fmt: skip
    guarded(SCRIPT, tmp_path)
    record = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
    assert [q["speaker"]["name"] for q in record["quotes"]] == ["Ida Holm", "Jon Ask"]


def test_the_window_opens_no_socket_either(tmp_path: Path) -> None:
    printed = guarded(WINDOW, tmp_path)
    assert "quotations decided with" in printed
    assert (tmp_path / "demo.png").exists() and (tmp_path / "demo.jsonl").exists()
