"""Other processes that use a project, and what this one must not do beside them: lose its locks."""

from __future__ import annotations

import gc
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
LOCKS = Path("/proc/locks")
READINGS = 5
_DECIDES = """
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from annotator.workflow import desk, project
from tests.support import load
with closing(project.open_project(Path(sys.argv[1]))) as store:
    store.connection.execute("PRAGMA synchronous = OFF")  # nobody pulls its plug
    project.add_annotator(store, "Bob")
    opened = load(store, "Bob")
    for n in range(int(sys.argv[2])):
        shown = desk.shown(opened, opened.quotations[n % len(opened.quotations)])
        desk.decide(store, replace(desk.confirm(shown), comment=f"Bob {n}"), action="Comment")
"""


def python(script: str, *arguments: str | Path) -> str:
    """Run Python in a process of its own; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


# The other process is a copy of one that has read the program: what these tests need is another process, not that it starts.
_COPIES = get_context("forkserver")
_COPIES.set_forkserver_preload(["tests.processes", "tests.teamwork", "annotator.workflow.search"])


def program(script: str, *arguments: str | Path) -> None:
    """Run Python that uses the program in a process of its own, as :func:`python` does, in a tenth of the time."""
    with TemporaryDirectory() as folder:
        said = Path(folder, "said")
        process = _COPIES.Process(target=_run, args=(script, [*map(str, arguments)], str(said)))
        process.start()
        process.join()
        assert process.exitcode == 0, said.read_text(encoding="utf-8")
        process.close()


def _run(script: str, arguments: list[str], said: str) -> None:
    gc.freeze()  # what is there already is nobody's to collect
    file = os.open(said, os.O_WRONLY | os.O_CREAT)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.chdir(ROOT)
    sys.argv = ["-c", *arguments]
    names: dict[str, object] = {"__name__": "__main__"}
    exec(compile(script, "<script>", "exec"), names)
    names.clear()  # closes what the script left open, as the end of a process of Python's does
    gc.collect()


def decide_elsewhere(project: Path, times: int) -> None:
    """Have another process open the project, decide as Bob, and close it."""
    program(_DECIDES, project, str(times))


def sql_elsewhere(project: Path, *statements: str) -> str:
    """Have another process open the project with nothing but SQLite; what the last statement answers."""
    script = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2:]:
    rows = connection.execute(statement).fetchall()
connection.close()
print(rows)
"""
    return python(script, project, *statements)


def locks(project: Path) -> list[str]:
    """The locks that this process holds on a project and the index of its log: kind, file and range (Linux).

    The system writes its list in pieces, so that a lock can be missing from one reading, or stand there twice, while other
    processes take and drop theirs (41 of 27,153 readings, two in a row at most): the longest of several readings is answered.
    """
    return max((_locks(project) for _ in range(READINGS)), key=len)


def _locks(project: Path) -> list[str]:
    files = {str(Path(f"{project}{part}").stat().st_ino) for part in ("", "-shm")}
    held = (line.split()[3:] for line in LOCKS.read_text(encoding="utf-8").splitlines())
    return sorted({" ".join(w) for w in held if w[1] == str(os.getpid()) and w[2].rpartition(":")[2] in files})


def lose_locks(project: Path) -> None:
    """Open and close the project and the index of its log in this process, as Qt's file dialogs do."""
    for part in ("", "-shm"):
        os.close(os.open(f"{project}{part}", os.O_RDONLY))


def comments(project: Path) -> list[str]:
    """The comments of all decisions in a file, as a fresh process reads them; the file is whole."""
    script = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
print(*(comment for (comment,) in connection.execute("SELECT comment FROM decision ORDER BY n")), sep="\\n")
"""
    return python(script, project).splitlines()


def copied(project: Path, target: Path) -> Path:
    """A copy of a project as it is now, with all that is in its log."""
    with closing(sqlite3.connect(project)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target
