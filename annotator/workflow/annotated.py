"""Annotations in: our own JSONL and the formats of other tools, as one change; what a format cannot say is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.errors import BadInputError, StoreError
from annotator.exchange import annotation_formats
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.annotation_formats import Batch
from annotator.exchange.kept_annotations import KeptAnnotations
from annotator.exchange.scheme import Scheme
from annotator.records import Decision, Kind, Origin, Stance, Status, quotation_id
from annotator.store import annotators, articles, decisions, proposals
from annotator.store.connection import Store
from annotator.store.decision_rows import safe
from annotator.store.rules import short
from annotator.workflow.project import current_codebook
from annotator.workflow.selection import ExportCounts


@dataclass(slots=True)
class ImportNotes:
    """What a reader left out or could not know, each phrase with how often."""

    notes: Counter[str] = field(default_factory=Counter)

    def __call__(self, note: str) -> None:
        """Take one note."""
        self.notes[note] += 1

    @property
    def lines(self) -> list[str]:
        """One line a phrase, the most frequent first."""
        return [f"{count:,} × {note}" for note, count in self.notes.most_common()]


def batches(files: Sequence[Path], kept: KeptAnnotations | None = None) -> dict[Path, Batch]:
    """Those of some files and folders that hold annotations or a codebook, each as a batch. ``kept`` knows what a preview found."""
    found = {}
    find = kept.format_of if kept is not None else annotation_formats.format_of
    for path in files:
        # A pipe would be waited for: the reader of articles tells what it is.
        fmt = find(path) if path.is_file() or path.is_dir() else None
        if fmt is not None:
            found[path] = annotation_formats.batch_of(path, fmt)
    return found


def read(
    batch: Batch, scheme: Scheme, kept: KeptAnnotations | None = None
) -> Iterator[tuple[Path, AnnotatedArticle | BadInputError]]:
    """Yield the articles of a batch with the file that each is from; BadInputError where it cannot be read.

    Of several files one that cannot be read is an error that is yielded, and the others come in. The error is raised where none of the
    labels of the whole batch is known as a quotation. The labels that the batch has are added to ``scheme.met``. What ``kept`` holds of a
    file is not read again.
    """
    mine = scheme.for_file(scheme.notes)
    try:
        for file in batch.files:
            try:
                for found in kept.read(file, batch, mine) if kept is not None else file.read(mine):
                    yield file.path, found
            except BadInputError as err:
                if not batch.format.gather:
                    raise
                yield file.path, err
        mine.check(str(batch.path))
    finally:
        scheme.add(mine.met, mine.values, 0)


@dataclass(slots=True)
class Brought:
    """What annotations brought: how many articles were new, how many were here, who decided, and the files that could not be read."""

    added: int = 0
    already_here: int = 0
    annotators: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


def bring_in(
    store: Store,
    every: Iterable[tuple[Path, AnnotatedArticle | BadInputError]],
    change: int,
    counts: ExportCounts,
    progress: Callable[[int, str], bool] | None = None,
    fresh: set[str] | None = None,
) -> Brought:
    """Bring annotated articles, each with its file, in inside the open transaction; ``refresh_derived`` must follow.

    ``fresh`` holds the articles that the same import brought, and gets more.
    """
    fresh = set() if fresh is None else fresh
    brought, before, seen, here = Brought(), counts.articles, set[str](), set[str]()
    for done, (path, annotated) in enumerate(every):
        if isinstance(annotated, BadInputError):
            brought.problems.append(str(annotated))
            continue
        if progress is not None and not progress(done, annotated.article.id):
            raise BadInputError("The import was canceled; nothing was added.")
        sound = _sound(annotated, str(path), counts)
        added = articles.add_articles(store, [sound.article], change)[0]
        brought.added += added
        brought.annotators.update({sound.annotator} - {""})
        (fresh if added or sound.sha256 in fresh else here).add(sound.sha256)
        seen.add(sound.sha256)
        counts.add(_bring(store, sound, str(path), change))
    counts.articles = before + len(seen)
    brought.already_here = len(here)
    return brought


def _sound(annotated: AnnotatedArticle, where: str, counts: ExportCounts) -> AnnotatedArticle:
    """An annotated article by the rules for what a project may hold; what was made safe is noted in ``counts``.

    BadInputError that names ``where`` for what cannot be kept.
    """
    try:
        article = articles.sound([annotated.article])[0].article
        name = annotators.person(annotated.annotator) if annotated.annotator else ""
    except (BadInputError, StoreError) as err:
        raise BadInputError(f"{where}: {err}") from err
    made = []
    for decision in annotated.decisions:
        kept, told = safe(decision)
        if kept is None:
            raise BadInputError(
                f"{where}: “{short(decision.words)}” in {short(article.id)} cannot be kept: {told[0]}; correct it and try again."
            )
        made.append(kept)
        if told:
            counts.faults.decision(name, decision.words, article.id, told[0], kept=True)
    return replace(annotated, article=article, annotator=name, decisions=tuple(made))


def _bring(store: Store, annotated: AnnotatedArticle, where: str, change: int) -> AnnotatedArticle:
    """Bring in one article and annotator inside the open transaction; with the decisions that were not here yet.

    A decision that was here and was undone comes again as a new one; one that stands, even if another followed it, does not.
    """
    if annotated.suggestions and proposals.detector_of(store, annotated.sha256) is None:
        proposals.add_proposals(store, annotated.sha256, annotated.suggestions, annotated.detector)
    if not annotated.annotator:  # a machine's suggestions alone
        return annotated
    annotators.add_annotator(store, annotated.annotator)
    check_labels(annotated, current_codebook(store).has, where)
    sha256, name = annotated.article.sha256, annotated.annotator
    known = decisions.current_decisions(store, sha256, name)
    stands = decisions.standing(store, [d.id for d in annotated.decisions if d.id])
    given = [replace(d, annotator=name, id="" if stands.get(d.id) is False else d.id) for d in annotated.decisions]
    fresh = [_identified(d) for d in given if not stands.get(d.id)]
    fresh = [d for d in fresh if d.id or d.quotation not in known or not _same(d, known[d.quotation])]
    decisions.append(store, fresh, change)
    number = annotators.annotator_number(store, name)
    decisions.add_finish(store, articles.article_number(store, sha256), number, annotated.finished, change)
    return replace(annotated, decisions=tuple(fresh))


def _same(one: Decision, other: Decision) -> bool:
    """Whether two decisions say the same, whenever they were taken: files without ids can be brought in twice."""
    first, second = (
        replace(each.anew(), speaker_id=None, seconds=0.0, codebook="", proposals_shown=True, origin=Origin.MANUAL)
        for each in (one, other)
    )
    return first == second


def check_labels(annotated: AnnotatedArticle, has: Callable[[Stance], bool], where: str) -> None:
    """BadInputError that names ``where`` and the first stance that the codebook lacks."""
    unknown = next((f"{s.target}: {s.label}" for d in annotated.decisions for s in d.stances if not has(s)), None)
    if unknown is not None:
        raise BadInputError(
            f"{where}: the project's codebook has no label {unknown}; choose the codebook it was made with."
        )


def _identified(decision: Decision) -> Decision:
    """A decision with a quotation id: files without ids (gold) get the one that a proposal at that span would have."""
    if decision.quotation:
        return decision
    kind = Kind.NOT_SPEECH if decision.status is Status.REJECTED else decision.kind
    return replace(decision, quotation=quotation_id(decision.article, decision.span), kind=kind, origin=Origin.MANUAL)
