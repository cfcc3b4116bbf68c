"""What every reader of articles works with: the source that it reads, the options of the user, and what it extracts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from annotator.errors import BadInputError
from annotator.exchange.annotated import ReaderNotes
from annotator.exchange.articles import byte_lines, json_value, read_bytes, records_of, utf8_lines
from annotator.open_projects import read_input

#: How many bytes of a file are looked at to recognize its format.
HEAD = 65_536
T = TypeVar("T")


def nothing() -> None:
    """Do nothing: nobody waits for the file."""


on_progress: Callable[[], None] = nothing
"""Readers of long files call it from time to time, to say that they are still reading. The process that reads sets it."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user chose: the column (or key) of the text and of the article's name, and whether a page is one article.

    ``text`` and ``name``: None stands for the usual names. ``together``: a page with several articles becomes one article, in the
    order of the page; else each becomes an article.
    """

    text: str | None = None
    name: str | None = None
    together: bool = False


@dataclass(slots=True)
class Extract:
    """What a reader found for one article: its text, what the file says about it, and the notes that belong to it.

    ``metadata`` may hold ``title``. ``name`` is the article's id; where it is blank, the file's name is taken (with a number where
    the file holds several articles). ``where`` says where it stands, for error sentences; blank: the file.
    """

    text: str
    metadata: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    name: str = ""
    where: str = ""


@dataclass(slots=True)
class Source:
    """A file, or a part of an archive, that is to be read: its path (``file``) or its content.

    ``where`` names it in sentences, ``name`` is the file's name without its suffix, ``suffix`` in lower case. ``depth`` counts the
    archives that it lies in.
    """

    where: str
    name: str
    suffix: str
    file: str = ""
    content: bytes | None = None
    depth: int = 0
    _kept: dict[str, Any] = field(default_factory=dict)
    _words: dict[bytes, bool] = field(default_factory=dict)
    _small: bytes | None = None

    @classmethod
    def of(cls, path: Path | str) -> Source:
        """The source at a path; nothing is read yet."""
        file = str(path)
        name, suffix = split_name(os.path.basename(file))  # noqa: PTH119  # a path takes longer to make than a small file to read
        return cls(file, name, suffix, file)

    def part(self, member: str, content: bytes, suffix: str = "") -> Source:
        """A part of this source: a file of an archive, with its path inside it."""
        name, found = split_name(member.rsplit("/", 1)[-1])
        return Source(f"{self.where}: {member}", name, suffix or found, "", content, self.depth + 1)

    @property
    def data(self) -> bytes:
        """All bytes; BadInputError with a sentence if the file cannot be read."""
        if self.content is None:
            self.content = read_bytes(self.file)
        return self.content

    @property
    def head(self) -> bytes:
        """The first bytes, by which a format is recognized; none of a file that cannot be read."""
        if self.content is not None:
            return self.content[:HEAD]
        return self.kept("head", self._read_head)

    @property
    def head_letters(self) -> bytes:
        """The first bytes without zeros: one for each letter of ASCII, in UTF-16 as well."""
        return self.head.replace(b"\0", b"")

    def says(self, word: bytes) -> bool:
        """Whether a word of ASCII, given in lower case, stands in the first bytes in any case; looked for once, for all formats."""
        found = self._words.get(word)
        if found is None:
            if self._small is None:
                self._small = self.head_letters.lower()
            found = self._words[word] = word in self._small
        return found

    def _read_head(self) -> bytes:
        try:
            head = read_input(self.file, HEAD + 1)
        except (OSError, BadInputError):
            return b""
        if len(head) <= HEAD:
            self.content = head  # it is the whole file
        return head[:HEAD]

    def lines(self) -> Iterator[bytes]:
        """The lines of a file in UTF-8 (or UTF-16 with a mark) as they are read, so that its size does not matter."""
        if self.content is None:
            yield from byte_lines(Path(self.file))
        else:
            yield from utf8_lines(self.data, self.where)

    def json(self) -> Any:
        """What a JSON file says, parsed once; of one that is JSON Lines by its content, the list of its objects.

        BadInputError with a sentence where it is neither.
        """
        return self.kept("json", self._json)

    def _json(self) -> Any:
        try:
            return json_value(self.data, self.where)
        except BadInputError:
            first, _, rest = self.data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")
            if not (first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")):
                raise
        return [record for _, record in records_of(self.lines(), self.where)]

    def kept(self, key: str, make: Callable[[], T]) -> T:
        """What ``make`` returns, called once for each key: recognizing a format and reading it share what was parsed."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found


def with_text(found: Iterable[Extract], notes: ReaderNotes, note: str) -> Iterator[Extract]:
    """The extracts that have a text; each of the others is left out and told by ``note``."""
    for each in found:
        if each.text.strip():
            yield each
        else:
            notes(note)


def add_value(metadata: dict[str, str], key: str, value: str) -> None:
    """Put a value into metadata; where the key has one, behind it and a semicolon."""
    metadata[key] = f"{metadata[key]}; {value}" if key in metadata else value


def split_name(name: str) -> tuple[str, str]:
    """(name without suffix, suffix in lower case) of a file's name; ``.warc.gz`` is one suffix."""
    lower = name.lower()
    for double in (".warc.gz", ".arc.gz"):
        if lower.endswith(double) and len(name) > len(double):
            return name[: -len(double)], double
    stem, dot, last = name.rpartition(".")
    return (stem, f".{last.lower()}") if dot and stem else (name, "")
