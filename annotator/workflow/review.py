"""The review list: decisions that did not move to an edited text, to be placed there again or given up."""

from __future__ import annotations

import uuid
from dataclasses import replace

from annotator.records import Change, Decision, Mention, Span, Status
from annotator.store import adjudications, articles, decisions, history, proposals, versions
from annotator.store.connection import Store, new_id
from annotator.store.versions import ReviewRow as ReviewRow
from annotator.workflow.relocate import between, relocate

ALIKE = 60.0  # per cent of the characters (rapidfuzz partial ratio) from which a stretch may be the edited words


def review_list(store: Store, *, annotator: str | None = None) -> tuple[ReviewRow, ...]:
    """The decisions that did not move to an edited text and that nobody has looked at since, everybody's or one annotator's."""
    return versions.review_list(store, annotator=annotator)


def likely_place(store: Store, entry: ReviewRow) -> Span | None:
    """Where the words of an entry may stand in the edited text, whole words: unchanged, else the stretch most like them."""
    from rapidfuzz import fuzz

    text, old = articles.article_text(store, entry.article), decisions.by_id(store, entry.decision)
    before = articles.article_text(store, entry.old_article)
    found = relocate(before, text, old.span) or between(before, text, old.span)
    if found is not None:
        return found
    alike = fuzz.partial_ratio_alignment(old.words, text, score_cutoff=ALIKE) if len(old.words) <= len(text) else None
    if alike is None or alike.dest_end <= alike.dest_start:
        return None
    start, end = alike.dest_start, alike.dest_end
    while start > 0 and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end += 1
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    return Span(start, end) if start < end else None


def place_again(store: Store, entry: ReviewRow, span: Span, *, annotator: str) -> Change:
    """Take the decision again on a stretch of the edited text, as it was; one change of ``annotator``, which undo takes back.

    Its source and cue go with it where their words stand unchanged; where one does not, the quotation stays undecided.
    """
    placed = replace(_placed(store, entry, span), id=new_id())
    with store.writing():
        change = history.begin_change(store, annotator, "Place again", articles.article_number(store, entry.article))
        decisions.decide(store, [placed], change)
        adjudications.copy(store, entry.decision, placed.id, {})
        versions.reviewed(store, entry.n, change)
    told = (
        "Placed again." if placed.status is not Status.OPEN else "Placed again, undecided: look at its source and cue."
    )
    return Change("Place again", entry.article, frozenset({placed.quotation}), message=told)


def dismiss(store: Store, entry: ReviewRow, *, annotator: str) -> Change:
    """Give the decision up: its quotation is not in the edited text. The old decision stays in the history; undo takes this back."""
    with store.writing():
        change = history.begin_change(store, annotator, "Dismiss review", articles.article_number(store, entry.article))
        versions.reviewed(store, entry.n, change)
        history.refresh_derived(store, change)
    return Change("Dismiss review", entry.article, message="Dismissed from the review list.")


def _placed(store: Store, entry: ReviewRow, span: Span) -> Decision:
    old = decisions.by_id(store, entry.decision)
    before, text = articles.article_text(store, entry.old_article), articles.article_text(store, entry.article)

    def again(mention: Mention | None) -> Mention | None:
        at = relocate(before, text, mention.span) if mention else None
        return Mention(at, mention.words) if mention and at else None

    source, cue = again(old.source), again(old.cue)
    lost = (old.source is not None and source is None) or (old.cue is not None and cue is None)
    return replace(
        old.anew(),
        article=entry.article,
        quotation=_identity(store, entry, old, span),
        span=span,
        words=span.words(text),
        status=Status.OPEN if lost and old.status is Status.CONFIRMED else old.status,
        source=source,
        cue=cue,
        content=(),
        seconds=0.0,
    )


def _identity(store: Store, entry: ReviewRow, old: Decision, span: Span) -> str:
    """The id of the proposal that stands there, else the quotation's own where it was made by hand and is free, else a new one."""
    here = proposals.proposals(store, entry.article) or {}
    if standing := next((key for key, proposal in here.items() if proposal.span == span), None):
        return standing
    taken = old.quotation in here or old.quotation in decisions.current_decisions(store, entry.article, old.annotator)
    return old.quotation if old.quotation.startswith("m") and not taken else "m" + uuid.uuid4().hex[:24]
