"""Files read in another process, so that none of them can crash, freeze or fill up this one.

One such process is kept warm: it is started for the first file and serves every preview and import after it. A file that takes too long
has its process ended, and the others go on in a new one.
"""

from __future__ import annotations

import atexit
import os
import queue
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import IO

import orjson

from annotator.exchange.readers.base import ReadOptions
from annotator.exchange.readers.frames import Answer, unpacked
from annotator.exchange.readers.kept import Chunk, KeptParts
from annotator.open_projects import open_files
from annotator.own_process import started

#: Seconds without a word from the process after which a file is given up, and how many more for each MB of the file.
SECONDS, SECONDS_PER_MB = 30.0, 1.0
#: Files that wait their turn in the process, and the bytes that their names may fill: what a pipe takes at once.
AHEAD, AHEAD_BYTES = 512, 48_000 if sys.platform == "linux" else 3_500
#: Bytes of answers that wait to be taken, after which the process has to wait; what a pipe is asked to hold.
WAITING, PIPE = 8 << 20, 1 << 20
HEAD = 4  # bytes of a frame's length


def failed(path: Path, sentence: str) -> Chunk:
    """The only part of a file over which the process ended."""
    return Chunk(path, [[], {}, [], True, sentence])


class ReaderProcess:
    """One process that reads files, and what it has been asked to read."""

    def __init__(self) -> None:
        self._process = started("annotator.exchange.readers.worker", PIPE)
        assert self._process.stdin is not None and isinstance(self._process.stdout, BufferedReader)
        self._in: IO[bytes] = self._process.stdin
        self._taken: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._waiting = 0  # bytes of the frames in it
        self._room = threading.Condition()
        self._answers: deque[Answer | None] = deque()
        self._unsent: list[str] = []
        self._head = b""  # what goes before these
        self._asked_bytes = 0
        self.closed = False
        self._thread = threading.Thread(target=self._take, args=(self._process.stdout,), daemon=True)
        self._thread.start()
        self.asked: deque[tuple[Path, int]] = deque()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return not self.closed and self._process.poll() is None

    def _take(self, out: BufferedReader) -> None:
        """Take frames as they come, in a thread, as long as there is room; an empty one at the end."""
        with suppress(OSError, ValueError):
            while frame := _frame(out):
                with self._room:
                    self._room.wait_for(lambda: self._waiting < WAITING)
                    self._waiting += len(frame)
                self._taken.put(frame)
        self._taken.put(b"")

    def _next(self, path: Path) -> Answer | None:
        """Wait for answers: the first of them; None at the end; queue.Empty where none came in time."""
        try:
            taken = self._taken.get(timeout=SECONDS)
        except queue.Empty:
            taken = self._taken.get(timeout=more_patience(path))
        with self._room:
            self._waiting -= len(taken)
            self._room.notify()
        self._answers.extend(unpacked(taken) if taken else [None])
        return self._answers.popleft()

    def ask(self, path: Path, options: ReadOptions, columns: bool) -> None:
        """Put down a question about a file; :meth:`send` sends it. Answers come in the order of the questions.

        All that are sent at once have the same options.
        """
        name = os.fsencode(path).hex()
        size = len(name) + 3
        if not self._unsent:
            refused = [f"{device} {inode}" for device, inode in open_files()]  # JSON has no number of 128 bits
            asked = [options.text, options.name, options.together, columns, refused]
            self._head = orjson.dumps(asked)[:-1] + b',["'
            size += len(self._head) + 2
        self.asked.append((path, size))
        self._asked_bytes += size
        self._unsent.append(name)

    def send(self) -> None:
        """Send all questions that were put down."""
        if self._unsent:
            line = self._head + '","'.join(self._unsent).encode("ascii") + b'"]]\n'
            self._unsent.clear()
            with suppress(OSError):  # it ended: the answer says so
                self._in.write(line)
                self._in.flush()

    def has_room(self) -> bool:
        """Whether another question can wait without filling the pipe."""
        return not self.asked or (len(self.asked) < AHEAD and self._asked_bytes < AHEAD_BYTES)

    def answer(self) -> Chunk:
        """The next part of the file asked for first; ``failed`` where the process ended over it or took too long, and is ended then."""
        path, size = self.asked[0]
        try:
            answer = self._answers.popleft() if self._answers else self._next(path)
        except queue.Empty:
            self.close()
            return failed(path, f"{path}: reading it takes too long; split it, or save its text and import that.")
        if answer is None:
            self.close()
            return failed(path, f"{path}: it cannot be read (its reader crashed); save its text and import that.")
        chunk = Chunk(path, answer)
        if chunk.done:
            self.asked.popleft()
            self._asked_bytes -= size
        return chunk

    def close(self) -> None:
        """End the process."""
        self.closed = True
        self._process.kill()
        with suppress(OSError):
            self._in.close()
        with self._room:
            self._waiting = -(1 << 62)  # room for all that is still coming
            self._room.notify()
        self._thread.join()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _frame(out: BufferedReader) -> bytes:
    """The next frame; b"" at the end, also where that comes within it."""
    size = int.from_bytes(out.read(HEAD), "big")
    frame = out.read(size)
    return frame if len(frame) == size else b""


def more_patience(path: Path) -> float:
    """Seconds to wait longer for a word about a file, by its size."""
    try:
        return SECONDS_PER_MB * path.stat().st_size / 1e6
    except OSError:
        return 0.0


_idle: list[ReaderProcess] = []
_lock = threading.Lock()


@contextmanager
def _borrowed() -> Iterator[list[ReaderProcess]]:
    """The warm process, in a list in which a new one may take its place; a second borrower meanwhile gets one of its own."""
    with _lock:
        held = [_idle.pop()] if _idle else []
    try:
        yield held
    finally:
        for process in held:
            with _lock:
                keep = process.alive and not process.asked and not _idle
                if keep:
                    _idle.append(process)
            if not keep:
                process.close()


def warm() -> None:
    """Have a process ready, so that it starts while other work is done."""
    with _lock:
        if not _idle:
            _idle.append(ReaderProcess())


@atexit.register
def close() -> None:
    """End the warm process."""
    with _lock:
        ended, _idle[:] = list(_idle), []
    for process in ended:
        process.close()


@dataclass(slots=True)
class _Coming:
    """A file that is not answered yet. ``kept``: it was read before."""

    path: Path
    kept: bool = False


def read_files(
    paths: Iterable[Path], options: ReadOptions | None = None, *, columns: bool = False, kept: KeptParts | None = None
) -> Generator[Chunk]:
    """The parts of all files, in their order; the last of each is ``done``. The process reads on while a part is used.

    ``columns`` asks for the columns, too. ``kept`` holds what was read before: such a file is not read again, and what is read is added.
    """
    chosen = options or ReadOptions()
    waiting = map(_Coming, paths)
    coming: deque[_Coming] = deque()  # taken from ``waiting``
    ready = enough = 0  # of these, those that are asked for or kept; down to how many no more are asked for
    with _borrowed() as held:
        while True:
            if ready <= enough or (held and held[0].closed):
                coming.extend(islice(waiting, AHEAD - len(coming)))
                if not coming:
                    return
                ready = _ask(held, coming, ready, chosen, columns, kept)
                enough = ready // 2  # asking in larger parts costs less
            first = coming[0]
            if first.kept and kept is not None:
                yield from kept.chunks(first.path, chosen)
            else:
                done = False
                while not done:
                    chunk = held[0].answer()
                    if kept is not None and not held[0].closed:
                        kept.add(first.path, chosen, chunk)
                    done = chunk.done
                    yield chunk
            coming.popleft()
            ready -= 1


def _ask(
    held: list[ReaderProcess],
    coming: deque[_Coming],
    ready: int,
    options: ReadOptions,
    columns: bool,
    kept: KeptParts | None,
) -> int:
    """Ask for files that come next, as far as there is room: how many are ready now. A process that ended is replaced, and asked again."""
    if held and not held[0].alive:
        held.pop().close()
        ready = 0
    for each in islice(coming, ready, None):
        each.kept = kept is not None and kept.has(each.path, options)
        if not each.kept:
            if not held:
                held.append(ReaderProcess())
            if not held[0].has_room():
                break
            held[0].ask(each.path, options, columns)
        ready += 1
    if held:
        held[0].send()
    return ready
