"""Annotations in from brat standoff: every annotator's attributions as decisions, and what the project cannot say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotator.exchange import brat
from annotator.exchange.brat import Attribution, Standoff, StandoffFiles
from annotator.exchange.jsonl import AnnotatedArticle
from annotator.quotations.marks import stretches
from annotator.records import (
    Article,
    Change,
    Codebook,
    Decision,
    Kind,
    Mention,
    Origin,
    Span,
    Stance,
    Status,
    quotation_id,
)
from annotator.store.connection import Store
from annotator.workflow.export import ExportCounts, bring_in
from annotator.workflow.project import current_codebook

WHOLE = 0.9  # of its letters and digits: from here on a piece in marks is direct speech


def import_standoff(store: Store, every: Sequence[StandoffFiles]) -> tuple[Change, ExportCounts, list[str]]:
    """Bring in annotations with their articles, as one change; what cannot be said, as sentences.

    Whoever has a file for an article has finished it, with or without an attribution. BadInputError with file and line
    where one cannot be read: then nothing is brought in.
    """
    codebook, unsaid = current_codebook(store), []
    annotated = []
    for files in every:
        standoff = brat.read_standoff(files)
        made = list(decisions(standoff, codebook))
        annotated.append(AnnotatedArticle(standoff.article, standoff.annotator, tuple(made), finished=True))
        unsaid += [*standoff.unsaid, *remarks(standoff, made)]
    counts = bring_in(store, annotated, "Import brat annotations", str(every[0].annotation.parent))
    people = {each.annotator for each in annotated}
    texts = {each.article.sha256 for each in annotated}
    attributions = {(each.article.sha256, each.annotator, d.group) for each in annotated for d in each.decisions}
    message = (
        f"Articles: {len(texts)}; annotators: {len(people)}; attributions: {len(attributions)}; "
        f"new quotations, one for each piece: {counts.quotations}; stances: {counts.stances}."
    )
    return Change(action="Import brat annotations", queue=True, speakers=True, message=message), counts, unsaid


def decisions(standoff: Standoff, codebook: Codebook) -> Iterator[Decision]:
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
            made = _decision(standoff, attribution, piece, quotation, codebook)
            yield replace(
                made,
                kind=kind_of(standoff.article.text, piece, marks),
                flagged=any(stretch.overlaps(span) for stretch in _stretches(made) for span in discussed),
            )


def _decision(
    standoff: Standoff,
    attribution: Attribution,
    piece: Span,
    quotation: str,
    codebook: Codebook,
) -> Decision:
    """One piece of an attribution as a decision whose id is the same each time the file is read."""
    article, stances, rest = standoff.article, [], []
    for name, value in attribution.attributes:
        stance = stance_of(codebook, name, value)
        if stance:
            stances.append(stance)
        else:
            rest.append(f"{name}: {value}" if value else name)
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
        cue=cue,
        group=attribution.id,
        stances=tuple(sorted(set(stances))),
        comment="; ".join([*attribution.notes, *rest, *more_source, *more_cue]),
        codebook=codebook.hash,
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


def stance_of(codebook: Codebook, name: str, value: str) -> Stance | None:
    """The stance that an attribute stands for: (target, label), or a label that only one target has; None for any other."""
    if codebook.has(Stance(name, value)):
        return Stance(name, value)
    targets = [target.id for target in codebook.targets if codebook.has(Stance(target.id, value))]
    return Stance(targets[0], value) if len(targets) == 1 else None


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
