"""How long a quotation has been current, the time away from the desk left out."""

from __future__ import annotations

from time import monotonic


class Stopwatch:
    """Counts from :meth:`restart`, but not while it is paused."""

    def __init__(self) -> None:
        self.spent = 0.0  # seconds before the last pause
        self._since: float | None = None  # when it began to run; None while it is paused

    def restart(self) -> None:
        """Begin at nought, running."""
        self.spent, self._since = 0.0, monotonic()

    def pause(self, away: bool) -> None:
        """Stop counting (the window is not in use), or go on."""
        if away and self._since is not None:
            self.spent, self._since = self.seconds(), None
        elif not away and self._since is None:
            self._since = monotonic()

    def seconds(self) -> float:
        """The time counted."""
        return self.spent + (monotonic() - self._since if self._since is not None else 0.0)
