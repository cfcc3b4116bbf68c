"""Writing files so that a reader never sees half of one: into a temporary file beside it, synced, then moved into place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from annotator.errors import ExportError


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Write UTF-8 lines (a newline is added to each) and move the file into place; how many. The old file stays on any error.

    ExportError with a sentence where the disk does not take it.
    """
    count = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as err:
        raise ExportError(f"{path}: it cannot be written ({err.strerror}); choose another folder.") from err
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            for line in lines:
                out.write(line)
                out.write("\n")
                count += 1
            out.flush()
            os.fsync(out.fileno())
        partial.chmod(0o666 & ~_umask())
        partial.replace(path)
    except OSError as err:
        raise ExportError(
            f"{path}: it could not be written ({err.strerror}); free some space or choose another folder."
        ) from err
    finally:
        partial.unlink(missing_ok=True)
    return count


def _umask() -> int:
    """The process's file mode mask: temporary files are made private, the finished one should be as usual."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
