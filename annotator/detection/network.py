"""A small network that reads an article's tokens in their sentences: what they are in an attribution, and which belong together.

Each token starts as the sum of what its properties stand for (:class:`~.token_features.TokenFeatures`: lemma, tag, the way up to the
nearest word that may be a cue, …) and of what a pretrained model tells of it (:mod:`.encoder`). In each layer it looks at itself,
its neighbors, its head and its dependents in the parse, and the strongest signals of its sentence (a graph convolution over the
dependency tree: Marcheggiani and Titov, "Encoding sentences with graph convolutional networks for semantic role labeling", EMNLP
2017, section 3; residual layers with layer normalization). What comes out answers five questions: the label of a token, whether a
stretch is speech or a span a content, and which words are the source and the cue of a stretch or content (an additive scorer of
pairs: Bahdanau and others, ICLR 2015, section 3.1, with distances).

numpy alone, but for the encoder. The weights are learned by ``python -m training.network``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from annotator import half_precision
from annotator.detection.encoder import Encoder
from annotator.detection.neighborhood import Neighborhood, round_marks
from annotator.detection.parse import Parse
from annotator.detection.reading import Stretch
from annotator.detection.settings import PAIRS_AT_ONCE, SPAN_ENDS, SPANS_AT_ONCE, TOKEN_GAPS, TOKENS_IN_BLOCK
from annotator.detection.token_features import TokenFeatures
from annotator.detection.tokens import Floats, Ints, Tokens, Vocabulary, flat
from annotator.detection.word_pieces import Sequences
from annotator.half_precision import Singles
from annotator.resources import resource

BEFORE, AFTER, WITHIN = 0, 16, 32  # first class of the distances of words before a span, after it, in it
DISTANCES = 48
PLACES = 8  # lines from -3 to 3, and another sentence of the same line
STYLES = ("double", "single", "angle")
CONTENT = 2 * len(STYLES)  # the kind of a span that is a content; see stretch_kind for those in marks
KINDS = CONTENT + 1
LENGTHS = 12  # classes of span lengths: twice the binary logarithm
SOURCE, CUE = "source", "cue"


@dataclass(frozen=True)
class Network:
    """The weights by name (float32), with the vocabulary that their columns count in, and the encoder tuned with them."""

    arrays: Mapping[str, Singles]
    vocabulary: Vocabulary
    encoder: Encoder
    provenance: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Network:
        """The network in a folder: ``network.npz`` (float16 arrays), ``network.json`` (provenance, vocabulary), ``encoder.onnx``."""
        arrays = half_precision.read_arrays(folder / "network.npz")
        data = json.loads((folder / "network.json").read_text(encoding="utf-8"))
        return cls(arrays, Vocabulary.of(data["vocabulary"]), Encoder.open(folder / "encoder.onnx"), data["provenance"])

    @cached_property
    def fingerprint(self) -> str:
        """Eight hex digits that change with any number or word."""
        return half_precision.fingerprint(self.vocabulary.stored(), self.arrays, self.encoder.model)

    @cached_property
    def layers(self) -> int:
        """How many layers there are."""
        return sum(name.startswith("mix.") for name in self.arrays)

    @cached_property
    def inputs(self) -> dict[str, Singles]:
        """For each column what its values add to a token (values by width): the columns of lemmas share one set of vectors."""
        out = {}
        for name, weight in self.arrays.items():
            kind, _, column = name.partition(".")
            if kind == "column":
                out[column] = weight
            elif kind == "word":
                out[column] = self.arrays["lemmas"] @ weight
        return out


@lru_cache(maxsize=1)
def shipped() -> Network:
    """The network in ``resources/weights/``."""
    return Network.read(resource("weights"))


class States:
    """An article as the network sees it: one vector a token."""

    def __init__(
        self,
        network: Network,
        parse: Parse,
        stretches: Sequence[Stretch],
        *,
        marks: bool = False,
        encoded: Singles | None = None,
    ) -> None:
        """``marks``: read only the lines with marks and those round them; the vectors of the others are 0.

        ``encoded``: what the encoder tells the network of each token (its vector times the weights ``encoded``), if that is known.
        """
        self.network, self.stretches, self.encoded = network, stretches, encoded
        tokens = self.tokens = Tokens(parse, stretches, network.vocabulary)
        self.turned: dict[str, Singles] = {}
        segments = round_marks(tokens) if marks else np.arange(len(tokens.first))
        before = np.cumsum(tokens.last[segments] - tokens.first[segments]) // TOKENS_IN_BLOCK
        self.blocks = [b for b in np.split(segments, np.flatnonzero(np.diff(before)) + 1) if len(b)]

    def _encoded(self, rows: Ints) -> Singles:
        if self.encoded is not None:
            return self.encoded[rows]
        return self.network.encoder.read(self.sequences, rows) @ self.network.arrays["encoded"]

    @cached_property
    def sequences(self) -> Sequences:
        """What the encoder reads."""
        return self.network.encoder.words.sequences(self.tokens.parse)

    @cached_property
    def hidden(self) -> Singles:
        """The vectors (tokens by width)."""
        tokens = self.tokens
        out = np.zeros((tokens.n, len(self.network.arrays["input"])), dtype=np.float32)
        values = TokenFeatures(tokens).values
        for block in self.blocks:
            rows, _ = flat(tokens.first[block], tokens.last[block])
            out[rows] = self._read(rows, values, Neighborhood(tokens, block, rows), self._encoded(rows))
        return out

    @cached_property
    def _padded(self) -> Singles:
        """The vectors, and one of 0 for what is beyond the article."""
        return np.pad(self.hidden, ((0, 1), (0, 0)))

    def _read(self, rows: Ints, values: Mapping[str, Ints], around: Neighborhood, told: Singles) -> Singles:
        """The vectors of the tokens ``rows``, described by the columns ``values`` and by the encoder, after the last layer."""
        get = self.network.arrays
        state = np.tile(get["input"], (len(rows), 1))
        for name, table in self.network.inputs.items():
            state += table.take(values[name][rows], axis=0)
        state += told
        state = _positive(state)
        for layer in range(self.network.layers):
            seen = _normal(state, get[f"norm.{layer}"])
            mixed = around.mixed(seen, get[f"mix.{layer}"])
            mixed += get[f"mixed.{layer}"]
            state += _positive(mixed) @ get[f"turn.{layer}"]
            state += get[f"turned.{layer}"]
        return _normal(state, get[f"norm.{self.network.layers}"])

    def labels(self) -> Floats:
        """The score of each label (tokens by labels of :mod:`.indirect.tagger`)."""
        get = self.network.arrays
        return (self.hidden @ get["label"] + get["labelled"]).astype(np.float64)

    def spans(self, left: Ints, right: Ints, kind: Ints) -> Singles:
        """One vector for each span of tokens ``left:right`` (none empty) of the kinds given.

        Of spans longer than twice :data:`SPAN_ENDS` only the tokens at both ends are looked at.
        """
        out = np.zeros((len(left), self.network.arrays["span"].shape[1]), dtype=np.float32)
        for low in range(0, len(left), SPANS_AT_ONCE):
            some = slice(low, low + SPANS_AT_ONCE)
            out[some] = self._spans(left[some], right[some], kind[some])
        return out

    def _spans(self, left: Ints, right: Ints, kind: Ints) -> Singles:
        get, padded = self.network.arrays, self._padded
        hidden = padded[:-1]
        length = right - left
        cut = np.where(length > 2 * SPAN_ENDS, SPAN_ENDS, (length + 1) // 2)
        sides = np.column_stack([left, right - np.minimum(cut, length // 2)]), np.column_stack([left + cut, right])
        at, starts = flat(sides[0].ravel(), sides[1].ravel())
        inner, starts = hidden[at], starts[::2]
        counts = np.diff(np.append(starts, len(at)))
        mean = np.add.reduceat(inner, starts) / counts[:, None].astype(np.float32)
        parts = [
            hidden[left], hidden[right - 1], padded[left - 1], padded[right],
            np.maximum.reduceat(inner, starts), mean,
        ]  # fmt: skip
        size = length_class(length)
        return _positive(np.hstack(parts) @ get["span"] + get["spanned"] + get["kind"][kind] + get["length"][size])

    def content(self, spans: Singles) -> Floats:
        """The log odds that each span is (half or more of) a content."""
        return self._judged("content", spans)

    def speech(self, spans: Singles) -> Floats:
        """The log odds that somebody is reported to have said each span."""
        return self._judged("said", spans)

    def _judged(self, what: str, spans: Singles) -> Floats:
        """The log odds of a yes to a question on each span."""
        get = self.network.arrays
        hidden = _positive(spans @ get[f"{what}.in"] + get[f"{what}.on"])
        return (hidden @ get[f"{what}.out"] + get[f"{what}.bias"])[:, 0].astype(np.float64)

    def pairs(self, what: str, spans: Singles, left: Ints, right: Ints, owner: Ints, word: Ints) -> Floats:
        """The score of each ``word`` as :data:`SOURCE` or :data:`CUE` of the span that ``owner`` numbers."""
        get = self.network.arrays
        if what not in self.turned:  # all words at once: most are asked for, many more than once
            self.turned[what] = self.hidden @ get[f"{what}.word"] + get[f"{what}.bias"]
        own, out = spans @ get[f"{what}.span"], np.zeros(len(word))
        for begin in range(0, len(word), PAIRS_AT_ONCE):
            some = slice(begin, begin + PAIRS_AT_ONCE)
            of, at = owner[some], word[some]
            low, high = left[of], right[of]
            hidden = own[of] + self.turned[what][at]
            hidden += (
                get[f"{what}.far"][distances(low, high, at)] + get[f"{what}.place"][places(self.tokens, low, high, at)]
            )
            out[some] = (_positive(hidden) @ get[f"{what}.out"])[:, 0]
        return out

    def nobody(self, spans: Singles) -> Floats:
        """The score of the answer that no source is named."""
        get = self.network.arrays
        return (spans @ get["nobody"] + get["nobody.bias"])[:, 0].astype(np.float64)


def stretch_kind(stretch: Stretch) -> int:
    """The kind of a span in marks: by the style of the marks and whether they are closed."""
    return 2 * STYLES.index(stretch.style) + stretch.closed


def length_class(length: Ints) -> Ints:
    """The class of a span's length in tokens."""
    return np.clip((np.log2(length) * 2).astype(np.int64), 0, LENGTHS - 1)


def distances(left: Ints, right: Ints, word: Ints) -> Ints:
    """The class of the distance from each word to its span ``left:right``."""
    before, inside = word < left, (word >= left) & (word < right)
    gap = np.where(before, left - word, np.where(inside, 0, word - right + 1))
    return np.searchsorted(TOKEN_GAPS, gap) + np.where(before, BEFORE, np.where(inside, WITHIN, AFTER))


def places(tokens: Tokens, left: Ints, right: Ints, word: Ints) -> Ints:
    """How many lines up or down each word stands from its span, and on its line whether in its sentence."""
    line = np.clip(tokens.line[word] - tokens.line[left], -3, 3) + 3
    same = (tokens.segment[word] == tokens.segment[left]) | (tokens.segment[word] == tokens.segment[right - 1])
    return np.where((line == 3) & ~same, PLACES - 1, line)


def _positive(values: Singles) -> Singles:
    """The rectifier, in place."""
    return np.maximum(values, 0, out=values)


def _normal(values: Singles, weight: Singles) -> Singles:
    """Layer normalization (Ba, Kiros and Hinton 2016): ``weight`` holds gain and bias."""
    out = values - values.mean(axis=1, keepdims=True)
    out *= (1 / np.sqrt(np.einsum("ij,ij->i", out, out) / values.shape[1] + 1e-5))[:, None]
    out *= weight[0]
    out += weight[1]
    return np.asarray(out)
