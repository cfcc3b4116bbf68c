"""Why a project's decisions are too few, or too much alike, to learn from: sentences for the user."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotator.learning.items import Item
from annotator.records import Stance

FEWEST = 20


def why_not(items: Sequence[Item], has: Callable[[Stance], bool] = lambda _: True) -> str:
    """A sentence that says why nothing is learned from the decisions; "" where they are enough. ``has``: of the codebook as it is now."""
    if len(items) < FEWEST:
        return f"{len(items)} quotations are decided; at least {FEWEST} are needed before the program learns from them."
    given = {stance for item in items for stance in item.stances}
    every = {frozenset(filter(has, item.stances)) for item in items}
    stances = {stance for own in every for stance in own}
    if given and not stances:
        return "The codebook no longer has any of the labels that were used; set labels again, and the program can learn from them."
    if not stances:
        return "No decided quotation bears a stance yet; label some, and the program can learn from them."
    if len(every) == 1:
        return "All decided quotations bear the same stances; there is no difference to learn yet."
    if len(stances) == 1:
        return "Only one label has been given so far; give a second one before the program learns from them."
    return ""
