"""The two families of errors: what the world did (told to the user) and what we did wrong (left to fail loudly).

Everything that a user, a file or the disk can cause is an :class:`AnnotatorError` whose text is one plain sentence that
names the file or thing concerned and what to do. A bug is any other exception and is never caught silently.
"""

from __future__ import annotations


def many(count: int, what: str) -> str:
    """A count with its thing in words, as sentences have it: ``1 article``, ``1,200 articles``."""
    return f"{count:,} {what}{'s' * (count != 1)}"


class AnnotatorError(Exception):
    """Something outside the program went wrong; ``str(error)`` is a sentence for the user, on one line."""

    def __str__(self) -> str:
        return " ".join(super().__str__().split())  # a library's message that it cites may have lines


class BadInputError(AnnotatorError):
    """A file or value that was handed in cannot be used."""


class CodebookError(BadInputError):
    """A codebook is faulty; the sentence names the file, the line where known, and the reason."""


class ModelMissingError(AnnotatorError):
    """The chosen spaCy pipeline is not installed."""


class StoreError(AnnotatorError):
    """A project file cannot be opened, read or written."""


class NewerProjectError(StoreError):
    """The project file was written by a newer version of the program."""


class ProjectChangedError(StoreError):
    """Another program moved, replaced or overwrote the project file while it was open: nothing can be saved in it."""


class ExportError(AnnotatorError):
    """An export could not be written, or did not read back equal."""


class OccupiedError(ExportError):
    """Something is at an output's path that the program does not replace unasked, but would when told to."""
