"""Count what broke the rules, with an example of each kind, for the reports of merges, imports and exports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from annotator.store.rules import short

_VALUES = re.compile(r"\(.*\)|[\d,]+")


@dataclass(slots=True)
class LeftOut:
    """What did not keep the rules, counted by what it is and what is wrong, each with its first example."""

    counts: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    examples: dict[tuple[str, str, bool], str] = field(default_factory=dict)

    def add(self, what: str, told: str, where: str = "", *, kept: bool = False, count: int = 1) -> None:
        """Note something: what it is ("decision of Bob"), what is wrong in a clause, and where; ``kept``: with a safe value."""
        key = (what, _VALUES.sub("", told), kept)
        self.counts[key] += count
        self.examples.setdefault(key, f"{told}{f' ({where})' if where else ''}")

    def decision(self, annotator: str, words: str, article: str, told: str, *, kept: bool) -> None:
        """Note a decision: whose it is, its words, and the id of its article."""
        self.add(f"decision of {short(annotator)}", told, f"“{short(words)}” in {short(article)}", kept=kept)

    @property
    def total(self) -> int:
        """How many were left out."""
        return sum(count for (_, _, kept), count in self.counts.items() if not kept)

    def merge(self, other: LeftOut) -> None:
        """Add what another has collected."""
        self.counts.update(other.counts)
        self.examples = other.examples | self.examples

    def notes(self) -> Iterator[str]:
        """A sentence for each."""
        for key, count in self.counts.items():
            what, _, kept = key
            first, _, rest = what.partition(" ")
            things = f"{count:,} {first}{'s' * (count != 1)}{f' {rest}' if rest else ''}"
            done = "came in with a safe value instead of a bad one" if kept else "left out"
            verb = "" if kept else "was " if count == 1 else "were "
            yield f"{things} {verb}{done}: {'e.g. ' if count != 1 else ''}{self.examples[key]}."
