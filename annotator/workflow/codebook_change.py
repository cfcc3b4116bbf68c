"""Changing the project's codebook: what would be touched, the change itself, its versions, and what waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.codebook import parse_codebook, read_codebook
from annotator.codebook.check import faults
from annotator.codebook.compare import CodebookDifference, compare
from annotator.codebook.draft import Draft
from annotator.codebook.joining import numbered
from annotator.codebook.steps import LabelFate
from annotator.codebook.writing import same, with_source
from annotator.errors import BadInputError, CodebookError, many
from annotator.records import Change, Codebook, Stance, Status
from annotator.store import codebooks, decisions, recoding
from annotator.store.connection import Store
from annotator.store.recoding import AffectedDecision as AffectedDecision
from annotator.store.recoding import CanceledChangeError as CanceledChangeError
from annotator.store.recoding import CodebookVersion as CodebookVersion
from annotator.store.recoding import FateRow
from annotator.store.recoding import RecodedDecision as RecodedDecision
from annotator.workflow.project import current_codebook

Progress = Callable[[str], bool]  # what is done now, in words; False to cancel


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change of the codebook does to the decisions that bear a label: in words, how many of whom, and examples."""

    fate: LabelFate
    label: str  # "target: label", in words
    becomes: str
    decisions: int
    annotators: int
    articles: int
    examples: tuple[AffectedDecision, ...]


def open_draft(store: Store) -> Draft:
    """The project's codebook, to be edited."""
    return Draft(current_codebook(store), recoding.known_fates(store))


def preview(store: Store, draft: Draft, *, most: int = 3) -> list[Effect]:
    """What would become of decisions, label by label, with up to ``most`` examples each; nothing is written."""
    with store.reading():
        touched = recoding.preview(store, [fate.was for fate in draft.fates])
        return [
            Effect(
                fate, _name(draft.before, fate.was), _becomes(fate, draft.book), found.decisions, found.annotators,
                found.articles, tuple(recoding.examples(store, fate.was, most)) if most else (),
            )
            for fate, found in zip(draft.fates, touched, strict=True)
        ]  # fmt: skip


def _name(book: Codebook, stance: Stance) -> str:
    target, label = book.target(stance.target), book.label(stance)
    return f"{target.name}: {label.name}" if target and label else f"{stance.target}: {stance.label}"


def _becomes(fate: LabelFate, book: Codebook) -> str:
    if fate.to is None:
        offered = ", ".join(_name(book, option).partition(": ")[2] for option in fate.options)
        return f"choose again among {offered}" if offered else "choose again"
    if fate.retired:
        return "kept, no longer offered"
    if fate.look is not None:
        what = f"look again at {fate.look:,}" if fate.look else "look again"
        return what if fate.to == fate.was else f"{_name(book, fate.to)}; {what}"
    return _name(book, fate.to)


def use_codebook(store: Store, path: Path, *, why: str = "", annotator: str | None = None) -> Change:
    """Put the codebook of a file in the place of the project's, as a change like others.

    CodebookError with line and reason if it is faulty.
    Labels that the file has under other ids go on by their names; decisions with one that it lacks wait for their annotator.
    """
    return change_codebook(store, swap(store, read_codebook(path), path.name), why=why, annotator=annotator)


def put_in_place(store: Store, book: Codebook, file: str, change: int) -> None:
    """Put the codebook of a file (its name) in the place of the project's as a part of a change, inside its transaction."""
    draft = swap(store, book, file)
    if draft.changed:
        recoding.append(
            store, _numbered(store, draft), _rows(draft), why=_why(draft), change=change, progress_=lambda _: True
        )


def swap(store: Store, book: Codebook, file: str) -> Draft:
    """The project's codebook with that of a file (its name) put in its place, to be looked at and handed to :func:`change_codebook`."""
    draft = open_draft(store)
    held = replace(draft.before, version=book.version)
    if not same(book, held) or book.version not in codebooks.codebook_versions(store).values():
        draft.take(book, file)
    return draft


def _why(draft: Draft, why: str = "") -> str:
    """Why a change was made: as said, or from which file the codebook came."""
    return why.strip() or (f"Imported from {draft.file}." if draft.file else "")


def change_codebook(
    store: Store,
    draft: Draft,
    *,
    why: str = "",
    annotator: str | None = None,
    progress: Progress | None = None,
) -> Change:
    """Make the edited codebook the project's, and recode the decisions that it touches; one change with one undo.

    CodebookError where a field breaks a rule, BadInputError where the project's codebook is not the one that was edited any more,
    CanceledChangeError where ``progress`` answers False: then nothing was changed.
    """
    broken = faults(draft.book)
    if broken:
        raise CodebookError(f"The codebook cannot be saved: {broken[0].reason}.")
    if not draft.changed:
        return Change(message="The codebook is as it was.")
    book = _numbered(store, draft)
    # Not above: it brings the doctor and sqlite-utils, and what waits is asked for by every window.
    from annotator.workflow import maintenance

    unsecured = maintenance.secure(store) if draft.fates else ""
    with store.writing():
        if current_codebook(store) != draft.before:
            raise BadInputError(
                "The codebook was changed in another window meanwhile; open it again and repeat your edits."
            )
        count = recoding.add(
            store,
            book,
            _rows(draft),
            why=_why(draft, why),
            annotator=annotator,
            progress_=progress or (lambda _: True),
            action=f"Use codebook {book.name} {book.version}" if draft.file else "",
        )
    said = (
        f"Codebook: {book.name} {book.version}. {many(count, 'decision')} recoded."
        if count
        else f"Codebook: {book.name} {book.version}"
    )
    return Change(action="Change codebook", codebook=True, queue=True, message=" ".join((said, unsecured)).strip())


def _rows(draft: Draft) -> list[FateRow]:
    return [FateRow(fate.was, fate.to, fate.retired, fate.look, fate.options) for fate in draft.fates]


def _numbered(store: Store, draft: Draft) -> Codebook:
    """The edited codebook with its source, and with a version of its own: the last number counted on where it is one of before."""
    book = draft.book
    if book.version == draft.before.version and book.id == draft.before.id:
        book = replace(book, version=numbered(book.version))
    known = codebooks.codebook_versions(store)
    while (made := with_source(book, book.source)).hash in known:
        book = replace(book, version=numbered(book.version))
    return made


def versions(store: Store) -> list[CodebookVersion]:
    """Every version that was the project's codebook, oldest first."""
    return recoding.versions(store)


def codebook_of(store: Store, codebook_hash: str) -> Codebook:
    """The version of that hash; BadInputError where the project never had it."""
    found = codebooks.codebook_source(store, codebook_hash)
    if found is None:
        raise BadInputError(f"{store.path}: the project has no version {codebook_hash[:12]} of the codebook.")
    return parse_codebook(found[0], name=found[2], guideline=found[1])


def compare_versions(store: Store, before: str, after: str) -> list[CodebookDifference]:
    """What differs between two versions (by their hashes)."""
    return compare(codebook_of(store, before), codebook_of(store, after))


def waiting(store: Store, annotator: str | None = None) -> list[RecodedDecision]:
    """The decisions that wait for a person to choose or look again: everybody's or one annotator's."""
    found = recoding.waiting(store, annotator)
    book = current_codebook(store) if found else None
    return [e._replace(options=tuple(s for s in e.options if book is not None and book.has(s))) for e in found]


def keep(store: Store, entry: RecodedDecision, *, annotator: str) -> Change:
    """Say that a decision was looked at and stays as it is; it waits no more. Undo takes this back."""
    decision = replace(decisions.by_id(store, entry.decision).anew(), replaces=entry.decision, seconds=0.0)
    if decision.status is Status.OPEN:
        raise BadInputError("This decision lost its label: choose another one, or confirm the quotation without it.")
    book = current_codebook(store)
    taken = decisions.add_decisions(
        store, [replace(decision, codebook=book.hash)], annotator=annotator, action="Keep the label"
    )
    return Change(
        "Keep the label", entry.article, frozenset({entry.quotation}), queue=True, decision=taken.decisions[0]
    )


def choose(store: Store, entry: RecodedDecision, stances: tuple[Stance, ...], *, annotator: str) -> Change:
    """Give a waiting decision labels in the place of the one it lost, and confirm it; it waits no more. Undo takes this back."""
    book = current_codebook(store)
    if bad := next((stance for stance in stances if not book.has(stance)), None):
        raise BadInputError(f"The codebook has no label {bad.target}: {bad.label}.")
    old = decisions.by_id(store, entry.decision)
    made = replace(
        old.anew(), status=Status.CONFIRMED if old.status is Status.OPEN else old.status, replaces=entry.decision,
        stances=tuple(dict.fromkeys((*old.stances, *stances))), codebook=book.hash, seconds=0.0,
    )  # fmt: skip
    taken = decisions.add_decisions(store, [made], annotator=annotator, action="Choose again")
    return Change("Choose again", entry.article, frozenset({entry.quotation}), queue=True, decision=taken.decisions[0])
