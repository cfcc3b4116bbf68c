"""Writing files so that a reader never sees half of one: aside, synced, then moved into place."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from annotator.errors import ExportError
from annotator.exchange import folders

ABANDONED = 86_400  # seconds without a write after which what a killed export left is cleared away
_UNSAFE = re.compile(r"[^\w.-]+")


@contextmanager
def staged(
    path: Path,
    *,
    folder: bool = False,
    marked: bool = True,
    may_replace: Callable[[Path], None] | None = None,
    kept: list[Path] | None = None,
) -> Iterator[Path]:
    """A path beside ``path`` to write to, moved there when the block ends well; on any error the old one stays as it was.

    ``may_replace`` is called for each file that is there before it is replaced, and raises where it must not be. Folders: see
    ``folders.place``; files that it kept are appended to ``kept``. ``marked=False`` makes a folder that no later export goes into.
    ExportError with a sentence where the disk does not take it.
    """
    partial: Path | None = None
    try:
        if folder:
            folders.check(path, force=may_replace is not None)
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_abandoned(path)
        partial = Path(tempfile.mkdtemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent))
        aim = partial / path.name if not folder else partial
        yield aim
        if not folder:
            _move_files(partial, path, may_replace)
        elif marked:
            found = folders.place(partial, path, may_replace)
            kept.extend(found) if kept is not None else None
        else:
            folders.move_folder(partial, path)
    except OSError as err:
        reason = err.strerror or str(err)
        raise ExportError(
            f"{path}: it could not be written ({reason}); free some space or choose another folder."
        ) from err
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def _move_files(made: Path, path: Path, may_replace: Callable[[Path], None] | None) -> None:
    """Move the file and those written beside it into place, itself last."""
    files = sorted(made.iterdir(), key=lambda file: file.name == path.name)
    for file in files:
        if may_replace is not None:
            may_replace(path.parent / file.name)
        folders.sync(file)
    for file in files:
        file.replace(path.parent / file.name)


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


def stamp(path: Path) -> tuple[int, int] | None:
    """When a file was last changed (nanoseconds) and its size in bytes: another stamp, another state. None where it cannot be read."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


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
