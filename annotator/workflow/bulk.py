"""Decisions about many quotations as one change: what a person wants confirmed, relabeled, flagged or rejected at once.

Each quotation gets a decision of its own, appended as ever; one undo takes all of them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from annotator.records import Change, Decision, Desk, Kind, Origin, Quotation, Stance, Status, fold
from annotator.store import decisions
from annotator.store.connection import Store, new_id
from annotator.workflow import desk as work
from annotator.workflow.project import current_codebook

if TYPE_CHECKING:
    from annotator.workflow.search import Search

LEAST = 0.98  # the probability from which "Confirm the rest" confirms, unless somebody chooses another one
MOST = 20_000  # hits of a search that are changed at once


class Sure(NamedTuple):
    """An undecided quotation, what confirming it would write, and how probable it is that this is right (0 to 1)."""

    quotation: Quotation
    decision: Decision
    probability: float


def undecided(desk: Desk) -> list[Sure]:
    """The undecided quotations of an article that can be confirmed together, in text order.

    Those flagged for another look, those whose suggestions are withheld from the annotator, and those without a proposal are left out.
    """
    found: list[Sure] = []
    for quotation in desk.quotations:
        shown = work.shown(desk, quotation)
        proposal, by_machine = quotation.proposal, shown.origin is Origin.PROPOSAL
        if not quotation.decided and proposal is not None and proposal.shown and not shown.flagged and by_machine:
            found.append(Sure(quotation, work.confirm(shown), probability(quotation, shown)))
    return found


def probability(quotation: Quotation, shown: Decision) -> float:
    """How probable it is that what is shown for a proposed quotation is right: that it is speech (or is not), and who speaks.

    Where a person chose the speaker, only the first counts.
    """
    proposal = quotation.proposal
    if proposal is None:
        return 0.0
    if shown.kind is Kind.NOT_SPEECH or proposal.kind is Kind.NOT_SPEECH:
        return proposal.confidence if shown.kind is proposal.kind else 0.0
    named = fold(proposal.source.name) if proposal.source else ""
    if fold(shown.speaker_name) != named:
        return proposal.confidence  # chosen by the annotator, here or in another part of the utterance
    if not named:
        return proposal.confidence * proposal.no_source
    return proposal.confidence * min(sum(c.score for c in proposal.candidates if fold(c.name) == named), 1.0)


def decide_all(store: Store, made: Sequence[Decision], *, annotator: str, action: str) -> Change:
    """Append decisions of one annotator as one change; on disk when it returns.

    BadInputError where a stance is not in the codebook; StaleDecisionError, and nothing is written, where one of them ``replaces``
    another decision than the one that stands; StoreError with a sentence where the disk fails.
    """
    codebook = current_codebook(store)
    fresh = [replace(decision.anew(), id=new_id(), codebook=codebook.hash) for decision in made]
    for decision in fresh:
        work.check_stances(decision, codebook, lambda decision=decision: work.stood(store, decision))  # type: ignore[misc]
    taken = decisions.add_decisions(store, fresh, annotator=annotator, action=action)
    articles = {decision.article for decision in fresh}
    return Change(
        action=action,
        article=articles.pop() if len(articles) == 1 else None,
        quotations=frozenset(decision.quotation for decision in fresh),
        queue=True,
        speakers=taken.speakers,
    )


# Over the hits of a search


@dataclass(frozen=True, slots=True)
class Act:
    """What is to become of each decision that a search found. ``text`` says it for the undo menu."""

    text: str
    apply: Callable[[Decision], Decision]


def relabel(old: Stance | None, new: Stance | None, text: str) -> Act:
    """Give a label in the place of another: ``old`` None adds ``new`` everywhere, ``new`` None takes ``old`` off."""

    def apply(decision: Decision) -> Decision:
        if decision.kind is Kind.NOT_SPEECH or (old is not None and old not in decision.stances):
            return decision
        kept = {stance for stance in decision.stances if stance != old} | ({new} if new is not None else set())
        return replace(decision, stances=tuple(sorted(kept)))

    return Act(text, apply)


def flag(on: bool) -> Act:
    """Flag each for another look, or take the flag off."""
    return Act("Flag" if on else "Remove flag", lambda decision: replace(decision, flagged=on))


def not_speech() -> Act:
    """Say of each that nobody is quoted there; hand-made quotations are taken away."""
    return Act("Not speech", lambda decision: decision if decision.kind is Kind.NOT_SPEECH else work.reject(decision))


def confirm() -> Act:
    """Confirm what was begun."""
    return Act("Confirm", lambda decision: decision if decision.status is not Status.OPEN else work.confirm(decision))


class FoundDecision(NamedTuple):
    """A decision of the annotator that a search found, with the title of its article."""

    decision: Decision
    title: str


def hits(store: Store, annotator: str, wanted: Search) -> list[FoundDecision]:
    """The annotator's own decisions that a search finds, at most :data:`MOST`, each once; others' decisions are never changed.

    Words found in an article that belong to no decision are left out.
    """
    from annotator.workflow import search as find

    with store.reading():
        page = find.search(store, replace(wanted, annotator=annotator), limit=MOST, viewer=annotator)
        keys: dict[str, dict[str, str]] = {}
        for hit in page.hits:
            if hit.quotation is not None and hit.annotator == annotator:
                keys.setdefault(hit.article, {})[hit.quotation] = hit.title or hit.article_id
        found: list[FoundDecision] = []
        for article, quotations in keys.items():
            standing = decisions.current_decisions(store, article, annotator)
            found += [FoundDecision(standing[q], title) for q, title in quotations.items() if q in standing]
    return found


def changed(found: Iterable[FoundDecision], act: Act) -> list[Decision]:
    """The decisions that an act makes of those found, each replacing the one it was made from; those that it leaves alike are left out."""
    made: list[Decision] = []
    for decision, _ in found:
        after = act.apply(decision)
        if after != decision:
            made.append(replace(after.anew(), replaces=decision.id, seconds=0.0))
    return made
