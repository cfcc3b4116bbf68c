"""Attributions of all kinds, with marks or without: what was said (content), the words that report it (cue), who said it.

Three steps: the network labels tokens (:mod:`annotator.detection.network`, :mod:`.tagger`); stretches that the parse, the tagger and the
marks suggest are scored by boosted trees
(:mod:`.spans`, :mod:`.span_features`), and the disjoint set with the greatest expected gain is kept; a
conditional logit ranks the sources (:mod:`.source`). ``docs/attribution.md`` has the method and its figures.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

import numpy as np

from annotator.detection.indirect.model import AttributionModel, shipped
from annotator.detection.indirect.source import choices, phrase, softmax
from annotator.detection.indirect.span_features import SpanFeatures
from annotator.detection.indirect.spans import TaggedTokens, candidates
from annotator.detection.indirect.tagger import CUE, marginals
from annotator.detection.network import States
from annotator.detection.settings import INDIRECT_CANDIDATES, INDIRECT_NAMED, SWALLOWED_CUE
from annotator.detection.tokens import Floats, Ints, Tokens
from annotator.records import Mention, Span


@dataclass(frozen=True)
class IndirectAttribution:
    """A content that somebody is reported to have said, thought or written, whether or not parts of it are in marks.

    ``sources`` are ranked best first with their probabilities, which add up to at most 1 with ``no_source`` (nobody is
    named). ``content`` are the pieces in text order, without marks and stops at their edges. ``confidence`` is the
    probability that this is an attribution with (about) this content.
    """

    cue: Mention | None
    sources: tuple[tuple[Mention, float], ...]
    no_source: float
    content: tuple[Span, ...]
    confidence: float

    @property
    def speaks(self) -> bool:
        """Whether to name the first source: from :data:`INDIRECT_NAMED` on, which serves F1 better than the likelier answer."""
        return bool(self.sources) and self.sources[0][1] >= INDIRECT_NAMED


def attributions(states: States, model: AttributionModel | None = None) -> list[IndirectAttribution]:
    """All attributions of an article in text order, given what the network sees in it.

    Contents never overlap. Quoted stretches that are said without words round them come as contents too.
    """
    model = model or shipped()
    if not states.tokens.n:
        return []
    field = tag(states, model)
    left, right, mass = candidates(field)
    if not len(left):
        return []
    described = SpanFeatures(field, left, right, mass, model.link)
    confidence = model.trees.probability(features(described, model))
    kept = np.array(best_disjoint(left, right, gains(described, confidence, model)), dtype=np.int64)
    return assemble(field, described, confidence, kept, model)


def tag(states: States, model: AttributionModel) -> TaggedTokens:
    """The tagger's marginals."""
    return TaggedTokens(states, *marginals(states, model.scale))


def features(described: SpanFeatures, model: AttributionModel) -> Floats:
    """What the trees read: the numbers and the corpus rates of the categories."""
    rates = model.rates.look_up(described.categories, len(described.left), model.unknown)
    return np.hstack([described.numbers, *rates])


def gains(described: SpanFeatures, confidence: Floats, model: AttributionModel) -> Floats:
    """What keeping each candidate is worth: probability above the threshold, less a little for swallowing a cue.

    Contents hold no cue of their own, but spans count as found from half their length on, so that the scorer hardly cares.
    """
    single, tokens = described.field.single, described.field.tokens
    inside = np.append(0.0, np.cumsum(single[:, CUE] * (tokens.quoted == 0)))
    swallowed = np.minimum(inside[described.right] - inside[described.left], 1.0)
    return np.asarray(confidence - model.threshold - SWALLOWED_CUE * swallowed)


def best_disjoint(left: Ints, right: Ints, gain: Floats) -> list[int]:
    """The set of disjoint spans with the greatest sum of gains (weighted interval scheduling), in text order.

    With gain = probability - threshold this is the set with the best expected F1 at twice the threshold.
    """
    order = np.argsort(right, kind="stable")
    order = order[gain[order] > 0]
    ends, best, back = [0], [0.0], [(-1, 0)]
    for i, start, end, worth in zip(
        *(of.tolist() for of in (order, left[order], right[order], gain[order])), strict=True
    ):
        before = bisect_right(ends, start) - 1
        value = best[before] + worth
        if value > best[-1]:
            ends.append(end)
            best.append(value)
            back.append((i, before))
    out, k = [], len(ends) - 1
    while k:
        i, k = back[k]
        out.append(i)
    return out[::-1]


def assemble(
    field: TaggedTokens, described: SpanFeatures, confidence: Floats, kept: Ints, model: AttributionModel
) -> list[IndirectAttribution]:
    """The kept contents with their cues and sources; pieces of one cue within a line are one attribution."""
    tokens, parse = field.tokens, field.tokens.parse
    left, right, cue = described.left[kept], described.right[kept], described.cue[kept]
    asked = choices(field, left, right, cue)
    score = model.source.score(asked.codes, len(asked.head))[:, 0]
    null = model.no_source.score(asked.null_codes, len(kept))[:, 0]
    chance, nobody = softmax(score, null, asked.owner)
    bounds = np.searchsorted(asked.owner, np.arange(len(kept) + 1))
    groups: dict[tuple[int, int], list[int]] = {}
    for k in range(len(kept)):
        key = (int(tokens.line[left[k]]), int(cue[k])) if cue[k] >= 0 else (-1, k)
        groups.setdefault(key, []).append(k)

    @cache
    def mention(head: int) -> Mention:
        return _mention(tokens, *phrase(tokens, head))

    out = []
    for (_, word), members in groups.items():
        k = max(members, key=lambda m: float(confidence[kept[m]]))
        rows = np.arange(bounds[k], bounds[k + 1])
        rows = rows[np.argsort(-chance[rows], kind="stable")][:INDIRECT_CANDIDATES]
        sources = tuple(zip(map(mention, asked.head[rows].tolist()), chance[rows].tolist(), strict=True))
        pieces = tuple(Span(parse.starts[left[m]], parse.ends[right[m] - 1]) for m in members)
        named = Mention.of(parse.text, parse.starts[word], parse.ends[word]) if cue[k] >= 0 else None
        out.append(IndirectAttribution(named, sources, float(nobody[k]), pieces, float(confidence[kept[k]])))
    return sorted(out, key=lambda a: a.content[0])


def _mention(tokens: Tokens, first: int, last: int) -> Mention:
    """The mention that the tokens ``first:last`` make."""
    return Mention.of(tokens.parse.text, tokens.parse.starts[first], tokens.parse.ends[last - 1])
