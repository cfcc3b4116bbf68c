"""An article that comes again with edited text: a new version of it, to which the decisions move that still hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from annotator.exchange.relocate import relocate
from annotator.records import Article, Decision, Mention, Proposal, Span, Status, quotation_id
from annotator.store import articles, decisions, proposals, versions
from annotator.store.connection import Store
from annotator.store.versions import ReviewRow

ALIKE = 60.0  # per cent of two texts' characters (rapidfuzz ratio) from which one is an edit of the other


@dataclass(slots=True)
class Moved:
    """How many decisions went over to new versions, and how many must be looked at again."""

    versions: int = 0
    moved: int = 0
    to_review: int = 0


def earlier_version(store: Store, article: Article) -> str | None:
    """The article (sha256) of the same id that the text is an edit of; None where there is none or the texts are too unlike."""
    from rapidfuzz import fuzz

    best: tuple[float, str] | None = None
    for sha256, text in versions.texts_named(store, article.id):
        if sha256 == article.sha256:
            return None
        score = fuzz.ratio(text, article.text, score_cutoff=ALIKE)
        if score >= ALIKE and (best is None or score > best[0]):
            best = (score, sha256)
    return best[1] if best else None


def add_version(store: Store, article: Article, old: str, change: int, count: Moved) -> None:
    """Add the edited text and move what holds, inside the open transaction; ``settle`` must follow."""
    before = articles.article_text(store, old)
    articles.add_articles(store, [article], change)
    versions.replace_article(store, article.sha256, old, change)
    count.versions += 1
    proposed = proposals.proposals(store, old) or {}
    for annotator in versions.annotators_of(store, old):
        moved = []
        for decision in decisions.current_decisions(store, old, annotator).values():
            if decision.status is Status.WITHDRAWN:
                continue
            found, reason = _move(decision, before, article, proposed)
            if found is not None:
                moved.append(found)
            else:
                versions.add_review(store, article.sha256, decision.id, reason, change)
                count.to_review += 1
        decisions.append(store, moved, change)
        count.moved += len(moved)


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


def review_list(store: Store) -> tuple[ReviewRow, ...]:
    """The decisions that did not move to an edited text and that nobody has looked at since."""
    return versions.review_list(store)


def settle_review(store: Store, n: int, *, annotator: str) -> None:
    """Take an entry off the review list, after the quotation was decided anew or given up. Can be undone."""
    versions.settle_review(store, n, annotator)
