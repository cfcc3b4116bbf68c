"""Speech or not: whether somebody is reported to have said the words in marks (titles, nicknames, terms and scare quotes are not).

A logistic regression over named features: length, the cue that governs the words, title case, what stands next to them.
"""

from __future__ import annotations

from bisect import bisect_left

from annotator.detection import lang
from annotator.detection.context import Context
from annotator.detection.linear import Linear, level, log_odds, logistic, odds
from annotator.detection.reading import Opinion, Reading
from annotator.detection.settings import (
    HEADING_CAPITALS,
    HEADING_WORDS,
    REPEAT_WINDOW,
    SENTENCE_REACH,
    SPOKEN_NAME,
    STRONG_CUE,
)

EDGE = " \"“”„'‘’`«».,;:!?″"


def features(context: Context, opinion: Opinion) -> list[str]:
    """The features that are on for a stretch; lemmas are those of common words alone."""
    reading, parse, number = context.reading, context.parse, context.number
    words = [parse.words[i] for i in context.words]
    case = "heading" if _heading(context) else _case(words)
    out = [
        "bias", f"size={context.size}", f"size={context.size}|capital={context.capital}", f"tail={context.tail}",
        f"tail={context.tail}|size={context.size}", f"before={context.before}", f"after={context.after}",
        f"before={context.before}|after={context.after}", f"case={case}", f"case={case}|size={context.size}",
        f"before={context.before}|capital={context.capital}", f"before={context.before}|size={context.size}",
        f"after={context.after}|tail={context.tail}", f"style={reading.stretches[number].style}",
        f"many={min(len(context.others), 4)}", f"closed={reading.stretches[number].closed}",
        f"first={context.paragraph == 0}|size={context.size}",
    ]  # fmt: skip
    inner = dict.fromkeys(
        parse.tags[i] for i in context.words
    )  # in text order: the order of a sum changes its last digit
    finite = not lang.tags.FINITE.isdisjoint(inner)
    person = any(w.lower() in lang.words.PERSONS for w in words)
    out += [f"finite={finite}|size={context.size}", f"person={person}", f"person={person}|case={case}"]
    out += [f"inner={tag}" for tag in inner if tag not in lang.tags.PROPER] if len(words) < 4 else []
    network = odds(opinion.said(number))
    out += [
        f"network={network}",
        f"network={network}|style={reading.stretches[number].style}",
        f"network={network}|size={context.size}",
    ]
    return out + _syntax(context, case) + _sentence(context) + _repeats(reading, number, case)


def _heading(context: Context) -> bool:
    """Whether the words stand in a line whose other words are capitalised too, so that their own capitals say nothing."""
    parse, reading = context.parse, context.reading
    lo, hi = max(0, context.first - 30), min(len(parse), context.last + 30)
    line = [
        parse.words[i] for i in range(lo, hi)
        if reading.paragraph[i] == context.paragraph and reading.inside[i] < 0 and parse.words[i].isalpha()
        and parse.words[i].lower() not in lang.words.SMALL_IN_TITLES
    ]  # fmt: skip
    return len(line) >= HEADING_WORDS and sum(w[0].isupper() for w in line) >= HEADING_CAPITALS * len(line)


def _case(words: list[str]) -> str:
    """How the words are capitalised: "title", "upper", "lower", "sentence" or "mixed"."""
    long = [w for w in words if w[:1].isalpha() and w.lower() not in lang.words.SMALL_IN_TITLES]
    if not long:
        return "none"
    if all(w.isupper() and len(w) > 1 for w in long):
        return "upper"
    capital = sum(w[0].isupper() for w in long)
    if capital == len(long):
        return "title" if len(long) > 1 else "one"
    if not capital:
        return "lower"
    return "sentence" if long[0][0].isupper() and capital == 1 else "mixed"


def _common(context: Context, i: int) -> str:
    """The token's lemma where it is a common word, else its part of speech."""
    parse = context.parse
    lemma = parse.lemmas[i]
    return parse.pos[i] if parse.pos[i] in ("PROPN", "NUM", "X", "SPACE") or not lemma.isalpha() else lemma


def _syntax(context: Context, case: str) -> list[str]:
    """How the words hang in their sentence."""
    parse, reading, out = context.parse, context.reading, []
    cues = [(reading.cue[v], -steps, v) for v, steps in context.governors.items()]
    chained = [(reading.cue[reading.chain_cue[v]], -steps, v) for v, steps in context.governors.items()]
    under = [(reading.cue[v], 0, v) for v in context.under]
    if best := max(cues + chained + under, default=None):
        top = level(best[0])
        out += [
            f"governed={top}", f"governed={top}|steps={-best[1]}", f"governed={top}|size={context.size}",
            f"governed={top}|subject={reading.subject[best[2]] >= 0}",
        ]  # fmt: skip
    else:
        out += ["governed=none", f"governed=none|size={context.size}"]
    out += [
        f"verb{steps}={parse.lemmas[v]}"
        for v, steps in context.governors.items()
        if steps < 2 and reading.inside[v] < 0
    ]
    out += [
        f"link={context.links[v]}|governed={level(reading.cue[v])}"
        for v, steps in context.governors.items()
        if steps == 0
    ]
    if context.roots:
        root = context.roots[0]
        head = parse.heads[root]
        out += [
            f"dep={parse.deps[root]}",
            f"dep={parse.deps[root]}|size={context.size}",
            f"root={parse.pos[root]}|{parse.deps[root]}",
        ]
        if head != root and reading.inside[head] < 0:
            if parse.pos[head] == "ADP":
                out.append(f"prep={parse.lemmas[head]}|{case}")
            out += [f"head={_common(context, head)}", f"head={_common(context, head)}|{parse.deps[root]}"]
            up = parse.heads[head]
            if parse.pos[head] != "VERB" and up != head and reading.inside[up] < 0:
                out += [f"up={_common(context, up)}", f"up={parse.pos[up]}|{parse.deps[head]}"]
        out += [
            f"child={_common(context, c)}"
            for c in parse.children[root]
            if reading.inside[c] < 0 and parse.pos[c] != "PUNCT"
        ][:4]
        last = context.roots[-1]
        out += [f"last={parse.deps[last]}", f"last={parse.deps[last]}|case={case}"]
        out.append(f"noun={parse.deps[root] == 'compound' or parse.deps[context.words[-1]] == 'compound'}|case={case}")
    for name, at in (("left", context.first - 1), ("left2", context.first - 2), ("right", context.last)):
        if 0 <= at < len(parse) and reading.inside[at] < 0:
            out.append(f"{name}={_common(context, at)}")
    return out


def _sentence(context: Context) -> list[str]:
    """The reporting words of the sentence and the paragraph."""
    parse, reading = context.parse, context.reading
    lo = hi = context.first
    while lo > max(0, context.first - SENTENCE_REACH) and parse.sentences[lo - 1] == parse.sentences[context.first]:
        lo -= 1
    while (
        hi < min(len(parse), context.last + SENTENCE_REACH) and parse.sentences[hi] <= parse.sentences[context.last - 1]
    ):
        hi += 1
    strong = reading.cues[hi] - reading.cues[lo]
    out = [
        f"sentence={level(max(reading.cue[lo:hi], default=0.0))}",
        f"cues={min(strong, 3)}",
        f"cues={min(strong, 3)}|size={context.size}",
    ]
    nearest = max((i for i in range(lo, context.first) if reading.cue[i] >= STRONG_CUE), default=-1)
    out.append(f"cuebefore={min(context.first - nearest, 8) if nearest >= 0 else '-'}")
    following = next((i for i in range(context.last, min(hi, context.last + 8)) if reading.cue[i] >= STRONG_CUE), -1)
    out.append(f"cueafter={following - context.last if following >= 0 else '-'}|tail={context.tail}")
    whole = context.before == "edge" and context.after == "edge"
    return [*out, f"whole={whole}|size={context.size}", f"whole={whole}|first={context.paragraph == 0}"]


def _repeats(reading: Reading, number: int, case: str) -> list[str]:
    """Whether the same words stand elsewhere in the article: names and terms do."""
    stretch = reading.stretches[number]
    words = reading.parse.text[stretch.start : stretch.end].strip(EDGE).casefold()
    around = _around(reading, number)
    first = reading.folded.find(words, *around) if len(words) > 2 else -1
    again = first >= 0 and reading.folded.find(words, first + 1, around[1]) >= 0
    plain = _plain_again(reading, number)
    return [
        f"again={again}", f"again={again}|size={min(words.count(' '), 5)}", f"plain={plain}", f"plain={plain}|case={case}",
        f"plain={plain}|size={min(words.count(' '), 5)}",
    ]  # fmt: skip


def _around(reading: Reading, number: int) -> tuple[int, int]:
    """Where the words of a stretch are looked for again (code points, half-open)."""
    stretch = reading.stretches[number]
    return max(0, stretch.start - REPEAT_WINDOW), stretch.end + REPEAT_WINDOW


def _plain_again(reading: Reading, number: int) -> bool:
    """Whether the same words in the same case stand near by outside marks, as names of things do."""
    stretch, text, around = reading.stretches[number], reading.parse.text, _around(reading, number)
    words = text[stretch.start : stretch.end].strip(EDGE)
    at = text.find(words, *around) if len(words) > 2 else -1
    for _ in range(4):
        if at < 0:
            return False
        if not stretch.start <= at < stretch.end and text[at - 1 : at].isspace():
            token = bisect_left(reading.parse.starts, at)
            if token < len(reading.parse) and reading.inside[token] < 0:
                return True
        at = text.find(words, at + 1, around[1])
    return False


def said(model: Linear, on: list[str], more: float = 0.0) -> float:
    """The probability of a yes, given the features that are on and ``more`` log odds from elsewhere."""
    return logistic(model.score(on) + more)


def evidence(alone: float, covered: float, network: float) -> dict[str, float]:
    """What speaks for a stretch as speech where contents are known too.

    ``alone``: the probability by its own features; ``covered``: the confidence of the content that covers it, 0 where none does;
    ``network``: the network's log odds.
    """
    return {"constant": 1.0, "alone": log_odds(alone), "covered": covered, "network": network}


def accepted(context: Context, probability: float, threshold: float) -> bool:
    """Whether a stretch is proposed as speech.

    Single marks need a reporting verb above them: they stand round terms and titles far oftener. Beside double marks, as in a
    headline, they also need the reporting word next to them; what is reported there at greater length is found without marks.
    A line in brackets is a stage direction. What is written like the name of a thing is one, unless it is
    very likely speech and does not stand elsewhere without marks.
    """
    reading, number = context.reading, context.number
    if probability < threshold or _bracketed(reading, number):
        return False
    if _named(context) and (probability < SPOKEN_NAME or _plain_again(reading, number)):
        return False
    if reading.stretches[number].style != "single":
        return True
    if not any(reading.cue[verb] >= STRONG_CUE and reading.subject[verb] >= 0 for verb in context.governors):
        return False
    return "cue" in (context.before, context.after) or all(s.style != "double" for s in reading.stretches)


def _named(context: Context) -> bool:
    """Whether a stretch of three words or more is capitalised like a name and stands inside a clause that goes on after it."""
    words = [context.parse.words[i] for i in context.words]
    inside = context.tail == "0" and context.after.isupper()
    return inside and len(words) >= 3 and _case(words) == "title" and not _heading(context)


def _bracketed(reading: Reading, number: int) -> bool:
    """Whether the words of a stretch stand in brackets as a whole."""
    stretch = reading.stretches[number]
    words = reading.parse.text[stretch.start : stretch.end].strip(EDGE)
    return words[:1] in ("(", "[") and words[-1:] in (")", "]")
