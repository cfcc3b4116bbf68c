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
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from tests.reliability.jobs import JOBS, Job


def killed(job: Job, folder: Path, seed: int) -> tuple[list[str], bool]:
    """Run a job and kill it: what it reported, and whether the kill came before its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            job.run(folder, seed, lambda line: os.write(writing, line.encode() + b"\n"))
        except BaseException as err:
            at = traceback.extract_tb(err.__traceback__)[-1]
            os.write(writing, f"crashed {err!r} in {at.name}, line {at.lineno}\n".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        first = pipe.readline()
        time.sleep(random.Random(seed).uniform(0, job.longest))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        reported = [line.decode().strip() for line in (first, *pipe) if line.endswith(b"\n")]
    return reported, os.WIFSIGNALED(status)


def soak(job: Job, kills: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Kill a job many times: counts, and what was wrong."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        made = Path(name) / "made"
        made.mkdir()
        job.make(made)
        for number in range(kills):
            folder = Path(name) / "run"
            shutil.copytree(made, folder)
            reported, before_end = killed(job, folder, seed + number)
            counts["kills"] += before_end
            counts["ended before"] += not before_end
            counts["told as saved"] += sum(line.startswith(("saved", "undo", "redo", "done")) for line in reported)
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
    print(f"| {'killed while':24} | kills | ended before | told as saved | lost or damaged |")
    print(f"|{'-' * 26}|------:|-------------:|--------------:|----------------:|")
    bad: list[str] = []
    for job in (job for job in jobs if args.only in job.name):
        counts, wrong = soak(job, args.kills if job is jobs[0] else max(args.kills // 10, 3), args.seed)
        bad += wrong
        print(f"| {job.name:24} | {counts['kills']:5} | {counts['ended before']:12} | {counts['told as saved']:13} | {len(wrong):15} |",
              flush=True)  # fmt: skip
    for told in bad:
        print(told)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
