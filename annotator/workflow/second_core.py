"""A second process that finds quotations while all articles are read, so that both cores work and the window stays quick.

It is ours at both ends: texts go in, proposals come out, each as a length and a pickle. It has a low priority, and ends with the
process that started it.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import annotator
from annotator.errors import AnnotatorError
from annotator.records import Proposal

Found = tuple[tuple[Proposal, ...], str, str]  # proposals, the detector's version, the language if that is not English

_START = "import sys; sys.path.insert(0, {folder!r}); from annotator.workflow.second_core import main; main()"
LOW = 10  # how much lower its priority is than the window's


class EndedError(AnnotatorError):
    """The process ended, or could not be started."""


class SecondCore:
    """One such process. :meth:`propose` is called in a thread; :meth:`close` may be called from any."""

    def __init__(self) -> None:
        folder = str(Path(annotator.__file__).parent.parent)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-X", "utf8", "-c", _START.format(folder=folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise EndedError(
                "A second process for reading could not be started; one process reads all files."
            ) from error

    def propose(self, text: str) -> Found:
        """What the shipped detector finds in a text; EndedError where the process ended over it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            _send(self._process.stdin, text)
            found: Found | None = _take(self._process.stdout)
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            found = None
        if found is None:
            raise EndedError("The second process for reading ended; one process reads the rest.")
        return found

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                with suppress(OSError, ValueError):
                    end.close()


def _send(out: IO[bytes], what: object) -> None:
    frame = pickle.dumps(what)
    out.write(len(frame).to_bytes(8, "big") + frame)
    out.flush()


def _take(source: IO[bytes]) -> Any:
    """The next thing; None at the end."""
    head = source.read(8)
    if len(head) < 8:
        return None
    frame = source.read(int.from_bytes(head, "big"))
    return pickle.loads(frame)  # from our own process


def main() -> None:
    """Answer texts with proposals until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this process decides when it ends
    if hasattr(os, "nice"):
        os.nice(LOW)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints goes nowhere
    from annotator.detection import encoder
    from annotator.detection.pipeline import Detector
    from annotator.workflow.languages import foreign

    encoder.use_threads(1)
    detector = Detector()
    while (text := _take(sys.stdin.buffer)) is not None:
        _send(out, (detector.propose(text), detector.detector_version, foreign(text)))
