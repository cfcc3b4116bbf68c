"""Rolling snapshots: whole copies of a project beside it, one a session, the newest five kept.

They are made through SQLite's backup API from a connection of their own, so that a worker can take one while the desk
writes; each is a project that opens like any other.
"""

from __future__ import annotations

import re
import shutil
import time
from contextlib import closing
from pathlib import Path

from annotator.errors import StoreError
from annotator.store.connection import Store, backup, now, open_store

KEPT = 5
DAY = 24 * 60 * 60  # seconds
ROOM = 50_000_000  # bytes that stay free on the disk
_NAME = re.compile(r"\d{8}T\d{6}Z\.annot")


def snapshot_folder(project: Path) -> Path:
    """Where a project's snapshots lie."""
    return project.with_name(project.name + ".snapshots")


def snapshots(project: Path) -> list[Path]:
    """A project's snapshots, newest first."""
    folder = snapshot_folder(project)
    found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)] if folder.is_dir() else []
    return sorted(found, reverse=True)


def take_snapshot(project: Path) -> Path | None:
    """Copy the project as it is now; None where nothing changed since the newest snapshot. Older ones than five go.

    StoreError with a sentence where the disk has no room or does not take it; the project and older snapshots stay.
    """
    with closing(open_store(project, read_only=True)) as store:
        before = snapshots(project)
        if before and _state(before[0]) == _written(store):
            return None
        folder = snapshot_folder(project)
        try:
            folder.mkdir(exist_ok=True)
            size, free = project.stat().st_size, shutil.disk_usage(folder).free
        except OSError as err:
            raise StoreError(f"{folder}: no snapshot could be made ({err.strerror}); check the folder.") from err
        if free < size + ROOM:
            raise StoreError(
                f"{folder}: no snapshot was made, for the disk has {free // 1_000_000} MB left; free some space."
            )
        stamp = re.sub(r"[-:]", "", now()[:19])
        target = folder / f"{stamp}Z.annot"
        backup(store, target)
    for old in (*snapshots(project)[KEPT:], *_cut_off(folder)):
        old.unlink(missing_ok=True)
    return target


def _cut_off(folder: Path) -> list[Path]:
    """What sessions left that were killed while they copied; nobody copies for a day."""
    return [path for path in folder.glob("*.part*") if path.stat().st_mtime < time.time() - DAY]


def _written(store: Store) -> tuple[int | None, ...]:
    """What grows with every write that matters."""
    return (
        store.one(
            "SELECT (SELECT max(n) FROM change), (SELECT max(n) FROM proposal_run), (SELECT count(*) FROM setting)"
        )
        or ()
    )


def _state(snapshot: Path) -> tuple[int | None, ...] | None:
    """The same of a snapshot; None where it cannot be read."""
    try:
        with closing(open_store(snapshot, read_only=True)) as store:
            return _written(store)
    except StoreError:
        return None
