"""Why a candidate is proposed, in a few plain words, from the features that weighed most."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from annotator.detection.linear import Linear
from annotator.detection.settings import LAYOUT_WEIGHTS
from annotator.detection.sources.ranker import Ranked

_FAMILIES = {
    "clause": (
        "role",
        "gov",
        "link",
        "lemma",
        "up",
        "down",
        "topmost",
        "best",
        "cuetag",
        "order",
        "speaks",
        "has",
        "rival",
        "verb",
        "signature",
        "depth",
    ),
    "place": ("near", "line", "words", "rank", "commas", "cues", "same", "size", "pos", "unit"),
    "before": ("prev",),
    "carried": ("alone",),
    "colon": ("colon",),
    "layout": ("layout",),
    "construction": ("construction",),
    "network": ("network",),
}
_FAMILY = {prefix: family for family, prefixes in _FAMILIES.items() for prefix in prefixes}
_PLACES = {0: "in the same paragraph", -1: "one paragraph before", 1: "one paragraph after"}


def reason(model: Linear, ranked: Ranked, head: int, note: str = "") -> str:
    """At most three grounds, the weightiest first; ``note`` says whom a pronoun or role refers to."""
    known, weight = model.weights, defaultdict[str, float](float)
    for name in ranked.features.get(head, ()):
        weight[_family(name)] += known[name] if name in known else LAYOUT_WEIGHTS.get(name, 0.0)
    shown = ["same speaker as the first half"] if ranked.carried else []
    if found := ranked.turn and head == ranked.heads[0]:
        shown.append("whose turn it is to speak")
    for family in sorted(filter(None, weight), key=lambda f: -weight[f]):
        if len(shown) == 2 or (found and weight[family] <= 0):
            break
        if words := _words(family, ranked, head):
            shown.append(words)
            found = True
    if not found:
        shown.append("near the quotation")
    return ", ".join(dict.fromkeys([*shown[:2], *([note] if note else [])]))


@lru_cache(maxsize=65536)
def _family(feature: str) -> str:
    """What a feature tells of, "" for what cannot be shown."""
    return _FAMILY.get(feature.split("=", 1)[0].split("|", 1)[0], "")


def _words(family: str, ranked: Ranked, head: int) -> str:
    """What the family of features says about this candidate, "" where it says nothing that can be shown."""
    quotation = ranked.quotation
    reading, parse, pairs = quotation.reading, quotation.parse, quotation.pairs
    role, cue = pairs.role[head], pairs.cue[head]
    left = head < quotation.first
    away = reading.paragraph[head] - quotation.paragraph
    if family == "clause":
        role = role.split("-")[-1]
        if role == "accord":
            return "named after “according to”"
        if cue >= 0 and role in ("subj", "pass", "by", "poss"):
            part = {"subj": "subject", "pass": "subject", "by": "agent", "poss": "owner"}[role]
            return f"{part} of “{parse.words[cue]}”"
        return ""
    if family == "place":
        if away:
            return _PLACES.get(away, f"{abs(away)} paragraphs {'before' if away < 0 else 'after'}")
        return f"{'before' if left else 'after'} the quotation"
    if family == "before" and quotation.previous >= 0:
        first, last = reading.ranges[quotation.previous]
        return "speaks in the stretch before" if last <= head < quotation.first or head < first else ""
    if family == "carried" and away:
        return "last who spoke" if away < 0 else "next who speaks"
    if family == "network":
        return "fits the sentence as a whole"
    if family == "colon":
        return "before a colon"
    if family == "construction":
        return "named by the words next to it"
    return "the line signs the quotation" if family == "layout" else ""
