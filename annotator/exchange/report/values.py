"""What a report holds, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class BarPart(NamedTuple):
    """A label's part of a bar: its name, color and count."""

    name: str
    color: str
    times: int


class Bar(NamedTuple):
    """A named bar made of parts; ``aside`` stands at its right."""

    name: str
    parts: Sequence[BarPart]
    aside: str = ""

    @property
    def total(self) -> int:
        """All its parts together."""
        return sum(part.times for part in self.parts)

    @property
    def figures(self) -> str:
        """Its parts in words and figures."""
        return ", ".join(f"{part.name} {part.times:,}".strip() for part in self.parts)


class Chart(NamedTuple):
    """Bars under a heading. ``shares``: each bar is as long as the others and shows shares; else lengths are counts."""

    title: str
    about: str
    bars: Sequence[Bar]
    shares: bool = False


class LabelExamples(NamedTuple):
    """A label with its definition, how often it was given, and quotations that have it: (words, speaker, article)."""

    target: str
    label: str
    color: str
    definition: str
    times: int
    quotations: Sequence[tuple[str, str, str]]

    @property
    def name(self) -> str:
        """The label with its target."""
        return f"{self.label} ({self.target})"


class ReportTable(NamedTuple):
    """Rows under a head; columns from ``figures`` on are figures."""

    title: str
    about: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: int = 1


class ReportContent(NamedTuple):
    """All of it, in the order in which it is read."""

    title: str
    about: str
    totals: Sequence[tuple[str, str]]  # figure, what it counts
    charts: Sequence[Chart]
    samples: Sequence[LabelExamples]
    tables: Sequence[ReportTable]
    notes: Sequence[str] = ()
