"""SQLite's log (``-wal``), copied into the project file behind a long write (a checkpoint).

SQLite would do it within the commit: 0.1 s for 10,000 articles, in which somebody waits. The commit is as safe without: it is synced
in the log.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

from annotator.errors import StoreError
from annotator.open_projects import PARTS
from annotator.store.connection import connect

SHORT = 4_000_000  # bytes of a log that SQLite does not copy yet: 1,000 pages
DELAY = 0.05  # seconds in which who wrote goes on, before Python gives the thread its turn


def start(path: Path) -> threading.Timer | None:
    """Copy the log of a project into its file in a thread, in a moment; None where it is short.

    End it by joining it, or by canceling and joining it, before the connection that wrote is closed: closing copies what is left.
    """
    if _size(path) < SHORT:
        return None
    timer = threading.Timer(DELAY, _copy, args=(path,))
    timer.name = "log copy"
    timer.start()
    return timer


def _size(path: Path) -> int:
    """Bytes of the log of a project; 0 where it has none."""
    try:
        return Path(os.path.realpath(path) + PARTS[1]).stat().st_size
    except OSError:
        return 0


def _copy(path: Path) -> None:
    """Copy what no reader holds up. What stays, or all where the disk refuses, is copied by a later commit or at closing."""
    with suppress(StoreError):
        store = connect(path)
        assert store.project is not None
        store.project.writers.add(id(store))  # other connections know that the file may just be written to
        try:
            store.one("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            store.project.writers.discard(id(store))
            store.disconnect()  # whoever wrote looks after the files at closing
