"""Where the program may write: one rule for every output of the window and of the command line.

A project is never replaced. A link, a device or a pipe is never written to. Any other file is replaced unasked only where it is
empty or an earlier output of the same kind, which is known by how it begins; all else has to be asked for.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from annotator.errors import ExportError, OccupiedError, StoreError
from annotator.exchange.files import staged
from annotator.store.identify import FileKind, file_kind

Earlier = Callable[[Path], bool]  # whether a file is an earlier output of one kind


def check(path: Path, earlier: Earlier, *, force: bool = False) -> None:
    """Refuse a path where an output must not go; nothing is there, or it may be replaced, where it returns.

    ExportError for what is never replaced; OccupiedError, unless ``force``, for what is no earlier output of the same kind.
    """
    try:
        found = path.lstat()
    except OSError:  # nothing is there; a folder that is none or may not be entered is told when the output is written
        return
    if stat.S_ISLNK(found.st_mode):
        raise ExportError(f"{path}: that is a symbolic link; name the file itself.")
    if stat.S_ISDIR(found.st_mode):
        raise ExportError(f"{path}: that is a folder; name a file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise ExportError(f"{path}: that is a device or a pipe; name a file, or “-” for standard output.")
    kind = _kind(path)
    if kind is FileKind.PROJECT:
        raise ExportError(f"{path}: that is a project, or part of one, and is never replaced; choose another name.")
    if force or (kind is FileKind.OTHER and (found.st_size == 0 or _is(earlier, path))):
        return
    raise OccupiedError(f"{path}: another file has this name; choose another name.")


def named(path: Path) -> Path:
    """The path, ending in a name: what “.” and “..” stand for. ExportError for the root of a disk."""
    found = path if path.name not in ("", "..") else Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links
    if not found.name:
        raise ExportError(f"{path}: that is a whole disk; name a file or folder in it.")
    return found


def _kind(path: Path) -> FileKind:
    try:
        return file_kind(path)
    except StoreError as err:
        raise ExportError(f"{path}: a file with this name cannot be accessed; choose another name.") from err


def _is(earlier: Earlier, path: Path) -> bool:
    try:
        return earlier(path)
    except OSError:  # it may not be read: whatever it is, it is not replaced unasked
        return False


@contextmanager
def output(
    path: Path, earlier: Earlier, *, beside: Mapping[Path, Earlier] | None = None, force: bool = False
) -> Iterator[Path]:
    """A path to write an output to, moved to ``path`` when the block ends well; see ``check``, which is asked before and after.

    ``beside``: what the block writes beside it, with the same suffix to its name.
    """
    known = {path: earlier, **(beside or {})}

    def may_replace(found: Path) -> None:
        check(found, known[found], force=force)

    for each in known:
        may_replace(each)
    with staged(path, may_replace=may_replace) as aim:
        yield aim
