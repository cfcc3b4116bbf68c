"""What is learned from: quotations with their words, and what a person decided about them."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.records import Stance


@dataclass(frozen=True)
class Item:
    """One quotation as the learner sees it.

    ``text``: the quotation with the sentence round it. ``article``: what keeps quotations together that may not be on both sides of a
    comparison (its hash). ``speaker`` and ``organization``: names as they are registered, "" where unknown. ``stances``: those decided;
    empty for a quotation that bears none, or that is to be predicted.
    """

    id: str
    text: str
    article: str
    speaker: str = ""
    organization: str = ""
    stances: frozenset[Stance] = frozenset()
