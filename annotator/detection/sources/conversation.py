"""Who speaks in a text that is mostly dialogue, as novels are: a new paragraph is a new speaker, and two people take turns.

News tells almost every speaker in the quotation's own paragraph, and a statement may go on over paragraphs. Where paragraphs in quotation
marks follow each other as questions and answers, a line that is nothing but an utterance is by the one of the two who did not speak the
line before (the conversational pattern: Elson and McKeown, AAAI 2010; Muzny and others, EACL 2017), and who acts in an utterance's
paragraph speaks it: Tom put down his cup. “No.”
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from annotator.detection import lang
from annotator.detection.context import Context
from annotator.detection.names import Names
from annotator.detection.names.entities import Entity
from annotator.detection.names.lists import lists
from annotator.detection.reading import Reading
from annotator.detection.settings import (
    DIALOGUE_GAP,
    DIALOGUE_LINES,
    DIALOGUE_REACH,
    DIALOGUE_SHARE,
    DIALOGUE_TOKENS,
    SHORT_TURN,
    STRONG_CUE,
)
from annotator.detection.sources.layout import opens


@dataclass(frozen=True)
class _Line:
    """A paragraph with utterances: who speaks it (a head token, and a name), -1 for nobody known yet; ``told``: the paragraph tells."""

    number: int
    stretches: list[int]
    head: int = -1
    name: str = ""
    told: bool = False


class Conversation:
    """The lines of a text that is mostly dialogue."""

    def __init__(
        self, reading: Reading, sources: Mapping[int, int], names: Names, signed: Mapping[int, int] | None = None
    ) -> None:
        """``sources``: of each stretch that is speech the head token of its source, or -1; ``signed``: of each that the layout signs."""
        self.reading, self.parse, self.sources, self.names = reading, reading.parse, sources, names
        self.signed = signed or {}

    @property
    def holds(self) -> bool:
        """Whether the text is mostly dialogue: it has bare lines enough, and some of them answer a question or are short."""
        lines = sorted(self.reading.lines.items())
        bare = {number for number, own in lines if self._bare(own)}
        if len(bare) < max(DIALOGUE_LINES, DIALOGUE_SHARE * len(lines)):
            return False
        signs = 0
        for (last, asking), (number, own) in pairwise(lines):
            if number in bare and number - last == 1 and self._closed(asking):
                asked = Context(self.reading, asking[-1]).tail == "?"
                signs += asked or len(Context(self.reading, own[0]).words) <= SHORT_TURN
        return signs >= DIALOGUE_LINES

    @cached_property
    def bounds(self) -> dict[int, tuple[int, int]]:
        """The tokens of each paragraph."""
        first = {line: i for i, line in reversed(list(enumerate(self.reading.paragraph)))}
        last = {line: i + 1 for i, line in enumerate(self.reading.paragraph)}
        return {line: (first[line], last[line]) for line in last}

    @cached_property
    def lines(self) -> list[_Line]:
        """The paragraphs with utterances."""
        return [self._line(number, own) for number, own in sorted(self.reading.lines.items())]

    def speakers(self) -> dict[int, int]:
        """The head token of who speaks, by the number of each stretch whose paragraph does not tell it by a reporting verb."""
        lines = self.lines
        for at, line in enumerate(lines):
            before, after = lines[max(0, at - DIALOGUE_REACH) : at], lines[at + 1 : at + DIALOGUE_REACH]
            if line.head < 0:
                lines[at] = self._in_turn(before, line, after)
            elif line.told:
                lines[at] = self._answering(before, line)
        self._backward()
        return {
            n: line.head
            for line in lines
            for n in line.stretches
            if line.head >= 0 and self._is_said(n, line) and not self._kept(n, line)
        }

    def _is_said(self, stretch: int, line: _Line) -> bool:
        """Whether a stretch is speech, or begins its paragraph as an utterance does; a sign that somebody looks at is neither."""
        begins = self._opens_line(stretch) and Context(self.reading, stretch).tail in lang.words.ADDRESS_ENDS
        return stretch in self.sources or stretch in self.signed or begins

    def _kept(self, stretch: int, line: _Line) -> bool:
        """Whether a stretch keeps its source: the paragraph reports it, or it is the same person."""
        head = self.sources.get(stretch, -1)
        if head < 0 or stretch in self.signed:
            return head >= 0
        told = self.reading.paragraph[head] == line.number and self.reading.inside[head] < 0 and self._reports(head)
        return told or self.names.of(head).name == line.name

    def _line(self, number: int, own: list[int]) -> _Line:
        """A paragraph with whom it tells as its speaker."""
        heads = [self.sources.get(n, -1) for n in own]
        near = [h for h in heads if h >= 0 and self.reading.paragraph[h] == number and self.reading.inside[h] < 0]
        acting = self._acting(number, own)
        reported = [h for h in near if self._reports(h)]
        signed = [self.signed[n] for n in own if n in self.signed]
        beside = [h for h in near if self._is_person(h)]
        head = next(iter(signed or reported), acting if acting >= 0 else next(iter(beside), -1))
        return _Line(number, own, head, self.names.of(head).name, True) if head >= 0 else _Line(number, own)

    def _reports(self, head: int) -> bool:
        """Whether a source is told by a reporting verb."""
        verb = self.reading.verb[head]
        return verb >= 0 and max(self.reading.cue[verb], self.reading.cue[self.reading.chain_cue[verb]]) >= STRONG_CUE

    def _acting(self, number: int, own: list[int]) -> int:
        """The person who acts in the paragraph outside its quotations, -1 where nobody does: first after the first one, then before."""
        first, last = self.bounds[number]
        begin = self.reading.ranges[own[0]][1]
        after = [i for i in range(begin, last) if self._acts(i)]
        before = [i for i in range(first, begin) if self._acts(i)]
        return next(iter(after if self._opens_line(own[0]) else before[-1:]), -1)

    def _opens_line(self, stretch: int) -> bool:
        """Whether a stretch opens its paragraph."""
        return opens(self.reading, self.reading.ranges[stretch][0])

    def _acts(self, i: int) -> bool:
        """Whether a token outside quotations is a person who is the subject of a main clause."""
        parse = self.parse
        if (
            self.reading.inside[i] >= 0
            or parse.deps[i] != "nsubj"
            or parse.deps[parse.heads[i]] not in ("ROOT", "conj", "ccomp")
        ):
            return False
        return self._is_person(i)

    def _is_person(self, i: int) -> bool:
        """Whether a token is a pronoun, name or noun for a person."""
        word = self.parse.words[i].lower()
        if self.parse.pos[i] == "PRON" or word == "i":
            return word in lang.words.GENDERED or word == "i"
        entity = self.names.entities.of(i)
        if entity is not None:
            return entity.person > 0
        of = lists()
        return word in of.people or word in of.titles or word in of.kin or bool(of.gender(word))

    def _bare(self, stretches: list[int]) -> bool:
        """Whether a paragraph with these stretches is nothing but one utterance."""
        if len(stretches) != 1:
            return False
        own = Context(self.reading, stretches[0])
        return (own.before, own.after) == ("edge", "edge") and own.tail != "0"

    def _closed(self, stretches: list[int]) -> bool:
        """Whether the last of a paragraph's stretches is closed; one that is not goes on in the next."""
        return self.reading.stretches[stretches[-1]].closed

    @cached_property
    def genders(self) -> dict[str, float]:
        """Log odds of a man of each person by name."""
        return {entity.name: entity.gender for entity in self.names.entities.all if entity.person > 0}

    def _in_turn(self, before: list[_Line], line: _Line, after: list[_Line]) -> _Line:
        """The line with the one whose turn it is."""
        if not before or before[-1].head < 0 or line.number - before[-1].number > DIALOGUE_GAP:
            return line
        last = before[-1]
        if not self._closed(last.stretches):
            return replace(line, head=last.head, name=last.name)
        apart = {name for _, name in self.addressed[line.number]}
        others = (
            o for o in self._others(before, after) if not self._same(o, (last.head, last.name)) and o[1] not in apart
        )
        head, name = next(others, (-1, ""))
        if head < 0:
            return line
        new = self._brought_in(last.number + 1, line.number) if line.number - last.number > 1 else -1
        if new >= 0 and self.names.of(new).name not in (last.name, name):
            head, name = new, self.names.of(new).name
        return replace(line, head=head, name=name)

    def _answering(self, before: list[_Line], line: _Line) -> _Line:
        """The line with another one meant by its “he” where that is taken for the speaker of the line before."""
        last = before[-1] if before else None
        told = lang.words.GENDERED.get(self.parse.words[line.head].lower())
        if (
            last is None
            or not told
            or line.name != last.name
            or line.number - last.number > 1
            or not self._closed(last.stretches)
        ):
            return line
        sign = 1 if told == "m" else -1
        near = [
            *self.addressed[last.number],
            *((of.head, of.name) for of in before[-2:-1] if last.number - of.number == 1),
        ]
        other = next(
            (name for _, name in near if name != last.name and name in self.genders and self.genders[name] * sign > -1),
            "",
        )
        if not other:
            return line
        self.names.rename(line.head, other)
        return replace(line, name=other)

    def _others(self, before: list[_Line], after: list[_Line]) -> Iterator[tuple[int, str]]:
        """Whose turn it may be, likeliest first: whom the line before calls by name, who speaks near by, whom those call, who acts."""
        last = before[-1]
        yield from self.addressed[last.number]
        near = [of for of in reversed(before) if last.number - of.number < DIALOGUE_REACH]
        near += [of for of in after if of.number - last.number <= DIALOGUE_REACH]
        yield from ((of.head, of.name) for of in near if of.head >= 0)
        for of in near:
            yield from self.addressed[of.number]
        end = self.bounds[last.number][0]
        begin = max(self.bounds[max(last.number - DIALOGUE_REACH, 0)][0], end - DIALOGUE_TOKENS)
        yield from ((i, self.names.of(i).name) for i in range(end - 1, begin - 1, -1) if self._acts(i))

    def _same(self, one: tuple[int, str], other: tuple[int, str]) -> bool:
        """Whether two speakers are one: of one name, or two descriptions of a woman (his lady, she, his wife)."""
        if one[1] == other[1]:
            return True
        return one[1].islower() and other[1].islower() and self._gender(one[0]) * self._gender(other[0]) > 0

    def _gender(self, head: int) -> float:
        """Log odds of a man that a pronoun or role tells."""
        word = self.parse.words[head]
        told = lang.words.GENDERED.get(word.lower())
        return (1.0 if told == "m" else -1.0) if told else lists().gender(word)

    def _brought_in(self, first: int, last: int) -> int:
        """The last one who acts in the paragraphs ``first:last``, which have no utterance; -1 for nobody."""
        begin, end = self.bounds[first][0], self.bounds[last][0]
        return next((i for i in range(end - 1, begin - 1, -1) if self._acts(i)), -1)

    @cached_property
    def addressed(self) -> dict[int, list[tuple[int, str]]]:
        """By paragraph those whom its utterances call by name; see :meth:`_called`."""
        return {number: self._called(own) for number, own in self.reading.lines.items()}

    def _called(self, stretches: list[int]) -> list[tuple[int, str]]:
        """Those whom utterances call by name (My dear Mr. Hale, …), by the last mention of them outside quotations before it."""
        parse, out = self.parse, []
        for number in stretches:
            low, high = self.reading.ranges[number]
            for i in range(low, high):
                mention = self.names.entities.mentions.at(i)
                if mention is None or mention.head != i:
                    continue
                before = mention.first - 1
                while before > low and parse.words[before].lower() in lang.words.DEAR:
                    before -= 1
                begins = before <= low or parse.words[before] in lang.words.ADDRESS_ENDS
                ends = i + 1 >= high - 1 or parse.words[i + 1] in lang.words.ADDRESS_ENDS
                entity = self.names.entities.of(i)
                if begins and ends and entity is not None and entity.person > 0:
                    head = self._outside(entity, low)
                    if head >= 0:
                        out.append((head, entity.name))
        return out

    def _outside(self, entity: Entity, at: int) -> int:
        """The last mention of somebody outside quotations before a token, else the first one after it; -1 for none."""
        heads = [m.head for m in entity.mentions if self.reading.inside[m.head] < 0] or [
            m.head for m in entity.mentions
        ]
        return next((h for h in reversed(heads) if h < at), next(iter(heads), -1))

    def _backward(self) -> None:
        """Where the last of the lines that nobody tells is by the one who is told to speak next, the later half counts back from there."""
        lines, at = self.lines, len(self.lines) - 1
        while at > 0:
            line, last = lines[at], lines[at - 1]
            begin = at
            while begin > 0 and not lines[begin - 1].told and lines[begin].number - lines[begin - 1].number == 1:
                begin -= 1
            people = {of.name: of for of in lines[max(begin - 1, 0) : at + 1] if of.head >= 0}
            if (
                line.told
                and begin < at
                and last.name == line.name
                and self._closed(last.stretches)
                and len(people) == 2
            ):
                for k in range(at - 1, (begin + at - 1) // 2 - 1, -1):
                    other = next(of for name, of in people.items() if name != lines[k + 1].name)
                    lines[k] = replace(lines[k], head=other.head, name=other.name)
            at = min(begin, at - 1)
