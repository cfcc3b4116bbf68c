"""What the desk does: load an article with its quotations, decide, undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from annotator.errors import BadInputError
from annotator.holdout import HoldOut, Shown
from annotator.records import (
    Article,
    ArticleRow,
    Candidate,
    Change,
    Codebook,
    Decision,
    Desk,
    Kind,
    Mention,
    Origin,
    Proposal,
    Quotation,
    Span,
    Stance,
    Status,
    person_of,
    second_reading,
)
from annotator.store import annotators, articles, decisions, history, progress, proposals, repeats, versions
from annotator.store.connection import Store, new_id
from annotator.store.decisions import StaleDecisionError as StaleDecisionError
from annotator.store.history import CanceledTurnError as CanceledTurnError
from annotator.store.history import OthersWorkError as OthersWorkError
from annotator.store.history import Progress as Progress
from annotator.store.news import News as News
from annotator.store.news import ProjectWatch as ProjectWatch
from annotator.workflow import known_names
from annotator.workflow.project import current_codebook


def load_queue(store: Store, annotator: str) -> tuple[ArticleRow, ...]:
    """Every article with the annotator's progress."""
    return progress.queue(store, annotator)


def load_queue_start(store: Store, annotator: str, first: int) -> tuple[tuple[ArticleRow, ...], bool]:
    """The queue's first articles, at a cost that does not grow with the project, and whether these are all."""
    rows = progress.queue(store, annotator, first=first)
    return rows, not articles.more_than(store, first)


def load_row(store: Store, article_sha256: str, annotator: str) -> ArticleRow | None:
    """One article's line of the queue, at a cost that does not grow with the project; None where it was taken back."""
    rows = progress.queue(store, annotator, article_sha256)
    return rows[0] if rows else None


def newest_version(store: Store, article_sha256: str) -> str | None:
    """The article that stands in the place of one whose text was edited; None where it stands itself, or nothing in its place."""
    return versions.newest_version(store, article_sha256)


def bring_back(store: Store, annotator: str) -> int:
    """Let the annotator's finished articles that are due come back as if new; how many. None do unless the project asks for it."""
    return repeats.draw(store, annotator)


def came_back(store: Store, article_sha256: str, annotator: str) -> bool:
    """Whether an article came back to the annotator and is to be shown as if new."""
    return repeats.is_open(store, annotator, article_sha256)


def load_article(store: Store, article_sha256: str) -> Article:
    """An article, its text compared with its hash; StoreError where it is not there or damaged."""
    return articles.checked_article(store, article_sha256)


def load_desk(
    store: Store, article_sha256: str, annotator: str, *, known: Article | None = None, again: bool = False
) -> Desk:
    """All that the window shows for an article: one annotator's decisions over the proposals, nobody else's.

    ``known`` is the article where it was read before: its text never changes, so that it is not read again. ``again``: the
    annotator's second reading, whose decisions are shown in the place of the first ones.
    """
    reader = second_reading(annotator) if again else annotator
    with store.reading():
        article = known or articles.checked_article(store, article_sha256)
        found = proposals.proposals(store, article_sha256, annotator)
        named = known_names.complete(store, annotator, found or {}, article_sha256 if again else None)
        decided = decisions.current_decisions(store, article_sha256, reader)
        finished, codebook = decisions.is_finished(store, article_sha256, reader), current_codebook(store)
        hold_out = annotators.hold_out(store)
    keys = dict.fromkeys((*named, *decided))
    quotations = [Quotation(key, named.get(key), decided.get(key)) for key in keys]
    kept = [q for q in quotations if q.decision is None or q.decision.status is not Status.WITHDRAWN]
    return Desk(
        article=article,
        annotator=reader,
        quotations=tuple(sorted(kept, key=lambda q: (q.span.start, -q.span.end))),
        codebook=codebook,
        proposed=found is not None,
        finished=finished,
        hold_out=str(hold_out),
    )


def shown(desk: Desk, quotation: Quotation) -> Decision:
    """What the card shows and Enter would confirm: the current decision, else one made from the proposal, not yet decided.

    A proposal of an utterance of which a quotation is confirmed takes that one's speaker: who corrects one half corrects the other.
    """
    if quotation.decision is not None:
        return replace(quotation.decision.anew(), seconds=0.0, codebook=desk.codebook.hash)
    proposal = quotation.proposal
    assert proposal is not None, "a quotation has a proposal or a decision"
    source = proposal.source
    made = Decision(
        quotation=quotation.id,
        article=desk.article.sha256,
        annotator=desk.annotator,
        status=Status.OPEN,
        span=proposal.span,
        words=proposal.words,
        kind=proposal.kind,
        origin=Origin.PROPOSAL,
        source=source.mention if source else None,
        speaker_name=source.name if source else "",
        cue=proposal.cue,
        group=proposal.group,
        content=proposal.content,
        proposals_shown=proposal.shown,
        shown=Shown(desk.hold_out, edges=True, speaker=proposal.shown).as_text(),
        codebook=desk.codebook.hash,
    )
    settled = desk.utterances.get(proposal.group or "")
    if settled is None or proposal.kind is Kind.NOT_SPEECH:
        return made
    return replace(made, source=settled.source, speaker_id=settled.speaker_id, speaker_name=settled.speaker_name)


OPENING = "“‘«„\"'`"


def kind_of(text: str, span: Span) -> Kind:
    """What a stretch that is made a quotation probably is: direct where it begins with a mark, else indirect."""
    return Kind.DIRECT if text[span.start] in OPENING else Kind.INDIRECT


def new_quotation(desk: Desk, span: Span, kind: Kind = Kind.DIRECT) -> Decision:
    """A hand-made quotation over a selection, open until it is confirmed; ValueError beyond the text."""
    return Decision(
        quotation="m" + new_id()[:24],
        article=desk.article.sha256,
        annotator=desk.annotator,
        status=Status.OPEN,
        span=span,
        words=span.words(desk.article.text),
        kind=kind,
        origin=Origin.MANUAL,
        codebook=desk.codebook.hash,
    )


def choose_speaker(decision: Decision, candidate: Candidate | None) -> Decision:
    """The decision with a candidate as its source and speaker; None: no source is named."""
    if candidate is None:
        return replace(decision, source=None, speaker_id=None, speaker_name="")
    return replace(decision, source=candidate.mention, speaker_id=None, speaker_name=candidate.name)


def choose_source(decision: Decision, mention: Mention, proposal: Proposal | None = None) -> Decision:
    """The decision with a selection as its source; the speaker is the candidate's that stands there, else named by the words."""
    names = [c.name for c in proposal.candidates if c.mention.span.overlaps(mention.span)] if proposal else []
    return replace(decision, source=mention, speaker_id=None, speaker_name=names[0] if names else mention.words)


def confirm(decision: Decision) -> Decision:
    """The decision as confirmed; one that was proposed as not speech and is confirmed so is a rejection."""
    return reject(decision) if decision.kind is Kind.NOT_SPEECH else replace(decision, status=Status.CONFIRMED)


def reject(decision: Decision) -> Decision:
    """The decision as not speech; a hand-made quotation is withdrawn instead. Its labels go: nobody took a stance there."""
    if decision.origin is Origin.MANUAL:
        return replace(decision, status=Status.WITHDRAWN)
    return not_speech(decision)


def not_speech(decision: Decision) -> Decision:
    """The decision that nobody is quoted here, in the one form for proposals and hand-made quotations."""
    return replace(decision.said_by_nobody(), status=Status.REJECTED)


def decide(store: Store, decision: Decision, *, action: str) -> Change:
    """Append a decision; on disk when it returns. ``action`` is what the undo menu will say.

    The change answers the decision as it is stored, and the article's line of the queue as it is now. BadInputError where a
    stance is not in the project's codebook; StoreError with a sentence where the disk fails; StaleDecisionError where
    ``decision.replaces`` (None: unchecked) is not the decision that stands now.
    """
    codebook = current_codebook(store)
    check_stances(decision, codebook, lambda: stood(store, decision))
    fresh = replace(decision.anew(), id=new_id(), codebook=codebook.hash)
    taken = decisions.add_decisions(store, [fresh], annotator=person_of(decision.annotator), action=action)
    return Change(
        action=action,
        article=decision.article,
        quotations=frozenset({decision.quotation}),
        queue=True,
        speakers=taken.speakers,
        decision=taken.decisions[0],
        row=taken.rows[decision.annotator, decision.article],
    )


def stood(store: Store, decision: Decision) -> Iterable[Stance]:
    """The stances that the annotator's current decision on the same quotation bears."""
    stands = decisions.current_decisions(store, decision.article, decision.annotator).get(decision.quotation)
    return stands.stances if stands is not None else ()


def check_stances(decision: Decision, codebook: Codebook, kept: Callable[[], Iterable[Stance]]) -> None:
    """BadInputError with a sentence where the codebook lacks one of the decision's stances.

    A retired one, which an older version of the codebook had, may be kept: ``kept`` answers what was given before.
    """
    lacking = [stance for stance in decision.stances if not codebook.has(stance)]
    if not lacking:
        return
    before = set(kept())
    for stance in lacking:
        if stance not in before:
            raise BadInputError(
                f"The codebook {codebook.name} {codebook.version} has no label {stance.label} for {stance.target}; "
                "choose one of its labels."
            )


def set_finished(store: Store, article_sha256: str, annotator: str, *, finished: bool) -> Change:
    """Say by hand that an annotator is done with an article (or not): only finished articles count in agreement."""
    decisions.set_finished(store, article_sha256, annotator, finished)
    message = "Marked as finished" if finished else "Open again"
    return Change(action=message, article=article_sha256, queue=True, message=message)


def undo(store: Store, annotator: str, *, sure: bool = False, progress: Progress | None = None) -> Change | None:
    """Take back the annotator's newest standing change, across restarts; None where there is none.

    OthersWorkError with a sentence where others went on with what it brought, unless ``sure``; what they did stays in any case.
    CanceledTurnError where ``progress`` answers False: nothing was changed then.
    """
    return history.undo(store, annotator, sure=sure, progress=progress)


def redo(store: Store, annotator: str, *, progress: Progress | None = None) -> Change | None:
    """Redo what was undone last; None where nothing is left to redo. CanceledTurnError where ``progress`` answers False."""
    return history.redo(store, annotator, progress=progress)


def long_undo(store: Store, annotator: str) -> str | None:
    """What undo would take back, where it touches so much that a window should not wait for it; else None."""
    return history.long_text(store, annotator, live=False)


def long_redo(store: Store, annotator: str) -> str | None:
    """What redo would do again, where it touches so much that a window should not wait for it; else None."""
    return history.long_text(store, annotator, live=True)


def undo_text(store: Store, annotator: str) -> str | None:
    """What undo would take back, for the menu."""
    return history.undo_text(store, annotator)


def redo_text(store: Store, annotator: str) -> str | None:
    """What redo would do again, for the menu."""
    return history.redo_text(store, annotator)


def hold_out(store: Store) -> HoldOut:
    """Which suggestions are withheld, and by which rule."""
    return annotators.hold_out(store)


def decided_today(store: Store, annotator: str) -> int:
    """How many quotations the annotator decided on this local day that stand."""
    return decisions.decided_today(store, annotator)


def save_proposals(store: Store, article_sha256: str, found: Sequence[Proposal], detector_version: str) -> Change:
    """Keep a detector run; decisions stay as they are. Proposals inside others are kept where the project asks for them."""
    if not annotators.asks_nested(store):
        found = _outermost(found)
    proposals.add_proposals(store, article_sha256, found, detector_version)
    return Change(action="Propose quotations", article=article_sha256, queue=True)


def _outermost(proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals without those in marks that stand inside another one in marks; in text order."""
    out: list[Proposal] = []
    end = -1
    for proposal in sorted(proposals, key=lambda p: (p.span.start, -p.span.end)):
        marked = proposal.kind is not Kind.INDIRECT
        if not marked or proposal.span.end > end:
            out.append(proposal)
        if marked:
            end = max(end, proposal.span.end)
    return out
