"""What a session says to its reader: sentences, problems and questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from annotator.errors import AnnotatorError
from annotator.session.events import Event
from annotator.session.question import Question

Read = TypeVar("Read")
ACT = "act"  # what a sentence is about that says why an act was refused: the next act that is not takes it back


class Voice:
    """One for a session; whoever shows sentences listens to it."""

    def __init__(self) -> None:
        self.told = Event[str]()  # a sentence for the reader, nothing is wrong
        self.problem = Event[str]()  # a sentence about something that went wrong
        self.solved = Event[str]()  # such a sentence, which is no longer true
        self.passed = Event[()]()  # the annotator does something else: what was told before is over
        self.asked = Event[Question]()
        self._wrong: dict[str, str] = {}  # what cannot be done now, each with its sentence
        self._raises = False

    @contextmanager
    def raising(self) -> Iterator[None]:
        """Within the block, :meth:`told_of` raises what it would tell: for whoever reads again when a read fails."""
        before, self._raises = self._raises, True
        try:
            yield
        finally:
            self._raises = before

    def fail(self, about: str, sentence: str) -> None:
        """Say that something went wrong; ``about`` names what, for :meth:`settle`."""
        self._wrong[about] = sentence
        self.problem.emit(sentence)

    def settle(self, about: str) -> None:
        """Take back what was said to be wrong about something: it works now."""
        if about in self._wrong:
            self.solved.emit(self._wrong.pop(about))

    def told_of(self, read: Callable[[], Read], about: str = "") -> Read | None:
        """What was read; None, and a sentence, where the file cannot be read: what is shown then stays.

        ``about`` names what is read: where that can be read again, the sentence is taken back. "" for a sentence that stays.
        """
        try:
            found = read()
        except AnnotatorError as error:
            if self._raises:
                raise
            self.fail(about, str(error)) if about else self.problem.emit(str(error))
            return None
        self.settle(about)
        return found
