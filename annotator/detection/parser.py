"""Texts to :class:`~annotator.detection.parse.Parse` records: tokens, the encoder's vectors, the parse model's trees.

The coarse part of speech comes from the tag and the lemma from spaCy's rule tables, looked up once a (word, tag).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from annotator.detection import parse_model
from annotator.detection.encoder import Encoder
from annotator.detection.parse import Parse, Tokenized
from annotator.detection.parse_model import Bools, Ints, ParseModel, Tree
from annotator.detection.settings import TOKENS_AT_ONCE
from annotator.detection.tokenizer import Tokenizer, blank, coarse
from annotator.detection.word_pieces import Sequences
from annotator.half_precision import Singles

SPACE = "_SP"  # the tag of white space; its label is that of a loose part
LOOSE = "dep"
#: A place in capitals at the start of a line, what else belongs to it, and a dash: the sentence begins behind it.
_DATELINE = re.compile(r"^[^\W\d_a-z]{3}[^\n–—]{0,60}[ )](?:[–—]|--?) (?=\S)", re.MULTILINE)


@dataclass(frozen=True)
class TokensRead:
    """What was read of a text's tokens: of each its Penn tag, its label, its head, and 1 where a sentence starts, but for the first one.

    ``told``: of the encoder's vectors the products that were wanted (tokens by columns).
    """

    tags: list[str]
    labels: list[str]
    heads: Ints
    starts: Ints
    told: Singles


class TokenReader:
    """The encoder and the parse model, which read what a tokenizer cut. Threads may share one."""

    def __init__(self, encoder: Encoder, model: ParseModel | None = None) -> None:
        """``model`` is by default the shipped one, which is made for the shipped ``encoder``."""
        self.encoder, self.model = encoder, model or parse_model.shipped()

    def open(self) -> None:
        """Open both models in ONNX Runtime now; else they are opened for the first tokens."""
        _ = self.encoder.session, self.model.weights

    def read(self, tokens: Tokenized, wanted: Singles) -> TokensRead:
        """What is read of a text's tokens. ``wanted``: columns with which the encoder's vectors are multiplied.

        A sentence never runs over a line break: headlines and captions end there without a stop.
        """
        sequences = self.encoder.words.sequences(tokens)
        filled = ~np.array(list(map(blank, tokens.words)), dtype=bool)
        opens = _opens(tokens, filled)
        out = np.zeros((len(tokens), wanted.shape[1]), dtype=np.float32)
        trees = []
        for rows in _blocks(sequences):
            vectors = self.encoder.read(sequences, rows)
            out[rows] = vectors @ wanted
            some = filled[rows]
            words = [tokens.words[at] for at in rows[some].tolist()]
            trees.append(self.model.parse(vectors[some], words, opens[rows][some]))
        return _together(np.flatnonzero(filled), trees, out)


class Parser:
    """Parses texts: a tokenizer, and what reads its tokens. One thread may cut texts while another one reads."""

    def __init__(self, tokenizer: Tokenizer, encoder: Encoder, model: ParseModel | None = None) -> None:
        """``encoder``, ``model``: see :class:`TokenReader`."""
        self.tokenizer, self.reader = tokenizer, TokenReader(encoder, model)

    def parse(self, tokens: Tokenized) -> Parse:
        """The parse of a text."""
        return self.joined(tokens, self.reader.read(tokens, np.zeros((self.reader.encoder.width, 0), dtype=np.float32)))

    def joined(self, tokens: Tokenized, read: TokensRead) -> Parse:
        """The parse of a text of which ``read`` was read."""
        return parse_of(self.tokenizer, tokens, read.tags, read.labels, read.heads.tolist(), read.starts)


def _together(filled: Ints, trees: Iterable[Tree], told: Singles) -> TokensRead:
    """The trees of a text's blocks put together; white space hangs on the token before it, at the start on the first word."""
    tags, labels = [SPACE] * len(told), [LOOSE] * len(told)
    heads = np.maximum(np.arange(len(told)) - 1, 0)
    heads[:1] = filled[:1] if len(filled) else 0
    fresh = np.zeros(len(told), dtype=np.int64)
    done = 0
    for tree in trees:
        rows = filled[done : done + len(tree.tags)]
        for at, tag, label in zip(rows.tolist(), tree.tags, tree.labels, strict=True):
            tags[at], labels[at] = tag, label
        heads[rows] = rows[tree.heads]
        fresh[rows] = tree.starts
        done += len(rows)
    fresh[filled[:1]] = 0  # the first sentence begins with the text
    return TokensRead(tags, labels, heads, fresh, told)


def parse_of(
    tokenizer: Tokenizer, tokens: Tokenized, tags: list[str], labels: list[str], heads: list[int], fresh: Ints
) -> Parse:
    """The parse of tokens whose tags, labels and heads are known; ``fresh`` is 1 where a sentence starts, but for the first one."""
    kinds = zip(map(coarse, tags), tokens.words, strict=True)
    return Parse(
        tokens.text,
        tokens.starts,
        tokens.ends,
        tokens.words,
        list(map(tokenizer.lemma, tokens.words, tags)),
        tags,
        ["NOUN" if kind == "PROPN" and word[0].islower() else kind for kind, word in kinds],  # no name begins small
        labels,
        heads,
        np.cumsum(fresh).tolist(),
    )


def parses(parser: Parser, texts: Iterable[str]) -> Iterator[Parse]:
    """Each text parsed in the usual typography (``parse.text``), in order. Offsets fit the text given."""
    return (parser.parse(parser.tokenizer.tokenize(text)) for text in texts)


def _opens(tokens: Tokenized, filled: Bools) -> Bools:
    """Whether each word is the first one after a line break or a dateline."""
    breaks = ("\n" in word for word in tokens.words)
    number = np.fromiter(accumulate(breaks), dtype=np.int64, count=len(tokens))
    out = np.zeros(len(tokens), dtype=bool)
    words = np.flatnonzero(filled)
    out[words] = np.diff(number[words], prepend=-1) != 0
    after = np.searchsorted(tokens.starts, [found.end() for found in _DATELINE.finditer(tokens.text)])
    out[after[after < len(tokens)]] = True
    return out


def _blocks(sequences: Sequences) -> list[Ints]:
    """The tokens (by number, in order) in blocks of whole sequences, as many as have some :data:`TOKENS_AT_ONCE` tokens."""
    begins = sequences.begins
    cuts = [int(begins[at]) for at in np.flatnonzero(np.diff(begins // TOKENS_AT_ONCE, prepend=0))]
    return [rows for rows in np.split(np.arange(len(sequences.first)), cuts) if len(rows)]
