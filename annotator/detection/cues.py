"""The cue of a quotation: the words that report it ("said", "according to", "made a reference to")."""

from __future__ import annotations

from annotator.detection import lang
from annotator.detection.reading import Reading
from annotator.detection.settings import STRONG_CUE
from annotator.records import Mention


def cue_mention(reading: Reading, token: int) -> Mention | None:
    """The mention of the cue at ``token`` (-1: none): a verb, "according to", or the noun that a light verb carries."""
    parse = reading.parse
    if token < 0:
        return None
    if parse.words[token].lower() == lang.words.ACCORDING and token + 1 < len(parse):
        return Mention.of(parse.text, parse.starts[token], parse.ends[token + 1])
    if parse.lemmas[token] in lang.words.LIGHT_VERBS:
        nouns = [c for c in parse.children[token] if parse.deps[c] in ("dobj", "attr") and reading.inside[c] < 0]
        best = max(nouns, key=lambda c: reading.cue[c], default=token)
        if reading.cue[best] > 0 or (best != token and parse.pos[best] == "NOUN" and reading.cue[token] < STRONG_CUE):
            token = best
    return Mention.of(parse.text, parse.starts[token], parse.ends[token])
