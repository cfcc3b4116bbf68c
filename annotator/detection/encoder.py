"""The lower layers of a pretrained language model, which tell what a word means where it stands.

The first layers of MiniLM (Wang and others, "MiniLM: deep self-attention distillation for task-agnostic compression of pre-trained
transformers", NeurIPS 2020; the weights of all-MiniLM-L6-v2, Apache 2.0), a transformer (Vaswani and others, NeurIPS 2017) over word
pieces, tuned together with :mod:`.network` by ``python -m training.network``. Its word vectors are as they were: no word of the
training corpus is in them. ONNX Runtime computes the layers, outside Python's lock: one article can be read while another one is parsed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from annotator.detection.parse import Tokenized
from annotator.detection.settings import SEQUENCES_AT_ONCE
from annotator.detection.tokens import Ints
from annotator.detection.word_pieces import Sequences, splitter
from annotator.own_process import cores
from annotator.resources import resource

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class PieceVectors:
    """The pieces known, and their vectors as bytes (pieces by width) with a scale each."""

    vocabulary: tuple[str, ...]
    vectors: NDArray[np.int8]
    scale: Singles

    @classmethod
    def read(cls, file: Path) -> PieceVectors:
        """From an npz file."""
        with np.load(file, allow_pickle=False) as stored:
            pieces = bytes(stored["vocabulary"]).decode("utf-8").split("\n")
            return cls(tuple(pieces), stored["vectors"], stored["scale"])

    @cached_property
    def split(self) -> Callable[[str], tuple[int, ...]]:
        """A word's pieces; see :func:`~annotator.detection.word_pieces.splitter`."""
        return splitter(self.vocabulary)

    def sequences(self, tokens: Tokenized) -> Sequences:
        """The sequences that an article is read in."""
        return Sequences.of(tokens, self.vocabulary, self.split)

    def __getitem__(self, codes: Ints) -> Singles:
        """The vectors of pieces."""
        return self.vectors[codes].astype(np.float32) * self.scale[codes, None]


@lru_cache(maxsize=1)
def shipped_words() -> PieceVectors:
    """The pieces in ``resources/weights/``."""
    return PieceVectors.read(resource("weights", "pieces.npz"))


_threads = 0  # of an encoder that is opened from now on; 0: all cores but one


def use_threads(count: int) -> None:
    """Set how many threads the encoders of this process use; 1 where several processes share a machine."""
    global _threads
    _threads = count


def opened(model: bytes) -> InferenceSession:
    """What computes an ONNX model; one core is left to Python."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _threads or max(1, cores() - 1)
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@dataclass(frozen=True)
class Encoder:
    """The layers as an ONNX model (its bytes) over the shipped words: the vectors of pieces, and the bounds of their sequences, go in."""

    model: bytes

    @property
    def words(self) -> PieceVectors:
        """The word vectors, which are read when they are asked for: a process that has another one read does without."""
        return shipped_words()

    @classmethod
    def open(cls, file: Path) -> Encoder:
        """The layers in a file."""
        return cls(file.read_bytes())

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self.words.vectors.shape[1])

    @cached_property
    def session(self) -> InferenceSession:
        """What computes the layers."""
        return opened(self.model)

    def read(self, sequences: Sequences, tokens: Ints | None = None) -> Singles:
        """The vectors of ``tokens`` (in text order; by default all) of an article, each read at its first piece; 0 where it has none.

        Sequences without any of the tokens are not read. Each sequence is computed by itself, but many go into one call: after each call
        a thread waits for Python's lock.
        """
        tokens = np.arange(len(sequences.first)) if tokens is None else tokens
        out = np.zeros((len(tokens), self.width), dtype=np.float32)
        first = sequences.first[tokens]
        has = np.flatnonzero(first >= 0)
        of = np.searchsorted(sequences.bounds, first[has], side="right") - 1  # the sequence of each token
        wanted, at = np.unique(of, return_index=True)
        at = np.append(at, len(has))
        for begin in range(0, len(wanted), SEQUENCES_AT_ONCE):
            some = wanted[begin : begin + SEQUENCES_AT_ONCE]
            starts, lengths = sequences.bounds[some], sequences.bounds[some + 1] - sequences.bounds[some]
            bounds = np.append(0, np.cumsum(lengths))
            moved = starts - bounds[:-1]  # of each sequence: from a place among these to the place in the article
            codes = sequences.codes[np.arange(bounds[-1]) + np.repeat(moved, lengths)]
            states = self.session.run(None, {"vectors": self.words[codes], "bounds": bounds})[0]
            ends = at[begin : begin + len(some) + 1]
            rows = has[ends[0] : ends[-1]]
            out[rows] = states[first[rows] - np.repeat(moved, np.diff(ends))]
        return out


def shipped_encoder() -> Encoder:
    """The layers in ``resources/weights/``."""
    return Encoder.open(resource("weights", "encoder.onnx"))
