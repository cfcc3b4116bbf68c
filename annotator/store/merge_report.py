"""What a merge reports of one file: counts, and a sentence for everything that was mapped, made safe or left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class MergeReport:
    """What a file brought, or would bring: counts, and a sentence for everything that was mapped or set aside."""

    file: Path
    change: int = 0  # the merge's own
    articles: int = 0
    decisions: Counter[str] = field(default_factory=Counter)  # by annotator
    undone: int = 0  # changes that were undone or redone there
    finished: int = 0
    remarks: int = 0  # titles, tags, and whether an article is excluded or deleted
    known: int = 0  # decisions that are here already
    notes: list[str] = field(default_factory=list)
    made_for: str = ""  # whom the package was made for; "" where the file is none
    strangers: tuple[str, ...] = ()  # other people under whose names decisions of the package come
    people: frozenset[str] = frozenset()  # all names in the file
    codebook: str = ""  # name and version of the newer codebook that comes; "" where none does
    problem: str = ""  # why a dry run leaves the whole file out

    @property
    def brings(self) -> bool:
        """Whether anything comes that is not here yet."""
        return bool(self.articles or self.decisions or self.undone or self.finished or self.remarks or self.codebook)

    @property
    def message(self) -> str:
        """The outcome in one sentence."""
        if self.problem:
            return self.problem
        who = ", ".join(f"{count} of {name}" for name, count in sorted(self.decisions.items()))
        return (
            f"{self.file.name}: new decisions: {who or 'none'}; already here: {self.known}; new articles: {self.articles}; "
            f"articles finished: {self.finished}; undone or redone since: {self.undone}"
            + (f"; changes to articles: {self.remarks}." if self.remarks else ".")
        )
