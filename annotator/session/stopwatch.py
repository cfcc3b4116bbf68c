"""How long somebody worked on a quotation: the time away from the desk, and the time in which nothing was touched, left out."""

from __future__ import annotations

from time import monotonic

IDLE = 120.0  # seconds after the last touch that still count: somebody reads; what comes after is a break


class Stopwatch:
    """Counts from :meth:`restart`, but not while it is paused, nor from :data:`IDLE` after the last touch until the next one."""

    def __init__(self) -> None:
        self.spent = 0.0  # seconds before the last touch or pause
        self._since: float | None = None  # when it began to run; None while it is paused

    def restart(self) -> None:
        """Begin at nought, running."""
        self.spent, self._since = 0.0, monotonic()

    def touch(self) -> None:
        """Somebody does something: a key, the mouse, scrolling."""
        if self._since is not None:
            self.spent, self._since = self.seconds(), monotonic()

    def pause(self, away: bool) -> None:
        """Stop counting (the window is not in use), or go on."""
        if away and self._since is not None:
            self.spent, self._since = self.seconds(), None
        elif not away and self._since is None:
            self._since = monotonic()

    def seconds(self) -> float:
        """The time counted."""
        return self.spent + (min(monotonic() - self._since, IDLE) if self._since is not None else 0.0)
