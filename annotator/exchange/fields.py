"""What an annotated article bears, field by field: what a format carries, what it loses, and the check that it read back equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from annotator.errors import ExportError
from annotator.exchange.annotated import AnnotatedArticle, Hashes, ReadRows, Trace
from annotator.records import Article, Decision, Mention, Proposal, Status


class Field(StrEnum):
    """One thing that a format may or may not carry, worded as the table of losses words it.

    Every format carries the quotations themselves: article, annotator, start, end and words.
    """

    KIND = "kind of quotation"
    SOURCE = "source (the words that name who speaks)"
    SPEAKER = "speaker's name in the register"
    SPEAKER_ID = "speaker's id in the register"
    CUE = "cue"
    UTTERANCE = "utterance (quotations linked by one reporting phrase)"
    CONTENT = "content beyond the quotation"
    STANCES = "stances"
    COMMENT = "comment"
    FLAG = "flag"
    IDENTITY = "quotation's id"
    ORIGIN = "origin (proposed or made by hand, proposal shown or not)"
    OUTCOME = (
        "what became of the proposal, its detector, the codebook's version, the speaker's aliases, external id and note"
    )
    HISTORY = "time, duration and codebook of the decision"
    DECISION = "id of the decision"
    NOT_SPEECH = "stretches decided as not speech"
    OPEN = "undecided quotations"
    EMPTY = "articles without quotations"
    ARTICLE = "article's id"
    TITLE = "article's title"
    METADATA = "article's metadata"
    TAGS = "article's tags"
    FINISHED = "whether the annotator finished the article"


ALL = frozenset(Field)
#: The statuses that a format without the field leaves out.
STATUS_FIELD = {Status.REJECTED: Field.NOT_SPEECH, Status.OPEN: Field.OPEN}


def _mention(mention: Mention | None) -> Hashable:
    return (mention.span.start, mention.span.end, mention.words) if mention else None


#: What each field holds in a decision; a false value is nothing to carry.
VALUES: dict[Field, Callable[[Decision], Any]] = {
    Field.KIND: lambda d: str(d.kind),
    Field.SOURCE: lambda d: _mention(d.source),
    Field.SPEAKER: lambda d: d.speaker_name,
    Field.SPEAKER_ID: lambda d: d.speaker_id,
    Field.CUE: lambda d: _mention(d.cue),
    Field.UTTERANCE: lambda d: d.group,
    Field.CONTENT: lambda d: tuple((s.start, s.end) for s in d.content),
    Field.STANCES: lambda d: tuple(sorted((s.target, s.label) for s in d.stances)),
    Field.COMMENT: lambda d: d.comment,
    Field.FLAG: lambda d: d.flagged,
    Field.IDENTITY: lambda d: d.quotation,
    Field.ORIGIN: lambda d: (str(d.origin), d.proposals_shown),
    Field.HISTORY: lambda d: (d.decided_at, d.seconds, d.codebook) if d.decided_at or d.seconds or d.codebook else (),
    Field.DECISION: lambda d: d.id,
}
_ARTICLE_VALUES: dict[Field, Callable[[Article], Any]] = {
    Field.ARTICLE: lambda a: a.id,
    Field.TITLE: lambda a: a.title,
    Field.METADATA: lambda a: tuple(sorted(a.metadata.items())),
    Field.TAGS: lambda a: a.metadata.get("tags", ""),
}


def _suggestion(p: Proposal) -> int:
    """A hash of what a format says of a proposal: where it stands, its first candidate, its cue and its score."""
    first = p.source
    return hash(
        (p.span, p.words, p.kind, p.confidence, first and (first.mention, first.name or first.mention.words), p.cue)
    )


def statuses(carries: frozenset[Field]) -> frozenset[Status]:
    """The statuses that a format can tell apart: confirmed always, the others where it has the field."""
    return frozenset({Status.CONFIRMED, *(s for s, f in STATUS_FIELD.items() if f in carries)})


def whole(d: Decision) -> int:
    """A hash of all that a decision says, its stances as a set; flat, since a dataclass's own hash goes through every record in it."""
    source, cue = d.source, d.cue
    return hash(
        (
            d.id, d.quotation, d.status, d.span.start, d.span.end, d.words, d.kind, d.origin, d.speaker_id, d.speaker_name,
            (source.span.start, source.span.end, source.words) if source else None,
            (cue.span.start, cue.span.end, cue.words) if cue else None,
            d.group, d.comment, d.flagged, d.seconds, d.codebook, d.proposals_shown, d.decided_at,
            *[(s.start, s.end) for s in d.content], *sorted([(s.target, s.label) for s in d.stances]),
        )
    )  # fmt: skip


@dataclass(slots=True)
class Ledger:
    """The check of an export: what was written, article by article and annotator, against what was read back.

    It keeps one 64-bit hash and one count for each pair, so that a corpus of any size is checked in little memory. The hash is
    Python's own, keyed anew in every process, over the very values; where a format carries all, over the whole decisions.
    """

    carries: frozenset[Field]
    rows: bool = False  # whether articles without quotations cannot stand in the format
    losses: Counter[Field] = field(default_factory=Counter)
    _written: dict[tuple[str, str], tuple[int, int, str]] = field(default_factory=dict)
    _about: frozenset[Field] = field(init=False)
    _wanted: list[Callable[[Decision], Any]] = field(init=False)
    _lacking: list[tuple[Field, Callable[[Decision], Any]]] = field(init=False)

    def __post_init__(self) -> None:
        self._about = self.carries - ({Field.TAGS} if Field.METADATA in self.carries else set())  # which hold the tags
        self._wanted = [value for name, value in VALUES.items() if name in self.carries]
        self._lacking = [(name, value) for name, value in VALUES.items() if name not in self.carries]

    def writing(self, articles: Iterable[AnnotatedArticle]) -> Iterator[AnnotatedArticle]:
        """Pass articles through and note them."""
        for annotated in articles:
            self._count_losses(annotated)
            if annotated.decisions or not self.rows:
                entry = (self._digest(annotated), len(annotated.decisions), annotated.article.id)
                self._written[annotated.sha256, annotated.annotator] = entry
            yield annotated

    def check(self, read: Iterable[AnnotatedArticle | ReadRows | Hashes], where: str) -> int:
        """Compare what was read back; how many quotations. ExportError names the first article that differs."""
        count = 0
        for annotated in read:
            count += len(annotated.decisions)
            digest, wrote, name = self._written.pop((annotated.sha256, annotated.annotator), (None, 0, ""))
            if digest is None:
                raise ExportError(
                    f"{where}: it reads back an article by {annotated.annotator} that was not written; nothing was exported."
                )
            if digest != self._digest(annotated):
                raise ExportError(
                    f"{where}: article {name} by {annotated.annotator} did not read back equal ({wrote} quotations written, "
                    f"{len(annotated.decisions)} read); nothing was exported."
                )
        for (_, annotator), (_, _, name) in self._written.items():
            raise ExportError(f"{where}: article {name} by {annotator} did not read back; nothing was exported.")
        return count

    def _digest(self, annotated: AnnotatedArticle | ReadRows | Hashes) -> int:
        if isinstance(annotated, Hashes):
            return hash((*annotated.about, *sorted(annotated.decisions)))
        about: list[Any] = []
        if isinstance(annotated, AnnotatedArticle):
            about = [value(annotated.article) for name, value in _ARTICLE_VALUES.items() if name in self._about]
            about += [annotated.finished] if Field.FINISHED in self.carries else []
            about += sorted(map(_suggestion, annotated.suggestions))
        elif Field.ARTICLE in self.carries:
            about = [annotated.article_id, *([annotated.tags] if Field.TAGS in self._about else [])]
        return hash((*about, *sorted(map(self._fact if self._lacking else whole, annotated.decisions))))

    def _fact(self, decision: Decision) -> int:
        span = (decision.status, decision.span.start, decision.span.end, decision.words)
        return hash((span, *[value(decision) for value in self._wanted]))

    def _count_losses(self, annotated: AnnotatedArticle) -> None:
        for name, value in self._lacking:
            self.losses[name] += sum(bool(value(d)) for d in annotated.decisions)
        for name, about in _ARTICLE_VALUES.items():
            self.losses[name] += name not in self.carries and bool(about(annotated.article))
        if Field.OUTCOME not in self.carries:
            self.losses[Field.OUTCOME] += sum(annotated.trace(d) != Trace() for d in annotated.decisions)
        self.losses[Field.FINISHED] += Field.FINISHED not in self.carries and annotated.finished
        self.losses[Field.EMPTY] += Field.EMPTY not in self.carries and not annotated.decisions
