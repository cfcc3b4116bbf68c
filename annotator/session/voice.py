"""What a session says to its reader: sentences, problems and questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from annotator.errors import AnnotatorError
from annotator.session.events import Event
from annotator.session.question import Question

Read = TypeVar("Read")


class Voice:
    """One for a session; whoever shows sentences listens to it."""

    def __init__(self) -> None:
        self.told = Event[str]()  # a sentence for the reader, nothing is wrong
        self.problem = Event[str]()  # a sentence about something that went wrong
        self.asked = Event[Question]()
        self._raises = False

    @contextmanager
    def raising(self) -> Iterator[None]:
        """Within the block, :meth:`told_of` raises what it would tell: for whoever reads again when a read fails."""
        before, self._raises = self._raises, True
        try:
            yield
        finally:
            self._raises = before

    def told_of(self, read: Callable[[], Read]) -> Read | None:
        """What was read; None, and a sentence, where the file cannot be read: what is shown then stays."""
        try:
            return read()
        except AnnotatorError as error:
            if self._raises:
                raise
            self.problem.emit(str(error))
            return None
