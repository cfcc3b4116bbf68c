"""Which word reports a content: a linear score over the words before and after it that may be cues.

The weights were learned as a conditional logit (McFadden 1974) over those words: one softmax for each content.
"""

from __future__ import annotations

import numpy as np

from annotator.detection.indirect.spans import TaggedTokens
from annotator.detection.indirect.tagger import CUE, SOURCE
from annotator.detection.network import CUE as CUES
from annotator.detection.settings import CONTENTS_AT_ONCE, CUE_AFTER, CUE_BEFORE, CUE_FROM
from annotator.detection.tokens import Floats, Ints, flat
from annotator.half_precision import Singles

FEATURES = [
    "chance", "chance near", "line", "near", "parent", "grandparent", "above", "beside", "before", "distance",
    "distance before", "verb", "noun", "subject", "subject inside", "subject's chance", "holds", "commas", "rate", "hangs", "network",
]  # fmt: skip


def reporters(field: TaggedTokens, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """The words that may report each content ``left:right``: (token, number of the content), contents in order."""
    lows, highs = np.maximum(left - CUE_BEFORE, 0), np.minimum(right + CUE_AFTER, field.tokens.n)
    at = np.concatenate([flat(lows, left)[0], flat(right, highs)[0]])
    number = np.arange(len(left))
    owner = np.concatenate([np.repeat(number, left - lows), np.repeat(number, highs - right)])
    keep = field.single[at, CUE] > CUE_FROM
    at, owner = at[keep], owner[keep]
    order = np.argsort(owner, kind="stable")
    return at[order], owner[order]


def properties(
    field: TaggedTokens, left: Ints, right: Ints, spans: Singles, root: Ints, at: Ints, owner: Ints
) -> Floats:
    """What speaks for each word ``at`` as the cue of its content (numbered by ``owner``): rows by FEATURES.

    ``spans``: what the network makes of the contents.
    """
    opinion = field.states.pairs(CUES, spans, left, right, owner, at)
    left, right, root = left[owner], right[owner], root[owner]
    tokens = field.tokens
    parent = tokens.heads[root]
    grandparent = tokens.heads[parent]
    near = (tokens.segment[at] == tokens.segment[left]) | (tokens.segment[at] == tokens.segment[right - 1])
    subject, up = tokens.subject[at], tokens.heads[at]
    before = at < left
    distance = np.log(np.where(before, left - at, at - right + 1))
    commas = tokens.commas
    between = commas[np.where(before, left, at)] - commas[np.where(before, at + 1, right)]
    chance = np.log(field.single[at, CUE] + 1e-4)
    values = [
        chance, chance * near, tokens.line[at] == tokens.line[left], near, at == parent, at == grandparent,
        at == tokens.heads[grandparent], at == tokens.beside[root], before, distance, distance * before,
        tokens.classes[at] == 1, tokens.classes[at] == 2, subject >= 0, (subject >= left) & (subject < right),
        np.where(subject >= 0, field.single[subject, SOURCE], 0.0), (tokens.left[at] <= left) & (tokens.right[at] >= right),
        between, tokens.rate[at], (up >= left) & (up < right), opinion,
    ]  # fmt: skip
    return np.stack([np.asarray(v, dtype=np.float64) for v in values], axis=1)


def cues(
    field: TaggedTokens, left: Ints, right: Ints, spans: Singles, root: Ints, weights: Floats
) -> tuple[Ints, Floats]:
    """The word likeliest to report each content (-1: none in reach) and its score (0 for none); ``weights`` by FEATURES."""
    found, worth = np.full(len(left), -1, dtype=np.int64), np.zeros(len(left))
    for low in range(0, len(left), CONTENTS_AT_ONCE):
        some = slice(low, low + CONTENTS_AT_ONCE)
        at, owner = reporters(field, left[some], right[some])
        if len(at):
            score = properties(field, left[some], right[some], spans[some], root[some], at, owner) @ weights
            order = np.lexsort((score, owner))  # the best of each content comes last
            last = np.append(owner[order][1:] != owner[order][:-1], True)
            best = order[last]
            found[some][owner[best]], worth[some][owner[best]] = at[best], score[best]
    return found, worth
