"""Check that the files of an open project are still the ones that were opened, and that only SQLite has written to them.

Looked at before each write and after its commit, for some microseconds: the names still lead to the same files; the log (``-wal``) is
as long as its index (``-shm``) says and ends with the same checksum; the log went on, not back; and where the project file
itself was written to, a checkpoint says so. The layout of log and index is SQLite's documented one (sqlite.org/walformat.html).
"""

from __future__ import annotations

import os
import struct
import sys
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from annotator.open_projects import PARTS, Identity, OpenProject, identity

INDEX = 32768  # bytes that the log's index has at least
_HEADER = struct.Struct(
    "=IIIBBHIIII8s"
)  # of the index: version, -, changes, is it made, byte order, page size, frames, pages, checksum, salts
_FILLED, _TRIED = 96, 128  # where the index says how far a checkpoint has come, and how far it wants to come
_CHECKPOINTING, _USING = (
    (121, 1),
    (128, 1),
)  # bytes of the index that are locked during a checkpoint, and by who has it open
READING = (0x40000002, 510)  # bytes of the project file that who reads it has locked
_FRAME, _START = 24, 32  # bytes before each page of the log; before the first one
_TRIES = 5  # looks at what another process may be changing just now
_RESETS = 100_000  # that the log may begin again between two looks; its first salt counts them


class Trouble(Enum):
    """What has changed since the files were opened."""

    LOG = "its log (-wal) was deleted"
    GONE = "the project file is no longer there"
    REPLACED = "another file is in its place"
    OVERWRITTEN = "another program wrote into the project file while it was open"


_OTHERWISE = "or save what you decided as a new file"
FIX = {
    Trouble.GONE: f"put it back where it was, {_OTHERWISE}",
    Trouble.REPLACED: f"move that away and put the project back, {_OTHERWISE}",
    Trouble.OVERWRITTEN: "save what you decided as a new file",
}


class LogState(NamedTuple):
    """What the log's index says."""

    page: int  # bytes
    frames: int
    pages: int  # that the project has
    checksum: tuple[int, int]
    salts: bytes
    filled: int
    tried: int

    @property
    def checkpoint(self) -> tuple[bytes, int, int]:
        """What is another with each checkpoint."""
        return self.salts, self.filled, self.tried

    @property
    def length(self) -> int:
        """Bytes that the log has at least."""
        return _START + self.frames * (self.page + _FRAME) if self.frames else 0

    def follows(self, before: LogState) -> bool:
        """Whether the log can have come to this from ``before``: it grew, or began again, which its first salt counts."""
        if not before.frames:
            return True
        steps = (int.from_bytes(self.salts[:4], "big") - int.from_bytes(before.salts[:4], "big")) % (1 << 32)
        if steps == 0:
            return self.salts == before.salts and self.frames >= before.frames
        return steps < _RESETS


def read_index(descriptor: int) -> LogState | None:
    """What the log's index says; None where it is not made, or is cut off."""
    for _ in range(_TRIES):
        data = os.pread(descriptor, 136, 0)
        if len(data) < 136 or data[:48] == data[48:96]:  # it stands there twice; a writer changes the second one first
            break
    if len(data) < 136:
        return None
    _, _, _, made, _, size, frames, pages, first, second, salts = _HEADER.unpack_from(data)
    filled, tried = (struct.unpack_from("=I", data, at)[0] for at in (_FILLED, _TRIED))
    page = (size & 0xFE00) + ((size & 1) << 16)
    return LogState(page, frames, pages, (first, second), salts, filled, tried) if made else None


class ProjectFiles:
    """The files of one connection to a project, as they were found at the opening."""

    def __init__(self, path: Path, project: OpenProject, holder: object) -> None:
        real = os.path.realpath(path)  # where the log lies of a project that was opened by a link
        self._names = (str(path.absolute()), *(real + part for part in PARTS[1:]))
        self._project, self._holder = project, holder
        self._files: list[Identity | None] = [project.identity, None, None]
        self._log: int | None = None  # descriptors of the log, its index, and the project
        self._index: int | None = None
        self._file: int | None = None
        self._before: LogState | None = None
        self._written: tuple[int, int] | None = None  # size and time of the project file
        self.look()

    def look(self) -> Trouble | None:
        """What is not as it was; None where all is well."""
        if trouble := self._names_lead_elsewhere():
            return trouble
        if self._index is None or any(self._contents() or self._busy() for _ in range(_TRIES)):
            return None
        return Trouble.OVERWRITTEN

    def restore_index(self) -> None:
        """Give the log's index its length back where it was cut off: else the next look into it would kill this process.

        It holds nothing of its own; SQLite makes it again from the log.
        """
        if self._index is None or os.fstat(self._index).st_size >= INDEX:
            return
        if identity(self._names[2]) == self._files[2]:
            os.truncate(self._names[2], INDEX)  # by its name: a descriptor for writing would have to be closed
            self._before = None

    def _names_lead_elsewhere(self) -> Trouble | None:
        found = identity(self._names[0])
        if found != self._files[0]:
            return Trouble.GONE if found is None else Trouble.REPLACED
        for part in (1, 2):
            found = identity(self._names[part])
            if self._files[part] is None and found is not None:
                self._met(part, found)
            elif found != self._files[part]:
                return Trouble.LOG
        return None

    def _met(self, part: int, found: Identity) -> None:
        """The log, or its index, is there for the first time."""
        self._files[part] = found
        opened = [self._project.descriptor(name) for name in self._names] if part == 2 else [None]
        if None not in opened:
            self._file, self._log, self._index = opened

    def _contents(self) -> bool:
        """Whether log and project file are as the log's index says; what is seen is kept to compare the next look with."""
        assert self._index is not None and self._log is not None and self._file is not None
        state = read_index(self._index)
        found = os.fstat(self._file)
        written = (found.st_size, found.st_mtime_ns)
        after = read_index(self._index)
        if state is None or after is None:  # nothing was read or written yet, or the index was cut off
            self.restore_index()
            return True
        before = self._before
        if before is not None and not state.follows(before):
            return False
        if not self._log_fits(state):
            return False
        if before is not None and written != self._written:
            by_checkpoint = after.checkpoint != before.checkpoint
            if not by_checkpoint or not self._file_fits(after, found.st_size):
                return False
        self._before, self._written = state, written
        return True

    def _log_fits(self, state: LogState) -> bool:
        """Whether the log is as long as its index says, and of the same make."""
        if not state.frames:
            return True
        last = os.pread(self._log or 0, _FRAME, state.length - state.page - _FRAME)
        return (
            os.fstat(self._log or 0).st_size >= state.length
            and os.pread(self._log or 0, 8, 16) == state.salts
            and last[16:] == struct.pack(">II", *state.checksum)
        )

    def _file_fits(self, state: LogState, size: int) -> bool:
        """Whether the project file can be what a checkpoint made of it."""
        head = os.pread(self._file or 0, 18, 0)
        page = int.from_bytes(head[16:18], "big")
        whole = state.frames > 0 and state.filled == state.frames
        return (
            head.startswith(b"SQLite format 3\0")
            and state.page in (0, 65536 if page == 1 else page)
            and (not whole or size == state.pages * state.page)
        )

    def _busy(self) -> bool:
        """Whether somebody may be in the middle of a checkpoint, so that what is seen is not yet what it says."""
        if self._project.writers - {id(self._holder)}:
            return True
        return self._index is not None and _locked_elsewhere(self._index, *_CHECKPOINTING)

    @property
    def log_size(self) -> int:
        """Bytes of the log that was opened, wherever it is now."""
        return os.fstat(self._log).st_size if self._log is not None else 0

    @property
    def file(self) -> int | None:
        """A descriptor of the project file that was opened, wherever it is now."""
        return self._file

    @property
    def shared(self) -> bool:
        """Whether another process has the project that was opened open too."""
        return (self._file is not None and _locked_elsewhere(self._file, *READING)) or (
            self._index is not None and _locked_elsewhere(self._index, *_USING)
        )

    def own_names(self) -> list[str]:
        """The names of log and index that still lead to those of this connection."""
        return [self._names[part] for part in (1, 2) if identity(self._names[part]) == self._files[part] is not None]


def _locked_elsewhere(descriptor: int, start: int, length: int) -> bool:
    """Whether another process holds a lock on some bytes of a file."""
    import fcntl

    asked = (fcntl.F_WRLCK, os.SEEK_SET)
    if sys.platform == "linux":
        answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, struct.pack("hhqqi", *asked, start, length, 0))
        kind = struct.unpack_from("h", answer)[0]
    else:  # macOS and the BSDs
        answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, struct.pack("qqihh", start, length, 0, *asked))
        kind = struct.unpack("qqihh", answer)[3]
    return bool(kind != fcntl.F_UNLCK)
