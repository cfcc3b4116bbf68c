"""Sources that a construction names without a verb of saying: in the words of Ada Holm, her answer was “…”, records show.

Each is a pattern of words and dependencies round one stretch that leaves little doubt; a conditional logit cannot learn them, since news
prose has each of them seldom.
"""

from __future__ import annotations

from annotator.detection import lang
from annotator.detection.context import Context
from annotator.detection.settings import LEADING_SENTENCE, STRONG_CUE, WORDS_OF_NEAR
from annotator.detection.sources.candidates import is_candidate


def constructed(context: Context) -> int:
    """The head token of the source that a construction names for a stretch, -1 where none does."""
    for construction in (_in_words_of, _owned, _quoted_as_saying, _shown, _answering, _asked):
        found = construction(context)
        if found >= 0 and context.reading.inside[found] < 0:
            return found
    return -1


def _beside(context: Context, i: int) -> bool:
    """Whether a token stands in the stretch's paragraph, outside marks."""
    return context.reading.inside[i] < 0 and context.reading.paragraph[i] == context.paragraph


def _in_words_of(context: Context) -> int:
    """In the words of X, …; in X's words; as X put it is left to the ranker."""
    parse, reading = context.parse, context.reading
    low, high = max(0, context.first - WORDS_OF_NEAR), min(len(parse), context.last + WORDS_OF_NEAR)
    best, near = -1, WORDS_OF_NEAR
    for i in range(low, high):
        if parse.lemmas[i] not in lang.words.WORDINGS or not _beside(context, i) or i == 0:
            continue
        begins, ends = (i, context.first) if i < context.first else (context.last, i)
        stops = reading.stops[ends] - reading.stops[begins]
        gap = ends - begins
        if stops or gap >= near or (i > context.first and gap > 3):
            continue
        into = next((k for k in range(i - 1, max(i - 7, -1), -1) if parse.words[k].lower() == "in"), -1)
        if into < 0:
            continue
        owner = next((c for c in parse.children[i] if parse.deps[c] == "poss" and c > into), -1)
        if owner < 0 and i + 1 < len(parse) and parse.words[i + 1] == "of":
            owner = next((c for c in parse.children[i + 1] if parse.deps[c] == "pobj"), -1)
        if owner >= 0:
            best, near = owner, gap
    return best


def _owned(context: Context) -> int:
    """“…” was X's answer; X's reply was “…”; X's verdict: “…”; that was X's own phrase: “…”."""
    parse, reading = context.parse, context.reading
    before, after = context.first - 1, context.last
    nouns: list[int] = []
    if after < len(parse) and parse.lemmas[after] == "be" and reading.inside[after] < 0:
        nouns += [c for c in parse.children[after] if parse.deps[c] == "attr" and c > after]
    while before >= 0 and parse.pos[before] in ("ADV", "ADJ") and reading.inside[before] < 0:
        before -= 1
    if before >= 0 and parse.words[before] in (":", ",") and reading.inside[before] < 0:
        before -= 1
        while before >= 0 and parse.pos[before] in ("ADJ", "ADV"):
            before -= 1
    if before >= 0 and _beside(context, before):
        if parse.lemmas[before] == "be":
            nouns += [c for c in parse.children[before] if parse.deps[c] in lang.tags.SUBJECTS]
        elif parse.pos[before] == "NOUN" and parse.words[before + 1] == ":":
            nouns.append(before)
    for noun in nouns:
        if parse.lemmas[noun] in lang.words.UTTERANCES and reading.inside[noun] < 0:
            for c in parse.children[noun]:
                if parse.deps[c] == "poss":
                    return c
    return -1


def _quoted_as_saying(context: Context) -> int:
    """X was quoted by Y as saying …; Y quoted X as saying …"""
    parse = context.parse
    for verb in context.governors:
        at = verb
        for _ in range(4):
            if parse.lemmas[at] in lang.words.QUOTING:
                passive = any(parse.deps[c] == "auxpass" for c in parse.children[at])
                who = next((c for c in parse.children[at] if parse.deps[c] == ("nsubjpass" if passive else "dobj")), -1)
                spoken = any(parse.words[c].lower() == "as" and c > who for c in parse.children[at])
                return who if spoken and verb != at else -1
            if parse.heads[at] == at:
                break
            at = parse.heads[at]
    return -1


def _shown(context: Context) -> int:
    """“…,” lobbying records show: what the parser takes for one noun phrase, at the end of its sentence."""
    parse, reading = context.parse, context.reading
    end = next((i for i in range(context.last, min(context.last + 12, len(parse))) if parse.words[i] == "."), -1)
    if end < context.last + 2 or any(reading.inside[i] >= 0 for i in range(context.last, end)):
        return -1
    verb, noun = end - 1, end - 2
    if parse.words[verb] not in lang.words.SHOWING or parse.pos[noun] not in ("NOUN", "PROPN"):
        return -1
    comma = context.tail == "," or any(parse.words[i] == "," for i in range(context.last, noun))
    return noun if comma and parse.deps[noun] in ("compound", "nmod", "amod", "nsubj") else -1


def _answering(context: Context) -> int:
    """“Where were you?” Hale asked the boy. Then in a paragraph by itself: “At the river.”"""
    parse, reading, number = context.parse, context.reading, context.number
    if len(context.others) != 1 or context.before != "edge" or context.after != "edge" or not number:
        return -1
    asked = Context(reading, number - 1)
    if asked.paragraph != context.paragraph - 1 or asked.tail != "?":
        return -1
    for i in range(asked.last, context.first):
        if parse.lemmas[i] in lang.words.ASKING and parse.pos[i] == "VERB" and reading.inside[i] < 0:
            for c in parse.children[i]:
                if c > i and parse.deps[c] in ("dobj", "dative") and is_candidate(reading, c):
                    return c
    return -1


def _asked(context: Context) -> int:
    """Lund was asked about the second goal. “A present.”"""
    parse, root = context.parse, _leading(context)
    if root < 0 or parse.lemmas[root] not in lang.words.ASKING:
        return -1
    return next((c for c in parse.children[root] if parse.deps[c] == "nsubjpass" and c < root), -1)


def leading(context: Context) -> int:
    """The subject of the sentence that leads to an utterance nobody else reports: Holm agrees. “…”; -1 where there is none."""
    parse, root = context.parse, _leading(context)
    return next((c for c in parse.children[root] if parse.deps[c] == "nsubj" and c < root), -1) if root >= 0 else -1


def _leading(context: Context) -> int:
    """The root of the sentence that leads to an utterance nobody else reports, -1 where there is none.

    It stands right before the utterance, or is the whole paragraph before one that is nothing but the utterance.
    """
    parse, reading = context.parse, context.reading
    if context.tail not in (".", "?", "!", "…") or not context.capital or context.after in ("cue", "quote", ","):
        return -1
    following = range(context.last, min(context.last + 4, len(parse)))
    if any(reading.cue[i] >= STRONG_CUE and reading.paragraph[i] == context.paragraph for i in following):
        return -1
    at = context.first - 1
    while at >= 0 and parse.pos[at] == "SPACE":
        at -= 1
    if at < 1 or parse.words[at] != "." or reading.inside[at] >= 0:
        return -1
    line = reading.paragraph[at]
    if line != context.paragraph and (
        context.after != "edge" or line in reading.lines or line != context.paragraph - 1
    ):
        return -1
    first = at
    while first and parse.sentences[first - 1] == parse.sentences[at] and reading.paragraph[first - 1] == line:
        first -= 1
        if at - first > LEADING_SENTENCE:
            return -1
    root = next((i for i in range(first, at) if parse.deps[i] == "ROOT"), -1)
    if root < 0 or any(reading.inside[i] >= 0 for i in range(first, at)):
        return -1
    return root
