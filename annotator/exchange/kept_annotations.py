"""What a preview read of files of annotations, kept for the import that follows it, so that each file is parsed once."""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import BadInputError
from annotator.exchange import annotation_formats
from annotator.exchange.annotated import AnnotatedArticle, ReaderNotes
from annotator.exchange.annotation_formats import AnnotationFile, AnnotationFormat, Batch
from annotator.exchange.files import stamp
from annotator.exchange.scheme import Scheme
from annotator.records import Codebook

IN_MEMORY = 32 << 20  # bytes that are kept without a file
Stamps = tuple[tuple[Path, tuple[int, int] | None], ...]


def _stamps(parts: tuple[Path, ...]) -> Stamps:
    """The stamps of files, and of all files in folders."""
    every = [path for part in parts for path in ([part, *sorted(part.rglob("*"))] if part.is_dir() else [part])]
    return tuple((path, stamp(path)) for path in every)


@dataclass(slots=True)
class _FileEntry:
    """What one file holds: where its articles stand in the temporary file, what its reader told, and the error that ended it."""

    places: list[int] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    met: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    quotations: int = 0
    error: str | None = None


@dataclass(slots=True)
class _Told:
    """Notes with how often each, handed on to somebody else, too."""

    scheme: Scheme
    notes: Counter[str]

    def __call__(self, note: str) -> None:
        """Take one note."""
        self.notes[note] += 1
        self.scheme(note)


class KeptAnnotations:
    """The formats and contents of files. A file that was changed since, or is read with another label map, counts as not read."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # closed with this object
        self._entries: dict[tuple[object, ...], _FileEntry] = {}
        self._formats: dict[Path, tuple[Stamps, AnnotationFormat | None]] = {}
        self._codebooks: dict[Path, tuple[Stamps, Codebook, Counter[str]]] = {}

    def format_of(self, path: Path) -> AnnotationFormat | None:
        """The format of a file, as :func:`annotation_formats.format_of` finds it."""
        stamps = ((path, stamp(path)),)
        if path not in self._formats or self._formats[path][0] != stamps:
            self._formats[path] = (stamps, annotation_formats.format_of(path))
        return self._formats[path][1]

    def read(self, file: AnnotationFile, batch: Batch, scheme: Scheme) -> Iterator[AnnotatedArticle]:
        """The articles of a file, read from it the first time; BadInputError where it cannot be read, each time.

        Notes, labels and values go to ``scheme`` as the reader told them.
        """
        meanings = tuple(sorted(scheme.labels.items()))
        key = (batch.format.name, file.path, _stamps(file.parts), meanings, scheme.codebook and scheme.codebook.hash)
        entry = self._entries.get(key)
        if entry is None:
            entry = _FileEntry()
            yield from self._first(file, scheme, entry)
            self._entries[key] = entry
        else:
            yield from self._again(entry, scheme)
        if entry.error is not None:
            raise BadInputError(entry.error)

    def _first(self, file: AnnotationFile, scheme: Scheme, entry: _FileEntry) -> Iterator[AnnotatedArticle]:
        mine = scheme.for_file(_Told(scheme, entry.notes))
        try:
            for found in file.read(mine):
                entry.places.append(self._file.seek(0, 2))
                pickle.dump(found, self._file, protocol=pickle.HIGHEST_PROTOCOL)
                yield found
        except BadInputError as err:
            entry.error = str(err)
        finally:
            entry.met, entry.values, entry.quotations = mine.met, mine.values, mine.quotations
            scheme.add(mine.met, mine.values, mine.quotations)

    def _again(self, entry: _FileEntry, scheme: Scheme) -> Iterator[AnnotatedArticle]:
        for note in entry.notes.elements():
            scheme(note)
        scheme.add(entry.met, entry.values, entry.quotations)
        for place in entry.places:
            self._file.seek(place)
            found: AnnotatedArticle = pickle.load(self._file)  # written by this object
            yield found

    def codebook(self, path: Path, notes: ReaderNotes, read: Callable[[Path, ReaderNotes], Codebook]) -> Codebook:
        """The codebook that ``read`` makes of a file, with its notes; BadInputError where there is none."""
        stamps = _stamps((path,))
        if path not in self._codebooks or self._codebooks[path][0] != stamps:
            told: Counter[str] = Counter()
            self._codebooks[path] = (stamps, read(path, lambda note: told.update([note])), told)
        _, book, told = self._codebooks[path]
        for note in told.elements():
            notes(note)
        return book

    def close(self) -> None:
        """Delete what is kept."""
        self._entries.clear()
        self._file.close()

    def __del__(self) -> None:
        self._file.close()
