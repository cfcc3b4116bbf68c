"""The project files that this process has open, which nothing but SQLite may open and close.

POSIX takes all locks of a process on a file away when the process closes any descriptor of that file
(sqlite.org/howtocorrupt.html, 2.2); the next other program that closes the project then deletes its log. So a file that a person
names is opened through :func:`open_input` or :func:`read_input`, which refuse an open project. Where the program itself has to
look into one, a descriptor of its own stays open until the last connection of this process to that project is closed.
"""

from __future__ import annotations

import os
import threading
from io import BufferedReader
from operator import methodcaller
from pathlib import Path
from weakref import WeakSet

from annotator.errors import BadInputError

Identity = tuple[int, int]  # device and inode

PARTS = ("", "-wal", "-shm")  # what SQLite keeps of an open file: itself, its log, the log's index
_READS = hasattr(os, "pread")  # Windows keeps locks by handle, and knows no reading from a place
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_lock = threading.RLock()
_projects: dict[Identity, OpenProject] = {}


class OpenProject:
    """One project file that this process has open, through any number of connections."""

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.holders: WeakSet[object] = WeakSet()  # who has a connection to it
        self.writers: set[int] = set()  # ids of the holders that are writing now
        self._descriptors: dict[Identity, int] = {}

    def descriptor(self, path: str) -> int | None:
        """A descriptor of one of the project's files, kept until the last holder lets go; None where it cannot be had.

        For os.pread alone.
        """
        with _lock:
            found = identity(path)
            if found is None or not _READS or self.identity not in _projects:
                return None
            if found not in self._descriptors:
                opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                self._descriptors[_known(os.fstat(opened))] = opened
            return self._descriptors.get(found)

    def holds(self, found: Identity) -> bool:
        """Whether a file is the project, its log, or the log's index."""
        return found == self.identity or found in self._descriptors

    def files(self) -> list[Identity]:
        """The project, its log, and the log's index, as far as they are known."""
        return [self.identity, *self._descriptors]

    def close(self) -> None:
        """Close the descriptors; only once no connection of this process is left."""
        for opened in self._descriptors.values():
            os.close(opened)
        self._descriptors.clear()


def identity(path: str | Path) -> Identity | None:
    """Device and inode of the file at a path; None where there is none."""
    try:
        return _known(os.stat(path))  # noqa: PTH116  # asked before and after each write
    except OSError:
        return None


def _known(found: os.stat_result) -> Identity:
    return found.st_dev, found.st_ino


def hold(path: Path, holder: object) -> OpenProject:
    """Say that ``holder`` is about to connect to the file at a path. FileNotFoundError where there is none."""
    with _lock:
        found = _known(path.stat())
        project = _projects.setdefault(found, OpenProject(found))
        project.holders.add(holder)
        return project


def let_go(project: OpenProject, holder: object) -> None:
    """Say that the connection of ``holder`` is closed; with the last one go the descriptors."""
    with _lock:
        project.holders.discard(holder)
        if not project.holders and _projects.get(project.identity) is project:
            del _projects[project.identity]
            project.close()


def is_open_here(path: Path | str, stat: os.stat_result | None = None) -> bool:
    """Whether the file at a path is a project that this process has open, or belongs to one; followed through links.

    ``stat``: what the system says of the file, where it was asked already.
    """
    if not _projects:
        return False
    found = identity(path) if stat is None else _known(stat)
    return found is not None and any(map(methodcaller("holds", found), list(_projects.values())))


def open_input(path: Path) -> BufferedReader:
    """Open a file that a person named, to be read.

    BadInputError with a sentence where it is a project that is open here, OSError where it cannot be opened.
    """
    refuse_open(path)
    return path.open("rb")


def read_input(path: Path | str, most: int | None = None) -> bytes:
    """What a file holds that a person named, or its first ``most`` bytes; the errors of :func:`open_input`."""
    refuse_open(path)
    if most is None:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123  # read at once, a buffer would only be filled and emptied
            return file.readall()
    descriptor = os.open(path, _READ)  # of ten thousand small files a third of the time that a file object takes
    try:
        found = os.read(descriptor, most)
        while 0 < len(found) < most and (more := os.read(descriptor, most - len(found))):
            found += more
        return found
    finally:
        os.close(descriptor)


def refuse_open(path: Path | str, stat: os.stat_result | None = None) -> None:
    """BadInputError with a sentence for a project that is open here, or a part of it. ``stat`` as for :func:`is_open_here`."""
    if is_open_here(path, stat):
        raise refusal(path)


def refusal(path: Path | str) -> BadInputError:
    """What is told of a project that is open, or a part of it, in the place of a file to read."""
    return BadInputError(f"{path}: it is the project that is open, or a part of it; choose another file.")


def open_files() -> list[Identity]:
    """The projects that this process has open, with their parts: what another process that reads for it has to refuse."""
    with _lock:
        return [found for project in _projects.values() for found in project.files()]
