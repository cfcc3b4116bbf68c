"""Whether a name is a person's: logistic regression over what its mentions look like and what the encoder says of their tokens."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from annotator.detection import lang
from annotator.detection.names.entities import Entity
from annotator.detection.names.lists import lists
from annotator.detection.names.mentions import NameMention
from annotator.detection.reading import Reading
from annotator.detection.settings import PERSON_MENTIONS, SPEAKING_NOUN, STRONG_CUE

Floats = NDArray[np.float32]


def features(reading: Reading, entity: Entity) -> dict[str, float]:
    """What is on for an entity: shares of its mentions, and what its words tell."""
    on: Counter[str] = Counter()
    seen = entity.mentions[:PERSON_MENTIONS]
    for mention in seen:
        on.update(_mention(reading, mention))
    found = {name: count / len(seen) for name, count in on.items()}
    found.update(dict.fromkeys(_words(entity), 1.0))
    return found


def _words(entity: Entity) -> list[str]:
    """What the words of a name tell."""
    of, words = lists(), [w.lower().rstrip(".") for w in entity.words]
    out = ["bias", f"words={min(len(words), 4)}"]
    first = of.given.get(words[0])
    if first is not None:
        out.append("given" if len(words) > 1 else "given alone")
        out.append("given both" if abs(first) < 1.5 else "given one")
    if words[-1] in of.surnames:
        out.append("surname" if len(words) > 1 else "surname alone")
    if words[-1] in of.bodies:
        out.append("body last")
    elif any(w in of.bodies for w in words):
        out.append("body")
    if any(w in lang.words.IN_BODIES for w in words):
        out.append("complement")
    if any(len(w) == 1 for w in words[1:-1]):
        out.append("initial")
    if entity.name.isupper() and len(entity.name) < 6:
        out.append("acronym")
    if entity.titles:
        out.append("title")
    if entity.titles & of.courtesy:
        out.append("courtesy")
    return out


def _mention(reading: Reading, mention: NameMention) -> list[str]:
    """Where a mention stands."""
    parse, head = reading.parse, mention.head
    out = [f"dep={parse.deps[head]}"]
    before = parse.words[mention.first - 1].lower() if mention.first else ""
    after = parse.words[mention.end].lower() if mention.end < len(parse) else ""
    if before in lang.words.ARTICLES:
        out.append(f"after {before}")
    if before in lang.words.PREPOSITIONS:
        out.append(f"after {before}")
    if parse.deps[head] in ("nsubj", "nsubjpass"):
        verb = parse.heads[head]
        out.append("speaks" if reading.cue[reading.chain_cue[verb]] >= STRONG_CUE else "acts")
    if after in ("'s", "’s"):
        out.append("owner")
    if after == "," and mention.end + 1 < len(parse):
        following = parse.words[mention.end + 1]
        out.append("age" if following.isdigit() and len(following) == 2 else f"comma {parse.pos[mention.end + 1]}")
    if after in lang.words.PERSONAL_RELATIVES:
        out.append("who")
    if after == "(":
        out.append("bracket")
    nouns = [c for c in parse.children[head] if parse.deps[c] == "appos"]
    if parse.deps[head] == "appos":
        nouns.append(parse.heads[head])
    if any(reading.lexicon.sources.get(parse.lemmas[n], 0.0) >= SPEAKING_NOUN for n in nouns):
        out.append("said to be a source")
    compound = [parse.lemmas[c] for c in parse.children[head] if parse.deps[c] == "compound" and parse.pos[c] == "NOUN"]
    if any(reading.lexicon.sources.get(word, 0.0) >= SPEAKING_NOUN for word in compound):
        out.append("after a source noun")
    return out


def told(scores: Floats, entity: Entity) -> float:
    """The mean over an entity's mentions of what the encoder says of their tokens (``scores``: log odds of a person by token)."""
    seen = entity.mentions[:PERSON_MENTIONS]
    return float(sum(scores[m.start : m.end].mean() for m in seen)) / len(seen)
