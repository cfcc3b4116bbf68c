"""Source candidates: the noun phrases outside quotation marks near a quotation.

A candidate is known by its head token; its mention is the whole noun phrase with what explains it ("Ann Lee, a spokesman
for the mayor"), which is how attribution corpora mark sources (Pareti 2015, PARC 3.0 guidelines; Newell et al. 2018).
"""

from __future__ import annotations

import re
from bisect import bisect_left

from annotator.detection import lang
from annotator.detection.parse import Parse
from annotator.detection.reading import Reading
from annotator.detection.settings import SURE_CUE

_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:[ap]m)?")  # when a post was written: 14:40 Ann Lee: “…”
_EDGE = frozenset(",;:.—–-\"“”'‘’()[]") | {"--", "``", "''"} | lang.words.CONJUNCTIONS


def is_candidate(reading: Reading, i: int) -> bool:
    """Whether token ``i`` heads a noun phrase that could be a source."""
    parse = reading.parse
    pos, dep = parse.pos[i], parse.deps[i]
    if parse.lemmas[i] in lang.words.DAYS and dep not in lang.tags.SPEAKING:  # when it was said, not who
        return False
    if pos not in lang.tags.NOMINAL and _mistagged(reading, i):
        return True
    if pos in lang.tags.NOMINAL:
        if dep in ("compound", "nmod", "amod"):  # only at the end of a run of nouns: a wrong parse of a whole name
            return i + 1 == len(parse) or parse.pos[i + 1] not in lang.tags.NOMINAL
        return parse.lemmas[i] not in lang.words.ALL_RELATIVES and parse.tags[i] != "EX"
    return pos in lang.tags.LOOSE and dep in lang.tags.NOUN_PLACES


def _mistagged(reading: Reading, i: int) -> bool:
    """Whether a token looks like a name that the tagger took for another word ("…," Will wrote): a capital beside a cue."""
    parse, word = reading.parse, reading.parse.words[i]
    if not (word[:1].isupper() and word.isalpha() and len(word) > 2) or word.isupper():
        return False
    if i and parse.sentences[i] != parse.sentences[i - 1] and reading.inside[i - 1] < 0:
        return False
    after = reading.cue[i + 1] if i + 1 < len(parse) else 0.0
    return max(after, reading.cue[i - 1] if i else 0.0) >= SURE_CUE


def candidates(reading: Reading) -> list[int]:
    """The head tokens of all candidates of the article, in text order."""
    inside, credited = reading.inside, _credited(reading)
    return [i for i in range(len(inside)) if inside[i] < 0 and i not in credited and is_candidate(reading, i)]


def _credited(reading: Reading) -> set[int]:
    """The tokens that tell who took a picture, up to the end of the line: Photo: Ann Lee."""
    words, paragraph, out = reading.parse.words, reading.paragraph, set[int]()
    for i, word in enumerate(words[:-1]):
        if word.lower() in lang.words.PICTURES and word[0].isupper() and words[i + 1] == ":":
            end = bisect_left(paragraph, paragraph[i] + 1, i)
            out.update(range(i, end))
    return out


def near(reading: Reading, heads: list[int], number: int, least: int = 3, most: int = 60) -> list[int]:
    """The candidates near stretch ``number``: its paragraph, two before, one after; wider where there are fewer than ``least``.

    Of the other paragraphs those alone that could be somebody who speaks: subjects, agents, owners, and names that stand
    by themselves. Of very many those nearest to the quotation, ``most`` on each side.
    """
    first = reading.ranges[number][0]
    if first >= len(reading.parse):
        return []
    here = reading.paragraph[first]
    middle = bisect_left(heads, first)
    lo, hi = max(0, middle - most), middle + most
    for before, after in ((2, 1), (4, 2), (8, 3)):
        found = [
            h for h in heads[lo:hi]
            if here - before <= reading.paragraph[h] <= here + after and (reading.paragraph[h] == here or _speaks(reading.parse, h))
        ]  # fmt: skip
        if len(found) >= least:
            break
    return found


def _speaks(parse: Parse, head: int) -> bool:
    """Whether a candidate stands where those who speak stand."""
    dep = parse.deps[head]
    if dep in ("nsubj", "nsubjpass", "ROOT", "poss"):
        return True
    if dep == "pobj":
        return parse.lemmas[parse.heads[head]] in lang.words.SOURCE_PREPOSITIONS and parse.pos[head] == "PROPN"
    return parse.pos[head] == "PROPN" and dep in ("appos", "conj", "dobj", "attr", "npadvmod", "dep")


def span(reading: Reading, head: int) -> tuple[int, int]:
    """The half-open token range of the candidate's noun phrase: it crosses no mark and has no punctuation at its edges.

    The head is always in it, even one that stands inside marks: a label there ("LEE: …") ends at its colon.
    """
    parse, inside = reading.parse, reading.inside
    left, right = head, head + 1
    here = inside[head]
    children = parse.children[head]
    for child in reversed(children):
        if child < head and parse.deps[child] in lang.tags.LEFT_OF_NOUN:
            left = min(left, parse.edges[child][0])
    for child in children:
        if child > head and parse.deps[child] in lang.tags.RIGHT_OF_NOUN and parse.words[child] != lang.words.WHILE:
            right = max(right, parse.edges[child][1])
    for i in range(head - 1, left - 1, -1):
        if inside[i] != here or parse.pos[i] == "SPACE":
            left = i + 1
            break
    for i in range(head + 1, right):
        if inside[i] != here or "\n" in parse.words[i] or (here >= 0 and parse.words[i] == ":"):
            right = i
            break
    while left < head and (parse.words[left].lower() in _EDGE or _CLOCK.fullmatch(parse.words[left])):
        left += 1
    while right - 1 > head and (parse.words[right - 1].lower() in _EDGE or parse.pos[right - 1] == "SPACE"):
        right -= 1
    return left, right


def up_to_report(reading: Reading, phrase: tuple[int, int], head: int, verb: int) -> tuple[int, int]:
    """A noun phrase (token range) up to a clause of its own whose verb reports: my grandfather, who always said, “…”."""
    parse, (left, right) = reading.parse, phrase
    if not head < verb < right:
        return phrase
    begins = (parse.edges[c][0] for c in parse.children[head] if parse.edges[c][0] <= verb < parse.edges[c][1])
    right = max(head + 1, next(begins, right))
    while right - 1 > head and (parse.words[right - 1].lower() in _EDGE or parse.pos[right - 1] == "SPACE"):
        right -= 1
    return left, right


def same_phrase(reading: Reading, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two mentions (token ranges) name one thing in other words of one noun phrase: "the chemist Ann Lee" and "Ann Lee".

    Not where a preposition, a verb or a conjunction makes them two: "a spokesman for Lee" and "Lee".
    """
    low, high = max(one[0], other[0]), min(one[1], other[1])
    if low >= high:
        return False
    more = [*range(min(one[0], other[0]), low), *range(high, max(one[1], other[1]))]
    return not any(reading.parse.pos[i] in ("ADP", "VERB", "CCONJ", "PART") for i in more)
