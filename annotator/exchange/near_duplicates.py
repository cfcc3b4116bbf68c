"""Near-duplicate articles, such as the copies of one wire story, found by shared runs of words.

Broder, "On the resemblance and containment of documents" (1997): a text is the set of its word shingles; a sketch of the
smallest hashes stands for it. Pairs whose sketches share hashes are compared whole. Standard library alone, one pass, and the
same answer on every machine.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import nsmallest
from itertools import combinations

WORDS = 5  # words of a shingle
SKETCH = 24  # hashes kept of an article
SHARED = 2  # hashes two sketches must share to be compared whole
COMMON = 200  # a hash in more sketches than this is boilerplate (a byline, a copyright line) and tells nothing
NEAR = 0.5  # resemblance (shared shingles by joint shingles) from which two articles are near-duplicates
INSIDE = 0.8  # or containment: that much of the shorter stands in the longer
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two near-duplicate articles by key, ``one`` before ``other``; both figures from 0 to 1."""

    one: str
    other: str
    resemblance: float
    containment: float


def shingles(text: str) -> set[int]:
    """64-bit hashes of the runs of five words in a text, case and punctuation apart; of a shorter text, of all its words."""
    words = _WORD.findall(text.casefold())
    runs = (" ".join(words[n : n + WORDS]) for n in range(max(1, len(words) - WORDS + 1)))
    return {
        int.from_bytes(hashlib.blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest()) for run in runs
    }


def near_duplicates(texts: Iterable[tuple[str, str]], text_of: Callable[[str], str]) -> list[Pair]:
    """The near-duplicate pairs among (key, text), by key; ``text_of`` gives a text again, so that none need be kept."""
    holders: dict[int, list[str]] = defaultdict(list)
    for key, text in texts:
        for value in nsmallest(SKETCH, shingles(text)):
            holders[value].append(key)
    shared: Counter[tuple[str, str]] = Counter()
    for keys in holders.values():
        if 1 < len(keys) <= COMMON:
            shared.update(combinations(sorted(keys), 2))
    found = []
    for one, other in sorted(pair for pair, count in shared.items() if count >= SHARED):
        first, second = shingles(text_of(one)), shingles(text_of(other))
        both = len(first & second)
        resemblance, containment = both / len(first | second), both / min(len(first), len(second))
        if resemblance >= NEAR or containment >= INSIDE:
            found.append(Pair(one, other, resemblance, containment))
    return found
