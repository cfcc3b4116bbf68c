"""What typed words find in a list: each of them must begin a word of the text, or stand inside one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import TypeVar

from annotator.records import fold

Found = TypeVar("Found")
INSIDE, LATER = 10, 1  # what it costs that a typed word stands inside a word, and that the text does not begin as typed


def cost(typed: str, text: str) -> int | None:
    """How far ``text`` is from what was typed, both folded (see :func:`annotator.records.fold`); None where it does not match."""
    total = 0
    for word in typed.split():
        if word not in text:
            return None
        if not text.startswith(word) and f" {word}" not in text:
            total += INSIDE
    return total if text.startswith(typed) else total + LATER


def best(typed: str, among: Iterable[tuple[str, Found]], most: int) -> list[Found]:
    """At most ``most`` of the things whose text matches, the nearest first; equals stay in their order.

    ``among`` are pairs of a folded text and the thing.
    """
    wanted = fold(typed)

    def matching() -> Iterator[tuple[int, int, Found]]:
        for at, (text, thing) in enumerate(among):
            distance = cost(wanted, text)
            if distance is not None:
                yield distance, at, thing

    return [thing for _, _, thing in nsmallest(most, matching(), key=lambda found: found[:2])]
