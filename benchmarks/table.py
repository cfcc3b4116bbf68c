"""Timing and printing: each row of a table is timed beside a bare baseline in the same run, since machines differ and ratios less."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that the same work took, run by run."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    def percentile(self, share: float) -> float:
        """The time that a ``share`` of the runs did not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def times(work: Callable[[], object], runs: int) -> Times:
    """How long ``work`` takes, ``runs`` times."""
    found = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return Times(tuple(found))


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was timed, what it may take at most (seconds or a ratio to ``bare``; None: told only), and what it took."""

    what: str
    taken: Times
    bare: Times | None = None
    at_most: float | None = None
    ratio_at_most: float | None = None
    tail: float | None = None  # at most, for the 99th percentile

    @property
    def ratio(self) -> float | None:
        """How many times the bare baseline it took, median by median."""
        return self.taken.median / self.bare.median if self.bare and self.bare.median else None

    @property
    def holds(self) -> bool | None:
        """Whether it stays within all its limits; None where it has none."""
        limits = [
            (self.taken.median, self.at_most),
            (self.ratio, self.ratio_at_most),
            (self.taken.percentile(0.99), self.tail),
        ]
        judged = [taken is not None and taken <= most for taken, most in limits if most is not None]
        return all(judged) if judged else None


def show(title: str, rows: Iterable[Row]) -> bool:
    """Print a table; whether every row with a limit holds it."""
    print(f"\n{title}\n")
    print(f"| {'what':58} | at most | median | 99th pct |    bare | ratio | holds |")
    print(f"|{'-' * 60}|--------:|-------:|---------:|--------:|------:|:-----:|")
    good = True
    for row in rows:
        most = f"{row.ratio_at_most:.3g}×" if row.ratio_at_most else _time(row.at_most)
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        verdict = {True: "yes", False: "NO", None: ""}[row.holds]
        print(
            f"| {row.what:58} | {most:>7} | {_time(row.taken.median):>6} | {_time(row.taken.percentile(0.99)):>8} | "
            f"{_time(row.bare.median if row.bare else None):>7} | {ratio:>5} | {verdict:^5} |",
            flush=True,
        )
        good = good and row.holds is not False
    return good


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.3g} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"
