"""An article that comes again with edited text: a new version of it, to which the decisions move that still hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from annotator.records import ADJUDICATED, Article, Decision, Mention, Proposal, Span, Status, quotation_id
from annotator.store import adjudications, article_facts, articles, decisions, history, proposals, versions
from annotator.store.connection import Store, new_id
from annotator.workflow.relocate import relocate

ALIKE = 60.0  # per cent of two texts' characters (rapidfuzz ratio) from which one is an edit of the other
BY_CHARACTERS = (
    10_000_000_000  # the product of two lengths (code points) up to which texts are compared by characters: .2 s
)


@dataclass(slots=True)
class Moved:
    """How many decisions went over to new versions, and how many must be looked at again."""

    versions: int = 0
    moved: int = 0
    to_review: int = 0


def earlier_version(store: Store, article: Article) -> str | None:
    """The article (sha256) of the same id that the text is an edit of; None where there is none or the texts are too unlike."""
    best: tuple[float, str] | None = None
    for sha256, text in versions.texts_named(store, article.id):
        if sha256 == article.sha256:
            return None
        score = _alike(text, article.text)
        if score >= ALIKE and (best is None or score > best[0]):
            best = (score, sha256)
    return best[1] if best else None


def _alike(one: str, other: str) -> float:
    """How much of two texts is the same, in per cent; 0 below :data:`ALIKE`.

    Long texts are compared by lines: the time grows with the product of the lengths, and characters of 20 MB would take hours.
    """
    from rapidfuzz import fuzz

    if len(one) * len(other) <= BY_CHARACTERS:
        return fuzz.ratio(one, other, score_cutoff=ALIKE)
    return fuzz.ratio(one.split("\n"), other.split("\n"), score_cutoff=ALIKE)


def add_version(store: Store, article: Article, old: str, change: int, count: Moved) -> None:
    """Add the edited text and move what holds, inside the open transaction; ``refresh_derived`` must follow."""
    articles.add_articles(store, [article], change)
    versions.replace_article(store, article.sha256, old, change)
    article_facts.inherit(
        store, articles.article_number(store, article.sha256), articles.article_number(store, old), change
    )
    count.versions += 1
    _carry(store, article, old, change, count)


def follow(store: Store, change: int) -> Moved:
    """After a merge, inside its transaction: decisions on texts that were edited here or there move on to the edited text."""
    count = Moved()
    for old, new, came in versions.replacements(store, change):
        count.versions += came is None
        if came is None or came:
            _carry(store, articles.article(store, new), old, change, count, came)
            history.refresh_derived(store, change)  # the next version starts from what came to this one
    return count


def foreseen(store: Store, article: Article, old: str) -> Moved:
    """What would move to an edited text, and what would be put on the review list; nothing is written."""
    plan = [found is not None for _, found, _ in _plan(store, article, old)]
    return Moved(1, sum(plan), len(plan) - sum(plan))


def _carry(
    store: Store, article: Article, old: str, change: int, count: Moved, only: frozenset[str] | None = None
) -> None:
    """Move what holds from one text to the next, of the decisions ``only`` where that is given; the rest is put on the review list."""
    became: dict[str, str] = {}
    for decision, found, reason in _plan(store, article, old):
        if only is not None and decision.id not in only:
            continue
        if found is None:
            count.to_review += versions.add_review(store, article.sha256, decision.id, reason, change)
        elif not _decided_since(store, found):
            became[decision.id] = new = new_id()
            decisions.append(store, [replace(found, id=new, replaces=None)], change)
            adjudications.copy(store, decision.id, new, became)
            count.moved += 1


def _decided_since(store: Store, moved: Decision) -> bool:
    """Whether the annotator has decided the quotation on the new text already, and not before the decision that would move."""
    there = decisions.current_decisions(store, moved.article, moved.annotator).get(moved.quotation)
    return there is not None and there.sequence >= moved.sequence


def _plan(store: Store, article: Article, old: str) -> Iterator[tuple[Decision, Decision | None, str]]:
    """Each decision that stands on a text or on its review list, what it becomes on the edited one, or why it cannot."""
    text, proposed = articles.article_text(store, old), proposals.proposals(store, old) or {}
    for annotator in sorted(versions.annotators_of(store, old), key=lambda name: name == ADJUDICATED):  # last: it links
        for decision in decisions.current_decisions(store, old, annotator).values():
            if decision.status is not Status.WITHDRAWN:
                yield decision, *_move(decision, text, article, proposed)
    for entry in versions.review_list(store, article=old):  # words taken out by one edit may come back with the next
        decision = decisions.by_id(store, entry.decision)
        before, then = articles.article_text(store, entry.old_article), proposals.proposals(store, entry.old_article)
        yield decision, *_move(decision, before, article, then or {})


def _move(
    decision: Decision, before: str, article: Article, proposed: Mapping[str, Proposal]
) -> tuple[Decision | None, str]:
    """The decision on the new text, or None and the reason in words."""
    span = relocate(before, article.text, decision.span)
    if span is None:
        return None, "its words are changed, or stand in more than one place"
    mentions: dict[str, Mention | None] = {}
    for name, mention in (("source", decision.source), ("cue", decision.cue)):
        at = relocate(before, article.text, mention.span) if mention else None
        if mention and at is None:
            return None, f"its {name} is changed, or stands in more than one place"
        mentions[name] = Mention(at, mention.words) if mention and at else None
    content = [relocate(before, article.text, part) for part in decision.content]
    kept = tuple(part for part in content if part is not None)
    if len(kept) < len(content):
        return None, "what was said beyond it is changed"
    quotation = _identity(decision, span, before, article, proposed)
    moved = replace(decision, id="", article=article.sha256, quotation=quotation, span=span, content=kept, **mentions)  # type: ignore[arg-type]
    return moved, ""


def _identity(decision: Decision, span: Span, before: str, article: Article, proposed: Mapping[str, Proposal]) -> str:
    """The quotation's id in the new text: that of the proposal which will stand there, where it was one."""
    proposal = proposed.get(decision.quotation)
    if proposal is not None:
        at = relocate(before, article.text, proposal.span)
        return quotation_id(article.sha256, at) if at else decision.quotation
    was_proposal = decision.quotation == quotation_id(decision.article, decision.span)
    return quotation_id(article.sha256, span) if was_proposal else decision.quotation
