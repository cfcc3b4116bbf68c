"""Exports that are folders: a list in the folder says which files the program wrote; only those, unchanged, are replaced or removed.

What people put into the folder stays, and so does a file of the export that somebody changed. Where the folder holds nothing but
unchanged files of ours, the new folder takes its place in one step; else file by file, the list first, so that after a kill each
file is the old or the new one and is still known as ours.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from annotator.errors import ExportError, OccupiedError
from annotator.open_projects import open_input

LIST = ".annotator-export"
_FIRST_LINE = (
    "# Written by an export. The next one replaces or removes the files listed here that are unchanged (SHA-256)."
)
Digests = dict[str, frozenset[str]]  # path inside the folder, with slashes -> the SHA-256 of what exports wrote there


def check(path: Path, *, force: bool = False) -> None:
    """Refuse a path where an export cannot have its folder.

    ExportError for a link or a file; OccupiedError for a folder with files in it and no list, unless ``force``.
    """
    if path.is_symlink():
        raise ExportError(f"{path}: that is a symbolic link; name the folder itself.")
    if not path.is_dir():
        if path.exists():
            raise ExportError(
                f"{path}: this format is a folder, and a file with that name exists; choose another name."
            )
        return
    if not force and listed(path) is None and any(path.iterdir()):
        raise OccupiedError(f"{path}: the folder holds other files; choose a new or empty one.")


def listed(folder: Path) -> Digests | None:
    """The files that exports wrote into a folder, as its list says; None where it has no readable list."""
    file = folder / LIST
    try:
        first, *lines = [] if file.is_symlink() else file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError, ValueError):
        return None
    if first != _FIRST_LINE:
        return None
    found: dict[str, set[str]] = {}
    for line in lines:
        digest, _, name = line.partition("  ")
        if _stays_inside(name):
            found.setdefault(name, set()).add(digest)
    return {name: frozenset(digests) for name, digests in found.items()}


def _stays_inside(name: str) -> bool:
    """Whether a listed path is inside the folder on every system: anybody may have written the list."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not set(name) & set(":\\\0") and not {"/", "..", LIST} & set(parts)


def place(made: Path, folder: Path, may_replace: Callable[[Path], None] | None = None) -> list[Path]:
    """Put a new export into the folder of an older one, or where no folder is yet; the paths of files that were kept.

    Kept are files that somebody changed, and files of other origin in the place of new ones. With ``may_replace`` the new files
    replace these too; it is called for each such path first and raises where that must not be. ``made`` is the new export, on the
    same disk; the caller removes what is left of it. OSError where the disk refuses.
    """
    new = {name: frozenset({sha256_of(made / name)}) for name in _entries(made)}
    _write_list(made, new)
    made.chmod(0o777 & ~_umask())
    sync_below(made)
    old = (listed(folder) if folder.is_dir() else None) or {}
    either = {name: old.get(name, frozenset()) | new.get(name, frozenset()) for name in old.keys() | new.keys()}
    ours = {name for name, digests in either.items() if _is_one_of(folder, name, digests)}
    if not folder.is_dir() or _entries(folder) <= ours | {LIST}:
        _swap(made, folder, ours)
        return []
    kept = {name for name in either.keys() - ours if os.path.lexists(folder / name)}
    _check_subfolders(folder, new)
    if may_replace is not None:
        for name in sorted(kept & new.keys()):
            may_replace(folder / name)
        kept -= new.keys()
    _renew_list(made, folder, {name: digests for name, digests in either.items() if name in old or name not in kept})
    for name in sorted(
        new.keys() - kept, key=lambda name: ("/" not in name, name)
    ):  # an index of all comes after what it lists
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).replace(folder / name)
    for name in ours - new.keys():
        _remove(folder, name)
    stays = {name: old[name] for name in kept if name in old}
    _renew_list(made, folder, stays | {name: digests for name, digests in new.items() if name not in kept})
    return [folder / name for name in sorted(kept)]


def _entries(folder: Path) -> set[str]:
    """The files, links and empty folders below a folder, as paths inside it with slashes; the list itself too."""
    found = set()
    for at, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(at, name))]  # noqa: PTH114, PTH118
        inside = Path(at).relative_to(folder)
        found |= {(inside / name).as_posix() for name in (*files, *links)}
        if not folders and not files and inside.parts:
            found.add(inside.as_posix())
    return found


def _is_one_of(folder: Path, name: str, digests: frozenset[str]) -> bool:
    """Whether a regular file, reached through no link, has one of the digests."""
    path = folder / name
    ways = [folder.joinpath(*PurePosixPath(name).parts[:n]) for n in range(1, len(PurePosixPath(name).parts) + 1)]
    return path.is_file() and not any(way.is_symlink() for way in ways) and sha256_of(path) in digests


def _check_subfolders(folder: Path, names: Digests) -> None:
    """ExportError where a link or a file stands in the place of a folder that the export needs."""
    for name in names:
        for parent in list(PurePosixPath(name).parents)[:-1]:
            way = folder / parent
            if way.is_symlink() or (way.exists() and not way.is_dir()):
                raise ExportError(f"{way}: the export needs a folder of that name; move the file that has it.")


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with open_input(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_list(folder: Path, digests: Digests) -> None:
    lines = [f"{digest}  {name}" for name in sorted(digests) for digest in sorted(digests[name]) if name != LIST]
    (folder / LIST).write_text("\n".join([_FIRST_LINE, *lines, ""]), encoding="utf-8", newline="\n")


def _renew_list(made: Path, folder: Path, digests: Digests) -> None:
    """Replace the list of a folder in one step."""
    _write_list(made, digests)
    sync(made / LIST)
    (made / LIST).replace(folder / LIST)


def _remove(folder: Path, name: str) -> None:
    """Remove a file and the folders inside ``folder`` that are empty then."""
    (folder / name).unlink()
    for parent in list(PurePosixPath(name).parents)[:-1]:
        if any((folder / parent).iterdir()):
            return
        (folder / parent).rmdir()


def move_folder(made: Path, folder: Path) -> None:
    """Give a new folder its place: nothing is there, or an empty folder. OSError where something came there meanwhile."""
    made.chmod(0o777 & ~_umask())
    sync_below(made)
    if folder.is_dir():
        folder.rmdir()
    made.replace(folder)


def _swap(made: Path, folder: Path, ours: set[str]) -> None:
    """Put a folder in the place of an older export in one step where the system has one; what else came into that meanwhile stays.

    Elsewhere there are two renames, between which nothing stands there; nothing is lost by that.
    """
    if not folder.exists():
        made.replace(folder)
        return
    old = made
    if not _exchanged(made, folder):
        old = made.with_name(made.name + ".old")
        folder.replace(old)
        try:
            made.replace(folder)
        except OSError:
            old.replace(folder)
            raise
    for name in _entries(old) - ours - {LIST}:
        if not os.path.lexists(folder / name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (old / name).replace(folder / name)
    shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Swap two folders in one step (Linux 3.15, renameat2 with RENAME_EXCHANGE); False where that cannot be done."""
    if sys.platform != "linux":
        return False
    import ctypes  # only where a folder is replaced

    rename = getattr(ctypes.CDLL(None), "renameat2", None)
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of fcntl.h and stdio.h
    return rename is not None and rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0


def sync_below(folder: Path) -> None:
    """Have every file below a folder on the disk."""
    for file in folder.rglob("*"):
        if file.is_file():
            sync(file)


def sync(path: Path) -> None:
    """Have a file on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _umask() -> int:
    """The process's file mode mask: temporary folders are made private, the finished one should be as usual."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
