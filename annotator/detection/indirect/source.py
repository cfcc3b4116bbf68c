"""Who is the source of a content: a conditional logit over noun heads near the cue, with the answer that nobody is named.

McFadden, "Conditional logit analysis of qualitative choice behavior", 1974: scores of the candidates of one content go
through one softmax. The features are the way from the cue to its subject, the tagger's opinion, and the distance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.detection import lang
from annotator.detection.indirect.spans import TaggedTokens
from annotator.detection.indirect.tagger import SOURCE
from annotator.detection.network import SOURCE as SOURCES
from annotator.detection.settings import CHANCE_EDGES, OPINION_EDGES, SOURCE_CLIMBS, SOURCE_GAPS, SOURCE_REACH
from annotator.detection.tokens import Bools, Floats, Ints, Tokens, flat

TEMPLATES = [
    "how",
    "how,dep",
    "how,cue_form",
    "how,tag",
    "chance",
    "chance,rank",
    "chance,how",
    "gap,side",
    "gap,how",
    "place,side",
    "lemma",
    "lemma,how",
    "between,how",
    "between,side",
    "commas,side",
    "tag,dep",
    "head_form",
    "quoted,how",
    "cue_word,how",
    "line",
    "network",
    "network,how",
    "network,chance",
]
NULL_TEMPLATES = [
    "best",
    "none_how",
    "cue_form,none_how",
    "cue_word",
    "best,cue_form",
    "best,none_how",
    "nobody",
    "nobody,best",
]


@dataclass(frozen=True)
class Choices:
    """Candidate heads of several contents: ``owner`` numbers the content of each; codes by :data:`TEMPLATES`."""

    owner: Ints
    head: Ints
    codes: list[Ints]
    null_codes: list[Ints]  # one entry a content, by NULL_TEMPLATES


def choices(field: TaggedTokens, left: Ints, right: Ints, cue: Ints) -> Choices:
    """The candidates for each content ``left:right`` reported by ``cue`` (-1: none known)."""
    tokens = field.tokens
    anchor = np.where(cue >= 0, cue, left)
    lows, highs = np.maximum(np.minimum(anchor, left) - SOURCE_REACH, 0), np.minimum(anchor + SOURCE_REACH, tokens.n)
    head, _ = flat(lows, highs)
    owner = np.repeat(np.arange(len(left)), highs - lows)
    keep = nouns(tokens)[head] & (tokens.line[head] == tokens.line[anchor[owner]])
    keep &= (head < left[owner]) | (head >= right[owner])
    head, owner = head[keep], owner[keep]
    columns = _columns(field, head, owner, left, right, cue, anchor)
    null = _null_columns(field, columns, owner, cue, len(left))
    spans = field.contents(left, right)
    score = field.states.pairs(SOURCES, spans, left, right, owner, head)
    opinion, nobody = softmax(score, field.states.nobody(spans), owner)
    columns["network"] = (np.searchsorted(OPINION_EDGES, opinion, side="right"), len(OPINION_EDGES) + 1)
    null["nobody"] = (np.searchsorted(OPINION_EDGES, nobody, side="right"), len(OPINION_EDGES) + 1)
    return Choices(owner, head, _combine(TEMPLATES, columns), _combine(NULL_TEMPLATES, null))


def nouns(tokens: Tokens) -> Bools:
    """Words that can be the head of a source: nouns, names and pronouns that are not part of a longer name."""
    tags, deps = tokens.vocabulary.tags, tokens.vocabulary.deps
    wanted = [
        tags.get(t, -1)
        for t in ["NN", "NNS", "NNP", "NNPS", "PRP", "PRP$", "WP", "WDT", "DT", "CD", "JJ", "JJS", "WP$", "EX"]
    ]
    part = [deps.get(d, -1) for d in ["compound", "amod", "det", "nummod", "nmod", "quantmod", "advmod", "expl"]]
    return np.isin(tokens.tags, wanted) & ~np.isin(tokens.deps, part)


def climb(tokens: Tokens, cue: Ints) -> tuple[Ints, Ints]:
    """The subject of each cue, taken from the verbs above where it has none of its own, and how many were climbed."""
    deps = tokens.vocabulary.deps
    passing = [
        deps.get(d, -1)
        for d in [
            "xcomp",
            "conj",
            "advcl",
            "acl",
            "pcomp",
            "prep",
            "dobj",
            "pobj",
            "attr",
            "aux",
            "amod",
            "acomp",
            "oprd",
            "relcl",
            "ccomp",
        ]
    ]
    at, steps = np.maximum(cue, 0), np.zeros(len(cue), dtype=np.int64)
    for _ in range(SOURCE_CLIMBS):
        go = (tokens.subject[at] < 0) & np.isin(tokens.deps[at], passing)
        at, steps = np.where(go, tokens.heads[at], at), steps + go
    return np.where(cue >= 0, tokens.subject[at], -1), steps


def _sizes(tokens: Tokens) -> tuple[int, int, int]:
    """How many values a lemma, a tag and a dependency label have as properties, unknown ones included."""
    known = tokens.vocabulary
    return len(known.lemmas) + 2, len(known.tags) + 1, len(known.deps) + 1


def _columns(
    field: TaggedTokens, head: Ints, owner: Ints, left: Ints, right: Ints, cue: Ints, anchor: Ints
) -> dict[str, tuple[Ints, int]]:
    """The properties of each candidate and how many values each has."""
    tokens = field.tokens
    words, tags, deps = _sizes(tokens)
    its_cue, at = cue[owner], anchor[owner]
    subject, steps = climb(tokens, cue)
    up = tokens.heads[head]
    over = tokens.heads[up]
    how = np.full(len(head), 9, dtype=np.int64)
    how[(up == tokens.heads[at]) & (head != at)] = 8
    how[tokens.heads[at] == head] = 7
    how[over == its_cue] = 6
    how[up == its_cue] = 5
    how[head == subject[owner]] = 1 + np.minimum(steps[owner], 3)[head == subject[owner]]
    how[its_cue < 0] = 0
    chance = field.single[head, SOURCE]
    gap = np.abs(head - at)
    side = np.where(head < at, 0, 1) + 2 * np.where(head < left[owner], 0, 1)
    noun, comma = np.append(0, np.cumsum(nouns(tokens))), tokens.commas
    low, high = np.minimum(head, at) + 1, np.maximum(head, at)
    segment = tokens.segment[head]
    return {
        "how": (how, 10), "dep": (tokens.deps[head], deps), "tag": (tokens.tags[head], tags),
        "lemma": (tokens.lemmas[head], words), "chance": (np.searchsorted(CHANCE_EDGES, chance, side="right"), 9),
        "rank": (_ranks(chance, owner), 4), "gap": (np.searchsorted(SOURCE_GAPS, gap), 10), "side": (side, 4),
        "place": (np.where(segment == tokens.segment[at], 0, np.where(segment < tokens.segment[at], 1, 2)), 3),
        "between": (np.minimum(noun[np.maximum(high, low)] - noun[low], 4), 5),
        "commas": (np.minimum(comma[np.maximum(high, low)] - comma[low], 3), 4),
        "quoted": (np.minimum(tokens.quoted[head], 1), 2), "line": ((tokens.line[head] == tokens.line[left[owner]]).astype(np.int64), 2),
        "head_form": (tokens.deps[head] * tags + tokens.tags[up], deps * tags),
        "cue_form": (np.where(its_cue < 0, 0, tokens.deps[its_cue] * tags + tokens.tags[its_cue]), deps * tags),
        "cue_word": (np.where(its_cue < 0, words, tokens.lemmas[its_cue]), words + 1),
    }  # fmt: skip


def _null_columns(
    field: TaggedTokens, columns: dict[str, tuple[Ints, int]], owner: Ints, cue: Ints, count: int
) -> dict[str, tuple[Ints, int]]:
    """The properties of a content that speak for no source: the best chance near it, and whether its cue has a subject."""
    tokens = field.tokens
    words, tags, deps = _sizes(tokens)
    best, how = np.zeros(count, dtype=np.int64), np.full(count, 10, dtype=np.int64)
    np.maximum.at(best, owner, columns["chance"][0])
    np.minimum.at(how, owner, columns["how"][0])
    return {
        "best": (best, 9), "none_how": (how, 11),
        "cue_form": (np.where(cue < 0, 0, tokens.deps[cue] * tags + tokens.tags[cue]), deps * tags),
        "cue_word": (np.where(cue < 0, words, tokens.lemmas[cue]), words + 1),
    }  # fmt: skip


def _ranks(chance: Floats, owner: Ints) -> Ints:
    """0 for the candidate of its content with the highest chance, 1 for the next, at most 3."""
    order = np.lexsort((-chance, owner))
    rank = np.empty(len(owner), dtype=np.int64)
    first = np.searchsorted(owner[order], owner[order])
    rank[order] = np.minimum(np.arange(len(owner)) - first, 3)
    return rank


def _combine(templates: list[str], columns: dict[str, tuple[Ints, int]]) -> list[Ints]:
    """One number for each template and row."""
    out = []
    for template in templates:
        code = np.zeros(1, dtype=np.int64)
        for name in template.split(","):
            values, size = columns[name]
            code = code * size + values
        out.append(code)
    return out


def softmax(scores: Floats, null: Floats, owner: Ints) -> tuple[Floats, Floats]:
    """Probabilities of the candidates and of the null answer of each content."""
    top = null.copy()
    np.maximum.at(top, owner, scores)
    weight, rest = np.exp(scores - top[owner]), np.exp(null - top)
    total = rest + np.bincount(owner, weight, minlength=len(null))
    return weight / total[owner], rest / total


def phrase(tokens: Tokens, head: int) -> tuple[int, int]:
    """The noun phrase of a head as token numbers: its subtree without clauses, appositions and marks at the edges."""
    parse, left, right = tokens.parse, int(tokens.left[head]), int(tokens.right[head])
    for child in parse.children[head]:
        if parse.deps[child] in lang.tags.CUT_FROM_SOURCE:
            if child > head:
                right = min(right, int(tokens.left[child]))
            elif parse.words[child] not in ("“", '"', "'", "‘"):
                left = max(left, int(tokens.right[child]))
    low, high = max(left, head - 40), min(right, head + 40)
    bare = (~tokens.edge[low:high] & (tokens.line[low:high] == tokens.line[head])).tolist()
    if True not in bare:
        return head, head + 1
    return min(low + bare.index(True), head), max(high - bare[::-1].index(True), head + 1)
