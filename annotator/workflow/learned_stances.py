"""The stance model as a suggester: labels that an annotator's decisions predict for the quotations another suggester finds."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.detection.suggester import ArticleSuggestions, PastDecision, StanceSuggestion, Suggester
from annotator.errors import many
from annotator.learning import doubts
from annotator.learning.described import Describer
from annotator.learning.model import StanceModel
from annotator.records import Article, Codebook, Kind, Status
from annotator.workflow.stances import LEAST, describer, item_of, proposed_item


class LearnedStances:
    """Learns anew where there are other decisions than the last time; suggests no label where they are too few or too much alike."""

    def __init__(self, quotations: Suggester) -> None:
        """Label what ``quotations`` suggests."""
        self._quotations = quotations
        self._learned: tuple[tuple[str, ...], StanceModel, Describer] | None = None

    def suggest(self, article: Article, codebook: Codebook | None, past: Sequence[PastDecision]) -> ArticleSuggestions:
        """Suggest quotations, and for each the labels with a probability of at least :data:`~.stances.LEAST`."""
        found = self._quotations.suggest(article, codebook, past)
        spoken = [proposal for proposal in found.proposals if proposal.kind is not Kind.NOT_SPEECH]
        if codebook is None or not spoken:
            return found
        learned = self._learn(codebook, past)
        if learned is None:
            return found
        model, reads = learned
        chances = model.predict([proposed_item(one, article.sha256, article.text) for one in spoken], reads)
        reads.forget()
        reason = f"learned from {many(len(model.decided), 'decision')}"
        stances = sorted(
            (
                StanceSuggestion(proposal.span, pair, float(chance), reason)
                for proposal, row in zip(spoken, chances, strict=True)
                for chance, pair in zip(row, model.pairs, strict=True)
                if chance >= LEAST
            ),
            key=lambda one: (one.quotation, -one.probability),
        )
        return ArticleSuggestions(found.version, found.proposals, tuple(stances))

    def _learn(self, codebook: Codebook, past: Sequence[PastDecision]) -> tuple[StanceModel, Describer] | None:
        """The model of these decisions, kept while they stay the same; None where nothing can be learned."""
        confirmed = [
            one for one in past if one.decision.status is Status.CONFIRMED and one.decision.kind is not Kind.NOT_SPEECH
        ]
        key = (codebook.hash, *(one.decision.id for one in confirmed))
        if self._learned is None or self._learned[0] != key:
            items = [item_of(one.decision, one.article) for one in confirmed]
            if doubts.why_not(items):
                return None
            reads = describer(codebook.targets)
            self._learned = key, StanceModel.learn(items, reads), reads
        return self._learned[1], self._learned[2]
