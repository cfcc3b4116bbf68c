"""Quotations as labeled stretches with relations between them, as Prodigy, Label Studio, doccano and others hold them.

A quotation is a ``CONTENT``; the words that name who speaks are a ``SOURCE``, tied to it by ``SAID_BY``; the reporting words a
``CUE``, tied by ``CUED_BY``. Sources and cues that several quotations share are one stretch.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.exchange.annotated import AnnotatedArticle, ReaderNotes, in_order, paragraph_of, stance_names
from annotator.exchange.articles import normal_newlines
from annotator.exchange.scheme import COMMENT, KIND, KINDS, NOTHING, SPEAKER, STANCE, Scheme
from annotator.jsontext import whole
from annotator.records import Article, Decision, Kind, Mention, MisfitError, Origin, Span, Stance, Status, quotation_id

CONTENT, SOURCE, CUE = "CONTENT", "SOURCE", "CUE"
SAID_BY, CUED_BY = "SAID_BY", "CUED_BY"
LABELS = (CONTENT, SOURCE, CUE)
RELATIONS = (SAID_BY, CUED_BY)
SPOKEN_BY = "spoken_by"
"""What is said of a stretch whose sentence has a speaker: the one of a quotation that has no source."""
_ROLES = {"source": SOURCE, "cue": CUE}
_ENDS = re.compile(r"[.!?]\s")
_MARKS = "\"'“”„‟‘’‚‛«»‹›「『"


@dataclass(frozen=True, slots=True)
class Node:
    """A labeled stretch; ``decision`` is that of a CONTENT."""

    n: int
    label: str
    span: Span
    words: str
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation from a CONTENT to its SOURCE or CUE."""

    label: str
    head: Node
    child: Node


def graph(decisions: Sequence[Decision]) -> tuple[list[Node], list[Edge]]:
    """The stretches, numbered from 0 in the order of their quotations, and the relations between them."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    shared: dict[tuple[str, Span], Node] = {}

    def add(label: str, span: Span, words: str, decision: Decision | None = None) -> Node:
        nodes.append(Node(len(nodes), label, span, words, decision))
        return nodes[-1]

    for decision in in_order(decisions):
        head = add(CONTENT, decision.span, decision.words, decision)
        for label, relation, mention in ((SOURCE, SAID_BY, decision.source), (CUE, CUED_BY, decision.cue)):
            if mention is not None:
                child = shared.get((label, mention.span)) or add(label, mention.span, mention.words)
                shared[label, mention.span] = child
                edges.append(Edge(relation, head, child))
    return nodes, edges


#: The keys of :func:`said` that are read back.
SAID = (
    "quotation", "kind", "speaker", "speaker_id", "stances", "utterance", "comment", "flagged", "content", "origin",
    "proposals_shown", "decided_at", "seconds", "codebook",
)  # fmt: skip


def said(annotated: AnnotatedArticle, decision: Decision) -> dict[str, Any]:
    """What the tools' own vocabulary has no word for, as keys beside a quotation that they pass through; with its provenance."""
    return {
        "quotation": decision.quotation,
        "kind": str(decision.kind),
        "speaker": decision.speaker_name,
        "speaker_id": decision.speaker_id or "",
        "stances": stance_names(decision),
        "utterance": decision.group or "",
        "comment": decision.comment,
        "flagged": decision.flagged,
        "content": [[s.start, s.end] for s in decision.content],
        "origin": str(decision.origin),
        "proposals_shown": decision.proposals_shown,
        "decided_at": decision.decided_at,
        "seconds": decision.seconds,
        "codebook": decision.codebook,
        **annotated.trace(decision).record(),
    }


@dataclass(slots=True)
class _Stretch:
    """A stretch that was read: its part in a quotation, and what is said beside it."""

    role: str
    mention: Mention
    said: dict[str, Any]


@dataclass
class Builder:
    """Stretches and relations of one article, read in any order, as one annotator's confirmed quotations."""

    article: Article
    annotator: str
    scheme: Scheme = field(default_factory=Scheme)
    sha256: str = field(init=False)
    _nodes: dict[Hashable, _Stretch] = field(default_factory=dict)
    _links: list[tuple[Hashable, Hashable]] = field(default_factory=list)
    _marks: list[tuple[Span, str, str]] = field(
        default_factory=list
    )  # stances as stretches: where, which, how they are called

    def __post_init__(self) -> None:
        self.sha256 = self.article.sha256  # computed from the text each time it is asked for

    def node(
        self,
        key: Hashable,
        labels: str | Sequence[str],
        span: Span,
        words: str | None = None,
        values: Iterable[tuple[str, str]] = (),
        parent: str = "",
        **said: Any,
    ) -> None:
        """Add a stretch with all its labels; MisfitError where its words are others.

        ``values`` are (name, value) beside it in the file's own terms, ``said`` what it says in ours (the keys of :func:`said`).
        ``parent`` is the group that the file keeps its labels in.
        """
        mention = Mention(span, span.words(self.article.text))
        if words is not None and normal_newlines(words) != mention.words:
            raise MisfitError(f"the words at {span.start}-{span.end} are not the ones given")
        for label in [labels] if isinstance(labels, str) else labels:
            meaning = self.scheme.of_span(label, parent)
            if not meaning:
                self.scheme(f"label {label}, which is neither quotation, source nor cue: left out")
            elif ":" in meaning:
                self._marks.append((span, meaning, label))
            elif meaning != NOTHING:
                self._add(key, meaning, mention, said)
        for name, value in values:
            self.say(key, name, value)

    def _add(self, key: Hashable, meaning: str, mention: Mention, said: Mapping[str, Any]) -> None:
        more = {"kind": meaning, **said} if meaning in KINDS else dict(said)
        role = _ROLES.get(meaning, CONTENT)
        if key in self._nodes:
            self.scheme("second label of one stretch: left out")
        else:
            self._nodes[key] = _Stretch(role, mention, more)

    def say(self, key: Hashable, name: str, value: str) -> None:
        """Add what the file says beside a stretch, in its own terms."""
        stretch = self._nodes.get(key)
        what, told = self.scheme.of_value(name, value, source=stretch is not None and stretch.role == SOURCE)
        if what == NOTHING:
            return
        if stretch is None or not what or (what in (STANCE, COMMENT, KIND) and stretch.role != CONTENT):
            self.scheme(
                f"{name} {value}, which cannot be kept: left out" if stretch else f"{name} of no quotation: left out"
            )
        elif what == STANCE:
            self.stance(key, told)
        elif what == KIND and told not in KINDS:
            self.scheme(f"unknown kind {told}: left out")
        elif what == COMMENT and stretch.said.get(COMMENT):
            stretch.said[COMMENT] += f"\n{told}"
        else:
            stretch.said[what] = told

    def say_of_all(self, name: str, value: str) -> None:
        """Add what the file says of the whole text: a stance of its only quotation, where there is one alone."""
        what, told = self.scheme.of_value(name, value)
        heads = [key for key, stretch in self._nodes.items() if stretch.role == CONTENT]
        if what == STANCE and len(heads) == 1:
            self.stance(heads[0], told)
            self.scheme(f"{name} {value}, given to a whole text: applied to its only quotation")
        elif what != NOTHING:
            self.scheme(f"{name} {value}, given to a whole text: left out")

    def stance(self, key: Hashable, name: str) -> None:
        """Add a stance, written ``target:label``, to a quotation."""
        stretch = self._nodes.get(key)
        if stretch is None or stretch.role != CONTENT:
            self.scheme("stance of no quotation: left out")
        else:
            stretch.said["stances"] = [*(stretch.said.get("stances") or ()), name]

    def link(self, head: Hashable, child: Hashable, label: str = "") -> None:
        """Add a relation; its direction does not matter, the labels at its ends say what it means."""
        self._links.append((head, child))

    def finished(self, finished: bool = True) -> AnnotatedArticle:
        """What was read."""
        self._attach_marks()
        ties = self._ties()
        found = []
        for key, stretch in self._nodes.items():
            if stretch.role == CONTENT:
                tied = ties.pop(key, {})
                source, cue = tied.get(SOURCE), tied.get(CUE)
                said = stretch.said
                if source is not None and not said.get(SPEAKER) and source.said.get(SPEAKER):
                    said = {**said, SPEAKER: source.said[SPEAKER]}
                elif source is None and not said.get(SPEAKER):
                    said = {**said, SPEAKER: said.get(SPOKEN_BY)}
                found.append(
                    self._decision(
                        stretch.mention, source.mention if source else None, cue.mention if cue else None, said
                    )
                )
        return AnnotatedArticle(self.article, self.annotator, tuple(_distinct(found)), finished)

    def _attach_marks(self) -> None:
        """Put stances that are stretches of their own on the quotation that they overlap most."""
        quotations = [stretch for stretch in self._nodes.values() if stretch.role == CONTENT]
        for span, stance, label in self._marks:
            best = max(quotations, key=lambda each: each.mention.span.iou(span), default=None)
            if best is None or not best.mention.span.overlaps(span):
                self.scheme(f"label {label} on no quotation: left out")
            elif stance not in (known := best.said.get("stances") or ()):
                best.said["stances"] = [*known, stance]

    def _ties(self) -> dict[Hashable, dict[str, _Stretch]]:
        ties: dict[Hashable, dict[str, _Stretch]] = {}
        used = set()
        for pair in self._links:
            ends = [k for k in pair if k in self._nodes]
            heads = [k for k in ends if self._nodes[k].role == CONTENT]
            children = [k for k in ends if self._nodes[k].role != CONTENT]
            if len(heads) != 1 or len(children) != 1:
                self.scheme("relation that does not link a quotation to a source or cue: left out")
                continue
            child = self._nodes[children[0]]
            used.add(children[0])
            if child.role in ties.setdefault(heads[0], {}):
                self.scheme(f"second {child.role.lower()} of one quotation: left out")
            else:
                ties[heads[0]][child.role] = child
        if not self._links:
            used |= self._tie_nearest(ties)
        for key, stretch in self._nodes.items():
            if stretch.role != CONTENT and key not in used:
                self.scheme(f"{stretch.role.lower()} linked to no quotation: left out")
        return ties

    def _tie_nearest(self, ties: dict[Hashable, dict[str, _Stretch]]) -> set[Hashable]:
        """Where an annotator drew no relation at all, tie each quotation to the nearest source and cue of its paragraph.

        The keys of what was tied.
        """
        used = set()
        for head, quotation in self._nodes.items():
            if quotation.role != CONTENT:
                continue
            paragraph = paragraph_of(self.article.text, quotation.mention.span)
            for role in (SOURCE, CUE):
                near = [
                    (*_gap(self.article.text, each.mention.span, quotation.mention.span), each.mention.span.start, key)
                    for key, each in self._nodes.items()
                    if each.role == role and each.mention.span.overlaps(paragraph)
                ]
                if near:
                    key = min(near, key=lambda found: found[:3])[3]
                    ties.setdefault(head, {})[role] = self._nodes[key]
                    used.add(key)
                    self.scheme(
                        f"{role.lower()} linked to the nearest quotation of its paragraph, since it has no relation"
                    )
        return used

    def _decision(self, at: Mention, source: Mention | None, cue: Mention | None, more: Mapping[str, Any]) -> Decision:
        kind = more.get("kind")
        return Decision(
            quotation=str(more.get("quotation") or quotation_id(self.sha256, at.span)),
            article=self.sha256,
            annotator=self.annotator,
            status=Status.CONFIRMED,
            span=at.span,
            words=at.words,
            kind=kind_called(kind) if kind else kind_by_marks(self.article.text, at.span, self.scheme),
            origin=Origin.PROPOSAL if more.get("origin") == Origin.PROPOSAL else Origin.MANUAL,
            source=source,
            speaker_name=str(more.get("speaker") or ""),
            speaker_id=more.get("speaker_id") or None,
            cue=cue,
            group=more.get("utterance") or None,
            stances=tuple(sorted({as_stance(name) for name in more.get("stances") or ()})),
            comment=str(more.get("comment") or ""),
            flagged=bool(more.get("flagged")),
            content=tuple(Span(whole(a), whole(b)) for a, b in more.get("content") or ()),
            proposals_shown=bool(more.get("proposals_shown", True)),
            decided_at=str(more.get("decided_at") or ""),
            seconds=float(more.get("seconds") or 0.0),
            codebook=str(more.get("codebook") or ""),
        )


def _gap(text: str, one: Span, other: Span) -> tuple[bool, int]:
    """Whether a sentence ends between two spans, and how many characters stand there; 0 where they overlap."""
    first, last = sorted((one, other), key=lambda span: span.start)
    between = text[first.end : last.start]
    return _ENDS.search(between) is not None, len(between)


def as_stance(name: str) -> Stance:
    """``target:label`` as a stance; MisfitError where it is not so written."""
    target, colon, label = name.partition(":")
    if not colon or not target or not label:
        raise MisfitError(f"the stance “{name}” is not written as target:label")
    return Stance(target, label)


def kind_called(name: str) -> Kind:
    """The kind of that name; MisfitError where there is none."""
    if name not in set(Kind):
        raise MisfitError(f"{name[:40]!r} is not a valid Kind")
    return Kind(name)


def kind_by_marks(text: str, span: Span, notes: ReaderNotes) -> Kind:
    """Direct where a quotation mark opens the stretch or stands before it, else indirect: for formats that do not say."""
    notes("kind of a quotation, which the format does not give: direct if in quotation marks, else indirect")
    opens = text[span.start] in _MARKS or (span.start > 0 and text[span.start - 1] in _MARKS)
    return Kind.DIRECT if opens else Kind.INDIRECT


def _distinct(decisions: list[Decision]) -> list[Decision]:
    """Give a second quotation of the same id one of its own: some files mark one stretch twice."""
    seen: dict[str, int] = {}
    out = []
    for decision in in_order(decisions):
        n = seen[decision.quotation] = seen.get(decision.quotation, 0) + 1
        if n > 1:
            fresh = hashlib.sha256(f"{decision.quotation}:{n}".encode()).hexdigest()[:24]
            decision = replace(decision, quotation=f"m{fresh}")
        out.append(decision)
    return out
