"""Corpus out and annotations in: our own JSONL, streamed, sorted, written aside and moved into place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator.errors import BadInputError
from annotator.exchange import files, jsonl
from annotator.exchange.jsonl import AnnotatedArticle
from annotator.records import Change, Decision, Kind, Origin, Stance, Status, quotation_id
from annotator.store import annotators, articles, decisions, history
from annotator.store.connection import Store
from annotator.workflow.project import current_codebook

FORMATS = ("jsonl", "jsonl-quotations")


@dataclass(slots=True)
class ExportCounts:
    """What an export holds, and what it leaves out."""

    articles: int = 0
    quotations: int = 0
    stances: int = 0
    not_speech: int = 0
    undecided: int = 0
    flagged: int = 0

    def add(self, annotated: AnnotatedArticle) -> None:
        """Count one article and annotator."""
        self.articles += 1
        for decision in annotated.decisions:
            self.quotations += decision.status is Status.CONFIRMED
            self.not_speech += decision.status is Status.REJECTED
            self.undecided += decision.status is Status.OPEN
            self.flagged += decision.flagged and decision.status is not Status.WITHDRAWN
            self.stances += len(decision.stances) * (decision.status is Status.CONFIRMED)

    @property
    def message(self) -> str:
        """The counts in one sentence."""
        return (
            f"{self.articles} articles, {self.quotations} quotations, {self.stances} stances, {self.not_speech} not speech; "
            f"{self.flagged} flagged, {self.undecided} begun but undecided."
        )


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """The counts and the first record as it would be written ("" where there is none)."""

    counts: ExportCounts
    first_record: str


@dataclass(frozen=True, slots=True)
class ExportReport:
    """Where an export went and what is in it."""

    path: Path
    counts: ExportCounts
    lines: int


def annotated_articles(store: Store, annotator: str | None = None) -> Iterator[AnnotatedArticle]:
    """Every article that an annotator (or any) has worked on, one at a time, by article id and annotator."""
    for sha256, name in list(decisions.annotated(store)):
        if annotator is None or name == annotator:
            yield AnnotatedArticle(
                article=articles.article(store, sha256),
                annotator=name,
                decisions=tuple(decisions.current_decisions(store, sha256, name).values()),
                finished=decisions.is_finished(store, sha256, name),
            )


def _records(store: Store, annotator: str | None, fmt: str, counts: ExportCounts) -> Iterator[dict[str, Any]]:
    """The export's records; ``counts`` is filled on the way."""
    if fmt not in FORMATS:
        raise BadInputError(f"There is no format “{fmt}”; choose one of {', '.join(FORMATS)}.")
    if annotator is not None:
        annotators.annotator_number(store, annotator)
    codebook = current_codebook(store)
    for annotated in annotated_articles(store, annotator):
        counts.add(annotated)
        if fmt == "jsonl":
            yield jsonl.article_record(annotated, codebook)
        else:
            yield from jsonl.quotation_records(annotated, codebook)


def preview_export(store: Store, *, annotator: str | None = None, fmt: str = "jsonl") -> ExportPreview:
    """What an export would hold, without writing it."""
    counts, first = ExportCounts(), ""
    for record in _records(store, annotator, fmt, counts):
        first = first or jsonl.dump(record)
    return ExportPreview(counts, first)


def export(
    store: Store,
    path: Path,
    *,
    annotator: str | None = None,
    fmt: str = "jsonl",
    progress: Callable[[int], bool] | None = None,
) -> ExportReport:
    """Write an export; the old file stays until the new one is whole. ``progress(lines)`` answers False to cancel.

    ExportError with a sentence where it cannot be written; BadInputError for an unknown format or on cancelling.
    """
    counts = ExportCounts()

    def lines() -> Iterator[str]:
        for done, record in enumerate(_records(store, annotator, fmt, counts)):
            if progress is not None and not progress(done):
                raise BadInputError("The export was cancelled; the old file is untouched.")
            yield jsonl.dump(record)

    written = files.write_lines(path, lines())
    return ExportReport(path, counts, written)


def import_annotations(store: Store, path: Path) -> tuple[Change, ExportCounts]:
    """Bring in an export of ours (or a gold file): articles, annotators and their decisions, as one change.

    Decisions keep their ids; one that is here already is not doubled. Stances that the codebook does not know are refused
    with a BadInputError that names file and label, and nothing is brought in.
    """
    counts = ExportCounts()
    codebook = current_codebook(store)
    with store.writing():
        change = history.begin_change(store, None, "Import annotations")
        for annotated in jsonl.read_annotated(path):
            articles.add_articles(store, [annotated.article], change)
            annotators.add_annotator(store, annotated.annotator)
            if unknown := _unknown(annotated, codebook.has):
                raise BadInputError(
                    f"{path}: the project's codebook has no label {unknown}; choose the codebook it was made with."
                )
            known = {
                d.id for d in decisions.current_decisions(store, annotated.article.sha256, annotated.annotator).values()
            }
            fresh = [_identified(d) for d in annotated.decisions if not d.id or d.id not in known]
            decisions.append(store, fresh, change)
            number = annotators.annotator_number(store, annotated.annotator)
            decisions.add_finish(
                store, articles.article_number(store, annotated.article.sha256), number, annotated.finished, change
            )
            counts.add(replace(annotated, decisions=tuple(fresh)))
        history.settle(store, change)
    return Change(action="Import annotations", queue=True, speakers=True, message=counts.message), counts


def _unknown(annotated: AnnotatedArticle, has: Callable[[Stance], bool]) -> str:
    """The first stance that the codebook lacks, or ""."""
    return next((f"{s.target}: {s.label}" for d in annotated.decisions for s in d.stances if not has(s)), "")


def _identified(decision: Decision) -> Decision:
    """A decision with a quotation id: files without ids (gold) get the one that a proposal at that span would have."""
    if decision.quotation:
        return decision
    kind = Kind.NOT_SPEECH if decision.status is Status.REJECTED else decision.kind
    return replace(decision, quotation=quotation_id(decision.article, decision.span), kind=kind, origin=Origin.MANUAL)
