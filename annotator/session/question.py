"""A question to the annotator that work does not wait for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Answer = tuple[str, Callable[[], object]]  # what the button says and does


@dataclass
class Question:
    """A question with one or two answers. Work goes on beside it; it may be left unanswered.

    ``stands`` is whether it can still be answered: not once it was, was closed, or gave way to another line.
    """

    text: str
    answers: Sequence[Answer]
    stands: bool = True
