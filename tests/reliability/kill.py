"""Kill the program at random moments and look at what it leaves behind.

    python -m tests.reliability.kill --kills 300

Each time a process of its own works on a project file in a fresh folder, says through a pipe what it was told is saved, and
gets SIGKILL at a random moment. Then the doctor looks at the file, and all that was said must be in it. Exit status 1 where
anything is wrong. ``--window`` kills the real window, offscreen, in which keys are pressed.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.reliability.crossing import Report, cross
from tests.reliability.jobs import JOBS, Job, project_file

PATIENCE = 60  # seconds for the acts that come before a kill


class Forked:
    """A process of its own that works on a project and says through a pipe what it was told is saved."""

    def __init__(self, run: Callable[[Report], None]) -> None:
        self._pipe, writing = os.pipe()
        self._heard = b""
        self.ended = False
        self._child = os.fork()
        if self._child == 0:
            os.close(self._pipe)
            try:
                run(lambda line: _write(writing, line.encode() + b"\n"))
            except BaseException as err:
                at = traceback.extract_tb(err.__traceback__)[-1]
                _write(writing, f"crashed {err!r} in {at.name}, line {at.lineno}\n".encode())
            finally:
                os._exit(0)
        os.close(writing)

    def listen(self, seconds: float | None = None) -> None:
        """Take in what it says next, waiting at most so long."""
        if select.select([self._pipe], [], [], seconds)[0]:
            part = os.read(self._pipe, 65536)
            self._heard += part
            self.ended = part == b""

    def end(self, number: int) -> bool:
        """Send it a signal and hear it out; whether the signal ended it."""
        os.kill(self._child, number)
        while not self.ended:
            self.listen()
        _, status = os.waitpid(self._child, 0)
        os.close(self._pipe)
        return os.WIFSIGNALED(status)

    @property
    def lines(self) -> list[str]:
        """All that it said in whole lines."""
        return [line.decode().strip() for line in self._heard.splitlines(keepends=True) if line.endswith(b"\n")]


def _write(pipe: int, data: bytes) -> None:
    while data:
        data = data[os.write(pipe, data) :]


def _cross(folder: Path, seed: int, report: Report) -> None:
    """What another program does to the project until it is told to stop (SIGTERM); an act that was begun is finished."""
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    cross(project_file(folder), seed, report, lambda: not told)


def killed(job: Job, folder: Path, seed: int) -> tuple[list[str], bool]:
    """Run a job and kill it: what it reported, and whether the kill came before its end."""
    chance = random.Random(seed)
    child = Forked(lambda report: job.run(folder, seed, report))
    child.listen()
    other = Forked(lambda report: _cross(folder, seed, report)) if job.crossed else None
    wanted, until = chance.randint(0, job.acts), time.monotonic() + PATIENCE
    while not child.ended and time.monotonic() < until and count(child.lines) < wanted:
        child.listen(1.0)
    until = time.monotonic() + chance.uniform(0, job.longest)
    while not child.ended and (left := until - time.monotonic()) > 0:
        child.listen(left)
    before_end = child.end(signal.SIGKILL)
    if other is not None:
        other.end(signal.SIGTERM)
    return child.lines + (other.lines if other is not None else []), before_end


def count(lines: list[str]) -> int:
    """How often it said that something is saved."""
    return sum(line.startswith(("saved", "undo", "redo", "done")) for line in lines)


def soak(job: Job, kills: int, seed: int, made: Path) -> tuple[Counter[str], list[str]]:
    """Kill a job many times in copies of a folder that was made for it: counts, and what was wrong."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        for number in range(kills):
            folder = Path(name) / "run"
            shutil.copytree(made, folder)
            reported, before_end = killed(job, folder, seed + number)
            counts["kills"] += before_end
            counts["ended before"] += not before_end
            counts["told as saved"] += count(reported)
            counts["exports meanwhile"] += sum(line.startswith("exported") for line in reported)
            crashes = [line for line in reported if line.startswith("crashed")]
            wrong += [f"{job.name}, seed {seed + number}: {told}" for told in (*job.check(folder, reported), *crashes)]
            shutil.rmtree(folder)
    return counts, wrong


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--kills", type=int, default=300, help="of a deciding process; a tenth of it for each other job"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--window", action="store_true", help="the real window, offscreen")
    parser.add_argument("--only", default="", help="jobs with these words in their name")
    args = parser.parse_args()
    jobs = JOBS
    if args.window:
        from tests.reliability.window_job import WINDOW

        jobs = (WINDOW,)
    print(f"| {'killed while':24} | kills | ended before | told as saved | exports meanwhile | lost or damaged |")
    print(f"|{'-' * 26}|------:|-------------:|--------------:|------------------:|----------------:|")
    bad: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        made: dict[Callable[[Path], None], Path] = {}  # what several jobs begin with is made once
        for job in (job for job in jobs if args.only in job.name):
            if job.make not in made:
                made[job.make] = Path(name) / str(len(made))
                made[job.make].mkdir()
                job.make(made[job.make])
            kills = args.kills if job.crossed or job is jobs[0] else max(args.kills // 10, 3)
            counts, wrong = soak(job, kills, args.seed, made[job.make])
            bad += wrong
            print(f"| {job.name:24} | {counts['kills']:5} | {counts['ended before']:12} | {counts['told as saved']:13} | "
                  f"{counts['exports meanwhile'] if job.crossed else '':17} | {len(wrong):15} |", flush=True)  # fmt: skip
    for told in bad:
        print(told)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
