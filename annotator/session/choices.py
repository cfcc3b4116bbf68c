"""Which speakers the card offers for a quotation, and whether the machine is sure enough to choose one."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import NamedTuple

from annotator.records import Decision, Desk, Kind, Mention, Quotation, Status, fold
from annotator.session.speaking import LIKELY, can_speak, is_credit, is_silent
from annotator.workflow import desk as work

UNSURE = 0.6  # below this probability no speaker is preselected
MOST = 9  # candidates with a digit
NEAR = 60  # quotations on either side whose speakers are offered


class SpeakerChoice(NamedTuple):
    """A numbered speaker on the card; ``score`` is None where the machine has no opinion."""

    name: str
    mention: Mention | None
    score: float | None
    reason: str


def speaker_choices(desk: Desk, quotation: Quotation) -> list[SpeakerChoice]:
    """The machine's candidates, one a name with their probabilities added; then others who speak in the article, nearest first.

    Names that cannot be a speaker's are left out where somebody can speak (:func:`may_speak`); what the machine proposes stays.
    """
    found: dict[str, SpeakerChoice] = {}
    for candidate in quotation.proposal.candidates if quotation.proposal else ():
        known = found.get(fold(candidate.name))
        if known is None:
            found[fold(candidate.name)] = SpeakerChoice(
                candidate.name, candidate.mention, candidate.score, candidate.reason
            )
        else:
            found[fold(candidate.name)] = known._replace(score=min((known.score or 0) + candidate.score, 1.0))
    for name in _names_near(desk, quotation):
        found.setdefault(fold(name), SpeakerChoice(name, None, None, "speaks elsewhere in this article"))
    proposed = quotation.proposal.source if quotation.proposal else None
    offered = list(found.values())
    kept = fold(proposed.name) if proposed is not None else ""
    voices = [choice for choice in offered if may_speak(choice)]
    if voices:
        offered = [choice for choice in offered if choice in voices or fold(choice.name) == kept]
    return offered[:MOST]


def may_speak(choice: SpeakerChoice) -> bool:
    """Whether an offered name may be that of somebody who speaks.

    A name of a thing is one where the detector finds it likely, where it is the subject of what reports the quotation, or where it is known
    to speak elsewhere in the article.
    """
    if not can_speak(choice.name) or (choice.mention is not None and is_credit(choice.mention.words)):
        return False
    likely = choice.score is None or choice.score >= LIKELY
    return likely or "subject of" in choice.reason or not is_silent(choice.name)


def _names_near(desk: Desk, quotation: Quotation) -> list[str]:
    at = quotation.span.start
    middle = bisect_left(desk.quotations, at, key=lambda q: q.span.start)
    near: dict[str, int] = {}
    for other in desk.quotations[max(middle - NEAR, 0) : middle + NEAR]:
        name = speaker_of(other) if other.id != quotation.id else ""
        if name:
            near[name] = min(near.get(name, 1 << 60), abs(other.span.start - at))
    return sorted(near, key=lambda name: near[name])[:MOST]


def names_in(desk: Desk) -> list[str]:
    """Everybody whom the machine or the annotator knows to speak in the article, by name."""
    names = {fold(name): name for quotation in desk.quotations if (name := speaker_of(quotation))}
    return [names[key] for key in sorted(names)]


def is_unsure(desk: Desk, quotation: Quotation) -> bool:
    """Whether nobody has chosen a speaker and the machine's best answer is below 60 %."""
    shown = work.shown(desk, quotation)
    if quotation.decided or shown.kind is Kind.NOT_SPEECH:
        return False
    if quotation.proposal is None:
        return not shown.speaker_name and shown.status is Status.OPEN
    if quotation.decision is not None and not _same_speaker(shown, work.shown(desk, replace(quotation, decision=None))):
        return False
    if not quotation.proposal.source:
        return quotation.proposal.no_source < UNSURE
    best = fold(quotation.proposal.source.name)
    return sum(c.score for c in quotation.proposal.candidates if fold(c.name) == best) < UNSURE


def speaker_of(quotation: Quotation) -> str:
    """The name that stands beside a quotation: as decided, else as proposed, else nothing."""
    if quotation.decision is not None:
        return quotation.decision.speaker_name
    source = quotation.proposal.source if quotation.proposal else None
    return source.name if source else ""


def _same_speaker(one: Decision, other: Decision) -> bool:
    return fold(one.speaker_name) == fold(other.speaker_name) and one.source == other.source
