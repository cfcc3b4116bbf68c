"""Turns of a transcript: lines that begin with who speaks, with or without a time stamp ("[00:01:12] HALE: When did you hear it?").

A label stands at the beginning of its line; every word of it has a capital, and a colon follows. Labels prove a transcript only where they
come back: three turns or more, by two speakers or more, one of whom speaks twice.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from annotator.detection.settings import TRANSCRIPT_SHARE, TRANSCRIPT_TURNS
from annotator.records import Span

_TURN = re.compile(
    r"^[^\S\n]*(?P<stamp>[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?[^\S\n]*[-–—]?[^\S\n]*)?"
    r"(?P<label>[^\W\d_][\w.'’-]*(?:[^\S\n]+[^\W\d_][\w.'’-]*){0,3})(?: [(\[][^()\n]{1,40}[)\]])?"  # Ada Ruiz (laughing)
    r"[^\S\n]*:[^\S\n]+(?P<words>\S[^\n]*?)[^\S\n]*$",
    re.MULTILINE,
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Turn:
    """What is said in a turn, and the label that names who says it."""

    label: Span
    words: Span


def turns(text: str) -> list[Turn]:
    """The turns of an article that is a transcript or holds one; none where labels do not come back."""
    lines = [
        m
        for m in _TURN.finditer(text)
        if all(w[0].isupper() for w in m["label"].split()) and _LETTER.search(m["words"])
    ]
    count = Counter(m["label"] for m in lines)
    sure = [m for m in lines if count[m["label"]] > 1 or m["label"].isupper() or m["stamp"]]
    if len(sure) < TRANSCRIPT_TURNS or len({m["label"] for m in sure}) < 2 or max(count.values()) < 2:
        return []
    known, start, end = set(sure), sure[0].start(), sure[-1].end()
    # who speaks once among them is known by a full name
    found = [m for m in lines if start <= m.start() < end and (" " in m["label"] or m in known)]
    if len(found) < TRANSCRIPT_SHARE * sum(1 for line in text[start:end].split("\n") if line.strip()):
        return []
    return [Turn(Span(*m.span("label")), Span(*m.span("words"))) for m in found]
