"""One pass over an article in text order: whom each pronoun and role means, given all that was resolved before it."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from annotator.detection import lang
from annotator.detection.linear import Linear, softmax
from annotator.detection.names.entities import Entities, Entity
from annotator.detection.names.lists import lists
from annotator.detection.names.mentions import NameMention
from annotator.detection.names.owned import OwnedRoles
from annotator.detection.names.referents import (
    Features,
    MentionContext,
    Referent,
    Role,
    pronoun_features,
    pronoun_none,
    role_features,
    role_none,
)  # fmt: skip
from annotator.detection.reading import Reading
from annotator.detection.settings import (
    AGE_TOLD,
    GENDER_TOLD,
    MODIFIERS_AFTER,
    MODIFIERS_BEFORE,
    NAMED_LATER,
    NAMESAKES,
    NO_PERSON,
    OTHER_GENDER,
    OWNED,
    PRONOUNS_BACK,
    REFERENTS_HELD,
    REPORT_NEAR,
    RESOLVED_GENDER,
    ROLE_RATE,
    SURE_GENDER,
)
from annotator.records import Span


@dataclass(frozen=True)
class Resolved:
    """Whom a pronoun or role means (None: nobody known), with the probability."""

    referent: Referent | None
    probability: float


class Pass:
    """The pass over one article; ``answers`` by the token of each pronoun and role."""

    def __init__(
        self,
        reading: Reading,
        entities: Entities,
        pronoun: Linear,
        role: Linear,
        sources: Iterable[int] = (),
        turns: Iterable[tuple[Span, int]] = (),
    ) -> None:
        """``sources``: the head token of the source of each saying; ``turns``: a transcript's words with the head of their label."""
        self.reading, self.parse, self.entities = reading, reading.parse, entities
        self.models: Mapping[str, Linear] = {"pronoun": pronoun, "role": role}
        self.sources = frozenset(sources)
        self.turns = list(turns)
        self.labels = frozenset(head for _, head in self.turns)
        self.referents: dict[Entity, Referent] = {}
        self.recent: OrderedDict[Referent, None] = OrderedDict()  # in the order of their last mention
        self.last: dict[str, Referent | None] = {"m": None, "f": None}
        self.acted: Referent | None = None  # the last one who was brought in as a subject, unnamed
        self.around: dict[Entity, set[str]] = {}
        self.answers: dict[int, Resolved] = {}
        self.owned = OwnedRoles(self.parse)
        self.olds = lang.words.OLD in self.parse.words
        self.elders = not lang.words.AGES.keys().isdisjoint(self.parse.words)
        self.meant: dict[int, Referent] = {}  # whom each mention means, by its head

    def run(self) -> Pass:
        """Resolve all mentions in text order: a name at its last token."""
        parse, inside = self.parse, self.reading.inside
        names = {m.head for e in self.entities.all for m in e.mentions}
        for i, pos in enumerate(parse.pos):
            if i in names:
                self._name(i)
            elif inside[i] >= 0:
                continue
            elif pos == "PRON":
                if parse.words[i].lower() in lang.words.GENDERED:
                    self._pronoun(i)
            elif pos in ("NOUN", "PROPN") or self.parse.words[i] == lang.words.OLD:
                self._noun(i)
        return self

    def _noun(self, i: int) -> None:
        """A noun: a role whose bearer is named beside it or was before, another role, or somebody who is brought in or acts."""
        unnamed = self.entities.of(i) is None
        beside = self.entities.beside(i)
        acts = self.parse.deps[i] in lang.tags.PERSONAL_SUBJECTS
        if beside and unnamed and (acts or i in self.sources) and not self._next_to_name(i):
            beside.roles.add(Role(self.reading, i).noun)
            self._touch(self._known(beside, i), i, "role")
        elif unnamed and beside is None and (bearer := self._owned(i)):
            self.answers[i] = Resolved(bearer, OWNED)
            self._touch(bearer, i, "role")
        elif unnamed and beside is None and (aged := self._of_age(i)):
            self.answers[i] = Resolved(aged, AGE_TOLD)
            self._touch(aged, i, "role")
        elif unnamed and beside is None and (two := self._siblings(i)):
            self._sibling(i, two)
        elif self.is_role(i):
            self._role(i)
        elif i in self.sources and self._brought_in(i):
            self._new(i)
        elif beside is None and (acts or self._is_asked(i)):
            self._acting(i, Role(self.reading, i))

    def _next_to_name(self, i: int) -> bool:
        """Whether a word stands in apposition to a role: the mayor, Ann Lee. There the mention by name says who acts."""
        return any(self.parse.deps[c] == "appos" for c in self.parse.children[i])

    def _owned(self, i: int) -> Referent | None:
        """Who was named before with the role and the owner that a noun tells: his wife."""
        return self.owned.bearer(i, self.meant) if self.parse.tags[i] not in lang.tags.PLURAL else None

    def _of_age(self, i: int) -> Referent | None:
        """The only one of whom the age was told that a definite noun has: the 43-year-old, after Ann Early, 43.

        Where no age was told, or of a native, the last one named who acted, in its paragraph or the one before.
        """
        parse = self.parse
        ages = {age for c in (*parse.children[i], i) if (age := self._age_before(c))} if self.olds else set()
        if not ages and parse.lemmas[i] != lang.words.NATIVE:
            return None
        if not any(parse.lemmas[c] in lang.words.DEMONSTRATIVES for c in parse.children[i]):
            return None
        known = [r for r in self.referents.values() if r.age in ages] if ages else []
        if known or parse.lemmas[i] not in (lang.words.OLD, lang.words.NATIVE):
            return known[0] if len(known) == 1 else None
        since = self.reading.paragraph[i] - 1
        named = (r for r in self.referents.values() if r.person > 0 and not r.age and r.subject >= 0)
        acted = [r for r in named if self.reading.paragraph[r.subject] >= since]
        return max(acted, key=lambda r: r.subject, default=None)

    def _siblings(self, i: int) -> tuple[Referent, Referent] | None:
        """The two of whom a word for one, the elder or the younger, means one: the younger brother."""
        parse, word = self.parse, self.parse.words[i].lower()
        if not self.owned.siblings or not (word in lang.words.AGES or parse.lemmas[i] in lang.words.SIBLINGS):
            return None
        return self.owned.siblings[-1] if self._elder(i) else None

    def _elder(self, *tokens: int) -> int:
        """Whether tokens or what hangs on them tell of the elder (1) or the younger (-1) of two; 0 for neither."""
        parse = self.parse
        told = (parse.words[k].lower() for i in tokens for k in (i, *parse.children[i][:NAMESAKES]))
        return next((-1 if word == "younger" else 1 for word in told if word in lang.words.AGES), 0)

    def _sibling(self, i: int, two: tuple[Referent, Referent]) -> None:
        """The elder or the younger of two, by what is said of them or by their ages; nobody where nothing tells."""
        (one, other), wanted = two, self._elder(i)
        elder = one.elder - other.elder or one.age - other.age
        if elder:
            means = one if elder * wanted > 0 else other
            self.answers[i] = Resolved(means, AGE_TOLD)
            self._touch(means, i, "role")

    def _age_before(self, old: int) -> int:
        """The number of years before "old" at a token: 43-year-old; 0 for none."""
        words = self.parse.words
        if words[old] != lang.words.OLD or old < 4 or words[old - 2] != lang.words.YEAR:
            return 0
        return int(words[old - 4]) if _is_age(words[old - 4]) else 0

    def _tell_age(self, mention: NameMention, referent: Referent) -> None:
        """Take down what a mention tells of ages: Ann Early, 43, sings; Ann and Bea Early, aged 43 and 41; Ann, who is older."""
        parse, words, at = self.parse, self.parse.words, mention.end
        if self.elders:
            nouns = [c for i in range(mention.start, mention.end) for c in parse.children[i]]
            nouns += [parse.heads[mention.head]] * (parse.deps[mention.head] == lang.tags.BESIDE)
            referent.elder = self._elder(*nouns) or referent.elder
        if at + 1 >= len(words) or words[at] not in (",", "("):
            return
        both = words[at + 1].lower() == lang.words.AGED
        at += 1 + both
        told = [w for w in words[at : at + 3] if _is_age(w)]
        if len(told) == 2 and both and words[at + 1] == "and" and parse.deps[mention.head] == "conj":
            if first := self.meant.get(parse.heads[mention.head]):
                first.age, referent.age = int(told[0]), int(told[1])
        elif told and words[at] == told[0] and (at + 1 == len(words) or not words[at + 1][:1].isalnum()):
            referent.age = int(told[0])

    def _is_new(self, i: int) -> bool:
        """Whether an article says that a noun was not told of before: a spokeswoman."""
        return any(self.parse.lemmas[c] in lang.words.NEW_MARKS for c in self.parse.children[i])

    def _brought_in(self, i: int) -> bool:
        """Whether a noun brings somebody in: a spokeswoman; her uncle."""
        owned = self.parse.lemmas[i] in lists().kin
        return self._is_new(i) or (owned and any(self.parse.deps[c] == "poss" for c in self.parse.children[i]))

    def is_role(self, i: int) -> bool:
        """Whether a token heads a definite description of one person or body that could be named elsewhere."""
        parse = self.parse
        if parse.tags[i] in lang.tags.PLURAL or parse.deps[i] in ("compound", "amod", "nmod", "attr", "appos"):
            return False
        if self.entities.of(i) is not None:
            return False
        known = (
            bool(lists().title(parse.words[i]))
            or parse.lemmas[i] in lists().bodies
            or bool(lists().gender(parse.words[i]))
            or parse.words[i].lower() in lists().groups
        )
        if not known and self.reading.lexicon.sources.get(parse.lemmas[i], 0.0) < ROLE_RATE and i not in self.sources:
            return False
        kids = parse.children[i]
        if any(parse.deps[c] == "appos" and parse.pos[c] == "PROPN" for c in kids):
            return False
        definite = any(parse.lemmas[c] in lang.words.DEMONSTRATIVES for c in kids)
        bare = not any(parse.deps[c] in ("det", "poss", "nummod") for c in kids)
        return definite or (
            bare and bool(lists().title(parse.words[i])) and (parse.words[i][:1].isupper() or i in self.sources)
        )

    def _touch(self, referent: Referent, at: int, how: str) -> None:
        """A mention taken down; if a saying has it as source, that too."""
        referent.mention(self.reading, at, how)
        self.meant[at] = referent
        self.recent[referent] = None
        self.recent.move_to_end(referent)
        if at in self.sources:
            referent.spoke = at

    def _name(self, at: int) -> None:
        """A mention by name."""
        entity = self.entities.of(at)
        if entity is None:
            return
        referent = self._known(entity, at)
        if len(self.around[entity]) < 60:
            low, high = max(0, at - MODIFIERS_BEFORE), at + MODIFIERS_AFTER
            self.around[entity].update(w.lower() for w in self.parse.words[low:high])
        mention = self.entities.mentions.at(at)
        inner = [i for i in range(mention.first, mention.end) if i in self.sources] if mention else []
        self._touch(referent, inner[0] if inner else at, "name")
        self._named_at_last(referent, at)
        if mention:
            self.meant |= dict.fromkeys(range(mention.first, mention.end), referent)
            self.owned.tell(mention, referent, self.meant)
            self._tell_age(mention, referent)

    def _named_at_last(self, referent: Referent, at: int) -> None:
        """Whom pronouns meant before: Her name is Ann Early."""
        parse, verb = self.parse, self.parse.heads[at]
        if parse.deps[at] != "attr" or parse.lemmas[verb] != "be":
            return
        names = [c for c in parse.children[verb] if parse.deps[c] == "nsubj" and parse.lemmas[c] == "name"]
        owners = [c for n in names for c in parse.children[n] if c in self.answers and parse.deps[c] == "poss"]
        for gender in (lang.words.GENDERED[parse.words[c].lower()] for c in owners):
            referent.gender += (1 if gender == "m" else -1) * SURE_GENDER
            referent.subject, self.last[gender] = at, referent
            for token, answer in islice(reversed(self.answers.items()), PRONOUNS_BACK):
                unnamed = answer.referent is None or answer.referent.entity is None
                if unnamed and lang.words.GENDERED.get(parse.words[token].lower()) == gender:
                    self.answers[token] = Resolved(referent, NAMED_LATER)

    def _known(self, entity: Entity, at: int) -> Referent:
        """The referent of an entity, from its first mention on."""
        referent = self.referents.get(entity)
        if referent is None:
            referent = self.referents[entity] = Referent(entity, at, entity.person, entity.gender)
            self.around[entity] = set()
        return referent

    def _candidates(self) -> list[Referent]:
        """The referents that were mentioned last, latest first."""
        out = []
        for referent in reversed(self.recent):
            out.append(referent)
            if len(out) == REFERENTS_HELD:
                break
        return out

    def _acts(self, referent: Referent, at: int) -> bool:
        """Whether a candidate is the subject of the verb whose object is asked about: Hale asked the boy."""
        parse, last = self.parse, referent.last
        if parse.deps[at] not in ("dobj", "dative") or last < 0 or parse.words[at].lower().endswith("self"):
            return False
        return parse.deps[last] in lang.tags.PERSONAL_SUBJECTS and parse.heads[last] == parse.heads[at]

    def _has_asked(self, referent: Referent, at: int) -> bool:
        """Whether a candidate asked right before what the source at ``at`` answers: The judge asked how. “Slowly,” he said."""
        parse, last = self.parse, referent.last
        near = last >= 0 and self.reading.paragraph[last] == self.reading.paragraph[at]
        if at not in self.sources or not near or "?" in parse.words[at - 4 : at]:
            return False
        verb = parse.heads[last]
        verb = verb if parse.lemmas[verb] == lang.words.ASK else parse.heads[verb]  # asked how he had moved it
        kids = parse.children[verb][:NAMESAKES]
        asked = parse.lemmas[verb] == lang.words.ASK and parse.sentences[at] - parse.sentences[verb] == 1
        asks = asked and any(parse.deps[c] == "nsubj" and self.meant.get(c) is referent for c in kids)
        return asks and any(parse.deps[c] == "ccomp" or parse.words[c] == "about" for c in kids if c > verb)

    def _told_of(self, referent: Referent, at: int) -> bool:
        """Whether the quotation before the source at ``at`` names a candidate: “Ask for Early,” he said."""
        stretch = self.reading.inside[referent.last] if at in self.sources and referent.how == "name" else -1
        if stretch < 0 or self.reading.paragraph[at] != self.reading.paragraph[referent.last]:
            return False
        return at - self.reading.ranges[stretch][1] <= REPORT_NEAR

    def label(self, at: int) -> int:
        """The head of the label of the turn that a token stands in, -1 outside turns."""
        start = self.parse.starts[at]
        number = bisect_left(self.turns, start + 1, key=lambda turn: turn[0].start) - 1
        return self.turns[number][1] if number >= 0 and start < self.turns[number][0].end else -1

    def _labels_alone(self, referent: Referent, label: int) -> bool:
        """Whether a candidate is who speaks the turn (I), or only labels name it (you)."""
        entity = referent.entity
        return entity is not None and (
            entity is self.entities.of(label) or all(m.head in self.labels for m in entity.mentions)
        )

    def _new(self, at: int) -> None:
        """Somebody who is introduced as a source: a spokeswoman for the mayor."""
        role = Role(self.reading, at)
        if role.person > 0 or role.noun in lists().people:
            new = Referent(None, at, 3.0, role.gender, role.noun)
            self._touch(new, at, "role")
            self.acted = new if new.subject == at else self.acted

    def _acting(self, at: int, role: Role) -> None:
        """Somebody unnamed who does something: his mother."""
        somebody = role.person > 0 or role.noun in lists().people
        if (
            somebody
            and self.parse.tags[at] not in lang.tags.PLURAL
            and (self.parse.deps[at] in lang.tags.PERSONAL_SUBJECTS or self._is_asked(at))
        ):
            self.acted = Referent(None, at, 3.0, role.gender, role.noun, subject=at)

    def _is_asked(self, at: int) -> bool:
        """Whether a noun stands for somebody whom a question goes to: I asked the man at the desk."""
        return (
            self.parse.deps[at] in ("dobj", "dative") and self.parse.lemmas[self.parse.heads[at]] in lang.words.ASKING
        )

    def _unnamed(self, asked: MentionContext, sign: float, chosen: Referent | None) -> Referent | None:
        """Whom a pronoun means: who acted last without a name, in its sentence or the one before, or who was ``chosen``.

        The unnamed one is meant if nobody was chosen, or its owner was: Hale's lawyer. It is also meant if its noun tells the
        pronoun's gender, the chosen one was mentioned before it, and nothing tells the gender of the chosen one.
        """
        acted = self.acted
        if acted is None or sign * acted.gender < 0 or asked.away(acted.subject) not in ("0", "1"):
            return chosen
        surer = (
            sign * acted.gender > 0 and chosen and chosen.last < acted.subject and sign * chosen.gender < GENDER_TOLD
        )
        owner = chosen is not None and chosen.how == "name" and self._owns(chosen.last, acted.subject)
        own = (
            chosen is not None and sign * acted.gender > 0 and chosen.last < acted.subject and self._bound(asked, acted)
        )
        return acted if chosen is None or surer or owner or own or self._fresher(asked, acted, chosen) else chosen

    def _owns(self, owner: int, noun: int) -> bool:
        return self.parse.deps[owner] == "poss" and self.parse.heads[owner] == noun

    def _bound(self, asked: MentionContext, acted: Referent) -> bool:
        """Whether a pronoun tells what is the subject's own, of no other of its gender: his sister rolled her eyes."""
        parse, gender = self.parse, lang.words.GENDERED[self.parse.words[asked.at].lower()]
        owners = (lang.words.GENDERED.get(parse.words[c].lower()) for c in parse.children[acted.subject])
        return parse.deps[asked.at] == "poss" and asked.verb == parse.heads[acted.subject] and gender not in owners

    def _fresher(self, asked: MentionContext, acted: Referent, chosen: Referent) -> bool:
        """Whether the sentence before a quotation brings an unnamed one in, or only tells what that one was: the buyer was a dentist."""
        parse, root = self.parse, self.parse.heads[acted.subject]
        alone = parse.sentences[chosen.last] < parse.sentences[acted.subject] and parse.heads[root] == root
        new = self._is_new(acted.head)
        tells = acted.noun in lists().people and parse.lemmas[root] == "be"
        told = acted.noun in lists().kin and acted.gender != 0
        tells = tells or (
            (new or told) and parse.lemmas[root] not in lang.words.ASKING
        )  # a lawyer objected; her sister nodded
        return asked.speaks and asked.away(acted.subject) == "1" and alone and tells

    def _pronoun(self, at: int) -> None:
        """He or she."""
        gender = lang.words.GENDERED[self.parse.words[at].lower()]
        sign, label = 1.0 if gender == "m" else -1.0, self.label(at)
        candidates = [
            r
            for r in self._candidates()
            if r.person > NO_PERSON
            and sign * r.gender > OTHER_GENDER
            and not self._acts(r, at)
            and not self._told_of(r, at)
            and not self._has_asked(r, at)
            and not (label >= 0 and self._labels_alone(r, label))
            and not (r.called not in ("", gender) and self._belies(r, sign))
        ]
        asked = MentionContext(self.reading, at, candidates, at in self.sources)
        likely = [r for r in candidates if r.person > 0 and sign * r.gender > -1]
        ranks = self._ranks(candidates, likely)
        last = self.last[gender]
        on = [pronoun_features(asked, r, gender, ranks[r], r is last) for r in candidates]
        best = max((r.person for r in likely), default=-4.0)
        referent, chance = self.decide("pronoun", at, candidates, [*on, pronoun_none(asked, best)])
        referent = self._unnamed(asked, sign, referent)
        self.answers[at] = Resolved(referent, chance)
        if referent:
            referent.gender += sign * RESOLVED_GENDER * chance
            referent.pronouns += 1
            referent.called = gender
            self._touch(referent, at, "pronoun")
        self.last[gender] = referent

    @staticmethod
    def _belies(referent: Referent, sign: float) -> bool:
        """Whether no given name tells that a candidate has the gender of the pronoun; a surname alone may be a given name elsewhere."""
        entity = referent.entity
        return entity is not None and (not entity.gender or (len(entity.words) > 1 and sign * entity.gender < 0))

    def _role(self, at: int) -> None:
        """A role."""
        role, candidates = Role(self.reading, at), [r for r in self._candidates() if not self._acts(r, at)]
        bearers = [r for r in candidates if role.noun in (r.entity.roles if r.entity else (r.noun,))]
        titled = max((r.last for r in bearers if r.entity and role.noun in r.entity.titles), default=-1)
        bearers = [r for r in bearers if r.entity or r.head > titled]  # a captain, and then Capt. Ann Early
        if not bearers and (kinds := lists().kinds.get(role.noun)):
            bearers = [r for r in candidates if r.entity and not kinds.isdisjoint(r.entity.roles)]
        if role.person > 0:
            bearers = [r for r in bearers if r.person > 0]
        if bearers and not role.person:
            role.person = 1 if bearers[0].person > 0 else -1
        # nobody else is the mayor where somebody is, and the owner is not the coach
        untitled = role.noun in lists().offices and (role.plain or role.whole)  # who is mayor is first called so
        untitled |= role.noun in lang.words.NOT_NAMED and role.plain
        candidates = bearers or [r for r in candidates if r.entity and not untitled]
        asked = MentionContext(self.reading, at, candidates, at in self.sources)
        likely = [r for r in candidates if r.person * role.person >= 0]
        ranks = self._ranks(candidates, likely)
        on = [
            role_features(asked, role, r, ranks[r], self.around.get(r.entity, set()) if r.entity else set(),
                          bearers.index(r) if r in bearers else -1)
            for r in candidates
        ]  # fmt: skip
        referent, chance = self.decide("role", at, candidates, [*on, role_none(asked, role, len(bearers))])
        if referent is None and len(bearers) == 1 and bearers[0].entity and role.plain:
            referent, chance = bearers[0], 1 - chance
        acted = self.acted if referent is None and not bearers and role.plain and asked.speaks else None
        if acted and acted.noun == role.noun and self._is_new(acted.head):  # a person close to Lund; the person
            referent, chance = acted, 1 - chance
        if not bearers and (later := self._later(role, at)):
            referent, chance = later, NAMED_LATER
        if referent is None and (body := self._body(asked, role)):
            referent, chance = body, 1 - chance
        self.answers[at] = Resolved(referent, chance)
        if referent is None and asked.speaks:
            referent = Referent(None, at, 3.0 * role.person, role.gender, role.noun)
        if referent:
            self._touch(referent, at, "role")
        else:
            self._acting(at, role)

    def _later(self, role: Role, at: int) -> Referent | None:
        """The only one who bears the title of a plain role in the article, if that is somebody named further on: the sheriff."""
        if role.person <= 0 or not role.plain or not lists().title(role.noun):
            return None
        named = [e for e in self.entities.all if role.noun in e.titles]
        return self._known(named[0], at) if len(named) == 1 and named[0] not in self.referents else None

    def _body(self, asked: MentionContext, role: Role) -> Referent | None:
        """The body that a bare noun for bodies means and whose name tells its kind: the newspaper, after the Harbor Ledger.

        "The company" may be a body whose name tells nothing, where it alone acted in this sentence or the one before.
        """
        kinds = lang.words.BODY_KINDS.get(role.noun, frozenset())
        if not kinds or not role.definite or role.modifiers or role.longer:
            return None
        bodies = [r for r in asked.candidates if r.entity and r.entity.person < 0]
        for body in bodies:
            if body.entity and not kinds.isdisjoint(w.lower().rstrip(".") for w in body.entity.words):
                return body
        acted = [r for r in bodies if asked.away(r.subject) in ("0", "1")]
        if role.noun not in lang.words.COMPANIES or len(acted) != 1 or not acted[0].entity:
            return None
        return acted[0] if lists().bodies.isdisjoint(w.lower() for w in acted[0].entity.words) else None

    @staticmethod
    def _ranks(candidates: list[Referent], likely: list[Referent]) -> dict[Referent, int]:
        """For each candidate how many likely ones were a subject after it was one."""
        subjects = sorted(r.subject for r in likely)
        return {r: len(subjects) - bisect_left(subjects, r.subject + 1) for r in candidates}

    def decide(
        self, what: str, at: int, candidates: list[Referent], on: list[Features]
    ) -> tuple[Referent | None, float]:
        """The likeliest candidate or None, with its probability; ``on``: the features of each, and of none at last."""
        chances = softmax([self.models[what].weighed(features) for features in on])
        best = max(range(len(chances)), key=chances.__getitem__)
        return (candidates[best] if best < len(candidates) else None), chances[best]


def _is_age(word: str) -> bool:
    """Whether a word is a number of one or two digits, which only those of people's years are where an age stands."""
    return word.isdigit() and word.isascii() and len(word) < 3
