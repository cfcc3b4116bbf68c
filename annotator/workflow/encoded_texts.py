"""Short texts through the shipped encoder, without a parser: what :mod:`annotator.learning` learns from."""

from __future__ import annotations

import re

import numpy as np

from annotator.detection.encoder import Encoder
from annotator.detection.parse import Tokenized
from annotator.learning.encoded import EncodedText

_TOKEN = re.compile(r"\w+|[^\w\s]")
_LONGEST = 4000  # code points of one text that are read


def words_of(text: str) -> list[str]:
    """The words and signs of a text as it is read."""
    return _TOKEN.findall(text[:_LONGEST])


def encode_text(encoder: Encoder, text: str) -> EncodedText:
    """Read one text; only its first 4,000 code points."""
    found = list(_TOKEN.finditer(text[:_LONGEST]))
    starts, ends = [m.start() for m in found], [m.end() for m in found]
    words = [m.group() for m in found]
    states = encoder.read(encoder.words.sequences(Tokenized(text, starts, ends, words)))
    return EncodedText(states.astype(np.float16), np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64))
