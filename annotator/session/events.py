"""What a session tells those who listen: plain Python, so that a session needs no window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Generic, TypeVarTuple

Values = TypeVarTuple("Values")


class Event(Generic[*Values]):
    """Calls its listeners in the order in which they came, in the thread of who emits.

    An error of a listener is a bug: it is handed to ``sys.excepthook``, and holds up neither the other listeners nor who emits.
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[[*Values], object]] = []

    def connect(self, listener: Callable[[*Values], object]) -> None:
        """Call this from now on."""
        self._listeners.append(listener)

    def emit(self, *values: *Values) -> None:
        """Tell all who listen."""
        for listener in tuple(self._listeners):
            try:
                listener(*values)
            except Exception as error:
                sys.excepthook(type(error), error, error.__traceback__)
