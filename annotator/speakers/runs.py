"""Runs of name words in an article: which tokens make a name, and what of it is title and what is name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from annotator.resources import resource
from annotator.syntax import Parse

_PARTICLES = frozenset(
    {"de", "del", "della", "di", "da", "van", "von", "der", "den", "bin", "al", "el", "la", "le", "ben", "ibn", "y"}
)


@cache
def table() -> dict[str, frozenset[str]]:
    """The lists of ``resources/titles.json`` as sets of lower-case words."""
    record: dict[str, Any] = json.loads(resource("titles.json").read_text(encoding="utf-8"))
    return {key: frozenset(words) for key, words in record.items() if isinstance(words, list)}


class Runs:
    """The maximal runs of name words, as half-open token ranges."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self._named = [self._is_name(i) for i in range(len(parse))]
        self._found: dict[int, tuple[int, int]] = {}

    def __iter__(self) -> Iterator[tuple[int, int]]:
        start = -1
        for i, named in enumerate([*self._named, False]):
            if named and start < 0:
                start = i
            elif not named and start >= 0:
                yield start, i
                start = -1

    def _is_name(self, i: int) -> bool:
        """Whether a token is a word of a name: a proper noun, or a particle between two."""
        parse = self.parse
        if parse.pos[i] == "PROPN":
            return parse.words[i][:1].isalpha() and parse.words[i].lower().rstrip(".") not in table()["calendar"]
        joined = 0 < i < len(parse) - 1 and parse.pos[i - 1] == "PROPN" and parse.pos[i + 1] == "PROPN"
        hyphen = parse.words[i] in ("-", "‐", "‑") and parse.starts[i] == parse.ends[i - 1]
        return joined and (hyphen or parse.words[i].lower() in _PARTICLES)

    def at(self, head: int) -> tuple[int, int]:
        """The run round a token, from its sentence on; found once."""
        found = self._found.get(head)
        if found is None:
            start, end = head, head + 1
            sentences = self.parse.sentences
            while start > 0 and self._named[start - 1] and sentences[start - 1] == sentences[head]:
                start -= 1
            while end < len(self._named) and self._named[end]:
                end += 1
            found = self._found[head] = start, end
        return found

    def words(self, start: int, end: int) -> list[str]:
        """The words of a token range as they are written: tokens without a space between them are one."""
        parse, words = self.parse, list[str]()
        for i in range(start, end):
            if words and parse.starts[i] == parse.ends[i - 1]:
                words[-1] += parse.words[i]
            else:
                words.append(parse.words[i])
        return words

    def core(self, start: int, end: int) -> tuple[tuple[str, ...], set[str]]:
        """The words of a run without the titles and what stands before them, and those titles."""
        words = self.words(start, end)
        titles = {w.lower() for w in words if w.lower() in table()["titles"]}
        cut = max((i + 1 for i, w in enumerate(words) if w.lower() in table()["titles"]), default=0)
        if cut == len(words):
            cut = 0 if len(words) > 2 else len(words)
        return tuple(words[cut:]), titles
