"""Candidate contents: stretches of tokens that a cue may report, from the parse, the tagger and the quotation marks.

A span is a pair of token numbers, half-open, with marks and stops cut from both ends (they are no part of a content).
"""

from __future__ import annotations

import numpy as np

from annotator.detection.indirect.tagger import BEGIN, INSIDE
from annotator.detection.network import CONTENT, States
from annotator.detection.settings import CONTENT_EDGE, CONTENT_MASS, CONTENT_PAIR, CONTENT_SUPPORT, CONTENTS_ALIKE
from annotator.detection.tokens import Bools, Floats, Ints, Tokens, flat
from annotator.half_precision import Singles


class TaggedTokens:
    """What the tagger says about an article, summed so that any span is read in one step."""

    def __init__(self, states: States, single: Floats, join: Floats) -> None:
        """``single``: P(label) a token; ``join``: P(the token before is content and this one goes on with it)."""
        self.states, self.tokens, self.single = states, states.tokens, single
        self.content = single[:, BEGIN] + single[:, INSIDE]
        follows = np.append(join[1:], 0.0)
        self.ends = np.maximum(self.content - follows, 0.0)  # P(a content ends with this token)
        before = np.append(1.0, self.content[:-1])
        going = np.clip(join / np.maximum(before, 1e-9), 1e-6, 1.0)
        self.going = np.append(0.0, np.cumsum(np.log(going)))
        self.begins = np.maximum(self.content - join, 1e-9)
        self.sums = np.append(0.0, np.cumsum(self.content))
        self.stops = np.clip(self.ends / np.maximum(self.content, 1e-9), 1e-6, 1.0)

    def contents(self, left: Ints, right: Ints) -> Singles:
        """What the network makes of each span as a content."""
        return self.states.spans(left, right, np.full(len(left), CONTENT))

    def log_posterior(self, left: Ints, right: Ints) -> Floats:
        """Log of the tagger's probability that exactly these tokens are one content."""
        return np.asarray(
            np.log(self.begins[left]) + self.going[right] - self.going[left + 1] + np.log(self.stops[right - 1])
        )

    def mean(self, left: Ints, right: Ints) -> Floats:
        """Mean probability of being content; 0 for empty spans."""
        return np.asarray((self.sums[right] - self.sums[left]) / np.maximum(right - left, 1))


def candidates(field: TaggedTokens) -> tuple[Ints, Ints, Floats]:
    """The candidate spans of an article, (left, right, mass) in text order, each once."""
    tokens = field.tokens
    if not tokens.n:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    left, right = (np.concatenate(sides) for sides in zip(_tagged(field), suggested(tokens), strict=True))
    left, right = clipped(tokens, left, right)
    keep = (left < right) & (field.mean(left, right) >= CONTENT_SUPPORT)
    left, right = left[keep], right[keep]
    left, right = _over_marks(tokens, left, right)
    keys = np.unique(left * (tokens.n + 1) + right)
    left, right = keys // (tokens.n + 1), keys % (tokens.n + 1)
    keep, mass = distinct(field, left, right)
    keep &= (mass >= CONTENT_MASS) | (tokens.stretch[left] >= 0)
    return left[keep], right[keep], mass[keep]


def suggested(tokens: Tokens) -> tuple[Ints, Ints]:
    """The spans that the parse and the marks suggest, before edges are cut; some come more than once, some are empty."""
    left, right = zip(*_parsed(tokens), *_shortened(tokens), _marked(tokens), strict=True)
    return np.concatenate(left), np.concatenate(right)


def distinct(field: TaggedTokens, left: Ints, right: Ints) -> tuple[Bools, Floats]:
    """Of nearly equal spans (IoU above :data:`CONTENTS_ALIKE`) only the likeliest is kept; and each span's mass.

    The mass is the tagger's probability of any content of the segment that shares half or more with the span: a span of
    great mass is a safe choice where spans count as found from an IoU of a half on (minimum Bayes risk).
    """
    segment = field.tokens.segment[left]
    whole = field.tokens.segment[right - 1] == segment
    posterior = np.where(whole, np.exp(field.log_posterior(left, right)), 0.0)
    keep, mass = np.ones(len(left), dtype=bool), np.zeros(len(left))
    bounds = np.append(np.flatnonzero(np.diff(segment, prepend=-1)), len(left))
    for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        low, high = left[a:b], right[a:b]
        shared = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
        joint = (high - low)[:, None] + (high - low) - shared
        value = (2 * shared >= joint) @ posterior[a:b]
        mass[a:b] = value
        value = posterior[a:b] + 1e-6 * value + 1e-12 * np.arange(b - a)
        beats = (shared > CONTENTS_ALIKE * joint) & (value[:, None] < value)  # row loses to column
        alive, settled = np.ones(b - a, dtype=bool), np.zeros(b - a, dtype=bool)
        for _ in range(3):
            settled |= alive & ~(beats & alive).any(axis=1)
            alive &= settled | ~(beats & settled).any(axis=1)
        keep[a:b] = alive
    return keep, mass


def _tagged(field: TaggedTokens) -> tuple[Ints, Ints]:
    """Pairs of a likely first and a likely last token of one segment."""
    tokens = field.tokens
    lefts, rights = [], []
    starts, ends = np.flatnonzero(field.begins > CONTENT_EDGE), np.flatnonzero(field.ends > CONTENT_EDGE)
    of_start, of_end = tokens.segment[starts], tokens.segment[ends]
    low, high = np.searchsorted(of_end, of_start), np.searchsorted(of_end, of_start, side="right")
    for start, a, b in zip(starts.tolist(), low.tolist(), high.tolist(), strict=True):
        found = ends[a:b]
        found = found[found >= start][:12]
        lefts.append(np.full(len(found), start, dtype=np.int64))
        rights.append(found + 1)
    if not lefts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    left, right = np.concatenate(lefts), np.concatenate(rights)
    keep = field.log_posterior(left, right) > np.log(CONTENT_PAIR)
    return left[keep], right[keep]


def _parsed(tokens: Tokens) -> list[tuple[Ints, Ints]]:
    """Subtrees below a verb or a word that may be a cue, what stands before it, and what stands after it."""
    heads, left, right = tokens.heads, tokens.left, tokens.right
    deps = tokens.vocabulary.deps

    def dep(names: str) -> Bools:
        return np.isin(tokens.deps, [deps.get(d, -1) for d in names.split()])

    cue = ((tokens.classes == 1) | (tokens.cue >= 3)) & (tokens.quoted == 0)
    below = np.flatnonzero(cue[heads] & ~dep("punct aux auxpass neg det expl ROOT cc prt mark"))
    above = heads[below]
    out = [(left[below], right[below])]
    after = below[left[below] > above]
    out.append((left[after], right[heads[after]]))
    out.append((left[after], tokens.last[tokens.segment[after]]))
    grand = np.flatnonzero(
        dep("pobj pcomp acl prep relcl ccomp xcomp") & dep("prep dobj attr oprd pobj acomp nsubj nsubjpass")[heads]
    )
    grand = grand[cue[heads[heads[grand]]]]
    out.append((left[grand], right[grand]))
    cues = np.flatnonzero(cue)
    first, last = tokens.first[tokens.segment[cues]], tokens.last[tokens.segment[cues]]
    subject = tokens.subject[cues]
    begins = np.minimum(np.where(subject >= 0, left[subject], cues), cues)
    out.append((first, begins))
    out.append((cues + 1, last))
    out.append((cues + 1, right[cues]))
    hung = cues[dep("parataxis advcl prep dep relcl acl amod ccomp")[cues]]
    out.append((left[heads[hung]], left[hung]))
    out.append((right[hung], right[heads[hung]]))
    out.append((first[: len(first)], last))
    return out


def _shortened(tokens: Tokens) -> list[tuple[Ints, Ints]]:
    """Subtrees below a cue that stop before a further clause, conjunct or phrase on their right side."""
    heads, left = tokens.heads, tokens.left
    deps = tokens.vocabulary.deps
    cutters = [
        deps.get(d, -1)
        for d in ["conj", "relcl", "advcl", "acl", "prep", "appos", "parataxis", "npadvmod", "ccomp", "xcomp"]
    ]
    cue = ((tokens.classes == 1) | (tokens.cue >= 3)) & (tokens.quoted == 0)
    below = cue[heads] & ~np.isin(
        tokens.deps, [deps.get(d, -1) for d in ["punct", "aux", "auxpass", "neg", "det", "expl", "cc", "prt", "mark"]]
    )
    link = np.full(tokens.n, tokens.n, dtype=np.int64)  # each word's last "and", "but", "or"
    rows = np.flatnonzero(tokens.deps == deps.get("cc", -1))
    link[heads[rows]] = rows
    at = np.flatnonzero(np.isin(tokens.deps, cutters) & (heads < np.arange(tokens.n)))
    cut = np.where((link[heads[at]] < left[at]) & (link[heads[at]] > heads[at]), link[heads[at]], left[at])
    out, top = [], heads[at]
    for _ in range(3):
        good = below[top] & (left[top] < cut)
        out.append((left[top][good], cut[good]))
        top = heads[top]
    return out


def _marked(tokens: Tokens) -> tuple[Ints, Ints]:
    """The quoted stretches."""
    pairs = np.array([p for p in tokens.stretch_tokens if p[0] < p[1]], dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def clipped(tokens: Tokens, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Edges cut (decision 1 of the scorer): marks, stops and white space at both ends."""
    at = np.arange(tokens.n)
    bare = ~tokens.edge & ~tokens.space
    onward = np.minimum.accumulate(np.where(bare, at, tokens.n)[::-1])[::-1]
    onward = np.append(onward, tokens.n)
    back = np.append(-1, np.maximum.accumulate(np.where(bare, at, -1)))
    return onward[np.minimum(left, tokens.n)], back[np.minimum(right, tokens.n)] + 1


def _over_marks(tokens: Tokens, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """All spans, and those that end inside a quoted stretch also carried on to its end."""
    inside = tokens.stretch[right - 1]
    ends = np.array([p[1] for p in tokens.stretch_tokens] or [0], dtype=np.int64)
    open_ = (inside >= 0) & (tokens.quoted[right - 1] != 3)
    more_left, more_right = left[open_], ends[inside[open_]]
    more_left, more_right = clipped(tokens, more_left, more_right)
    keep = more_left < more_right
    return np.append(left, more_left[keep]), np.append(right, more_right[keep])


def roots(tokens: Tokens, left: Ints, right: Ints, depth: Ints) -> tuple[Ints, Ints]:
    """Each span's shallowest token (the head of what it says), and how many of its tokens hang on a word outside."""
    at, offsets = flat(left, right)
    if not len(at):
        return left, left
    weight = depth[at] * (tokens.n + 1) + at + np.where(tokens.classes[at] == 4, 1 << 40, 0)
    root = np.minimum.reduceat(weight, offsets) % (1 << 40) % (tokens.n + 1)
    owner = np.repeat(np.arange(len(left)), right - left)
    up = tokens.heads[at]
    outside = ((up < left[owner]) | (up >= right[owner]) | (up == at)) & ~tokens.edge[at]
    return root, np.add.reduceat(outside.astype(np.int64), offsets)
