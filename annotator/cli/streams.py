"""Standard output and standard error of the commands: nothing that is printed steers a terminal or fails on a letter.

Text for people is written in the stream's own encoding; letters that it lacks are spelled. Data (JSON, exports) is UTF-8 always.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from annotator.errors import AnnotatorError
from annotator.jsontext import STEERING
from annotator.jsontext import json_text as json_text

_SPELLED = {code: f"\\u{code:04x}" if code > 0xFF else f"\\x{code:02x}" for code in STEERING}
_SPELLED |= {ord("\n"): "\n", ord("\t"): " "}
_PLAIN = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "×": "x", "›": ">"}


class OutputError(AnnotatorError):
    """Standard output does not take what a command prints."""


def _spell(error: UnicodeError) -> tuple[str, int]:
    """Letters that an encoding lacks: what looks like them, else their escapes."""
    assert isinstance(error, UnicodeEncodeError), "it is used to encode"
    letters = error.object[error.start : error.end]
    return "".join(_PLAIN.get(x) or x.encode("ascii", "backslashreplace").decode("ascii") for x in letters), error.end


codecs.register_error("annotator.spell", _spell)


def printable(text: str, encoding: str = "utf-8") -> str:
    """The text with what would steer a terminal spelled as escapes, and in letters that an encoding has."""
    return text.translate(_SPELLED).encode(encoding, "annotator.spell").decode(encoding)


class Printed(io.TextIOBase):
    """A stream for text that people read."""

    def __init__(self, under: TextIO | None) -> None:
        self.under = under
        self._encoder = codecs.getincrementalencoder(self.encoding)()

    def write(self, text: str, /) -> int:
        """Write the text as it may be printed."""
        with _told(self.under) as under:
            clean = printable(text, self.encoding)
            if hasattr(under, "buffer"):
                _write_all(under, self._encoder.encode(clean.replace("\n", os.linesep)))
                under.flush() if under.line_buffering and "\n" in text else None
            else:
                under.write(clean)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written."""
        if self.under is not None:
            with _told(self.under) as under:
                under.flush()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # the base class calls it an attribute
        """The encoding of the stream below."""
        return (self.under and self.under.encoding) or "utf-8"

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.under is not None and self.under.isatty()

    def fileno(self) -> int:
        """The file descriptor; UnsupportedOperation where there is none."""
        return self.under.fileno() if self.under is not None else super().fileno()


class Complaints(Printed):
    """Standard error: where it takes nothing, nobody is left to tell."""

    def write(self, text: str, /) -> int:
        """Write the text as it may be printed, or lose it."""
        with suppress(OSError, OutputError):
            super().write(text)
            super().flush()
        return len(text)


@contextmanager
def _told(under: TextIO | None) -> Iterator[TextIO]:
    """The stream, its errors as OutputError; that the reader went away (BrokenPipeError) passes through."""
    if under is None:
        raise OutputError(
            "Standard output is closed, so nothing can be printed; send the output to a file or a terminal."
        )
    try:
        yield under
    except BrokenPipeError:
        raise
    except OSError as err:
        raise OutputError(
            f"Standard output cannot be written ({err.strerror}); free some space or send the output elsewhere."
        ) from err


def write_data(data: bytes) -> None:
    """Write bytes of UTF-8 to standard output as they are; on a terminal as they may be printed."""
    out = sys.stdout
    under = out.under if isinstance(out, Printed) else out
    with _told(under) as stream:
        if stream.isatty() or not hasattr(stream, "buffer"):
            out.write(data.decode("utf-8", "replace"))
        else:
            stream.flush()
            _write_all(stream, data)


def _write_all(stream: TextIO, data: bytes) -> None:
    """Write bytes to the file below a stream; one without a buffer (PYTHONUNBUFFERED) may take a part and not say so."""
    rest = memoryview(data)
    while rest:
        rest = rest[stream.buffer.write(rest) :]


@contextmanager
def printing() -> Iterator[None]:
    """Have all that the block prints go through ``Printed``; standard output that failed is left alone at the end."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Printed(sys.stdout), Complaints(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def give_up() -> None:
    """Lose what standard output still holds, which it does not take: the interpreter would try again at the end, loudly."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def open_missing() -> None:
    """Open what of the three standard files is closed, so that no project gets the number of one and is written into."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
