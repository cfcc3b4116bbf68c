"""Who speaks a line that is nothing but an utterance, where two people speak by turns: “When?” after “I looked,” she said."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.detection import lang
from annotator.detection.context import Context
from annotator.detection.names import Names
from annotator.detection.reading import Reading
from annotator.detection.settings import SHORT_TURN


def in_turn(reading: Reading, sources: Mapping[int, int], names: Names) -> dict[int, int]:
    """The head token of who speaks each such line, by the number of its stretch; ``sources``: of each that is speech its source, or -1.

    The two lines before must be by two people; it is the turn of the first of them. A statement of some length that goes on over
    paragraphs looks the same: so one of the two must have asked the other, or they take short turns already, or both an answer
    and what follows it are short.
    """
    taken: dict[int, int] = {}
    for line, (number, *more) in sorted(reading.lines.items()):
        earlier, first, second = (reading.lines.get(line - back, [-1])[-1] for back in (3, 2, 1))
        heads = [taken.get(n, sources.get(n, -1)) for n in (earlier, first, second)]
        if more or min(heads[1:]) < 0:
            continue
        people = [names.of(head).name if head >= 0 else "" for head in heads]
        if people[1] == people[2]:
            continue
        own, before = Context(reading, number), Context(reading, second)
        alone = (own.before, own.after) == ("edge", "edge") and own.tail in (".", "?", "!")
        closed = all(reading.stretches[n].closed for n in (second, number))  # one that goes on is its speaker's
        if not alone or not closed:
            continue
        short = len(own.words) <= SHORT_TURN
        asked = before.tail == "?" and (short or second in taken or _reported_by(before, lang.words.ASKING))
        question = Context(reading, first)
        asks = own.tail == question.tail == "?"
        answered = short and len(before.words) <= SHORT_TURN
        turns = people[0] == people[2] and len(question.words) <= SHORT_TURN
        brief = answered and (question.tail == "?" or turns or _reported_by(before, lang.words.REPLYING))
        if asked or asks or brief or second in taken:
            taken[number] = heads[1]
    return taken


def _reported_by(context: Context, lemmas: frozenset[str]) -> bool:
    """Whether a verb with one of the lemmas reports a stretch."""
    return any(context.parse.lemmas[verb] in lemmas for verb in [*context.governors, *context.under])
