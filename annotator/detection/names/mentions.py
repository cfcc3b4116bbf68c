"""Mentions by name: which tokens make a name, and what of a run of capitals is title and what is name.

"Texas Gov. Ada Lund" is Ada Lund with the title governor; "Secretary of State John Kerrigan" is John Kerrigan; "the Bureau of Fair
Trade" is one name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.detection import lang
from annotator.detection.names.lists import lists
from annotator.detection.names.runs import NameRuns
from annotator.detection.reading import Reading
from annotator.detection.settings import CAPITALS, CAPITALS_FROM

_DASHES = frozenset({"--", "—", "–", "―", "-"})


@dataclass(frozen=True, slots=True)
class NameMention:
    """The tokens ``start:end`` of a name, its words as written, and the titles before it; ``first``: where these begin.

    ``told``: log odds of a man that the titles tell as they are written: a councilwoman is a councilman by her office alone.
    """

    first: int
    start: int
    end: int
    words: tuple[str, ...]
    titles: frozenset[str]
    told: float = 0.0

    @property
    def head(self) -> int:
        """The last token."""
        return self.end - 1

    @property
    def surname(self) -> str:
        """The last word that is no suffix (Jr., III), in small letters."""
        return surname(self.words)


def surname(words: tuple[str, ...]) -> str:
    """The last word that is no suffix (Jr., III), in small letters."""
    suffixes = lists().suffixes
    return next((w.lower() for w in reversed(words) if w.lower().rstrip(".") not in suffixes), words[-1].lower())


def given(word: str) -> bool:
    """Whether a word is known as a given name."""
    return word.lower() in lists().given


class NameMentions:
    """All mentions by name of an article in text order; ``at`` finds the one that holds a token."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.parse, self.runs = reading, reading.parse, NameRuns(reading)
        headlines = self._headlines()
        runs = list(self.runs)
        self.datelines = {i for run in runs if self._dateline(*run) for i in range(*run)}
        headed = [run for run in runs if reading.paragraph[run[0]] in headlines]
        plain = [run for run in runs if run[0] not in self.datelines and reading.paragraph[run[0]] not in headlines]
        self._known = self._surnames(plain)
        found = [m for run in plain for m in self._mentions(*run)] + [m for run in headed for m in self._headed(*run)]
        self.all = sorted(found, key=lambda m: m.start)
        self._at = {i: m for m in self.all for i in range(m.first, m.end)}

    def at(self, token: int) -> NameMention | None:
        """The mention that holds a token."""
        return self._at.get(token)

    def add(self, token: int) -> NameMention:
        """A mention of the one word ``token``, which the tagger took for another word."""
        found = NameMention(token, token, token + 1, (self.parse.words[token],), frozenset())
        self._at[token] = found
        return found

    def _headlines(self) -> set[int]:
        """The paragraphs in which nearly every word but the small ones has a capital: their capitals do not tell names."""
        parse, paragraph, small = self.parse, self.reading.paragraph, lists().small
        count: dict[int, list[int]] = {}
        for i, word in enumerate(parse.words):
            if word.isalpha() and word not in small:
                of = count.setdefault(paragraph[i], [0, 0])
                of[0] += 1
                of[1] += word[0].isupper()
        return {
            number
            for number, (words, capitals) in count.items()
            if words >= CAPITALS_FROM and capitals >= CAPITALS * words
        }

    def _headed(self, start: int, end: int) -> Iterator[NameMention]:
        """The mentions in a run of capitals of a headline: known surnames, and given names with the word after them."""
        words, at = self.runs.words(start, end), 0
        while at < len(words):
            size = 2 if given(words[at][1]) and at + 1 < len(words) and words[at + 1][1].lower() in self._known else 1
            if size == 2 or words[at][1].lower() in self._known:
                last = words[at + size][0] if at + size < len(words) else end
                own = tuple(w for _, w in words[at : at + size])
                yield NameMention(words[at][0], words[at][0], last, own, frozenset())
            at += size

    def _dateline(self, start: int, end: int) -> bool:
        """Whether a run opens its paragraph and a dash follows it: PORT ESKER — …"""
        parse, reading = self.parse, self.reading
        if start and reading.paragraph[start - 1] == reading.paragraph[start] and parse.pos[start - 1] != "SPACE":
            return False
        for i in range(end, min(end + 8, len(parse))):
            if parse.words[i] in _DASHES and parse.starts[i] > parse.ends[i - 1]:
                return reading.paragraph[i] == reading.paragraph[start]
            if parse.words[i][:1].islower():
                return False
        return False

    def _surnames(self, runs: list[tuple[int, int]]) -> frozenset[str]:
        """The last words of the runs that begin with a given name."""
        found = ([w for _, w in self.runs.words(*run)] for run in runs)
        cut = ([w for n, w in enumerate(words) if n or not lists().title(w)] for words in found)
        return frozenset(words[-1].lower() for words in cut if len(words) > 1 and any(given(w) for w in words[:-1]))

    def _mentions(self, start: int, end: int) -> Iterator[NameMention]:
        """The mention that a run makes; none where it is a title alone ("the President")."""
        words = self.runs.words(start, end)
        cut = self._cut([w for _, w in words], start)
        if cut < len(words):
            called = {w for _, w in words[:cut]} | self._before(start)
            titles = frozenset(t for w in called if (t := lists().title(w)))
            own = tuple(w for _, w in words[cut:])
            yield NameMention(start, words[cut][0], end, own, titles, sum(map(lists().gender, called)))

    def _cut(self, words: list[str], start: int) -> int:
        """How many words of a run are no part of the name; all of them where it holds none."""
        of = lists()
        if words[-1].lower() in of.groups and start and self.parse.words[start - 1].lower() in ("the", "this"):
            return len(words)  # the Texas Republican: a role
        if any(w.lower() in lang.words.COMPLEMENTS for w in words) or (
            len(words) > 1 and words[-1].lower() in of.bodies
        ):
            return 0
        cut = max((i + 1 for i, w in enumerate(words) if of.title(w)), default=0)
        if cut == len(words):
            cut = self._last_titled(words)
        if self._office(start):
            while cut < len(words) - 1 and words[cut].lower() in of.portfolios:
                cut += 1
        if not cut and len(words) > 2 and words[0].lower() in of.people and not given(words[0]) and self._begins(start):
            cut = 1  # Farmer Ole Lund
        if not cut and len(words) > 1 and words[0] in lang.words.OPENING and self._begins(start):
            cut = 1  # Afterward Lund
        return cut + self._glued(words[cut:])

    def _begins(self, start: int) -> bool:
        """Whether a run begins its sentence, where any word has a capital."""
        return start == 0 or self.parse.sentences[start - 1] != self.parse.sentences[start]

    def _glued(self, name: list[str]) -> int:
        """How many capitals before a name were glued to it: Republican Donald Trump, Harbor Post Keller where Keller is known."""
        if len(name) < 3 or given(name[0]):
            return 0
        of, last = lists(), name[-1].lower()
        known = last in self._known
        if known or last in of.surnames:
            for i in range(1, len(name) - 1):
                if given(name[i]):
                    return i
        return len(name) - 1 if known and name[-2].lower() in of.bodies else 0

    def _last_titled(self, words: list[str]) -> int:
        """The same where the last word is a title too: Howard Dean, Mr. King, and Dean where he is known; no Attorney General."""
        of, last = lists(), words[-1].lower()
        first = next((n for n, w in enumerate(words) if not of.title(w)), len(words))
        polite = first > 0 and words[first - 1].lower().rstrip(".") in of.courtesy
        if first < len(words) - 1 and (polite or given(words[first]) or (len(last) < 4 and of.title(last) != last)):
            return first  # Dr. Amrita Sen
        before = words[-2].lower() if len(words) > 1 else ""
        if (
            before.rstrip(".") in of.courtesy
            or before.endswith(".")
            or (last in self._known and words[-1][0].isupper())
        ):
            return len(words) - 1
        return len(words)

    def _office(self, start: int) -> bool:
        """Whether a run stands after "Secretary of"."""
        words = self.parse.words
        return start > 1 and words[start - 1].lower() == "of" and bool(lists().title(words[start - 2]))

    def _before(self, start: int) -> set[str]:
        """The titles that stand before a run in small letters, or before "of" and it: the senator Ada Lund, Secretary of State X."""
        words, of, out = self.parse.words, lists(), set[str]()
        at = start - 1
        if self._office(start) and words[start].lower() in of.portfolios:
            at = start - 2
        while at >= 0 and of.title(words[at]) and self.parse.sentences[at] == self.parse.sentences[start]:
            out.add(words[at].lower())
            at -= 1
        return out
