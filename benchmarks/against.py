"""Measure the same work in an older commit and in this checkout, in turn and in one run.

A machine is faster at one hour than at another, so that a figure from last week proves nothing; the ratio of two that were taken in
turn does. The older commit is checked out into a temporary folder and runs in this Python's environment, which must have the
packages that it needs. A measurement is a function ``f(folder, *arguments)`` that yields rows of ``benchmarks.table``, named as
``module:function``; each commit runs its own (the older one this checkout's, where it has none), and rows are matched by what they
say they measure.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.table import Row, Times

HERE = Path(__file__).resolve().parent.parent
RUN = """
import importlib, json, sys, tempfile
from pathlib import Path
import annotator
root, module, function, *arguments = sys.argv[1:]
assert Path(annotator.__file__).is_relative_to(root), f"{annotator.__file__} is not of the commit in {root}"
measure = getattr(importlib.import_module(module), function)
with tempfile.TemporaryDirectory() as folder:
    for row in measure(Path(folder), *map(json.loads, arguments)):
        print(json.dumps([row.what, row.taken.seconds]))
"""


@contextmanager
def checked_out(commit: str, here: Path = HERE) -> Iterator[Path]:
    """A commit's files in a temporary folder, while the block lasts; CalledProcessError where git does not know it."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve() / "commit"
        _git(here, "worktree", "add", "--detach", str(root), commit)
        try:
            yield root
        finally:
            _git(here, "worktree", "remove", "--force", str(root))


def _git(here: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(here), *words], check=True, capture_output=True, text=True)


def measured(root: Path, measure: str, *arguments: object) -> dict[str, tuple[float, ...]]:
    """Run a measurement of the checkout in ``root`` in a process of its own: seconds by row. Arguments go as JSON."""
    keep = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    words = [sys.executable, "-c", RUN, str(root), *measure.split(":"), *map(json.dumps, arguments)]
    done = subprocess.run(
        words, cwd=root, env=keep | {"PYTHONPATH": str(root)}, stdout=subprocess.PIPE, text=True, check=True
    )
    return {what: tuple(seconds) for what, seconds in map(json.loads, done.stdout.splitlines())}


def in_turn(
    commit: str,
    measure: str,
    *arguments: object,
    limits: Mapping[str, float] | None = None,
    rounds: int = 5,
    here: Path = HERE,
) -> Iterator[Row]:
    """One row for each that both commits measure: this checkout's times, with the older commit's as the bare baseline.

    ``limits``: row -> the greatest ratio of the medians; KeyError where such a row is not measured in both. One round goes before
    that does not count; who begins changes from round to round.
    """
    limits = limits or {}
    with checked_out(commit, here) as older:
        module = Path(*measure.partition(":")[0].split(".")).with_suffix(".py")
        if not (older / module).exists():
            shutil.copy(here / module, older / module)
        taken: dict[Path, dict[str, list[float]]] = {here: defaultdict(list), older: defaultdict(list)}
        for turn in range(rounds + 1):
            for root in (here, older) if turn % 2 else (older, here):
                for what, seconds in measured(root, measure, *arguments).items():
                    if turn:
                        taken[root][what] += seconds
        ours, theirs = taken[here], taken[older]
    if missing := [what for what in limits if what not in ours or what not in theirs]:
        raise KeyError(f"not measured both here and in {commit}: {missing}")
    for what in ours:
        if what in theirs:
            yield Row(what, Times(tuple(ours[what])), Times(tuple(theirs[what])), ratio_at_most=limits.get(what))
