"""Canonical names: whom a mention refers to within its article ("Verma" -> "Richard Verma", "the mayor", "she").

A name is known by its last word (the surname); the fullest mention of it in the article, without titles, is its canonical
form. Two people with one surname are told apart by title and given name, else by who was named last. Pronouns and roles
go to the last compatible person, number and gender as far as titles, role words, given names and other pronouns tell.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass, field

from annotator.reading import Reading
from annotator.speakers.candidates import span
from annotator.speakers.runs import Runs, table

_SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_PERSONAL = frozenset(
    {"i", "me", "my", "we", "us", "our", "you", "your", "who", "it", "its", "they", "them", "their", *_SINGULAR}
)


@dataclass(slots=True)
class Person:
    """Somebody named in the article: the words of the fullest mention, where it was named, and what is known of it."""

    words: tuple[str, ...]
    places: list[int] = field(default_factory=list)  # tokens, ascending
    titles: set[str] = field(default_factory=set)
    gender: str = ""
    votes: Counter[str] = field(default_factory=Counter)  # pronouns that can only mean this person

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
        self._by_given: dict[str, list[Person]] = {}
        self._by_surname: dict[str, list[Person]] = {}
        self._found: dict[int, Named] = {}
        self.runs = Runs(self.parse)
        for single in (False, True):  # full names first: they say whom a surname can mean
            for start, end in self.runs:
                words, titles = self.runs.core(start, end)
                if words and (len(words) == 1) == single:
                    self._add(start, end, words, titles)
            self._vote()

    def _add(self, start: int, end: int, words: tuple[str, ...], titles: set[str]) -> None:
        """A run of name words entered under its surname."""
        surname = self._surname(words)
        known = self._by_surname.setdefault(surname, [])
        if len(words) == 1 and not known and (given := self._by_given.get(surname)):
            known = given
        found = self._match(known, words, titles, start)
        person = found or Person(words)
        if found is None:
            known.append(person)
            self.people.append(person)
            if len(words) > 1:
                self._by_given.setdefault(words[0].lower(), []).append(person)
        elif len(words) > len(person.words):
            person.words = words
        insort(person.places, start)
        person.titles |= titles | self._roles(end - 1)
        person.gender = person.gender or self._gender(words, person.titles)

    def _roles(self, head: int) -> set[str]:
        """The common nouns that a name is said to be: "Ann Lee, the mayor", "the mayor, Ann Lee"."""
        parse = self.parse
        found = {
            parse.words[c].lower() for c in parse.children[head] if parse.deps[c] == "appos" and parse.pos[c] == "NOUN"
        }
        up = parse.heads[head]
        found |= {
            parse.words[c].lower()
            for c in parse.children[head]
            if parse.deps[c] == "compound" and parse.pos[c] == "NOUN"
        }
        return found | {parse.words[up].lower()} if parse.deps[head] == "appos" and parse.pos[up] == "NOUN" else found

    def _vote(self) -> None:
        """Genders from pronouns before which one person alone was named in the sentence, or in the one before."""
        named: dict[int, list[tuple[int, Person]]] = {}
        for person in self.people:
            for place in person.places:
                if self.reading.inside[place] < 0:
                    named.setdefault(self.parse.sentences[place], []).append((place, person))
        for i, pos in enumerate(self.parse.pos):
            gender = _SINGULAR.get(self.parse.words[i].lower()) if pos == "PRON" else None
            if gender and self.reading.inside[i] < 0:
                sentence = self.parse.sentences[i]
                before = {id(p): p for place, p in named.get(sentence, ())[:8] if place < i}
                before = before or {id(p): p for _, p in named.get(sentence - 1, ())[:8]}
                if len(before) == 1:
                    next(iter(before.values())).votes[gender] += 1
        for person in self.people:
            if not person.gender and person.votes:
                person.gender = person.votes.most_common(1)[0][0]

    @staticmethod
    def _surname(words: tuple[str, ...]) -> str:
        """The last word that is no suffix (Jr., III), in lower case."""
        return next((w.lower() for w in reversed(words) if w.lower() not in table()["suffixes"]), words[-1].lower())

    def _match(self, known: list[Person], words: tuple[str, ...], titles: set[str], at: int) -> Person | None:
        """The person of that surname whom the words fit: the same given name, else by title or gender, else the last named."""
        if len(words) > 1:
            fits = [p for p in known if len(p.words) == 1 or _compatible(p.words, words)]
            full = [p for p in fits if len(p.words) > 1]
            return next(iter(full or fits), None)
        gender = self._gender(words, titles)
        fits = [p for p in known if not gender or p.gender in ("", gender)] or known
        shared = [p for p in fits if titles & p.titles] or fits
        return max(shared, key=lambda p: _last_before(p.places, at), default=None)

    def _gender(self, words: tuple[str, ...], titles: set[str]) -> str:
        """ "m", "f" or "", from titles and the given name."""
        lists = table()
        for gender, nouns, given in (("f", "female", "given_female"), ("m", "male", "given_male")):
            if titles & lists[nouns] or (len(words) > 1 and words[0].lower() in lists[given]):
                return gender
        return ""

    def of(self, head: int) -> Named:
        """The canonical name of the mention whose head token is ``head``; found once."""
        found = self._found.get(head)
        if found is None:
            found = self._found[head] = self._of(head)
        return found

    def _of(self, head: int) -> Named:
        parse = self.parse
        if parse.pos[head] == "PRON" or parse.words[head].lower() in _PERSONAL:
            return self._pronoun(head)
        joint = [c for c in parse.children[head] if parse.deps[c] == "conj" and parse.pos[c] in ("PROPN", "NOUN")]
        word = parse.words[head]
        if parse.pos[head] == "PROPN" or (word[:1].isupper() and word.lower() in self._by_surname):
            names = [self._named(h) for h in (head, *joint)]
            if joint and " " not in names[0] and " " in names[-1]:  # Hedda and Anton Kroll
                names[0] = self._full(names[0], names[-1].split()[-1])
            return Named(names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1])
        return self._role(head)

    def _full(self, given: str, surname: str) -> str:
        """The person of that given name and surname, if there is one."""
        known = self._by_surname.get(surname.lower(), [])
        return next((p.name for p in known if p.words[0] == given and len(p.words) > 1), f"{given} {surname}")

    def _named(self, head: int) -> str:
        """The canonical name of a mention headed by a proper noun."""
        start, end = self.runs.at(head)
        words, titles = self.runs.core(start, end)
        if not words:
            return self._role(head).name
        surname = self._surname(words)
        known = self._by_surname.get(surname) or self._by_given.get(surname, [])
        for person in known:
            if start in person.places:
                return person.name
        found = self._match(known, words, titles, start)
        return found.name if found else " ".join(words)

    def _role(self, head: int) -> Named:
        """ "the mayor": the one person who bears that title; else the mention's words up to its head."""
        parse = self.parse
        lemma = parse.words[head].lower()
        definite = any(parse.lemmas[c] in ("the", "this", "that") for c in parse.children[head])
        bare = not any(parse.deps[c] in ("det", "poss", "nummod") for c in parse.children[head])
        if (definite or bare) and parse.tags[head] != "NNS":
            bearers = [p for p in self.people if lemma in p.titles and (bare or p.places[0] < head)]
            if bearers:
                best = max(bearers, key=lambda p: _last_before(p.places, head))
                return Named(best.name, f"the {lemma}: last one named")
        for child in parse.children[head]:
            if parse.deps[child] == "appos" and parse.pos[child] == "PROPN":
                return Named(self._named(child))
        return Named(self._phrase(head))

    def _phrase(self, head: int) -> str:
        """The mention's own words: its noun phrase up to the first comma, without its article."""
        parse = self.parse
        first, last = span(self.reading, head)
        for i in range(head + 1, last):
            if (parse.pos[i] == "PUNCT" and parse.words[i] in (",", "(", "—", "–")) or parse.lemmas[i] in (
                "because",
                "while",
                "when",
            ):
                last = i
                break
        if parse.words[first].lower() in ("the", "a", "an") and first < head:
            first += 1
        if parse.deps[last - 1] == "case" and last - 1 > first:  # the crew's
            last -= 1
        return " ".join(parse.text[parse.starts[first] : parse.ends[last - 1]].split()) or parse.words[head]

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
            earlier = bisect_left(person.places, head)
            place = next(
                (i for i in reversed(person.places[max(0, earlier - 20) : earlier]) if self.reading.inside[i] < 0), -1
            )
            if place >= 0:
                key = self._salience(place, head) if person.gender else (self._salience(place, head)[0] - 3, place)
                if found is None or key > found[0]:
                    found = key, person
        if found is None:
            return Named(word)
        person = found[1]
        return Named(person.name, f"{word.lower()}: last {'woman' if gender == 'f' else 'man'} named")

    def _personlike(self, person: Person) -> bool:
        """Whether a name is likely a person's: a title, a known gender, or a place as subject of a reporting verb."""
        if person.gender or person.titles:
            return True
        parse = self.parse
        for place in person.places[:8]:
            last = self.runs.at(place)[1] - 1
            verb = parse.heads[last]
            if parse.deps[last] == "nsubj" and self.reading.cue[self.reading.chain_cue[verb]] >= 0.25:
                return True
        return False

    def _salience(self, place: int, head: int) -> tuple[int, int]:
        """How present a mention is at a later token: sentences near by, subjects first."""
        parse = self.parse
        last = self.runs.at(place)[1] - 1
        away = parse.sentences[head] - parse.sentences[place]
        subject = parse.deps[last] in ("nsubj", "nsubjpass")
        return -(2 * away - (1 if subject else 0)), place


def _last_before(places: list[int], at: int) -> int:
    """The last place before a token; before the first one, how soon it comes, as a negative number."""
    found = bisect_left(places, at)
    return places[found - 1] if found else -places[0]


def _compatible(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two full names of one surname may be one person's: the same given name or initial."""
    first, second = a[0].lower().rstrip("."), b[0].lower().rstrip(".")
    return first == second or ((len(first) == 1 or len(second) == 1) and first[:1] == second[:1])
