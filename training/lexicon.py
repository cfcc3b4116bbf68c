"""The lexicon: how often each common lemma is the head of a cue or of a source. Single lemmas in five articles or more, no names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from annotator.detection.reading import Lexicon
from training.corpus import Example, heads_of_source

ARTICLES = 5  # a lemma must stand in this many
PRIOR = 2.0  # pseudo-counts towards the rate of all lemmas


def _token_at(example: Example) -> dict[int, int]:
    """The token at each code point."""
    parse = example.parse
    return {c: i for i, (a, b) in enumerate(zip(parse.starts, parse.ends, strict=True)) for c in range(a, b)}


def _gold_heads(example: Example) -> tuple[set[int], set[int]]:
    """The tokens that head gold cues and gold sources."""
    parse, at = example.parse, _token_at(example)
    cues, sources = set(), set()
    for quote in example.gold["quotes"]:
        if quote["cue"]:
            tokens = {at[c] for c in range(quote["cue"]["start"], quote["cue"]["end"]) if c in at}
            tops = [i for i in tokens if parse.heads[i] not in tokens or parse.heads[i] == i]
            cues |= {min(tops)} if tops else set()
            cues |= (
                {i for i in tokens if parse.pos[i] == "VERB"}
                if not any(parse.pos[i] == "VERB" for i in tops)
                else set()
            )
        if quote["speaker"]:
            text = example.gold["text"][quote["speaker"]["start"] : quote["speaker"]["end"]]
            sources |= {at[c] for c in heads_of_source(text, quote["speaker"]["start"]) if c in at}
    return cues, sources


def common_lemmas(examples: Iterable[Example]) -> frozenset[str]:
    """Lemmas that stand in at least ``ARTICLES`` articles and are hardly ever tagged as a name."""
    articles: defaultdict[str, set[str]] = defaultdict(set)
    total: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for example in examples:
        parse = example.parse
        for word, lemma, pos in zip(parse.words, parse.lemmas, parse.pos, strict=True):
            low = word.lower()
            total[low] += 1
            named[low] += pos == "PROPN"
            if pos != "PROPN" and lemma.isalpha() and lemma.isascii() and word[0].islower():
                articles[lemma].add(example.id)
                articles[low].add(example.id)
    return frozenset(w for w, ids in articles.items() if len(ids) >= ARTICLES and named[w] <= 0.3 * total[w])


def learn(examples: list[Example]) -> Lexicon:
    """Cue and source rates from gold, smoothed towards the mean; rates below a tenth of the mean are left out."""
    allowed = common_lemmas(examples)
    seen: dict[str, Counter[str]] = {"verbs": Counter(), "nouns": Counter(), "sources": Counter()}
    hits: dict[str, Counter[str]] = {"verbs": Counter(), "nouns": Counter(), "sources": Counter()}
    for example in examples:
        parse = example.parse
        cues, sources = _gold_heads(example)
        quoted = [(s.start, s.end) for s in example.stretches if s.style == "double"]
        k = 0
        for i, (lemma, pos) in enumerate(zip(parse.lemmas, parse.pos, strict=True)):
            while k < len(quoted) and quoted[k][1] <= parse.starts[i]:
                k += 1
            if lemma not in allowed or (k < len(quoted) and quoted[k][0] <= parse.starts[i]):
                continue
            if pos == "VERB":
                seen["verbs"][lemma] += 1
                hits["verbs"][lemma] += i in cues
            elif pos == "NOUN":
                seen["nouns"][lemma] += 1
                hits["nouns"][lemma] += i in cues
                seen["sources"][lemma] += 1
                hits["sources"][lemma] += i in sources
    out = {}
    for kind in seen:
        mean = sum(hits[kind].values()) / max(1, sum(seen[kind].values()))
        rates = {w: (hits[kind][w] + PRIOR * mean) / (n + PRIOR) for w, n in seen[kind].items()}
        out[kind] = {w: round(r, 3) for w, r in sorted(rates.items()) if hits[kind][w] and r >= 0.005}
    return Lexicon(out["verbs"], out["nouns"], out["sources"])
