"""A few kills of each sort; ``make kill`` does 300."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_nothing_that_was_saved_is_lost_and_every_file_opens() -> None:
    """In a process without threads, since it forks."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.kill", "--kills", "10"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.split("|") for line in done.stdout.splitlines()[2:]]
    assert sum(int(row[2]) for row in rows) > 15 and int(rows[0][4]) > 10, done.stdout
