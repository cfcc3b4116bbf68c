"""A quotation's neighborhood in its article: edges, marks, the verbs above and below it. What every scorer looks at first."""

from __future__ import annotations

from bisect import bisect_left

from annotator.detection.linear import bucket
from annotator.detection.reading import Reading
from annotator.detection.settings import STRONG_CUE, WEAK_CUE


class Context:
    """One stretch as its surroundings show it.

    ``first``, ``last``: its half-open token range. ``tail``: the punctuation it ends with, "0" for none. ``before``,
    ``after``: what stands next to it. ``governors``: the verbs above its words and how many verbs up they are
    (``links``: the dependencies climbed to each from the verb below). ``under``: the
    verbs outside that hang below its words. ``others``: the stretches of its paragraph, ``place`` its index there.
    """

    def __init__(self, reading: Reading, number: int) -> None:
        self.reading, self.number = reading, number
        parse = self.parse = reading.parse
        self.first, self.last = first, last = reading.ranges[number]
        self.paragraph = reading.paragraph[first]
        self.words = [i for i in range(first, last) if parse.pos[i] not in ("PUNCT", "SPACE")]
        self.size = bucket(len(self.words))
        self.capital = bool(self.words) and parse.words[self.words[0]][:1].isupper()
        self.tail = self._tail()
        self.before, self.after = self._neighbor(first - 1, -1), self._neighbor(last, 1)
        self.roots = [i for i in self.words if not first <= parse.heads[i] < last or parse.heads[i] == i]
        self.governors, self.links = self._governors()
        self.under = {i: parse.deps[i] for i in self._below()}
        self.others = reading.lines[self.paragraph]
        self.place = bisect_left(self.others, number)

    @property
    def previous(self) -> int:
        """The stretch before in the same paragraph, or -1."""
        return self.others[self.place - 1] if self.place else -1

    def _tail(self) -> str:
        """The punctuation at the quotation's end, inside the marks or just after."""
        parse = self.parse
        for i in range(self.last - 1, max(self.first, self.last - 4), -1):
            if parse.words[i] and parse.words[i][-1] in ",.?!…;:—-":
                return parse.words[i][-1]
            if parse.words[i][0].isalnum():
                break
        return "," if self.last < len(parse) and parse.words[self.last] == "," else "0"

    def _neighbor(self, at: int, step: int) -> str:
        """What stands next to the quotation: an edge of the paragraph, a mark, a reporting word, or a part of speech."""
        parse, reading = self.parse, self.reading
        while 0 <= at < len(parse) and parse.pos[at] == "SPACE" and "\n" not in parse.words[at]:
            at += step
        if not 0 <= at < len(parse) or parse.pos[at] == "SPACE":
            return "edge"
        if reading.inside[at] >= 0:
            return "quote"
        if parse.pos[at] == "PUNCT":
            return parse.words[at][:1]
        if reading.cue[at] >= STRONG_CUE:
            return "cue"
        return parse.pos[at]

    def _governors(self) -> tuple[dict[int, int], dict[int, str]]:
        """The verbs above the quotation's words: the number of verbs climbed to each, and the links climbed from the last."""
        parse = self.parse
        steps_to: dict[int, int] = {}
        links: dict[int, str] = {}
        for root in self.roots[:3]:
            at, steps, link = root, 0, ""
            for _ in range(16):
                if parse.heads[at] == at or steps > 5:
                    break
                link = f"{link}>{parse.deps[at]}" if link.count(">") < 3 else link
                at = parse.heads[at]
                if parse.pos[at] == "VERB":
                    if steps < steps_to.get(at, 9):
                        steps_to[at], links[at] = steps, link
                    steps, link = steps + 1, ""
                elif parse.pos[at] == "NOUN" and self.reading.cue[at] >= WEAK_CUE and at not in steps_to:
                    steps_to[at], links[at] = steps, link  # her remark that …
        return steps_to, links

    def _below(self) -> list[int]:
        """The verbs outside that hang under the quotation's words ("…, he said" parsed as an aside)."""
        parse = self.parse
        return [c for i in range(self.first, self.last) for c in parse.children[i]
                if not self.first <= c < self.last and parse.pos[c] == "VERB"]  # fmt: skip
