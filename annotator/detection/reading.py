"""What a parsed article with its quoted stretches says about who reports what: the arrays that every scorer reads.

Standard library alone. Everything is indexed by token or by stretch; counts are running sums, so that "how many sentence
stops between here and there" is one subtraction.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

from annotator.detection import lang
from annotator.detection.parse import Parse
from annotator.detection.settings import STRONG_CUE, WEAK_CUE


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A stretch in quotation marks, ``text[start:end]``, marks included; code points, half-open, within one paragraph.

    ``continues``: it opens its paragraph and takes up the stretch that the paragraph before left open. ``closed``: it has
    its closing mark. ``style``: "double", "single" or "angle".
    """

    start: int
    end: int
    continues: bool = False
    closed: bool = True
    style: str = "double"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How often a lemma reports (``verbs``, ``nouns``: cue rates) or speaks (``sources``), 0 to 1; unknown is 0."""

    verbs: Mapping[str, float]
    nouns: Mapping[str, float]
    sources: Mapping[str, float]


class Opinion(Protocol):
    """What a model that reads whole sentences makes of the stretches of an article."""

    def said(self, number: int) -> float:
        """The log odds that stretch ``number`` is speech."""

    def sources(self, number: int, words: Sequence[int]) -> list[float]:
        """The log odds of each word (a token) as the source of stretch ``number``, and at last of no source."""


class Reading:
    """A parse, its stretches and the lexicon, as lists by token.

    ``inside``: index of the stretch a token stands in, or -1. ``paragraph``: number of its line that is not blank. ``cue``:
    cue rate of the token outside marks. ``verb``: the verb that a token depends on in the end, itself if it is one, or -1.
    ``subject``: for a verb the head of its subject (its own, or the one it shares with the verb it continues), for a reporting
    noun its owner, or -1.
    ``chain_cue``: for a verb the token with the highest cue rate among it and the subjectless verbs that continue it
    (went on, saying). ``stops``, ``commas``, ``colons``, ``outer``, ``cues``: running counts outside marks, one longer
    than the tokens. ``ranges``: for each stretch its token range.
    """

    def __init__(self, parse: Parse, stretches: Sequence[Stretch], lexicon: Lexicon) -> None:
        self.parse, self.stretches, self.lexicon = parse, list(stretches), lexicon
        self.ranges = [self._range(s) for s in self.stretches]
        self.inside = [-1] * len(parse)
        for number, (a, b) in enumerate(self.ranges):
            self.inside[a:b] = [number] * (b - a)
        self.paragraph = self._paragraphs()
        self.cue = self._cues()
        self.verb = self._verbs()
        self.subject = self._subjects()
        self.chain_cue = self._chains()
        self._counts()
        self.lines: dict[int, list[int]] = {}  # paragraph -> its stretches
        for number, (first, _) in enumerate(self.ranges):
            if first < len(parse):
                self.lines.setdefault(self.paragraph[first], []).append(number)
        self.folded = parse.text.casefold() if len(parse.text.casefold()) == len(parse.text) else parse.text

    def _range(self, stretch: Stretch) -> tuple[int, int]:
        """The half-open range of tokens that share a character with the stretch."""
        starts, ends = self.parse.starts, self.parse.ends
        first = bisect_left(starts, stretch.start)
        if first and ends[first - 1] > stretch.start:
            first -= 1
        return first, max(bisect_left(starts, stretch.end), first)

    def _paragraphs(self) -> list[int]:
        """The paragraph number of each token."""
        out, number, fresh = [], 0, False
        for word, pos in zip(self.parse.words, self.parse.pos, strict=True):
            if pos == "SPACE":
                fresh = fresh or "\n" in word
            elif fresh:
                number, fresh = number + 1, False
            out.append(number)
        return out

    def _cues(self) -> list[float]:
        """The cue rate of each token outside marks."""
        verbs, nouns = self.lexicon.verbs, self.lexicon.nouns
        out = []
        for pos, lemma, inside in zip(self.parse.pos, self.parse.lemmas, self.inside, strict=True):
            rate = 0.0
            if inside < 0:
                if pos == "VERB":
                    rate = verbs.get(lemma, 0.0)
                elif pos == "NOUN":
                    rate = nouns.get(lemma, 0.0)
            out.append(rate)
        return out

    def _verbs(self) -> list[int]:
        """The nearest verb at or above each token."""
        pos, heads = self.parse.pos, self.parse.heads
        out = [-2] * len(pos)
        for i in range(len(pos)):
            path, at = [], i
            while out[at] == -2 and pos[at] != "VERB" and heads[at] != at:
                path.append(at)
                at = heads[at]
            found = at if pos[at] == "VERB" else (out[at] if out[at] != -2 else -1)
            out[at] = found
            for passed in path:
                out[passed] = found
        return out

    def _subjects(self) -> list[int]:
        """The subject of each verb: its own, what its relative clause or participle modifies, or that of the verb it continues."""
        parse = self.parse
        own = [-1] * len(parse)
        for i, dep in enumerate(parse.deps):
            head = parse.heads[i]
            if dep in lang.tags.SUBJECTS and own[head] < 0:
                relative = parse.deps[head] == "relcl" and parse.lemmas[i] in lang.words.RELATIVES
                own[head] = parse.heads[head] if relative else self._cleft(i)
        for i, dep in enumerate(parse.deps):
            if (
                dep == "acl"
                and own[i] < 0
                and parse.pos[i] == "VERB"
                and parse.tags[i] != "VBN"
                and parse.heads[i] != i
            ):
                own[i] = parse.heads[i]
        self._own = own
        out = list(own)
        for i, pos in enumerate(parse.pos):
            if pos == "VERB" and own[i] < 0:
                out[i] = next((own[verb] for verb in self._above(i) if own[verb] >= 0), -1)
        for i, dep in enumerate(parse.deps):
            noun = parse.heads[i]
            if dep == "poss" and parse.pos[noun] == "NOUN" and self.cue[noun] >= WEAK_CUE:
                out[noun] = i
            elif dep == "pobj" and parse.lemmas[noun] in lang.words.AGENT_PREPOSITIONS:
                above = parse.heads[noun]
                if parse.pos[above] == "NOUN" and self.cue[above] >= WEAK_CUE and out[above] < 0:
                    out[above] = i
        return out

    def _cleft(self, subject: int) -> int:
        """The one whom a cleft sentence puts first: my mother in "it was my mother who said"; any other subject as it is."""
        parse = self.parse
        verb = parse.heads[subject]
        above = parse.heads[verb]
        if parse.lemmas[subject] != "who" or above == verb or parse.lemmas[above] != "be":
            return subject
        return next((c for c in parse.children[above] if parse.deps[c] == "attr" and c < subject), subject)

    def _above(self, verb: int) -> list[int]:
        """The verbs that a subjectless verb continues, nearest first, up to one that has a subject of its own."""
        parse, out, at = self.parse, [], verb
        for _ in range(6):
            if self._own[at] >= 0 or parse.deps[at] not in lang.tags.VERB_LINKS:
                break
            at = parse.heads[at]
            if parse.pos[at] == "ADP":  # by saying
                at = parse.heads[at]
            if parse.pos[at] != "VERB":
                break
            out.append(at)
        return out

    def _chains(self) -> list[int]:
        """For each token the most cue-like verb that it heads through subjectless links (itself otherwise)."""
        cue = self.cue
        best = list(range(len(cue)))
        for i, pos in enumerate(self.parse.pos):
            if pos == "VERB" and self._own[i] < 0 and self.inside[i] < 0:
                for at in self._above(i):
                    if cue[i] > cue[best[at]]:
                        best[at] = i
        return best

    def _counts(self) -> None:
        """The running counts."""
        words, inside, parse = self.parse.words, self.inside, self.parse
        outer = [i < 0 and pos != "SPACE" for i, pos in zip(inside, parse.pos, strict=True)]

        def running(flags: Sequence[bool]) -> list[int]:
            return [0, *accumulate(flags)]

        self.outer = running(outer)
        self.stops = running(
            [
                outer[i]
                and (
                    words[i] in (".", "?", "!", ";")
                    or (
                        i > 0
                        and inside[i - 1] < 0
                        and words[i - 1] not in (".", "?", "!", ";")
                        and parse.sentences[i] != parse.sentences[i - 1]
                    )
                )
                for i in range(len(words))
            ]
        )
        self.commas = running([o and w in (",", "—", "–", "-", "--") for o, w in zip(outer, words, strict=True)])
        self.colons = running([o and w == ":" for o, w in zip(outer, words, strict=True)])
        self.cues = running([rate >= STRONG_CUE for rate in self.cue])
