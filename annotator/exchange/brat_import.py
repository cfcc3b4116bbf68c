"""Annotations in from brat standoff: every annotator's attributions as decisions, and what the project cannot say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from annotator.exchange import brat
from annotator.exchange.annotated import AnnotatedArticle, paragraph_of
from annotator.exchange.annotation_formats import AnnotationFile
from annotator.exchange.brat import Attribution, Standoff
from annotator.exchange.brat_files import StandoffFiles, find_standoff
from annotator.exchange.graph import as_stance
from annotator.exchange.scheme import COMMENT, CUE, KINDS, NOTHING, SOURCE, SPEAKER, STANCE, Scheme
from annotator.exchange.standoff import IndexEntry, export_index
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

WHOLE = 0.9  # of its letters and digits: from here on a piece in marks is direct speech


def gather(folders: Sequence[Path]) -> list[AnnotationFile]:
    """The ``.ann`` files in folders with their texts, each to be read as one annotator's annotation of one article."""
    found = [files for folder in folders for files in find_standoff(folder)]
    places = {place for files in found for place in (files.annotation.parent, files.annotation.parent.parent)}

    @cache
    def index() -> Mapping[Path, IndexEntry]:
        return export_index(places)

    return [
        AnnotationFile(files.annotation, partial(_read, files, index), (files.annotation, files.text))
        for files in found
    ]


def _read(
    files: StandoffFiles, index: Callable[[], Mapping[Path, IndexEntry]], scheme: Scheme
) -> Iterator[AnnotatedArticle]:
    """One annotation with its article; what a project cannot say of it goes to ``scheme`` first. BadInputError where it cannot be read.

    Whoever has a file for an article has finished it, with or without an attribution, unless an index of ours says otherwise.
    """
    standoff = brat.read_standoff(files, scheme)
    entry = index().get(files.annotation.absolute())
    if entry is not None:
        article = replace(standoff.article, id=entry.article, title=entry.title or standoff.article.title)
        standoff = replace(standoff, article=article, annotator=entry.annotator)
    standoff = _tied(standoff, scheme)
    made = list(decisions(standoff, scheme))
    for sentence in (*standoff.unsaid, *remarks(standoff, made)):
        scheme(sentence)
    yield AnnotatedArticle(standoff.article, standoff.annotator, tuple(made), entry.finished if entry else True)


def _tied(standoff: Standoff, scheme: Scheme) -> Standoff:
    """Where an annotator drew no relation and no event at all, tie each quotation to the nearest source and cue of its paragraph."""
    if any(a.source or a.cue or not a.id.startswith("T") for a in standoff.attributions):
        return standoff
    text, used = standoff.article.text, set[str]()
    roles = {r.id: brat.ROLES.get(r.type.lower()) or scheme.knows(r.type) for r in standoff.remarks}
    tied = []
    for attribution in standoff.attributions:
        at = attribution.content[0]
        paragraph = paragraph_of(text, at)
        for role in (SOURCE, CUE):
            near = [r for r in standoff.remarks if roles[r.id] == role and r.spans[0].overlaps(paragraph)]
            if near:
                best = min(
                    near, key=lambda r: (max(r.spans[0].start - at.end, at.start - r.spans[0].end, 0), r.spans[0].start)
                )
                used.add(best.id)
                attribution = (
                    replace(attribution, source=best.spans) if role == SOURCE else replace(attribution, cue=best.spans)
                )
                scheme(f"{role} linked to the nearest quotation of its paragraph, since it has no relation")
        tied.append(attribution)
    left = tuple(remark for remark in standoff.remarks if remark.id not in used)
    return replace(standoff, attributions=tuple(tied), remarks=left)


def decisions(standoff: Standoff, scheme: Scheme) -> Iterator[Decision]:
    """A decision for each piece of content; the pieces of an attribution are one utterance and share its source and cue."""
    taken: set[str] = set()
    marks = scheme.marks(standoff.article.text)
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
            yield f"{where}: {remark.id}, {remark.type} at {span.start}–{span.end}, is in no attribution; it was left out."
