"""How far a long command is, and how long it has to go."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.errors import many

if TYPE_CHECKING:
    from annotator.workflow.proposing import Proposing

EVERY = 5.0  # seconds between two lines


class ProgressLines:
    """Says a line every few seconds: articles done, how many a second, and the time left by the bytes of the corpus read."""

    def __init__(self, proposing: Proposing, size: int, say: Callable[[str], None]) -> None:
        self.proposing, self.size, self.say = proposing, size, say
        self.began = self.told = time.monotonic()

    def __call__(self) -> None:
        """One more article is done."""
        now = time.monotonic()
        if now - self.told >= EVERY:
            self.told = now
            self.say(self.line(now - self.began))

    def line(self, seconds: float) -> str:
        """The line after so many seconds of this run."""
        proposing = self.proposing
        read = min(proposing.read / self.size, 1.0) if self.size else 1.0
        new = proposing.read - proposing.resumed
        told = f"{many(proposing.counts.articles, 'article')}, {proposing.made / seconds:.1f} a second, {read:.0%} read"
        if new <= 0:
            return told
        return f"{told}, about {duration((self.size - proposing.read) * seconds / new)} left"


def duration(seconds: float) -> str:
    """A length of time in its two largest units."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} days {hours % 24} h"
