"""The records that rooms hand each other: frozen values, standard library alone.

Every offset is a Unicode code point into an article's stored text, half-open (``start`` included, ``end`` not). The words
stand beside each span so that ``text[start:end] == words`` can be checked wherever a span is written or read.
The terms are those of ``docs/glossary.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, Self, TypeVar, dataclass_transform

from annotator.jsontext import MisfitError as MisfitError


class Kind(StrEnum):
    """What a quotation is: speech in marks (direct, mixed), paraphrase (indirect), or words in marks nobody said."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"
    NOT_SPEECH = "not-speech"


class Status(StrEnum):
    """How far an annotator is with a quotation.

    ``open``: begun (a label, a comment, a flag was set) but not yet decided. ``confirmed``: decided. ``rejected``: a
    proposal that is not speech. ``withdrawn``: a hand-made quotation that its maker took away again, or one that was merged
    into the one before.
    """

    OPEN = "open"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Reason(StrEnum):
    """Why annotators decided differently, in the adjudicator's judgment; all but ``SLIP`` say what to fix."""

    NONE = ""
    UNCLEAR = "guideline-unclear"
    SLIP = "slip"
    AMBIGUOUS = "ambiguous-text"
    LACKS = "codebook-lacks-label"
    OTHER = "other"


class Origin(StrEnum):
    """Where a quotation came from: a proposal of the machine, or a person's own selection."""

    PROPOSAL = "proposal"
    MANUAL = "manual"


R = TypeVar("R", bound="FrozenRecord")
C = TypeVar("C")


def _values(record: Any) -> Any:
    """The values of the fields by which a record is compared."""
    return tuple(getattr(record, field.name) for field in fields(record) if field.compare)


class FrozenRecord:
    """Records cannot be changed, are equal where they are of one kind and their fields are equal, and print their fields.

    That is what frozen dataclasses do, too; here it stands once. A dataclass compiles it from text for each class as it is
    imported, most of what importing the records would take.
    """

    __slots__ = ()
    _compared: ClassVar[Any] = staticmethod(_values)  # reads what a record is compared by

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        same: bool = self._compared(self) == self._compared(other)
        return same

    def __hash__(self) -> int:
        return hash(self._compared(self))

    def __repr__(self) -> str:
        values = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self))  # type: ignore[arg-type]
        return f"{self.__class__.__qualname__}({', '.join(values)})"

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(name)

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(name)

    def __getstate__(self) -> list[object]:
        return [getattr(self, field.name) for field in fields(self)]  # type: ignore[arg-type]

    def __setstate__(self, state: list[object]) -> None:
        for each, value in zip(fields(self), state, strict=True):  # type: ignore[arg-type]
            object.__setattr__(self, each.name, value)


class OrderedRecord(FrozenRecord):
    """Records that are ordered by their fields, as a tuple of them is."""

    __slots__ = ()

    def __lt__(self, other: Self) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        less: bool = self._compared(self) < self._compared(other)
        return less

    def __le__(self, other: Self) -> bool:
        return not other < self

    def __gt__(self, other: Self) -> bool:
        return other < self

    def __ge__(self, other: Self) -> bool:
        return not self < other


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[R]) -> type[R]:
    """Make a class of fields a dataclass with slots; of what a dataclass compiles, it gets ``__init__`` alone.

    For subclasses of :class:`FrozenRecord`, which has the rest.
    """
    made: Any = dataclass(slots=True, init=False, eq=False, repr=False)(kind)
    made.__init__ = _initializer(made)
    made._compared = attrgetter(*(each.name for each in fields(made) if each.compare))
    return made  # type: ignore[no-any-return]


def _initializer(kind: type[Any]) -> Callable[..., None]:
    """``__init__`` of a record: takes its fields in order, sets each, and calls ``__post_init__`` where there is one."""
    names: dict[str, Any] = {"set_field": object.__setattr__, "or_made": _or_made, "MISSING": MISSING}
    taken, lines = [], []
    for each in fields(kind):
        set_to = each.name
        if each.default is not MISSING:
            names[f"default_{each.name}"] = each.default
            taken.append(f"{each.name}=default_{each.name}")
        elif each.default_factory is not MISSING:
            names[f"make_{each.name}"] = each.default_factory
            taken.append(f"{each.name}=MISSING")
            set_to = f"or_made({each.name}, make_{each.name})"
        else:
            taken.append(each.name)
        lines.append(f"set_field(self, {each.name!r}, {set_to})")
    if hasattr(kind, "__post_init__"):
        lines.append("self.__post_init__()")
    exec(f"def __init__(self, {', '.join(taken)}):\n " + "\n ".join(lines), names)
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{kind.__qualname__}.__init__"
    return made


def _or_made(value: object, make: Callable[[], object]) -> object:
    return make() if value is MISSING else value


@record
class Span(OrderedRecord):
    """A half-open stretch of code points, ``0 <= start < end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise MisfitError(f"a span needs 0 <= start < end, not {self.start}, {self.end}")

    def words(self, text: str) -> str:
        """The words that the span covers in ``text``; ValueError if it reaches beyond the text."""
        if self.end > len(text):
            raise MisfitError(f"span {self.start}-{self.end} reaches beyond the text of {len(text)} code points")
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def iou(self, other: Span) -> float:
        """Shared characters by joint characters (intersection over union), 0 to 1."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        return shared / (max(self.end, other.end) - min(self.start, other.start)) if shared > 0 else 0.0


@record
class Mention(FrozenRecord):
    """A stretch of the article with its words: a source ("Verma", "she") or a cue ("said")."""

    span: Span
    words: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Mention:
        """The mention at ``text[start:end]``."""
        span = Span(start, end)
        return cls(span, span.words(text))


IMPORT_NOTES = "import_notes"
"""The key of an article's metadata under which the notes of its import stand, one a line."""


@record
class Article(FrozenRecord):
    """The text that is annotated: immutable once imported, known by the SHA-256 of its text.

    ``id`` is the name people use (a file's name without its suffix); ``title`` the first line that is not blank, cut to
    a line, where the source gave none.
    """

    id: str
    text: str
    title: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The article's identity: SHA-256 of its text in UTF-8, lower-case hex."""
        return text_hash(self.text)

    @property
    def import_notes(self) -> tuple[str, ...]:
        """What its reader reported: what it left out, joined, added or guessed."""
        return tuple(str(self.metadata.get(IMPORT_NOTES, "")).splitlines())


def hash_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, in lower-case hex; lone surrogates are hashed as they stand (surrogatepass)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=16)  # the desk asks for the same article's identity again and again
def text_hash(text: str) -> str:
    """``hash_of`` a text, kept for the texts that were asked for last."""
    return hash_of(text)


def speaker_id(name: str) -> str:
    """The id of the speaker first registered under a name: the same in every project, so that files merge by it."""
    return "s" + hashlib.sha256(fold(name).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fold(name: str) -> str:
    """A name for comparison: case-folded, runs of white space made one blank, ends trimmed."""
    return " ".join(name.casefold().split())


def quotation_id(article_sha256: str, span: Span) -> str:
    """The id of the quotation that a proposal makes at a span: the same in every run, project and package."""
    return "p" + hashlib.sha256(f"{article_sha256}:{span.start}:{span.end}".encode()).hexdigest()[:24]


@record
class Candidate(FrozenRecord):
    """A possible source of a quotation: the mention, the canonical name it refers to, a probability and a short reason."""

    mention: Mention
    name: str
    score: float
    reason: str


def proposed_source(candidates: Sequence[C], kind: Kind, *, speaks: bool) -> C | None:
    """The candidate that is proposed as the source, or None where nobody is named or the stretch is not speech."""
    return candidates[0] if speaks and kind is not Kind.NOT_SPEECH and candidates else None


@record
class Proposal(FrozenRecord):
    """What the machine suggests for one stretch. It never shares a table with what people decide.

    ``kind`` may be ``not-speech``. ``confidence`` is the probability that ``kind`` is right as to speech or not.
    ``candidates`` are sources ranked best first, their scores plus ``no_source`` (the null answer) adding up to at most 1.
    ``speaks`` says whether the first candidate is proposed as the source (False: the null answer won).
    ``group`` links the quotations of one utterance. ``content`` is all that was said where that is more than the span.
    """

    span: Span
    words: str
    kind: Kind
    confidence: float
    candidates: tuple[Candidate, ...] = ()
    no_source: float = 0.0
    speaks: bool = True
    cue: Mention | None = None
    group: str | None = None
    content: tuple[Span, ...] = ()
    shown: bool = True  # False: only the stretch is shown, so that nobody is led; see ``blind_share``

    @property
    def source(self) -> Candidate | None:
        """The proposed source, or None where nobody is named or the stretch is not speech."""
        return proposed_source(self.candidates, self.kind, speaks=self.speaks)


@record
class Speaker(FrozenRecord):
    """A person or body in the project's register, with the other names it goes by.

    ``note`` is a remark about who it is; ``uri`` an external id, for one a Wikidata item (``speaker_uri``), "" where there is none.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    note: str = ""
    uri: str = ""


@record
class Stance(OrderedRecord):
    """A label of the codebook towards a target; a quotation bears any number of them."""

    target: str
    label: str


@record
class LikelyStances(FrozenRecord):
    """What a model of the annotator's own decisions expects of a quotation: the labels to mark, and the targets' ids, likeliest first."""

    marks: tuple[Stance, ...]
    targets: tuple[str, ...]


@record
class Label(FrozenRecord):
    """One stance label of a target. ``id`` never changes; names may. ``key`` is one small letter, unique in its target."""

    id: str
    name: str
    key: str
    color: str
    polarity: int  # -1 against, 0 neutral or unclear, 1 in favor
    definition: str = ""
    example: str = ""
    counter_example: str = ""


@record
class Target(FrozenRecord):
    """What stances are about. ``key`` is one capital letter, unique in the codebook."""

    id: str
    name: str
    key: str
    labels: tuple[Label, ...]
    definition: str = ""


@record
class Codebook(FrozenRecord):
    """A versioned list of targets and their stance labels; ``source`` is the TOML it was read from, ``guideline`` Markdown."""

    id: str
    name: str
    version: str
    targets: tuple[Target, ...]
    guideline: str = ""
    source: str = ""

    @property
    def hash(self) -> str:
        """SHA-256 of the TOML source: which codebook exactly a decision was made with."""
        return text_hash(self.source)

    def target(self, target_id: str) -> Target | None:
        """The target of that id, or None."""
        return next((t for t in self.targets if t.id == target_id), None)

    def label(self, stance: Stance) -> Label | None:
        """The label of that target and id, or None."""
        target = self.target(stance.target)
        return next((label for label in target.labels if label.id == stance.label), None) if target else None

    def has(self, stance: Stance) -> bool:
        """Whether the codebook knows this target and label."""
        return self.label(stance) is not None


@record
class Decision(FrozenRecord):
    """What one annotator decided about one quotation at one moment: a whole picture, not a difference.

    The newest decision that was not undone is the current one. ``source`` is the mention in the article (None: no source
    named), ``speaker_id`` the register's speaker it refers to; where it is None and ``speaker_name`` is given, the store finds
    that name (or alias) in the register or adds it, and every read answers both. ``seconds`` is the time the quotation was current on the
    desk before this decision. ``decided_at`` is UTC, ISO 8601, and only shown: ``sequence`` counts an annotator's decisions, from 1, and
    is what orders them. The store gives ``id``, ``decided_at`` and ``sequence`` when they are blank.

    ``replaces`` is the id of the decision that stood for the quotation when this one was taken, "" where none did. None leaves it to the
    store to find out; whoever names it is told (``StaleDecisionError``) where another decision has come in between. Neither it nor
    ``sequence`` is a part of what a decision says, so they do not count in comparisons, and exports do not carry them.
    """

    quotation: str
    article: str  # sha256
    annotator: str
    status: Status
    span: Span
    words: str
    kind: Kind
    origin: Origin
    source: Mention | None = None
    speaker_id: str | None = None
    speaker_name: str = ""
    cue: Mention | None = None
    group: str | None = None
    content: tuple[Span, ...] = ()
    stances: tuple[Stance, ...] = ()
    comment: str = ""
    flagged: bool = False
    seconds: float = 0.0
    codebook: str = ""  # Codebook.hash
    proposals_shown: bool = True
    shown: str = field(default="", compare=False)  # annotator.holdout.Shown as text; "" for older decisions
    decided_at: str = ""
    id: str = ""
    sequence: int = field(default=0, compare=False)
    replaces: str | None = field(default=None, compare=False)

    def anew(self) -> Decision:
        """What it says as a decision that is not stored yet: without id, time and place in the order.

        What a stored one replaced is not what the new one replaces.
        """
        return replace(self, id="", decided_at="", sequence=0, replaces=None if self.id else self.replaces)

    def said_by_nobody(self) -> Decision:
        """The decision as one on words that nobody is reported to have said: without source, speaker, cue and stances."""
        return replace(self, kind=Kind.NOT_SPEECH, source=None, speaker_id=None, speaker_name="", cue=None, stances=())


ADJUDICATED = "adjudicated"
"""The name under which settled decisions stand beside those of annotators: a layer of its own, nobody's name."""

SECOND_READING = "  (second reading)"
"""What follows an annotator's name where their decisions on an article that came back stand. No person's name has two blanks in a row."""


def second_reading(annotator: str) -> str:
    """The name under which an annotator's second reading of articles stands."""
    return annotator + SECOND_READING


def person_of(name: str) -> str:
    """The annotator who decides under a name: of a second reading the one whose it is."""
    return name.removesuffix(SECOND_READING)


def is_second_reading(name: str) -> bool:
    """Whether decisions under this name are somebody's second reading, which counts nowhere but in their own consistency."""
    return name.endswith(SECOND_READING)


@record
class Settlement(FrozenRecord):
    """A decision of the adjudicated layer, with the ids of the decisions that it settled and why these differed.

    ``quotations`` are the ids of the quotations that those decisions are about: annotators may have drawn one quotation in
    different ways. ``adjudicator`` is who settled it; the store gives both when it reads.
    """

    decision: Decision
    settled: frozenset[str] = frozenset()
    reason: Reason = Reason.NONE
    quotations: frozenset[str] = frozenset()
    adjudicator: str = ""


@record
class Quotation(FrozenRecord):
    """A quotation as the desk shows it to one annotator: the proposal behind it, if any, and the current decision, if any."""

    id: str
    proposal: Proposal | None
    decision: Decision | None

    @property
    def span(self) -> Span:
        """Where it stands now: as decided, else as proposed."""
        shown = self.decision or self.proposal
        assert shown is not None, "a quotation has a proposal or a decision"
        return shown.span

    @property
    def kind(self) -> Kind:
        """Its kind now: as decided, else as proposed."""
        shown = self.decision or self.proposal
        assert shown is not None, "a quotation has a proposal or a decision"
        return shown.kind

    @property
    def decided(self) -> bool:
        """Whether this annotator is done with it."""
        return self.decision is not None and self.decision.status is not Status.OPEN


class QuotationForm(NamedTuple):
    """What many quotations share: whether a proposal made them, whether proposals were shown, and their content (start, end)."""

    proposed: bool
    shown: bool
    content: tuple[tuple[int, int], ...]


class ArticleRow(NamedTuple):
    """One line of the queue: an article with this annotator's progress in it. A plain tuple, for there may be 100,000."""

    sha256: str
    id: str
    title: str
    quotations: int  # proposals and hand-made quotations, without withdrawn ones
    decided: int
    flagged: int
    proposed: bool  # whether the detector has run on it
    finished: bool  # by the decision that left none undecided, or by hand; ``store/progress.py`` has the rules
    tags: str = ""  # in the order of their letters, ", " between them

    @property
    def unfinished(self) -> bool:
        """Whether the annotator still has something to do here: to wait for proposals, or to decide."""
        return not self.finished and (self.decided < self.quotations or not self.proposed)


@dataclass(frozen=True, eq=False, repr=False)
class Desk(FrozenRecord):
    """All that the window shows for one article and annotator, from one read. Quotations in text order, withdrawn ones left out."""

    article: Article
    annotator: str
    quotations: tuple[Quotation, ...]
    codebook: Codebook
    proposed: bool  # whether the detector has run on the article
    finished: bool = False
    hold_out: str = ""  # ``annotator.holdout.HoldOut`` as text: which suggestions are withheld

    @cached_property
    def utterances(self) -> Mapping[str, Decision]:
        """Group -> the decision last confirmed on a quotation of that utterance, whose speaker the others share by default.

        A decision that is not on disk yet has no sequence; it is newer than all that are.
        """
        confirmed = [q.decision for q in self.quotations if q.decision and q.decision.status is Status.CONFIRMED]
        return {d.group: d for d in sorted(confirmed, key=lambda d: (not d.sequence, d.sequence)) if d.group}


@record
class Change(FrozenRecord):
    """What a write changed, for one broadcast to all panes. Empty sets mean untouched."""

    action: str = ""  # what the user did, in words, for the undo menu: "Confirm quotation"
    article: str | None = None  # sha256 of the article whose quotations changed
    quotations: frozenset[str] = frozenset()
    queue: bool = False  # titles, progress or the set of articles changed
    speakers: bool = False  # the register changed
    codebook: bool = False
    message: str = ""  # a sentence for the status bar, e.g. "Already here: 1 article"
    decision: Decision | None = None  # the one that was made, as it is stored: with its id and time
    row: ArticleRow | None = None  # the article's line of the queue after that decision
