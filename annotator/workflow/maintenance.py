"""Maintenance of project files: snapshots, the doctor, recovery, and rebuilding the derived tables."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from annotator import codebook as codebooks
from annotator.errors import CodebookError, StoreError
from annotator.store import codebooks as _codebooks
from annotator.store import derived, doctor, recovery, search_index, snapshots
from annotator.store.connection import Store
from annotator.store.doctor import FileFault as FileFault
from annotator.store.opening import open_store
from annotator.store.recovery import Recovered as Recovered


def take_snapshot(path: Path) -> Path | None:
    """Copy a project beside itself; None where nothing changed since the last copy.

    It opens the project on its own and may run in a worker. StoreError with a sentence where the disk does not take it.
    """
    return snapshots.take_snapshot(path)


def secure(store: Store) -> str:
    """Copy a project beside itself before much changes in it; a sentence where that could not be done, else ""."""
    try:
        snapshots.take_snapshot(store.path)
    except StoreError as err:
        return str(err)
    return ""


def list_snapshots(path: Path) -> list[Path]:
    """A project's snapshots, newest first."""
    return snapshots.snapshots(path)


def examine(path: Path) -> tuple[FileFault, ...]:
    """Every fault of a project file, in sentences; none in a sound one. Nothing is written."""
    faults = list(doctor.examine(path))
    if not faults:
        faults += _codebook_faults(path)
    return tuple(faults)


def _codebook_faults(path: Path) -> list[FileFault]:
    try:
        with closing(open_store(path, read_only=True, migrates=False)) as store:
            found = _codebooks.codebook_source(store)
        if found is not None:
            codebooks.parse_codebook(found[0], name=found[2], guideline=found[1])
    except CodebookError as err:
        return [FileFault(f"{path}: its codebook cannot be read: {err}")]
    except StoreError as err:
        return [FileFault(str(err))]
    return []


def rebuild(path: Path) -> None:
    """Make what is derived (what is current, the search index) anew from what was decided."""
    with closing(open_store(path)) as store:
        search_index.drop_index(store)
        with store.writing():
            derived.rebuild(store)


def recover(source: Path, target: Path, *, project: str = "") -> Recovered:
    """A new project from all that is left of a damaged one; AnnotatorError with a sentence where that is nothing.

    ``project``: the id of the one that is meant, where another file may be in its place.
    """
    for path in (target, recovery.lost_rows(target)):
        if os.path.lexists(path):
            raise StoreError(f"{path}: the file is already there; choose another name for the recovered project.")
    return recovery.recover(source, target, project=project)
