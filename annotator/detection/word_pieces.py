"""Word pieces: the words of an article as a language model counts them, packed into the sequences that it reads at once.

The pieces are those of BERT's lower-case English vocabulary (Devlin and others, NAACL 2019; Wu and others, arXiv:1609.08144,
section 4.1: of each word the longest piece known, then the longest known beginning of what is left, …).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby

import numpy as np

from annotator.detection.parse import Tokenized
from annotator.detection.settings import PIECES_OF_TOKEN, SEQUENCE_ROOM, TOKEN_READ
from annotator.detection.tokens import Ints

UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
_STOPS = frozenset(".!?…")  # what ends a sentence, of a line that is too long for a sequence
_PLAIN = {ord(c): '"' for c in "“”„‟«»″"} | {ord(c): "'" for c in "‘’‚‛′`"} | dict.fromkeys(range(55296, 57344), "�")


def splitter(vocabulary: Sequence[str]) -> Callable[[str], tuple[int, ...]]:
    """A cached word -> codes function: the code of a piece is its place in the vocabulary; at most :data:`PIECES_OF_TOKEN` codes."""
    codes = {piece: code for code, piece in enumerate(vocabulary)}
    unknown = codes[UNKNOWN]

    def pieces(part: str) -> list[int]:
        out: list[int] = []
        at = 0
        while at < len(part):
            lead = "##" if at else ""
            end = next((e for e in range(len(part), at, -1) if lead + part[at:e] in codes), 0)
            if not end:
                return [unknown]
            out.append(codes[lead + part[at:end]])
            at = end
        return out

    @lru_cache(maxsize=65536)
    def split(word: str) -> tuple[int, ...]:
        return tuple(code for part in _parts(word) for code in pieces(part))[:PIECES_OF_TOKEN]

    return split


def _parts(word: str) -> list[str]:
    """The word in small letters without accents, cut round each sign; so far as its pieces can be read."""
    letters = unicodedata.normalize("NFD", word[:TOKEN_READ].translate(_PLAIN).lower())
    return "".join(map(_spaced, letters)).split()


@lru_cache(maxsize=4096)
def _spaced(letter: str) -> str:
    """A letter with blanks round it if it is a piece of its own: punctuation, and what else ASCII has of signs; "" for accents."""
    category = unicodedata.category(letter)
    if category in ("Mn", "Cc", "Cf"):
        return ""
    sign = category.startswith("P") or (letter.isascii() and not letter.isalnum() and letter > " ")
    return f" {letter} " if sign else letter


@dataclass(frozen=True)
class Sequences:
    """An article packed into sequences of at most ``SEQUENCE_ROOM + 2`` pieces, which are lines as far as these fit.

    ``codes``: all pieces in a row, with the beginning of each sequence and the end of each line. ``bounds``: where in them each
    sequence begins, and at last their number. ``first``: of each token the place of its first piece, -1 if it has none.
    """

    codes: Ints
    bounds: Ints
    first: Ints

    @property
    def begins(self) -> Ints:
        """The token that each sequence begins with."""
        filled = np.flatnonzero(self.first >= 0)
        return filled[np.searchsorted(self.first[filled], self.bounds[:-1])]

    @classmethod
    def of(cls, tokens: Tokenized, vocabulary: Sequence[str], split: Callable[[str], tuple[int, ...]]) -> Sequences:
        """The sequences of an article; white space alone is left out."""
        pieces = [split(word) for word in tokens.words]
        begin, end = vocabulary.index(BEGIN), vocabulary.index(END)
        codes: list[int] = []
        bounds: list[int] = []
        first = np.full(len(pieces), -1, dtype=np.int64)
        for unit, ends in _units(tokens, pieces):
            if not bounds or len(codes) - bounds[-1] + sum(len(pieces[token]) for token in unit) > SEQUENCE_ROOM:
                bounds.append(len(codes))
                codes.append(begin)
            for token in unit:
                first[token] = len(codes)
                codes += pieces[token]
            if ends:
                codes.append(end)
        return cls(np.array(codes, dtype=np.int64), np.array([*bounds, len(codes)], dtype=np.int64), first)


def _units(tokens: Tokenized, pieces: Sequence[tuple[int, ...]]) -> Iterator[tuple[list[int], bool]]:
    """What is not torn, and whether its line ends with it: lines, sentences of lines that do not fit, tokens of such sentences."""
    ends = list(accumulate(len(line) + 1 for line in tokens.text.split("\n")))
    lines = np.searchsorted(ends, tokens.starts, side="right").tolist()

    def fits(unit: list[int]) -> bool:
        return sum(len(pieces[token]) for token in unit) < SEQUENCE_ROOM

    sentences = list(accumulate((word in _STOPS for word in tokens.words[:-1]), initial=0))  # no parse is there yet
    filled = [token for token, own in enumerate(pieces) if own]
    for _, line in groupby(filled, lines.__getitem__):
        whole = list(line)
        units = [whole]
        if not fits(whole):
            units = [list(sentence) for _, sentence in groupby(whole, sentences.__getitem__)]
            units = [part for unit in units for part in ([unit] if fits(unit) else [[token] for token in unit])]
        for unit in units:
            yield unit, unit[-1] == whole[-1]
