"""A process of our own that answers what it is asked: what goes in and comes out are pickles, each with its length before it.

It runs this very program, so that nobody else's pickles are read, and ends with the process that started it.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from annotator.errors import AnnotatorError

HEAD = 8  # bytes of a length
_START = "import sys; sys.path.insert(0, {folder!r}); from {module} import main; main()"


def cores() -> int:
    """The processor cores that this process may use, which a batch system or container may limit."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def started(module: str, pipesize: int = -1) -> subprocess.Popen[bytes]:
    """A process of this very program that runs a module's ``main``, with pipes; OSError where it cannot be started.

    ``pipesize``: bytes that a pipe is asked to hold, -1 for the system's own size.
    """
    folder = str(Path(__file__).parent.parent)
    return subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-c", _START.format(folder=folder, module=module)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pipesize=pipesize,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


class EndedError(AnnotatorError):
    """The process ended, or could not be started; whoever uses it says what that means."""


class OwnProcess:
    """One such process. One thread asks and one may take the answers; :meth:`close` may be called from any."""

    def __init__(self, module: str) -> None:
        """``module``: the one whose ``main`` it runs. EndedError where it cannot be started."""
        try:
            self._process = started(module)
        except OSError as error:
            raise EndedError from error

    def ask(self, what: object) -> None:
        """Send what it answers; EndedError where it ended."""
        assert self._process.stdin is not None
        try:
            _send(self._process.stdin, what)
        except (OSError, ValueError) as error:
            raise EndedError from error

    def answer(self) -> Any:
        """The next answer, for which this waits; EndedError where the process ended before."""
        assert self._process.stdout is not None
        try:
            return _take(self._process.stdout)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            raise EndedError from error

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                with suppress(OSError, ValueError):
                    end.close()


class Questions:
    """The other end: what this process is asked (an iterator, which ends with the process that started it), and its answers."""

    def __init__(self, lower: int = 0) -> None:
        """Take over standard input and output. ``lower``: how much lower this process's priority becomes."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this process decides when it ends
        if hasattr(os, "nice"):
            os.nice(lower)
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints goes nowhere
        self._turn = threading.Lock()

    def __iter__(self) -> Iterator[Any]:
        with suppress(EOFError):
            while True:
                yield _take(sys.stdin.buffer)

    def answer(self, what: object) -> None:
        """Send an answer; any thread may."""
        with self._turn:
            _send(self._out, what)


def _send(out: IO[bytes], what: object) -> None:
    frame = pickle.dumps(what)
    out.write(len(frame).to_bytes(HEAD, "big") + frame)
    out.flush()


def _take(source: IO[bytes]) -> Any:
    """The next thing; EOFError at the end."""
    head = source.read(HEAD)
    size = int.from_bytes(head, "big")
    frame = source.read(size) if len(head) == HEAD else b""
    if not frame or len(frame) < size:
        raise EOFError
    return pickle.loads(frame)  # from this very program
