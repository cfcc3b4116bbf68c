"""What the network learns from an article: its columns, and what gold says of tokens, stretches, and pairs of spans and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from annotator.detection.indirect.source import nouns
from annotator.detection.indirect.spans import clipped, suggested
from annotator.detection.network import CONTENT, stretch_kind
from annotator.detection.reading import Lexicon, Reading
from annotator.detection.settings import CUE_AFTER, CUE_BEFORE
from annotator.detection.sources.candidates import candidates, near
from annotator.detection.token_features import TokenFeatures
from annotator.detection.tokens import Ints, Tokens
from training.corpus import Example, gold_quotations, holding, right_candidate
from training.indirect.corpus import Item, fits, labels

REACH = 60  # tokens from a content within which sources are learned from
SOME, LONG = 60, 200  # spans of each sort that are learned from, and the most tokens of one


@dataclass
class Pairs:
    """Words that may belong to a span: ``owner`` numbers the span, ``right`` is 1 where gold says so."""

    owner: list[int] = field(default_factory=list)
    word: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)

    def add(self, owner: int, words: Sequence[int], right: Sequence[bool]) -> None:
        """The words of one more span."""
        self.owner += [owner] * len(words)
        self.word += words
        self.right += [int(r) for r in right]


@dataclass
class Lesson:
    """One article: tokens with columns and labels; stretches (left, right, kind, said); spans (left, right, kind) with their pairs.

    ``nobody``: 1 for a span whose source is not among its words. ``suggested``: some spans that might be contents (left, right, is one).
    """

    tokens: Tokens
    columns: dict[str, Ints]
    labels: Ints
    stretches: list[tuple[int, int, int, int]] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    sources: Pairs = field(default_factory=Pairs)
    cues: Pairs = field(default_factory=Pairs)
    nobody: list[int] = field(default_factory=list)
    suggested: list[tuple[int, int, int]] = field(default_factory=list)


def lesson(example: Example, item: Item, tokens: Tokens, lexicon: Lexicon) -> Lesson:
    """All that an article teaches."""
    out = Lesson(tokens, TokenFeatures(tokens).values, labels(item))
    _stretches(out, example, lexicon)
    _contents(out, item)
    _suggested(out, item)
    return out


def _stretches(out: Lesson, example: Example, lexicon: Lexicon) -> None:
    """The stretches in marks that gold decides, and the sources of those that were said."""
    reading = Reading(example.parse, example.stretches, lexicon)
    heads = candidates(reading)
    for number, quote in gold_quotations(example, headings=True):
        left, right = out.tokens.stretch_tokens[number]
        if left >= right:
            continue
        kind = stretch_kind(example.stretches[number])
        out.stretches.append((left, right, kind, int(quote is not None)))
        if not quote:
            continue
        close = near(reading, heads, number)
        named = right_candidate(reading, close, quote) if quote["speaker"] else -1
        if named is None:
            continue
        also = holding(reading, close, quote) if quote["speaker"] else set()
        out.sources.add(len(out.spans), close, [h == named or h in also for h in close])
        out.nobody.append(int(named == -1))
        out.spans.append((left, right, kind))


def _contents(out: Lesson, item: Item) -> None:
    """The pieces of gold's contents with the words of their line that may be source or cue."""
    tokens = out.tokens
    noun = nouns(tokens)
    for piece, gold in item.pieces():
        left, right = item.tokens(piece)
        if left >= right:
            continue

        def beside(before: int, after: int, left: int = left, right: int = right) -> Ints:
            words = np.r_[max(0, left - before) : left, right : min(tokens.n, right + after)]
            return np.asarray(words[tokens.line[words] == tokens.line[left]], dtype=np.int64)

        low, high = item.tokens(gold.source) if gold.source else (0, 0)
        words = beside(REACH, REACH)
        words = words[noun[words]]
        named = (words >= low) & (words < high)
        out.sources.add(len(out.spans), words.tolist(), named.tolist())
        out.nobody.append(int(not named.any()))
        low, high = item.tokens(gold.cue) if gold.cue else (0, 0)
        words = beside(CUE_BEFORE, CUE_AFTER)
        words = words[~tokens.edge[words]]
        reports = (words >= low) & (words < high)
        if reports.any():
            out.cues.add(len(out.spans), words.tolist(), reports.tolist())
        out.spans.append((left, right, CONTENT))


def _suggested(out: Lesson, item: Item) -> None:
    """Spans that the parse suggests: those that fit a content (an IoU of a half), and some that touch one or none."""
    tokens = out.tokens
    left, right = clipped(tokens, *suggested(tokens))
    keep = (left < right) & (right - left <= LONG)
    keys = np.unique(left[keep] * (tokens.n + 1) + right[keep])
    left, right = keys // (tokens.n + 1), keys % (tokens.n + 1)
    fit = fits(tokens, left, right, [piece for piece, _ in item.pieces()])[1] if len(left) else np.zeros(0)
    pick = np.random.default_rng(tokens.n)
    for low, high in ((0.5, 2.0), (1e-9, 0.5), (-1.0, 1e-9)):
        rows = np.flatnonzero((fit >= low) & (fit < high))
        for row in pick.permutation(rows)[:SOME].tolist():
            out.suggested.append((int(left[row]), int(right[row]), int(fit[row] >= 0.5)))
