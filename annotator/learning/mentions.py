"""Where a text names a target of the codebook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from annotator.learning.encoded import Doubles
from annotator.records import Target

Spans = list[tuple[int, int]]
_ENDINGS = r"\w{0,2}"  # after a name: “Democrats”, “harbors”, not “harborside”


def target_names(target: Target) -> tuple[str, ...]:
    """The names that a target goes by in texts: its name, and its id with spaces."""
    return tuple(dict.fromkeys(name.casefold() for name in (target.name, target.id.replace("-", " ")) if name))


@lru_cache(maxsize=4096)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    stems = (name[:-1] if name.endswith("s") and len(name) > 4 else name for name in names)
    return re.compile("|".join(rf"\b{re.escape(stem)}{_ENDINGS}\b" for stem in stems), re.IGNORECASE)


def find_target(text: str, target: Target) -> Spans:
    """The spans (code points, half-open) that name the target: whole words, the last with at most two letters more."""
    return [found.span() for found in _pattern(target_names(target)).finditer(text)]


@dataclass(frozen=True)
class Mentions:
    """What a text names of the targets: their spans, and figures about them, one a target."""

    spans: tuple[Spans, ...]
    named: Doubles  # 1 where the text names the target
    often: Doubles  # logarithm of one more than the number of mentions
    others: Doubles  # how many other targets the text names
    begin: Doubles  # where the first mention begins, as a share of the text; 1 where there is none

    @classmethod
    def of(cls, text: str, targets: Sequence[Target]) -> Mentions:
        """Look for every target in a text."""
        spans = tuple(find_target(text, target) for target in targets)
        count = np.array([len(found) for found in spans], dtype=np.float64)
        named = (count > 0).astype(np.float64)
        begin = np.array([found[0][0] / max(len(text), 1) if found else 1.0 for found in spans])
        return cls(spans, named, np.log1p(count), named.sum() - named, begin)
