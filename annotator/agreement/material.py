"""What agreement is measured on: the decisions of everyone who finished an article, and the same as arrays.

The data rules. A unit exists for an annotator only if they finished the article: what is unfinished is missing. Within a finished
article every annotator has said something about everything: a quotation that they rejected, left open or never made is "not a
quotation", a quotation without a stance has the empty set of stances, which is a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from annotator.agreement.arrays import Bools, Ints
from annotator.agreement.columns import Columns, Rows, numbering
from annotator.agreement.coverage import Axis, Coverage
from annotator.agreement.matching import units
from annotator.agreement.products import Margins
from annotator.records import Decision, Speaker, Stance, fold


@dataclass(frozen=True, slots=True)
class TeamArticle:
    """An article with the current decisions of each annotator who finished it (an empty tuple: finished, found nothing).

    ``length`` is the article's, in code points.
    """

    sha256: str
    id: str
    length: int
    finished: Mapping[str, Sequence[Decision]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FinishedArticle:
    """An article of the material, and who of its annotators finished it, by name. ``length`` is in code points."""

    sha256: str
    id: str
    length: int
    annotators: tuple[str, ...]


def same_names(speakers: Iterable[Speaker]) -> dict[str, str]:
    """Speaker ids that share a name or alias (letter case and spacing aside), each mapped to one id of its set.

    Two entries of the register for one person are a slip of naming, not a disagreement about who spoke.
    """
    root: dict[str, str] = {}
    owner: dict[str, str] = {}

    def find(speaker: str) -> str:
        while root[speaker] != speaker:
            speaker = root[speaker]
        return speaker

    for speaker in speakers:
        root.setdefault(speaker.id, speaker.id)
        for name in (speaker.name, *speaker.aliases):
            other = find(owner.setdefault(fold(name), speaker.id))
            root[max(other, find(speaker.id))] = min(other, find(speaker.id))
    return {speaker: find(speaker) for speaker in root}


@dataclass(frozen=True, eq=False)
class Material:
    """The quotations that annotators kept in the articles that at least two of them finished, as parallel arrays.

    One row is one annotator's quotation. Spans lie on one axis, article after article (``offset``), a free position between.
    """

    articles: tuple[FinishedArticle, ...]
    annotators: tuple[str, ...]
    quotations: list[str]  # the id of each row's quotation
    words: list[str]
    article: Ints
    annotator: Ints
    quotation: Ints
    start: Ints
    end: Ints
    proposed: Bools  # whether the row itself comes from a proposal
    shown: Bools  # whether the annotator saw the machine's proposals
    speaker: Ints
    speakers: tuple[str, ...]
    named: Mapping[str, str]  # how speakers read that the register lacks
    stances: Ints  # an index into ``stance_sets``
    stance_sets: tuple[frozenset[Stance], ...]
    content_row: Ints  # of each stretch of content
    content_start: Ints
    content_end: Ints

    @classmethod
    def of(cls, articles: Iterable[TeamArticle], annotators: Sequence[str] | None = None) -> Material:
        """The material of some annotators (all where None); the order in which things are given does not matter."""
        chosen = None if annotators is None else set(annotators)
        kept = []
        for each in sorted(articles, key=lambda a: a.sha256):
            people = {a: d for a, d in sorted(each.finished.items()) if chosen is None or a in chosen}
            if len(people) >= 2:
                kept.append(TeamArticle(each.sha256, each.id, each.length, people))
        names = sorted({a for each in kept for a in each.finished} if chosen is None else chosen)
        index = {name: i for i, name in enumerate(names)}
        columns = Columns()
        for number, each in enumerate(kept):
            columns.add(Rows.of(number, ((index[name], decisions) for name, decisions in each.finished.items())))
        read = [FinishedArticle(each.sha256, each.id, each.length, tuple(each.finished)) for each in kept]
        return cls.read(read, names, columns)

    @classmethod
    def read(cls, articles: Sequence[FinishedArticle], annotators: Sequence[str], columns: Columns) -> Material:
        """The material of columns that are read to the end, the articles by ``sha256`` and the annotators by name."""
        ints, bools = columns.ints, columns.bools
        article, content_row = ints("article"), ints("content_row")
        starts = _offsets(articles)[article]
        content = starts[content_row]
        return cls(
            tuple(articles), tuple(annotators), columns.quotations, columns.words, article, ints("annotator"), ints("quotation"),
            ints("start") + starts, ints("end") + starts, bools("proposed"), bools("shown"), ints("speaker"), tuple(columns.speakers),
            columns.named, ints("stances"), tuple(columns.sets), content_row,
            ints("content_start") + content, ints("content_end") + content,
        )  # fmt: skip

    @cached_property
    def offsets(self) -> Ints:
        """Where each article begins on the common axis."""
        return _offsets(self.articles)

    @cached_property
    def finished(self) -> Bools:
        """``finished[annotator, article]``."""
        return np.array(
            [[a in each.annotators for each in self.articles] for a in self.annotators], dtype=bool
        ).reshape(len(self.annotators), len(self.articles))

    @cached_property
    def unit(self) -> Ints:
        """For each row the unit it belongs to: the quotations of different annotators that are taken for the same."""
        return units(self.start, self.end, self.quotation, self.annotator)

    @cached_property
    def unit_rows(self) -> Ints:
        """``unit_rows[annotator, unit]``: the row, or -1 where the annotator did not keep that quotation."""
        table = np.full((len(self.annotators), int(self.unit.max(initial=-1)) + 1), -1, dtype=np.int64)
        table[self.annotator, self.unit] = np.arange(len(self.quotations))
        return table

    @cached_property
    def unit_article(self) -> Ints:
        """The article of each unit."""
        found = np.zeros(self.unit_rows.shape[1], dtype=np.int64)
        found[self.unit] = self.article
        return found

    @cached_property
    def cast(self) -> tuple[Ints, Ints, Ints]:
        """For each row the number of its speaker within its article, and of each number the article and the speaker."""
        size = max(1, len(self.speakers))
        found, numbers = np.unique(self.article * size + self.speaker, return_inverse=True)
        return numbers, found // size, found % size

    @cached_property
    def margins(self) -> Margins:
        """How often each speaker was named, for all figures of it."""
        _, article, speaker = self.cast
        return Margins(article, speaker)

    def merged_cast(self, merged: Mapping[str, str]) -> tuple[Ints, Ints, Ints]:
        """The same, with the speakers that ``merged`` gives one id taken for one."""
        numbers, article, speaker = self.cast
        if all(merged.get(each, each) == each for each in self.speakers):
            return self.cast
        people: dict[str, int] = numbering()
        person = np.array([people[merged.get(each, each)] for each in self.speakers], dtype=np.int64)
        size = max(1, len(people))
        found, joined = np.unique(article * size + person[speaker], return_inverse=True)
        return joined[numbers], found // size, found % size

    @cached_property
    def axis(self) -> Axis:
        """The stretches of content: a row's content, or its span where it has none."""
        bare = np.bincount(self.content_row, minlength=len(self.quotations)) == 0
        row = np.concatenate([self.content_row, np.flatnonzero(bare)])
        lengths = np.array([each.length for each in self.articles], dtype=float)
        return Axis.of(
            row,
            np.concatenate([self.content_start, self.start[bare]]),
            np.concatenate([self.content_end, self.end[bare]]),
            self.annotator[row],
            self.article[row],
            self.finished,
            lengths,
        )

    @cached_property
    def coverage(self) -> Coverage:
        """Who covers which characters."""
        return self.axis.coverage(np.ones(len(self.quotations), dtype=bool))

    def groups(self) -> dict[str, Bools]:
        """Which rows each group of figures is of. A unit is proposed if anybody's quotation in it comes from a proposal."""
        proposed = np.zeros(self.unit_rows.shape[1], dtype=bool)
        proposed[self.unit[self.proposed]] = True
        return {
            "all": np.ones(len(self.quotations), dtype=bool),
            "proposed": proposed[self.unit],
            "hand_made": ~proposed[self.unit],
            "with_proposals": self.shown,
            "without_proposals": ~self.shown,
        }


def _offsets(articles: Sequence[FinishedArticle]) -> Ints:
    """Where each article begins on the common axis."""
    lengths = np.fromiter((each.length + 1 for each in articles), dtype=np.int64, count=len(articles))
    starts: Ints = np.cumsum(lengths) - lengths
    return starts
