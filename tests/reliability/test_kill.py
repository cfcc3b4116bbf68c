"""A few kills of each sort; ``make kill`` does 300."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def kill(*words: str) -> list[list[str]]:
    """The rows of the table, from a process without threads, since it forks."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.kill", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return [line.split("|") for line in done.stdout.splitlines()[2:]]


def test_nothing_that_was_saved_is_lost_and_every_file_opens() -> None:
    rows = kill("--kills", "8")
    assert sum(int(row[2]) for row in rows) > 15 and int(rows[0][4]) > 10, rows


def test_the_window_loses_nothing_while_dialogs_are_open_and_another_program_works() -> None:
    ((_, _, kills, _, told, exports, *_),) = kill("--kills", "4", "--window")
    assert int(kills) == 4 and int(told) > 10 and int(exports) > 0
