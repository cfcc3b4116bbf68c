"""How long a quotation has been current, the time away from the desk left out."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer


class Stopwatch:
    """Counts from :meth:`restart`, but not while it is paused."""

    def __init__(self) -> None:
        self._clock = QElapsedTimer()
        self.spent = 0  # milliseconds before the last pause

    def restart(self) -> None:
        """Begin at nought, running."""
        self.spent = 0
        self._clock.start()

    def pause(self, away: bool) -> None:
        """Stop counting (the window is not in use), or go on."""
        if away and self._clock.isValid():
            self.spent += self._clock.elapsed()
            self._clock.invalidate()
        elif not away and not self._clock.isValid():
            self._clock.start()

    def seconds(self) -> float:
        """The time counted."""
        return (self.spent + (self._clock.elapsed() if self._clock.isValid() else 0)) / 1000
