"""Quotations as labelled stretches with relations between them, as Prodigy, Label Studio, doccano and others hold them.

A quotation is a ``CONTENT``; the words that name who speaks are a ``SOURCE``, tied to it by ``SAID_BY``; the reporting words a
``CUE``, tied by ``CUED_BY``. Sources and cues that several quotations share are one stretch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.exchange.annotated import AnnotatedArticle, Notes, in_order, stance_names
from annotator.exchange.articles import normal_newlines
from annotator.records import Article, Decision, Kind, Mention, MisfitError, Origin, Span, Stance, Status, quotation_id

CONTENT, SOURCE, CUE = "CONTENT", "SOURCE", "CUE"
SAID_BY, CUED_BY = "SAID_BY", "CUED_BY"
LABELS = (CONTENT, SOURCE, CUE)
RELATIONS = (SAID_BY, CUED_BY)
#: Labels of other people's files, in capitals, that mean one of ours.
_ALIASES = {
    "CONTENT": CONTENT, "QUOTE": CONTENT, "QUOTATION": CONTENT, "SOURCE": SOURCE, "SPEAKER": SOURCE, "CUE": CUE,
}  # fmt: skip
_MARKS = "\"'“”„‟‘’‚‛«»‹›「『"


@dataclass(frozen=True, slots=True)
class Node:
    """A labelled stretch; ``decision`` is that of a CONTENT."""

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


#: The keys of :func:`said`.
SAID = ("quotation", "kind", "speaker", "speaker_id", "stances", "utterance", "comment", "flagged")


def said(decision: Decision) -> dict[str, Any]:
    """What the tools' own vocabulary has no word for, as keys beside a quotation that they pass through."""
    return {
        "quotation": decision.quotation,
        "kind": str(decision.kind),
        "speaker": decision.speaker_name,
        "speaker_id": decision.speaker_id or "",
        "stances": stance_names(decision),
        "utterance": decision.group or "",
        "comment": decision.comment,
        "flagged": decision.flagged,
    }


@dataclass
class Builder:
    """Stretches and relations of one article, read in any order, as one annotator's confirmed quotations."""

    article: Article
    annotator: str
    notes: Notes
    sha256: str = field(init=False)
    _nodes: dict[Hashable, tuple[str, Mention, Mapping[str, Any]]] = field(default_factory=dict)
    _links: list[tuple[Hashable, Hashable]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sha256 = self.article.sha256  # computed from the text each time it is asked for

    def node(self, key: Hashable, label: str, span: Span, words: str | None = None, **said: Any) -> None:
        """Add a stretch with what the file says of it (the keys of :func:`said`); MisfitError where its words are others."""
        mention = Mention(span, span.words(self.article.text))
        if words is not None and normal_newlines(words) != mention.words:
            raise MisfitError(f"the words at {span.start}-{span.end} are not the ones given")
        known = _ALIASES.get(label.upper())
        if known is None:
            self.notes(f"label {label}, which is neither quotation, source nor cue: left out")
        else:
            self._nodes[key] = (known, mention, said)

    def link(self, head: Hashable, child: Hashable, label: str = "") -> None:
        """Add a relation; its direction does not matter, the labels at its ends say what it means."""
        self._links.append((head, child))

    def finished(self, finished: bool = True) -> AnnotatedArticle:
        """What was read."""
        ties = self._ties()
        found = []
        for key, (label, mention, more) in self._nodes.items():
            if label == CONTENT:
                tied = ties.pop(key, {})
                found.append(self._decision(mention, tied.get(SOURCE), tied.get(CUE), more))
        return AnnotatedArticle(self.article, self.annotator, tuple(_distinct(found)), finished)

    def _ties(self) -> dict[Hashable, dict[str, Mention]]:
        ties: dict[Hashable, dict[str, Mention]] = {}
        used = set()
        for pair in self._links:
            ends = [k for k in pair if k in self._nodes]
            heads = [k for k in ends if self._nodes[k][0] == CONTENT]
            children = [k for k in ends if self._nodes[k][0] != CONTENT]
            if len(heads) != 1 or len(children) != 1:
                self.notes("relation that does not tie a quotation to a source or cue: left out")
                continue
            label, mention, _ = self._nodes[children[0]]
            used.add(children[0])
            if label in ties.setdefault(heads[0], {}):
                self.notes(f"second {label.lower()} of one quotation: left out")
            else:
                ties[heads[0]][label] = mention
        for key, (label, _, _) in self._nodes.items():
            if label != CONTENT and key not in used:
                self.notes(f"{label.lower()} tied to no quotation: left out")
        return ties

    def _decision(self, at: Mention, source: Mention | None, cue: Mention | None, more: Mapping[str, Any]) -> Decision:
        kind = more.get("kind")
        return Decision(
            quotation=str(more.get("quotation") or quotation_id(self.sha256, at.span)),
            article=self.sha256,
            annotator=self.annotator,
            status=Status.CONFIRMED,
            span=at.span,
            words=at.words,
            kind=kind_called(kind) if kind else kind_by_marks(self.article.text, at.span, self.notes),
            origin=Origin.MANUAL,
            source=source,
            speaker_name=str(more.get("speaker") or ""),
            speaker_id=more.get("speaker_id") or None,
            cue=cue,
            group=more.get("utterance") or None,
            stances=tuple(sorted(as_stance(name) for name in more.get("stances") or ())),
            comment=str(more.get("comment") or ""),
            flagged=bool(more.get("flagged")),
        )


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


def kind_by_marks(text: str, span: Span, notes: Notes) -> Kind:
    """Direct where a quotation mark opens the stretch or stands before it, else indirect: for formats that do not say."""
    notes("kind of a quotation, not said by the format: direct where quotation marks stand round it, else indirect")
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
