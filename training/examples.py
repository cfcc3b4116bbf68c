"""Training examples: feature rows with what gold says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.detection import speech
from annotator.detection.attributions import FoundAttribution, covering
from annotator.detection.reading import Lexicon, Opinion, Reading
from annotator.detection.sources.candidates import candidates, near
from annotator.detection.sources.features import Pairs
from annotator.detection.sources.ranker import described
from training.corpus import Example, gold_quotations, holding, right_candidate


@dataclass
class Rows:
    """One article's rows: ``speech`` with ``said``, ``direct`` and what is ``known`` besides (the
    confidence of a content that covers it, the network's log odds); ``pairs`` in groups of ``sizes`` with ``right``.
    """

    id: str
    speech: list[list[str]] = field(default_factory=list)
    said: list[int] = field(default_factory=list)
    known: list[tuple[float, float]] = field(default_factory=list)
    direct: list[int] = field(default_factory=list)
    pairs: list[list[str]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    lost: int = 0  # quotations whose source is no candidate


def rows(example: Example, lexicon: Lexicon, opinion: Opinion, attributed: Sequence[FoundAttribution]) -> Rows:
    """The rows of one article; ``opinion`` and ``attributed`` (the contents found) come from models that have not seen it."""
    reading = Reading(example.parse, example.stretches, lexicon)
    heads = candidates(reading)
    pairs = Pairs(reading, heads)
    out, covered = Rows(example.id), covering(example.stretches, attributed)
    for number, quote in gold_quotations(example, headings=True):
        if reading.ranges[number][0] >= len(example.parse):
            continue
        quotation = pairs.quotation(number)
        out.speech.append(speech.features(quotation, opinion))
        out.known.append((covered[number], opinion.said(number)))
        out.said.append(int(quote is not None))
        out.direct.append(int(quote is not None and quote.get("kind") == "direct"))
        if not quote:
            continue
        close = near(reading, heads, number)
        right = right_candidate(reading, close, quote) if quote["speaker"] else -1
        if right is None:
            out.lost += 1
            continue
        on, nobody = described(quotation, close, opinion)
        if right >= 0 and right not in on:
            out.lost += 1
            continue
        out.pairs += [*on.values(), nobody]
        also = holding(reading, close, quote) if quote["speaker"] else set()
        out.right += [int(head == right or head in also) for head in on] + [int(right == -1)]
        out.sizes.append(len(on) + 1)
    return out
