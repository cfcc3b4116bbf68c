"""Writing files so that a reader never sees half of one: aside, synced, then moved into place."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from annotator.errors import ExportError

#: A folder that an export made holds this file; only such a folder, or an empty one, is ever replaced.
MARKER = ".annotator-export"
ABANDONED = 86_400  # seconds without a write after which what a killed export left is cleared away
_UNSAFE = re.compile(r"[^\w.-]+")


@contextmanager
def staged(path: Path, *, folder: bool = False, marked: bool = True) -> Iterator[Path]:
    """A path beside ``path`` to write to, moved there when the block ends well; on any error the old one stays as it was.

    ``marked=False`` makes a folder that no later export may replace. ExportError with a sentence where the disk does not take
    it, or where ``path`` is a folder with other things in it.
    """
    partial: Path | None = None
    try:
        if folder:
            _check_folder(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(path)
        partial = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
        aim = partial / path.name if not folder else partial
        yield aim
        if folder:
            if marked:
                (partial / MARKER).write_text("Made by an export, which may replace this folder.\n", encoding="utf-8")
            _replace_folder(partial, path)
        else:
            for made in sorted(partial.iterdir(), key=lambda p: p == aim):  # the file itself last
                _sync(made)
                made.replace(path.parent / made.name)
    except OSError as err:
        reason = err.strerror or str(err)
        raise ExportError(
            f"{path}: it could not be written ({reason}); free some space or choose another folder."
        ) from err
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def _clear_abandoned(path: Path) -> None:
    """Clear away what exports to ``path`` left that were killed a day ago or more; one that may still run is left alone.

    Known by its name, as ``mkdtemp`` makes it; an ``.old`` beside it, which may be the only copy of an export, is never touched.
    """
    ours = re.compile(rf"\.{re.escape(path.name)}\.[a-z0-9_]{{8}}\.part")
    for left in path.parent.iterdir():
        if ours.fullmatch(left.name) and left.is_dir() and not left.is_symlink():
            with suppress(OSError):  # somebody else cleared it, or it is not ours to touch
                if max(p.lstat().st_mtime for p in (left, *left.rglob("*"))) < time.time() - ABANDONED:
                    shutil.rmtree(left, ignore_errors=True)


def _check_folder(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise ExportError(f"{path}: this format is a folder, and a file of that name is there; choose another name.")
    if path.is_dir() and any(path.iterdir()) and not (path / MARKER).exists():
        raise ExportError(f"{path}: the folder holds other files; choose a new or empty one.")


def _replace_folder(made: Path, path: Path) -> None:
    """Put a folder in the place of an older export, in one step where the system has one.

    Elsewhere there are two renames, between which nothing stands there; nothing is lost by that.
    """
    made.chmod(0o777 & ~_umask())
    sync_below(made)
    if path.exists() and _exchanged(made, path):
        return  # the old one is in the place of the new one, which is cleared away
    old = made.with_name(made.name + ".old")
    if path.exists():
        path.replace(old)
    try:
        made.replace(path)
    except OSError:
        if old.exists():
            old.replace(path)
        raise
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
            _sync(file)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_text_lines(path: Path, lines: Iterable[str]) -> int:
    """Write UTF-8 lines, a newline after each, to a staged path; how many."""
    count = 0
    with open_text(path) as out:
        for count, line in enumerate(lines, 1):  # noqa: B007
            out.write(line)
            out.write("\n")
    return count


def write_byte_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write lines that are UTF-8 already, a newline after each, to a staged path; how many."""
    count = 0
    with path.open("wb") as out:
        for count, line in enumerate(lines, 1):  # noqa: B007
            out.write(line)
            out.write(b"\n")
    return count


def open_text(path: Path) -> IO[str]:
    """A staged path opened for UTF-8 text with ``\\n`` as it is given."""
    return path.open("w", encoding="utf-8", newline="\n")


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write UTF-8 lines and move the file into place; how many. The old file stays on any error; ExportError with a sentence."""
    with staged(path) as aim:
        return write_text_lines(aim, lines)


def safe_name(name: str) -> str:
    """A name that is one file's name on every system: letters, digits, ``_ - .``; never empty, hidden, a path or too long.

    What had to be changed is told apart by the name's checksum, so that two names never become one file.
    """
    plain = _UNSAFE.sub("_", name).strip("._-")[:80]
    reserved = plain.split(".")[0].lower() in _RESERVED
    if plain == name and plain and not reserved:
        return plain
    return f"{plain or 'x'}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}


def unique_names(taken: set[str]) -> Callable[[str], str]:
    """A function that makes safe names, no two equal even where capitals are not told apart; ``taken`` is filled."""

    def name_of(name: str) -> str:
        safe, n = safe_name(name), 2
        found = safe
        while found.casefold() in taken:
            found, n = f"{safe}-{n}", n + 1
        taken.add(found.casefold())
        return found

    return name_of


def _umask() -> int:
    """The process's file mode mask: temporary folders are made private, the finished one should be as usual."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
