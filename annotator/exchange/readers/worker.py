"""The process that reads outside files: it gets a file a line on standard input and answers frames on standard output.

A frame is its length (four bytes, big-endian) and JSON: ``[articles, notes, columns, done, error]``. Whatever a reader raises, or needs
more memory than allowed, becomes one sentence about that file. ``process`` starts it and limits its time.
"""

from __future__ import annotations

import json
import os
import signal
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from annotator.errors import BadInputError
from annotator.exchange.readers import base, reading
from annotator.exchange.readers.base import ReadOptions, Source
from annotator.records import Article

#: Memory that reading one file may take beyond what the process had when it began: MiB, and bytes for each byte of the file.
MEMORY, MEMORY_PER_BYTE, MEMORY_MOST = 768, 24, 6144
#: Articles and characters that go into one frame, and the seconds after which what was read so far is sent.
FRAME_ARTICLES, FRAME_CHARACTERS, FRAME_SECONDS = 250, 1_000_000, 1.0
#: Bytes of answers that may be sent together, and the files whose answers may wait for that: small ones that are read as they are.
TOGETHER, PLAIN = 1 << 16, (".txt", ".md", ".markdown")
MIB = 1 << 20


def main() -> None:
    """Read files until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this process decides when it ends
    out = os.fdopen(os.dup(1), "wb", buffering=TOGETHER)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # what a library prints goes nowhere
    limit = Memory()
    for lines in _asked():
        for line in lines:
            path, size, text, name, together, columns = orjson.loads(line)
            options = ReadOptions(text, name, together)
            file = os.fsdecode(bytes.fromhex(path))
            if size > TOGETHER or not file.endswith(PLAIN):
                out.flush()  # whatever happens over this one, the others were answered
            answer = FileAnswer(out)
            base.on_progress = answer.tick
            _serve(file, size, options, columns, limit, answer)
        out.flush()


def _asked() -> Iterator[list[bytes]]:
    """The questions, all that are there at once."""
    rest = b""
    while data := os.read(0, TOGETHER):
        *lines, rest = (rest + data).split(b"\n")
        yield lines


def _serve(path: str, size: int, options: ReadOptions, columns: bool, limit: Memory, answer: FileAnswer) -> None:
    """Read one file of ``size`` bytes; the last frame says that it is done, or what went wrong."""
    try:
        limit.allow(size)
        source = Source.of(path)
        answer.columns = reading.column_names(source) if columns else []
        for article in reading.articles_of(source, reading.extracts(source, options, answer.note), answer.note):
            answer.add(article)
        answer.end()
    except BadInputError as err:
        answer.end(str(err))
    except MemoryError:
        answer.articles.clear()
        answer.end(f"{path}: reading it takes more than {limit.allowed:,} MB of memory; split it, or save its text.")
    except RecursionError:
        answer.end(f"{path}: it is nested too deeply to be read; save its text and import that.")
    except Exception as err:
        answer.end(f"{path}: it could not be read ({_place(err)}); save it as text and try again.")


def _place(error: Exception) -> str:
    """Which error it was and where it came up, for a report of the fault."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(at.filename).name}, line {at.lineno}"


class FileAnswer:
    """The frames about one file."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.articles: list[list[Any]] = []
        self.notes: dict[str, int] = {}
        self.columns: list[str] = []
        self.characters = 0
        self.sent = time.monotonic()

    def note(self, note: str) -> None:
        """Take a note."""
        self.notes[note] = self.notes.get(note, 0) + 1

    def add(self, article: Article) -> None:
        """Take an article; what has come together is sent from time to time."""
        self.articles.append([article.id, article.text, article.title, dict(article.metadata)])
        self.characters += len(article.text)
        if len(self.articles) >= FRAME_ARTICLES or self.characters >= FRAME_CHARACTERS:
            self._send(False, "")
        else:
            self.tick()

    def tick(self) -> None:
        """Say that the file is still being read."""
        if time.monotonic() - self.sent > FRAME_SECONDS:
            self._send(False, "")
            self.out.flush()

    def end(self, error: str = "") -> None:
        """Send the last frame."""
        self._send(True, error)

    def _send(self, done: bool, error: str) -> None:
        frame = [self.articles, self.notes, self.columns, done, error]
        try:
            data = orjson.dumps(frame)
        except TypeError:  # a lone surrogate, in the name of a file
            data = json.dumps(frame).encode("ascii")
        self.out.write(len(data).to_bytes(4, "big"))
        self.out.write(data)
        self.articles, self.notes, self.characters, self.sent = [], {}, 0, time.monotonic()


class Memory:
    """The limit of memory, where the system has one (``resource``: not on Windows)."""

    def __init__(self) -> None:
        self.allowed = 0  # MiB, for the file that is read
        self.set = 0

    def allow(self, size: int) -> None:
        """Allow what a file of this many bytes may take."""
        self.allowed = min(MEMORY + MEMORY_PER_BYTE * size // MIB, MEMORY_MOST)
        if self.allowed != self.set:
            self.set = self.allowed
            limit_memory(self.allowed * MIB)


def limit_memory(more: int) -> None:
    """Let this process have so many bytes more than it has now; nothing where the system cannot limit it."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


if __name__ == "__main__":
    main()
