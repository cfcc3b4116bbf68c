"""Annotations in from brat standoff: every annotator's attributions as decisions, and what the project cannot say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from annotator.detection.marks import stretches
from annotator.errors import BadInputError
from annotator.exchange import brat
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.brat import Attribution, Standoff
from annotator.exchange.brat_files import StandoffFiles
from annotator.exchange.graph import as_stance
from annotator.exchange.scheme import COMMENT, KINDS, NOTHING, SPEAKER, STANCE, Scheme
from annotator.exchange.standoff import export_index
from annotator.records import (
    Article,
    Decision,
    Kind,
    Mention,
    Origin,
    Span,
    Status,
    quotation_id,
)
from annotator.workflow.selection import ExportCounts

WHOLE = 0.9  # of its letters and digits: from here on a piece in marks is direct speech


@dataclass(slots=True)
class StandoffCounts:
    """What standoff files held: texts, people and attributions, and sentences about what a project cannot say."""

    texts: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    attributions: int = 0
    unsaid: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # of files that could not be read, a sentence each

    def message(self, new: ExportCounts) -> str:
        """The outcome in one sentence."""
        return (
            f"Articles: {len(self.texts)}; annotators: {len(self.people)}; attributions: {self.attributions}; "
            f"new quotations, one for each piece: {new.quotations}; stances: {new.stances}."
        )


def read(every: Sequence[StandoffFiles], scheme: Scheme, counts: StandoffCounts) -> Iterator[AnnotatedArticle]:
    """Annotations with their articles, counted on the way.

    Whoever has a file for an article has finished it, with or without an attribution, unless an index of ours says otherwise.
    A file that cannot be read is told in ``counts`` and the others come in.
    """
    index = export_index(
        {folder for files in every for folder in (files.annotation.parent, files.annotation.parent.parent)}
    )
    for files in every:
        try:
            standoff = brat.read_standoff(files, scheme)
        except BadInputError as err:
            counts.problems.append(str(err))
            continue
        entry = index.get(files.annotation.absolute())
        if entry is not None:
            article = replace(standoff.article, id=entry.article, title=entry.title or standoff.article.title)
            standoff = replace(standoff, article=article, annotator=entry.annotator)
        made = list(decisions(standoff, scheme))
        counts.texts.add(standoff.article.sha256)
        counts.people.add(standoff.annotator)
        counts.attributions += len(standoff.attributions)
        counts.unsaid += [*standoff.unsaid, *remarks(standoff, made)]
        yield AnnotatedArticle(standoff.article, standoff.annotator, tuple(made), entry.finished if entry else True)
    if every:
        scheme.check(str(every[0].annotation.parent))


def decisions(standoff: Standoff, scheme: Scheme) -> Iterator[Decision]:
    """A decision for each piece of content; the pieces of an attribution are one utterance and share its source and cue."""
    taken: set[str] = set()
    marks = [Span(stretch.start, stretch.end) for stretch in stretches(standoff.article.text)]
    discussed = [span for remark in standoff.remarks if remark.type.lower() == "discuss" for span in remark.spans]
    for attribution in standoff.attributions:
        for piece in attribution.content:
            quotation = quotation_id(standoff.article.sha256, piece)
            if quotation in taken:  # the same words in two attributions
                quotation = f"{quotation}-{attribution.id}"
            taken.add(quotation)
            made = _decision(standoff, attribution, piece, quotation, scheme)
            told = dict(attribution.attributes)
            discuss = any(stretch.overlaps(span) for stretch in _stretches(made) for span in discussed)
            meant = told.get("Kind") or scheme.knows(attribution.type)
            kind = Kind(meant) if meant in KINDS else kind_of(standoff.article.text, piece, marks)
            yield replace(made, kind=kind, flagged=discuss or "Flagged" in told)


def _decision(
    standoff: Standoff,
    attribution: Attribution,
    piece: Span,
    quotation: str,
    scheme: Scheme,
) -> Decision:
    """One piece of an attribution as a decision whose id is the same each time the file is read."""
    article, stances, rest = standoff.article, [], []
    speaker_id, speaker = next(iter(attribution.names), ("", ""))
    for name, value in attribution.attributes:
        if name == "Flagged" or (name == "Kind" and value in KINDS):  # these have a place of their own
            continue
        what, said = scheme.of_value(name, value or name)
        if what == STANCE:
            stances.append(as_stance(said))
        elif what == SPEAKER:
            speaker = said
        elif what == COMMENT or not what:
            rest.append(f"{name}: {value}" if value and not what else said or name)
        elif what != NOTHING:
            rest.append(f"{name}: {value}")
    source, more_source = _mention(article, attribution.source, "source")
    cue, more_cue = _mention(article, attribution.cue, "cue")
    made = f"{article.sha256}:{standoff.annotator}:{quotation}:{attribution}"
    return Decision(
        id=hashlib.sha256(made.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        quotation=quotation,
        article=article.sha256,
        annotator=standoff.annotator,
        status=Status.CONFIRMED,
        span=piece,
        words=piece.words(article.text),
        kind=Kind.DIRECT,
        origin=Origin.MANUAL,
        source=source,
        speaker_id=speaker_id if speaker_id.startswith("s") else None,
        speaker_name=speaker,
        cue=cue,
        group=attribution.id,
        stances=tuple(sorted(set(stances))),
        comment="; ".join([*attribution.notes, *rest, *more_source, *more_cue]),
        codebook=scheme.codebook.hash if scheme.codebook else "",
        proposals_shown=False,
    )


def _stretches(decision: Decision) -> list[Span]:
    """All that a decision marks in the article."""
    return [decision.span, *(m.span for m in (decision.source, decision.cue) if m)]


def kind_of(text: str, piece: Span, marks: Sequence[Span]) -> Kind:
    """Direct where nearly all of a piece stands in quotation marks, mixed where some does, else indirect."""
    letters = [at for at in range(piece.start, piece.end) if text[at].isalnum()]
    inside = sum(any(mark.start <= at < mark.end for mark in marks if mark.overlaps(piece)) for at in letters)
    if not inside:
        return Kind.INDIRECT
    return Kind.DIRECT if inside >= WHOLE * len(letters) else Kind.MIXED


def _mention(article: Article, spans: Sequence[Span], name: str) -> tuple[Mention | None, list[str]]:
    """The first piece as a mention, and the others in words for the comment: a project keeps one stretch."""
    if not spans:
        return None, []
    first, *others = [Mention(span, span.words(article.text)) for span in spans]
    return first, [f"{name} also “{other.words}” ({other.span.start}–{other.span.end})" for other in others]


def remarks(standoff: Standoff, made: Sequence[Decision]) -> Iterator[str]:
    """A sentence for each stretch that became no decision, and for what a decision leaves out."""
    where = f"{standoff.article.id}, {standoff.annotator}"
    for remark in standoff.remarks:
        span = remark.spans[0]
        if remark.type.lower() == "discuss" and any(
            stretch.overlaps(s) for d in made for stretch in _stretches(d) for s in remark.spans
        ):
            yield f"{where}: {remark.id}, {remark.type} at {span.start}–{span.end}, became a flag on its quotation."
        else:
            yield f"{where}: {remark.id}, {remark.type} at {span.start}–{span.end}, stands in no attribution; it was left out."
