"""Who is named in an article: mentions by name in clusters, full names first.

Full names of one surname are one person where the given names agree. A bare surname goes to whoever was called that before, else
to the one mentioned most; a title of the other gender never fits, and an office that only somebody named later could hold, who has
another one, opens a new person: "President Obama" is not Michelle Obama, the first lady.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from annotator.detection import lang
from annotator.detection.names.lists import lists
from annotator.detection.names.mentions import NameMention, NameMentions
from annotator.detection.parse import Parse
from annotator.detection.reading import Reading
from annotator.detection.settings import DESCRIBED_MENTIONS, NAMESAKES, SURE_GENDER


@dataclass(slots=True, eq=False)
class Entity:
    """A person or body: the words of the fullest mention, all mentions, the titles and roles said of it.

    ``told``: log odds of a man that its titles told; ``gender``: the same from all that is known; ``person``: log odds of a person;
    see :mod:`.person`. ``name`` shows it. ``called``: the titles that tell it from another of that name: Mrs. Hale, Mr. Hale.
    """

    words: tuple[str, ...]
    mentions: list[NameMention] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    told: float = 0.0
    called: str = ""
    gender: float = 0.0
    person: float = 0.0

    @property
    def name(self) -> str:
        """The canonical name."""
        return " ".join([self.called, *self.words] if self.called else self.words)

    @property
    def offices(self) -> set[str]:
        """The titles that tell who it is: neither Mr. nor wife."""
        return self.titles - lists().courtesy - lists().kin


def gender_of(words: tuple[str, ...], told: float) -> float:
    """Log odds of a man, from what titles and roles told, else from the given name."""
    if told:
        return max(-SURE_GENDER, min(SURE_GENDER, told))
    return lists().given.get(words[0].lower(), 0.0) if len(words) > 1 else 0.0


class Entities:
    """The entities of one article, by their mentions."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.parse = reading, reading.parse
        self.mentions = NameMentions(reading)
        self.all: list[Entity] = []
        self._surname: dict[str, list[Entity]] = {}
        self._given: dict[str, list[Entity]] = {}
        self._acronyms: dict[str, list[Entity]] = {}
        self._called: dict[str, Entity] = {}  # bare name -> who was called that last
        self._of: dict[int, Entity] = {}  # first token of a mention -> its entity
        self._initial: dict[str, list[str]] = {}  # first letter -> the surnames of the full names
        for mention in self.mentions.all:
            if len(mention.words) > 1:
                self._full(mention)
        self._index()
        for mention in self.mentions.all:
            if len(mention.words) == 1:
                self._single(mention)
            elif self.parse.deps[mention.head] in ("nsubj", "nsubjpass"):  # who acts is who a surname means next
                self._called[mention.surname] = self._of[mention.start]
        self._mistagged()
        for entity in self.all:
            entity.mentions.sort(key=lambda m: m.start)
            self._describe(entity)
        self._tell_apart()

    def _index(self) -> None:
        """Fill in by what else than their surnames those named in full are found."""
        for name in self._surname:
            self._initial.setdefault(name[0], []).append(name)
        for entity in self.all:
            if len(letters := "".join(w[0] for w in entity.words if w[0].isupper())) > 2:
                self._acronyms.setdefault(letters, []).append(entity)

    def of(self, token: int) -> Entity | None:
        """The entity whose mention by name holds a token."""
        mention = self.mentions.at(token)
        return self._of.get(mention.start) if mention else None

    def beside(self, head: int) -> Entity | None:
        """The entity that is named beside a role, a person if there is one: the harbor master, Olaf Brandt; the mayor of Esker, Ann Lee."""
        parse, inside = self.parse, self.reading.inside
        beside = [c for c in parse.children[head] if parse.deps[c] == "appos"]
        if parse.deps[head] == "appos" and not labels(parse, parse.heads[head]):
            beside.append(parse.heads[head])
        named = [entity for token in beside if inside[token] == inside[head] and (entity := self.of(token))]
        named = named or [entity for entity in self._after_place(head) if entity.person > 0 and len(entity.words) > 1]
        named = named or self._after_clause(head) or self._after_two_nouns(head)
        return max(named, key=lambda entity: entity.person > 0, default=None)

    def _after_place(self, head: int) -> Iterator[Entity]:
        """Who stands beside the place or body of a role."""
        parse = self.parse
        for of in parse.children[head]:
            for place in parse.children[of] if of > head and parse.deps[of] == "prep" else ():
                for token in parse.children[place]:
                    if parse.deps[token] == "appos" and (entity := self.of(token)):
                        yield entity

    def _after_clause(self, head: int) -> list[Entity]:
        """The body that is named behind a clause about a noun for bodies: the company that makes the buoys, Nord Marine, …"""
        parse = self.parse
        if parse.lemmas[head] not in lists().bodies or not any(parse.deps[c] == "relcl" for c in parse.children[head]):
            return []
        named = (
            i for i in range(head + 1, parse.edges[head][1]) if parse.deps[i] == "appos" and parse.heads[i] != head
        )
        others = (i for i in named if parse.lemmas[parse.heads[i]] not in lists().bodies)
        return [entity for i in others if (entity := self.of(i)) and entity.person <= 0]

    def _after_two_nouns(self, head: int) -> list[Entity]:
        """The person named behind two nouns for one: actor and comedian Ann Lee; her friend and rival Tom Hall."""
        parse = self.parse
        if parse.pos[head] != "NOUN" or parse.tags[head] in lang.tags.PLURAL or parse.lemmas[head] in lists().offices:
            return []  # the mayor and councilman Tom Hall are two
        mentions = (self.mentions.at(c) for c in parse.children[head] if c > head and parse.deps[c] == "conj")
        return [
            entity
            for mention in mentions
            if mention
            and mention.first - 1 > head
            and parse.pos[mention.first - 1] in ("NOUN", "ADJ")
            and parse.words[mention.first - 2].lower() == "and"
            and (entity := self.of(mention.head))
            and entity.person > 0
        ]

    def _enter(self, entity: Entity, mention: NameMention) -> None:
        entity.mentions.append(mention)
        entity.titles |= mention.titles
        entity.told += mention.told
        if len(entity.mentions) <= DESCRIBED_MENTIONS:
            entity.roles |= said_to_be(self.parse, mention)
        self._of[mention.start] = entity

    def _open(self, mention: NameMention) -> Entity:
        entity = Entity(mention.words)
        self.all.append(entity)
        self._surname.setdefault(mention.surname, []).append(entity)
        return entity

    def _full(self, mention: NameMention) -> None:
        """Enter a mention of two words or more."""
        known = self._surname.get(mention.surname, [])
        entity = next((e for e in known[:NAMESAKES] if _compatible(e.words, mention.words)), None)
        if entity is None:
            entity = self._open(mention)
            self._given.setdefault(mention.words[0].lower(), []).append(entity)
        elif len(mention.words) > len(entity.words) or (entity.name.isupper() and not "".join(mention.words).isupper()):
            entity.words = mention.words
        self._enter(entity, mention)

    def _single(self, mention: NameMention) -> None:
        """Enter a mention of one word."""
        word = mention.words[0].lower()
        twin = self._coordinated(mention)
        known = (
            [twin] if twin else self._surname.get(word) or self._given.get(word) or self._acronyms.get(mention.words[0])
        )
        entity = self._best(known or self._misspelt(word), mention) or self._open(mention)
        if len(entity.words) == 1 and entity.name.isupper() and not mention.words[0].isupper():
            entity.words = mention.words
        self._called[word] = entity
        self._enter(entity, mention)

    def _coordinated(self, mention: NameMention) -> Entity | None:
        """The entity of a given name that shares the surname after it: James and Olive Meeks."""
        words, end = self.parse.words, mention.end
        after = self.mentions.at(end + 1) if end + 1 < len(words) else None
        if after is None or words[end].lower() not in ("and", "&") or len(after.words) < 2 or after.first != end + 1:
            return None
        low = mention.words[0].lower()
        if low not in lists().given or low in self._surname:
            return None
        full = (mention.words[0], after.words[-1])
        entity = next((e for e in self._surname.get(after.surname, [])[:NAMESAKES] if _compatible(e.words, full)), None)
        if entity is None:
            entity = Entity(full)
            self.all.append(entity)
            self._surname.setdefault(after.surname, []).append(entity)
            self._given.setdefault(low, []).append(entity)
        return entity

    def _misspelt(self, word: str) -> list[Entity]:
        """The people named in full whose surname is the word but for one letter: Wines for Leslie Wimes."""
        if len(word) < 5 or word in lists().given:
            return []
        alike = [
            s for s in self._initial.get(word[0], ())[:NAMESAKES] if Levenshtein.distance(s, word, score_cutoff=1) <= 1
        ]
        return [e for s in alike for e in self._surname[s] if len(e.words) > 1 and len(s) > 4]

    def _best(self, known: list[Entity], mention: NameMention) -> Entity | None:
        """Whom of those known a bare name means."""
        offices = mention.titles - lists().courtesy - lists().kin
        called = self._called.get(mention.words[0].lower())
        age = lang.words.AGES.get(self.parse.words[mention.first - 1].lower(), frozenset()) if mention.first else ()

        def key(entity: Entity) -> tuple[bool, bool, bool, bool, int]:
            own = bool(entity.offices) or not entity.roles & lists().kin  # not somebody's wife or son
            aged = any(w.lower().rstrip(".") in age for w in (entity.words[-1], *entity.roles, *entity.titles))
            return aged, bool(offices & entity.titles), own, entity is called, len(entity.mentions)

        return max((e for e in known[:NAMESAKES] if self._fits(e, mention, offices)), key=key, default=None)

    @staticmethod
    def _fits(entity: Entity, mention: NameMention, offices: frozenset[str]) -> bool:
        """Whether a bare name with its titles can mean an entity."""
        told, roles = mention.told, sum(map(lists().gender, entity.roles))
        own = entity.gender or gender_of(entity.words, entity.told + roles)
        if told * own < 0 and abs(own) >= 1:
            return False
        if not offices or offices & entity.titles or entity.offices & offices:
            return True
        kin = bool((entity.roles | entity.titles) & lists().kin)
        later = not entity.mentions or entity.mentions[0].start > mention.start
        return not (kin and not entity.offices) and not (later and (kin or entity.offices))

    def _mistagged(self) -> None:
        """Words with a capital that are somebody's surname, though the tagger took them for other words."""
        parse = self.parse
        for i, word in enumerate(parse.words):
            if parse.pos[i] in ("PROPN", "SPACE", "PUNCT") or not word[:1].isupper() or self.mentions.at(i):
                continue
            known = [e for e in self._surname.get(word.lower(), ()) if e.mentions and len(e.words) > 1]
            if known and (i == 0 or parse.sentences[i] == parse.sentences[i - 1] or parse.deps[i] == "nsubj"):
                mention = self.mentions.add(i)
                if entity := self._best(known, mention):
                    self._enter(entity, mention)

    def _describe(self, entity: Entity) -> None:
        """Fill in roles and what titles and names tell of the gender."""
        entity.gender = gender_of(entity.words, entity.told + sum(map(lists().gender, entity.roles)))
        entity.roles = {lists().canonical.get(r, r) for r in entity.roles} | entity.titles
        if not entity.gender and len(entity.words) == 1:
            entity.gender = 0.5 * lists().given.get(entity.words[0].lower(), 0.0)

    def _tell_apart(self) -> None:
        """Give those of one bare name the titles that they are first called by."""
        of: dict[tuple[str, ...], list[Entity]] = {}
        for entity in self.all:
            of.setdefault(entity.words, []).append(entity)
        for entity in (entity for several in of.values() if len(several) > 1 for entity in several):
            titled = next((m for m in entity.mentions if m.told and m.first < m.start), None)
            if titled:
                begin, end = self.parse.starts[titled.first], self.parse.ends[titled.start - 1]
                entity.called = " ".join(self.parse.text[begin:end].split())


def said_to_be(parse: Parse, mention: NameMention) -> set[str]:
    """The common nouns that a mention is said to be: "Ann Lee, the mayor", "the mayor, Ann Lee", "Ann Lee is mayor", "elected mayor"."""
    nouns: list[int] = []
    for i in range(mention.start, mention.end):
        up, dep = parse.heads[i], parse.deps[i]
        beside = ("appos", "compound") if not labels(parse, i) else ("compound",)
        nouns += [c for c in parse.children[i][:NAMESAKES] if parse.deps[c] in beside]
        if dep == "appos":
            nouns += [up, *governed_by(parse, up)]
        if dep in ("nsubj", "nsubjpass", "dobj"):
            for c in parse.children[up][:NAMESAKES]:
                if (parse.deps[c] == "attr" and parse.lemmas[up] in ("be", "become") and dep == "nsubj") or parse.deps[
                    c
                ] == "oprd":
                    nouns.append(c)
                elif parse.words[c].lower() == "as":  # sworn in as mayor
                    nouns += parse.children[c][:2]
    trades = {n for n in nouns if n < mention.start and parse.words[n].lower() in lists().people}  # Farmer Ole Lund
    return {parse.words[n].lower() for n in nouns if parse.pos[n] == "NOUN" or n in trades}


def labels(parse: Parse, at: int) -> bool:
    """Whether a token ends the label of a turn, beside which nothing stands: “Ann Lee: The mayor?”"""
    return at + 1 < len(parse) and parse.words[at + 1] == ":"


def governed_by(parse: Parse, place: int) -> list[int]:
    """The noun whose place is named, which a name after it may belong to: the mayor of Esker, Ann Lee."""
    of = parse.heads[place]
    return [parse.heads[of]] if parse.deps[place] == "pobj" and parse.deps[of] == "prep" else []


def _compatible(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two full names of one surname may be one's: the same given name or initial, or the end of the other.

    A father and a son of one name are two: Karl Brandt Sr. and Karl Brandt Jr.
    """
    if len(a) < 2 or len(b) < 2:
        return False
    low = [w.lower().rstrip(".") for w in a], [w.lower().rstrip(".") for w in b]
    suffixes = {w[-1] for w in low if w[-1] in lists().suffixes}
    if len(suffixes) > 1:
        return False
    if low[0] == low[1][-len(low[0]) :] or low[1] == low[0][-len(low[1]) :]:
        return True
    first, second = low[0][0], low[1][0]
    return first == second or ((len(first) == 1 or len(second) == 1) and first[:1] == second[:1])
