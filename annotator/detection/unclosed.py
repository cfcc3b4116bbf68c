"""Quotations whose closing mark is missing: they end where a reporting clause begins, not with their paragraph."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from annotator.detection import lang
from annotator.detection.parse import Parse
from annotator.detection.reading import Lexicon, Stretch
from annotator.detection.settings import UNCLOSED_CUE_RATE, UNCLOSED_NEAR

_STOPS = frozenset({",", "?", "!", ",'", "?'", "!'"})


def ended(parse: Parse, stretches: Sequence[Stretch], lexicon: Lexicon) -> list[Stretch]:
    """The stretches, those left open that no later one takes up cut before the first clause that reports them: “We go, she said."""
    out = []
    for number, stretch in enumerate(stretches):
        taken_up = number + 1 < len(stretches) and stretches[number + 1].continues
        if not stretch.closed and not taken_up and (end := _end(parse, stretch, lexicon)):
            stretch = replace(stretch, end=end)
        out.append(stretch)
    return out


def _end(parse: Parse, stretch: Stretch, lexicon: Lexicon) -> int:
    """Where the words before a reporting clause end, 0 where none follows in the stretch."""
    first, last = bisect_left(parse.starts, stretch.start), bisect_left(parse.starts, stretch.end)
    for i in range(first + 2, last):
        if parse.words[i] in _STOPS:
            for verb in range(i + 1, min(i + UNCLOSED_NEAR, last)):
                if parse.pos[verb] == "VERB":
                    if lexicon.verbs.get(parse.lemmas[verb], 0.0) >= UNCLOSED_CUE_RATE and _subject(
                        parse, i, verb, last
                    ):
                        return parse.ends[i]
                    break
                if parse.pos[verb] not in lang.tags.BEFORE_VERB:
                    break
    return 0


def _subject(parse: Parse, stop: int, verb: int, last: int) -> bool:
    """Whether a verb after a stop has its subject beside it: she said, said Anna Lund."""
    after = verb + 1 < last and parse.pos[verb + 1] in ("PRON", "PROPN", "DET")
    return verb > stop + 1 or after
