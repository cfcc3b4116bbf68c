"""When a project is opened a second time, as by a double click, raise the window of the process that has it open.

Processes find each other by files in a folder of the user's, watched by Qt; no socket is opened. ``PID.running`` says that a desk runs,
``DEVICE-INODE.raise`` asks for the window of that project, and goes when it has come forward.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject

from annotator.open_projects import identity

PATIENCE = 1.0  # seconds to wait for an answer
_LOOK = 0.02  # seconds between two looks


def raise_other(path: Path, folder: Path) -> bool:
    """Ask other processes to raise the window that shows a project; whether one did."""
    found = identity(path)
    if found is None or not any(map(_alive, _running(folder))):
        return False
    wanted = folder / f"{found[0]}-{found[1]}.raise"
    try:
        wanted.touch()
        end = time.monotonic() + PATIENCE
        while wanted.exists() and time.monotonic() < end:
            time.sleep(_LOOK)
        answered = not wanted.exists()
        wanted.unlink(missing_ok=True)
    except OSError:  # whatever keeps the two apart, a second window does no harm
        return False
    return answered


def _running(folder: Path) -> list[int]:
    """The ids of the other processes that have announced themselves."""
    with suppress(OSError):
        numbers = [each.stem for each in folder.glob("*.running") if each.stem.isdecimal()]
        return [int(number) for number in numbers if int(number) != os.getpid()]
    return []


def _alive(pid: int) -> bool:
    """Whether a process is there; on Windows, where asking would end it, taken for granted."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


class Listener(QObject):
    """Announces this process, and calls ``forward`` with the project (device, inode) whose window another process asks for.

    ``forward`` answers whether it has such a window.
    """

    def __init__(self, folder: Path, forward: Callable[[tuple[int, int]], bool], parent: QObject) -> None:
        super().__init__(parent)
        self.folder, self.forward = folder, forward
        self.mine = folder / f"{os.getpid()}.running"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for pid in _running(folder):
                if not _alive(pid):
                    (folder / f"{pid}.running").unlink(missing_ok=True)
            self.mine.touch()
            self.watcher = QFileSystemWatcher([str(folder)], self)
            self.watcher.directoryChanged.connect(self._look)

    def _look(self, *changed: object) -> None:
        with suppress(OSError):
            for each in self.folder.glob("*.raise"):
                device, _, inode = each.stem.partition("-")
                if device.isdecimal() and inode.isdecimal() and self.forward((int(device), int(inode))):
                    each.unlink(missing_ok=True)

    def close(self) -> None:
        """Withdraw the announcement."""
        with suppress(OSError):
            self.mine.unlink(missing_ok=True)
