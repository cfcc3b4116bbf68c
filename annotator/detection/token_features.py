"""What the network looks at: one integer column for each property of a token.

The properties that carry most are those of the path from a token up to the nearest word that may be a cue
(after Pareti et al., "Automatically detecting and attributing indirect quotations", EMNLP 2013, section 5).
"""

from __future__ import annotations

import numpy as np

from annotator.detection import lang
from annotator.detection.settings import CUE_BUCKET
from annotator.detection.tokens import Ints, Tokens


class TokenFeatures:
    """The columns of an article and how many values each may take, built one property at a time."""

    def __init__(self, tokens: Tokens) -> None:
        vocabulary = tokens.vocabulary
        self.tokens = tokens
        self.values = {
            "lemma": tokens.lemmas, "tag": tokens.tags, "dep": tokens.deps, "cue": tokens.cue, "quote": tokens.quoted,
        }  # fmt: skip
        sizes = (len(vocabulary.lemmas) + 2, len(vocabulary.tags) + 1, len(vocabulary.deps) + 1, 9, 4)
        self.sizes = dict(zip(self.values, sizes, strict=True))
        self.at = np.arange(tokens.n)
        self._above()
        self._verb()
        self._beside()
        self._own()
        self._place()

    def add(self, name: str, values: Ints, size: int | str) -> None:
        """One more column; ``size`` may name a column with as many values."""
        self.values[name] = values.astype(np.int64)
        self.sizes[name] = self.sizes[size] if isinstance(size, str) else size

    def of(self, index: Ints, values: Ints) -> Ints:
        """The value at each index, 0 where the index is -1."""
        return np.where(index >= 0, values[index], 0)

    def side(self, other: Ints) -> Ints:
        """Whether each token stands before (1) or after (2) another one; 0 where there is none (-1)."""
        return np.where(other < 0, 0, np.where(self.at < other, 1, 2))

    def _above(self) -> None:
        """The nearest word above that may be a cue, the way up to it, and its subject."""
        tokens, of = self.tokens, self.of
        above, child, depth = tokens.above(tokens.cue >= CUE_BUCKET)
        self.add("above", of(above, tokens.lemmas), "lemma")
        self.add("above_cue", of(above, tokens.cue), "cue")
        self.add("above_tag", of(above, tokens.tags), "tag")
        self.add("above_quote", of(above, np.minimum(tokens.quoted, 1)), 2)
        self.add("up_dep", of(child, tokens.deps), "dep")
        self.add("depth", np.minimum(depth, 4), 5)
        self.add("side", self.side(above), 3)
        starts, stops = of(child, tokens.left) == self.at, of(child, tokens.right) == self.at + 1
        self.add("edge", np.where(child < 0, 0, 1 + starts + 2 * stops), 5)
        self.add("mark", of(child, _marks(tokens)), 5)
        subject = np.where(above >= 0, tokens.subject[above], -1)
        self.add("above_subject", of(subject, tokens.lemmas), "lemma")
        self.add("subject_tag", of(subject, tokens.tags), "tag")

    def _verb(self) -> None:
        """The nearest verb above, whatever its cue rate, and the head."""
        tokens = self.tokens
        verb, child, _ = tokens.verb
        self.add("verb", self.of(verb, tokens.lemmas), "lemma")
        self.add("verb_dep", self.of(child, tokens.deps), "dep")
        self.add("verb_side", self.side(verb), 3)
        self.add("head", tokens.lemmas[tokens.heads], "lemma")
        self.add("head_dep", tokens.deps[tokens.heads], "dep")
        self.add("head_tag", tokens.tags[tokens.heads], "tag")

    def _beside(self) -> None:
        """The cue that hangs on a word above this one ("…, according to the mayor", "…, he says")."""
        tokens, cue = self.tokens, self.tokens.beside
        self.add("beside", self.of(cue, tokens.lemmas), "lemma")
        self.add("beside_dep", self.of(cue, tokens.deps), "dep")
        self.add("beside_cue", self.of(cue, tokens.cue), "cue")
        self.add("beside_side", self.side(cue), 3)

    def _own(self) -> None:
        """A word's own subject and complement, and the verb that it is (in) the subject of."""
        tokens, of = self.tokens, self.of
        self.add("self_subject_tag", of(tokens.subject, tokens.tags), "tag")
        self.add("self_subject_quote", of(tokens.subject, np.minimum(tokens.quoted, 1)), 2)
        complement = np.zeros(tokens.n, dtype=np.int64)
        for code, name in enumerate(("prep", "dobj", "oprd", "xcomp", "ccomp"), 1):
            complement[tokens.heads[tokens.deps == tokens.vocabulary.deps.get(name, -1)]] = code
        self.add("self_object", complement, 6)
        subjects = np.zeros(tokens.n, dtype=bool)
        subjects[tokens.subject[tokens.subject >= 0]] = True
        _, child, _ = tokens.verb
        top = np.where(subjects, self.at, child)
        verb = np.where((top >= 0) & subjects[top], tokens.heads[top], -1)
        self.add("subject_of_cue", of(verb, tokens.cue), "cue")
        first, last = of(top, tokens.left) == self.at, of(top, tokens.right) == self.at + 1
        self.add("edge_np", np.where(top < 0, 0, 1 + first + 2 * last), 5)

    def _place(self) -> None:
        """Where in its segment a token stands, and what comes next."""
        tokens = self.tokens
        since, until = self.at - tokens.first[tokens.segment], tokens.last[tokens.segment] - self.at
        self.add("place", np.where(since < 2, since, np.where(until < 3, 2 + until, 2)), 5)
        self.add("next_break", _break_ahead(tokens), 4)


def _marks(tokens: Tokens) -> Ints:
    """For each clause the kind of word that opens it: 0 none, else by :data:`lang.words.OPENERS`, 4 for any other mark."""
    deps, words = tokens.vocabulary.deps, tokens.parse.lemmas
    out = np.zeros(tokens.n, dtype=np.int64)
    for i in np.flatnonzero(tokens.deps == deps.get("mark", -1)).tolist():
        out[tokens.heads[i]] = lang.words.OPENERS.get(words[i], 4)
    for i in np.flatnonzero(
        np.isin(tokens.tags, [tokens.vocabulary.tags.get(t, -1) for t in ("WRB", "WP", "WDT")])
    ).tolist():
        if not out[tokens.heads[i]]:
            out[tokens.heads[i]] = lang.words.OPENERS.get(words[i], 4)
    return out


def _break_ahead(tokens: Tokens) -> Ints:
    """What the next token is: 0 a word, 1 a comma, dash or bracket, 2 a quotation mark, 3 the segment's end or a stop."""
    out = np.zeros(tokens.n, dtype=np.int64)
    words = tokens.parse.words
    for i in np.flatnonzero(tokens.classes[1:] == 4).tolist():
        word = words[i + 1]
        out[i] = 3 if word in ".;!?" else 1 if word in ",()-–—:" else 2 if word[0] in "\"“”'‘’`" else 0
    out[tokens.last - 1] = 3
    return out
