"""The process that reads outside files: it gets names of files on standard input and answers frames on standard output.

A line of names is JSON: ``[text, name, together, columns, refused, [file, …]]``, the options of ``ReadOptions``, whether columns are asked
for, the files of open projects, and each file's name in hexadecimal. A frame is its length (four bytes, big-endian) and answers
(``frames``). Whatever a reader raises, or needs more memory than allowed, becomes one sentence about that file. ``process``
starts it and limits its time.
"""

from __future__ import annotations

import gc
import os
import signal
import stat
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from annotator.errors import BadInputError
from annotator.exchange.readers import base, reading
from annotator.exchange.readers.base import ReadOptions, Source
from annotator.exchange.readers.frames import Answer, packed
from annotator.open_projects import refusal
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
    answers = Answers(os.fdopen(os.dup(1), "wb"))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # what a library prints goes nowhere
    limit = Memory()
    gc.freeze()  # what the program itself is made of is nobody's garbage, and need not be walked again for each some hundred files
    for lines in _asked():
        for line in lines:
            text, name, together, columns, refused, files = orjson.loads(line)
            options, not_these = ReadOptions(text, name, together), {tuple(map(int, each.split())) for each in refused}
            for file in files:
                answer = FileAnswer(answers)
                base.on_progress = answer.tick
                _serve(os.fsdecode(bytes.fromhex(file)), options, columns, not_these, limit, answer)
        answers.flush()


def _asked() -> Iterator[list[bytes]]:
    """The questions, all that are there at once."""
    rest = b""
    while data := os.read(0, TOGETHER):
        *lines, rest = (rest + data).split(b"\n")
        yield lines


def check_input(path: str, refused: Collection[tuple[int, ...]]) -> int:
    """The size of a file in bytes; BadInputError with a sentence for what is no file to read.

    Such are a pipe, a device, an open project (``refused``), and a name that leads nowhere.
    """
    try:
        found = os.stat(path)  # noqa: PTH116  # asked for each file
    except (OSError, ValueError) as err:  # ValueError: a name with a zero
        reason = getattr(err, "strerror", None) or "it is a broken link"
        raise BadInputError(f"{path}: it cannot be read ({reason}); check its name and permissions.") from err
    if (found.st_dev, found.st_ino) in refused:
        raise refusal(path)
    if not stat.S_ISREG(found.st_mode):
        raise BadInputError(f"{path}: it is not a readable file (a pipe or a device); save it as a file.")
    return found.st_size


def _serve(
    path: str,
    options: ReadOptions,
    columns: bool,
    refused: Collection[tuple[int, ...]],
    limit: Memory,
    answer: FileAnswer,
) -> None:
    """Read one file; the last part of its answer says that it is done, or what went wrong."""
    try:
        size = check_input(path, refused)
        if size > TOGETHER or not path.endswith(PLAIN):
            answer.answers.flush()  # whatever happens over this one, the others were answered
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
    import traceback  # only where something went wrong: an import waits for this process to start

    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(at.filename).name}, line {at.lineno}"


class FileAnswer:
    """The answer about one file, in one part or several."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
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
            self.answers.flush()

    def end(self, error: str = "") -> None:
        """Answer the last part."""
        self._send(True, error)

    def _send(self, done: bool, error: str) -> None:
        self.answers.add([self.articles, self.notes, self.columns, done, error], self.characters)
        self.articles, self.notes, self.characters, self.sent = [], {}, 0, time.monotonic()


class Answers:
    """Answers on their way out: those about small files go together in one frame."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._waiting: list[Answer] = []
        self._characters = 0

    def add(self, answer: Answer, characters: int) -> None:
        """Take an answer, with as many characters in its articles."""
        self._waiting.append(answer)
        self._characters += characters
        if self._characters >= TOGETHER:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            data = packed(self._waiting)
            self._waiting, self._characters = [], 0
            self._out.write(len(data).to_bytes(4, "big"))
            self._out.write(data)
            self._out.flush()


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
