"""The word lists that tell names apart: titles, words for bodies, given names with the gender they speak for, frequent surnames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from annotator.detection import lang
from annotator.detection.settings import SURE_GENDER


@dataclass(frozen=True)
class Lists:
    """Lists of words in small letters.

    ``small``: words that a headline writes small. ``groups``: parties and peoples, one of whom "the Texan" is.
    ``people``: nouns for people, none of which is a title: baker. ``offices``: titles that hardly any holder is first named
    without. ``canonical``: "sen" -> "senator". ``kinds``: the narrower roles that a word stands for: diplomat -> ambassador.
    ``given``: log odds of a man by given name.
    """

    titles: frozenset[str]
    people: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]
    kin: frozenset[str]
    courtesy: frozenset[str]
    suffixes: frozenset[str]
    calendar: frozenset[str]
    bodies: frozenset[str]
    groups: frozenset[str]
    portfolios: frozenset[str]
    offices: frozenset[str]
    particles: frozenset[str]
    small: frozenset[str]
    canonical: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]]
    given: Mapping[str, float]
    surnames: frozenset[str]

    def title(self, word: str) -> str:
        """The title that a word is, in small letters and unabbreviated, "" if it is none."""
        low = word.lower().rstrip(".")
        return self.canonical.get(low, low) if low in self.titles and word not in self.particles else ""

    def gender(self, word: str) -> float:
        """Log odds of a man that a title or role noun tells."""
        low = word.lower().rstrip(".")
        return SURE_GENDER if low in self.male else -SURE_GENDER if low in self.female else 0.0


@cache
def lists() -> Lists:
    """The lists in ``resources/lang/``."""
    listed = lang.table("titles")
    names = lang.table("names")
    given = {name: int(odds) / 10 for odds, words in names["given"].items() for name in words.split()}
    sets = {k: frozenset(w.rstrip(".") for w in words) for k, words in listed.items() if isinstance(words, list)}
    kinds = {kind: frozenset(words.split()) for kind, words in listed["kinds"].items()}
    surnames = frozenset(names["surnames"].split())
    return Lists(**sets, canonical=listed["abbreviations"], kinds=kinds, given=given, surnames=surnames)
