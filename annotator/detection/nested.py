"""Quotations inside quotations: who is quoted by the one who speaks. “My mother told me, ‘Write it down,’” she said.

The outer marks are ignored while the inner ones are read: the same models read the words between the outer marks as a report, and only
somebody who is named there can be the source. “I” there is the outer speaker.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from annotator.detection import lang, naming
from annotator.detection.context import Context
from annotator.detection.cues import cue_mention
from annotator.detection.linear import Linear
from annotator.detection.marks import nested
from annotator.detection.names import Names
from annotator.detection.network_scores import NetworkScores
from annotator.detection.parse import Parse
from annotator.detection.reading import Lexicon, Reading, Stretch
from annotator.detection.settings import INNER_CANDIDATES, INNER_NEAR, INNER_SPOKEN, STRONG_CUE
from annotator.detection.sources.candidates import span, up_to_report
from annotator.detection.sources.ranker import Ranked, Ranker
from annotator.records import Candidate, Kind, Mention, Proposal, Span

IMAGINED = frozenset({"denied", "imagined", "anybody"})
_MARKED = re.compile(r"\s[‘'“\"]")  # where a name, read with the outer marks in mind, runs into the inner quotation
_STOPS = frozenset(".?!;")
Think = Callable[[Sequence[Stretch]], NetworkScores]


def within(
    parse: Parse, lexicon: Lexicon, ranker: Linear, names: Names, proposals: Sequence[Proposal], think: Think
) -> list[Proposal]:
    """The proposals for what is quoted inside the quotations in marks among ``proposals``.

    ``think`` gives the network's opinions on stretches. What no verb with a subject reports next to it is left alone: terms, mostly.
    """
    inner = [
        (stretch, outer)
        for outer in proposals
        if outer.kind in (Kind.DIRECT, Kind.MIXED)
        for stretch in nested(
            parse.text, Stretch(outer.span.start, outer.span.end, style=_style(parse.text, outer.span))
        )
    ]
    if not inner:
        return []
    reading = Reading(parse, [stretch for stretch, _ in inner], lexicon)
    reported = [n for n in range(len(inner)) if _reported(reading, n, inner[n][1].span)]
    if not reported:
        return []
    ranks = Ranker(ranker, reading, think(reading.stretches))
    out = []
    for number in reported:
        (ranked,) = ranks.rank([number])
        if found := _proposal(reading, names, ranked, *inner[number]):
            out.append(found)
    return out


def _style(text: str, span: Span) -> str:
    """The style of the marks round a quotation."""
    return "single" if text[span.start] in "‘'’‚" and text[span.start : span.start + 2] != "''" else "double"


def _reported(reading: Reading, number: int, outer: Span) -> bool:
    """Whether a stretch is an utterance that a verb with a subject, both inside the outer quotation, reports next to it.

    The verb is one of saying, or any before a comma (I was like, ‘…’); what it reports is neither denied nor imagined.
    """
    if reading.ranges[number][0] >= reading.ranges[number][1]:
        return False
    context, parse = Context(reading, number), reading.parse
    if not (context.capital and context.tail != "0") or any(on in IMAGINED for on in naming.features(context)):
        return False
    for verb, steps in (_leading(context) | context.governors).items():
        subject = reading.subject[verb]
        if subject < 0 or not all(outer.start < parse.starts[i] < outer.end for i in (verb, subject)):
            continue
        habit = parse.deps[verb] == "xcomp" and parse.lemmas[parse.heads[verb]] in lang.words.HABITS
        finite = parse.heads[verb] if habit else verb  # used to say
        told = parse.tags[finite] != "VB" and not any(parse.tags[c] == "MD" for c in parse.children[finite])
        verbal = (
            parse.pos[verb] == "VERB" and parse.lemmas[verb] != "be" and told and context.first - verb <= INNER_NEAR
        )
        if verbal and (reading.cue[verb] >= STRONG_CUE or (context.before in (",", ":") and not steps)):
            return True
    return False


def _leading(context: Context) -> dict[int, int]:
    """The verb of saying that leads to a stretch after a comma or colon, wherever the parse hangs the words: I said to them, ‘…’."""
    reading, parse = context.reading, context.parse
    if context.before not in (",", ":"):
        return {}
    for i in range(context.first - 1, max(-1, context.first - 1 - INNER_NEAR), -1):
        if parse.words[i] in _STOPS:
            break
        if parse.pos[i] == "VERB" and reading.cue[i] >= STRONG_CUE:
            return {i: 0}
    return {}


def _proposal(reading: Reading, names: Names, ranked: Ranked, stretch: Stretch, outer: Proposal) -> Proposal | None:
    """The proposal for one stretch, with the candidates that the outer quotation holds; None where it holds none.

    The subject of the verb that leads to the stretch comes first, with the best candidate's probability.
    """
    parse = reading.parse
    leads = {reading.subject[verb]: verb for verb in _leading(ranked.quotation)}
    inside = [
        (head, score)
        for head, score in zip(ranked.heads, ranked.scores, strict=True)
        if outer.span.start <= parse.starts[head] < outer.span.end
    ][:INNER_CANDIDATES]
    ordered = sorted((head for head, _ in inside), key=lambda head: head not in leads)
    held = list(zip(ordered, (score for _, score in inside), strict=True))
    total = sum(score for _, score in held)
    if total <= 0:
        return None
    candidates = []
    for head, score in held:
        whole = span(reading, head)
        first, last = up_to_report(reading, whole, head, leads.get(head, _cue(ranked, head)))
        mention = Mention.of(parse.text, parse.starts[first], parse.ends[last - 1])
        clause = parse.text[mention.span.end : parse.ends[whole[1] - 1]]
        speaker = outer.source if parse.words[head].lower() in lang.words.FIRST_PERSONS else None
        named = speaker.name if speaker else _MARKED.split(names.of(head).name.removesuffix(clause))[0]
        if not speaker and outer.source:
            named = names.inner(head, outer.source.name) or named
        candidates.append(Candidate(mention, named, score / (total + ranked.none), "named inside the outer quotation"))
    return Proposal(
        Span(stretch.start, stretch.end), parse.text[stretch.start : stretch.end], Kind.DIRECT, INNER_SPOKEN,
        tuple(candidates), ranked.none / (total + ranked.none), True, cue_mention(reading, leads.get(held[0][0], _cue(ranked, held[0][0]))),
    )  # fmt: skip


def _cue(ranked: Ranked, head: int) -> int:
    """The token that reports for a candidate, -1 where there is none."""
    own, _ = ranked.quotation.cue(head)
    return own if own >= 0 else ranked.quotation.pairs.cue[head]
