"""Rolling snapshots: whole copies of a project beside it, taken while people work and thinned out with age.

They are made through SQLite's backup API from a connection of their own, so that a worker can take one while the desk
writes; each is checked before it counts, and is a project that opens like any other.
"""

from __future__ import annotations

import datetime
import re
import shutil
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from annotator.errors import StoreError
from annotator.store.connection import Store, now
from annotator.store.journal import prune
from annotator.store.opening import backup, open_store

KEPT = 3  # the newest ones, whatever their age
HOUR, DAY = 60 * 60, 24 * 60 * 60  # seconds
STEPS = (0, HOUR, 3 * HOUR, 8 * HOUR, *(days * DAY for days in (1, 2, 4, 8, 16, 32, 64)))
"""Ages in seconds: of the snapshots between two of them the oldest is kept, beyond the last one none."""
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
    """Copy the project as it is now; None where nothing changed since the newest snapshot, or nothing is in it. Old ones go.

    StoreError with a sentence where the disk has no room or does not take it, or the project is damaged; older snapshots stay.
    """
    with closing(open_store(project, read_only=True, migrates=False)) as store:
        before = snapshots(project)
        if store.one("SELECT 1 FROM article") is None or (before and _state(before[0]) == _written(store)):
            return None
        folder = snapshot_folder(project)
        try:
            folder.mkdir(exist_ok=True)
            size, free = project.stat().st_size, shutil.disk_usage(folder).free
        except OSError as err:
            raise StoreError(f"{folder}: no snapshot could be made ({err.strerror}); check the folder.") from err
        if free < size + ROOM:
            raise StoreError(
                f"{folder}: no snapshot was made because the disk has {free // 1_000_000} MB left; free some space."
            )
        target = _target(folder)
        backup(store, target, checked=True)
    for old in (*_superfluous(snapshots(project)), *_cut_off(folder)):
        old.unlink(missing_ok=True)
    prune(project, snapshots(project))
    return target


def _target(folder: Path) -> Path:
    """The name of a snapshot that is taken now; one that was taken this second is never written over."""
    moment = datetime.datetime.fromisoformat(now())
    while (path := folder / f"{moment:%Y%m%dT%H%M%SZ}.annot").exists():
        moment += datetime.timedelta(seconds=1)
    return path


def _superfluous(found: Sequence[Path]) -> list[Path]:
    """The snapshots, of these from the newest to the oldest, that are not kept."""
    today = datetime.datetime.fromisoformat(now())
    kept: dict[int, Path] = {}
    for path in found:  # the oldest of each step comes last
        taken = datetime.datetime.fromisoformat(path.name[:16])
        age = (today - taken).total_seconds()
        if age < STEPS[-1]:
            kept[sum(age >= step for step in STEPS)] = path
    return [path for path in found[KEPT:] if path not in kept.values()]


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
        with closing(open_store(snapshot, read_only=True, migrates=False)) as store:
            return _written(store)
    except StoreError:
        return None
