"""The cue of a quotation: the words that report it ("said", "according to", "made a reference to")."""

from __future__ import annotations

from annotator.detection import lang
from annotator.detection.reading import Reading
from annotator.detection.settings import STRONG_CUE
from annotator.records import Mention


def cue_mention(reading: Reading, token: int) -> Mention | None:
    """The mention of the cue at ``token`` (-1: none): a verb, "according to", or the noun that a light verb carries.

    A verb that says what for ("made a reference to … to justify the wall") reports less than such a noun.
    """
    parse = reading.parse
    if token < 0:
        return None
    if parse.words[token].lower() == lang.words.ACCORDING and token + 1 < len(parse):
        return Mention.of(parse.text, parse.starts[token], parse.ends[token + 1])
    above = parse.heads[token]
    told = _carried(reading, above)
    if parse.deps[token] == "advcl" and told != above and reading.cue[told] > reading.cue[token]:
        token = above
    noun = _carried(reading, token)
    if reading.cue[noun] > 0 or (noun != token and parse.pos[noun] == "NOUN" and reading.cue[token] < STRONG_CUE):
        token = noun
    return Mention.of(parse.text, parse.starts[token], parse.ends[token])


def _carried(reading: Reading, verb: int) -> int:
    """The object of a light verb that is likeliest to report; the verb itself where it has none, or is no light verb."""
    parse = reading.parse
    if parse.lemmas[verb] not in lang.words.LIGHT_VERBS:
        return verb
    nouns = [c for c in parse.children[verb] if parse.deps[c] in ("dobj", "attr") and reading.inside[c] < 0]
    return max(nouns, key=lambda c: reading.cue[c], default=verb)
