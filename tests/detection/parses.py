"""Parses made by hand, so that tests of features need no parser and their values can be worked out on paper."""

from __future__ import annotations

from annotator.detection.parse import Parse
from annotator.detection.reading import Lexicon

LEXICON = Lexicon({"say": 0.9}, {}, {})


def parse_of(text: str, table: str) -> Parse:
    """A parse of one sentence; a line of the table is a token: word, lemma, tag, part of speech, dependency, head."""
    rows = [line.split() for line in table.strip().splitlines()]
    starts, at = [], 0
    for word, *_ in rows:
        at = text.index(word, at)
        starts.append(at)
        at += len(word)
    words, lemmas, tags, pos, deps, heads = (list(column) for column in zip(*rows, strict=True))
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    return Parse(text, starts, ends, words, lemmas, tags, pos, deps, [int(head) for head in heads], [0] * len(rows))


SAID = "“We go,” Lee said."


def said() -> Parse:
    """“We go,” Lee said."""
    return parse_of(
        SAID,
        """
        “    “    ``   PUNCT  punct  6
        We   we   PRP  PRON   nsubj  2
        go   go   VBP  VERB   ccomp  6
        ,    ,    ,    PUNCT  punct  6
        ”    ”    ''   PUNCT  punct  6
        Lee  Lee  NNP  PROPN  nsubj  6
        said say  VBD  VERB   ROOT   6
        .    .    .    PUNCT  punct  6
        """,
    )
