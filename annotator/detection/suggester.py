"""What makes suggestions: (article, codebook, past decisions) -> quotations, speakers and labels, with probabilities and reasons.

``annotator/workflow/suggesters.py`` lists all suggesters by name. Standard library and records alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol

from annotator.records import Article, Codebook, Decision, FrozenRecord, Proposal, Span, Stance, record


@record
class PastDecision(FrozenRecord):
    """What an annotator decided about a quotation, with the article that it stands in."""

    decision: Decision
    article: Article


@record
class StanceSuggestion(FrozenRecord):
    """A label that a quotation may bear; ``reason``: a few plain words for the annotator."""

    quotation: Span
    stance: Stance
    probability: float
    reason: str


@record
class ArticleSuggestions(FrozenRecord):
    """All that is suggested for an article.

    ``version`` names what made it. ``proposals``: quotations in text order, with candidates, their probabilities and reasons.
    ``stances``: labels of these quotations, likeliest first.
    """

    version: str
    proposals: tuple[Proposal, ...] = ()
    stances: tuple[StanceSuggestion, ...] = ()


class Suggester(Protocol):
    """What makes suggestions for one article after the other. One thread at a time."""

    def suggest(self, article: Article, codebook: Codebook | None, past: Sequence[PastDecision]) -> ArticleSuggestions:
        """Suggest quotations and labels for an article; the same arguments give the same suggestions, and nothing is written.

        ``codebook``: the labels that may be suggested, if any. ``past``: the annotator's decisions so far, oldest first.
        """


class TextSuggester(ABC):
    """A suggester that asks for nothing but the article's text."""

    @property
    @abstractmethod
    def detector_version(self) -> str:
        """What made a proposal: models and weights."""

    @abstractmethod
    def propose(self, text: str) -> tuple[Proposal, ...]:
        """Propose quotations, in text order."""

    def suggest(self, article: Article, codebook: Codebook | None, past: Sequence[PastDecision]) -> ArticleSuggestions:
        """Suggest the quotations that :meth:`propose` finds; see :class:`Suggester`."""
        return ArticleSuggestions(self.detector_version, self.propose(article.text))
