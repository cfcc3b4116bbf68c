"""Reopen an open project whose log (-wal) was deleted, with what only that log held.

SQLite has to be kept from two things. A new connection beside the old one would share the deleted log's index with it. And the old one,
closed as the last of all, would write the deleted log over what others have written to the project since: so another process
holds the lock of a reader meanwhile, and SQLite does not take itself for the last one.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from annotator.errors import StoreError
from annotator.store import lost_log
from annotator.store.connection import Store
from annotator.store.presence import READING, Trouble

# The lock that every reader holds on the project file (sqlite.org/fileformat.html, 1.3), taken without SQLite, which would make
# a log and might find no database. The descriptor is inherited: what its path leads to may be another file by now.
_HOLD = """
import fcntl, signal, sys
signal.alarm(5)
fcntl.lockf(int(sys.argv[1]), fcntl.LOCK_SH, int(sys.argv[3]), int(sys.argv[2]))
signal.alarm(0)
print("held", flush=True)
sys.stdin.read()
"""
ASIDE = "-of-a-lost-session"  # behind the name of a log that belongs to no file that is there


def reopen(store: Store) -> str:
    """Reopen the project and append what only the deleted log held; a sentence about it for the user.

    StoreError where this has to wait, since the program reads the project elsewhere too, or where the file cannot be used.
    """
    path, presence, project = store.path, store.presence, store.project
    assert presence is not None and project is not None
    stores = [holder for holder in project.holders if isinstance(holder, Store)]
    if not all(each.in_own_thread for each in stores):
        raise StoreError(
            f"{path}: another program deleted its log (-wal); the project is opened again once nothing else in this program reads it."
        )
    if store.rescued is None:
        store.rescued = lost_log.newest(store, presence.log_size)
    with held_by_a_reader(store):
        for each in stores:
            each.disconnect()
        for each in stores:
            each.connect()
    added = lost_log.append(store, store.rescued)
    lacking = "" if store.rescued.whole else " Part of the log could not be read; look at what you decided last."
    store.rescued = None
    again = f"decisions written again: {added['decision']}" if added["decision"] else "nothing is missing"
    return f"{path}: another program deleted the log (-wal) of the open project; {again}.{lacking}"


def close(store: Store, trouble: Trouble) -> None:
    """Close the connection without overwriting or deleting anybody's files, and without leaving a log beside a file that is not its own."""
    presence = store.presence
    assert presence is not None
    if trouble is Trouble.LOG:
        with suppress(StoreError):
            store.check_files()
            store.disconnect()
            return
    if trouble in (Trouble.GONE, Trouble.REPLACED) and not presence.shared:
        with suppress(sqlite3.Error):  # the file lives on under another name: it gets what was decided
            store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    own = presence.own_names() if not presence.shared else []
    with suppress(StoreError), held_by_a_reader(store):
        store.disconnect()
    for name in own:
        with suppress(OSError):
            if trouble is Trouble.OVERWRITTEN and name.endswith("-wal"):
                os.replace(name, name + ASIDE)  # noqa: PTH105
            else:
                os.unlink(name)  # noqa: PTH108


@contextmanager
def held_by_a_reader(store: Store) -> Iterator[None]:
    """Have another process hold a reader's lock on the file that was opened, so that no connection takes itself for the last one.

    StoreError where it cannot be had within five seconds.
    """
    file = store.presence.file if store.presence is not None else None
    if file is None:
        raise StoreError(f"{store.path}: the file cannot be opened again; close the program and start it again.")
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _HOLD, str(file), *map(str, READING)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=[file],
    ) as holder:  # fmt: skip
        assert holder.stdin is not None and holder.stdout is not None
        try:
            if holder.stdout.readline() != b"held\n":
                raise StoreError(
                    f"{store.path}: another program holds it; close that program or try again in a moment."
                )
            yield
        finally:
            holder.stdin.close()
