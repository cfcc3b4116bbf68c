"""A session that goes on while its files are harmed, and what stands in a project and its journal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from annotator.store import decisions
from annotator.store.connection import Store
from annotator.store.journal import journal_folder, segments
from annotator.store.journal_lines import JournalEntry, read
from annotator.store.tables import Holds, that_hold
from annotator.workflow import desk, project
from tests.support import ANNOTATOR, seed_sha, shown

ROOT = Path(__file__).parent.parent.parent


SESSION = """
import sys
from dataclasses import replace
from pathlib import Path
from annotator.errors import StoreError
from annotator.workflow import desk, project
from tests.support import shown
path = Path(sys.argv[1])
store, number = project.open_project(path), 0
for line in sys.stdin:
    if line == "locks\\n":
        path.open().close()  # what a file dialog does: all of this process's locks on the file are gone
    for _ in range(int(line) if line[0].isdigit() else 0):
        decision = replace(desk.confirm(shown(store, number % 18)), comment=f"decision {number}")
        desk.decide(store, decision, action="Confirm quotation")
        number += 1
    print(f"saved {number}", flush=True)
try:
    store.close()
except Exception as err:
    print(err, file=sys.stderr)
"""


@contextmanager
def session(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A desk without a window, in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-c", SESSION, str(path)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as run:  # fmt: skip
        yield run
        run.communicate()


def ask(run: subprocess.Popen[str], what: str) -> int:
    """Have the session do something: "locks", or a number of decisions; how many it said are saved."""
    assert run.stdin is not None and run.stdout is not None
    run.stdin.write(f"{what}\n")
    run.stdin.flush()
    return int(run.stdout.readline().split()[1])


def annotator(*arguments: str | Path) -> None:
    """A command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "annotator", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def comments(path: Path) -> set[str]:
    with closing(project.read_project(path)) as store:
        return {comment for (comment,) in store.rows("SELECT comment FROM decision") if comment}


def standing(path: Path, annotator: str = ANNOTATOR) -> dict[str, decisions.Decision]:
    with closing(project.open_project(path)) as store:
        return decisions.current_decisions(store, seed_sha(), annotator)


def articles(folder: Path, count: int) -> Path:
    folder.mkdir()
    for n in range(count):
        (folder / f"a{n:04}.txt").write_text(f"Article {n}. " + "All is well in Vell. " * 200, encoding="utf-8")
    return folder


def torn(path: Path) -> None:
    """Leave half of the pages of the file, the first one gone, and none of its log."""
    data = path.read_bytes()
    path.write_bytes(b"\0" * 4096 + data[4096 : len(data) // 2])
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def entries(path: Path) -> list[JournalEntry]:
    return [each for file in segments(journal_folder(path)) for each in read(file) if isinstance(each, JournalEntry)]


def comment(store: Store, text: str, n: int = 0) -> None:
    desk.decide(store, replace(desk.confirm(shown(store, n)), comment=text), action="Comment")


def contents(store: Store) -> dict[str, list[str]]:
    """Every row of what people did, with row numbers and all that follows from undo and redo.

    What is counted by the detector's proposals is not among it, for the journal does not hold these.
    """
    names = [table.name for table in that_hold(Holds.WORK, Holds.DERIVED) if table.name != "current_progress"]
    return {name: sorted(map(repr, store.rows(f"SELECT * FROM {name}"))) for name in (*names, "setting")}
