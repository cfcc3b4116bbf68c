"""Annotations in: our own JSONL and the formats of other tools, as one change; what a format cannot say is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.errors import BadInputError, StoreError
from annotator.exchange import formats
from annotator.exchange.annotated import AnnotatedArticle
from annotator.exchange.formats import Format, Reader
from annotator.exchange.scheme import Scheme
from annotator.records import Change, Decision, Kind, Origin, Stance, Status, quotation_id
from annotator.store import annotators, articles, decisions, history, proposals
from annotator.store.connection import Store
from annotator.store.decision_rows import safe
from annotator.store.rules import short
from annotator.workflow import labels, maintenance
from annotator.workflow.project import current_codebook
from annotator.workflow.selection import ExportCounts


@dataclass(slots=True)
class Said:
    """What a reader left out or could not know, each phrase with how often."""

    notes: Counter[str] = field(default_factory=Counter)

    def __call__(self, note: str) -> None:
        """Take one note."""
        self.notes[note] += 1

    @property
    def lines(self) -> list[str]:
        """One line a phrase, the most frequent first."""
        return [f"{count:,} × {note}" for note, count in self.notes.most_common()]


def format_of(path: Path) -> Format | Reader | None:
    """The format whose annotations a file or folder holds; None where it holds none (articles, say)."""
    return formats.reader_of(path)


def recognised(files: Iterable[Path]) -> dict[Path, Format | Reader]:
    """The formats of those files that hold annotations or a codebook (``.qdc``); all others are articles."""
    found: dict[Path, Format | Reader] = {}
    for path in files:
        if (
            not path.is_file() and not path.is_dir()
        ):  # a pipe would be waited for: the reader of articles tells what it is
            continue
        suffix = path.suffix.lower()
        fmt = formats.get(suffix.lstrip(".")) if suffix == ".qdc" else format_of(path)
        if fmt is not None:
            found[path] = fmt
    return found


def read(fmt: Format | Reader, path: Path, scheme: Scheme) -> Iterator[AnnotatedArticle]:
    """What a file of annotations holds; BadInputError where it cannot be read, or none of its labels is known as a quotation.

    The labels that it has are added to ``scheme.met``.
    """
    assert fmt.read is not None, "only formats that can be read are asked"
    mine = scheme.for_file()
    try:
        yield from fmt.read(path, mine)
        mine.check(str(path))
    finally:
        scheme.met.update(mine.met)
        scheme.values.update(mine.values)


def import_annotations(
    store: Store,
    path: Path,
    *,
    annotator: str | None = None,
    fmt: Format | Reader | None = None,
    said: Said | None = None,
    progress: Callable[[int, str], bool] | None = None,
) -> tuple[Change, ExportCounts]:
    """Bring in a file of annotations: articles, annotators and their decisions, as one change that ``annotator`` may undo.

    Decisions keep their ids; one that is here already is not doubled. Stances that the codebook does not know are refused
    with a BadInputError that names file and label, and nothing is brought in. ``progress(articles, name)`` answers False to cancel.
    """
    fmt = fmt or format_of(path) or formats.get(formats.NAMES[0])
    said, counts = said or Said(), ExportCounts()
    if unsecured := maintenance.secure(store):
        said.notes[unsecured] += 1
    with store.writing():
        change = history.begin_change(store, annotator, "Import annotations")
        every = read(fmt, path, labels.scheme(store, said))
        bring_in(store, every, str(path), change, counts, progress)
        history.refresh_derived(store, change)
    message = "\n".join([counts.message, *said.lines])
    return Change(action="Import annotations", queue=True, speakers=True, message=message), counts


def bring_in(
    store: Store,
    every: Iterable[AnnotatedArticle],
    where: str,
    change: int,
    counts: ExportCounts,
    progress: Callable[[int, str], bool] | None = None,
    fresh: set[str] | None = None,
) -> tuple[int, int]:
    """Bring annotated articles in inside the open transaction; ``refresh_derived`` must follow. ``where`` names the file in errors.

    How many articles were not here before, and how many were; ``fresh`` holds those that the same import brought, and gets more.
    """
    fresh = set() if fresh is None else fresh
    new, here = 0, set[str]()
    for done, annotated in enumerate(every):
        if progress is not None and not progress(done, annotated.article.id):
            raise BadInputError("The import was cancelled; nothing was added.")
        sound = _sound(annotated, where, counts)
        added = articles.add_articles(store, [sound.article], change)[0]
        new += added
        (fresh if added or sound.sha256 in fresh else here).add(sound.sha256)
        counts.add(_bring(store, sound, where, change))
    return new, len(here)


def _sound(annotated: AnnotatedArticle, where: str, counts: ExportCounts) -> AnnotatedArticle:
    """An annotated article by the rules for what a project may hold; what was made safe is noted in ``counts``.

    BadInputError that names ``where`` for what cannot be kept.
    """
    try:
        article = articles.sound(annotated.article)
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
