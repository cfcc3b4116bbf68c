"""Mutation testing of agreement/ with mutmut, on a sample drawn by a seed.

    python -m tools.mutation --count 400 --seed 1

mutmut changes the code in one place at a time (a sign, a number, a text, a condition) and runs the tests that reach it; a
change that no test notices is a survivor, to be judged by a person: a test is missing, or the change changes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

MADE = Path("mutants/annotator/agreement")
ENVIRONMENT = {**os.environ, "MADE_TEAMS": "8"}


def mutmut(*arguments: str) -> subprocess.CompletedProcess[str]:
    """One run of it, its turning signs kept quiet."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def mutants() -> list[str]:
    """All that could be made, by name."""
    return sorted(name for path in MADE.glob("*.meta") for name in json.loads(path.read_text())["exit_code_by_key"])


def main() -> int:
    """Draw, run, print the counts and every survivor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if not mutants():
        mutmut("run", "none of them")  # makes them all
    every = mutants()
    drawn = random.Random(args.seed).sample(every, min(args.count, len(every)))
    done = mutmut("run", "--max-children", "1", *drawn)
    told = [
        line.strip().rsplit(": ", 1) for line in mutmut("results", "--all", "true").stdout.splitlines() if ": " in line
    ]
    of = {name: verdict for name, verdict in told if name in set(drawn)}
    if len(of) < len(drawn):
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n")
        return 1
    counts = Counter(of.values())
    print(
        f"{len(drawn)} of {len(every)} mutants (seed {args.seed}): "
        + ", ".join(f"{n} {v}" for v, n in counts.most_common())
    )
    for name in sorted(name for name, verdict in of.items() if verdict != "killed"):
        print(f"\n{of[name]}: {name}")
        print(
            "\n".join(
                line
                for line in mutmut("show", name).stdout.splitlines()
                if line[:1] in "+-" and line[:3] not in ("+++", "---")
            )
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
