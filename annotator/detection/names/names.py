"""Canonical names: whom a mention refers to within its article ("Verma" -> "Richard Verma", "the mayor", "she")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.detection import lang
from annotator.detection.names.entities import Entities, Entity
from annotator.detection.names.lists import lists
from annotator.detection.names.model import NamesModel, shipped
from annotator.detection.names.person import Floats
from annotator.detection.names.resolve import Pass
from annotator.detection.reading import Reading
from annotator.detection.settings import GENDER_TOLD, HANDLE_PART, NAMED_AFTER, NAMED_BEFORE, PLURAL_FAR, ROLE_NEAR
from annotator.detection.sources.candidates import span
from annotator.records import Span

_BREAKS = frozenset({",", "(", "—", "–", ":"})


@dataclass(frozen=True, slots=True)
class Named:
    """A mention's canonical name, with a note for the desk where it is not plain from the words."""

    name: str
    note: str = ""


class Names:
    """The people and bodies of one article; ``of(head)`` names the mention with that head token."""

    def __init__(
        self,
        reading: Reading,
        scores: Floats | None = None,
        sources: Iterable[int] = (),
        model: NamesModel | None = None,
        turns: Iterable[tuple[Span, int]] = (),
    ) -> None:
        """``scores``: what the encoder says of each token as part of a person's name (:class:`NamesModel`).

        ``sources``: the head tokens of the sources of all that is said. ``turns``: the words of each turn of a transcript, in text
        order, with the head token of its label.
        """
        model = model or shipped()
        self.reading, self.parse = reading, reading.parse
        self.entities = Entities(reading)
        model.judge(reading, scores, self.entities.all)
        self.resolved = Pass(reading, self.entities, model.pronoun, model.role, sources, turns).run()
        self.answers = self.resolved.answers
        self._found: dict[int, Named] = {}
        self._introduced: dict[
            str, tuple[int, str]
        ] = {}  # by what somebody is called: where his name is told, and the name

    def of(self, head: int) -> Named:
        """The canonical name of the mention whose head token is ``head``; found once."""
        found = self._found.get(head)
        if found is None:
            found = self._of(head)
            told, name = self._introduced.get(found.name, (head + 1, ""))
            found = self._found[head] = Named(name, found.note) if told <= head else found
        return found

    def rename(self, head: int, name: str) -> None:
        """Give the mention with this head token another name than the pass found."""
        self._found[head] = Named(name)

    def introduce(self, head: int, first: int, last: int) -> None:
        """Take the source of an utterance (the tokens ``first:last``) for the one whom it introduces: “My name is Ann Lee,” she said."""
        low = [word.lower() for word in self.parse.words[first:last]]
        for at in range(len(low) - 3):
            if (low[at], low[at + 1]) == lang.words.MY_NAME and low[at + 2] in lang.words.IS:
                entity = self.entities.of(first + at + 3)
                before = self.of(head).name
                if entity is not None and entity.person > 0 and before != entity.name:
                    if before.islower():  # the man
                        self._introduced[before] = first, entity.name
                        self._found.clear()
                    self.rename(head, entity.name)
                return

    def _of(self, head: int) -> Named:
        if head in self.entities.mentions.datelines:
            head = self._after_dateline(head)
        head = self._before_comma(head)
        if name := self._joint(head):
            return Named(name)
        parse, word = self.parse, self.parse.words[head]
        if (answer := self.answers.get(head)) and (referent := answer.referent):
            entity, at = referent.entity, referent.head
            name = entity.name if entity else self._called(at) or self._phrase(at)
            return Named(name, f"{word.lower()}: {100 * answer.probability:.0f} % sure")
        if parse.pos[head] == "PRON":
            return Named(self._named_after(head) or self._pronoun(head))
        beside = self.entities.beside(head)
        return Named(beside.name if beside else self._called(head) or self._phrase(head))

    def inner(self, head: int, apart: str) -> str:
        """Whom "he", "she" or a bare title at ``head`` inside a quotation means, "" for nobody.

        A title means its only bearer, a pronoun the last such person named before but ``apart``.
        """
        title = lists().title(self.parse.words[head])
        bearers = [e for e in self.entities.all if title in e.titles] if title else []
        if len(bearers) == 1 and not any(self.parse.deps[c] == "poss" for c in self.parse.children[head]):
            return bearers[0].name
        gender = lang.words.GENDERED.get(self.parse.words[head].lower())
        for i in range(head - 1, max(-1, head - NAMED_BEFORE), -1) if gender else ():
            answer, entity = self.answers.get(i), self.entities.of(i)
            who = answer.referent.entity if answer and answer.referent else entity
            fits = who and who.person > 0 and who.gender * (1 if gender == "m" else -1) > GENDER_TOLD
            if who and fits and who.name != apart:
                return who.name
        return ""

    def _after_dateline(self, head: int) -> int:
        """The head of the first name after a dateline in its sentence, the dateline's own head if there is none."""
        parse = self.parse
        for i in range(head + 1, min(head + 20, len(parse))):
            if parse.sentences[i] != parse.sentences[head]:
                break
            if mention := self.entities.mentions.at(i):
                return mention.head
        return head

    def _before_comma(self, head: int) -> int:
        """The head of the person named in full where the mention begins, if the parse took what follows for the head: Ann Lee, R-Wis."""
        first, _ = span(self.reading, head)
        mention = self.entities.mentions.at(first)
        if mention and mention.first == first and mention.end < head and self.parse.words[mention.end] == ",":
            entity = self.entities.of(first)
            if entity and len(entity.words) > 1 and entity.person > 0:
                return mention.head
        return head

    def _named_after(self, head: int) -> str:
        """Who is named only after "he" or "she": the first person who is a subject in the two sentences that follow; "" for nobody."""
        parse, inside = self.parse, self.reading.inside
        gender = lang.words.GENDERED.get(parse.words[head].lower())
        if gender is None or head not in self.answers:
            return ""
        for i in range(head + 1, min(head + NAMED_AFTER, len(parse))):
            if parse.sentences[i] - parse.sentences[head] > 2:
                break
            own = i == parse.heads[head]  # her answer
            if parse.deps[i] not in lang.tags.SUBJECTS or inside[i] >= 0 or parse.pos[i] == "PRON" or own:
                continue
            entity = self.entities.of(i)
            fits = entity and entity.person > 0 and entity.gender * (1 if gender == "m" else -1) > -1
            return entity.name if entity and fits else ""
        return ""

    def _pronoun(self, head: int) -> str:
        """Whom another pronoun than he or she means; the pronoun itself where nobody can be told."""
        parse, word = self.parse, self.parse.words[head]
        low = word.lower()
        if low in lang.words.ALL_RELATIVES:
            verb = self.reading.verb[head]
            noun = parse.heads[verb] if verb >= 0 and parse.deps[verb] == "relcl" else head
            return self.of(noun).name if noun < head else word
        if low in ("it", "they"):
            subject = self._subject_before(head, plural=low == "they")
            return self.of(subject).name if subject >= 0 else word
        label = self.resolved.label(head) if low == "i" else -1
        return self.of(label).name if label >= 0 else word

    def _subject_before(self, head: int, plural: bool) -> int:
        """The last subject, in this or the two sentences before, that "it" or "they" can mean; -1 where there is none."""
        parse, inside = self.parse, self.reading.inside
        for i in range(head - 1, max(-1, head - PLURAL_FAR), -1):
            if parse.sentences[head] - parse.sentences[i] > 2 + 2 * (inside[i] >= 0):
                break
            if parse.deps[i] not in ("nsubj", "nsubjpass") or inside[i] >= 0 or parse.pos[i] not in ("NOUN", "PROPN"):
                continue
            entity, several = self.entities.of(i), self._several(i)
            if (entity and (several if plural else False)) or (entity and entity.person < 0):
                return i
            if entity is None and several == plural and not (lists().title(parse.words[i]) and not several):
                return i
        return -1

    def _several(self, head: int) -> bool:
        """Whether a noun is plural or joined to another one."""
        parse = self.parse
        return parse.tags[head] in lang.tags.PLURAL or any(parse.deps[c] == "conj" for c in parse.children[head])

    def _entity(self, head: int) -> Entity | None:
        """The entity that a mention by name means: of "Charlie King, a New York Democrat" the first."""
        entity = self.entities.of(head)
        if entity and self.parse.deps[head] == "appos":
            above = self.entities.of(self.parse.heads[head])
            if above and above.person > max(entity.person, 0):
                return above
        return entity

    def _joint(self, head: int) -> str:
        """The name of a mention by name with those joined to it by "and", "" if it is none."""
        parse = self.parse
        entity = self._entity(head)
        if entity is None:
            return ""
        names = [entity.name]
        for c in parse.children[head]:
            if (
                parse.deps[c] == "conj"
                and parse.pos[c] in ("PROPN", "NOUN")
                and (other := self.entities.of(c)) is not entity
            ):
                names.append(other.name if other else self.of(c).name)
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]

    def _called(self, head: int) -> str:
        """The name that a clause after a role gives: a man named Patch, his neighbor, known as “Dutch”, one who gave his name as Ben."""
        parse = self.parse
        beside = [
            c for c in parse.children[head] if c > head and parse.deps[c] == "appos"
        ]  # the last one, a boy named Ben
        for child in (c for noun in (head, *beside) for c in parse.children[noun]):
            if child > head and parse.deps[child] in ("acl", "relcl", "advcl"):
                first, last = child, min(parse.edges[child][1] + 4, child + ROLE_NEAR, len(parse))
                words = [w.lower() for w in parse.words[first:last]]
                named = not lang.words.NAMES.isdisjoint(words) and not lang.words.NAMED_AS.isdisjoint(words)
                if parse.lemmas[child] not in lang.words.CALLING and not named:
                    continue
                for i in range(first + 1, last):
                    if parse.sentences[i] != parse.sentences[head]:
                        break
                    if entity := self.entities.of(i):
                        return entity.name
        return ""

    def _holder(self, handle: str) -> str:
        """The only person named in full whose given name or surname a handle holds: @DilysForecast; "" for nobody."""
        low = handle.lower()
        own = [
            e for e in self.entities.all
            if e.person > 0 and len(e.words) > 1 and any(len(w) >= HANDLE_PART and w.lower() in low for w in e.words)
        ]  # fmt: skip
        return own[0].name if len(own) == 1 else ""

    def _phrase(self, head: int) -> str:
        """The mention's own words: its noun phrase up to the first comma, without its article."""
        parse = self.parse
        first, last = span(self.reading, head)
        handle = next((i for i in range(first, last) if parse.words[i].startswith("@") and len(parse.words[i]) > 1), -1)
        if handle >= 0:  # User @ann
            return self._holder(parse.words[handle]) or parse.words[handle]
        for i in range(head + 1, last):
            if (parse.pos[i] == "PUNCT" and parse.words[i] in _BREAKS) or parse.lemmas[i] in lang.words.CLAUSE_OPENERS:
                last = i
                break
        if parse.words[first].lower() in lang.words.ARTICLES_AND_OWNERS and first < head:
            first += 1
        while last - 1 > head and parse.pos[last - 1] in ("ADP", "DET"):  # the landlord of the “Anchor”
            last -= 1
        if parse.deps[last - 1] == "case" and last - 1 > first:  # the crew's
            last -= 1
        return " ".join(parse.text[parse.starts[first] : parse.ends[last - 1]].split()) or parse.words[head]
