"""Texts cut into tokens, and the lemma of a word with its tag: by the rules of an installed spaCy pipeline, without spaCy's load.

spaCy's tokenizer is an algorithm over patterns and exceptions (https://spacy.io/usage/linguistic-features#how-tokenizer-works) that a
pipeline stores beside its models, as it stores the tables of its lemmatizer. Both are read from there, so that the first proposals need
not wait for spaCy; the tokens are those that spaCy makes (``tests/detection/test_tokenizer.py`` compares them). What confuses tokenizer
and models (no-break spaces, lone surrogates, doubled and curly marks) is replaced at equal length, so offsets always fit the text given.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from annotator.detection import lang
from annotator.detection.parse import DEFAULT_MODEL, Tokenized
from annotator.detection.settings import ENDLESS_WORD
from annotator.detection.typography import normal
from annotator.errors import ModelMissingError

#: The lemmatizer's table for a part of speech: spaCy's 64-bit hash of its name, under which the table is stored.
_NOUN, _VERB, _ADJECTIVE, _ADVERB = (
    16833663260455505849,
    6360137228241296794,
    12401032943472870168,
    10054248821341768113,
)
_TABLE = {"NOUN": _NOUN, "PROPN": _NOUN, "VERB": _VERB, "AUX": _VERB, "ADJ": _ADJECTIVE, "ADV": _ADVERB}
_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\ufeff"
_PLAIN = {ord(c): " " for c in _ODD_SPACES} | {ord(c): "—" for c in "―‒⁓"}
_SURROGATES = re.compile("[\ud800-\udfff]")
_ENDLESS = re.compile(rf"\S{{{ENDLESS_WORD}}}")
_GLUED = (
    r"[,.?!…](?=[\"”][^\W\d_])",
    r"(?<=[,.?!…])[\"”](?=[^\W\d_])",
)  # in a word: what closes a quotation (week,”Lund)
_DOUBLED = re.compile(r"``|''(?!')")
_RUN = re.compile(r"\s+|\S+")
_ORTH = 65  # under which a stored exception has the letters of a token


class Tokenizer:
    """The rules of an installed pipeline. Threads may share one."""

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        """``name``: an installed package, or a pipeline's folder. ModelMissingError with the line that installs it if it is not there."""
        import srsly

        folder = _folder(name)
        self.meta: Mapping[str, Any] = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        rules = srsly.msgpack_loads((folder / "tokenizer").read_bytes())
        self._prefix = re.compile(rules["prefix_search"]).search
        self._suffix = re.compile(rules["suffix_search"]).search
        self._infixes = re.compile("|".join([rules["infix_finditer"], *_GLUED])).finditer
        self._url = re.compile(rules["url_match"]).match
        self._exceptions = {
            text: tuple(len(token[_ORTH]) for token in tokens) for text, tokens in rules["exceptions"].items()
        }
        self._torn = {
            text: self._cut(text, exceptions=False) for text in self._exceptions if any(self._affixes(text))
        }  # exceptions that affixes can tear: they are put together again
        self._most = max(map(len, self._torn.values()), default=0)
        lemmas = folder / "lemmatizer" / "lookups" / "lookups.bin"
        self._lemmas: Mapping[str, Any] = srsly.msgpack_loads(lemmas.read_bytes()) if lemmas.is_file() else {}
        self._lengths = lru_cache(maxsize=65536)(self._tokens)
        self.lemma = lru_cache(maxsize=65536)(self._lemma)

    def tokenize(self, text: str) -> Tokenized:
        """The tokens of a text in the usual typography, of the same length as the one given. Offsets fit both."""
        text = normal(text)
        starts: list[int] = []
        ends: list[int] = []
        for at, run in _runs(plain(text)):
            for length in self._lengths(run):
                starts.append(at)
                at += length
                ends.append(at)
        return Tokenized(text, starts, ends, [text[a:b] for a, b in zip(starts, ends, strict=True)])

    def _tokens(self, run: str) -> tuple[int, ...]:
        """The lengths of the tokens of a run of letters or of white space."""
        return self._exceptions.get(run) or self._mended(run, self._cut(run, exceptions=True))

    def _affixes(self, text: str) -> tuple[bool, bool, bool]:
        return bool(self._prefix(text)), bool(self._suffix(text)), any(self._infixes(text))

    def _cut(self, run: str, *, exceptions: bool) -> tuple[int, ...]:
        """The lengths of the tokens: affixes come off both ends until an exception or nothing to take off is left; then infixes."""
        known: Mapping[str, tuple[int, ...]] = self._exceptions if exceptions else {}
        first: list[int] = []
        last: list[int] = []
        rest, before = run, -1
        while rest and len(rest) != before and rest not in known:
            before = len(rest)
            found = self._prefix(rest)
            front = found.end() - found.start() if found else 0
            if front and rest[front:] in known:
                first.append(front)
                rest = rest[front:]
                break
            found = self._suffix(rest[front:])
            back = found.end() - found.start() if found else 0
            if back and rest[:-back] in known:
                last.append(back)
                rest = rest[:-back]
                break
            if front:
                first.append(front)
            if back and (not front or front + back <= len(rest)):
                last.append(back)
                rest = rest[front:-back]
            else:
                rest = rest[front:]
        return (*first, *self._inner(rest, known), *reversed(last))

    def _inner(self, rest: str, known: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
        """The lengths of what is left between the affixes."""
        if not rest:
            return ()
        if rest in known:
            return known[rest]
        if self._url(rest):
            return (len(rest),)
        out: list[int] = []
        done = 0
        for found in self._infixes(rest):
            if found.start() == 0:
                continue
            out += [n for n in (found.start() - done, found.end() - found.start()) if n]
            done = found.end()
        return (*out, len(rest) - done) if done < len(rest) else tuple(out)

    def _mended(self, run: str, lengths: tuple[int, ...]) -> tuple[int, ...]:
        """The lengths with exceptions put in where affixes tore them, the longest first."""
        ends = [0]
        for length in lengths:
            ends.append(ends[-1] + length)
        count = len(lengths)
        spans = [
            (high - low, -low)
            for low in range(count)
            for high in range(low + 1, min(count, low + self._most) + 1)
            if self._torn.get(run[ends[low] : ends[high]]) == lengths[low:high]
        ]
        if not spans:
            return lengths
        parts: dict[int, tuple[int, tuple[int, ...]]] = {}
        taken: set[int] = set()
        for size, negative in sorted(spans, reverse=True):
            low, high = -negative, size - negative
            if low not in taken and high - 1 not in taken:
                parts[low] = high, self._exceptions[run[ends[low] : ends[high]]]
            taken.update(range(low, high))
        out: list[int] = []
        at = 0
        while at < count:
            after, own = parts.get(at, (at + 1, lengths[at : at + 1]))
            out += own
            at = after
        return tuple(out)

    @cached_property
    def _index(self) -> Mapping[int, frozenset[str]]:
        return {table: frozenset(words) for table, words in self._lemmas.get("lemma_index", {}).items()}

    def _lemma(self, word: str, tag: str) -> str:
        """The lemma of a word with a Penn tag; the lower-cased word where the tables have none."""
        low = word.lower().replace("’", "'")
        table = _TABLE.get(coarse(tag))
        if tag in lang.tags.PROPER or table is None:
            return low
        exceptions = self._lemmas.get("lemma_exc", {}).get(table, {})
        if low in exceptions:
            return str(exceptions[low][0])
        known = self._index.get(table, frozenset())
        if low in known and tag in ("NN", "VB", "VBP", "JJ", "RB"):
            return low
        rules = self._lemmas.get("lemma_rules", {}).get(table, ())
        forms = (low[: len(low) - len(old)] + new for old, new in rules if old and low.endswith(old))
        return next((form for form in forms if form in known), low)


def _folder(name: str) -> Path:
    """Where a pipeline's rules lie."""
    found = importlib.util.find_spec(name) if name.isidentifier() else None
    package = Path(found.origin).parent if found and found.origin else Path(name)
    if (package / "tokenizer").is_file():
        return package
    try:
        meta = json.loads((package / "meta.json").read_text(encoding="utf-8"))
        folder = package / f"{meta['lang']}_{meta['name']}-{meta['version']}"
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise _missing(name) from err
    if not (folder / "tokenizer").is_file():
        raise _missing(name)
    return folder


def _missing(name: str) -> ModelMissingError:
    package = name.replace("_", "-")
    return ModelMissingError(
        f"The language model “{name}” is not installed; install it with “pip install {package}” or choose another one."
    )


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """(offset, run) of letters and of white space in turn; a blank after letters is no token and begins no run."""
    for found in _RUN.finditer(text):
        skipped = found.start() > 0 and found[0][0] == " "
        if found.end() - found.start() > skipped:
            yield found.start() + skipped, found[0][skipped:]


@lru_cache(maxsize=256)
def coarse(tag: str) -> str:
    """The Universal part of speech of a Penn Treebank tag (auxiliary uses of verbs stay VERB)."""
    return lang.tags.COARSE.get(tag) or ("VERB" if tag.startswith("VB") else "PUNCT")


def plain(text: str) -> str:
    """The text as the models should see it, of the same length: plain spaces and dashes, straight marks, no lone surrogates.

    A space is put into endless words: a tokenizer takes quadratic time in the length of a word.
    """
    text = _ENDLESS.sub(lambda m: m[0][:-1] + " ", text)
    text = _SURROGATES.sub("\ufffd", text.translate(_PLAIN))
    return _DOUBLED.sub(
        lambda m: ' "' if m[0] == "``" or m.start() == 0 or text[m.start() - 1].isspace() else '" ', text
    )


@lru_cache(maxsize=65536)
def blank(word: str) -> bool:
    """Whether a token is white space, also of a kind that Unicode does not count as such."""
    return not word.translate(_PLAIN).strip()
