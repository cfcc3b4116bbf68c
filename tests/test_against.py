"""Measuring in turn with an older commit: each commit runs its own code, and nothing of it is left behind."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from benchmarks.against import HERE, in_turn

WORK = """
from benchmarks.table import Row, Times

def work(folder, times):
    assert folder.is_dir()
    yield Row("a step", Times(({seconds},) * times))
    yield Row("{only}", Times((1.0,)))
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with two commits: the older one takes 2 seconds for a step, the newer one 3."""
    here = tmp_path / "here"
    for package in ("annotator", "benchmarks"):
        (here / package).mkdir(parents=True)
        (here / package / "__init__.py").touch()
    shutil.copy(HERE / "benchmarks" / "table.py", here / "benchmarks")
    git(here, "init", "--quiet")
    for seconds, name in ((2.0, "old"), (3.0, "new")):
        (here / "benchmarks" / "work.py").write_text(WORK.format(seconds=seconds, only=name), encoding="utf-8")
        git(here, "add", ".")
        git(here, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "--message", name)
    return here


def git(here: Path, *words: str) -> str:
    """What git prints."""
    return subprocess.run(["git", "-C", here, *words], check=True, capture_output=True, text=True).stdout


def test_each_commit_runs_its_own_code_and_the_ratio_is_judged(repository: Path) -> None:
    (row,) = in_turn("HEAD~1", "benchmarks.work:work", 4, limits={"a step": 1.25}, rounds=2, here=repository)
    assert row.taken.seconds == (3.0,) * 8 and row.bare is not None and row.bare.seconds == (2.0,) * 8
    assert row.ratio == 1.5 and row.holds is False
    assert len(git(repository, "worktree", "list").splitlines()) == 1


def test_a_limit_on_what_one_commit_does_not_measure_is_refused(repository: Path) -> None:
    with pytest.raises(KeyError, match="old"):
        list(in_turn("HEAD~1", "benchmarks.work:work", 1, limits={"old": 1.0}, rounds=1, here=repository))


def test_a_measurement_that_the_older_commit_lacks_is_this_one_s(repository: Path) -> None:
    (repository / "benchmarks" / "later.py").write_text(WORK.format(seconds=5.0, only="later"), encoding="utf-8")
    rows = list(in_turn("HEAD~1", "benchmarks.later:work", 1, rounds=1, here=repository))
    assert [(row.what, row.bare and row.bare.seconds) for row in rows] == [("a step", (5.0,)), ("later", (1.0,))]
