"""Runs of name words in an article: which tokens make one name. A run never crosses a sentence, a line or a quotation mark."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.detection import lang
from annotator.detection.names.lists import lists
from annotator.detection.reading import Reading
from annotator.detection.settings import NAME_LENGTH

_HYPHENS = frozenset({"-", "‐", "‑"})

Run = tuple[int, int]  # half-open token range


class NameRuns:
    """The runs of an article, in text order."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.parse = reading, reading.parse
        self._named = [self._is_name(i) for i in range(len(self.parse))]

    def __iter__(self) -> Iterator[Run]:
        """The runs; those that are the name of a body are one: Bureau of Fair Trade."""
        before: Run | None = None
        for run in map(self._with_owners, self._maximal()):
            if before and (run[0] < before[1] or self._is_body(before, run)):
                before = min(before[0], run[0]), run[1]
                continue
            if before:
                yield before
            before = run
        if before:
            yield before

    def words(self, start: int, end: int) -> list[tuple[int, str]]:
        """The words of a token range as they are written, each with its first token: tokens without a space between are one."""
        parse, inside, out = self.parse, self.reading.inside, list[tuple[int, str]]()
        for i in range(start, end):
            if inside[i] != inside[start]:  # a nickname
                continue
            if out and parse.starts[i] == parse.ends[i - 1]:
                out[-1] = out[-1][0], out[-1][1] + parse.words[i]
            else:
                out.append((i, parse.words[i]))
        return out

    def _is_name(self, i: int) -> bool:
        """Whether a token is a proper noun that is no day and no month."""
        word = self.parse.words[i]
        if self.parse.pos[i] != "PROPN" and not self._opens(i):
            return False
        return word[:1].isalpha() and word.lower().rstrip(".") not in lists().calendar and not self._dates(i)

    def _dates(self, i: int) -> bool:
        """Whether a word that is a name elsewhere is the month beside a number: 4 May."""
        tags = self.parse.tags[max(0, i - 1) : i + 2]
        return self.parse.words[i] in lang.words.NAMED_MONTHS and "CD" in tags

    def _opens(self, i: int) -> bool:
        """Whether a word is a frequent surname at the head of its sentence that the tagger took for a common noun: Pike agreed."""
        parse, word = self.parse, self.parse.words[i]
        if parse.pos[i] not in ("NOUN", "ADJ") or not word[:1].isupper() or parse.deps[i] != "nsubj":
            return False
        return not parse.children[i] and word.lower() in lists().surnames and parse.lemmas[parse.heads[i]] != "be"

    def _together(self, a: int, b: int) -> bool:
        """Whether two tokens stand in one sentence on the same side of all marks."""
        return self.parse.sentences[a] == self.parse.sentences[b] and self.reading.inside[a] == self.reading.inside[b]

    def _attached(self, i: int) -> bool:
        """Whether token ``i`` is a hyphen between two words."""
        parse = self.parse
        if not 0 < i < len(parse) - 1 or parse.words[i] not in _HYPHENS or not self._together(i - 1, i + 1):
            return False
        return (
            parse.starts[i] == parse.ends[i - 1]
            and parse.ends[i] == parse.starts[i + 1]
            and parse.words[i + 1].isalpha()
        )

    def _shortens(self, i: int) -> bool:
        """Whether token ``i`` is the stop of a title before a name: Col. Ann Lee."""
        parse = self.parse
        if parse.words[i] != "." or parse.starts[i] != parse.ends[i - 1] or i + 1 >= len(parse):
            return False
        return bool(lists().title(parse.words[i - 1])) and self._named[i + 1] and self._together(i, i + 1)

    def _maximal(self) -> Iterator[Run]:
        """The maximal runs of name tokens."""
        i, n = 0, len(self.parse)
        while i < n:
            if not self._named[i]:
                i += 1
                continue
            start, i = i, i + 1
            while i < n and i - start < NAME_LENGTH and (after := self._after(start, i)):
                i = after
            yield start, i

    def _after(self, start: int, i: int) -> int:
        """Where the run from ``start`` goes on after what token ``i`` begins; 0 where it ends before it."""
        if not self._together(start, i):
            return self._nickname(i)
        if self._named[i]:
            return i + 1
        part = self._attached(i) and self.parse.tags[i + 1] in lang.tags.PROPER  # Mi-kyung Han
        if part or (self._attached(i) and i - 1 > start):  # Kim Jong-un, no Trump-style
            return i + 2
        if self._shortens(i):
            return i + 2
        if (
            self.parse.words[i] == "."
            and self.parse.words[i - 1] in lang.words.ENDED
            and self.parse.starts[i] == self.parse.ends[i - 1]
        ):
            return i + 1  # Jon Early Sr.
        if self._attached(i + 1) and self.parse.words[i][:1].isupper() and len(self.parse.words[i]) < 5:  # Kim Do-hyun
            return i + 3
        at = i
        while at < len(self._named) and self.parse.words[at].lower() in lists().particles and self._together(i, at):
            at += 1
        return at + 1 if at > i and at < len(self._named) and self._named[at] and self._together(i, at) else 0

    def _nickname(self, i: int) -> int:
        """Where a name goes on after a nickname in marks that begins with token ``i``, 0 if none does: Marcia “Cia” Price."""
        inside = self.reading.inside
        if inside[i] < 0 or inside[i - 1] >= 0:
            return 0
        first, after = self.reading.ranges[inside[i]]
        if first != i or after - first > 5 or after >= len(self._named):
            return 0
        return after if self._named[after] and self._together(i - 1, after) else 0

    def _with_owners(self, run: Run) -> Run:
        """A body's name with those whose body it is: Teachers' Union, Women's Institute, St. Mary's Hospital."""
        words, (start, end) = self.parse.words, run
        owner = start - 2
        if owner < 0 or words[start - 1] not in lang.words.OWNER_MARKS or not self._together(owner, start):
            return run
        saint = owner > 0 and words[owner - 1].rstrip(".") in lang.words.SAINTS
        several = words[owner].lower().endswith(lang.words.SEVERAL_OWNERS if len(words[start - 1]) > 1 else "s")
        if not words[owner][:1].isupper() or not (saint or (several and words[end - 1].lower() in lists().bodies)):
            return run
        return owner - saint, end

    def _is_body(self, one: Run, other: Run) -> bool:
        """Whether two runs with a preposition between them are one body's name."""
        words = self.parse.words
        gap = [w.lower() for w in words[one[1] : min(other[0], one[1] + 3)]]
        if not gap or gap[1:] not in ([], ["the"], ["a"]) or other[1] - one[0] > NAME_LENGTH:
            return False
        body = gap[0] in lang.words.COMPLEMENTS and words[one[1] - 1].lower() in lists().bodies
        named = gap[0] == "of" and self._after_article(one) and not lists().title(words[one[1] - 1])
        return (body or named) and self._together(one[0], other[0])

    def _after_article(self, run: Run) -> bool:
        """Whether a run is one word after an article."""
        return run[1] - run[0] == 1 and run[0] > 0 and self.parse.words[run[0] - 1].lower() == "the"
