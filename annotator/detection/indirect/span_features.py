"""What speaks for and against a candidate content: numbers for the span scorer, one row a candidate."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from annotator.detection.indirect.cue import cues
from annotator.detection.indirect.spans import TaggedTokens, roots
from annotator.detection.indirect.tagger import BEGIN, CUE, SOURCE
from annotator.detection.tokens import Floats, Ints, flat

NUMBERS = [
    "posterior",
    "mass",
    "content_mean",
    "content_min",
    "content_before",
    "content_after",
    "begins_left",
    "ends_right",
    "begins_max",
    "ends_max",
    "segment_mean",
    "segment_rest",
    "cue_chance",
    "cue_best",
    "cue_rate",
    "source_best",
    "subject_chance",
    "length",
    "share",
    "at_start",
    "at_end",
    "roots",
    "side",
    "distance",
    "quoted_share",
    "is_stretch",
    "cuts_stretch",
    "quoted_in_line",
    "commas",
    "verbs",
    "subjects",
    "line_place",
    "line_length",
    "article_content",
    "article_cue",
    "previous_content",
    "next_content",
    "rivals",
    "cue_depth",
    "root_depth",
    "other_cues",
    "subject_side",
    "reach",
    "root_position",
    "cue_content",
    "text_place",
    "stop_ahead",
    "longer",
    "wider",
    "rival",
    "inner_rival",
    "outer_rival",
    "rank",
    "objects",
    "cue_clause",
    "cue_share",
    "cue_score",
    "network",
]
CATEGORIES = [
    "relation",
    "cue",
    "cue_relation",
    "subject",
    "subject_tag",
    "left_tags",
    "right_tags",
    "root_form",
    "cue_form",
    "root",
    "first",
    "before",
    "after",
    "helper",
    "cue_subject",
    "first_dep",
    "opener",
    "frame",
    "cue_above",
]


class SpanFeatures:
    """The candidates of an article with their cue, root, numbers (candidates by :data:`NUMBERS`) and category codes.

    ``link``: the weights that choose the cue (:mod:`.cue`).
    """

    def __init__(self, field: TaggedTokens, left: Ints, right: Ints, mass: Floats, link: Floats) -> None:
        self.field, self.left, self.right, self.mass = field, left, right, mass
        tokens = field.tokens
        self.root, self.hanging = roots(tokens, left, right, tokens.depth)
        spans = field.contents(left, right)
        self.opinion = field.states.content(spans)
        self.cue, self.reports = cues(field, left, right, spans, self.root, link)
        self.relation = self._relation()
        self.numbers = self._numbers() if len(left) else np.zeros((0, len(NUMBERS)))
        self.categories = self._categories() if len(left) else [left] * len(CATEGORIES)

    def _relation(self) -> Ints:
        """How the content hangs on its cue, as a code: its label, the label between, the cue's own label, or only the side."""
        tokens, cue, root = self.field.tokens, self.cue, self.root
        size = len(tokens.vocabulary.deps) + 1
        up = tokens.heads[root]
        over = tokens.heads[up]
        cue_up = tokens.heads[cue]
        far = 3 * size + np.where(cue < self.left, 0, 1)
        out = np.where((cue_up >= self.left) & (cue_up < self.right), 2 * size + tokens.deps[cue], far)
        out = np.where(over == cue, size + tokens.deps[up], out)
        out = np.where(up == cue, tokens.deps[root], out)
        return np.where(cue < 0, 3 * size + 2, out)

    def _numbers(self) -> Floats:
        """The numeric properties, in the order of :data:`NUMBERS`."""
        field, left, right, cue, root = self.field, self.left, self.right, self.cue, self.root
        tokens, n = field.tokens, field.tokens.n
        at, offsets = flat(left, right)
        segment, last_segment = tokens.segment[left], tokens.segment[right - 1]
        first, last = tokens.first[segment], tokens.last[last_segment]
        posterior = field.log_posterior(left, right)
        mean = field.mean(left, right)
        length = right - left
        padded = np.append(field.content, 0.0)
        subject = np.where(cue >= 0, tokens.subject[cue], -1)
        cue_chance = np.where(cue >= 0, field.single[cue, CUE], 0.0)
        whole = field.mean(first, last)
        rest = (whole * (last - first) - mean * length) / np.maximum(last - first - length, 1)
        best_cue = np.maximum.reduceat(field.single[:, CUE], tokens.first)
        best_source = np.maximum.reduceat(field.single[:, SOURCE], tokens.first)
        best_begin = np.maximum.reduceat(field.single[:, BEGIN], tokens.first)
        quoted = np.append(0, np.cumsum(tokens.quoted > 0))
        stretch = tokens.stretch
        inside = quoted[right] - quoted[left]
        firsts, lasts = stretch[left], stretch[right - 1]
        open_left = (firsts >= 0) & (stretch[np.maximum(left - 2, 0)] == firsts) & (left > 1)
        open_right = (lasts >= 0) & (np.append(stretch, [-1, -1, -1])[right + 2] == lasts)
        line_first = np.searchsorted(tokens.line, tokens.line[left])
        line_last = np.searchsorted(tokens.line, tokens.line[left], side="right")
        line_quoted = quoted[line_last] - quoted[line_first]
        means = np.add.reduceat(field.content, tokens.first) / (tokens.last - tokens.first)
        around = np.concatenate([[0.0], means, [0.0]])
        outside = tokens.quoted == 0
        plain = max(int(outside.sum()), 1)
        commas = np.append(0, np.cumsum(np.array([w == "," for w in tokens.parse.words])))
        verbs = np.append(0, np.cumsum(tokens.classes == 1))
        subject_of = np.zeros(n, dtype=bool)
        subject_of[tokens.subject[tokens.subject >= 0]] = True
        subjects = np.append(0, np.cumsum(subject_of))
        chance = np.append(0.0, np.cumsum(field.single[:, CUE]))
        values = [
            posterior, self.mass, mean, np.minimum.reduceat(field.content[at], offsets), padded[left - 1] * (left > first),
            padded[right] * (right < last), field.begins[left], field.ends[right - 1], best_begin[segment],
            np.maximum.reduceat(field.ends[at], offsets), whole, rest, cue_chance, best_cue[segment],
            np.where(cue >= 0, tokens.rate[cue], -1.0), best_source[segment],
            np.where(subject >= 0, field.single[subject, SOURCE], -1.0), length, length / np.maximum(last - first, 1),
            left - first, last - right, self.hanging, np.sign(cue - left) * (cue >= 0),
            np.where(cue < 0, 99, np.where(cue < left, left - cue, cue - right)), inside / length,
            (firsts >= 0) & (firsts == lasts) & ~open_left & ~open_right, open_left.astype(int) + 2 * open_right, line_quoted,
            commas[right] - commas[left], verbs[right] - verbs[left], subjects[right] - subjects[left],
            left - line_first, line_last - line_first, np.full(len(left), float((field.content * outside).sum()) / plain),
            np.full(len(left), float((field.single[:, CUE] * outside).sum()) / plain), around[segment], around[last_segment + 2],
            np.exp(posterior) / np.maximum(self.mass, 1e-9), np.where(cue >= 0, tokens.depth[cue], -1), tokens.depth[root],
            chance[last] - chance[first] - cue_chance, np.sign(subject - cue) * (subject >= 0),
            np.where(cue >= 0, (tokens.right[cue] - right), 0), root - left, np.where(cue >= 0, field.content[cue], 0.0),
            left / n, tokens.edge[np.minimum(right, n - 1)].astype(int) + tokens.edge[left - 1], tokens.right[root] - right,
            left - tokens.left[root], *self._rivals(), *self._frame(), self.reports, self.opinion,
        ]  # fmt: skip
        return np.stack([np.asarray(v, dtype=np.float64) for v in values], axis=1)

    def _rivals(self) -> list[Floats]:
        """The greatest mass of another candidate that overlaps this one, lies in it, holds it; and the rank by mass among these."""
        left, right, mass = self.left, self.right, self.mass
        segment = self.field.tokens.segment[left]
        out = [np.zeros(len(left)) for _ in range(4)]
        bounds = np.append(np.flatnonzero(np.diff(segment, prepend=-1)), len(left))
        for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            low, high, own = left[a:b], right[a:b], mass[a:b]
            starts, stops = low[:, None] <= low, high[:, None] >= high
            other = (low[:, None] < high) & (low < high[:, None])
            np.fill_diagonal(other, False)
            out[0][a:b] = (other * own).max(axis=1)
            out[1][a:b] = (other & starts & stops) @ own
            out[2][a:b] = ((other & starts.T & stops.T) * own).max(axis=1)
            out[3][a:b] = (other & (own > own[:, None])).sum(axis=1)
        return out

    @cached_property
    def _frames(self) -> Ints:
        """For each word which complements it has, as bits: object, clause, infinitive, preposition, further object."""
        tokens, deps = self.field.tokens, self.field.tokens.vocabulary.deps
        out = np.zeros(tokens.n, dtype=np.int64)
        for bit, name in enumerate(("dobj", "ccomp", "xcomp", "prep", "dative")):
            up = tokens.heads[tokens.deps == deps.get(name, -1)]
            out[up] |= 1 << bit
        return out

    def _frame(self) -> list[Floats]:
        """The cue's complements as bits, the size of its subtree, and the candidate's share of that."""
        tokens, cue = self.field.tokens, self.cue
        size = np.where(cue >= 0, tokens.right[cue] - tokens.left[cue], 0)
        frame = np.where(cue >= 0, self._frames[cue], -1)
        return [frame.astype(np.float64), size.astype(np.float64), (self.right - self.left) / np.maximum(size, 1)]

    def _categories(self) -> list[Ints]:
        """Codes of the categorical properties, in the order of :data:`CATEGORIES`; each is scored by its rate in the corpus."""
        tokens, left, right, cue, root = self.field.tokens, self.left, self.right, self.cue, self.root
        n, words = tokens.n, len(tokens.vocabulary.lemmas) + 2
        tags, deps = len(tokens.vocabulary.tags) + 1, len(tokens.vocabulary.deps) + 1
        none = cue < 0
        word = np.where(none, words, tokens.lemmas[cue])
        cue_word = np.where(none, words * 5, tokens.classes[cue] * words + word)
        subject = np.where(none, -1, tokens.subject[cue])
        subject_word = np.where(subject >= 0, tokens.lemmas[subject], words)
        subject_tag = np.where(subject >= 0, tokens.tags[subject], 0)
        before, after = np.maximum(left - 1, 0), np.minimum(right, n - 1)
        helper = np.zeros(n, dtype=np.int64)
        kinds = [tokens.vocabulary.deps.get(d, -1) for d in ("aux", "auxpass", "neg")]
        rows = np.flatnonzero(np.isin(tokens.deps, kinds))
        helper[tokens.heads[rows]] = tokens.lemmas[rows]
        return [
            self.relation, cue_word, cue_word * 4 * deps + self.relation, subject_word, subject_tag,
            tokens.tags[before] * tags + tokens.tags[left], tokens.tags[right - 1] * tags + tokens.tags[after],
            tokens.deps[root] * tags + tokens.tags[root],
            np.where(none, 0, tokens.deps[cue] * tags + tokens.tags[cue]), tokens.lemmas[root], tokens.lemmas[left],
            tokens.lemmas[before], tokens.lemmas[after], np.where(none, words, helper[cue]),
            cue_word * tags + subject_tag, tokens.deps[left] * deps + tokens.deps[after],
            tokens.lemmas[left] * deps + tokens.deps[root], np.where(none, 0, self._frames[cue]) * 4 * deps + self.relation,
            np.where(none, words, tokens.lemmas[tokens.heads[cue]]),
        ]  # fmt: skip
