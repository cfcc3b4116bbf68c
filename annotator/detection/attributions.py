"""Joining what was found in marks with what was found in the whole sentence: contents that reach outside the marks, and indirect speech.

An attribution whose content overlaps quotations makes one utterance of them: each gets all of the content, and they are
linked. What a content covers is likelier speech. A content that is no more than a name or term in marks is none. A
fragment in marks (mixed) stands inside the reporting clause that the attribution read, so there its opinion on the source
counts beside the ranker's. Any other attribution is a proposal of its own, of kind indirect.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from annotator.detection.names import Names
from annotator.detection.reading import Reading, Stretch
from annotator.detection.settings import COVERS, LABEL_CONFIDENCE, LEAST_OPINION, OPINION_WEIGHT, SAID_AFTER_ALL
from annotator.detection.sources.ranker import named
from annotator.detection.transcript import Turn
from annotator.records import Candidate, Kind, Mention, Proposal, Span


class FoundAttribution(Protocol):
    """What :mod:`annotator.detection.indirect.find` finds."""

    @property
    def cue(self) -> Mention | None:
        """The words that report."""

    @property
    def sources(self) -> Sequence[tuple[Mention, float]]:
        """The source candidates with their probabilities, best first."""

    @property
    def no_source(self) -> float:
        """The probability that nobody is named."""

    @property
    def content(self) -> Sequence[Span]:
        """What was said, in pieces."""

    @property
    def confidence(self) -> float:
        """The probability that this is an attribution."""


def join(
    reading: Reading, names: Names, proposals: list[Proposal], attributions: Sequence[FoundAttribution]
) -> list[Proposal]:
    """The proposals in marks with their contents, and the indirect ones, in text order."""
    out = list(proposals)
    said = [i for i, p in enumerate(proposals) if p.kind is not Kind.NOT_SPEECH]
    ends = [proposals[i].span.end for i in said]
    unsaid = [p.span for p in proposals if p.kind is Kind.NOT_SPEECH]
    starts = [span.start for span in unsaid]
    number = 0
    for attribution in attributions:
        touched = [i for piece in attribution.content for i in _overlapping(proposals, said, ends, piece)]
        if not touched:
            first, last = attribution.content[0], attribution.content[-1]
            at = bisect_right(starts, first.start) - 1
            if attribution.confidence >= SAID_AFTER_ALL or at < 0 or last.end > unsaid[at].end:
                out.append(_indirect(reading, names, attribution))
            continue
        number += 1
        for i in dict.fromkeys(touched):
            group = out[i].group or (f"a{number}" if len(set(touched)) > 1 else None)
            found = _weighed(out[i], attribution) if out[i].kind is Kind.MIXED and attribution.sources else out[i]
            out[i] = replace(found, content=_content(found, attribution.content), group=group)
    return sorted(out, key=lambda p: (p.span.start, p.span.end))


def with_turns(reading: Reading, names: Names, proposals: Sequence[Proposal], turns: Sequence[Turn]) -> list[Proposal]:
    """The proposals with each turn of a transcript as indirect speech of its label, in place of indirect ones that share words with it."""
    if not turns:
        return list(proposals)
    starts = [turn.words.start for turn in turns]

    def free(span: Span) -> bool:
        at = bisect_right(starts, span.end - 1) - 1
        return at < 0 or turns[at].words.end <= span.start

    out = [p for p in proposals if p.kind is not Kind.INDIRECT or free(p.span)]
    for turn in turns:
        text, head = reading.parse.text, head_of(reading, turn.label)
        label = Candidate(
            Mention.of(text, turn.label.start, turn.label.end),
            names.of(head).name,
            LABEL_CONFIDENCE,
            "the turn's label",
        )
        out.append(
            Proposal(
                turn.words,
                turn.words.words(text),
                Kind.INDIRECT,
                LABEL_CONFIDENCE,
                (label,),
                1 - LABEL_CONFIDENCE,
                True,
                None,
            )
        )
    return sorted(out, key=lambda p: (p.span.start, p.span.end))


def covering(stretches: Sequence[Stretch], attributions: Sequence[FoundAttribution]) -> list[float]:
    """For each stretch the confidence of the attribution with a piece that covers it (:data:`COVERS` of it), 0 where there is none."""
    pieces = sorted((piece.start, piece.end, a.confidence) for a in attributions for piece in a.content)
    ends, out = [end for _, end, _ in pieces], []
    for stretch in stretches:
        start, end = stretch.start + 1, stretch.end - 1
        best, at = 0.0, bisect_right(ends, start)
        while at < len(pieces) and pieces[at][0] < end:  # contents do not overlap: ends ascend as starts do
            low, high, confidence = pieces[at]
            if min(high, end) - max(low, start) >= COVERS * (end - start) > 0:
                best = max(best, confidence)
            at += 1
        out.append(best)
    return out


def _weighed(proposal: Proposal, attribution: FoundAttribution) -> Proposal:
    """The proposal with its candidates ranked by both opinions (a product of experts), probabilities adding up as before.

    Hinton, "Products of experts", ICANN 1999. Where another candidate comes first now, the cue is the attribution's.
    """
    if not proposal.candidates:
        return proposal

    def opinion(candidate: Candidate) -> float:
        found = [score for mention, score in attribution.sources if mention.span.overlaps(candidate.mention.span)]
        return float(max([LEAST_OPINION, *found]) ** OPINION_WEIGHT)

    weighed = [(c.score * opinion(c), c) for c in proposal.candidates]
    none = proposal.no_source * max(LEAST_OPINION, attribution.no_source) ** OPINION_WEIGHT
    before = sum(c.score for c in proposal.candidates) + proposal.no_source
    scale = before / (sum(score for score, _ in weighed) + none)
    ranked = [replace(c, score=score * scale) for score, c in sorted(weighed, key=lambda pair: -pair[0])]
    same = ranked[0].mention == proposal.candidates[0].mention
    return replace(
        proposal, candidates=tuple(ranked), no_source=none * scale, speaks=named(ranked[0].score, none * scale),
        cue=proposal.cue if same else attribution.cue,
    )  # fmt: skip


def _overlapping(proposals: list[Proposal], said: list[int], ends: list[int], piece: Span) -> list[int]:
    """The quotations (indices into ``proposals``) that share a character with a piece of content."""
    found, at = [], bisect_left(ends, piece.start + 1)
    while at < len(said) and proposals[said[at]].span.start < piece.end:
        found.append(said[at])
        at += 1
    return found


def _content(proposal: Proposal, pieces: Sequence[Span]) -> tuple[Span, ...]:
    """The pieces with those that touch the quotation stretched to its edges; nothing where they are the quotation alone."""
    span = proposal.span
    out: list[Span] = []
    for piece in sorted({*pieces, span}):
        if out and piece.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, piece.end))
        else:
            out.append(piece)
    return () if out == [span] else tuple(out)


def _indirect(reading: Reading, names: Names, attribution: FoundAttribution) -> Proposal:
    """The proposal for speech without marks."""
    text = reading.parse.text
    span = attribution.content[0]
    cue = attribution.cue
    candidates = []
    for mention, score in attribution.sources:
        named = names.of(head_of(reading, mention.span))
        reason = f"source of “{cue.words}”" if cue else "source near by"
        candidates.append(Candidate(mention, named.name, score, f"{reason}, {named.note}" if named.note else reason))
    return Proposal(
        span, span.words(text), Kind.INDIRECT, attribution.confidence, tuple(candidates), attribution.no_source,
        bool(candidates) and candidates[0].score >= attribution.no_source, cue,
        content=tuple(attribution.content) if len(attribution.content) > 1 else (),
    )  # fmt: skip


def named_head(reading: Reading, attribution: FoundAttribution) -> int:
    """The head token of the source that an attribution names, -1 where it names none."""
    sources = attribution.sources
    if not sources or sources[0][1] < attribution.no_source:
        return -1
    return head_of(reading, sources[0][0].span)


def head_of(reading: Reading, span: Span) -> int:
    """The head token of a mention: the first whose head stands outside it."""
    parse = reading.parse
    first = max(0, bisect_left(parse.ends, span.start + 1))
    last = max(first + 1, bisect_left(parse.starts, span.end))
    return next((i for i in range(first, last) if not first <= parse.heads[i] < last or parse.heads[i] == i), first)
