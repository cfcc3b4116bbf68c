"""What was read of files, in parts; a preview keeps them for the import that follows it, so that each file is read once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.exchange.files import stamp
from annotator.exchange.readers import frames
from annotator.exchange.readers.base import ReadOptions
from annotator.exchange.readers.frames import Answer
from annotator.records import Article

IN_MEMORY = 32 << 20  # bytes that are kept without a file


class Chunk:
    """A part of what a file holds: what its reader told, each phrase with how often, and the columns that may hold the text.

    ``done`` with the last part. ``error`` is a sentence: nothing of the file can be used.
    """

    __slots__ = ("_articles", "columns", "done", "error", "notes", "path")

    def __init__(self, path: Path, answer: Answer) -> None:
        self.path = path
        self._articles: list[Any]
        self.notes: Mapping[str, int]
        self.columns: list[str]
        self.done: bool
        self.error: str
        self._articles, self.notes, self.columns, self.done, self.error = answer

    @property
    def articles(self) -> list[Article]:
        """The articles of this part."""
        return [Article(*each) for each in self._articles]

    def packed(self) -> bytes:
        """The part as bytes, from which :func:`frames.unpacked` makes its answer again."""
        return frames.packed([self._articles, self.notes, self.columns, self.done, self.error])


@dataclass(slots=True)
class _Entry:
    """Where the parts of one file stand in the temporary file, and the stamp of the file when it was read."""

    stamp: tuple[int, int] | None
    places: list[tuple[int, int]]
    done: bool = False


class KeptParts:
    """Parts of files in a temporary file. A file that was changed since counts as not read."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed with this object
        self._entries: dict[tuple[Path, ReadOptions], _Entry] = {}

    def add(self, path: Path, options: ReadOptions, chunk: Chunk) -> None:
        """Keep a part; those of one file come one after the other."""
        entry = self._entries.get((path, options))
        if entry is None or entry.done:
            entry = self._entries[path, options] = _Entry(stamp(path), [])
        at, data = self._file.seek(0, 2), chunk.packed()
        self._file.write(data)
        entry.places.append((at, len(data)))
        entry.done = chunk.done

    def has(self, path: Path, options: ReadOptions) -> bool:
        """Whether all parts of a file are kept and the file is unchanged."""
        entry = self._entries.get((path, options))
        return entry is not None and entry.done and entry.stamp is not None and entry.stamp == stamp(path)

    def chunks(self, path: Path, options: ReadOptions) -> Iterator[Chunk]:
        """The parts of a file that ``has`` says are kept."""
        for at, size in self._entries[path, options].places:
            self._file.seek(at)
            yield Chunk(path, frames.unpacked(self._file.read(size)))

    def close(self) -> None:
        """Delete the kept parts."""
        self._entries.clear()
        self._file.close()

    def __del__(self) -> None:
        self._file.close()
