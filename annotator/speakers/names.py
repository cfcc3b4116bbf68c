"""Canonical names: whom a mention refers to within its article ("Verma" -> "Richard Verma", "the mayor", "she").

A name is known by its last word (the surname); the fullest mention of it in the article, without titles, is its canonical
form. Two people with one surname are told apart by title and given name, else by who was named last. Pronouns and roles
go to the last compatible person, number and gender as far as titles, role words, given names and other pronouns tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from annotator.reading import Reading
from annotator.resources import resource
from annotator.speakers.candidates import span

_SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_PERSONAL = frozenset({"i", "me", "my", "we", "us", "our", "you", "your", "who", "it", "its", "they", "them", "their", *_SINGULAR})
_PARTICLES = frozenset({"de", "del", "della", "di", "da", "van", "von", "der", "den", "bin", "al", "el", "la", "le", "ben", "ibn", "y"})


@cache
def _table() -> dict[str, frozenset[str]]:
    """The lists of ``resources/titles.json`` as sets of lower-case words."""
    record: dict[str, Any] = json.loads(resource("titles.json").read_text(encoding="utf-8"))
    return {key: frozenset(words) for key, words in record.items() if isinstance(words, list)}


@dataclass(slots=True)
class Person:
    """Somebody named in the article: the words of the fullest mention, where it was named, and what is known of it."""

    words: tuple[str, ...]
    places: list[int] = field(default_factory=list)  # tokens, ascending
    titles: set[str] = field(default_factory=set)
    gender: str = ""

    @property
    def name(self) -> str:
        """The canonical name."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Named:
    """A mention's canonical name, with a note for the desk where it is not plain from the words ("she: last woman named")."""

    name: str
    note: str = ""


class Names:
    """The people and bodies of one article; ``of(head)`` names the mention with that head token."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.parse = reading, reading.parse
        self.people: list[Person] = []
        self._by_surname: dict[str, list[Person]] = {}
        for start, end in self._runs():
            self._add(start, end)

    def _runs(self) -> Iterable[tuple[int, int]]:
        """The maximal runs of name words, as half-open token ranges."""
        parse, start = self.parse, -1
        for i in range(len(parse) + 1):
            named = i < len(parse) and self._is_name(i)
            if named and start < 0:
                start = i
            elif not named and start >= 0:
                yield start, i
                start = -1

    def _is_name(self, i: int) -> bool:
        """Whether a token is a word of a name: a proper noun, or a particle between two."""
        parse = self.parse
        if parse.pos[i] == "PROPN":
            return parse.words[i][:1].isalpha()
        joined = 0 < i < len(parse) - 1 and parse.pos[i - 1] == "PROPN" and parse.pos[i + 1] == "PROPN"
        return joined and parse.words[i].lower() in _PARTICLES

    def _core(self, start: int, end: int) -> tuple[tuple[str, ...], set[str]]:
        """The words of a run without the titles and what stands before them, and those titles."""
        words = self.parse.words[start:end]
        table = _table()
        titles = {w.lower() for w in words if w.lower() in table["titles"]}
        cut = max((i + 1 for i, w in enumerate(words) if w.lower() in table["titles"]), default=0)
        if cut == len(words):
            cut = 0 if len(words) > 2 else len(words)
        return tuple(words[cut:]), titles

    def _add(self, start: int, end: int) -> None:
        """A run of name words entered under its surname."""
        words, titles = self._core(start, end)
        if not words:
            return
        surname = self._surname(words)
        known = self._by_surname.setdefault(surname, [])
        person = self._match(known, words, titles, start)
        if person is None:
            person = Person(words)
            known.append(person)
            self.people.append(person)
        elif len(words) > len(person.words):
            person.words = words
        person.places.append(start)
        person.titles |= titles
        person.gender = person.gender or self._gender(words, titles)

    @staticmethod
    def _surname(words: tuple[str, ...]) -> str:
        """The last word that is no suffix (Jr., III), in lower case."""
        return next((w.lower() for w in reversed(words) if w.lower() not in _table()["suffixes"]), words[-1].lower())

    def _match(self, known: list[Person], words: tuple[str, ...], titles: set[str], at: int) -> Person | None:
        """The person of that surname whom the words fit: the same given name, else by title or gender, else the last named."""
        if len(words) > 1:
            fits = [p for p in known if len(p.words) == 1 or _compatible(p.words, words)]
            full = [p for p in fits if len(p.words) > 1]
            return (full or fits or [None])[0]
        gender = self._gender(words, titles)
        fits = [p for p in known if not gender or p.gender in ("", gender)] or known
        shared = [p for p in fits if titles & p.titles] or fits
        return max(shared, key=lambda p: p.places[-1], default=None)

    def _gender(self, words: tuple[str, ...], titles: set[str]) -> str:
        """"m", "f" or "", from titles and the given name."""
        table = _table()
        for gender, nouns, given in (("f", "female", "given_female"), ("m", "male", "given_male")):
            if titles & table[nouns] or (len(words) > 1 and words[0].lower() in table[given]):
                return gender
        return ""

    def of(self, head: int) -> Named:
        """The canonical name of the mention whose head token is ``head``."""
        parse = self.parse
        if parse.pos[head] == "PRON" or parse.words[head].lower() in _PERSONAL:
            return self._pronoun(head)
        joint = [c for c in parse.children[head] if parse.deps[c] == "conj" and parse.pos[c] in ("PROPN", "NOUN")]
        if parse.pos[head] == "PROPN":
            names = [self._named(h) for h in (head, *joint)]
            return Named(names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1])
        return self._role(head)

    def _run_at(self, head: int) -> tuple[int, int]:
        """The run of name words round a token."""
        start, end = head, head + 1
        while start > 0 and self._is_name(start - 1) and self.parse.sentences[start - 1] == self.parse.sentences[head]:
            start -= 1
        while end < len(self.parse) and self._is_name(end):
            end += 1
        return start, end

    def _named(self, head: int) -> str:
        """The canonical name of a mention headed by a proper noun."""
        start, end = self._run_at(head)
        words, titles = self._core(start, end)
        if not words:
            return self._role(head).name
        known = self._by_surname.get(self._surname(words), [])
        for person in known:
            if start in person.places:
                return person.name
        person = self._match(known, words, titles, start)
        return person.name if person else " ".join(words)

    def _role(self, head: int) -> Named:
        """"the mayor": the one person who bears that title; else the mention's words up to its head."""
        parse = self.parse
        lemma = parse.words[head].lower()
        definite = any(parse.lemmas[c] in ("the", "this", "that") for c in parse.children[head])
        if definite and lemma in _table()["titles"]:
            bearers = [p for p in self.people if lemma in p.titles and p.places[0] < head]
            if bearers:
                best = max(bearers, key=lambda p: max(i for i in p.places if i < head))
                return Named(best.name, f"the {lemma}: last one named")
        for child in parse.children[head]:
            if parse.deps[child] == "appos" and parse.pos[child] == "PROPN":
                return Named(self._named(child))
        return Named(self._phrase(head))

    def _phrase(self, head: int) -> str:
        """The mention's own words: its noun phrase up to the first comma, without "the"."""
        parse = self.parse
        first, last = span(self.reading, head)
        for i in range(head + 1, last):
            if parse.pos[i] == "PUNCT" and parse.words[i] in (",", "(", "—", "–", "-") or parse.deps[i] == "relcl":
                last = i
                break
        if parse.words[first].lower() == "the" and first < head:
            first += 1
        return " ".join(parse.text[parse.starts[first] : parse.ends[last - 1]].split())

    def _pronoun(self, head: int) -> Named:
        """The last compatible person before the pronoun; the pronoun itself where nobody is."""
        word = self.parse.words[head]
        gender = _SINGULAR.get(word.lower())
        if gender is None:
            return Named(word)
        found: tuple[tuple[int, int], Person] | None = None
        for person in self.people:
            if person.gender not in ("", gender) or not self._personlike(person):
                continue
            place = max((i for i in person.places if i < head and self.reading.inside[i] < 0), default=-1)
            if place >= 0:
                key = self._salience(place, head)
                if found is None or key > found[0]:
                    found = key, person
        if found is None:
            return Named(word)
        person = found[1]
        person.gender = gender
        return Named(person.name, f"{word.lower()}: last {'woman' if gender == 'f' else 'man'} named")

    def _personlike(self, person: Person) -> bool:
        """Whether a name is likely a person's: a title, a known gender, or a place as subject of a reporting verb."""
        if person.gender or person.titles:
            return True
        parse = self.parse
        for place in person.places[:8]:
            last = self._run_at(place)[1] - 1
            verb = parse.heads[last]
            if parse.deps[last] == "nsubj" and self.reading.cue[self.reading.chain_cue[verb]] >= 0.25:
                return True
        return False

    def _salience(self, place: int, head: int) -> tuple[int, int]:
        """How present a mention is at a later token: sentences near by, subjects first."""
        parse = self.parse
        last = self._run_at(place)[1] - 1
        away = parse.sentences[head] - parse.sentences[place]
        subject = parse.deps[last] in ("nsubj", "nsubjpass")
        return -(2 * away - (1 if subject else 0)), place


def _compatible(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two full names of one surname may be one person's: the same given name or initial."""
    first, second = a[0].lower().rstrip("."), b[0].lower().rstrip(".")
    return first == second or ((len(first) == 1 or len(second) == 1) and first[:1] == second[:1])
