"""Ctrl+C: a command ends with one sentence and exit status 130, whatever it was doing, and so do its worker processes."""

from __future__ import annotations

import _thread
import signal
import sys
from types import FrameType

STATUS = 130  # what shells give a process that SIGINT ended: 128 + 2
SENTENCE = "Interrupted."
_came = False


def came() -> bool:
    """Whether Ctrl+C was pressed since ``watch``: what goes wrong afterwards goes wrong because of it."""
    return _came


def watch() -> None:
    """Note Ctrl+C from now on. It raises KeyboardInterrupt; where Python has to swallow that, it is raised again a moment later."""
    signal.signal(signal.SIGINT, _interrupted)
    sys.unraisablehook = _unraisable


def ignore() -> None:
    """Let Ctrl+C do nothing any more: all is done, and the interpreter is about to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _interrupted(number: int, frame: FrameType | None) -> None:
    global _came
    _came = True
    raise KeyboardInterrupt


def _unraisable(what: sys.UnraisableHookArgs, /) -> None:
    if issubclass(what.exc_type, KeyboardInterrupt):
        _thread.interrupt_main()
    else:
        sys.__unraisablehook__(what)
