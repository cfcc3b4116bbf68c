"""A double click on a project that is open raises its window; another project, or another window asked for, opens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from annotator.workflow import project

PATIENCE = 120  # seconds
ROOT = Path(__file__).parent.parent.parent


class Desks:
    """Desks in processes of their own, with a home of their own."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self.home, self.stack = home, stack
        self.environment = {
            **os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home),
            "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false",
        }  # fmt: skip

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "annotator", "desk", *map(str, words)], cwd=ROOT, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.stack.callback(process.communicate)
        self.stack.callback(process.kill)
        return process

    def running(self, process: subprocess.Popen[str]) -> bool:
        """Wait until a desk says that it runs; False where it has ended instead."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and process.poll() is None:
            if list(self.home.rglob(f"{process.pid}.running")):
                return True
            time.sleep(0.05)
        return False


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with ExitStack() as stack:
        yield Desks(tmp_path / "home", stack)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended by signals")
def test_a_project_that_is_open_is_raised(desks: Desks, tmp_path: Path) -> None:
    for name in ("one.annot", "two.annot"):
        project.create_project(tmp_path / name).close()
    first = desks.start(tmp_path / "one.annot")
    assert desks.running(first)
    second = desks.start(tmp_path / "one.annot")
    out, err = second.communicate(timeout=PATIENCE)
    assert (second.returncode, err) == (0, "")
    assert out.startswith("one.annot is open already; its window was raised")
    assert first.poll() is None
    for words in (("--new-window", tmp_path / "one.annot"), (tmp_path / "two.annot",)):
        assert desks.running(desks.start(*words))
    first.send_signal(signal.SIGTERM)
    first.wait(timeout=PATIENCE)
    assert not list(desks.home.rglob(f"{first.pid}.running")) and not list(desks.home.rglob("*.raise"))


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended by signals")
def test_what_a_killed_desk_left_raises_nothing(desks: Desks, tmp_path: Path) -> None:
    project.create_project(tmp_path / "one.annot").close()
    killed = desks.start(tmp_path / "one.annot")
    assert desks.running(killed)
    killed.kill()
    killed.wait()
    assert desks.running(desks.start(tmp_path / "one.annot"))
    assert not list(desks.home.rglob(f"{killed.pid}.running"))
