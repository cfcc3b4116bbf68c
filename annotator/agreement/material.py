"""What agreement is measured on: the decisions of everyone who finished an article, and the same as arrays.

The data rules. A unit exists for an annotator only if they finished the article: what is unfinished is missing. Within a finished
article every annotator has said something about everything: a quotation that they rejected, left open or never made is "not a
quotation", a quotation without a stance has the empty set of stances, which is a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import chain
from operator import attrgetter, is_
from typing import TypeVar

import numpy as np

from annotator.agreement.arrays import Bools, Ints
from annotator.agreement.coverage import Axis
from annotator.agreement.matching import units
from annotator.agreement.products import Margins
from annotator.records import Decision, Kind, Origin, Span, Speaker, Stance, Status, fold

T = TypeVar("T")

NO_SOURCE = "no source named"
_CONFIRMED, _NOT_SPEECH = Status.CONFIRMED, Kind.NOT_SPEECH  # looked up a million times


@dataclass(frozen=True, slots=True)
class TeamArticle:
    """An article with the current decisions of each annotator who finished it (an empty tuple: finished, found nothing).

    ``length`` is the article's, in code points.
    """

    sha256: str
    id: str
    length: int
    finished: Mapping[str, Sequence[Decision]] = field(default_factory=dict)


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


def speaker_value(decision: Decision) -> str:
    """Who an annotator said speaks: the register's speaker, else the words of the source, else nobody."""
    if decision.speaker_id is not None:
        return decision.speaker_id
    if decision.speaker_name:
        return decision.speaker_name
    return f"“{decision.source.words.casefold()}”" if decision.source else NO_SOURCE


def is_quotation(decision: Decision) -> bool:
    """Whether the annotator has decided that the stretch is a quotation."""
    return decision.status is _CONFIRMED and decision.kind is not _NOT_SPEECH


@dataclass(frozen=True, eq=False)
class Material:
    """The quotations that annotators kept in the articles that at least two of them finished, as parallel arrays.

    One row is one annotator's quotation. Spans lie on one axis, article after article (``offset``), a free position between.
    """

    articles: tuple[TeamArticle, ...]
    annotators: tuple[str, ...]
    rows: list[Decision]
    article: Ints
    annotator: Ints
    quotation: Ints
    start: Ints
    end: Ints
    proposed: Bools  # whether the row itself comes from a proposal
    shown: Bools  # whether the annotator saw the machine's proposals
    speaker: Ints
    speakers: tuple[str, ...]
    stances: Ints  # an index into ``stance_sets``
    stance_sets: tuple[frozenset[Stance], ...]

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
        rows: list[Decision] = []
        blocks: list[tuple[int, int, int]] = []  # article, annotator, rows
        for number, each in enumerate(kept):
            for name, decisions in each.finished.items():
                quotations = list(filter(is_quotation, decisions))
                rows += quotations
                blocks.append((number, index[name], len(quotations)))
        return cls._encoded(tuple(kept), tuple(names), rows, np.array(blocks, dtype=np.int64).reshape(-1, 3))

    @classmethod
    def _encoded(
        cls, articles: tuple[TeamArticle, ...], annotators: tuple[str, ...], rows: list[Decision], blocks: Ints
    ) -> Material:
        """The rows as arrays; ``blocks`` says how many rows each article and annotator have."""
        article, annotator = (np.repeat(blocks[:, column], blocks[:, 2]) for column in (0, 1))
        offset = _offsets(articles)[article]
        spans = list(map(attrgetter("span"), rows))
        start = np.fromiter(map(attrgetter("start"), spans), dtype=np.int64, count=len(rows)) + offset
        end = np.fromiter(map(attrgetter("end"), spans), dtype=np.int64, count=len(rows)) + offset
        name, names = _coded(list(map(attrgetter("quotation"), rows)))
        # The same id in two articles is two quotations.
        _, quotation = np.unique(article * max(1, len(names)) + name, return_inverse=True)
        speaker, speakers = _coded(list(map(speaker_value, rows)))
        stances, stance_sets = _coded_sets(list(map(attrgetter("stances"), rows)))
        origins = map(attrgetter("origin"), rows)
        proposed = np.fromiter(map(partial(is_, Origin.PROPOSAL), origins), dtype=bool, count=len(rows))
        shown = np.fromiter(map(attrgetter("proposals_shown"), rows), dtype=bool, count=len(rows))
        return cls(
            articles, annotators, rows, article, annotator, quotation, start, end, proposed, shown,
            speaker, tuple(speakers), stances, tuple(stance_sets),
        )  # fmt: skip

    @cached_property
    def finished(self) -> Bools:
        """``finished[annotator, article]``."""
        return np.array([[a in each.finished for each in self.articles] for a in self.annotators], dtype=bool).reshape(
            len(self.annotators), len(self.articles)
        )

    @cached_property
    def unit(self) -> Ints:
        """For each row the unit it belongs to: the quotations of different annotators that are taken for the same."""
        return units(self.start, self.end, self.quotation, self.annotator)

    @cached_property
    def unit_rows(self) -> Ints:
        """``unit_rows[annotator, unit]``: the row, or -1 where the annotator did not keep that quotation."""
        table = np.full((len(self.annotators), int(self.unit.max(initial=-1)) + 1), -1, dtype=np.int64)
        table[self.annotator, self.unit] = np.arange(len(self.rows))
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
        person, people = _coded([merged.get(each, each) for each in self.speakers])
        size = max(1, len(people))
        found, joined = np.unique(article * size + person[speaker], return_inverse=True)
        return joined[numbers], found // size, found % size

    @cached_property
    def axis(self) -> Axis:
        """The stretches of content: a row's content, or its span where it has none."""
        contents = list(map(attrgetter("content"), self.rows))
        sizes = np.fromiter(map(len, contents), dtype=np.int64, count=len(contents))
        row = np.repeat(np.arange(len(contents)), sizes)
        flat: list[Span] = list(chain.from_iterable(contents))
        offset = _offsets(self.articles)[self.article[row]]
        start = np.fromiter(map(attrgetter("start"), flat), dtype=np.int64, count=len(flat)) + offset
        end = np.fromiter(map(attrgetter("end"), flat), dtype=np.int64, count=len(flat)) + offset
        bare = np.flatnonzero(sizes == 0)
        row = np.concatenate([row, bare])
        lengths = np.array([each.length for each in self.articles], dtype=float)
        return Axis.of(
            row,
            np.concatenate([start, self.start[bare]]),
            np.concatenate([end, self.end[bare]]),
            self.annotator[row],
            self.article[row],
            self.finished,
            lengths,
        )

    def groups(self) -> dict[str, Bools]:
        """Which rows each group of figures is of. A unit is proposed if anybody's quotation in it comes from a proposal."""
        proposed = np.zeros(self.unit_rows.shape[1], dtype=bool)
        proposed[self.unit[self.proposed]] = True
        return {
            "all": np.ones(len(self.rows), dtype=bool),
            "proposed": proposed[self.unit],
            "hand_made": ~proposed[self.unit],
            "with_proposals": self.shown,
            "without_proposals": ~self.shown,
        }


def _offsets(articles: Sequence[TeamArticle]) -> Ints:
    """Where each article begins on the common axis."""
    lengths = np.fromiter((each.length + 1 for each in articles), dtype=np.int64, count=len(articles))
    starts: Ints = np.cumsum(lengths) - lengths
    return starts


def _coded_sets(rows: list[tuple[Stance, ...]]) -> tuple[Ints, list[frozenset[Stance]]]:
    """The set of stances of each row as a number, and the sets by number; each distinct stance is looked at once, not each row."""
    sizes = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    flat = list(chain.from_iterable(rows))
    (target, targets), (label, labels) = (_coded(list(map(attrgetter(name), flat))) for name in ("target", "label"))
    found, single = np.unique(target * max(1, len(labels)) + label, return_inverse=True)
    distinct = [Stance(targets[each // len(labels)], labels[each % len(labels)]) for each in found.tolist()]
    sets = [frozenset[Stance](), *(frozenset((each,)) for each in distinct)]
    codes = np.zeros(len(rows), dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    codes[sizes == 1] = single[starts[sizes == 1]] + 1
    several = np.flatnonzero(sizes > 1)
    numbers = {each: number for number, each in enumerate(sets)}
    for row, at, size in zip(several.tolist(), starts[several].tolist(), sizes[several].tolist(), strict=True):
        codes[row] = numbers.setdefault(frozenset(distinct[i] for i in single[at : at + size]), len(numbers))
    return codes, list(numbers)


def _coded(values: list[T]) -> tuple[Ints, list[T]]:
    """Values as numbers in the order of their first coming, and the values by number."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(numbers.__getitem__, values), dtype=np.int64, count=len(values))
    return codes, list(numbers)
